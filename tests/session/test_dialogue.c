/* SPDX-License-Identifier: ISC */
/* Prompts, replies, questions: a device that behaves. */
#include "tests/session/script.h"

static void prompt_is_learnt_from_the_device(void **state)
{
    (void)state;
    const struct turn enabled[] = {LOGIN, END};
    play(enabled, "PROMPT[]\nCE1 2\n");
    const struct turn user[] = {
        {.received = "\r\nWelcome\r\n\r\nr1.example-net> ", .sent = "   \r"},
        {.received = "\r\nr1.example-net> "},
        END,
    };
    play(user, "PROMPT[]\nr1.example-net 1\n");
}

static void banners_are_no_prompts(void **state)
{
    (void)state;
    const struct turn script[] = {
        {.received = "\r\n######\r\n# no trespassing #\r\nsee http://x/y#top >\r\n<b>\r\nCE1#",
         .sent = "   \r"},
        {.received = "\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nCE1 2\n");
    /* A banner line that looks exactly like a prompt when the bytes stop there. */
    const struct turn trap[] = {
        {.received = "\r\nROUTER#", .sent = "   \r"},
        {.received = " is closed\r\nCE1#"},
        {.received = "\r\nCE1#"},
        END,
    };
    play(trap, "PROMPT[]\nCE1 2\n");
}

static void replies_are_framed_byte_for_byte(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "show clock", .sent = "show clock\r"},
        {.received = "show clock\r\n*00:01:02.003 UTC\r\n \ttail \r\r\n\r\nCE1#"},
        {.command = "show void", .sent = "show void\r"},
        {.received = "show void\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\n"
                 "REPLY[*00:01:02.003 UTC\r\n \ttail \r\r\n\r\n] 1 class 0 error none\n"
                 "REPLY[] 2 class 0 error none\nCE1 2\n");
}

static void commands_go_out_one_behind_the_other(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.command = "b"},
        {.received = "a\r\none\r\nCE1#", .sent = "b\r"},
        {.received = "b\r\ntwo\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[one\r\n] 1 class 0 error none\n"
                 "REPLY[two\r\n] 2 class 0 error none\nCE1 2\n");
}

/* Wherever the bytes stop, a line of a reply does not end it, be it the prompt to the letter. */
static void what_looks_like_a_prompt_within_a_reply(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "show run", .sent = "show run\r"},
        {.received = "show run\r\n description CE1#\r\nCE1#show x\r\nCE2#\r\nCE1#\r\n"
                     "CE1#\r\n!\r\nCE1#\r\nCE1# \r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[ description CE1#\r\nCE1#show x\r\nCE2#\r\nCE1#\r\n"
                 "CE1#\r\n!\r\nCE1#\r\nCE1# \r\n] 1 class 0 error none\nCE1 2\n");
}

static void a_pause_behind_a_line_that_equals_the_prompt(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "show run", .sent = "show run\r"},
        {.command = "b"},
        {.received = "show run\r\none\r\n"},
        {.received = "CE1#", .sent = "    \rb\r"}, /* the next command goes along */
        {.sent = "    \r"},                        /* silence: once more, then more rarely */
        {.received = "\r\nCE1#"},
        {.received = "\r\ntwo\r\n"},
        {.received = "CE1#    \r\n"},
        {.received = "CE1#"},
        {.received = "    \r\nCE1#"},
        {.received = "b\r\nthree\r\n"},
        {.received = "CE1#", .sent = "     \r"},
        {.received = "     "},
        {.received = "\r\nCE1#"},
        {.command = "c", .sent = "c\r"},
        {.command = "d"},
        {.received = "c\r\nCE1#", .sent = "d\r"}, /* here the test answers the proof */
        {.received = "d\r\nfour\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[one\r\nCE1#\r\nCE1#\r\ntwo\r\n] 1 class 0 error none\n"
                 "REPLY[three\r\n] 2 class 0 error none\n"
                 "REPLY[] 3 class 0 error none\nREPLY[four\r\n] 4 class 0 error none\nCE1 2\n");
}

/* The device has answered the proof and already echoes the next command in the same breath. */
static void the_next_echo_right_behind_the_proof(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.command = "b"},
        {.received = "a\r\none\r\n"},
        {.received = "CE1#", .sent = "    \rb\r"},
        {.received = "    \r\nCE1#b\r\ntwo\r\n"},
        {.received = "CE1#", .sent = "     \r"},
        {.received = "     \r\n% Empty\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[one\r\n] 1 class 0 error none\n"
                 "REPLY[two\r\n] 2 class 0 error none\nCE1 2\n");
}

/* What runs ahead costs no turn: all that is awaited comes by itself. */
static void the_proof_goes_along_where_nothing_can_be_asked(void **state)
{
    (void)state;
    static const struct {
        const char *command, *sent;
    } rows[] = {
        {"show clock", "show clock\r    \r"},
        {"sh clock", "sh clock\r    \r"},
        {"terminal length 0", "terminal length 0\r    \r"},
        {"clear counters", "clear counters\r"},
        {"show x\ny", "show x\r"},
        {"shutdown", "shutdown\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf log = {0};
        struct dialogue *d = logged_in(&log);
        dialogue_run_ahead(d, true);
        dialogue_send(d, rows[i].command, NULL, now);
        assert_string_equal(buf_str(dialogue_output(d)), rows[i].sent);
        if (strchr(rows[i].sent, ' ') && strstr(rows[i].sent, "   ")) {
            buf_clear(dialogue_output(d));
            feed(d, rows[i].command, EVERY_BYTE, &log);
            feed(d, "\r\nCE1#", EVERY_BYTE, &log);
            feed(d, "\r\ntext\r\nCE1#    \r\nCE1#", EVERY_BYTE, &log);
            assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[CE1#\r\ntext\r\n] 1 class 0 "
                                               "error none\n");
            assert_string_equal(buf_str(dialogue_output(d)), "");
        }
        buf_fini(&log);
        dialogue_free(d);
    }
}

static void error_replies_are_classified(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "shw", .sent = "shw\r"},
        {.received = "shw\r\n      ^\r\n% Invalid input detected at '^' marker.\r\n\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[      ^\r\n% Invalid input detected at '^' marker.\r\n\r\n] 1 "
                 "class 1 error none\nCE1 2\n");
}

static void paging_goes_on_and_leaves_no_trace(void **state)
{
    (void)state;
    const char *want = "PROMPT[]\nREPLY[1\r\n 2\r\n3\r\n] 1 class 0 error none\nCE1 2\n";
    const struct turn backspaces[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "a\r\n1\r\n --More-- ", .sent = " "},
        {.received = "\b\b\b\b\b\b\b\b\b         \b\b\b\b\b\b\b\b\b 2\r\n --More-- ", .sent = " "},
        {.received = "\r          \r3\r\nCE1#"},
        END,
    };
    play(backspaces, want);
}

static void a_password_is_asked_for(void **state)
{
    (void)state;
    const struct turn script[] = {
        {.received = "\r\nCE1>", .sent = "   \r"},
        {.received = "\r\nCE1>"},
        {.command = "enable", .sent = "enable\r"},
        {.received = "enable\r\nPassword: "},
        {.answer = "wrong", .sent = "wrong\r"},
        {.received = "\r\nPassword: "},
        {.answer = "right", .sent = "right\r"},
        {.received = "\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nQUESTION[Password:]\nQUESTION[Password:]\n"
                 "REPLY[Password: \r\nPassword: \r\n] 1 class 0 error none\nCE1 2\n");
}

static void what_only_looks_like_a_question(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "a\r\nlast Password: never\r\nlast Password:\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[last Password: never\r\nlast Password:\r\n] 1 class 0 error "
                 "none\nCE1 2\n");
    /* A device that gives up waiting for the answer. */
    const struct turn gone[] = {
        {.received = "\r\nCE1>", .sent = "   \r"},       {.received = "\r\nCE1>"},
        {.command = "enable", .sent = "enable\r"},       {.received = "enable\r\nPassword: "},
        {.received = "\r\n% Password: timeout\r\nCE1>"}, END,
    };
    play(gone, "PROMPT[]\nQUESTION[Password:]\n"
               "REPLY[Password: \r\n% Password: timeout\r\n] 1 class 0 error none\nCE1 1\n");
}

static void questions_are_answered_from_the_command(void **state)
{
    (void)state;
    const struct turn script[] = {
        LOGIN,
        {.command = "ping\nip\n10.0.0.1\n", .sent = "ping\r"},
        {.received = "ping\r\nProtocol [ip]: ", .sent = "ip\r"},
        {.received = "ip\r\nTarget IP address: ", .sent = "10.0.0.1\r"},
        {.received = "10.0.0.1\r\nRepeat count [5]: ", .sent = "\r"},
        {.received = "\r\n!!!!!\r\nCE1#"},
        {.command = "clear x\n", .sent = "clear x\r"},
        {.received = "clear x\r\nSure? [confirm]", .sent = "\r"},
        {.received = "\r\nCE1#"},
        END,
    };
    play(script, "PROMPT[]\nREPLY[Protocol [ip]: ip\r\nTarget IP address: 10.0.0.1\r\n"
                 "Repeat count [5]: \r\n!!!!!\r\n] 1 class 0 error none\n"
                 "REPLY[Sure? [confirm]\r\n] 2 class 0 error none\nCE1 2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompt_is_learnt_from_the_device),
        cmocka_unit_test(banners_are_no_prompts),
        cmocka_unit_test(replies_are_framed_byte_for_byte),
        cmocka_unit_test(commands_go_out_one_behind_the_other),
        cmocka_unit_test(what_looks_like_a_prompt_within_a_reply),
        cmocka_unit_test(a_pause_behind_a_line_that_equals_the_prompt),
        cmocka_unit_test(the_next_echo_right_behind_the_proof),
        cmocka_unit_test(the_proof_goes_along_where_nothing_can_be_asked),
        cmocka_unit_test(error_replies_are_classified),
        cmocka_unit_test(paging_goes_on_and_leaves_no_trace),
        cmocka_unit_test(a_password_is_asked_for),
        cmocka_unit_test(what_only_looks_like_a_question),
        cmocka_unit_test(questions_are_answered_from_the_command),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
