/* SPDX-License-Identifier: ISC */
#include "session/jump.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HOLD_BYTES = 64 * 1024, /* each way; then the sender has to wait */
    READ_BYTES = 16 * 1024
};

enum stage { OPENING, CARRYING, OVER };

struct jump {
    struct loop *loop;
    const struct jump_events *events;
    void *user;
    const struct sshconfig *host;
    const struct sshconfig *next;
    enum stage stage;
    struct connection *connection;
    ssh_channel channel;
    int fd; /* our end of the socketpair; -1: none */
    struct loop_watch *watch;
    struct buf out; /* on its way to the next host */
    struct buf in;  /* on its way from it */
};

static void hang_up(struct jump *j)
{
    j->stage = OVER;
    loop_watch_free(j->watch);
    j->watch = NULL;
    if (j->fd >= 0)
        close(j->fd);
    j->fd = -1;
}

static void on_fd(void *user, int events)
{
    struct jump *j = user;
    (void)events;
    connection_kick(j->connection);
}

/* The channel stands: hand out the other end. */
static void opened(struct jump *j)
{
    int ends[2];
    struct err e = {0};
    connection_limit(j->connection, false);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
        err_set(&e, ERR_IO, j->host->host, 0, "no socket pair: %s", strerror(errno));
        connection_down(j->connection, &e);
        return;
    }
    j->stage = CARRYING;
    j->fd = ends[0];
    j->watch = loop_watch_new(j->loop, j->fd, LOOP_READ, on_fd, j);
    j->events->open(j->user, ends[1]);
}

static bool open_channel(struct jump *j)
{
    ssh_session session = connection_session(j->connection);
    if (!j->channel) {
        j->channel = ssh_channel_new(session);
        connection_limit(j->connection, true);
    }
    int port = atoi(j->next->port); /* checked when the settings were read */
    int rc = ssh_channel_open_forward(j->channel, j->next->host, port, "127.0.0.1", 0);
    if (rc == SSH_AGAIN)
        return false;
    if (rc == SSH_OK) {
        opened(j);
        return j->stage == CARRYING;
    }
    struct err e = {0};
    err_set(&e, ERR_UNREACHABLE, j->host->host, 0, "cannot connect to %s port %s: %s",
            j->next->host, j->next->port, ssh_get_error(session));
    connection_down(j->connection, &e);
    return false;
}

/* From the channel to the descriptor. Returns false at the end of the line. */
static bool carry_in(struct jump *j)
{
    char bytes[READ_BYTES];
    for (;;) {
        int n = 0;
        if (j->in.len < HOLD_BYTES)
            n = ssh_channel_read_nonblocking(j->channel, bytes, sizeof bytes, 0);
        if (n > 0)
            buf_add(&j->in, bytes, (size_t)n);
        ssize_t put = j->in.len > 0 ? send(j->fd, j->in.data, j->in.len, MSG_NOSIGNAL) : 0;
        if (put > 0)
            buf_eat(&j->in, (size_t)put);
        if (put < 0 && errno != EAGAIN)
            return false;
        if (n < 0 || (n == 0 && j->in.len == 0 && ssh_channel_is_eof(j->channel)))
            return false;
        if (n == 0 && put <= 0)
            return true;
        if (put < 0 && j->in.len >= HOLD_BYTES)
            return true;
    }
}

/* From the descriptor to the channel. */
static bool carry_out(struct jump *j)
{
    char bytes[READ_BYTES];
    while (j->out.len < HOLD_BYTES) {
        ssize_t n = read(j->fd, bytes, sizeof bytes);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return false;
        if (n < 0)
            break;
        buf_add(&j->out, bytes, (size_t)n);
    }
    return connection_write(j->connection, j->channel, &j->out);
}

static bool on_work(void *user)
{
    struct jump *j = user;
    if (j->stage == OPENING)
        return open_channel(j);
    if (j->stage == OVER)
        return false;
    /* The end of the line is seen by whom it was handed to. */
    bool goes_on = carry_in(j) && carry_out(j);
    if (!ssh_is_connected(connection_session(j->connection)))
        connection_fail(j->connection, ERR_LOST);
    else if (j->stage == CARRYING && !goes_on)
        hang_up(j);
    if (j->stage == CARRYING)
        loop_watch_set(j->watch, (j->out.len < HOLD_BYTES ? LOOP_READ : 0) |
                                     (j->in.len > 0 ? LOOP_WRITE : 0));
    return false;
}

static void on_authenticating(void *user)
{
    (void)user;
}

static void on_ask(void *user, const struct question *q)
{
    struct jump *j = user;
    j->events->ask(j->user, q);
}

static void on_note(void *user, const char *text)
{
    struct jump *j = user;
    j->events->note(j->user, text);
}

static void on_down(void *user, const struct err *why)
{
    struct jump *j = user;
    /* First the reason: the end of the descriptor is only its effect. */
    j->events->down(j->user, why);
    hang_up(j);
}

struct jump *jump_new(struct loop *l, const struct hop_options *options, int fd,
                      const struct sshconfig *next, const struct jump_events *events, void *user)
{
    static const struct connection_events connection_events = {
        on_authenticating, on_ask, on_note, on_work, on_down,
    };
    struct jump *j = mem_alloc(sizeof *j);
    j->loop = l;
    j->events = events;
    j->user = user;
    j->host = options->ssh;
    j->next = next;
    j->fd = -1;
    j->connection = connection_new(l, options, fd, &connection_events, j);
    return j;
}

void jump_free(struct jump *j)
{
    if (!j)
        return;
    hang_up(j);
    if (j->channel)
        ssh_channel_free(j->channel);
    connection_free(j->connection);
    buf_fini(&j->out);
    buf_fini(&j->in);
    free(j);
}

void jump_answer(struct jump *j, const char *answer)
{
    connection_answer(j->connection, answer);
}
