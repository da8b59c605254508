/* SPDX-License-Identifier: ISC */
#include "tui/input.h"
#include "tui/key.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void type(struct input *in, const char *ascii)
{
    for (; *ascii; ascii++)
        input_insert(in, *ascii);
}

static void test_editing(void **state)
{
    struct input in = {0};
    (void)state;
    input_start(&in, "", false);
    type(&in, "show crypto sa");
    assert_string_equal(in.text, "show crypto sa");
    input_move(&in, MOVE_HOME);
    input_erase(&in, ERASE_BACK); /* nothing before it */
    input_erase(&in, ERASE_HERE);
    assert_string_equal(in.text, "how crypto sa");
    input_insert(&in, 's');
    input_move(&in, MOVE_END);
    input_erase(&in, ERASE_HERE); /* nothing behind it */
    input_erase(&in, ERASE_WORD);
    assert_string_equal(in.text, "show crypto ");
    input_move(&in, MOVE_LEFT);
    input_erase(&in, ERASE_AFTER);
    assert_string_equal(in.text, "show crypto");
    for (int i = 0; i < 6; i++)
        input_move(&in, MOVE_LEFT);
    input_erase(&in, ERASE_BEFORE);
    assert_string_equal(in.text, "crypto");
    assert_int_equal(in.cursor, 0);
    input_fini(&in);
}

static void test_wide_and_combining(void **state)
{
    struct input in = {0};
    size_t first;
    size_t len;
    size_t cursor;
    (void)state;
    input_start(&in, "a", false);
    input_insert(&in, 0x4e2d); /* wide */
    input_insert(&in, 'e');
    input_insert(&in, 0x301); /* combining acute */
    assert_int_equal(in.len, 1 + 3 + 1 + 2);
    input_window(&in, 20, &first, &len, &cursor);
    assert_int_equal(cursor, 4);
    input_erase(&in, ERASE_BACK); /* the letter and its accent */
    assert_int_equal(in.len, 4);
    input_move(&in, MOVE_LEFT);
    assert_int_equal(in.cursor, 1);
    input_move(&in, MOVE_RIGHT);
    input_erase(&in, ERASE_BACK);
    assert_string_equal(in.text, "a");
    input_fini(&in);
}

static void test_window_scrolls(void **state)
{
    struct input in = {0};
    size_t first;
    size_t len;
    size_t cursor;
    (void)state;
    input_start(&in, "0123456789", false);
    input_window(&in, 5, &first, &len, &cursor);
    assert_int_equal(first, 6);
    assert_int_equal(len, 4);
    assert_int_equal(cursor, 4);
    input_move(&in, MOVE_HOME);
    input_window(&in, 5, &first, &len, &cursor);
    assert_int_equal(first, 0);
    assert_int_equal(len, 5);
    assert_int_equal(cursor, 0);
    input_fini(&in);
}

static void test_secret(void **state)
{
    struct input in = {0};
    size_t first;
    size_t len;
    size_t cursor;
    (void)state;
    input_start(&in, "", true);
    type(&in, "hunter2");
    input_window(&in, 40, &first, &len, &cursor);
    assert_int_equal(len, 0);
    assert_int_equal(cursor, 0);
    input_remember(&in);
    assert_int_equal(in.history_count, 0);
    input_wipe(&in);
    for (size_t i = 0; i < sizeof in.text; i++)
        assert_int_equal(in.text[i], 0);
    input_fini(&in);
}

static void test_history(void **state)
{
    struct input in = {0};
    (void)state;
    for (int i = 0; i < HISTORY_LIMIT + 3; i++) {
        char text[24];
        snprintf(text, sizeof text, "c%d", i);
        input_start(&in, text, false);
        input_remember(&in);
        input_remember(&in); /* the same again does not count */
    }
    assert_int_equal(in.history_count, HISTORY_LIMIT);
    input_start(&in, "", false);
    input_recall(&in, 1);
    assert_string_equal(in.text, "");
    input_recall(&in, -1);
    assert_string_equal(in.text, "c102");
    input_recall(&in, -1);
    assert_string_equal(in.text, "c101");
    input_recall(&in, 1);
    input_recall(&in, 1);
    assert_string_equal(in.text, "");
    for (int i = 0; i < 2 * HISTORY_LIMIT; i++)
        input_recall(&in, -1);
    assert_string_equal(in.text, "c3");
    input_fini(&in);
}

static void test_limit_and_control(void **state)
{
    struct input in = {0};
    (void)state;
    input_start(&in, "", false);
    for (int i = 0; i < 2 * INPUT_LIMIT; i++)
        input_insert(&in, 'x');
    assert_int_equal(in.len, INPUT_LIMIT - 1);
    assert_int_equal(strlen(in.text), INPUT_LIMIT - 1);
    input_start(&in, "", false);
    input_insert(&in, 0x1b);
    input_insert(&in, 0x9b);
    input_insert(&in, K_UP);
    input_insert(&in, 0x7f);
    assert_int_equal(in.len, 0);
    input_fini(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_editing),        cmocka_unit_test(test_wide_and_combining),
        cmocka_unit_test(test_window_scrolls), cmocka_unit_test(test_secret),
        cmocka_unit_test(test_history),        cmocka_unit_test(test_limit_and_control),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
