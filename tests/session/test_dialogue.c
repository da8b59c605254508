/* SPDX-License-Identifier: ISC */
/*
 * Conversations as scripts: what must have been sent, then what the device answers. Each script is
 * played whole, byte by byte, and cut in two at every position; the outcome must be the same.
 */
#include "session/dialogue.h"

#include "base/err.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SILENCE_MS = 30000, HARD_MS = 100000, REPLY_BYTES = 4096, EVERY_BYTE = -1, WHOLE = -2 };

/* One turn: optional action, what is expected to be sent then, the device's bytes. */
struct turn {
    const char *command;  /* dialogue_send() */
    const char *answer;   /* dialogue_answer() */
    const char *sent;     /* NULL: nothing */
    const char *received; /* NULL: nothing, but time passes up to the deadline */
};

static struct platform *platform;
static uint64_t now;

/* The events as text, one a line. */
static void record(struct dialogue *d, struct buf *log)
{
    static const char *const names[] = {"PROMPT", "QUESTION", "REPLY", "LINE", "STUCK"};
    struct dialogue_event e;
    while (dialogue_next(d, &e)) {
        buf_printf(log, "%s[%s]", names[e.kind], buf_str(&e.text));
        if (e.kind == DIALOGUE_REPLY)
            buf_printf(log, " %d class %d error %s", (int)e.id, e.class, err_name(e.error));
        buf_add_char(log, '\n');
        buf_fini(&e.text);
    }
}

static void feed_cut(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    size_t len = strlen(bytes);
    size_t step = cut == EVERY_BYTE ? 1 : cut == WHOLE ? len : (size_t)cut;
    for (size_t at = 0; at < len;) {
        size_t n = step == 0 || at + step > len ? len - at : step;
        dialogue_feed(d, bytes + at, n, now);
        record(d, log);
        at += n;
        if (cut != EVERY_BYTE)
            step = len;
    }
}

/* The device answers the proof that a reply has ended, if one was sent behind a prompt. */
static void echo_proof(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    struct buf *out = dialogue_output(d);
    const char *at = strstr(buf_str(out), "   ");
    const char *prompt = strrchr(bytes, '\n');
    if (!at || dialogue_pending(d) == 0 || !prompt)
        return;
    size_t before = (size_t)(at - buf_str(out));
    size_t n = strspn(at, " ");
    struct buf echo = {0};
    buf_printf(&echo, "%*s\r%s", (int)n, "", prompt);
    memmove(out->data + before, at + n + 1, out->len - before - n); /* the NUL too */
    out->len -= n + 1;
    feed_cut(d, buf_str(&echo), cut, log);
    buf_fini(&echo);
}

static void feed(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    feed_cut(d, bytes, cut, log);
    echo_proof(d, bytes, cut, log);
}

/* Up to the prompt, for the tests that are no scripts. */
static void login(struct dialogue *d, struct buf *log)
{
    feed(d, "\r\nCE1#", WHOLE, log);
    feed(d, "   \r\nCE1#", WHOLE, log);
    buf_clear(dialogue_output(d));
}

static void play_cut(const struct turn *script, bool shared, int cut, struct buf *log)
{
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    now = 1000;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    dialogue_share(d, shared);
    for (const struct turn *t = script; t->command || t->answer || t->sent || t->received; t++) {
        if (t->command)
            dialogue_send(d, t->command, 0, now);
        if (t->answer)
            dialogue_answer(d, t->answer, now);
        if (t->received) {
            now += 10;
            feed(d, t->received, cut, log);
        } else if (!t->command && !t->answer) {
            now = dialogue_deadline(d);
            dialogue_tick(d, now);
        }
        record(d, log);
        struct buf *out = dialogue_output(d);
        if (strcmp(buf_str(out), t->sent ? t->sent : "") != 0)
            fail_msg("turn %d, cut %d: sent \"%s\", expected \"%s\"", (int)(t - script), cut,
                     buf_str(out), t->sent ? t->sent : "");
        buf_clear(out);
    }
    buf_printf(log, "%s %d\n", dialogue_hostname(d), dialogue_mode(d));
    dialogue_free(d);
}

static void play_as(const struct turn *script, bool shared, const char *want)
{
    size_t longest = 0;
    for (const struct turn *t = script; t->command || t->answer || t->sent || t->received; t++)
        if (t->received && strlen(t->received) > longest)
            longest = strlen(t->received);
    for (int cut = WHOLE; cut < (int)longest; cut++) {
        struct buf log = {0};
        if (cut == 0)
            continue;
        play_cut(script, shared, cut, &log);
        if (strcmp(buf_str(&log), want) != 0)
            fail_msg("cut %d gave\n%s\nexpected\n%s", cut, buf_str(&log), want);
        buf_fini(&log);
    }
}

static void play(const struct turn *script, const char *want)
{
    play_as(script, false, want);
}

#define LOGIN                                                                                      \
    {.received = "\r\nCE1#", .sent = "   \r"},                                                     \
    {                                                                                              \
        .received = "   \r\nCE1#"                                                                  \
    }
#define END                                                                                        \
    {                                                                                              \
        .command = NULL                                                                            \
    }

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
        struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
        struct buf log = {0};
        now = 0;
        struct dialogue *d = dialogue_new(platform, &limits, now);
        login(d, &log);
        dialogue_run_ahead(d, true);
        dialogue_send(d, rows[i].command, 0, now);
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
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.received = "\r\nx\r\nCE1#"},
        {.sent = NULL, .received = NULL, .command = NULL, .answer = NULL},
        END,
    };
    struct buf log = {0};
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    for (const struct turn *t = script; t < script + 4; t++) {
        if (t->command)
            dialogue_send(d, t->command, 0, now);
        if (t->received)
            feed(d, t->received, WHOLE, &log);
    }
    now = dialogue_deadline(d);
    assert_true(now < 1000);
    dialogue_tick(d, now);
    record(d, &log);
    assert_string_equal(buf_str(&log), "PROMPT[]\nREPLY[x\r\n] 1 class 0 error none\n");
    buf_fini(&log);
    dialogue_free(d);
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
    const struct turn script[] = {
        LOGIN,
        {.command = "a", .sent = "a\r"},
        {.command = "b"},
        {.received = "a\r\nhalf"},
        {.sent = NULL, .answer = ""}, /* nothing: an answer nobody asked for */
        END,
    };
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    struct buf log = {0};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    for (const struct turn *t = script; t < script + 5; t++) {
        if (t->command)
            dialogue_send(d, t->command, 0, now);
        if (t->received)
            feed(d, t->received, WHOLE, &log);
        if (t->sent)
            buf_clear(dialogue_output(d));
    }
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
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    struct buf log = {0};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    login(d, &log);
    dialogue_send(d, "a", 0, now);
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
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    struct buf log = {0};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    login(d, &log);
    dialogue_send(d, "a", 0, now);
    feed(d, "a\r\n", WHOLE, &log);
    for (int i = 0; i < 100; i++)
        feed(d, "0123456789012345678901234567890123456789012345678\r\n", WHOLE, &log);
    assert_non_null(strstr(buf_str(&log), "class 0 error limit\n"));
    assert_true(log.len < REPLY_BYTES + 200);
    feed(d, "\r\nCE1#", WHOLE, &log);
    dialogue_send(d, "b", 0, now);
    feed(d, "b\r\nCE1#", WHOLE, &log);
    assert_non_null(strstr(buf_str(&log), "REPLY[] 2 class 0 error none"));
    buf_fini(&log);
    dialogue_free(d);
}

static void an_interrupt_cancels_what_waits(void **state)
{
    (void)state;
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    struct buf log = {0};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    login(d, &log);
    dialogue_send(d, "ping x", 0, now);
    dialogue_send(d, "b", 0, now);
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
            dialogue_send(d, "a\nb\n", 0, now);
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

static int load(void **state)
{
    (void)state;
    platform = platform_load("playbooks/ios/platform.json", NULL);
    return platform ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    platform_free(platform);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompt_is_learnt_from_the_device),
        cmocka_unit_test(banners_are_no_prompts),
        cmocka_unit_test(a_device_that_waits_is_nudged),
        cmocka_unit_test(no_prompt_at_all),
        cmocka_unit_test(replies_are_framed_byte_for_byte),
        cmocka_unit_test(commands_go_out_one_behind_the_other),
        cmocka_unit_test(what_looks_like_a_prompt_within_a_reply),
        cmocka_unit_test(a_pause_behind_a_line_that_equals_the_prompt),
        cmocka_unit_test(the_next_echo_right_behind_the_proof),
        cmocka_unit_test(the_proof_goes_along_where_nothing_can_be_asked),
        cmocka_unit_test(error_replies_are_classified),
        cmocka_unit_test(echo_wrapped_scrolled_or_broken_by_a_log_line),
        cmocka_unit_test(prompts_that_are_left_over_do_not_end_a_reply),
        cmocka_unit_test(a_device_that_does_not_echo),
        cmocka_unit_test(paging_goes_on_and_leaves_no_trace),
        cmocka_unit_test(a_password_is_asked_for),
        cmocka_unit_test(what_only_looks_like_a_question),
        cmocka_unit_test(questions_are_answered_from_the_command),
        cmocka_unit_test(a_log_line_right_behind_the_prompt),
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
