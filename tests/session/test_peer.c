/* SPDX-License-Identifier: ISC */
/* A peer against a real SSH server on loopback. Each wait is for an event; a guard ends it. */
#include "tests/session/bench.h"
#include "tests/session/sshd.h"

#include <arpa/inet.h>
#include <poll.h>

static void two_lines_are_opened_used_and_left_clean(void **state)
{
    struct bench *b = *state;
    b->lines_wanted = 1;
    open_peer(b);
    assert_string_equal(buf_str(&b->states),
                        "resolving connecting authenticating preparing ready ");
    assert_string_equal(peer_hostname(b->peer), "CE1");
    assert_string_equal(peer_name(b->peer), b->target);
    assert_true(peer_has_monitor(b->peer));
    assert_false(peer_legacy(b->peer));
    assert_string_equal(buf_str(&b->notes), "");
    assert_non_null(strstr(buf_str(&b->asked), "SHA256:"));
    assert_int_equal(b->password_next, 1);

    if (b->lines_wanted > 0)
        wait_loop(b);
    assert_string_equal(buf_str(&b->lines), "*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: by lab\n");

    ask_router(b, "show clock");
    ask_router(b, "show key");
    ask_router(b, "bad");
    assert_int_equal(peer_pending(b->peer), 3);
    wait_loop(b);
    assert_int_equal(b->reply_count, 3);
    assert_int_equal(peer_pending(b->peer), 0);
    assert_string_equal(b->replies[0].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    assert_int_equal(b->replies[0].error, ERR_NONE);
    assert_int_equal(b->replies[0].class, REPLY_OK);
    assert_null(strstr(b->replies[1].text, "cisco123"));
    assert_non_null(strstr(b->replies[1].text, "crypto isakmp key <secret:"));
    assert_non_null(strstr(b->replies[1].text, "> address 10.15.58.38 \r\n"));
    assert_int_equal(b->replies[2].class, REPLY_INVALID);

    close_peer(b);
    assert_int_equal(b->why.code, ERR_NONE);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
    assert_int_equal(count(b->log, "terminal no monitor\n"), 1);
    assert_int_equal(count(b->log, "exit\n"), 2);
    assert_int_equal(count(b->log, "terminal monitor\n"), 1);
    assert_string_equal(peer_hostname(b->peer), "CE1");
}

static void nobody_listens(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    unsigned port = b->server.port;
    stop_server(b);
    b->server.port = port;
    new_peer(b);
    run_command(b, "show clock");
    assert_int_equal(b->why.code, ERR_UNREACHABLE);
    assert_non_null(strstr(b->why.text, "Connection refused"));
    assert_string_equal(buf_str(&b->states), "resolving connecting lost ");
    assert_int_equal(b->replies[0].error, ERR_LOST);
    b->replies_wanted = 0;
    ask_router(b, "show clock");
    assert_int_equal(b->reply_count, 1);
    wait_loop(b);
    assert_int_equal(b->replies[1].error, ERR_LOST);
}

static void hang_up_in_mid_reply(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "hang");
    run_command(b, "show clock");
    assert_int_equal(b->reply_count, 2);
    assert_int_equal(b->replies[0].error, ERR_LOST);
    assert_string_equal(b->replies[0].text, "the first half");
    assert_int_equal(b->replies[1].error, ERR_LOST);
    if (peer_state(b->peer) != PEER_LOST)
        wait_loop(b);
    assert_int_equal(b->why.code, ERR_LOST);
}

static void a_silent_command_times_out_and_the_next_one_works(void **state)
{
    struct bench *b = *state;
    b->config.command_timeout_ms = 300;
    open_peer(b);
    ask_router(b, "silent");
    run_command(b, "show clock");
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    assert_int_equal(b->replies[1].error, ERR_NONE);
    assert_string_equal(b->replies[1].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

static void an_endless_reply_is_cut_off(void **state)
{
    struct bench *b = *state;
    b->config.hard_timeout_ms = 400;
    open_peer(b);
    run_command(b, "flood");
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    assert_true(strlen(b->replies[0].text) > 1000);
}

static void an_interrupted_command_ends_and_the_queue_with_it(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "silent");
    ask_router(b, "show clock");
    peer_interrupt(b->peer);
    wait_loop(b);
    assert_int_equal(b->replies[0].error, ERR_CANCELLED);
    assert_int_equal(b->replies[1].error, ERR_CANCELLED);
    run_command(b, "show clock");
    assert_int_equal(b->replies[2].error, ERR_NONE);
}

static void one_vty_only(void **state)
{
    struct bench *b = *state;
    b->server.lines = 1;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_false(peer_has_monitor(b->peer));
    assert_non_null(strstr(buf_str(&b->notes), "only one vty"));
    ask_router(b, "deb x");
    ask_router(b, "show clock");
    run_command(b, "u all");
    assert_string_equal(b->replies[1].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    assert_int_equal(count(buf_str(&b->lines), "%SYS-5-CONFIG_I"), 2);
    close_peer(b);
    assert_int_equal(count(b->log, "terminal monitor\n"), 1);
    assert_int_equal(count(b->log, "terminal no monitor\n"), 1);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
}

static void a_line_of_a_reply_that_equals_the_prompt(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "show trap");
    ask_router(b, "trap");
    run_command(b, "show clock");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(b->replies[i].error, ERR_NONE);
        assert_string_equal(b->replies[i].text, "one\r\nCE1#\r\nCE1#\r\nthree\r\n");
    }
    assert_string_equal(b->replies[2].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

static void a_refused_setup_command_is_said(void **state)
{
    struct bench *b = *state;
    b->server.no_paging_off = true;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_non_null(strstr(buf_str(&b->notes),
                           "\"terminal length 0\" was refused: Command authorization failed."));
}

static void a_peer_can_be_freed_in_its_own_reply(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    b->free_on_reply = true;
    run_command(b, "show clock");
    assert_null(b->peer);
    assert_int_equal(b->reply_count, 1);
}

static void closing_while_opening(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    new_peer(b);
    peer_close(b->peer);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_CLOSED);
    assert_int_equal(b->why.code, ERR_NONE);
}

/* Wait until the server has said something that the loop has not read yet. */
static void await_server(const struct bench *b)
{
    struct pollfd line[64];
    nfds_t count = 0;
    for (int fd = 3; fd < 64; fd++) {
        struct sockaddr_in to = {0};
        socklen_t len = sizeof to;
        if (getpeername(fd, (struct sockaddr *)&to, &len) == 0 && to.sin_family == AF_INET &&
            ntohs(to.sin_port) == b->server.port)
            line[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    if (count > 0)
        poll(line, count, GUARD_MS);
}

static void hang_up(void *user, int events)
{
    struct bench *b = user;
    (void)events;
    char byte;
    assert_int_equal(read(b->trigger[0], &byte, 1), 1);
    peer_close(b->peer);
}

/*
 * Hang up at each turn of opening, in the very turn in which the line has something to say: that
 * comes too late, and nothing may come after the end.
 */
static void closing_at_each_turn_of_opening(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    assert_int_equal(pipe(b->trigger), 0);
    struct loop_watch *watch = loop_watch_new(b->loop, b->trigger[0], LOOP_READ, hang_up, b);
    for (int turns = 1; !strstr(buf_str(&b->states), "ready"); turns++) {
        buf_clear(&b->states);
        b->password_next = 0;
        new_peer(b);
        for (int i = 0; i < turns && peer_state(b->peer) < PEER_READY; i++)
            loop_step(b->loop, true);
        assert_int_equal(write(b->trigger[1], "x", 1), 1);
        await_server(b);
        wait_loop(b);
        if (peer_state(b->peer) != PEER_CLOSED)
            wait_loop(b);
        for (int i = 0; i < 20; i++)
            loop_step(b->loop, false);
        assert_int_equal(count(buf_str(&b->states), "closed"), 1);
        assert_string_equal(buf_str(&b->states) + b->states.len - strlen("closed "), "closed ");
        peer_free(b->peer);
        b->peer = NULL;
    }
    loop_watch_free(watch);
    close(b->trigger[0]);
    close(b->trigger[1]);
}

static void a_line_that_is_dead_is_noticed(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    unsigned every_s = slow_times() > 1 ? 4 : 1;
    put_file(b->server.dir, "config", "ServerAliveInterval %u\nServerAliveCountMax 2\n", every_s);
    b->config.command_timeout_ms = 5000 * every_s; /* well after the third keepalive */
    new_peer(b);
    wait_loop(b);
    /* A server that answers keepalives may be silent otherwise. */
    run_command(b, "silent");
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    run_command(b, "show clock"); /* the prompt is back */
    kill(-b->server.pid, SIGSTOP);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_LOST);
    assert_non_null(strstr(b->why.text, "ServerAliveInterval"));
}

static void connecting_takes_no_longer_than_allowed(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    put_file(b->server.dir, "config", "ConnectTimeout 1\n");
    kill(-b->server.pid, SIGSTOP);
    uint64_t start = loop_now_ms(b->loop);
    new_peer(b);
    wait_loop(b);
    assert_int_equal(b->why.code, ERR_UNREACHABLE);
    assert_non_null(strstr(b->why.text, "did not end in time"));
    assert_in_range(loop_now_ms(b->loop) - start, 1000, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEER_TEST(two_lines_are_opened_used_and_left_clean),
        PEER_TEST(nobody_listens),
        PEER_TEST(hang_up_in_mid_reply),
        PEER_TEST(a_silent_command_times_out_and_the_next_one_works),
        PEER_TEST(an_endless_reply_is_cut_off),
        PEER_TEST(an_interrupted_command_ends_and_the_queue_with_it),
        PEER_TEST(one_vty_only),
        PEER_TEST(a_line_of_a_reply_that_equals_the_prompt),
        PEER_TEST(a_refused_setup_command_is_said),
        PEER_TEST(a_peer_can_be_freed_in_its_own_reply),
        PEER_TEST(closing_while_opening),
        PEER_TEST(closing_at_each_turn_of_opening),
        PEER_TEST(a_line_that_is_dead_is_noticed),
        PEER_TEST(connecting_takes_no_longer_than_allowed),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
