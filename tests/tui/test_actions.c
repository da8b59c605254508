/* SPDX-License-Identifier: ISC */
/* The table of actions keeps its promises. */
#include "tui/actions.h"
#include "tui/key.h"
#include "tui/ui.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_no_key_twice_in_a_context(void **state)
{
    size_t count;
    const struct action *table = actions_table(&count);
    (void)state;
    for (unsigned context = 1; context <= CONTEXT_ALL; context <<= 1)
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < ACTION_KEYS && table[i].contexts & context; k++)
                if (table[i].keys[k])
                    assert_ptr_equal(actions_find(context, table[i].keys[k]), &table[i]);
}

static void test_rows_are_complete(void **state)
{
    size_t count;
    const struct action *table = actions_table(&count);
    (void)state;
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(table[i].name);
        assert_true(strlen(table[i].help) > 3);
        assert_true(table[i].contexts != 0);
        assert_non_null(table[i].run);
        assert_true(table[i].keys[0] != K_NONE);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(table[i].name, table[k].name);
    }
}

static void test_lower_case_is_harmless(void **state)
{
    size_t count;
    const struct action *table = actions_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < ACTION_KEYS && table[i].contexts & CONTEXT_MAIN; k++) {
            int key = table[i].keys[k];
            if (key > 0 && key < 0x80 && isalpha(key))
                assert_int_equal(table[i].changes, isupper(key) != 0);
        }
    }
}

static void test_promised_keys(void **state)
{
    static const struct {
        int key;
        const char *name;
    } promised[] = {{'n', "next"},      {'r', "run"},     {'R', "re-run"},     {'s', "skip"},
                    {'p', "back"},      {'f', "failing"}, {'a', "type-a"},     {'b', "type-b"},
                    {':', "type-both"}, {'?', "help"},    {K_F1, "help"},      {'q', "quit"},
                    {K_TAB, "pane"},    {'w', "save"},    {K_ENTER, "finding"}};
    (void)state;
    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
        const struct action *a = actions_find(CONTEXT_MAIN, promised[i].key);
        assert_non_null(a);
        assert_string_equal(a->name, promised[i].name);
    }
    assert_null(actions_find(CONTEXT_MAIN, 'y'));
    assert_null(actions_find(CONTEXT_INPUT, 'q'));
    assert_non_null(actions_find(CONTEXT_CLOSING, K_CTRL('c')));
}

static void test_key_names(void **state)
{
    char name[KEY_TEXT_SIZE];
    (void)state;
    assert_string_equal(key_text('n', name), "n");
    assert_string_equal(key_text(' ', name), "Space");
    assert_string_equal(key_text(K_CTRL('c'), name), "^C");
    assert_string_equal(key_text(K_PAGE_UP, name), "PgUp");
    assert_string_equal(key_text(K_F1, name), "F1");
}

static void test_print(void **state)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    size_t count;
    const struct action *table = actions_table(&count);
    (void)state;
    actions_print(out);
    fclose(out);
    for (size_t i = 0; i < count; i++)
        assert_non_null(strstr(text, table[i].help));
    assert_non_null(strstr(text, "may change a router"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_key_twice_in_a_context),
        cmocka_unit_test(test_rows_are_complete),
        cmocka_unit_test(test_lower_case_is_harmless),
        cmocka_unit_test(test_promised_keys),
        cmocka_unit_test(test_key_names),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
