/* SPDX-License-Identifier: ISC */
/* A line's keyboard and screen, byte for byte. */
#include "tests/lab/fake_router.h"

#include "lab/wire/line.h"
#include "lab/wire/tty.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CTRL_B "\x02"
#define CTRL_U "\x15"
#define ESC "\x1b"

struct desk {
    struct router router;
    struct tty *vty;
    int wakes;
};

static void on_wake(void *user)
{
    ((struct desk *)user)->wakes++;
}

/* Everything on the screen since the last look equals `want`. */
static void screen(struct desk *d, const char *want)
{
    tty_run(d->vty);
    size_t len = 0;
    const char *have = tty_output(d->vty, &len);
    assert_string_equal(have, want);
    assert_int_equal(len, strlen(want));
    tty_eat(d->vty, len);
}

static void type(struct desk *d, const char *keys)
{
    assert_int_equal(tty_input(d->vty, keys, strlen(keys)), strlen(keys));
}

/* These keys, and what the screen shows for them. */
static void see(struct desk *d, const char *keys, const char *want)
{
    type(d, keys);
    screen(d, want);
}

static void desk_open(struct desk *d, unsigned length, unsigned width)
{
    *d = (struct desk){.router = {.length = length, .width = width}};
    d->vty = tty_new(&d->router, NULL, on_wake, d);
    screen(d, "\r\nCE1#");
}

static void desk_close(struct desk *d)
{
    tty_free(d->vty);
    assert_null(d->router.shells[0]);
}

static void test_echo_and_newlines(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "he", "he");
    see(&d, "llo\r", "llo\r\n[hello]\r\nCE1#");
    see(&d, "a\r\nb\nc\r", "a\r\n[a]\r\nCE1#b\r\n[b]\r\nCE1#c\r\n[c]\r\nCE1#");
    /* The newline that belongs to the return may come in a later packet, NUL likewise. */
    see(&d, "\n", "");
    see(&d, "\r", "\r\nCE1#");
    assert_int_equal(tty_input(d.vty, "\0d", 2), 2);
    screen(&d, "d");
    desk_close(&d);
}

static void test_editing(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "abc\x7f", "abc\b \b");
    see(&d, "\b", "\b \b");
    see(&d, "\b\b", "\b \b");
    see(&d, "one two\x17", "one two\b\b\b   \b\b\b");
    see(&d, CTRL_U, "\b\b\b\b    \b\b\b\b");
    see(&d, "acd" CTRL_B CTRL_B "b", "acd\b\bbcd\b\b");
    see(&d, "\x01", "\b\b");
    see(&d, "\x06\x05", "abcd");
    see(&d, CTRL_B "\x7f", "\b\bd \b\b");
    see(&d, "\x04", " \b");
    see(&d, "\x14\r", "\b\bba\r\n[ba]\r\nCE1#");
    see(&d, "wipe" CTRL_B CTRL_B "\x0b\r", "wipe\b\b  \b\b\r\n[wi]\r\nCE1#");
    see(&d, "again\x12", "again\r\nCE1#again");
    desk_close(&d);
}

static void test_words_and_arrows(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "one two", "one two");
    see(&d, ESC "[D" ESC "OC", "\bo");
    see(&d, ESC "b" ESC "b" ESC "f", "\b\b\b\b\b\b\bone");
    see(&d, ESC "d", "    \b\b\b\b");
    see(&d, ESC "[H" ESC "[1;5C" ESC "[F\r", "\b\b\bone\r\n[one]\r\nCE1#");
    desk_close(&d);
}

static void test_long_line_scrolls(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 40);
    /* 40 columns, 4 of prompt, 1 kept free: the 35th character moves the line by 10. */
    see(&d, "abcdefghijklmnopqrstuvwxyz01234567", "abcdefghijklmnopqrstuvwxyz01234567");
    struct buf want = {0};
    for (int i = 0; i < 34; i++)
        buf_add_char(&want, '\b');
    buf_add_str(&want, "$lmnopqrstuvwxyz012345678         ");
    for (int i = 0; i < 9; i++)
        buf_add_char(&want, '\b');
    see(&d, "8", buf_str(&want));
    see(&d, "\r", "\r\n[abcdefghijklmnopqrstuvwxyz012345678]\r\nCE1#");
    buf_fini(&want);
    desk_close(&d);

    desk_open(&d, 24, 0);
    char wide[LINE_LIMIT + 2];
    memset(wide, 'w', sizeof wide);
    wide[LINE_LIMIT] = '\0';
    see(&d, wide, wide);
    see(&d, "w", "\a");
    desk_close(&d);
}

static void test_history(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "first\rsecond\rsecond\r",
        "first\r\n[first]\r\nCE1#second\r\n[second]\r\nCE1#second\r\n[second]\r\nCE1#");
    see(&d, "\x10", "second");
    see(&d, ESC "[A", "\b\b\b\b\b\bfirst \b");
    see(&d, "\x10", "");
    see(&d, "\x0e", "\b\b\b\b\bsecond");
    see(&d, ESC "[B", "\b\b\b\b\b\b      \b\b\b\b\b\b");
    desk_close(&d);
}

static void test_secret_and_questions(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "enable\rpass?!\t\x7f\r", "enable\r\nPassword: \r\nsecret [pass?]\r\nCE1#");
    see(&d, "\x10", "enable");
    see(&d, CTRL_U "ask\r", "\b\b\b\b\b\b      \b\b\b\b\b\bask\r\nProtocol [ip]: ");
    see(&d, "ip?\r", "ip?\r\nanswer [ip?]\r\nCE1#");
    see(&d, "ask\ri\x03", "ask\r\nProtocol [ip]: i\r\nCE1#");
    see(&d, "\x10", "ask");
    desk_close(&d);
}

static void test_type_ahead_and_escape(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    struct shell *shell = d.router.shells[0];
    see(&d, "slow\rnext\rlast", "slow\r\nworking\r\n");
    fake_finish(shell);
    assert_true(d.wakes > 0);
    screen(&d, "CE1#next\r\n[next]\r\nCE1#last");
    see(&d, CTRL_U "slow\rforgotten\r", "\b\b\b\b    \b\b\b\bslow\r\nworking\r\n");
    see(&d, "lost\x1exok\r", "stopped\r\nCE1#ok\r\n[ok]\r\nCE1#");
    type(&d, "slow\r");
    see(&d, "\x03", "slow\r\nworking\r\nstopped\r\nCE1#");
    /* At a prompt the escape drops the line. */
    see(&d, "oops\x03ok\r", "oops\r\nCE1#ok\r\n[ok]\r\nCE1#");
    desk_close(&d);
}

static void test_configuration_mode(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "configure\r\x1a", "configure\r\nCE1(config)#^Z\r\nCE1#");
    see(&d, "configure\rhash\x1a", "configure\r\nCE1(config)#hash^Z\r\n[hash]\r\nCE1#");
    see(&d, "configure\rnever\x03", "configure\r\nCE1(config)#never^C\r\nCE1#");
    see(&d, "show\x1a", "show\r\n[show]\r\nCE1#");
    desk_close(&d);
}

static void test_help_and_completion(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "sh ?", "sh ?\r\n  help  for <sh >\r\n\r\nCE1#sh ");
    see(&d, "cr\t", "cr\r\nCE1#sh crypto ");
    see(&d, "zz\t", "zz\r\n\aCE1#sh crypto zz");
    see(&d, "\r", "\r\n[sh crypto zz]\r\nCE1#");
    desk_close(&d);
}

#define MORE " --More-- "
#define ERASE "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"

static void test_paging(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 4, 80);
    see(&d, "lines 3\r", "lines 3\r\nline 1\r\nline 2\r\nline 3\r\nCE1#");
    see(&d, "lines 8\r", "lines 8\r\nline 1\r\nline 2\r\nline 3\r\n" MORE);
    see(&d, " ", ERASE "line 4\r\nline 5\r\nline 6\r\n" MORE);
    see(&d, "\r", ERASE "line 7\r\n" MORE);
    see(&d, "\r", ERASE "line 8\r\nCE1#");
    see(&d, "lines 8\rqok\r",
        "lines 8\r\nline 1\r\nline 2\r\nline 3\r\n" MORE ERASE "CE1#ok\r\n[ok]\r\nCE1#");
    d.router.length = 0;
    see(&d, "lines 8\r",
        "lines 8\r\nline 1\r\nline 2\r\nline 3\r\nline 4\r\nline 5\r\nline 6\r\nline 7\r\n"
        "line 8\r\nCE1#");
    desk_close(&d);
}

static void test_paging_while_running(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 3, 10);
    struct shell *shell = d.router.shells[0];
    see(&d, "slow\r", "slow\r\nworking\r\n");
    /* 12 characters take two rows of 10; bare newlines get a carriage return. */
    fake_print(shell, "123456789012\nnext\r");
    fake_print(shell, "\nrest");
    screen(&d, "123456789012\r\n" MORE);
    fake_log(&d.router, "not asked for");
    see(&d, " ", ERASE "next\r\nrest");
    fake_print(shell, "\nand\nmore\n");
    screen(&d, "\r\n" MORE);
    see(&d, "q", ERASE "CE1#");
    desk_close(&d);
}

static void test_log_lines(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "monitor\rsho", "monitor\r\nCE1#sho");
    fake_log(&d.router, "00:27:07: ISAKMP: local port 500");
    fake_log(&d.router, "00:27:07: ISAKMP: again");
    screen(&d, "\r\n00:27:07: ISAKMP: local port 500\r\n00:27:07: ISAKMP: again\r\n");
    see(&d, "w\r", "w\r\n[show]\r\nCE1#");
    /* In the middle of a reply it lands where the reply stands. */
    type(&d, "slow\r");
    fake_print(d.router.shells[0], "!!");
    fake_log(&d.router, "%SYS-5-CONFIG_I: x");
    fake_print(d.router.shells[0], "!!\r\n");
    fake_finish(d.router.shells[0]);
    screen(&d, "slow\r\nworking\r\n!!\r\n%SYS-5-CONFIG_I: x\r\n!!\r\nCE1#");
    see(&d, "log own\r", "log own\r\nown\r\nCE1#");
    desk_close(&d);
}

/* Nobody reads: log lines are dropped and counted, no further command starts. */
static void test_slow_terminal(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 0, 0);
    type(&d, "monitor\r");
    char line[1000];
    memset(line, 'l', sizeof line);
    line[sizeof line - 1] = '\0';
    for (int i = 0; i < 10000; i++)
        fake_log(&d.router, line);
    size_t len = 0;
    tty_output(d.vty, &len);
    assert_true(len <= 257 * 1024);
    size_t shown = (len - strlen("monitor\r\nCE1#\r\n")) / 1001;
    type(&d, "late\r");
    size_t same = 0;
    tty_output(d.vty, &same);
    assert_int_equal(same, len);
    tty_eat(d.vty, len);
    char want[200];
    snprintf(want, sizeof want,
             "%%SYS-3-MSGLOST: %zu messages lost because of queue overflow\r\n"
             "late\r\n[late]\r\nCE1#",
             10000 - shown);
    screen(&d, want);
    desk_close(&d);
}

static void test_bounds(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 0, 0);
    type(&d, "slow\r");
    char block[4096];
    memset(block, 'a', sizeof block);
    size_t taken = 0;
    for (int i = 0; i < 100; i++)
        taken += tty_input(d.vty, block, sizeof block);
    assert_int_equal(taken, 16 * 1024);
    assert_int_equal(tty_room(d.vty), 0);
    desk_close(&d);

    desk_open(&d, 0, 0);
    assert_false(tty_ended(d.vty));
    type(&d, "bulk 9000\r");
    assert_true(tty_ended(d.vty));
    size_t len = 0;
    tty_output(d.vty, &len);
    assert_true(len < 9 * 1024 * 1024);
    desk_close(&d);
}

static void test_exit(void **state)
{
    (void)state;
    struct desk d;
    desk_open(&d, 24, 80);
    see(&d, "exit\rmore\r", "exit\r\n");
    assert_true(tty_ended(d.vty));
    assert_int_equal(tty_room(d.vty), 0);
    fake_log(&d.router, "nobody listens");
    screen(&d, "");
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_echo_and_newlines),
        cmocka_unit_test(test_editing),
        cmocka_unit_test(test_words_and_arrows),
        cmocka_unit_test(test_long_line_scrolls),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_secret_and_questions),
        cmocka_unit_test(test_type_ahead_and_escape),
        cmocka_unit_test(test_configuration_mode),
        cmocka_unit_test(test_help_and_completion),
        cmocka_unit_test(test_paging),
        cmocka_unit_test(test_paging_while_running),
        cmocka_unit_test(test_log_lines),
        cmocka_unit_test(test_slow_terminal),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_exit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
