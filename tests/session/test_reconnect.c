/* SPDX-License-Identifier: ISC */
/* A line that goes down is made again, and nobody is asked twice. At "hang" the server hangs up. */
#include "tests/base/expected.h"
#include "tests/session/bench.h"

#define UP "resolving connecting authenticating preparing "

enum { LONG_MS = 60 * 1000, SHORT_MS = 1200 };

static void open_lasting(struct bench *b, unsigned reconnect_ms)
{
    b->config.reconnect_ms = reconnect_ms;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
}

/* Up to what the peer is then: ready again, or lost. */
static void lose_line(struct bench *b, enum peer_state then)
{
    buf_clear(&b->states);
    run_command(b, "hang");
    assert_int_equal(b->replies[b->reply_count - 1].error, ERR_LOST);
    while (peer_state(b->peer) < PEER_READY)
        wait_loop(b);
    assert_int_equal(peer_state(b->peer), then);
}

static void assert_note(struct bench *b, const char *part)
{
    assert_holds(buf_str(&b->notes), part);
}

static void the_line_comes_back(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    b->enable = "en4ble";
    open_lasting(b, LONG_MS);
    ask_router(b, "hang");
    run_command(b, "show clock");
    assert_int_equal(b->replies[0].error, ERR_LOST);
    assert_int_equal(b->replies[1].error, ERR_LOST);
    wait_loop(b);
    assert_string_equal(buf_str(&b->states), UP "ready reconnecting " UP "ready ");
    assert_true(peer_has_monitor(b->peer));
    assert_string_equal(peer_hostname(b->peer), "CE1");
    assert_int_equal(b->password_next, 1);
    assert_int_equal(count(buf_str(&b->asked), "SHA256:"), 1);
    assert_int_equal(count(buf_str(&b->asked), "enable password: \n"), 1);
    assert_note(b, "the line was lost: ");
    assert_note(b, "; trying again for 60 s");
    assert_note(b, "the line is back\n");
    run_command(b, "show clock");
    assert_string_equal(b->replies[2].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    close_peer(b);
    assert_int_equal(count(b->log, "show clock\n"), 1);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
}

/* Before anything else: nobody would read what the router goes on to print. */
static void debugging_is_switched_off_first(void **state)
{
    struct bench *b = *state;
    open_lasting(b, LONG_MS);
    run_command(b, "debug x");
    lose_line(b, PEER_READY);
    assert_note(b, "the line is back, and debugging that was on is off: undebug all\n");
    run_command(b, "show clock");
    close_peer(b);
    const char *off = strstr(b->log, "undebug all\n");
    const char *next = strstr(b->log, "show clock\n");
    assert_true(off && next && off < next);
    assert_int_equal(count(b->log, "undebug all\n"), 2);
}

/* What was switched on is on another router. */
static void a_stranger_is_left_alone(void **state)
{
    struct bench *b = *state;
    b->server.at_home = 2;
    open_lasting(b, LONG_MS);
    run_command(b, "debug x");
    lose_line(b, PEER_READY);
    assert_string_equal(peer_hostname(b->peer), "PE9");
    assert_note(b, "the line is back, but PE9 answers and not CE1, where debugging may be on: type "
                   "\"undebug all\"\n");
    lose_line(b, PEER_READY);
    assert_note(b, "PE9 answers and not CE1");
    close_peer(b);
    assert_int_equal(count(b->log, "undebug all\n"), 0);
}

static void a_refused_password_is_the_end(void **state)
{
    struct bench *b = *state;
    b->server.trusted = 2;
    b->passwords[1] = "another";
    open_lasting(b, LONG_MS);
    lose_line(b, PEER_LOST);
    assert_string_equal(buf_str(&b->states),
                        "reconnecting resolving connecting authenticating lost ");
    assert_int_equal(b->password_next, 1);
    assert_note(b, "what was answered before is refused now");
}

static void it_does_not_go_on_for_ever(void **state)
{
    struct bench *b = *state;
    b->server.lines = 2;
    open_lasting(b, SHORT_MS);
    run_command(b, "debug x");
    lose_line(b, PEER_LOST);
    assert_non_null(strstr(b->why.text, "; no line that holds could be made in 1 s"));
    assert_note(b, "debugging was on when the line was lost; type \"undebug all\" there");
    assert_in_range(count(buf_str(&b->states), "reconnecting "), 1, 2);
    run_command(b, "show clock");
    assert_int_equal(b->replies[2].error, ERR_LOST);
}

static void one_vty_is_enough(void **state)
{
    struct bench *b = *state;
    b->server.lines = 3;
    open_lasting(b, LONG_MS);
    assert_true(peer_has_monitor(b->peer));
    lose_line(b, PEER_READY);
    assert_false(peer_has_monitor(b->peer));
    assert_note(b, "only one vty");
    run_command(b, "show clock");
    assert_string_equal(b->replies[1].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

static void on_reconnecting(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct bench *b = user;
    on_state(user, p, s, why);
    if (s == PEER_RECONNECTING)
        loop_stop(b->loop);
}

static void leaving_does_not_wait(void **state)
{
    static const struct peer_handler handler = {
        .state = on_reconnecting, .ask = on_ask, .monitor = on_monitor, .note = on_note};
    struct bench *b = *state;
    b->config.reconnect_ms = LONG_MS;
    open_peer(b);
    peer_free(b->peer);
    b->password_next = 0;
    b->peer = peer_new(b->loop, b->platform, b->redactor, &b->config, &handler, b);
    peer_open(b->peer);
    wait_loop(b);
    run_command(b, "debug x");
    ask_router(b, "hang");
    while (peer_state(b->peer) != PEER_RECONNECTING)
        wait_loop(b);
    assert_true(peer_retry_ms(b->peer) <= 500);
    run_command(b, "show clock");
    assert_int_equal(b->replies[2].error, ERR_LOST);
    peer_close(b->peer);
    assert_int_equal(peer_retry_ms(b->peer), 0);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_CLOSED);
    assert_note(b, "debugging was on when the line was lost; type \"undebug all\" there");
}

/* Without the option, and for the first line, all is as ever. */
static void it_has_to_be_asked_for(void **state)
{
    struct bench *b = *state;
    open_lasting(b, 0);
    lose_line(b, PEER_LOST);
    assert_string_equal(buf_str(&b->states), "lost ");
    assert_int_equal(b->why.code, ERR_LOST);
}

static void the_first_line_is_tried_once(void **state)
{
    struct bench *b = *state;
    b->config.reconnect_ms = LONG_MS;
    b->server.trusted = 1;
    b->server.lines = 0;
    b->passwords[0] = "wrong";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_null(strstr(buf_str(&b->states), "reconnecting"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEER_TEST(the_line_comes_back),          PEER_TEST(debugging_is_switched_off_first),
        PEER_TEST(a_stranger_is_left_alone),     PEER_TEST(a_refused_password_is_the_end),
        PEER_TEST(it_does_not_go_on_for_ever),   PEER_TEST(one_vty_is_enough),
        PEER_TEST(leaving_does_not_wait),        PEER_TEST(it_has_to_be_asked_for),
        PEER_TEST(the_first_line_is_tried_once),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
