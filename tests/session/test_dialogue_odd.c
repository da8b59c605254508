/* SPDX-License-Identifier: ISC */
/* Silence, endless replies, broken echoes, log lines in between: a device that does not. */
#include "tests/session/script.h"

static void a_device_that_waits_is_nudged(void **state)
{
    (void)state;
    const struct turn script[] = {
        {.received = "\r\nPress RETURN to get started.\r\n"},
        {.sent = "\r"},
        {.received = "\r\nCE1>", .sent = "   \r"},
        {.received = "\r\nCE1>"},
        END,
    };
    play(script, "PROMPT[]\nCE1 1\n");
}

static void no_prompt_at_all(void **state)
{
    (void)state;
    struct dialogue_limits limits = {3000, HARD_MS, REPLY_BYTES};
    struct buf log = {0};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    feed(d, "login:", WHOLE, &log);
    for (int i = 0; i < 3; i++) {
        now = dialogue_deadline(d);
        dialogue_tick(d, now);
    }
    record(d, &log);
    assert_string_equal(buf_str(&log), "STUCK[login:]\n");
    assert_true(dialogue_deadline(d) == UINT64_MAX);
    assert_int_equal(now, 3000);
    buf_fini(&log);
    dialogue_free(d);
}

static void echo_wrapped_scrolled_or_broken_by_a_log_line(void **state)
{
    (void)state;
    const struct turn wrapped[] = {
        LOGIN,
        {.command = "show crypto map", .sent = "show crypto map\r"},
        {.received = "show cry\r\npto map\r\nx\r\nCE1#"},
        {.command = "show crypto map", .sent = "show crypto map\r"},
        {.received = "show crypto m\b\b\b\b\b\b\b\b\b\b\b\b\b$ crypto map   \b\b\b\r\ny\r\nCE1#"},
        {.command = "show crypto map", .sent = "show crypto map\r"},
        {.received = "show cry\r\n*Mar  1 00:00:01: %SYS-5-X: y\r\npto map\r\nz\r\nCE1#"},
        END,
    };
    play(wrapped, "PROMPT[]\nREPLY[x\r\n] 1 class 0 error none\n"
                  "REPLY[y\r\n] 2 class 0 error none\n"
                  "LINE[*Mar  1 00:00:01: %SYS-5-X: y]\n"
                  "REPLY[z\r\n] 3 class 0 error none\nCE1 2\n");
}

static void prompts_that_are_left_over_do_not_end_a_reply(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "\r\nCE1#\r\nCE1#a\r\nx\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[x\r\n] 1 class 0 error none\nCE1 2\n");
}

static void a_device_that_does_not_echo(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    feed(d, "\r\nx\r\nCE1#", WHOLE, &log);
    now = dialogue_deadline(d);
    assert_true(now < 1000);
    dialogue_tick(d, now);
    record(d, &log);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[x\r\n] 1 class 0 error none\n");
    buf_fini(&log);
    dialogue_free(d);
}

static void a_log_line_right_behind_the_prompt(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "a\r\nx\r\n"},
        {.received = "CE1#\r\n*Mar  1 00:00:01: %SYS-5-X: y\r\n"},
        {.sent = "    \r"}, /* after a moment of silence */
        {.received = "    \r\n*Mar  1 00:00:02: %SYS-5-X: z\r\nCE1#"},
        {.command = "b", .sent = "b\r"},
        {.received = "b\r\nz\r\nCE1#"},
        {.received = "\r\n00:00:02: ISAKMP: hello\r\nCE1#"},
        END,
    };
    struct buf log = {0};
    play_cut(script, false, WHOLE, &log);
    assert_string_equal(buf_str(&log), "PROMPT[]\nLINE[*Mar  1 00:00:02: %SYS-5-X: z]\n"
                                       "REPLY[x\r\n] 1 class 0 error none\n"
                                       "LINE[*Mar  1 00:00:01: %SYS-5-X: y]\n"
                                       "REPLY[z\r\n] 2 class 0 error none\n"
                                       "LINE[00:00:02: ISAKMP: hello]\nCE1 2\n");
    buf_fini(&log);
}

/* Somebody else renames the router while the proof is under way. */
static void the_host_name_changes_behind_a_reply(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    feed_cut(d, "a\r\nx\r\nCE1#", WHOLE, &log);
    buf_clear(dialogue_output(d));
    feed_cut(d, "    \r\nCE2#", WHOLE, &log);
    now = dialogue_deadline(d);
    dialogue_tick(d, now);
    assert_string_equal(buf_str(dialogue_output(d)), "\r");
    feed_cut(d, "\r\nCE2#", WHOLE, &log);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[x\r\n] 1 class 0 error none\n");
    assert_string_equal(dialogue_hostname(d), "CE2");
    buf_fini(&log);
    dialogue_free(d);
}

/* ... or while a command is silent: the way back leads to another prompt. */
static void the_prompt_that_comes_back_is_another(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    feed_cut(d, "a\r\nx", WHOLE, &log);
    while (log.len < strlen("PROMPT[]\nREPLY")) {
        now = dialogue_deadline(d);
        dialogue_tick(d, now);
        record(d, &log);
    }
    feed_cut(d, "\r\nCE2#\r\nCE2#", WHOLE, &log);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[x] 1 class 0 error timeout\n");
    assert_string_equal(dialogue_hostname(d), "CE2");
    buf_clear(dialogue_output(d));
    dialogue_send(d, "b", NULL, now);
    assert_string_equal(buf_str(dialogue_output(d)), "b\r");
    buf_fini(&log);
    dialogue_free(d);
}

/* When a command that says something every second, from `now` on, is given up. */
static uint64_t given_up_after(const struct patience *patience)
{
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    uint64_t begun = now;
    dialogue_send(d, "a", patience, now);
    feed_cut(d, "a\r\n", WHOLE, &log);
    while (!strstr(buf_str(&log), "error timeout")) {
        uint64_t deadline = dialogue_deadline(d);
        now = now + 1000 < deadline ? now + 1000 : deadline;
        dialogue_tick(d, now);
        if (now < deadline)
            feed_cut(d, "x\r\n", WHOLE, &log);
        record(d, &log);
    }
    buf_fini(&log);
    dialogue_free(d);
    return now - begun;
}

static void a_command_with_limits_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(given_up_after(NULL), HARD_MS);
    assert_int_equal(given_up_after(&(struct patience){0, 7500}), 7500);
    assert_int_equal(given_up_after(&(struct patience){700, 0}), 700);
    /* One that may be silent for longer than any command may last is not ended before. */
    assert_int_equal(given_up_after(&(struct patience){2 * HARD_MS, 0}), 2 * HARD_MS);
    assert_int_equal(given_up_after(&(struct patience){2 * HARD_MS, 9000}), 9000);
}

static void log_lines_stay_in_replies_unless_the_vty_is_shared(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "a\r\nx\r\n00:00:02: IPSEC(sa_request): ,\r\n  (key eng. msg.) y,\r\n"
                     "    dest_proxy= z\r\nw\r\nCE1#"},
        END,
    };
    play_as(script, false,
            "PROMPT[]\nREPLY[x\r\n00:00:02: IPSEC(sa_request): ,\r\n  (key eng. msg.) y,\r\n"
            "    dest_proxy= z\r\nw\r\n] 1 class 0 error none\nCE1 2\n");
    play_as(script, true,
            "PROMPT[]\nLINE[00:00:02: IPSEC(sa_request): ,]\nLINE[  (key eng. msg.) y,]\n"
            "LINE[    dest_proxy= z]\nREPLY[x\r\nw\r\n] 1 class 0 error none\nCE1 2\n");
}

static void configuration_mode_and_long_names(void **state)
{
    (void)state;
    const struct turn script[] = {
        {.received = "\r\na-very-long-router-name-1#", .sent = "   \r"},
        {.received = "\r\na-very-long-router-name-1#"},
        {.command = "conf t", .sent = "conf t\r"},
        {.received = "conf t\r\nEnter configuration commands\r\na-very-long-router-n(config)#"},
        {.command = "int f0", .sent = "int f0\r"},
        {.received = "int f0\r\na-very-long-router-n(config-if)#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[Enter configuration commands\r\n] 1 class 0 error none\n"
                 "REPLY[] 2 class 0 error none\na-very-long-router-name-1 3\n");
}

static void a_new_host_name_is_learnt(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "hostname CE9", .sent = "hostname CE9\r"},
        {.received = "hostname CE9\r\nCE9(config)#"},
        {.sent = "\r"}, /* after a moment of silence */
        {.received = "\r\nCE9(config)#"},
        {.command = "a", .sent = "a\r"},
        {.received = "a\r\nx\r\nCE9#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[] 1 class 0 error none\n"
                 "REPLY[x\r\n] 2 class 0 error none\nCE9 2\n");
}

static void silence_ends_a_command_and_the_prompt_is_won_back(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    dialogue_send(d, "b", NULL, now);
    feed(d, "a\r\nhalf", WHOLE, &log);
    dialogue_answer(d, "", now); /* nobody asked for it */
    buf_clear(dialogue_output(d));
    while (log.len == strlen("PROMPT[]\n")) {
        now = dialogue_deadline(d);
        dialogue_tick(d, now);
        record(d, &log);
    }
    assert_int_equal(now, SILENCE_MS);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[half] 1 class 0 error timeout\n");
    assert_string_equal(buf_str(dialogue_output(d)), "\x1e\r");
    buf_clear(dialogue_output(d));
    feed(d, "late rest\r\nCE1#", EVERY_BYTE, &log);
    assert_string_equal(buf_str(dialogue_output(d)), "b\r");
    feed(d, "\r\nCE1#b\r\nz\r\nCE1#", EVERY_BYTE, &log);
    assert_non_null(strstr(buf_str(&log), "REPLY[z\r\n] 2 class 0 error none\n"));
    buf_fini(&log);
    dialogue_free(d);
}

static void a_prompt_that_never_comes_back(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    feed(d, "a\r\n", WHOLE, &log);
    /* Bytes come all the time: only the hard limit ends it. */
    while (!strstr(buf_str(&log), "REPLY")) {
        now += 20000;
        feed(d, "x", WHOLE, &log);
        dialogue_tick(d, now);
        record(d, &log);
    }
    assert_int_equal(now, HARD_MS);
    while (!strstr(buf_str(&log), "STUCK")) {
        now = dialogue_deadline(d);
        assert_true(now != UINT64_MAX);
        dialogue_tick(d, now);
        record(d, &log);
    }
    assert_true(now <= HARD_MS + 10000);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[xxxxx] 1 class 0 error timeout\nSTUCK[]\n");
    buf_fini(&log);
    dialogue_free(d);
}

static void a_reply_too_long_is_cut_off(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "a", NULL, now);
    feed(d, "a\r\n", WHOLE, &log);
    for (int i = 0; i < 100; i++)
        feed(d, "0123456789012345678901234567890123456789012345678\r\n", WHOLE, &log);
    assert_non_null(strstr(buf_str(&log), "class 0 error limit\n"));
    assert_true(log.len < REPLY_BYTES + 200);
    feed(d, "\r\nCE1#", WHOLE, &log);
    dialogue_send(d, "b", NULL, now);
    feed(d, "b\r\nCE1#", WHOLE, &log);
    assert_non_null(strstr(buf_str(&log), "REPLY[] 2 class 0 error none"));
    buf_fini(&log);
    dialogue_free(d);
}

static void an_interrupt_cancels_what_waits(void **state)
{
    (void)state;
    struct buf log = {0};
    struct dialogue *d = logged_in(&log);
    dialogue_send(d, "ping x", NULL, now);
    dialogue_send(d, "b", NULL, now);
    feed(d, "ping x\r\n..", WHOLE, &log);
    buf_clear(dialogue_output(d));
    dialogue_interrupt(d, now);
    assert_string_equal(buf_str(dialogue_output(d)), "\x1e");
    assert_int_equal(dialogue_pending(d), 1);
    feed(d, "\r\nSuccess rate is 0 percent (0/2)\r\nCE1#", EVERY_BYTE, &log);
    assert_string_equal(buf_str(&log),
                        "PROMPT[]\nREPLY[] 2 class 0 error cancelled\n"
                        "REPLY[..\r\nSuccess rate is 0 percent (0/2)\r\n] 1 class 0 error "
                        "cancelled\n");
    buf_fini(&log);
    dialogue_free(d);
}

static void hostile_bytes_do_no_harm(void **state)
{
    (void)state;
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, 1U << 20};
    struct buf log = {0};
    char bytes[256];
    uint32_t seed = 1;
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    login(d, &log);
    static const char alphabet[] = "CE1#>\r\n\b --More--$()a%:\x1b\xff";
    for (int i = 0; i < 4000; i++) {
        if (i % 7 == 0)
            dialogue_send(d, "a\nb\n", NULL, now);
        for (size_t k = 0; k < sizeof bytes; k++) {
            seed = seed * 1664525U + 1013904223U;
            bytes[k] = alphabet[(size_t)(seed >> 16) % sizeof alphabet];
        }
        dialogue_feed(d, bytes, sizeof bytes, now);
        now += 50;
        dialogue_tick(d, now);
        record(d, &log);
        buf_clear(&log);
        buf_clear(dialogue_output(d));
    }
    dialogue_abandon(d, ERR_LOST, now);
    assert_int_equal(dialogue_pending(d), 0);
    buf_fini(&log);
    dialogue_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_that_waits_is_nudged),
        cmocka_unit_test(no_prompt_at_all),
        cmocka_unit_test(echo_wrapped_scrolled_or_broken_by_a_log_line),
        cmocka_unit_test(prompts_that_are_left_over_do_not_end_a_reply),
        cmocka_unit_test(a_device_that_does_not_echo),
        cmocka_unit_test(the_host_name_changes_behind_a_reply),
        cmocka_unit_test(the_prompt_that_comes_back_is_another),
        cmocka_unit_test(a_log_line_right_behind_the_prompt),
        cmocka_unit_test(a_command_with_limits_of_its_own),
        cmocka_unit_test(log_lines_stay_in_replies_unless_the_vty_is_shared),
        cmocka_unit_test(configuration_mode_and_long_names),
        cmocka_unit_test(a_new_host_name_is_learnt),
        cmocka_unit_test(silence_ends_a_command_and_the_prompt_is_won_back),
        cmocka_unit_test(a_prompt_that_never_comes_back),
        cmocka_unit_test(a_reply_too_long_is_cut_off),
        cmocka_unit_test(an_interrupt_cancels_what_waits),
        cmocka_unit_test(hostile_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
