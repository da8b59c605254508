/* SPDX-License-Identifier: ISC */
/* The time of day, the stamps of messages in each form, and what is logged without being asked. */
#include "lab/router/clock.h"
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

/* The first line that a log message begins. */
static const char *logged(struct pair *p)
{
    pair_forget(p);
    pair_configure(p, 0, "interface FastEthernet0/1\n shutdown");
    pair_configure(p, 0, "interface FastEthernet0/1\n no shutdown");
    return buf_str(&p->end[0].log);
}

static struct pair *watched(enum release release)
{
    struct pair *p = pair_new_at(5, release);
    pair_type(p, 0, "terminal monitor");
    return p;
}

static void test_clock_not_set(void **state)
{
    (void)state;
    static const struct {
        enum release release;
        const char *day;
    } starts[] = {{IOS_12_2, "UTC Mon Mar 1 1993"},
                  {IOS_12_3, "UTC Fri Mar 1 2002"},
                  {IOS_15, "UTC Tue Oct 3 2023"}};
    for (size_t i = 0; i < 3; i++) {
        struct pair *p = watched(starts[i].release);
        assert_int_equal(pair_type(p, 0, "show clock")[0], '*');
        assert_has(pair_type(p, 0, "show clock"), starts[i].day);
        pair_free(p);
    }
}

static void test_clock_set(void **state)
{
    (void)state;
    struct pair *p = watched(IOS_15);
    pair_forget(p);
    assert_string_equal(pair_type(p, 0, "clock set 02:40:00 24 nov 2026"), "");
    assert_has(buf_str(&p->end[0].log), " UTC Tue Oct 3 2023 to 02:40:00 UTC Tue Nov 24 2026, "
                                        "configured from console by lab on vty0 (127.0.0.1).");
    world_pass(p->world, 1497);
    assert_string_equal(pair_type(p, 0, "show clock"), "02:40:01.497 UTC Tue Nov 24 2026\r\n");
    pair_type(p, 0, "clock set 23:59:59 march 1 2024");
    assert_string_equal(pair_type(p, 0, "show clock"), "23:59:59.000 UTC Fri Mar 1 2024\r\n");
    assert_has(pair_type(p, 0, "clock set 25:00:00 24 nov 2026"), "% Invalid input detected");
    assert_has(pair_type(p, 0, "clock set 02:40:00 24 nov"), "% Incomplete command.");
    assert_has(pair_type(p, 0, "clock set 02:40:00 32 nov 2026"), "% Invalid input detected");
    pair_free(p);
}

static void test_stamps(void **state)
{
    (void)state;
    static const char zoned[] = "service timestamps log datetime msec localtime show-timezone year";
    static const struct {
        const char *line, *want;
    } forms[] = {
        {"service timestamps log datetime", "Nov 24 02:40:00: %LINK"},
        {"service timestamps log datetime msec", "Nov 24 02:40:00.000: %LINK"},
        {"clock timezone CET 1", "Nov 24 01:40:00.000: %LINK"},
        {zoned, "Nov 24 2026 02:40:00.000 CET: %LINK"},
        {"service sequence-numbers", ": Nov 24 2026 02:40:00.000 CET: %LINK"},
        {"no service timestamps log", ": %LINK"},
        {"no service sequence-numbers", "%LINK"},
    };
    struct pair *p = watched(IOS_12_2);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        pair_configure(p, 0, forms[i].line);
        pair_type(p, 0, "clock set 02:40:00 nov 24 2026");
        const char *log = logged(p);
        bool numbered = forms[i].want[0] == ':';
        if (numbered)
            assert_int_equal(listing_digits(log), 6);
        assert_ptr_equal(strstr(log, forms[i].want), log + (numbered ? 6 : 0));
    }
    pair_free(p);
}

static void test_local_time(void **state)
{
    (void)state;
    struct pair *p = watched(IOS_12_3);
    pair_configure(p, 0, "clock timezone IST 5 30\nservice timestamps log datetime localtime");
    pair_type(p, 0, "clock set 02:40:00 nov 24 2026");
    assert_string_equal(pair_type(p, 0, "show clock"), "02:40:00.000 IST Tue Nov 24 2026\r\n");
    assert_int_equal(strncmp(logged(p), "Nov 24 02:40:00: ", 17), 0);
    pair_configure(p, 0, "service timestamps log datetime");
    assert_int_equal(strncmp(logged(p), "Nov 23 21:10:00: ", 17), 0);
    pair_free(p);
}

static void test_lines_and_configuration(void **state)
{
    (void)state;
    struct pair *p = watched(IOS_12_2);
    pair_configure(p, 0, "no service timestamps log uptime");
    assert_string_equal(
        logged(p),
        "%LINK-5-CHANGED: Interface FastEthernet0/1, changed state to administratively down\n"
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/1, changed state to down\n"
        "%LINK-3-UPDOWN: Interface FastEthernet0/1, changed state to up\n"
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/1, changed state to up\n");
    pair_forget(p);
    pair_type(p, 0, "configure terminal");
    pair_type(p, 0, "end");
    assert_string_equal(buf_str(&p->end[0].log),
                        "%SYS-5-CONFIG_I: Configured from console by lab on vty0 (127.0.0.1)\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock_not_set),
        cmocka_unit_test(test_clock_set),
        cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_local_time),
        cmocka_unit_test(test_lines_and_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
