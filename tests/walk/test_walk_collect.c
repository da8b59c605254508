/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"

static const char COLLECT[] = "{'id':'s1','title':'T','risk':'debug','proves':true,"
                              "'run':[{'on':'both','command':'go'}],"
                              "'collect':{'facts':'debug','quiet_s':2,'max_s':5},"
                              "'finally':[{'on':'both','command':'undebug all'}],"
                              "'checks':[{'fail_if':'diagnose'},{'pass_if':'healthy'}]}";

static void test_collect(void **state)
{
    (void)state;
    struct mini *m = mini_new(COLLECT, NULL, &ALLOW_ALL);
    mini_heard(m, SIDE_B, "LINK eth9 is down");
    walk_start(m->walk);
    mini_heard(m, SIDE_B, "noise");
    mini_both(m, "go", "");
    assert_int_equal(m->wake, 2000);
    m->now += 1500;
    mini_heard(m, SIDE_B, "LINK eth0 is down");
    mini_pass_ms(m, 500);
    assert_int_equal(m->wake, 1500);
    assert_null(mini_waiting(m, SIDE_A, "undebug all"));
    mini_pass_ms(m, 1500);
    assert_int_equal(m->wake, 0);
    mini_both(m, "undebug all", "");
    assert_end(m, "fail", "s1");
    const json_t *causes = walk_causes(m->walk);
    assert_int_equal(json_array_size(causes), 1);
    const json_t *c = json_array_get(causes, 0);
    assert_string_equal(json_str(c, "id", ""), "link-down");
    assert_string_equal(json_str(c, "peer", ""), "b");
    const json_t *line = json_array_get(json_object_get(c, "evidence"), 0);
    assert_string_equal(json_str(line, "source", ""), "monitor");
    assert_string_equal(json_str(line, "text", ""), "LINK eth0 is down");
    const struct block *b =
        transcript_find(walk_transcript(m->walk, SIDE_B), (uint64_t)json_int(line, "block", 0));
    size_t len;
    assert_memory_equal(transcript_line(b, (size_t)json_int(line, "line", 0), &len),
                        "LINK eth0 is down", 17);
    mini_free(m);
}

/* A router that never falls silent is heard for max_s. */
static void test_collect_flood(void **state)
{
    (void)state;
    struct mini *m = mini_start(COLLECT, NULL, &ALLOW_ALL);
    mini_both(m, "go", "");
    for (int i = 0; i < 5; i++) {
        m->now += 1000;
        mini_heard(m, SIDE_A, "WELL done");
        walk_on_timer(m->walk);
    }
    mini_both(m, "undebug all", "");
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* Nor is there a need to hear more than enough of a flood: debugging goes off at once. */
static void test_collect_budget(void **state)
{
    (void)state;
    struct mini *m = mini_start(COLLECT, NULL, &ALLOW_ALL);
    mini_both(m, "go", "");
    for (int i = 0; i < 20000; i++) {
        assert_null(mini_waiting(m, SIDE_A, "undebug all"));
        mini_heard(m, SIDE_A, i == 19999 ? "WELL done" : "noise");
    }
    mini_both(m, "undebug all", "");
    assert_end(m, "pass", "-");
    mini_free(m);
}

static void test_collect_nothing(void **state)
{
    (void)state;
    struct mini *m = mini_start(COLLECT, NULL, &ALLOW_ALL);
    mini_both(m, "go", "");
    mini_pass_ms(m, 2000);
    mini_both(m, "undebug all", "");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_collect),
        cmocka_unit_test(test_collect_flood),
        cmocka_unit_test(test_collect_budget),
        cmocka_unit_test(test_collect_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
