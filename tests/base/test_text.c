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

static void what_shows_nothing_is_shown(void **state)
{
    (void)state;
    static const uint32_t hidden[] = {
        0x1b,   0x7f,   0x85,   0x9b,   0xad,   0x34f,  0x61c,  0x200b, 0x200e,  0x200f,  0x202a,
        0x202e, 0x2066, 0x2069, 0x3164, 0xfe0f, 0xfeff, 0xfff9, 0xffff, 0xe0001, 0xe0041, 0x10ffff};
    static const uint32_t shown[] = {' ', '~', 0xa0, 0xe9, 0x301, 0x2500, 0x8def, 0xfffd, 0x1f600};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_true(text_is_hidden(hidden[i]));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_false(text_is_hidden(shown[i]));
    assert_visible("a\xf3\xa0\x81\x81"
                   "b",
                   6, "a<U+E0041>b");
}

static void a_pile_of_marks_is_cut(void **state)
{
    (void)state;
    assert_visible("e\xcc\x81", 3, "e\xcc\x81");
    assert_visible("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81x", 14,
                   "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81<U+0301><U+0301>x");
    /* Nothing before it: it would cover what the program prints in front. */
    assert_visible("\xcc\x81", 2, "<U+0301>");
    assert_visible("e\xcc\x81\tx", 5, "e\xcc\x81       x");
}

static void printing_keeps_newlines_only(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    text_print(out, "one\n\033]0;x\007\r\ntwo");
    fclose(out);
    assert_string_equal(text, "one\n^[]0;x^G^M\ntwo");
    free(text);
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

static void what_fits_are_whole_characters(void **state)
{
    (void)state;
    static const char router[] = "\xe8\xb7\xaf\xe7\x94\xb1";
    assert_int_equal(text_fits("abc", 2), 2);
    assert_int_equal(text_fits("abc", 9), 3);
    assert_int_equal(text_fits(router, 1), 0);
    assert_int_equal(text_fits(router, 2), 3);
    assert_int_equal(text_fits(router, 3), 3);
    assert_int_equal(text_fits("e\xcc\x81x", 1), 3); /* with its combining accent */
    assert_int_equal(text_fits("\xff\xff", 1), 1);
}

static void each_line_is_printed_behind_the_same(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    text_print_lines(out, "x: ", "one\r\n\ntwo \033[2J");
    fclose(out);
    assert_string_equal(text, "x: one\nx: \nx: two ^[[2J\n");
    free(text);
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
        cmocka_unit_test(what_shows_nothing_is_shown),
        cmocka_unit_test(a_pile_of_marks_is_cut),
        cmocka_unit_test(printing_keeps_newlines_only),
        cmocka_unit_test(lines_end_at_newline_with_or_without_return),
        cmocka_unit_test(columns_count_wide_characters_twice),
        cmocka_unit_test(what_fits_are_whole_characters),
        cmocka_unit_test(each_line_is_printed_behind_the_same),
        cmocka_unit_test(distance_is_levenshtein),
        cmocka_unit_test(prefixes_and_suffixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
