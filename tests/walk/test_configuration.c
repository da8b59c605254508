/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"
#include "walk/configuration.h"

#define TAG_1 "<secret:00112233aabb>"
#define TAG_2 "<secret:ffeeddccbbaa>"
#define TAG_3 "<secret:123456789abc>"

static void assert_same(const char *a, const char *b, bool want)
{
    json_t *before = quoted_value(a), *now = quoted_value(b);
    assert_int_equal(configuration_same(before, now), want);
    assert_int_equal(configuration_same(now, before), want);
    json_decref(before);
    json_decref(now);
}

static void test_same(void **state)
{
    (void)state;
    assert_same("[]", "[]", true);
    assert_same("['a','b']", "['a','b']", true);
    assert_same("['a','b']", "['b','a']", false);
    assert_same("['a']", "['a','a']", false);
    assert_same("['a']", "['a ']", false);
    assert_false(configuration_same(NULL, NULL));
}

static void test_tags_of_two_runs(void **state)
{
    (void)state;
    assert_same("['key " TAG_1 "','x " TAG_2 "']", "['key " TAG_3 "','x " TAG_1 "']", true);
    assert_same("['key " TAG_1 "','x " TAG_1 "']", "['key " TAG_3 "','x " TAG_3 "']", true);
    /* Two that were equal no longer are, or the other way round. */
    assert_same("['key " TAG_1 "','x " TAG_1 "']", "['key " TAG_3 "','x " TAG_2 "']", false);
    /* Encrypted is not plain, and a tag is not a word. */
    assert_same("['key <secret7:00112233aabb>']", "['key " TAG_1 "']", false);
    assert_same("['key <secret7:00112233aabb>']", "['key <secret7:123456789abc>']", true);
    assert_same("['key " TAG_1 "']", "['key x']", false);
    assert_same("['key <secret:short>']", "['key <secret:other>']", false);
    assert_same("['key " TAG_1 " a']", "['key " TAG_2 " b']", false);
}

static void assert_difference(const char *a, const char *b, const char *want, const char *words)
{
    json_t *before = quoted_value(a), *now = quoted_value(b), *wanted = quoted_value(want);
    json_t *got = configuration_difference(before, now);
    struct buf out = {0};
    if (!json_equal(got, wanted))
        fail_msg("got %s", json_text(got, JSON_COMPACT));
    configuration_describe(before, now, &out);
    assert_string_equal(buf_str(&out), words);
    buf_fini(&out);
    json_decref(got);
    json_decref(wanted);
    json_decref(before);
    json_decref(now);
}

static void test_difference(void **state)
{
    (void)state;
    /* The same line below another heading is another line. */
    assert_difference("['interface A',' map x','interface B','end']",
                      "['interface A','interface B',' map x','end']",
                      "['+interface B > map x','-interface A > map x']",
                      "+interface B > map x; -interface A > map x");
    assert_difference("['a','a']", "['a']", "['-a']", "-a");
    assert_difference("['a','b']", "['b','a']", "[]",
                      "its lines stand in another order, or a secret is another one");
    assert_difference("['k " TAG_1 "']", "['k " TAG_2 "','l " TAG_2 "']", "['+l <secret>']",
                      "+l <secret>");
    assert_difference("['a','b','c','d','e']", "[]", "['-a','-b','-c','-d','-e']",
                      "-a; -b; -c and 2 more");
}

/* A reply that is no whole configuration proves nothing. */
static void test_whole(void **state)
{
    (void)state;
    struct err e = {0};
    struct pack *pack = pack_load(".", "ios", &e);
    assert_non_null(pack);
    const struct safety *s = pack_safety(pack);
    static const char whole[] = "Building configuration...\n\nhostname CE1  \n!\nend\n\n";
    json_t *got = safety_configuration_lines(s, whole, strlen(whole));
    char *text = json_text(got, JSON_COMPACT);
    assert_string_equal(text, "[\"hostname CE1\",\"!\",\"end\"]");
    free(text);
    json_decref(got);
    assert_null(safety_configuration_lines(s, whole, strlen(whole) - 6));
    assert_null(safety_configuration_lines(s, "Building configuration...\n", 26));
    assert_null(safety_configuration_lines(s, "", 0));
    pack_free(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_tags_of_two_runs),
        cmocka_unit_test(test_difference),
        cmocka_unit_test(test_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
