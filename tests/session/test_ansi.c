/* SPDX-License-Identifier: ISC */
#include "session/ansi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Whole, and cut in two everywhere. */
static void check(const char *bytes, const char *want)
{
    size_t len = strlen(bytes);
    for (size_t cut = 0; cut <= len; cut++) {
        struct ansi a = {0};
        struct buf out = {0};
        ansi_strip(&a, bytes, cut, &out);
        ansi_strip(&a, bytes + cut, len - cut, &out);
        assert_string_equal(buf_str(&out), want);
        buf_fini(&out);
    }
}

static void sequences_go(void **state)
{
    (void)state;
    check("plain\r\ntext\a\b\xfc", "plain\r\ntext\a\b\xfc");
    check("\033[0mred\033[1;31m\033[K", "red");
    check("a\033[?25lb\033(Bc\033Md\033=e", "abcde");
    check("a\033]0;title\ab\033]0;title\033\\c\033P1$r\033\\d", "abcd");
}

static void broken_sequences_swallow_no_line(void **state)
{
    (void)state;
    check("a\033\r\nb", "a\r\nb");
    check("a\033[12\r\nb", "a\r\nb");
    check("a\033]0;never ends\r\nb", "a\r\nb");
    check("a\033\033[mb", "ab");
    check("a\033]0;x\033[mb", "ab");
    check("\033", "");
    /* What goes on for too long is text again. */
    struct ansi a = {0};
    struct buf out = {0};
    ansi_strip(&a, "\033]", 2, &out);
    for (int i = 0; i < 1000; i++)
        ansi_strip(&a, "x", 1, &out);
    assert_true(out.len > 700);
    buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_go),
        cmocka_unit_test(broken_sequences_swallow_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
