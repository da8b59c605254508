/* SPDX-License-Identifier: ISC */
/* Startup and running configuration, and what a router forgets when it is started again. */
#include "tests/lab/pair.h"

static void test_saving(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0, "hostname Changed");
    assert_has(pair_type(p, 0, "show startup-config"), "Using ");
    assert_has(pair_type(p, 0, "show startup-config"), "\r\nhostname CE1\r\n");
    assert_has(pair_type(p, 0, "show running-config"), "\r\nhostname Changed\r\n");
    assert_string_equal(pair_type(p, 0, "write memory"), "Building configuration...\r\n[OK]\r\n");
    assert_has(pair_type(p, 0, "show startup-config"), "\r\nhostname Changed\r\n");
    pair_configure(p, 0, "hostname Again");
    pair_type(p, 0, "copy running-config startup-config");
    pair_type(p, 0, "");
    assert_has(pair_type(p, 0, "show startup-config"), "\r\nhostname Again\r\n");
    pair_free(p);
}

static void test_reload_forgets(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_debug(p);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "Success rate is 80 percent");
    world_pass(p->world, 7200000);
    pair_type(p, 0, "reload");
    assert_string_equal(shell_prompt(p->end[0].s), "Proceed with reload? [confirm]");
    pair_type(p, 0, "");
    assert_true(p->end[0].closed);
    assert_has(buf_str(&p->end[0].log), "%SYS-5-RELOAD: Reload requested");
    /* The next login. */
    shell_free(p->end[0].s);
    p->end[0].s = pair_shell(p, 0);
    assert_has(pair_type(p, 0, "show version"), "CE1 uptime is 0 minutes\r\n"
                                                "System returned to ROM by reload\r\n");
    assert_string_equal(pair_type(p, 0, "show debugging"), "");
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"));
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 0,");
    assert_false(has(pair_type(p, 0, "show access-lists"), "match"));
    assert_has(pair_type(p, 0, "show logging"), "%SYS-5-RESTART: System restarted --");
    assert_false(has(pair_type(p, 0, "show logging"), "ISAKMP"));
    /* The peer does not know. */
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE");
    pair_free(p);
}

static void test_reload_asks(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0, "hostname Changed");
    pair_type(p, 0, "reload");
    assert_has(shell_prompt(p->end[0].s), "Save? [yes/no]: ");
    assert_has(pair_type(p, 0, "perhaps"), "% Please answer 'yes' or 'no'.\r\n");
    pair_type(p, 0, "no");
    pair_type(p, 0, "n");
    assert_false(p->end[0].closed);
    assert_string_equal(shell_prompt(p->end[0].s), "Changed#");
    pair_type(p, 0, "reload");
    pair_type(p, 0, "n");
    pair_type(p, 0, "y");
    assert_true(p->end[0].closed);
    assert_string_equal(router_hostname(p->end[0].r), "CE1");
    pair_free(p);
}

static void test_reload_hangs_up(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct shell *first = p->end[0].s;
    struct shell *second = pair_shell(p, 0);
    p->end[0].closed = false;
    p->end[0].done = false;
    shell_line(first, "ping 10.15.58.99 repeat 100");
    shell_line(second, "reload");
    shell_line(second, "");
    assert_true(p->end[0].closed);
    assert_false(p->end[1].closed);
    shell_free(second);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saving),
        cmocka_unit_test(test_reload_forgets),
        cmocka_unit_test(test_reload_asks),
        cmocka_unit_test(test_reload_hangs_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
