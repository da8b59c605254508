/* SPDX-License-Identifier: ISC */
/*
 * An SSH server with the fake router on a loop in a thread of its own, so that the clients here may
 * block: every wait is for bytes, never for time.
 */
#ifndef TESTS_LAB_STAGE_H
#define TESTS_LAB_STAGE_H

#include "tests/lab/fake_router.h"

#include "lab/wire/server.h"
#include "tests/slow.h"

#include <libssh/libssh.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

enum { CLIENT_TIMEOUT_S = 30 };

static inline int client_timeout_ms(void)
{
    return CLIENT_TIMEOUT_S * 1000 * (int)slow_times();
}

struct stage {
    struct router router;
    struct loop *loop;
    struct server *server;
    struct loop_watch *stop;
    int pipe[2];
    pthread_t thread;
    bool running;
};

static inline void on_stop(void *user, int events)
{
    (void)events;
    loop_stop(user);
}

static inline void *serve(void *user)
{
    loop_run(user);
    return NULL;
}

static inline struct stage *stage_new(const struct wire_options *wire, uint64_t seed)
{
    struct stage *g = mem_alloc(sizeof *g);
    struct err e = {0};
    g->router = (struct router){.length = 0, .width = 80};
    g->loop = loop_new();
    struct server_options o = {.seed = seed, .wire = *wire};
    g->server = server_new(g->loop, &g->router, &o, &e);
    assert_non_null(g->server);
    assert_int_equal(pipe(g->pipe), 0);
    g->stop = loop_watch_new(g->loop, g->pipe[0], LOOP_READ, on_stop, g->loop);
    assert_int_equal(pthread_create(&g->thread, NULL, serve, g->loop), 0);
    g->running = true;
    return g;
}

static inline void stage_stop(struct stage *g)
{
    if (!g->running)
        return;
    g->running = false;
    close(g->pipe[1]);
    pthread_join(g->thread, NULL);
    server_free(g->server);
    for (int i = 0; i < FAKE_SHELLS; i++)
        assert_null(g->router.shells[i]);
    loop_watch_free(g->stop);
    loop_free(g->loop);
    close(g->pipe[0]);
}

static inline void stage_free(struct stage *g)
{
    stage_stop(g);
    free(g);
}

/* A session that is to be connected. */
static inline ssh_session client_session(const struct stage *g)
{
    ssh_session session = ssh_new();
    unsigned port = server_port(g->server);
    long timeout = client_timeout_ms() / 1000;
    bool no = false;
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(session, SSH_OPTIONS_HOST, SERVER_ADDRESS);
    ssh_options_set(session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(session, SSH_OPTIONS_USER, "lab");
    ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &timeout);
    return session;
}

/* Connected, the key exchange done. */
static inline ssh_session dial(const struct stage *g)
{
    ssh_session session = client_session(g);
    assert_int_equal(ssh_connect(session), SSH_OK);
    return session;
}

struct client {
    ssh_session session;
    ssh_channel channel;
    struct buf seen;
};

/* Read until everything so far ends with `tail`; compare it all with `want`, if given. */
static inline void expect(struct client *c, const char *tail, const char *want)
{
    char bytes[4096];
    size_t len = strlen(tail);
    while (c->seen.len < len || memcmp(c->seen.data + c->seen.len - len, tail, len) != 0) {
        int got = ssh_channel_read_timeout(c->channel, bytes, sizeof bytes, 0, client_timeout_ms());
        assert_true(got > 0);
        buf_add(&c->seen, bytes, (size_t)got);
    }
    if (want)
        assert_string_equal(buf_str(&c->seen), want);
    buf_clear(&c->seen);
}

/* Everything until the router hangs up. */
static inline void expect_end(struct client *c, const char *want)
{
    char bytes[4096];
    int got;
    while ((got = ssh_channel_read_timeout(c->channel, bytes, sizeof bytes, 0,
                                           client_timeout_ms())) > 0)
        buf_add(&c->seen, bytes, (size_t)got);
    assert_true(ssh_channel_is_eof(c->channel) || !ssh_is_connected(c->session));
    assert_string_equal(buf_str(&c->seen), want);
}

static inline void type(struct client *c, const char *text)
{
    assert_int_equal(ssh_channel_write(c->channel, text, (uint32_t)strlen(text)), strlen(text));
}

/* Log in on a connection and ask for a shell. */
static inline struct client client_on(ssh_session session)
{
    struct client c = {.session = session};
    assert_int_equal(ssh_userauth_password(c.session, NULL, "right"), SSH_AUTH_SUCCESS);
    c.channel = ssh_channel_new(c.session);
    assert_int_equal(ssh_channel_open_session(c.channel), SSH_OK);
    assert_int_equal(ssh_channel_request_pty_size(c.channel, "xterm", 120, 50), SSH_OK);
    assert_int_equal(ssh_channel_request_shell(c.channel), SSH_OK);
    return c;
}

static inline struct client client_open(const struct stage *g)
{
    struct client c = client_on(dial(g));
    expect(&c, "CE1#", "\r\nCE1#");
    return c;
}

static inline void client_close(struct client *c)
{
    ssh_disconnect(c->session);
    ssh_free(c->session);
    buf_fini(&c->seen);
}

#endif
