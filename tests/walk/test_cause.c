/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"
#include "walk/cause.h"
#include "walk/check.h"
#include "walk/diagnose.h"

struct bench {
    struct pack *pack;
    struct fixes *fixes;
    struct facts *facts;
    struct transcript *t[SIDES];
    json_t *findings;
};

static void bench_init(struct bench *b)
{
    b->pack = mini_pack();
    b->fixes = fixes_new(b->pack);
    b->facts = facts_new(NULL);
    facts_set_hostname(b->facts, SIDE_A, "CE1");
    facts_set_hostname(b->facts, SIDE_B, "CE2");
    for (int side = 0; side < SIDES; side++) {
        static const char TEXT[] = "one\ntwo\nthree\tx\nfour \033[1m\nfive\nsix\nseven\neight\n";
        b->t[side] = transcript_new();
        transcript_reply(b->t[side], transcript_begin(b->t[side], "show it", "s"), TEXT,
                         strlen(TEXT), 0);
    }
    b->findings = json_array();
}

static void bench_fini(struct bench *b)
{
    fixes_free(b->fixes);
    facts_free(b->facts);
    transcript_free(b->t[SIDE_A]);
    transcript_free(b->t[SIDE_B]);
    json_decref(b->findings);
    pack_free(b->pack);
}

/* An output of a fail_if, ' for ". */
static void accuse(struct bench *b, const char *output, const char *cause, double confidence)
{
    json_t *o = quoted_value(output);
    json_t *f = check_finding(CHECK_FAIL, o, cause, confidence);
    if (f)
        json_array_append_new(b->findings, f);
    json_decref(o);
}

static json_t *list(struct bench *b)
{
    const struct transcript *const both[SIDES] = {b->t[SIDE_A], b->t[SIDE_B]};
    return cause_list(b->fixes, b->findings, b->facts, both);
}

/* The causes as "id/peer id/peer". */
static void assert_order(struct bench *b, const char *want)
{
    char got[400] = "";
    json_t *causes = list(b);
    for (size_t i = 0; i < json_array_size(causes); i++) {
        const json_t *c = json_array_get(causes, i);
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s/%s", i ? " " : "", json_str(c, "id", ""),
                 json_str(c, "peer", ""));
    }
    assert_string_equal(got, want);
    json_decref(causes);
}

#define AT(peer, first, last)                                                                      \
    "'_at':{'peer':'" peer "','block':1,'first':" #first ",'last':" #last ",'fields':{}}"

static void test_findings(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    accuse(&b, "null", "late", 1);
    accuse(&b, "false", "late", 1);
    assert_int_equal(json_array_size(b.findings), 0);
    accuse(&b, "{'peer':'10.0.0.1'," AT("a", 1, 1) "}", "late", 0.9);
    accuse(&b, "{'evidence':[{" AT("a", 1, 1) "},{" AT("b", 1, 1) "}],'summary':'two'}", "late", 1);
    accuse(&b, "{'cause':'key-differs','peer':'b','confidence':0.25}", "late", 1);
    accuse(&b, "'a sentence'", NULL, 1);
    accuse(&b, "[{" AT("b", 1, 1) "}]", "late", 1);
    static const char *const PEERS[] = {"a", "both", "b", "both", "b"};
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(json_str(json_array_get(b.findings, i), "peer", ""), PEERS[i]);
    const json_t *f = json_array_get(b.findings, 2);
    assert_string_equal(json_str(f, "cause", ""), "key-differs");
    assert_false(check_is_located(f));
    assert_true(check_is_located(json_array_get(b.findings, 0)));
    assert_string_equal(json_str(json_array_get(b.findings, 3), "summary", ""), "a sentence");
    bench_fini(&b);
}

static void test_join(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    accuse(&b, "{'peer':'a','summary':'weak','confidence':0.6,'evidence':[{" AT("a", 1, 2) "}]}",
           "link-down", 1);
    accuse(&b, "{'peer':'a','summary':'strong','confidence':0.8,'evidence':[{" AT("a", 2, 3) "}]}",
           "link-down", 1);
    accuse(&b, "{'peer':'b','confidence':0.7,'evidence':[{" AT("b", 1, 8) "}]}", "link-down", 1);
    json_t *causes = list(&b);
    assert_int_equal(json_array_size(causes), 2);
    const json_t *c = json_array_get(causes, 0);
    assert_string_equal(json_str(c, "summary", ""), "strong");
    assert_true(json_number_value(json_object_get(c, "confidence")) > 0.79);
    assert_string_equal(json_str(c, "title", ""), "Link down");
    assert_string_equal(json_str(c, "why", ""), "Nothing crosses a link that is down.");
    assert_string_equal(json_str(c, "guide", ""), "1-1");
    const json_t *lines = json_object_get(c, "evidence");
    assert_int_equal(json_array_size(lines), 3);
    const json_t *third = json_array_get(lines, 2);
    assert_string_equal(json_str(third, "peer", ""), "a");
    assert_string_equal(json_str(third, "source", ""), "show it");
    assert_int_equal(json_int(third, "line", 0), 3);
    assert_int_equal(json_int(third, "block", 0), 1);
    assert_string_equal(json_str(third, "text", ""), "three   x");
    /* A long record gives its first line. */
    c = json_array_get(causes, 1);
    assert_string_equal(json_str(c, "summary", ""), "A link is down.");
    assert_int_equal(json_array_size(json_object_get(c, "evidence")), 1);
    json_decref(causes);
    bench_fini(&b);
}

static void test_rank(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    accuse(&b, "{'peer':'a'}", "late", 1);
    assert_order(&b, "late/a");
    accuse(&b, "{'peer':'a'}", "key-differs", 0.5);
    assert_order(&b, "key-differs/a late/a");
    accuse(&b, "{'peer':'a'}", "link-down", 0.3);
    assert_order(&b, "key-differs/a late/a link-down/a");
    accuse(&b, "{'peer':'b'}", "link-down", 0.4);
    assert_order(&b, "key-differs/a late/a link-down/b link-down/a");
    accuse(&b, "{'peer':'b'}", "unheard", 0.45);
    assert_order(&b, "key-differs/a late/a unheard/b link-down/b link-down/a");
    json_t *causes = list(&b);
    assert_true(cause_is_confident(causes));
    json_array_clear(causes);
    assert_false(cause_is_confident(causes));
    json_decref(causes);
    bench_fini(&b);
}

static void assert_fix(struct bench *b, const char *want)
{
    json_t *causes = list(b);
    char *got = json_text(json_object_get(json_array_get(causes, 0), "fix"), JSON_COMPACT);
    assert_string_equal(got, want);
    free(got);
    json_decref(causes);
}

static void test_fix(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    accuse(&b, "{'peer':'b'}", "link-down", 0.9);
    assert_fix(&b, "[\"interface CE2\",\" no shutdown\"]");
    json_array_clear(b.findings);
    accuse(&b, "{'peer':'a','with':{'name':'eth0','lines':'x\\ny'}}", "link-down", 0.9);
    assert_fix(&b, "[\"interface eth0\",\" no shutdown\",\"x\",\"y\"]");
    json_array_clear(b.findings);
    accuse(&b, "{'peer':'both'}", "key-differs", 0.9);
    assert_fix(&b, "[\"key on CE1 and CE2\"]");
    bench_fini(&b);
}

/* Every cause of the installed pack where nothing is known: no line is lost, none says null. */
static void test_fix_unknown(void **state)
{
    (void)state;
    struct err e = {0};
    struct bench b;
    bench_init(&b);
    fixes_free(b.fixes);
    pack_free(b.pack);
    b.pack = pack_load(".", "ios", &e);
    if (!b.pack)
        fail_msg("%s", e.text);
    b.fixes = fixes_new(b.pack);
    facts_set_hostname(b.facts, SIDE_B, "the other end");
    for (size_t i = 0; i < json_array_size(pack_causes(b.pack)); i++) {
        const json_t *known = json_array_get(pack_causes(b.pack), i);
        json_array_clear(b.findings);
        accuse(&b, "{'peer':'b'}", json_str(known, "id", ""), 0.9);
        json_t *causes = list(&b);
        const json_t *fix = json_object_get(json_array_get(causes, 0), "fix");
        char *text = json_text(fix, JSON_COMPACT);
        /* What is to be taken away is not known, so it is not named. */
        size_t left_out = strcmp(json_str(known, "id", ""), "no-matching-peer") == 0;
        if (strstr(text, "null") ||
            json_array_size(fix) + left_out < json_array_size(json_object_get(known, "fix")))
            fail_msg("%s: %s", json_str(known, "id", ""), text);
        free(text);
        json_decref(causes);
    }
    bench_fini(&b);
}

static json_t *diagnose_texts(const char *a, const char *b)
{
    struct err e = {0};
    struct pack *pack = mini_pack();
    struct capture c[SIDES] = {{"a.log", a, a ? strlen(a) : 0}, {"b.log", b, b ? strlen(b) : 0}};
    struct captures both[SIDES] = {{&c[SIDE_A], a != NULL}, {&c[SIDE_B], b != NULL}};
    json_t *result = diagnose(pack, both, &e);
    if (!result)
        fail_msg("%s", e.text);
    pack_free(pack);
    return result;
}

static void assert_diagnosis(const char *a, const char *b, const char *verdict, size_t causes)
{
    json_t *r = diagnose_texts(a, b);
    assert_string_equal(json_str(r, "verdict", ""), verdict);
    assert_int_equal(json_array_size(json_object_get(r, "causes")), causes);
    assert_true(json_is_array(json_object_get(r, "exchange")));
    json_decref(r);
}

static void test_diagnose(void **state)
{
    (void)state;
    assert_diagnosis("nothing\n", "nothing\n", "unknown", 0);
    assert_diagnosis(NULL, NULL, "unknown", 0);
    assert_diagnosis("WELL done\n", NULL, "pass", 0);
    assert_diagnosis("WELL done\n", "KEY looks odd\n", "unknown", 1);
    assert_diagnosis("WELL done\n", "KEY looks odd\nLINK eth0 is down\n", "fail", 2);
    json_t *r = diagnose_texts("x\n", "x\ny\nLINK eth0 is down\n");
    const json_t *c = json_array_get(json_object_get(r, "causes"), 0);
    assert_string_equal(json_str(c, "id", ""), "link-down");
    assert_string_equal(json_str(c, "peer", ""), "b");
    const json_t *line = json_array_get(json_object_get(c, "evidence"), 0);
    assert_string_equal(json_str(line, "source", ""), "b.log");
    assert_int_equal(json_int(line, "line", 0), 3);
    assert_string_equal(json_str(line, "text", ""), "LINK eth0 is down");
    json_decref(r);
}

static void take(struct bench *b, const char *command, uint64_t block, bool append,
                 const char *text)
{
    struct err e = {0};
    struct facts_source from = {
        .side = SIDE_A, .name = "rows", .block = block, .command = command, .append = append};
    facts_take_reply(b->facts, pack_templates(b->pack), &from, text, strlen(text), &e);
}

static void assert_fact(struct bench *b, const char *name, const char *want)
{
    json_t *side = json_object_get(facts_document(b->facts), "a");
    char *got = json_text(json_object_get(side, name), JSON_COMPACT);
    assert_string_equal(got, want);
    free(got);
}

static void test_facts(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    take(&b, "show count", 1, false, "count 1\n");
    assert_fact(&b, "rows",
                "[{\"count\":\"1\",\"_at\":{\"peer\":\"a\",\"block\":1,\"command\":\"show count\","
                "\"first\":1,\"last\":1,\"fields\":{\"count\":1}}}]");
    take(&b, "show count", 2, false, "");
    assert_fact(&b, "rows", "[]");
    assert_fact(&b, "_status", "{\"rows\":\"empty\"}");
    json_t *side = json_object_get(facts_document(b.facts), "a");
    assert_int_equal(json_array_size(json_object_get(side, "rows_before")), 1);
    take(&b, "show count x", 3, true, "count 2\n");
    take(&b, "show count y", 4, true, "count 3\n");
    take(&b, "show count x", 5, true, "count 4\n");
    assert_int_equal(json_array_size(json_object_get(side, "rows")), 2);
    take(&b, "show nothing", 6, false, "count 4\n");
    assert_null(json_object_get(side, "rows"));
    assert_fact(&b, "_status", "{\"rows\":\"error\"}");
    json_t *view = facts_view(b.facts, SIDE_B);
    assert_string_equal(json_str(json_object_get(view, "me"), "hostname", ""), "CE2");
    assert_string_equal(json_str(json_object_get(view, "peer"), "hostname", ""), "CE1");
    json_decref(view);
    bench_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings),    cmocka_unit_test(test_join),
        cmocka_unit_test(test_rank),        cmocka_unit_test(test_fix),
        cmocka_unit_test(test_diagnose),    cmocka_unit_test(test_facts),
        cmocka_unit_test(test_fix_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
