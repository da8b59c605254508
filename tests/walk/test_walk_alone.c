/* SPDX-License-Identifier: ISC */
/* Walks of which only one end can be logged into. */
#include "tests/walk/mini.h"

static const struct walk_options ALONE = {.allow = {true, true, true, true, true}, .alone = true};

/* A walk over steps whose only peer is ready. */
static struct mini *alone_new(const char *steps)
{
    struct mini *m = mem_alloc(sizeof *m);
    m->answer = -1;
    m->now = 1000;
    m->pack = mini_pack();
    m->book = mini_playbook(m->pack, steps, NULL);
    m->walk = walk_new(m->book, &ALONE, &MINI_PORT, m);
    walk_observe(m->walk, mini_observe, m);
    walk_on_ready(m->walk, SIDE_A, "CE1");
    return m;
}

static const char COMPARE[] =
    "{'id':'compare','title':'Equal?'," SA_RUN READ ",'checks':["
    "{'fail_if':'select(.a.sa != .b.sa)','cause':'link-down','needs':'both'},"
    "{'pass_if':'.a.sa[]?','needs':'both'}],"
    "'next':{'pass':'end','fail':'end','skipped':'end','unknown':'own'}},"
    "{'id':'own','title':'Own'," SA_RUN READ ",'proves':true,'checks':["
    "{'fail_if':'.a.sa[]? | select(.state == \\'down\\')','cause':'link-down'},"
    "{'fail_if':'.a.sa[]? | select(.state == \\'slow\\')','cause':'link-down','confidence':0.4},"
    "{'pass_if':'.a.sa[]? | select(.state == \\'up\\')'}]}";

static void answer_all(struct mini *m, const char *text)
{
    walk_start(m->walk);
    mini_answer(m, SIDE_A, "show sa", text);
    mini_answer(m, SIDE_A, "show sa", text);
    for (size_t i = 0; i < m->sent_count; i++)
        assert_int_equal(m->sent[i].side, SIDE_A);
}

/* Nothing is sent to nobody; what compares is left out and leads on as what could not be told. */
static void test_comparison_is_left_open(void **state)
{
    (void)state;
    struct mini *m = alone_new(COMPARE);
    assert_true(walk_is_alone(m->walk));
    answer_all(m, "x is up\n");
    assert_verdict(m, "compare", "skipped");
    assert_reason(m, 0, "it takes both ends to tell");
    assert_verdict(m, "own", "pass");
    assert_end(m, "pass", "-");
    assert_false(walk_lost(m->walk));
    mini_free(m);
}

static void test_what_to_look_at_is_told(void **state)
{
    (void)state;
    struct mini *m = alone_new(COMPARE);
    answer_all(m, "x is up\n");
    json_t *result = walk_result(m->walk);
    const json_t *left = json_object_get(result, "other_end");
    const json_t *open = json_object_get(left, "undecided");
    assert_int_equal(json_array_size(open), 1);
    assert_string_equal(json_str(json_array_get(open, 0), "id", ""), "compare");
    assert_string_equal(json_str(json_array_get(open, 0), "title", ""), "Equal?");
    const json_t *commands = json_object_get(left, "commands");
    assert_int_equal(json_array_size(commands), 1);
    assert_string_equal(json_string_value(json_array_get(commands, 0)), "show sa");
    json_decref(result);
    mini_free(m);

    m = mini_start(COMPARE, NULL, &ALLOW_ALL);
    mini_both(m, "show sa", "x is up\n");
    result = walk_result(m->walk);
    assert_null(json_object_get(result, "other_end"));
    json_decref(result);
    mini_free(m);
}

/* Commands that take facts of the other end are told as far as they are known; traffic is not. */
static void test_unknown_words_are_left_out(void **state)
{
    (void)state;
    struct mini *m = alone_new(
        "{'id':'s0','title':'T'," SA_RUN READ "},"
        "{'id':'s1','title':'T'," READ
        ",'run':[{'on':'both','command':'list \\\\(.me.sa[0].name)'},"
        "{'on':'a','command':'show here'},{'on':'both','command':'show \\\\(.me.no.thing) more'}]},"
        "{'id':'s2','title':'T','risk':'traffic','run':[{'on':'both','command':'ping it'}]}");
    walk_start(m->walk);
    json_t *left = walk_other_end(m->walk);
    char *text = json_dumps(json_object_get(left, "commands"), 0);
    assert_string_equal(text, "[]");
    free(text);
    json_decref(left);

    mini_answer(m, SIDE_A, "show sa", "t1 is up\n");
    mini_answer(m, SIDE_A, "list t1", "");
    mini_answer(m, SIDE_A, "show here", "");
    mini_answer(m, SIDE_A, "ping it", "");
    left = walk_other_end(m->walk);
    text = json_dumps(json_object_get(left, "commands"), 0);
    assert_string_equal(text, "[\"show sa\", \"list\", \"show\"]");
    free(text);
    json_decref(left);
    mini_free(m);
}

static void test_sure_cause_fails(void **state)
{
    (void)state;
    struct mini *m = alone_new(COMPARE);
    answer_all(m, "x is down\n");
    assert_end(m, "fail", "own");
    mini_free(m);
}

/* A guess of what is wrong fails no step: it may be on the end that nobody sees. */
static void test_guess_is_unknown(void **state)
{
    (void)state;
    struct mini *m = alone_new(COMPARE);
    answer_all(m, "x is slow\n");
    assert_verdict(m, "own", "unknown");
    assert_int_equal(json_array_size(walk_causes(m->walk)), 1);
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_the_only_peer_is_lost(void **state)
{
    (void)state;
    struct mini *m = alone_new(COMPARE);
    struct err why = {.code = ERR_LOST, .text = "gone"};
    walk_start(m->walk);
    walk_on_lost(m->walk, SIDE_A, &why);
    assert_true(walk_lost(m->walk));
    assert_end(m, "unknown", "-");
    mini_free(m);
}

/* Debugging, its guard and a change of the configuration touch the one peer only. */
static void test_guarded_steps(void **state)
{
    (void)state;
    struct mini *m = alone_new("{'id':'s1','title':'T','risk':'debug','run':["
                               "{'on':'both','command':'debug all'}],"
                               "'finally':[{'on':'both','command':'undebug all'}]}");
    walk_start(m->walk);
    for (size_t i = 0; i < m->sent_count; i++) {
        assert_int_equal(m->sent[i].side, SIDE_A);
        if (!m->sent[i].answered)
            mini_answer(m, SIDE_A, m->sent[i].command, "");
    }
    assert_true(walk_finished(m->walk));
    walk_command(m->walk, SIDE_B, "show sa");
    for (size_t i = 0; i < m->sent_count; i++)
        assert_int_equal(m->sent[i].side, SIDE_A);
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparison_is_left_open),
        cmocka_unit_test(test_what_to_look_at_is_told),
        cmocka_unit_test(test_unknown_words_are_left_out),
        cmocka_unit_test(test_sure_cause_fails),
        cmocka_unit_test(test_guess_is_unknown),
        cmocka_unit_test(test_the_only_peer_is_lost),
        cmocka_unit_test(test_guarded_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
