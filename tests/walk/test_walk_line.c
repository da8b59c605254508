/* SPDX-License-Identifier: ISC */
/* Lines that go down and come back in a walk. */
#include "tests/walk/line.h"

static const char PING[] =
    "{'id':'s1','title':'T','risk':'traffic','proves':true,'run':["
    "{'on':'a','command':'ping'},"
    "{'on':'both','command':'show sa','facts':'sa','wait':true}]," SA_CHECKS "}";

static void test_a_step_that_reads_runs_again(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
    mini_both(m, "show sa", "x is up\n");
    mini_answer(m, SIDE_B, "show sa", "x is down\n");
    go_down(m, SIDE_A);
    assert_true(walk_down(m->walk));
    assert_false(walk_lost(m->walk));
    assert_true(walk_busy(m->walk));
    assert_int_equal(m->sent_count, 4);
    back(m, SIDE_A);
    assert_false(walk_down(m->walk));
    /* What B said before counts no more than what A did not say. */
    assert_int_equal(json_array_size(walk_causes(m->walk)), 0);
    assert_int_equal(m->sent_count, 6);
    mini_both(m, "show sa", "x is up\n");
    assert_events(m, "begin s1\nend s1 pass\nbegin s2\nend s2 unknown\nbegin s2\nend s2 pass\n"
                     "ends pass\n");
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* The reading before the one that proves is from before the step, not from its broken run. */
static void test_facts_are_those_from_before(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
    mini_answer(m, SIDE_A, "show sa", "first is up\n");
    mini_answer(m, SIDE_B, "show sa", "first is up\n");
    mini_answer(m, SIDE_A, "show sa", "broken is up\n");
    go_down(m, SIDE_B);
    back(m, SIDE_B);
    mini_both(m, "show sa", "last is up\n");
    for (int side = 0; side < SIDES; side++) {
        const json_t *facts = json_object_get(walk_facts(m->walk), side ? "b" : "a");
        const json_t *now = json_array_get(json_object_get(facts, "sa"), 0);
        const json_t *before = json_array_get(json_object_get(facts, "sa_before"), 0);
        assert_string_equal(json_str(now, "name", ""), "last");
        assert_string_equal(json_str(before, "name", ""), "first");
    }
    assert_end(m, "pass", "-");
    mini_free(m);
}

static void test_not_for_ever(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", "'proves':true," READ), NULL, NULL);
    for (int i = 0; i < 3; i++) {
        assert_false(walk_finished(m->walk));
        go_down(m, SIDE_A);
        mini_answer(m, SIDE_B, "show sa", "x is up\n");
        back(m, SIDE_A);
    }
    assert_note(m, "step s1 is not run again: the line went down each time");
    assert_reason(m, 0,
                  "the line to CE1 was lost while it ran, and came back; \"show sa\" was not "
                  "answered before the session was lost by CE1");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_not_regained(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
    struct err why = {0};
    err_set(&why, ERR_LOST, "", 0, "nobody there");
    go_down(m, SIDE_B);
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    assert_false(walk_finished(m->walk));
    walk_on_lost(m->walk, SIDE_B, &why);
    assert_true(walk_lost(m->walk));
    assert_reason(m, 0, "the session with CE2 was lost");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_traffic_runs_again_if_allowed(void **state)
{
    (void)state;
    struct mini *m = mini_start(PING, NULL, &ALLOW_ALL);
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "ping", "");
    mini_both(m, "show sa", "x is up\n");
    assert_times_sent(m, "ping", 2);
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* The reply that the line broke into comes before it is told that the line is down. */
static void test_the_reply_tells_first(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    mini_reply(m, SIDE_A, "show sa", "x is", REPLY_OK, ERR_LOST);
    assert_true(walk_busy(m->walk));
    assert_int_equal(m->sent_count, 2);
    walk_on_down(m->walk, SIDE_A);
    back(m, SIDE_A);
    mini_both(m, "show sa", "x is up\n");
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* Between steps nothing is broken: the next one waits. */
static void test_lost_while_asked(void **state)
{
    (void)state;
    const struct walk_options asks = {.ask = true};
    struct mini *m = mini_start(PING, NULL, &asks);
    assert_int_equal(m->asked, 1);
    go_down(m, SIDE_B);
    walk_answer(m->walk, true);
    assert_int_equal(m->sent_count, 0);
    back(m, SIDE_B);
    mini_answer(m, SIDE_A, "ping", "");
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "pass", "-");
    mini_free(m);
}

static void test_harm_is_not_done_again(void **state)
{
    (void)state;
    struct mini *m = mini_start(CLEAR, NULL, &ALLOW_ALL);
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    assert_times_sent(m, "clear sa", 1);
    assert_times_sent(m, "clear all", 0);
    assert_note(m, "step s1 is not run again by itself: it is disruptive");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_debugging_goes_off_on_both(void **state)
{
    (void)state;
    struct mini *m = debugging();
    go_down(m, SIDE_A);
    /* At once where the line holds. */
    mini_answer(m, SIDE_B, "undebug all", "");
    assert_null(mini_waiting(m, SIDE_A, "undebug all"));
    assert_false(walk_finished(m->walk));
    /* Skipping does not leave it on. */
    walk_skip(m->walk);
    assert_false(walk_finished(m->walk));
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "undebug all", "");
    assert_times_sent(m, "debug sa", 2);
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

static void test_a_change_is_put_back(void **state)
{
    (void)state;
    struct mini *m = changing();
    go_down(m, SIDE_A);
    assert_non_null(m->owed[SIDE_A]);
    assert_false(walk_finished(m->walk));
    back(m, SIDE_A);
    put_back(m);
    mini_both(m, "look config", CONFIG);
    assert_null(m->owed[SIDE_A]);
    assert_note(m, "note the running configuration of CE1 is as it was before");
    assert_times_sent(m, "no cable", 1);
    assert_end(m, "unknown", "-");
    mini_free(m);
}

/* Down once more while it is put back, and in the middle of the proof: from the start. */
static void test_a_change_is_put_back_in_the_end(void **state)
{
    (void)state;
    struct mini *m = changing();
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "configure", "");
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    put_back(m);
    assert_non_null(mini_waiting(m, SIDE_A, "look config"));
    go_down(m, SIDE_A);
    assert_non_null(m->owed[SIDE_A]);
    back(m, SIDE_A);
    put_back(m);
    while (mini_waiting(m, SIDE_B, "look config"))
        mini_answer(m, SIDE_B, "look config", CONFIG);
    mini_answer(m, SIDE_A, "look config", CONFIG);
    assert_null(m->owed[SIDE_A]);
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

static void test_the_debt_stays_when_left(void **state)
{
    (void)state;
    struct mini *m = changing();
    go_down(m, SIDE_A);
    walk_skip(m->walk);
    assert_false(walk_finished(m->walk));
    walk_stop(m->walk);
    mini_answer(m, SIDE_B, "look config", CONFIG);
    assert_true(walk_finished(m->walk));
    assert_non_null(m->owed[SIDE_A]);
    assert_note(m, "note the line to CE1 is down, and what step s1 changed there is not put back");
    mini_free(m);
}

static void test_leaving_ends_at_once(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    walk_stop(m->walk);
    assert_true(walk_finished(m->walk));
    assert_reason(m, 0, "stopped before its end");
    mini_free(m);

    m = mini_start(TWO, NULL, NULL);
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    walk_skip(m->walk);
    assert_verdict(m, "s1", "skipped");
    assert_int_equal(m->sent_count, 2);
    back(m, SIDE_A);
    assert_int_equal(m->sent_count, 4);
    mini_free(m);
}

/* Refused by AAA: not known, and why. */
static void test_not_allowed(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", "'proves':true," READ), NULL, NULL);
    mini_reply(m, SIDE_A, "show sa", "Command authorization failed.", REPLY_UNAUTHORIZED, ERR_NONE);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    assert_reason(m, 0, "\"show sa\" is not allowed to this user on CE1");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_step_that_reads_runs_again),
        cmocka_unit_test(test_facts_are_those_from_before),
        cmocka_unit_test(test_not_for_ever),
        cmocka_unit_test(test_not_regained),
        cmocka_unit_test(test_traffic_runs_again_if_allowed),
        cmocka_unit_test(test_the_reply_tells_first),
        cmocka_unit_test(test_lost_while_asked),
        cmocka_unit_test(test_harm_is_not_done_again),
        cmocka_unit_test(test_debugging_goes_off_on_both),
        cmocka_unit_test(test_a_change_is_put_back),
        cmocka_unit_test(test_a_change_is_put_back_in_the_end),
        cmocka_unit_test(test_the_debt_stays_when_left),
        cmocka_unit_test(test_leaving_ends_at_once),
        cmocka_unit_test(test_not_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
