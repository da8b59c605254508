/* SPDX-License-Identifier: ISC */
/*
 * libssh in non-blocking mode: each stage is a call that is repeated whenever the descriptor has
 * something, until it says that it is done. We watch a duplicate of the descriptor, because libssh
 * closes its own when the line breaks, and a number that is free again may be somebody else's.
 */
#include "session/connection.h"

#include "base/mem.h"
#include "session/auth.h"
#include "session/hostkey.h"
#include "session/reason.h"

#include <fcntl.h>
#include <libssh/callbacks.h>
#include <libssh/server.h> /* ssh_send_keepalive() */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LOGIN_MS = 60 * 1000, /* for the server's part of the authentication */
    ALIVE_MS = 10 * 1000  /* between keepalives where ssh_config says nothing */
};

enum stage { CONNECT, HOST_KEY, ASK_HOST_KEY, ACCEPT_HOST_KEY, AUTH, ASK_AUTH, UP, DOWN };

struct connection {
    struct loop *loop;
    struct hop_options options;
    const struct connection_events *events;
    void *user;
    enum stage stage;
    ssh_session session;
    struct auth *auth;
    struct loop_watch *watch;
    int watched;              /* our duplicate of libssh's descriptor; -1: none */
    struct loop_timer *kick;  /* goes on from the loop after a call of the owner */
    struct loop_timer *limit; /* of the stage */
    struct loop_timer *alive; /* keepalives */
    unsigned unanswered;      /* of them */
    struct ssh_counter_struct bytes;
    uint64_t heard;       /* bytes that had come when the last one was sent */
    char complaint[1024]; /* of libssh, when nothing is in common */
    struct err why;       /* found inside a call: told from the loop */
};

static void unwatch(struct connection *c)
{
    loop_watch_free(c->watch);
    c->watch = NULL;
    if (c->watched >= 0)
        close(c->watched);
    c->watched = -1;
}

void connection_down(struct connection *c, const struct err *why)
{
    if (c->stage == DOWN)
        return;
    c->stage = DOWN;
    loop_timer_stop(c->limit);
    loop_timer_stop(c->kick);
    loop_timer_stop(c->alive);
    unwatch(c);
    struct err e = {0};
    const char *name = c->options.ssh->name;
    if (c->options.jump)
        err_set(&e, why->code, why->where, 0, "jump host %s: %s", name, why->text);
    c->events->down(c->user, c->options.jump ? &e : why);
}

void connection_fail(struct connection *c, int code)
{
    struct err e = {0};
    const char *who = c->options.jump ? "the host" : "the router";
    const char *libssh =
        c->stage == CONNECT && *c->complaint ? c->complaint : ssh_get_error(c->session);
    enum reason_crypto crypto = c->options.legacy ? REASON_LEGACY
                                : c->options.jump ? REASON_JUMP
                                                  : REASON_SAFE;
    char *text = reason_explain(libssh, who, crypto);
    err_set(&e, code, c->options.ssh->host, 0, "%s", text);
    free(text);
    connection_down(c, &e);
}

static void down_with(struct connection *c, int code, const char *text)
{
    struct err e = {0};
    err_set(&e, code, c->options.ssh->host, 0, "%s", text);
    connection_down(c, &e);
}

/* Ask a person; the question of a jump host names it, for the router's may read the same. */
static void ask(struct connection *c, enum peer_question kind, const char *text, bool echo)
{
    const char *name = c->options.ssh->name;
    char *named = c->options.jump ? mem_printf("jump host %s: %s", name, text) : mem_dup(text);
    loop_timer_stop(c->limit);
    c->events->ask(c->user, &(struct question){kind, named, echo, c->options.jump});
    free(named);
}

static void enter(struct connection *c, enum stage stage, unsigned limit_ms)
{
    c->stage = stage;
    loop_timer_set(c->limit, limit_ms);
}

/* Stages. Each returns whether the next call should be tried at once. */

/*
 * When nothing is in common libssh 0.10 may say so only in its log, and then tell of the last file
 * that it did not find instead.
 */
static void on_log(int priority, const char *function, const char *text, void *user)
{
    struct connection *c = user;
    const char *at = strstr(text, "no match for method");
    (void)priority, (void)function;
    if (at && !*c->complaint)
        snprintf(c->complaint, sizeof c->complaint, "%s", at);
}

static bool connect_session(struct connection *c)
{
    ssh_set_log_userdata(c);
    ssh_set_log_callback(on_log);
    ssh_set_log_level(SSH_LOG_TRACE);
    int rc = ssh_connect(c->session);
    ssh_set_log_level(SSH_LOG_NOLOG);
    if (rc == SSH_OK)
        c->stage = HOST_KEY;
    else if (rc != SSH_AGAIN)
        connection_fail(c, ERR_UNREACHABLE);
    return rc == SSH_OK;
}

static void begin_auth(struct connection *c)
{
    c->auth = auth_new(c->session, c->options.ssh);
    enter(c, AUTH, LOGIN_MS);
    c->events->authenticating(c->user);
}

static bool accept_host_key(struct connection *c)
{
    struct err e = {0};
    if (hostkey_remember(c->session, c->options.ssh, &e) != ERR_NONE)
        c->events->note(c->user, e.text);
    begin_auth(c);
    return true;
}

static bool check_host_key(struct connection *c)
{
    char *text = NULL;
    struct err e = {0};
    switch (hostkey_check(c->session, c->options.ssh, &text, &e)) {
    case HOSTKEY_KNOWN:
        begin_auth(c);
        break;
    case HOSTKEY_REFUSED:
        connection_down(c, &e);
        break;
    case HOSTKEY_UNKNOWN:
        if (c->options.ssh->strict == STRICT_ACCEPT_NEW) {
            c->events->note(c->user, text);
            accept_host_key(c);
            break;
        }
        c->stage = ASK_HOST_KEY;
        ask(c, PEER_ASK_HOST_KEY, text, true);
        break;
    }
    free(text);
    return c->stage == AUTH;
}

static uint64_t alive_ms(const struct connection *c)
{
    const struct sshconfig *ssh = c->options.ssh;
    return ssh->alive_said ? (uint64_t)ssh->alive_interval_s * 1000 : ALIVE_MS;
}

static void logged_in(struct connection *c)
{
    c->stage = UP;
    loop_timer_stop(c->limit);
    if (alive_ms(c) > 0)
        loop_timer_set(c->alive, alive_ms(c));
}

static void tell_notice(struct connection *c)
{
    char *text = auth_notice(c->auth);
    if (text)
        c->events->note(c->user, text);
    free(text);
}

static bool authenticate(struct connection *c)
{
    struct err e = {0};
    switch (auth_step(c->auth, &e)) {
    case AUTH_WAIT:
        /* libssh goes on waiting for a server that has hung up. */
        if (!ssh_is_connected(c->session))
            connection_fail(c, strstr(ssh_get_error(c->session), "SSH_MSG_DISCONNECT")
                                   ? ERR_AUTH
                                   : ERR_UNREACHABLE);
        break;
    case AUTH_ASK: {
        struct auth_question q = auth_question(c->auth);
        tell_notice(c);
        c->stage = ASK_AUTH;
        ask(c, q.kind, q.text, q.echo);
        break;
    }
    case AUTH_FAILED:
        connection_down(c, &e);
        break;
    case AUTH_DONE:
        tell_notice(c);
        logged_in(c);
        break;
    }
    return c->stage == UP;
}

static bool step(struct connection *c)
{
    switch (c->stage) {
    case CONNECT:
        return connect_session(c);
    case HOST_KEY:
        return check_host_key(c);
    case ACCEPT_HOST_KEY:
        return accept_host_key(c);
    case AUTH:
        return authenticate(c);
    case UP:
        return c->events->work(c->user);
    default:
        return false;
    }
}

static void on_ready(void *user, int events);

/* Watch what libssh waits for now. */
static void watch(struct connection *c)
{
    int fd = (int)ssh_get_fd(c->session);
    if (!c->watch && fd >= 0)
        c->watch = loop_watch_new(c->loop, c->watched, LOOP_READ, on_ready, c);
    if (!c->watch)
        return;
    bool writes = ssh_get_poll_flags(c->session) & SSH_WRITE_PENDING;
    loop_watch_set(c->watch, writes ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

static void pump(struct connection *c)
{
    while (step(c))
        ;
    if (c->stage != DOWN)
        watch(c);
}

static void on_ready(void *user, int events)
{
    (void)events;
    pump(user);
}

static void on_kick(void *user)
{
    struct connection *c = user;
    if (c->why.code != ERR_NONE)
        connection_down(c, &c->why);
    else
        pump(c);
}

static void on_limit(void *user)
{
    struct connection *c = user;
    down_with(c, ERR_UNREACHABLE,
              c->stage == CONNECT ? "the SSH handshake did not end in time"
                                  : "the SSH server does not go on with the login");
}

/*
 * Anything that came since the last one was an answer. It is libssh that counts it, for it may read
 * an answer in the very call that sends, and then the loop never sees it.
 */
static void on_alive(void *user)
{
    struct connection *c = user;
    if (c->bytes.in_bytes != c->heard)
        c->unanswered = 0;
    c->heard = c->bytes.in_bytes;
    if (c->unanswered++ >= c->options.ssh->alive_count) {
        down_with(c, ERR_LOST, "the line is dead: nothing answers to ServerAliveInterval");
        return;
    }
    /* One call fetches the answer to the request before, the next one sends; or the other way
     * round, and the second does nothing. Neither waits. */
    for (int i = 0; i < 2; i++)
        ssh_send_keepalive(c->session);
    loop_timer_set(c->alive, alive_ms(c));
    pump(c);
}

struct connection *connection_new(struct loop *l, const struct hop_options *options, int fd,
                                  const struct connection_events *events, void *user)
{
    struct connection *c = mem_alloc(sizeof *c);
    c->loop = l;
    c->options = *options;
    c->events = events;
    c->user = user;
    c->watched = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    c->kick = loop_timer_new(l, on_kick, c);
    c->limit = loop_timer_new(l, on_limit, c);
    c->alive = loop_timer_new(l, on_alive, c);
    c->session = ssh_new();
    ssh_set_counters(c->session, &c->bytes, NULL);
    ssh_options_set(c->session, SSH_OPTIONS_FD, &fd);
    if (options_apply(c->session, options, &c->why) == ERR_NONE)
        enter(c, CONNECT, options_connect_ms(options));
    loop_timer_set(c->kick, 0);
    return c;
}

void connection_free(struct connection *c)
{
    if (!c)
        return;
    unwatch(c);
    loop_timer_free(c->kick);
    loop_timer_free(c->limit);
    loop_timer_free(c->alive);
    auth_free(c->auth);
    ssh_disconnect(c->session);
    ssh_free(c->session);
    free(c);
}

void connection_answer(struct connection *c, const char *answer)
{
    if (c->stage == ASK_AUTH) {
        auth_answer(c->auth, answer);
        enter(c, AUTH, LOGIN_MS);
    } else if (c->stage == ASK_HOST_KEY) {
        if (answer && strcmp(answer, "yes") == 0)
            c->stage = ACCEPT_HOST_KEY;
        else
            err_set(&c->why, ERR_HOST_KEY, c->options.ssh->host, 0,
                    "the host key was not accepted");
    } else {
        return;
    }
    loop_timer_set(c->kick, 0);
}

ssh_session connection_session(struct connection *c)
{
    return c->session;
}

void connection_kick(struct connection *c)
{
    if (c->stage != DOWN)
        loop_timer_set(c->kick, 0);
}

void connection_limit(struct connection *c, bool on)
{
    if (on)
        loop_timer_set(c->limit, options_connect_ms(&c->options));
    else
        loop_timer_stop(c->limit);
}

bool connection_write(struct connection *c, ssh_channel channel, struct buf *from)
{
    while (from->len > 0) {
        int n = ssh_channel_write(channel, from->data, (uint32_t)from->len);
        if (n < 0 && n != SSH_AGAIN) {
            connection_fail(c, ERR_LOST);
            return false;
        }
        if (n <= 0)
            return true; /* the window is full: what comes in will open it */
        buf_eat(from, (size_t)n);
    }
    return true;
}
