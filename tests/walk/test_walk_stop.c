/* SPDX-License-Identifier: ISC */
/* Walks that lose a peer or are stopped, and steps that are left out or run again. */
#include "tests/walk/mini.h"

/* The first of two steps cleans up after itself. */
static const char CLEANS[] = "{'id':'s1','title':'T'," READ "," SA_RUN SA_CHECKS
                             ",'finally':[{'on':'both','command':'off'}]}," SA_STEP("s2", READ);

static void test_lost(void **state)
{
    (void)state;
    struct err why = {0};
    err_set(&why, ERR_LOST, "ce2", 0, "the router hung up");
    struct mini *m = mini_start(CLEANS, NULL, NULL);
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    walk_on_lost(m->walk, SIDE_B, &why);
    assert_non_null(mini_waiting(m, SIDE_A, "off"));
    assert_null(mini_waiting(m, SIDE_B, "off"));
    assert_false(walk_finished(m->walk));
    mini_reply(m, SIDE_B, "show sa", "", REPLY_OK, ERR_LOST);
    mini_answer(m, SIDE_A, "off", "");
    assert_events(m, "begin s1\nnote CE2: the router hung up\nend s1 unknown\nends unknown\n");
    assert_true(walk_lost(m->walk));
    assert_reason(m, 0, "the session with CE2 was lost");
    assert_end(m, "unknown", "-");
    mini_free(m);

    m = mini_new(SA_STEP("s1", READ), NULL, NULL);
    walk_on_lost(m->walk, SIDE_A, NULL);
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_stop(void **state)
{
    (void)state;
    struct mini *m = mini_start(CLEANS, NULL, NULL);
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    walk_stop(m->walk);
    assert_int_equal(m->interrupts[SIDE_A], 0);
    assert_int_equal(m->interrupts[SIDE_B], 1);
    assert_null(mini_waiting(m, SIDE_A, "off"));
    mini_reply(m, SIDE_B, "show sa", "", REPLY_OK, ERR_CANCELLED);
    mini_answer(m, SIDE_A, "off", "");
    mini_reply(m, SIDE_B, "off", "", REPLY_OK, ERR_TIMEOUT);
    assert_events(m, "begin s1\nnote \"off\" was not answered in time by CE2: do it by hand\n"
                     "end s1 unknown\nends unknown\n");
    assert_reason(m, 0, "stopped before its end");
    assert_end(m, "unknown", "-");
    walk_stop(m->walk);
    mini_free(m);
}

/* Stopped after a step that proves the tunnel, with steps left: not a pass. */
static void test_stop_between(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ ",'proves':true") "," SA_STEP("s2", READ), NULL,
                                &(struct walk_options){.single_step = true});
    assert_int_equal(m->sent_count, 0);
    walk_next(m->walk);
    mini_both(m, "show sa", "x is up\n");
    assert_false(walk_busy(m->walk));
    assert_int_equal(walk_current(m->walk), 1);
    walk_stop(m->walk);
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_skip(void **state)
{
    (void)state;
    struct mini *m = mini_new(SA_STEP("s1", READ) "," SA_STEP("s2", READ) "," SA_STEP("s3", READ),
                              NULL, &(struct walk_options){.single_step = true});
    walk_skip(m->walk);
    assert_events(m, "begin s1\nend s1 skipped\n");
    assert_int_equal(m->sent_count, 0);
    walk_next(m->walk);
    walk_skip(m->walk);
    assert_int_equal(m->interrupts[SIDE_A], 1);
    mini_reply(m, SIDE_A, "show sa", "", REPLY_OK, ERR_CANCELLED);
    mini_reply(m, SIDE_B, "show sa", "", REPLY_OK, ERR_CANCELLED);
    assert_verdict(m, "s2", "skipped");
    assert_reason(m, 1, "skipped by the user");
    assert_int_equal(walk_current(m->walk), 2);
    assert_false(walk_finished(m->walk));
    mini_free(m);
}

/* After the fix the same step is run again: its old causes go. */
static void test_rerun(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ ",'proves':true"), NULL, NULL);
    mini_both(m, "show sa", "x is down\n");
    assert_end(m, "fail", "s1");
    assert_int_equal(json_array_size(walk_causes(m->walk)), 2);
    walk_run_step(m->walk, 0);
    assert_false(walk_finished(m->walk));
    assert_true(walk_busy(m->walk));
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "pass", "-");
    assert_int_equal(json_array_size(walk_causes(m->walk)), 0);
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost),         cmocka_unit_test(test_stop),
        cmocka_unit_test(test_stop_between), cmocka_unit_test(test_skip),
        cmocka_unit_test(test_rerun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
