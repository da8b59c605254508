/* SPDX-License-Identifier: ISC */
/* The rules of the shipped pack, line by line as an engineer or a stranger's playbook writes them.
 */
#include "walk/safety.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct line {
    const char *text;
    enum risk risk;
};

static const struct line LINES[] = {
    {"show crypto isakmp sa", RISK_READ},
    {"sh cry isa sa", RISK_READ},
    {"  show   version", RISK_READ},
    {"SHOW VERSION", RISK_READ},
    {"show running-config | include redirect", RISK_READ},
    {"show running-config | redirect tftp://192.0.2.1/x", RISK_CONFIG},
    {"sh run|red flash:x", RISK_CONFIG},
    {"show tech | append flash:x", RISK_CONFIG},
    {"show logging | tee flash:x", RISK_CONFIG},
    {"more flash:x", RISK_READ},
    {"undebug all", RISK_READ},
    {"no debug crypto isakmp", RISK_READ},
    {"no ip routing", RISK_DISRUPTIVE},
    {"terminal monitor", RISK_READ},
    {"ping 10.0.0.1", RISK_TRAFFIC},
    {"ping vrf V 10.0.0.1", RISK_TRAFFIC},
    {"traceroute 10.0.0.1", RISK_TRAFFIC},
    {"debug crypto isakmp", RISK_DEBUG},
    {"deb cry isa", RISK_DEBUG},
    {"clear crypto sa", RISK_DISRUPTIVE},
    {"cle cry isa", RISK_DISRUPTIVE},
    {"clear counters", RISK_DISRUPTIVE},
    {"reload", RISK_DISRUPTIVE},
    {"rel in 5", RISK_DISRUPTIVE},
    {"configure terminal", RISK_CONFIG},
    {"conf t", RISK_CONFIG},
    {"write memory", RISK_CONFIG},
    {"wr", RISK_CONFIG},
    {"copy running-config startup-config", RISK_CONFIG},
    {"crypto key zeroize rsa", RISK_CONFIG},
    {"delete flash:x", RISK_CONFIG},
    {"tclsh", RISK_CONFIG},
    /* Too short to tell show from others by itself, but the device refuses what is ambiguous; the
     * most harmful of the commands it may stand for counts. */
    {"c", RISK_CONFIG},
    /* What no rule knows may do anything. */
    {"event manager run X", RISK_DISRUPTIVE},
    {"\\(.me.word) sa", RISK_DISRUPTIVE},
    {"ssh -l x 10.0.0.1", RISK_DISRUPTIVE},
};

static struct safety *shipped(struct schema **schema)
{
    struct err e = {0};
    *schema = schema_load("playbooks/playbook.schema.json", &e);
    assert_non_null(*schema);
    struct safety *s = safety_load("playbooks/ios/safety.json", *schema, &e);
    if (!s)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return s;
}

static void test_lines(void **state)
{
    (void)state;
    struct schema *schema;
    struct safety *s = shipped(&schema);
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        if (safety_risk(s, LINES[i].text) != LINES[i].risk)
            fail_msg("\"%s\" is %s, not %s", LINES[i].text,
                     risk_name(safety_risk(s, LINES[i].text)), risk_name(LINES[i].risk));
    safety_free(s);
    schema_free(schema);
}

static void test_most_words_win(void **state)
{
    (void)state;
    static const struct risk_rule rules[] = {
        {"clear", RISK_DISRUPTIVE, "all"},
        {"clear counters", RISK_READ, "counters"},
        {"close", RISK_READ, NULL},
        {"... secret", RISK_CONFIG, "secret"},
    };
    const size_t n = sizeof rules / sizeof rules[0];
    assert_string_equal(risk_find(rules, n, "clear counters now")->effect, "counters");
    assert_string_equal(risk_find(rules, n, "clear x")->effect, "all");
    assert_int_equal(risk_find(rules, n, "cl")->risk, RISK_DISRUPTIVE);
    assert_string_equal(risk_find(rules, n, "a b secret")->effect, "secret");
    assert_string_equal(risk_find(rules, n, "secret")->effect, "secret");
    assert_null(risk_find(rules, n, "clearly"));
    assert_null(risk_find(rules, n, "a b"));
    assert_null(risk_find(rules, n, ""));
}

static void test_names(void **state)
{
    (void)state;
    for (int r = RISK_READ; r <= RISK_CONFIG; r++)
        assert_int_equal(risk_from_name(risk_name((enum risk)r)), r);
    assert_int_equal(risk_from_name("rad"), -1);
    assert_int_equal(risk_from_name(NULL), -1);
}

static void test_guards(void **state)
{
    (void)state;
    struct schema *schema;
    struct safety *s = shipped(&schema);
    const struct cpu_guard *cpu = safety_cpu(s);
    assert_string_equal(cpu->command, "show processes cpu");
    assert_string_equal(cpu->facts, "cpu");
    assert_true(cpu->limit > 59 && cpu->limit < 61);
    assert_int_equal(cpu->every_ms, 5000);
    assert_string_equal(safety_condition(s)->set,
                        "debug crypto condition peer ipv4 \\(.me.tunnel.peer)");
    safety_free(s);
    schema_free(schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_most_words_win),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_guards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
