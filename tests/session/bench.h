/* SPDX-License-Identifier: ISC */
/* A peer under test: what it asks is answered from here, what it says is written down here. */
#ifndef TESTS_SESSION_BENCH_H
#define TESTS_SESSION_BENCH_H

#include "base/mem.h"
#include "base/text.h"
#include "session/peer.h"
#include "session/redact.h"
#include "tests/session/ios_server.h"
#include "tests/slow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { GUARD_MS = 30 * 1000, MAX_REPLIES = 8 };

struct got {
    char *text;
    int error;
    enum reply_class class;
};

struct bench {
    struct ios_server server;
    char log[IOS_LOG_BYTES];
    struct loop *loop;
    struct loop_timer *guard;
    struct platform *platform;
    struct redactor *redactor;
    struct peer *peer;
    struct peer_config config;
    char target[64];
    char known_hosts[96];
    char ssh_config[96];

    /* What to answer; NULL refuses. */
    const char *host_key;
    const char *passwords[4]; /* one after the other */
    int password_next;
    const char *enable;

    /* What came. */
    struct buf states;
    struct buf notes;
    struct buf lines;
    struct buf asked;
    struct err why;
    struct got replies[MAX_REPLIES];
    int reply_count;
    int lines_wanted;
    int replies_wanted;
    bool timed_out;
    bool free_on_reply;
    int trigger[2]; /* a pipe that makes something happen within a turn of the loop */
};

static inline void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct bench *b = user;
    assert_int_equal(peer_state(p), s);
    buf_printf(&b->states, "%s ", peer_state_name(s));
    if (why)
        b->why = *why;
    if (s >= PEER_READY)
        loop_stop(b->loop);
}

static inline void on_ask(void *user, struct peer *p, enum peer_question q, const char *text,
                          bool echo)
{
    struct bench *b = user;
    const char *answer = NULL;
    buf_printf(&b->asked, "%s%s\n", text, echo ? " (echo)" : "");
    if (q == PEER_ASK_HOST_KEY)
        answer = b->host_key;
    else if (q == PEER_ASK_ENABLE)
        answer = b->enable;
    else
        answer = b->passwords[b->password_next++];
    peer_answer(p, answer);
}

static inline void on_monitor(void *user, struct peer *p, const char *line, size_t len, uint64_t at)
{
    struct bench *b = user;
    (void)p;
    assert_true(at > 0);
    buf_printf(&b->lines, "%.*s\n", (int)len, line);
    if (--b->lines_wanted == 0)
        loop_stop(b->loop);
}

static inline void on_note(void *user, struct peer *p, const char *text)
{
    struct bench *b = user;
    (void)p;
    buf_printf(&b->notes, "%s\n", text);
}

static inline void on_reply(void *user, struct peer *p, const struct reply *r)
{
    struct bench *b = user;
    assert_true(b->reply_count < MAX_REPLIES);
    assert_true(r->done_ms >= r->sent_ms);
    b->replies[b->reply_count++] = (struct got){mem_ndup(r->text, r->len), r->error, r->class};
    if (b->free_on_reply) {
        peer_free(p);
        b->peer = NULL;
    }
    if (--b->replies_wanted == 0)
        loop_stop(b->loop);
}

static inline void on_guard(void *user)
{
    struct bench *b = user;
    b->timed_out = true;
    loop_stop(b->loop);
}

static const struct peer_handler bench_handler = {
    .state = on_state, .ask = on_ask, .monitor = on_monitor, .note = on_note};

static inline int setup(void **state)
{
    struct bench *b = mem_alloc(sizeof *b);
    b->loop = loop_new();
    b->guard = loop_timer_new(b->loop, on_guard, b);
    b->platform = platform_load("playbooks/ios/platform.json", NULL);
    assert_non_null(b->platform);
    b->redactor = redactor_new(b->platform->secrets);
    b->host_key = "yes";
    b->passwords[0] = "secret";
    *state = b;
    return 0;
}

static inline int teardown(void **state)
{
    struct bench *b = *state;
    peer_free(b->peer);
    loop_timer_free(b->guard);
    loop_free(b->loop);
    redactor_free(b->redactor);
    platform_free(b->platform);
    if (b->server.pid)
        ios_server_stop(&b->server, b->log);
    for (int i = 0; i < b->reply_count; i++)
        free(b->replies[i].text);
    buf_fini(&b->states);
    buf_fini(&b->notes);
    buf_fini(&b->lines);
    buf_fini(&b->asked);
    free(b);
    return 0;
}

static inline void wait_loop(struct bench *b)
{
    loop_timer_set(b->guard, GUARD_MS * slow_times());
    loop_run(b->loop);
    loop_timer_stop(b->guard);
    if (b->timed_out)
        fail_msg("nothing came; states %s, notes %s, lines %s", buf_str(&b->states),
                 buf_str(&b->notes), buf_str(&b->lines));
}

static inline void start_peer(struct bench *b)
{
    b->peer = peer_new(b->loop, b->platform, b->redactor, &b->config, &bench_handler, b);
    peer_open(b->peer);
}

static inline void new_peer(struct bench *b)
{
    snprintf(b->target, sizeof b->target, "lab@127.0.0.1:%u", b->server.port);
    snprintf(b->known_hosts, sizeof b->known_hosts, "%s/known_hosts", b->server.dir);
    b->config.target = b->target;
    b->config.known_hosts = b->known_hosts;
    snprintf(b->ssh_config, sizeof b->ssh_config, "%s/config", b->server.dir);
    b->config.ssh_config = access(b->ssh_config, F_OK) == 0 ? b->ssh_config : "/dev/null";
    start_peer(b);
}

/* Open a peer with a configuration of the test's own, up to READY or LOST. */
static inline void open_configured(struct bench *b)
{
    start_peer(b);
    wait_loop(b);
}

/* Start the server and open a peer to it, up to READY or LOST. */
static inline void open_peer(struct bench *b)
{
    ios_server_start(&b->server);
    new_peer(b);
    wait_loop(b);
}

static inline void ask_router(struct bench *b, const char *command)
{
    b->replies_wanted++;
    peer_send(b->peer, command, NULL, on_reply, b);
}

/* The same, and wait for what comes. */
static inline void run_command(struct bench *b, const char *command)
{
    ask_router(b, command);
    wait_loop(b);
}

/* What it was sent is in the log then. */
static inline void stop_server(struct bench *b)
{
    ios_server_stop(&b->server, b->log);
    b->server.pid = 0;
}

static inline void close_peer(struct bench *b)
{
    peer_close(b->peer);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_CLOSED);
    stop_server(b);
}

static inline int count(const char *text, const char *word)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, word)); p++)
        n++;
    return n;
}

#define PEER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
