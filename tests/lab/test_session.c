/* SPDX-License-Identifier: ISC */
/* What a login may do where, and what it remembers. */
#include "tests/lab/pair.h"

static void test_configuration_is_for_the_enabled(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "disable");
    assert_string_equal(pair_type(p, 0, "show running-config"),
                        "         ^\r\n% Invalid input detected at '^' marker.\r\n\r\n");
    assert_has(pair_type(p, 0, "show startup-config"), "% Invalid input detected");
    assert_has(pair_type(p, 0, "reload"), "% Unknown command");
    assert_has(pair_type(p, 0, "show clock"), "UTC");
    pair_free(p);
}

static void test_show_needs_do_in_configuration(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "configure terminal");
    assert_string_equal(pair_type(p, 0, "show clock"),
                        "             ^\r\n% Invalid input detected at '^' marker.\r\n\r\n");
    assert_has(pair_type(p, 0, "do show clock"), "UTC");
    pair_type(p, 0, "interface f0/0");
    assert_has(pair_type(p, 0, "show ip route"), "% Invalid input detected");
    assert_has(pair_type(p, 0, "do show ip route"), "Gateway of last resort");
    pair_free(p);
}

static void test_history(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "terminal history size 2"), "");
    pair_type(p, 0, "show clock");
    assert_string_equal(pair_type(p, 0, "show history"), "  show clock\r\n  show history\r\n");
    pair_type(p, 0, "terminal no history");
    assert_string_equal(pair_type(p, 0, "show history"), "");
    pair_type(p, 0, "terminal history");
    for (int i = 0; i < 12; i++)
        pair_type(p, 0, "show privilege");
    pair_type(p, 0, "configure terminal");
    pair_type(p, 0, "hostname CE1");
    pair_type(p, 0, "end");
    assert_string_equal(pair_type(p, 0, "show history | include hostname|history"),
                        "  show history | include hostname|history\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_configuration_is_for_the_enabled),
        cmocka_unit_test(test_show_needs_do_in_configuration),
        cmocka_unit_test(test_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
