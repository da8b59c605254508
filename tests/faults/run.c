/* SPDX-License-Identifier: ISC */
#include "tests/faults/run.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "session/journal_read.h"
#include "session/peer.h"
#include "session/platform.h"
#include "session/redact.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIDES = 2, PATIENCE_MS = 30 * 1000, SETTLE_MS = 100, SETTLE_TRIES = 100 };

static const char *const keys[SIDES] = {"a", "b"};

struct stage {
    struct scenario scenario;
    char *program;
    char *dir;
    struct loop *loop;
    json_t *lab; /* as it described itself */
    pid_t lab_pid;
    struct platform *platform;
    struct redactor *redactor;
    unsigned runs;

    /* The run that is under way. */
    pid_t pid;
    int status;
    bool ended, late;
    int debugging; /* routers that debug */
    unsigned asked;
};

static void give_up(const char *what)
{
    fprintf(stderr, "faults: %s\n", what);
    abort();
}

static char *path_of(const struct stage *st, const char *name)
{
    return file_join(st->dir, name);
}

static void put(const struct stage *st, const char *name, const char *text, mode_t mode)
{
    char *path = path_of(st, name);
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0 || chmod(path, mode) != 0)
        give_up("cannot write into the directory of the run");
    free(path);
}

/* Start `argv` with its streams on files (NULL: /dev/null), in a session of its own. */
static pid_t spawn(char *const argv[], const char *out, const char *err)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setsid();
    int in = open("/dev/null", O_RDWR);
    int fd[2] = {out ? open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600) : in,
                 err ? open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600) : in};
    dup2(in, 0);
    dup2(fd[0], 1);
    dup2(fd[1], 2);
    closefrom(3);
    execv(argv[0], argv);
    _exit(127);
}

static void start_lab(struct stage *st)
{
    char *out = path_of(st, "lab.json");
    if (mkfifo(out, 0600) != 0)
        give_up("no pipe for the lab");
    char *argv[] = {st->program, "lab", "--serve", "--json", "--fault", (char *)st->scenario.fault,
                    "--seed",    "1",   NULL};
    st->lab_pid = spawn(argv, out, NULL);
    FILE *f = fopen(out, "r");
    char line[4096];
    if (!f || !fgets(line, sizeof line, f))
        give_up("the lab does not start");
    fclose(f);
    st->lab = json_parse("lab", line, NULL);
    free(out);
}

static const json_t *router(const struct stage *st, int side)
{
    return json_object_get(st->lab, keys[side]);
}

/* What answers the program's questions: the prompt names the router, and enable by its name. */
static void write_askpass(const struct stage *st)
{
    struct buf text = {0};
    buf_add_str(&text, "#!/bin/sh\ncase \"$1\" in\n");
    for (int side = 0; side < SIDES; side++) {
        const json_t *r = router(st, side);
        buf_printf(&text, "*%s*nable*) echo '%s' ;;\n", json_str(r, "name", ""),
                   json_str(r, "enable", ""));
        buf_printf(&text, "*%s*) echo '%s' ;;\n", json_str(r, "name", ""),
                   json_str(r, "password", ""));
    }
    buf_add_str(&text, "esac\n");
    put(st, "askpass", buf_str(&text), 0700);
    buf_fini(&text);
}

struct stage *stage_new(const char *program, const struct scenario *s)
{
    char dir[] = "/tmp/peerwalk-faults-XXXXXX";
    struct stage *st = mem_alloc(sizeof *st);
    struct err e = {0};
    st->scenario = *s;
    st->program = mem_dup(program);
    if (!mkdtemp(dir))
        give_up("no directory for files");
    st->dir = mem_dup(dir);
    start_lab(st);
    write_askpass(st);
    st->platform = platform_load("playbooks/ios/platform.json", &e);
    if (!st->platform)
        give_up(e.text);
    st->redactor = redactor_new(st->platform->secrets);
    st->loop = loop_new();
    return st;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
    (void)st, (void)type, (void)walk;
    return remove(path);
}

void stage_free(struct stage *st)
{
    if (!st)
        return;
    kill(st->lab_pid, SIGTERM);
    waitpid(st->lab_pid, NULL, 0);
    loop_free(st->loop);
    redactor_free(st->redactor);
    platform_free(st->platform);
    json_decref(st->lab);
    nftw(st->dir, remove_one, SIDES, FTW_DEPTH | FTW_PHYS);
    free(st->dir);
    free(st->program);
    free(st);
}

/* The program under test. */

static void write_ssh_config(const struct stage *st, struct proxy *wire[SIDES])
{
    struct buf text = {0};
    for (int side = 0; side < SIDES; side++) {
        const json_t *r = router(st, side);
        buf_printf(&text,
                   "Host %s\n    HostName 127.0.0.1\n    Port %u\n    User %s\n"
                   "    HostKeyAlias [127.0.0.1]:%lld\n    UserKnownHostsFile %s\n"
                   "    PubkeyAuthentication no\n    ServerAliveInterval 1\n"
                   "    ServerAliveCountMax 2\n",
                   json_str(r, "name", ""), proxy_port(wire[side]), json_str(r, "user", ""),
                   json_int(r, "port", 0), json_str(st->lab, "known_hosts", ""));
    }
    put(st, "ssh_config", buf_str(&text), 0600);
    buf_fini(&text);
}

static void start_program(struct stage *st)
{
    char *askpass = path_of(st, "askpass");
    char *config = path_of(st, "ssh_config");
    char *journal = path_of(st, "journal");
    char *out = path_of(st, "out");
    char *err = path_of(st, "err");
    char *argv[] = {st->program,
                    "run",
                    (char *)st->scenario.playbook,
                    "--json",
                    "--timeout",
                    "2",
                    "--reconnect",
                    "5",
                    "--allow",
                    "traffic,debug,disruptive",
                    "--journal",
                    journal,
                    "--ssh-config",
                    config,
                    (char *)json_str(router(st, 0), "name", ""),
                    (char *)json_str(router(st, 1), "name", ""),
                    NULL};
    unlink(journal);
    setenv("SSH_ASKPASS", askpass, 1);
    setenv("SSH_ASKPASS_REQUIRE", "force", 1);
    setenv("HOME", st->dir, 1);
    setenv("PEERWALK_FAULTS_RUN", st->dir, 1);
    st->pid = spawn(argv, out, err);
    unsetenv("PEERWALK_FAULTS_RUN");
    free(askpass);
    free(config);
    free(journal);
    free(out);
    free(err);
}

static void on_child(void *user, int signum)
{
    struct stage *st = user;
    (void)signum;
    if (waitpid(st->pid, &st->status, WNOHANG) != st->pid)
        return;
    st->ended = true;
    loop_stop(st->loop);
}

static void on_limit(void *user)
{
    struct stage *st = user;
    st->late = true;
    kill(st->pid, SIGKILL);
}

static void await_program(struct stage *st, unsigned limit_ms)
{
    struct loop_signal *child = loop_signal_new(st->loop, SIGCHLD, on_child, st);
    struct loop_timer *limit = loop_timer_new(st->loop, on_limit, st);
    st->ended = st->late = false;
    start_program(st);
    loop_timer_set(limit, limit_ms);
    while (!st->ended)
        loop_run(st->loop);
    loop_timer_free(limit);
    loop_signal_free(child);
}

/* What it left behind. */

static bool is_ours(const char *pid, const char *mark)
{
    char path[300], text[64 * 1024];
    snprintf(path, sizeof path, "/proc/%s/environ", pid);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    if (f)
        fclose(f);
    return n > 0 && memmem(text, n, mark, strlen(mark));
}

static bool process_left(const struct stage *st)
{
    char *mark = mem_printf("PEERWALK_FAULTS_RUN=%s", st->dir);
    bool found = false;
    DIR *d = opendir("/proc");
    for (struct dirent *f = d ? readdir(d) : NULL; f && !found; f = readdir(d))
        found = f->d_name[0] >= '1' && f->d_name[0] <= '9' && is_ours(f->d_name, mark);
    if (d)
        closedir(d);
    free(mark);
    return found;
}

static void on_wait(void *user)
{
    struct stage *st = user;
    loop_stop(st->loop);
}

/* A process that still cleans up may do so for a moment; one that stays is a defect. */
static bool await_processes(struct stage *st)
{
    struct loop_timer *timer = loop_timer_new(st->loop, on_wait, st);
    bool left = process_left(st);
    for (int i = 0; left && i < SETTLE_TRIES; i++) {
        loop_timer_set(timer, SETTLE_MS);
        loop_run(st->loop);
        left = process_left(st);
    }
    loop_timer_free(timer);
    return left;
}

static void on_debugging(void *user, struct peer *p, const struct reply *r)
{
    struct stage *st = user;
    if (r->error != ERR_NONE)
        give_up("the lab does not say whether it debugs");
    if (memmem(r->text, r->len, "debugging is on", strlen("debugging is on")))
        st->debugging++;
    peer_close(p);
}

static void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct stage *st = user;
    if (s == PEER_READY)
        peer_send(p, "show debugging", &(struct patience){PATIENCE_MS, 0}, on_debugging, st);
    if (s == PEER_LOST)
        give_up(why ? why->text : "the lab is gone");
    if (s == PEER_CLOSED)
        loop_stop(st->loop);
}

/* Ask both routers by the way that never fails, and switch off what is on. */
static void ask_routers(struct stage *st)
{
    static const struct peer_handler handler = {.state = on_state};
    st->debugging = 0;
    for (int side = 0; side < SIDES; side++) {
        const json_t *r = router(st, side);
        struct peer_config config = {.target = json_str(r, "name", ""),
                                     .ssh_config = json_str(st->lab, "ssh_config", NULL),
                                     .password = json_str(r, "password", NULL),
                                     .enable = json_str(r, "enable", NULL)};
        struct peer *p = peer_new(st->loop, st->platform, st->redactor, &config, &handler, st);
        peer_open(p);
        loop_run(st->loop);
        peer_free(p);
    }
}

/* Does every line of the journal read? `over`: the walk had come to its end. */
static bool read_journal(const struct stage *st, bool *over)
{
    char *path = path_of(st, "journal");
    struct err e = {0};
    struct journal_reader *r = journal_reader_open(path, &e);
    json_t *event;
    *over = false;
    while (r && (event = journal_reader_next(r, &e))) {
        if (strcmp(json_str(event, "event", ""), "end") == 0)
            *over = true;
        json_decref(event);
    }
    journal_reader_free(r);
    free(path);
    return e.code == ERR_NONE;
}

static bool says(const struct stage *st, const char *words)
{
    char *path = path_of(st, "err");
    struct buf text = {0};
    bool found = file_read(path, 0, &text, NULL) == ERR_NONE &&
                 memmem(buf_str(&text), text.len, words, strlen(words));
    buf_fini(&text);
    free(path);
    return found;
}

/* A verdict and causes that are right for this lab, and an exit code that says the same. */
static unsigned judge_result(const struct stage *st, const struct run_result *r, bool broken_off)
{
    char *path = path_of(st, "out");
    json_t *doc = json_read(path, NULL, NULL);
    const char *verdict = json_str(doc, "verdict", "none");
    const json_t *first = json_array_get(json_object_get(doc, "causes"), 0);
    const char *cause = json_str(first, "id", NULL);
    const char *right = st->scenario.cause;
    bool sure = json_number_value(json_object_get(first, "confidence")) >= 0.5;
    int told = strcmp(verdict, "pass") == 0 ? 0 : strcmp(verdict, "fail") == 0 ? 1 : 3;
    unsigned wrong = 0;
    if (r->code == 4 ? !r->struck : broken_off || r->code != told)
        wrong |= RUN_EXIT;
    if (told == 0 && (right || r->code != 0))
        wrong |= RUN_FALSE_PASS;
    if (sure && cause && (!right || strcmp(cause, right) != 0))
        wrong |= RUN_FALSE_CAUSE;
    json_decref(doc);
    free(path);
    return wrong;
}

void stage_run(struct stage *st, const struct run_case *c, unsigned limit_ms,
               struct run_result *out)
{
    struct proxy *wire[SIDES];
    bool over = false;
    for (int side = 0; side < SIDES; side++)
        wire[side] = proxy_new(st->loop, (uint16_t)json_int(router(st, side), "port", 0),
                               side == c->side ? &c->plan : NULL);
    write_ssh_config(st, wire);
    uint64_t begun = loop_now_ms(st->loop);
    await_program(st, limit_ms);
    out->ms = (unsigned)(loop_now_ms(st->loop) - begun);
    out->code = WIFEXITED(st->status) ? WEXITSTATUS(st->status) : 128 + WTERMSIG(st->status);
    out->struck = proxy_struck(wire[c->side]);
    out->bytes = proxy_bytes(wire[c->side]);
    out->wrong = st->late ? RUN_LATE : 0;
    if (await_processes(st))
        out->wrong |= RUN_PROCESS;
    for (int side = 0; side < SIDES; side++)
        proxy_free(wire[side]);
    if (!read_journal(st, &over))
        out->wrong |= RUN_JOURNAL;
    if (!st->late)
        out->wrong |= judge_result(st, out, out->struck && c->plan.for_good && !over);
    ask_routers(st);
    out->debugging = st->debugging > 0;
    /* What a dead line keeps from being switched off has to be said at least. */
    if (st->debugging > 0 && !(c->plan.for_good && says(st, st->platform->debug_off)))
        out->wrong |= RUN_DEBUG;
}
