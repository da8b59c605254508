/* SPDX-License-Identifier: ISC */
/*
 * libssh in non-blocking mode: each stage is a call that is repeated whenever the descriptor has
 * something, until it says that it is done. We watch a duplicate of the descriptor, because libssh
 * closes its own when the line breaks, and a number that is free again may be somebody else's.
 */
#include "session/transport.h"

#include "base/buf.h"
#include "base/mem.h"
#include "session/auth.h"
#include "session/dial.h"
#include "session/hostkey.h"
#include "session/options.h"
#include "session/reason.h"

#include <libssh/libssh.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    READ_BYTES = 16 * 1024,
    READ_ROUNDS = 8,        /* then others on the loop have their turn */
    LOGIN_MS = 60 * 1000,   /* for the server's part of the authentication */
    TERMINAL_COLUMNS = 511, /* so wide that a device breaks no lines, if it believes it */
    TERMINAL_ROWS = 24
};

enum stage {
    STAGE_DIAL,
    STAGE_CONNECT,
    STAGE_HOST_KEY,
    STAGE_ASK_HOST_KEY,
    STAGE_ACCEPT_HOST_KEY,
    STAGE_AUTH,
    STAGE_ASK_AUTH,
    STAGE_CHANNEL,
    STAGE_TERMINAL,
    STAGE_SHELL,
    STAGE_OPEN,
    STAGE_DOWN
};

struct transport {
    struct loop *loop;
    struct transport_config config;
    const struct transport_events *events;
    void *user;
    enum stage stage;
    struct dial *dial;
    ssh_session session;
    ssh_channel channel;
    struct auth *auth;
    struct loop_watch *watch;
    int watched;              /* our duplicate of libssh's descriptor; -1: none */
    struct loop_timer *kick;  /* goes on from the loop after a call of the owner */
    struct loop_timer *limit; /* of the stage */
    struct err why;           /* found inside a call: told from the loop */
    bool proxied;
    struct buf unsent;
};

static void pump(struct transport *t);

static void unwatch(struct transport *t)
{
    loop_watch_free(t->watch);
    t->watch = NULL;
    if (t->watched >= 0)
        close(t->watched);
    t->watched = -1;
}

static void wipe_unsent(struct transport *t)
{
    if (t->unsent.data)
        explicit_bzero(t->unsent.data, t->unsent.cap);
    buf_fini(&t->unsent);
}

static void down(struct transport *t, const struct err *why)
{
    if (t->stage == STAGE_DOWN)
        return;
    t->stage = STAGE_DOWN;
    loop_timer_stop(t->limit);
    loop_timer_stop(t->kick);
    unwatch(t);
    wipe_unsent(t);
    t->events->down(t->user, why);
}

/* End with libssh's complaint, translated. */
static void down_by_libssh(struct transport *t)
{
    struct err e = {0};
    int code = t->stage == STAGE_OPEN   ? ERR_LOST
               : t->stage == STAGE_AUTH ? ERR_AUTH
                                        : ERR_UNREACHABLE;
    char *text = reason_explain(ssh_get_error(t->session), t->config.legacy);
    err_set(&e, code, t->config.ssh->host, 0, "%s", text);
    free(text);
    down(t, &e);
}

static void on_limit(void *user)
{
    struct transport *t = user;
    struct err e = {0};
    err_set(&e, ERR_UNREACHABLE, t->config.ssh->host, 0,
            t->stage == STAGE_CONNECT ? "the SSH handshake did not end in time"
                                      : "the SSH server does not go on with the login");
    down(t, &e);
}

static void on_kick(void *user)
{
    struct transport *t = user;
    if (t->why.code != ERR_NONE)
        down(t, &t->why);
    else
        pump(t);
}

static void on_ready(void *user, int events)
{
    (void)events;
    pump(user);
}

/* Watch what libssh waits for now. */
static void watch(struct transport *t)
{
    int fd = (int)ssh_get_fd(t->session);
    if (!t->watch && fd >= 0) {
        t->watched = dup(fd);
        t->watch = loop_watch_new(t->loop, t->watched, LOOP_READ, on_ready, t);
    }
    if (!t->watch)
        return;
    bool writes = ssh_get_poll_flags(t->session) & SSH_WRITE_PENDING;
    loop_watch_set(t->watch, writes ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

/* Stages. Each returns whether the next call should be tried at once. */

static void enter(struct transport *t, enum stage stage, unsigned limit_ms)
{
    t->stage = stage;
    loop_timer_set(t->limit, limit_ms);
}

static bool after(struct transport *t, int rc, enum stage next)
{
    if (rc == SSH_AGAIN)
        return false;
    if (rc != SSH_OK) {
        down_by_libssh(t);
        return false;
    }
    enter(t, next, t->config.connect_timeout_ms);
    return true;
}

static void begin_auth(struct transport *t)
{
    t->auth = auth_new(t->session, t->config.ssh);
    enter(t, STAGE_AUTH, LOGIN_MS);
    t->events->stage(t->user, PEER_AUTHENTICATING);
}

static bool accept_host_key(struct transport *t)
{
    struct err e = {0};
    if (hostkey_remember(t->session, t->config.ssh, &e) != ERR_NONE)
        t->events->note(t->user, e.text);
    begin_auth(t);
    return true;
}

static bool check_host_key(struct transport *t)
{
    char *text = NULL;
    struct err e = {0};
    switch (hostkey_check(t->session, t->config.ssh, &text, &e)) {
    case HOSTKEY_KNOWN:
        begin_auth(t);
        break;
    case HOSTKEY_REFUSED:
        down(t, &e);
        break;
    case HOSTKEY_UNKNOWN:
        if (t->config.ssh->strict == STRICT_ACCEPT_NEW) {
            t->events->note(t->user, text);
            accept_host_key(t);
            break;
        }
        t->stage = STAGE_ASK_HOST_KEY;
        loop_timer_stop(t->limit);
        t->events->ask(t->user, PEER_ASK_HOST_KEY, text, true);
        break;
    }
    free(text);
    return t->stage == STAGE_AUTH;
}

static bool authenticate(struct transport *t)
{
    struct err e = {0};
    switch (auth_step(t->auth, &e)) {
    case AUTH_WAIT:
        return false;
    case AUTH_ASK: {
        struct auth_question q = auth_question(t->auth);
        t->stage = STAGE_ASK_AUTH;
        loop_timer_stop(t->limit);
        char *banner = auth_banner(t->auth);
        if (banner)
            t->events->note(t->user, banner);
        free(banner);
        t->events->ask(t->user, q.kind, q.text, q.echo);
        return false;
    }
    case AUTH_FAILED:
        down(t, &e);
        return false;
    case AUTH_DONE:
        break;
    }
    t->channel = ssh_channel_new(t->session);
    if (!t->channel) {
        down_by_libssh(t);
        return false;
    }
    enter(t, STAGE_CHANNEL, t->config.connect_timeout_ms);
    return true;
}

static bool open_shell(struct transport *t)
{
    int rc = ssh_channel_request_shell(t->channel);
    if (!after(t, rc, STAGE_OPEN))
        return false;
    loop_timer_stop(t->limit);
    t->events->open(t->user);
    return true;
}

static bool flush_unsent(struct transport *t)
{
    while (t->unsent.len > 0) {
        int n = ssh_channel_write(t->channel, t->unsent.data, (uint32_t)t->unsent.len);
        if (n < 0 && n != SSH_AGAIN) {
            down_by_libssh(t);
            return false;
        }
        if (n <= 0)
            return true; /* the window is full: what comes in will open it */
        buf_eat(&t->unsent, (size_t)n);
    }
    if (t->unsent.data)
        explicit_bzero(t->unsent.data, t->unsent.cap);
    return true;
}

/* Read what there is. libssh may hold bytes that the descriptor no longer shows: drain it. */
static bool read_shell(struct transport *t)
{
    char bytes[READ_BYTES];
    for (int round = 0; round < READ_ROUNDS; round++) {
        int n = ssh_channel_read_nonblocking(t->channel, bytes, sizeof bytes, 0);
        if (n > 0) {
            t->events->data(t->user, bytes, (size_t)n);
            continue;
        }
        if (n == 0 && !ssh_channel_is_eof(t->channel) && ssh_is_connected(t->session))
            return flush_unsent(t) && false;
        struct err e = {0};
        err_set(&e, ERR_LOST, t->config.ssh->host, 0, "the router closed the line");
        down(t, &e);
        return false;
    }
    loop_timer_set(t->kick, 0);
    return false;
}

static bool step(struct transport *t)
{
    switch (t->stage) {
    case STAGE_CONNECT:
        return after(t, ssh_connect(t->session), STAGE_HOST_KEY);
    case STAGE_HOST_KEY:
        return check_host_key(t);
    case STAGE_ACCEPT_HOST_KEY:
        return accept_host_key(t);
    case STAGE_AUTH:
        return authenticate(t);
    case STAGE_CHANNEL:
        return after(t, ssh_channel_open_session(t->channel), STAGE_TERMINAL);
    case STAGE_TERMINAL:
        return after(
            t, ssh_channel_request_pty_size(t->channel, "vt100", TERMINAL_COLUMNS, TERMINAL_ROWS),
            STAGE_SHELL);
    case STAGE_SHELL:
        return open_shell(t);
    case STAGE_OPEN:
        return flush_unsent(t) && read_shell(t);
    default:
        return false;
    }
}

static void pump(struct transport *t)
{
    while (step(t))
        ;
    if (t->stage != STAGE_DIAL && t->stage != STAGE_DOWN)
        watch(t);
}

static void on_found(void *user)
{
    struct transport *t = user;
    t->events->stage(t->user, PEER_CONNECTING);
}

static void on_dialled(void *user, int fd, const struct err *why)
{
    struct transport *t = user;
    if (fd < 0) {
        down(t, why);
        return;
    }
    ssh_options_set(t->session, SSH_OPTIONS_FD, &fd);
    enter(t, STAGE_CONNECT, t->config.connect_timeout_ms);
    pump(t);
}

struct transport *transport_new(struct loop *l, const struct transport_config *config,
                                const struct transport_events *events, void *user)
{
    static const struct dial_events dial_events = {on_found, on_dialled};
    struct transport *t = mem_alloc(sizeof *t);
    t->loop = l;
    t->config = *config;
    t->events = events;
    t->user = user;
    t->watched = -1;
    t->kick = loop_timer_new(l, on_kick, t);
    t->limit = loop_timer_new(l, on_limit, t);
    t->session = ssh_new();
    if (options_apply(t->session, config, &t->proxied, &t->why) != ERR_NONE) {
        loop_timer_set(t->kick, 0);
        return t;
    }
    if (t->proxied) {
        enter(t, STAGE_CONNECT, config->connect_timeout_ms);
        loop_timer_set(t->kick, 0);
    } else {
        t->dial = dial_new(l, config->ssh->host, config->ssh->port, config->connect_timeout_ms,
                           &dial_events, t);
    }
    return t;
}

void transport_free(struct transport *t)
{
    if (!t)
        return;
    dial_free(t->dial);
    unwatch(t);
    loop_timer_free(t->kick);
    loop_timer_free(t->limit);
    auth_free(t->auth);
    if (t->channel)
        ssh_channel_free(t->channel);
    ssh_disconnect(t->session);
    ssh_free(t->session);
    wipe_unsent(t);
    free(t);
}

void transport_write(struct transport *t, const char *bytes, size_t len)
{
    if (t->stage != STAGE_OPEN || len == 0)
        return;
    buf_add(&t->unsent, bytes, len);
    loop_timer_set(t->kick, 0);
}

void transport_answer(struct transport *t, const char *answer)
{
    if (t->stage == STAGE_ASK_AUTH) {
        auth_answer(t->auth, answer);
        enter(t, STAGE_AUTH, LOGIN_MS);
        loop_timer_set(t->kick, 0);
    } else if (t->stage == STAGE_ASK_HOST_KEY) {
        if (answer && strcmp(answer, "yes") == 0)
            t->stage = STAGE_ACCEPT_HOST_KEY;
        else
            err_set(&t->why, ERR_HOST_KEY, t->config.ssh->host, 0, "the host key was not accepted");
        loop_timer_set(t->kick, 0);
    }
}
