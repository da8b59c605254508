/* SPDX-License-Identifier: ISC */
/*
 * The hops are made one after the other: a descriptor from the dialled TCP connection, or from
 * the jump host before, carries the SSH connection to the next. On the last one runs the shell.
 */
#include "session/transport.h"

#include "base/buf.h"
#include "base/mem.h"
#include "session/dial.h"
#include "session/jump.h"

#include <stdlib.h>
#include <string.h>

enum {
    READ_BYTES = 16 * 1024,
    READ_ROUNDS = 8,        /* then others on the loop have their turn */
    TERMINAL_COLUMNS = 511, /* so wide that a device breaks no lines, if it believes it */
    TERMINAL_ROWS = 24
};

enum stage { STAGE_CHANNEL, STAGE_TERMINAL, STAGE_SHELL, STAGE_OPEN };

struct transport {
    struct loop *loop;
    struct transport_config config;
    const struct transport_events *events;
    void *user;
    struct dial *dial;
    struct jump **jumps; /* one for each hop but the last; NULL while it is not under way */
    size_t hop;          /* the one that is being made */
    struct connection *connection; /* to the target */
    enum stage stage;              /* of the shell */
    ssh_channel channel;
    struct buf unsent;
    bool is_down;
};

static bool is_last(const struct transport *t)
{
    return t->hop + 1 == t->config.route->count;
}

/* Events of the dialling and of all hops. */

static void on_down(void *user, const struct err *why)
{
    struct transport *t = user;
    if (t->is_down)
        return;
    t->is_down = true;
    buf_fini(&t->unsent);
    t->events->down(t->user, why);
}

static void on_ask(void *user, const struct question *q)
{
    struct transport *t = user;
    if (!t->is_down)
        t->events->ask(t->user, q);
}

static void on_note(void *user, const char *text)
{
    struct transport *t = user;
    if (!t->is_down)
        t->events->note(t->user, text);
}

/* The shell. Each stage returns whether the next call should be tried at once. */

static bool after(struct transport *t, int rc, enum stage next)
{
    if (rc == SSH_AGAIN)
        return false;
    if (rc != SSH_OK) {
        connection_fail(t->connection, ERR_UNREACHABLE);
        return false;
    }
    t->stage = next;
    connection_limit(t->connection, next != STAGE_OPEN);
    return true;
}

static bool open_channel(struct transport *t)
{
    if (!t->channel) {
        t->channel = ssh_channel_new(connection_session(t->connection));
        connection_limit(t->connection, true);
    }
    return after(t, ssh_channel_open_session(t->channel), STAGE_TERMINAL);
}

static bool open_shell(struct transport *t)
{
    if (!after(t, ssh_channel_request_shell(t->channel), STAGE_OPEN))
        return false;
    t->events->open(t->user);
    return true;
}

static bool flush_unsent(struct transport *t)
{
    return connection_write(t->connection, t->channel, &t->unsent);
}

/* Read what there is. libssh may hold bytes that the descriptor no longer shows: drain it. */
static bool read_shell(struct transport *t)
{
    char bytes[READ_BYTES];
    for (int round = 0; round < READ_ROUNDS; round++) {
        int n = ssh_channel_read_nonblocking(t->channel, bytes, sizeof bytes, 0);
        if (n > 0) {
            t->events->data(t->user, bytes, (size_t)n);
            explicit_bzero(bytes, (size_t)n);
            continue;
        }
        ssh_session session = connection_session(t->connection);
        if (n == 0 && !ssh_channel_is_eof(t->channel) && ssh_is_connected(session))
            return flush_unsent(t) && false;
        struct err e = {0};
        err_set(&e, ERR_LOST, route_target(t->config.route)->host, 0, "the router closed the line");
        connection_down(t->connection, &e);
        return false;
    }
    connection_kick(t->connection);
    return false;
}

static bool on_work(void *user)
{
    struct transport *t = user;
    if (t->is_down)
        return false;
    switch (t->stage) {
    case STAGE_CHANNEL:
        return open_channel(t);
    case STAGE_TERMINAL:
        return after(
            t, ssh_channel_request_pty_size(t->channel, "vt100", TERMINAL_COLUMNS, TERMINAL_ROWS),
            STAGE_SHELL);
    case STAGE_SHELL:
        return open_shell(t);
    case STAGE_OPEN:
        return flush_unsent(t) && read_shell(t);
    }
    return false;
}

/* The hops. */

static void on_authenticating(void *user)
{
    struct transport *t = user;
    if (!t->is_down)
        t->events->stage(t->user, PEER_AUTHENTICATING);
}

static void on_jumped(void *user, int fd);

/* Make the hop that is next, over a descriptor. */
static void make_hop(struct transport *t, int fd)
{
    static const struct jump_events jump_events = {on_ask, on_note, on_jumped, on_down};
    static const struct connection_events connection_events = {
        on_authenticating, on_ask, on_note, on_work, on_down,
    };
    const struct sshconfig *ssh = &t->config.route->hops[t->hop];
    /* Old algorithms are wanted for the router, not for the hosts on the way to it. */
    struct hop_options options = {ssh, t->config.connect_timeout_ms, t->config.legacy && is_last(t),
                                  !is_last(t)};
    if (options.jump) {
        t->jumps[t->hop] = jump_new(t->loop, &options, fd, ssh + 1, &jump_events, t);
        return;
    }
    t->connection = connection_new(t->loop, &options, fd, &connection_events, t);
}

static void on_jumped(void *user, int fd)
{
    struct transport *t = user;
    t->hop++;
    make_hop(t, fd);
}

static void on_found(void *user)
{
    struct transport *t = user;
    t->events->stage(t->user, PEER_CONNECTING);
}

static void on_dialled(void *user, int fd, const struct err *why)
{
    struct transport *t = user;
    if (fd < 0)
        on_down(t, why);
    else
        make_hop(t, fd);
}

struct transport *transport_new(struct loop *l, const struct transport_config *config,
                                const struct transport_events *events, void *user)
{
    static const struct dial_events dial_events = {on_found, on_dialled};
    const struct sshconfig *first = &config->route->hops[0];
    struct hop_options options = {first, config->connect_timeout_ms, false, false};
    struct transport *t = mem_alloc(sizeof *t);
    t->loop = l;
    t->config = *config;
    t->events = events;
    t->user = user;
    t->unsent.wipes = true;
    t->jumps = mem_array(config->route->count, sizeof(struct jump *));
    struct dial_target target = {first->host, first->port, first->family, first->bind_address,
                                 options_connect_ms(&options)};
    t->dial = dial_new(l, &target, &dial_events, t);
    return t;
}

void transport_free(struct transport *t)
{
    if (!t)
        return;
    dial_free(t->dial);
    if (t->channel)
        ssh_channel_free(t->channel);
    connection_free(t->connection);
    for (size_t i = t->config.route->count; i > 0; i--)
        jump_free(t->jumps[i - 1]);
    free(t->jumps);
    buf_fini(&t->unsent);
    free(t);
}

void transport_write(struct transport *t, const char *bytes, size_t len)
{
    if (t->is_down || t->stage != STAGE_OPEN || len == 0)
        return;
    buf_add(&t->unsent, bytes, len);
    connection_kick(t->connection);
}

void transport_answer(struct transport *t, const char *answer)
{
    if (t->connection)
        connection_answer(t->connection, answer);
    else if (t->jumps[t->hop])
        jump_answer(t->jumps[t->hop], answer);
}
