/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_visible(const char *bytes, size_t len, const char *wanted)
{
    struct buf b = {0};
    text_visible(&b, bytes, len);
    assert_string_equal(buf_str(&b), wanted);
    buf_fini(&b);
}

static void controls_are_shown(void **state)
{
    (void)state;
    assert_visible("a\033[31mb", 7, "a^[[31mb");
    assert_visible("\0\1\177", 3, "^@^A^?");
    assert_visible("\r\n", 2, "^M^J");
}

static void tabs_reach_the_next_stop(void **state)
{
    (void)state;
    assert_visible("ab\tc", 4, "ab      c");
    assert_visible("12345678\t9", 10, "12345678        9");
}

static void utf8_passes_and_what_is_not_utf8_is_shown(void **state)
{
    (void)state;
    assert_visible("gr\xc3\xbc\xc3\x9f", 6, "gr\xc3\xbc\xc3\x9f");
    assert_visible("\xff\xc3", 2, "<ff><c3>");
    assert_visible("\xc0\xaf", 2, "<c0><af>");         /* overlong */
    assert_visible("\xed\xa0\x80", 3, "<ed><a0><80>"); /* surrogate */
    assert_visible("\xc2\x9b"
                   "0m",
                   4, "<U+009B>0m"); /* C1 control sequence introducer */
    assert_visible("a\xe2\x80\xae"
                   "b",
                   5, "a<U+202E>b"); /* right-to-left override */
}

static void lines_end_at_newline_with_or_without_return(void **state)
{
    (void)state;
    const char text[] = "one\r\ntwo\n\nlast";
    const char *pos = text;
    struct span line;
    const char *wanted[] = {"one", "two", "", "last"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(text_next_line(&pos, text + sizeof text - 1, &line));
        assert_int_equal(line.len, strlen(wanted[i]));
        assert_memory_equal(line.at, wanted[i], line.len);
    }
    assert_false(text_next_line(&pos, text + sizeof text - 1, &line));
}

static void columns_count_wide_characters_twice(void **state)
{
    (void)state;
    assert_int_equal(text_columns("abc"), 3);
    assert_int_equal(text_columns("\xe8\xb7\xaf\xe7\x94\xb1"), 4);
    assert_int_equal(text_columns("e\xcc\x81"), 1); /* combining accent */
}

static void distance_is_levenshtein(void **state)
{
    (void)state;
    assert_int_equal(text_distance("show", "show"), 0);
    assert_int_equal(text_distance("shwo", "show"), 2);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
}

static void prefixes_and_suffixes(void **state)
{
    (void)state;
    assert_true(text_starts("crypto", "cry"));
    assert_false(text_starts("cr", "cry"));
    assert_true(text_ends("CE1#", "#"));
    assert_false(text_ends("", "#"));
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_are_shown),
        cmocka_unit_test(tabs_reach_the_next_stop),
        cmocka_unit_test(utf8_passes_and_what_is_not_utf8_is_shown),
        cmocka_unit_test(lines_end_at_newline_with_or_without_return),
        cmocka_unit_test(columns_count_wide_characters_twice),
        cmocka_unit_test(distance_is_levenshtein),
        cmocka_unit_test(prefixes_and_suffixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
