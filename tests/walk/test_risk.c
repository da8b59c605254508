/* SPDX-License-Identifier: ISC */
/* The rules of the shipped pack, line by line as engineers or strangers' playbooks write them. */
#include "walk/safety.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    /* The pager and the filters only read. */
    {"more nvram:startup-config", RISK_READ},
    {"mo flash:x", RISK_READ},
    {"show running-config | begin interface", RISK_READ},
    {"sh run | b reload", RISK_READ},
    {"sh run|i redirect", RISK_READ},
    {"show logging | section reload", RISK_READ},
    {"sh ver | exc append", RISK_READ},
    {"show access-lists | count tee", RISK_READ},
    {"terminal history size 20", RISK_READ},
    {"! reload", RISK_READ},
    {"", RISK_READ},
    {"   \t ", RISK_READ},
    /* Files are written by any command that a pipe follows, in whatever way it is written. */
    {"more nvram:startup-config | redirect flash:x", RISK_CONFIG},
    {"dir | tee flash:x", RISK_CONFIG},
    {"show version |   app flash:x", RISK_CONFIG},
    {"show version | include x | redirect flash:x", RISK_CONFIG},
    {"sh ver|r flash:x", RISK_CONFIG},
    {"SHOW VERSION | REDIRECT flash:x", RISK_CONFIG},
    {"clear counters | redirect flash:x", RISK_CONFIG},
    /* Blanks, case, abbreviations. */
    {"\tsh cry isa sa", RISK_READ},
    {"   RELOAD", RISK_DISRUPTIVE},
    {"relo", RISK_DISRUPTIVE},
    {"  cl cry sa", RISK_DISRUPTIVE},
    {"cl", RISK_DISRUPTIVE},
    {"CONF T", RISK_CONFIG},
    {"conf", RISK_CONFIG},
    {"configure replace flash:x force", RISK_CONFIG},
    {"conf net tftp://192.0.2.1/x", RISK_CONFIG},
    {"copy run start", RISK_CONFIG},
    {"wr mem", RISK_CONFIG},
    {"write erase", RISK_CONFIG},
    {"era startup-config", RISK_CONFIG},
    {"deb ip pack", RISK_DEBUG},
    {"deb all", RISK_DISRUPTIVE},
    {"debug all", RISK_DISRUPTIVE},
    {"u all", RISK_READ},
    {"no deb all", RISK_READ},
    /* A first word that stands for several commands may be the worst of them. */
    {"t m", RISK_CONFIG},
    {"term mon", RISK_READ},
    {"d", RISK_CONFIG},
    {"di flash:", RISK_READ},
    {"m flash:x", RISK_CONFIG},
    {"e", RISK_CONFIG},
    {"en", RISK_READ},
    {"w", RISK_CONFIG},
    {"wh", RISK_READ},
    {"r", RISK_CONFIG},
    {"tr 10.0.0.1", RISK_TRAFFIC},
    {"trace 10.0.0.1", RISK_TRAFFIC},
    /* Several lines: the others answer questions, but may be commands after all. */
    {"ping\nip\n10.0.0.1\n5\n100\n2\ny\n", RISK_TRAFFIC},
    {"show version\nreload", RISK_DISRUPTIVE},
    {"show version\n\nconfigure terminal\nno ip routing", RISK_CONFIG},
    {"\nreload", RISK_DISRUPTIVE},
    {"show version; reload", RISK_DISRUPTIVE},
    {"show version;x", RISK_DISRUPTIVE},
    {"show version;;", RISK_READ},
    {"show version;conf t", RISK_CONFIG},
    {"ping\nx;reload", RISK_DISRUPTIVE},
    /* Help is asked for in the middle of a line, and what follows is added to it. */
    {"show crypto ?", RISK_READ},
    {"?", RISK_READ},
    {"relo?ad", RISK_DISRUPTIVE},
    {"show version | ?redirect flash:x", RISK_CONFIG},
    {"show version | re?direct flash:x", RISK_CONFIG},
    {"sh?ow version", RISK_READ},
    /* Keys that end or edit a line. */
    {"show version\rreload", RISK_CONFIG},
    {"show version\025reload", RISK_CONFIG},
    {"show version\bx", RISK_CONFIG},
    {"show version\032", RISK_CONFIG},
    {"show version\033[D", RISK_CONFIG},
    {"show version\177", RISK_CONFIG},
    {"show version\036", RISK_CONFIG},
    /* What is no command at all. */
    {"shOwx version", RISK_DISRUPTIVE},
    {"show-version", RISK_DISRUPTIVE},
    {"|redirect", RISK_CONFIG},
    {"!reload", RISK_DISRUPTIVE},
    {"192.0.2.1", RISK_DISRUPTIVE},
    {"\xff\xfe", RISK_DISRUPTIVE},
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

static void check_line(const struct safety *s, const char *line, enum risk want)
{
    int rule;
    enum risk got = safety_judge(s, line, &rule);
    if (got != want)
        fail_msg("\"%s\" is %s, not %s", line, risk_name(got), risk_name(want));
    if (rule >= 0)
        assert_int_equal(safety_rule(s, (size_t)rule)->risk, got);
}

static void test_lines(void **state)
{
    (void)state;
    struct schema *schema;
    struct safety *s = shipped(&schema);
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        check_line(s, LINES[i].text, LINES[i].risk);
    safety_free(s);
    schema_free(schema);
}

/* Whatever is put between the words of a harmful line, it is never taken for a harmless one. */
static void test_disguises(void **state)
{
    (void)state;
    static const char *const harmful[][3] = {
        {"reload", "in", "5"},
        {"clear", "crypto", "sa"},
        {"configure", "terminal", ""},
        {"debug", "all", ""},
        {"write", "erase", ""},
        {"test", "crash", ""},
        {"copy", "running-config", "tftp:"},
    };
    static const char *const between[] = {" ", "  ", "\t", " \t ", " ? ", "\r", "\b"};
    static const char *const before[] = {
        "", " ", "\t", "?", ";", "show clock;", "\n", "!x\n", "show clock\n", "\r", "show clock\r"};
    struct schema *schema;
    struct safety *s = shipped(&schema);
    for (size_t h = 0; h < sizeof harmful / sizeof *harmful; h++)
        for (size_t i = 0; i < sizeof between / sizeof *between; i++)
            for (size_t k = 0; k < sizeof before / sizeof *before; k++)
                for (size_t cut = 0; cut < 3; cut++) {
                    const char *const *words = harmful[h];
                    char line[200];
                    int rule, whole = (int)strlen(words[0]);
                    snprintf(line, sizeof line, "%s%.*s%s%s%s%s", before[k],
                             whole > 4 ? whole - (int)cut : whole, words[0], between[i], words[1],
                             between[i], words[2]);
                    if (safety_judge(s, line, &rule) < RISK_DISRUPTIVE)
                        fail_msg("\"%s\" is only %s", line,
                                 risk_name(safety_judge(s, line, &rule)));
                }
    safety_free(s);
    schema_free(schema);
}

/* Lines of configuration mode have rules of their own. */
static void test_configuring(void **state)
{
    (void)state;
    struct schema *schema;
    struct safety *s = shipped(&schema);
    assert_true(safety_find(s, "no crypto map", true) >= 0);
    assert_int_equal(safety_find(s, "no crypto map", false), -1);
    assert_true(safety_find(s, "shut", true) >= 0);
    assert_int_equal(safety_find(s, "crypto isakmp policy 10", true), -1);
    assert_int_equal(safety_find(s, "reload", true), -1);
    safety_free(s);
    schema_free(schema);
}

static void test_most_words_win(void **state)
{
    (void)state;
    static const struct risk_rule rules[] = {
        {"clear", RISK_DISRUPTIVE, "all", false},
        {"clear counters", RISK_READ, "counters", false},
        {"close", RISK_READ, NULL, false},
        {"... secret", RISK_CONFIG, "secret", false},
        {"clear counters", RISK_CONFIG, "mode", true},
    };
    const size_t n = sizeof rules / sizeof rules[0];
    assert_string_equal(risk_find(rules, n, "clear counters now", false)->effect, "counters");
    assert_string_equal(risk_find(rules, n, "clear x", false)->effect, "all");
    assert_int_equal(risk_find(rules, n, "cl", false)->risk, RISK_DISRUPTIVE);
    assert_string_equal(risk_find(rules, n, "a b secret", false)->effect, "secret");
    assert_string_equal(risk_find(rules, n, "secret", false)->effect, "secret");
    assert_string_equal(risk_find(rules, n, "clear counters secret", false)->effect, "secret");
    assert_string_equal(risk_find(rules, n, "cl co", true)->effect, "mode");
    assert_null(risk_find(rules, n, "clear", true));
    assert_null(risk_find(rules, n, "clearly", false));
    assert_null(risk_find(rules, n, "a b", false));
    assert_null(risk_find(rules, n, "", false));
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
        cmocka_unit_test(test_lines),       cmocka_unit_test(test_disguises),
        cmocka_unit_test(test_configuring), cmocka_unit_test(test_most_words_win),
        cmocka_unit_test(test_names),       cmocka_unit_test(test_guards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
