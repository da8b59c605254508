/* SPDX-License-Identifier: ISC */
#include "session/sentinel.h"

#include "base/mem.h"
#include "session/sentinel_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLACK_MS = 10 * 1000 };

/* While somebody waits for it: as long, or as a few attempts to connect may take. */
enum { WAITED_FOR_MS = 20 * 1000, ATTEMPTS = 2 };

struct sentinel {
    char *platform_file;
    char *journal;
    pid_t pid; /* 0: not started, or gone */
    int fd;
    unsigned limit_ms;              /* while we wait for it */
    const char *on[SENTINEL_SIDES]; /* where debugging may be on; NULL: free */
};

struct sentinel *sentinel_new(const char *platform_file, const char *journal)
{
    struct sentinel *s = mem_alloc(sizeof *s);
    s->platform_file = mem_dup(platform_file);
    s->journal = mem_dup(journal);
    s->fd = -1;
    s->limit_ms = WAITED_FOR_MS;
    return s;
}

/* Execute ourselves with nothing but standard error and the wire. Returns an errno value. */
static int spawn(int wire, pid_t *pid)
{
    static char name[] = "peerwalk", argument[] = SENTINEL_ARGUMENT;
    char *argv[] = {name, argument, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, wire, SENTINEL_FD);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, SENTINEL_FD + 1);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    int problem = posix_spawn(pid, "/proc/self/exe", &files, &how, argv, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return problem;
}

static bool say(struct sentinel *s, const char *const *texts, size_t count)
{
    return sentinel_say(s->fd, texts, count);
}

#define SAY(s, ...)                                                                                \
    say(s, (const char *const[]){__VA_ARGS__},                                                     \
        sizeof(const char *const[]){__VA_ARGS__} / sizeof(const char *))

static int start(struct sentinel *s, struct err *e)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return err_set(e, ERR_IO, "", 0, "%s", strerror(errno));
    int problem = spawn(ends[1], &s->pid);
    close(ends[1]);
    s->fd = ends[0];
    if (problem != 0) {
        close(s->fd);
        s->fd = -1;
        s->pid = 0;
        return err_set(e, ERR_IO, "", 0, "%s", strerror(problem));
    }
    SAY(s, "hello", s->platform_file, s->journal);
    return ERR_NONE;
}

static bool is_on(const struct sentinel *s)
{
    for (int i = 0; i < SENTINEL_SIDES; i++)
        if (s->on[i])
            return true;
    return false;
}

static const char **slot(struct sentinel *s, const char *side)
{
    const char **empty = NULL;
    for (int i = 0; i < SENTINEL_SIDES; i++) {
        if (s->on[i] && strcmp(s->on[i], side) == 0)
            return &s->on[i];
        if (!s->on[i])
            empty = &s->on[i];
    }
    return empty;
}

/* Close our end, and wait for its. */
static void dismiss(struct sentinel *s, int wait_ms)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    if (s->pid <= 0)
        return;
    shutdown(s->fd, SHUT_WR);
    int rc;
    while ((rc = poll(&p, 1, wait_ms)) < 0 && errno == EINTR)
        ;
    /* Beyond its limit it is of no more use; its end is known to come, so this does not wait. */
    if (rc == 0)
        kill(s->pid, SIGKILL);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(s->fd);
    s->fd = -1;
    s->pid = 0;
}

struct answers {
    struct sentinel *sentinel;
    const char *side;
    bool told;
};

static void tell_answer(void *user, enum peer_question q, const char *text, const char *answer)
{
    struct answers *a = user;
    char kind[] = {(char)('0' + q), '\0'};
    a->told = SAY(a->sentinel, "answer", a->side, kind, text, answer) && a->told;
}

static bool tell(struct sentinel *s, const char *side, const struct peer *p, const char *also)
{
    struct peer_config c;
    char timeout[16];
    struct answers answers = {s, side, true};
    peer_describe(p, &c);
    if (c.connect_timeout_ms > 0 && c.connect_timeout_ms < WAITED_FOR_MS / ATTEMPTS)
        s->limit_ms = ATTEMPTS * c.connect_timeout_ms;
    snprintf(timeout, sizeof timeout, "%u", c.connect_timeout_ms);
    if (!SAY(s, "peer", side, c.target, c.ssh_config, c.known_hosts, c.legacy_crypto ? "1" : "",
             timeout))
        return false;
    peer_answers(p, tell_answer, &answers);
    return answers.told && SAY(s, "on", side, peer_hostname(p), also);
}

int sentinel_on(struct sentinel *s, const char *side, const struct peer *p, const char *also,
                struct err *e)
{
    const char **place = slot(s, side);
    if (place)
        *place = side;
    if (!s->pid && start(s, e) != ERR_NONE)
        return e ? e->code : ERR_IO;
    if (place && tell(s, side, p, also))
        return ERR_NONE;
    return err_set(e, ERR_LOST, "", 0, "it does not listen");
}

void sentinel_off(struct sentinel *s, const char *side)
{
    const char **place = slot(s, side);
    if (!place || !*place)
        return;
    *place = NULL;
    if (s->pid)
        SAY(s, "off", side);
}

void sentinel_beat(struct sentinel *s)
{
    if (s->pid)
        SAY(s, "here");
}

void sentinel_free(struct sentinel *s)
{
    char limit[16];
    if (!s)
        return;
    bool acts = s->pid && is_on(s);
    snprintf(limit, sizeof limit, "%u", s->limit_ms);
    if (acts && SAY(s, "hurry", limit))
        fprintf(stderr, "peerwalk: logging in anew to switch debugging off (for %u s at most)\n",
                (s->limit_ms + 999) / 1000);
    else if (s->pid)
        SAY(s, "bye");
    dismiss(s, (int)(acts ? s->limit_ms : 0) + SLACK_MS);
    free(s->platform_file);
    free(s->journal);
    free(s);
}
