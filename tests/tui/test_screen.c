/* SPDX-License-Identifier: ISC */
/* Columns, rows, the grid and the layout. */
#include "tui/column.h"
#include "tui/layout.h"
#include "tui/screen.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *rows_string(const struct rows *r)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    rows_print(r, out);
    fclose(out);
    return text;
}

static void expect_rows(struct rows *r, const char *wanted)
{
    char *text = rows_string(r);
    assert_string_equal(text, wanted);
    free(text);
    rows_clear(r);
}

static void expect_screen(const struct screen *s, const char *wanted)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    screen_print(s, out);
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

static void test_columns(void **state)
{
    size_t used;
    (void)state;
    assert_int_equal(column_count("abc", 3), 3);
    assert_int_equal(column_count("中文", 6), 4);
    assert_int_equal(column_count("e\xcc\x81x", 4), 2); /* e with a combining acute */
    assert_int_equal(column_cut("中文", 6, 3, &used), 3);
    assert_int_equal(used, 2);
    assert_int_equal(column_cut("e\xcc\x81x", 4, 1, &used), 3);
    assert_int_equal(column_count("\xff\xfe", 2), 2);
    assert_int_equal(column_count("\xe4\xb8", 2), 2); /* cut in the middle */
    char bytes[COLUMN_CHAR_SIZE];
    assert_int_equal(column_encode(0x4e2d, bytes), 3);
    assert_string_equal(bytes, "中");
    assert_int_equal(column_encode(0x1f600, bytes), 4);
    assert_string_equal(bytes, "\xf0\x9f\x98\x80");
}

static void test_fit(void **state)
{
    struct rows r = {0};
    (void)state;
    rows_begin(&r, ROLE_PLAIN);
    rows_fit(&r, ROLE_PLAIN, "0123456789", 10, 0, 10, false);
    assert_int_equal(rows_column(&r), 10);
    expect_rows(&r, "0123456789\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_fit(&r, ROLE_PLAIN, "0123456789", 10, 0, 6, false);
    assert_int_equal(rows_column(&r), 6);
    expect_rows(&r, "01234…\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_fit(&r, ROLE_PLAIN, "0123456789", 10, 4, 4, true);
    assert_int_equal(rows_column(&r), 4);
    expect_rows(&r, "$56$\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_fit(&r, ROLE_PLAIN, "0123", 4, 8, 4, true);
    assert_int_equal(rows_column(&r), 0);
    expect_rows(&r, "\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_fit(&r, ROLE_PLAIN, "中文中文", 12, 0, 4, true);
    assert_true(rows_column(&r) <= 4);
    expect_rows(&r, "中$\n");
    rows_fini(&r);
}

static void test_text_is_made_visible(void **state)
{
    struct rows r = {0};
    (void)state;
    rows_begin(&r, ROLE_PLAIN);
    rows_text(&r, ROLE_PLAIN, "a\x1b]0;evil\x07 b");
    rows_printf(&r, ROLE_PLAIN, "%s", "\xe2\x80\xae");
    expect_rows(&r, "a^[]0;evil^G b<U+202E>\n");
    rows_fini(&r);
}

static void test_wrap(void **state)
{
    struct rows r = {0};
    (void)state;
    rows_begin(&r, ROLE_PLAIN);
    rows_text(&r, ROLE_TITLE, "Why");
    rows_wrap(&r, ROLE_PLAIN, 4, 12, "one two three\nfour");
    expect_rows(&r, "Why one two\n    three\n    four\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_wrap(&r, ROLE_PLAIN, 2, 6, "abcdefghij k");
    expect_rows(&r, "  abcd\n  efgh\n  ij k\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_wrap(&r, ROLE_PLAIN, 0, 5, "中文中文 x");
    expect_rows(&r, "中文\n中文\nx\n");
    rows_begin(&r, ROLE_PLAIN);
    rows_wrap(&r, ROLE_PLAIN, 5, 1, "no room at all");
    assert_true(r.count > 4);
    rows_fini(&r);
}

static void test_place_and_clip(void **state)
{
    struct rows r = {0};
    struct screen s = {0};
    (void)state;
    screen_clear(&s, 8, 3);
    rows_begin(&r, ROLE_PLAIN);
    rows_text(&r, ROLE_PLAIN, "abcdefghijkl");
    rows_begin(&r, ROLE_SELECTED);
    rows_text(&r, ROLE_PLAIN, "中文中文");
    screen_place(&s, (struct area){0, 2, 2, 5}, &r, 0);
    expect_screen(&s, "  abcde\n  中文\n\n");
    /* Half a wide character does not stay beside what covers the other half. */
    screen_fill(&s, (struct area){1, 3, 1, 2}, ROLE_PLAIN);
    assert_int_equal(s.cell[8 + 2].ch[0], ' ');
    assert_int_equal(s.cell[8 + 5].ch[0], ' ');
    screen_place(&s, (struct area){1, 6, 9, 99}, &r, 0);
    expect_screen(&s, "  abcde\n      ab\n      中\n");
    screen_place(&s, (struct area){7, 6, 9, 99}, &r, 0);
    rows_fini(&r);
    screen_fini(&s);
}

static void test_combining(void **state)
{
    struct rows r = {0};
    struct screen s = {0};
    (void)state;
    screen_clear(&s, 6, 1);
    rows_begin(&r, ROLE_PLAIN);
    rows_text(&r, ROLE_PLAIN, "e\xcc\x81中\xcc\x81x");
    screen_place(&s, (struct area){0, 0, 1, 6}, &r, 0);
    expect_screen(&s, "e\xcc\x81中\xcc\x81x\n");
    s.ascii = true;
    screen_place(&s, (struct area){0, 0, 1, 6}, &r, 0);
    expect_screen(&s, "e??x\n");
    rows_fini(&r);
    screen_fini(&s);
}

static void test_runs(void **state)
{
    struct rows r = {0};
    struct screen s = {0};
    struct buf run = {0};
    size_t column = 0;
    enum role role;
    (void)state;
    screen_clear(&s, 8, 1);
    rows_begin(&r, ROLE_FAIL);
    rows_text(&r, ROLE_TITLE, "ab");
    rows_text(&r, ROLE_PASS, "cd");
    screen_place(&s, (struct area){0, 0, 1, 6}, &r, 0);
    assert_true(screen_run(&s, 0, &column, &run, &role));
    assert_string_equal(buf_str(&run), "ab");
    assert_int_equal(role, ROLE_TITLE);
    assert_true(screen_run(&s, 0, &column, &run, &role));
    assert_true(screen_run(&s, 0, &column, &run, &role));
    assert_int_equal(role, ROLE_FAIL);
    assert_int_equal(column, 6);
    assert_true(screen_run(&s, 0, &column, &run, &role));
    assert_int_equal(role, ROLE_PLAIN);
    assert_false(screen_run(&s, 0, &column, &run, &role));
    buf_fini(&run);
    rows_fini(&r);
    screen_fini(&s);
}

/* Every area is on the screen, and no cell belongs to two. */
static void test_layout_does_not_overlap(void **state)
{
    (void)state;
    for (size_t width = 80; width <= 220; width += 7) {
        for (size_t height = 24; height <= 60; height += 3) {
            struct layout l = layout_make(width, height, PANE_ALL, false);
            struct area all[] = {l.status,  l.keys,    l.pane[0], l.pane[1],
                                 l.pane[2], l.pane[3], l.bar[0],  l.bar[1]};
            size_t cells = 0;
            for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
                assert_true(all[i].row + all[i].height <= height);
                assert_true(all[i].column + all[i].width <= width);
                cells += all[i].height * all[i].width;
            }
            assert_int_equal(cells, width * height);
            assert_true(l.pane[PANE_A].width >= 27);
        }
    }
    assert_true(layout_make(79, 24, PANE_ALL, false).too_small);
    assert_true(layout_make(80, 23, PANE_ALL, false).too_small);
    assert_int_equal(layout_make(80, 24, PANE_B, false).pane[PANE_B].height, 22);
    assert_int_equal(layout_make(80, 24, PANE_B, false).pane[PANE_A].height, 0);
}

static void test_every_sign_is_one_column(void **state)
{
    (void)state;
    for (int g = 0; g < GLYPH_COUNT; g++) {
        const char *utf8 = theme_glyph((enum glyph)g, false);
        const char *ascii = theme_glyph((enum glyph)g, true);
        assert_int_equal(column_count(utf8, strlen(utf8)), 1);
        assert_int_equal(strlen(ascii), 1);
        assert_true(ascii[0] > ' ' && ascii[0] < 0x7f);
    }
}

static void test_mono_uses_no_colour(void **state)
{
    (void)state;
    for (int r = 0; r < ROLE_COUNT; r++) {
        const struct style *s = theme_style((enum role)r, false);
        assert_int_equal(s->fg, COLOR_NONE);
        assert_int_equal(s->bg, COLOR_NONE);
    }
    assert_true(theme_style(ROLE_EVIDENCE, false)->reverse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_text_is_made_visible),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_place_and_clip),
        cmocka_unit_test(test_combining),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_layout_does_not_overlap),
        cmocka_unit_test(test_every_sign_is_one_column),
        cmocka_unit_test(test_mono_uses_no_colour),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
