/* SPDX-License-Identifier: ISC */
/*
 * A lab in a process of its own. Two pipes: the child sends one line of JSON up and keeps that end
 * open as long as it lives; it ends when the other pipe, which only the parent writes to, is
 * closed, however the parent ended.
 */
#include "lab/lab.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_TIMEOUT_MS = 20 * 1000, STOP_TIMEOUT_MS = 3000, DESCRIPTION_MAX = 64 * 1024 };

struct lab_child {
    pid_t pid;
    int line; /* the description comes, then nothing until the child's end */
};

/* The child */

/*
 * What is the parent's stays the parent's: its connections, and its lines to other labs, must end
 * when it closes them. Only sockets: among the pipes are those that libuv has just renewed for us.
 */
static void close_sockets(int keep)
{
    DIR *open_files = opendir("/proc/self/fd");
    struct dirent *entry;
    struct stat info;
    while (open_files && (entry = readdir(open_files))) {
        int fd = atoi(entry->d_name);
        if (fd > STDERR_FILENO && fd != keep && fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode))
            close(fd);
    }
    if (open_files)
        closedir(open_files);
}

static void detach(int line, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* The console restores the terminal and asks the routers first: Ctrl-C is not for us. */
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGWINCH, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(0);
    close_sockets(line);
    int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        close(null);
    }
}

static void send_line(int fd, json_t *value)
{
    char *text = json_text(value, 0);
    size_t len = strlen(text);
    text[len++] = '\n'; /* in place of the final NUL */
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, text + done, len - done);
        if (n < 0 && errno != EINTR)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    free(text);
    json_decref(value);
}

static void on_signal(void *user, int signum)
{
    (void)signum;
    loop_stop(user);
}

static void on_parent(void *user, int events)
{
    (void)events;
    loop_stop(user);
}

static void serve(const struct lab_options *o, int line)
{
    struct err e = {0};
    struct loop *l = loop_new();
    struct loop_signal *term = loop_signal_new(l, SIGTERM, on_signal, l);
    struct lab *lab = lab_new(l, o, &e);
    if (lab) {
        struct loop_watch *parent = loop_watch_new(l, line, LOOP_READ, on_parent, l);
        send_line(line, lab_describe(lab));
        loop_run(l);
        loop_watch_free(parent);
    } else {
        send_line(line, json_pack("{s:{s:i, s:s}}", "error", "code", e.code, "text", e.text));
    }
    lab_free(lab);
    loop_signal_free(term);
    loop_free(l);
}

/* The parent */

static bool wait_readable(int fd, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int rc;
    while ((rc = poll(&p, 1, timeout_ms)) < 0 && errno == EINTR)
        ;
    return rc > 0;
}

static int read_line(int fd, struct buf *line, struct err *e)
{
    char c = '\0';
    while (line->len < DESCRIPTION_MAX) {
        if (!wait_readable(fd, START_TIMEOUT_MS))
            return err_set(e, ERR_TIMEOUT, NULL, 0, "the lab does not start");
        ssize_t n = read(fd, &c, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_set(e, ERR_LOST, NULL, 0, "the lab ended before it had started");
        if (c == '\n')
            return ERR_NONE;
        buf_add_char(line, c);
    }
    return err_set(e, ERR_LIMIT, NULL, 0, "the lab's description has no end");
}

static json_t *read_description(int fd, struct err *e)
{
    struct buf line = {0};
    json_t *value = NULL;
    if (read_line(fd, &line, e) == ERR_NONE)
        value = json_parse("lab", buf_str(&line), e);
    buf_fini(&line);
    const json_t *error = json_object_get(value, "error");
    if (error) {
        err_set(e, (int)json_int(error, "code", ERR_IO), NULL, 0, "%s",
                json_str(error, "text", "the lab does not start"));
        json_decref(value);
        value = NULL;
    }
    return value;
}

struct lab_child *lab_child_start(const struct lab_options *o, json_t **description, struct err *e)
{
    int line[2];
    pid_t parent = getpid();
    *description = NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) {
        err_set(e, ERR_IO, NULL, 0, "no line to the lab: %s", strerror(errno));
        return NULL;
    }
    pid_t pid = fork();
    if (pid == 0) {
        detach(line[1], parent);
        serve(o, line[1]);
        /* Not exit(): what the parent had registered for its end is not ours to run. */
        _exit(0);
    }
    int problem = errno;
    close(line[1]);
    struct lab_child *c = mem_alloc(sizeof *c);
    *c = (struct lab_child){.pid = pid, .line = line[0]};
    if (pid < 0)
        err_set(e, ERR_IO, NULL, 0, "no process for the lab: %s", strerror(problem));
    else
        *description = read_description(c->line, e);
    if (*description)
        return c;
    lab_child_stop(c);
    return NULL;
}

void lab_child_stop(struct lab_child *c)
{
    if (!c)
        return;
    /* The child sees the end of our half, and we that of its: when it has ended. */
    shutdown(c->line, SHUT_WR);
    if (c->pid > 0) {
        if (!wait_readable(c->line, STOP_TIMEOUT_MS))
            kill(c->pid, SIGKILL);
        while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(c->line);
    free(c);
}
