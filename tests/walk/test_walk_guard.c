/* SPDX-License-Identifier: ISC */
/* Debugging on routers that have other things to do. */
#include "tests/walk/mini.h"

static const char DEBUG[] =
    "{'id':'s1','title':'T','risk':'debug','proves':true,"
    "'run':[{'on':'both','command':'debug all'},{'on':'a','command':'ping x','wait':true}],"
    "'collect':{'facts':'debug','quiet_s':5,'max_s':9},"
    "'finally':[{'on':'both','command':'undebug all'}],"
    "'checks':[{'fail_if':'diagnose'},{'pass_if':'healthy'}]}";

static const char ONE_PEER[] = "{'id':'s1','title':'T','risk':'debug',"
                               "'run':[{'on':'a','command':'debug one'}],"
                               "'collect':{'facts':'debug','quiet_s':5,'max_s':9},"
                               "'finally':[{'on':'both','command':'undebug all'}],"
                               "'checks':[{'fail_if':'diagnose'},{'pass_if':'healthy'}]}";

static void test_looks_first(void **state)
{
    (void)state;
    struct mini *m = mini_start(DEBUG, NULL, &ALLOW_ALL);
    assert_null(mini_waiting(m, SIDE_A, "debug all"));
    mini_answer(m, SIDE_A, "show count", "count 59\n");
    assert_null(mini_waiting(m, SIDE_A, "debug all"));
    mini_answer(m, SIDE_B, "show count", "count 60\n");
    assert_note(m, "no debugging on CE2: its processor is busy for 60 %, the limit is 60 %");
    assert_null(mini_waiting(m, SIDE_B, NULL));
    mini_answer(m, SIDE_A, "debug all", "");
    mini_answer(m, SIDE_A, "ping x", "");
    /* Only the side that debugs is looked at again. */
    mini_pass_ms(m, 2000);
    mini_answer(m, SIDE_A, "show count", "count 1\n");
    assert_null(mini_waiting(m, SIDE_B, NULL));
    mini_free(m);
}

static void test_limit_of_the_user(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.debug_cpu = 10;
    struct mini *m = mini_start(DEBUG, NULL, &o);
    mini_both(m, "show count", "count 10\n");
    assert_note(m, "no debugging on CE1: its processor is busy for 10 %, the limit is 10 %");
    assert_null(mini_waiting(m, SIDE_A, "debug all"));
    mini_free(m);
}

/* A router that refuses to say, or says something else, is not debugged. */
static void test_unknown_is_busy(void **state)
{
    (void)state;
    struct mini *m = mini_start(DEBUG, NULL, &ALLOW_ALL);
    mini_reply(m, SIDE_A, "show count", "% Invalid input", REPLY_INVALID, ERR_NONE);
    mini_answer(m, SIDE_B, "show count", "nonsense\n");
    assert_note(m, "no debugging on CE1: it does not say how busy its processor is");
    assert_note(m, "no debugging on CE2: it does not say how busy its processor is");
    assert_null(mini_waiting(m, SIDE_A, "debug all"));
    assert_null(mini_waiting(m, SIDE_B, "debug all"));
    mini_free(m);
}

static struct mini *debugging(const struct walk_options *o)
{
    struct mini *m = mini_start(DEBUG, NULL, o);
    mini_both(m, "show count", "count 1\n");
    mini_both(m, "debug all", "");
    return m;
}

static void test_busy_meanwhile(void **state)
{
    (void)state;
    struct mini *m = debugging(&ALLOW_ALL);
    mini_answer(m, SIDE_A, "ping x", "");
    mini_heard(m, SIDE_B, "LINK eth0 is down");
    mini_pass_ms(m, 1999);
    assert_null(mini_waiting(m, SIDE_B, "show count"));
    mini_pass_ms(m, 1);
    assert_null(mini_waiting(m, SIDE_B, "undebug all"));
    mini_answer(m, SIDE_A, "show count", "count 2\n");
    mini_answer(m, SIDE_B, "show count", "count 97\n");
    assert_note(m, "debugging ends now: the processor of CE2 is busy for 97 %, the limit is 60 %");
    mini_both(m, "undebug all", "");
    /* What was heard until then counts. */
    assert_end(m, "fail", "s1");
    mini_free(m);
}

static void test_mute_meanwhile(void **state)
{
    (void)state;
    struct mini *m = debugging(&ALLOW_ALL);
    mini_answer(m, SIDE_A, "ping x", "");
    mini_pass_ms(m, 2000);
    mini_answer(m, SIDE_A, "show count", "count 2\n");
    mini_reply(m, SIDE_B, "show count", "", REPLY_OK, ERR_TIMEOUT);
    assert_note(m, "debugging ends now: CE2 no longer says how busy its processor is");
    mini_both(m, "undebug all", "");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

/* The time is up while a command still runs: it is interrupted. */
static void test_time_budget(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.debug_ms = 7000;
    struct mini *m = debugging(&o);
    assert_int_equal(m->wake, 7000);
    mini_pass_ms(m, 6999);
    assert_int_equal(m->interrupts[SIDE_A], 0);
    mini_pass_ms(m, 1);
    assert_int_equal(m->interrupts[SIDE_A], 1);
    assert_int_equal(m->interrupts[SIDE_B], 0);
    assert_note(m, "debugging ends now: it has been on for 7 s");
    mini_reply(m, SIDE_A, "ping x", "", REPLY_OK, ERR_CANCELLED);
    mini_both(m, "undebug all", "");
    assert_end(m, "unknown", "-");
    assert_int_equal(m->interrupts[SIDE_A], 1);
    mini_free(m);
}

static void test_line_budget(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.debug_lines = 3;
    struct mini *m = debugging(&o);
    mini_heard(m, SIDE_A, "noise");
    mini_heard(m, SIDE_A, "noise");
    assert_int_equal(m->interrupts[SIDE_A], 0);
    mini_heard(m, SIDE_A, "LINK eth0 is down");
    assert_int_equal(m->interrupts[SIDE_A], 1);
    assert_note(m, "debugging ends now: CE1 has printed 3 lines");
    mini_reply(m, SIDE_A, "ping x", "", REPLY_OK, ERR_CANCELLED);
    mini_both(m, "undebug all", "");
    assert_end(m, "fail", "s1");
    mini_free(m);
}

/* The condition is set before debugging goes on, and removed after it is off. */
static void test_condition(void **state)
{
    (void)state;
    struct mini *m = mini_start(ONE_PEER, NULL, &ALLOW_ALL);
    mini_answer(m, SIDE_A, "show count", "count 1\n");
    mini_answer(m, SIDE_A, "debug peer CE2", "");
    mini_answer(m, SIDE_A, "debug one", "");
    assert_null(mini_waiting(m, SIDE_B, NULL));
    for (int i = 0; i < 3; i++)
        mini_pass_ms(m, 2000),
            mini_answer(m, SIDE_A, i < 2 ? "show count" : "undebug all", "count 1\n");
    mini_answer(m, SIDE_A, "undebug peer CE2", "");
    mini_answer(m, SIDE_B, "undebug all", "");
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

static void test_condition_refused(void **state)
{
    (void)state;
    struct mini *m = mini_start(ONE_PEER, NULL, &ALLOW_ALL);
    mini_answer(m, SIDE_A, "show count", "count 1\n");
    mini_reply(m, SIDE_A, "debug peer CE2", "% Invalid input", REPLY_INVALID, ERR_NONE);
    assert_note(m, "CE1 cannot keep debugging to one peer");
    mini_answer(m, SIDE_A, "debug one", "");
    mini_heard(m, SIDE_A, "WELL done");
    walk_stop(m->walk);
    mini_both(m, "undebug all", "");
    assert_null(mini_waiting(m, SIDE_A, NULL));
    mini_free(m);
}

/* The question names every line, also those of the guard. */
static void test_question(void **state)
{
    (void)state;
    static const char *const want[] = {"a show count read",  "a debug peer CE2 debug",
                                       "a debug one debug",  "a undebug all read",
                                       "b undebug all read", "a undebug peer CE2 read"};
    struct walk_options o = {.ask = true};
    struct mini *m = mini_start(ONE_PEER, NULL, &o);
    const json_t *q = walk_question(m->walk);
    assert_int_equal(json_array_size(q), sizeof want / sizeof want[0]);
    for (size_t i = 0; i < json_array_size(q); i++) {
        const json_t *one = json_array_get(q, i);
        char *got = mem_printf("%s %s %s", json_str(one, "side", ""), json_str(one, "command", ""),
                               json_str(one, "risk", ""));
        assert_string_equal(got, want[i]);
        free(got);
    }
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks_first),       cmocka_unit_test(test_limit_of_the_user),
        cmocka_unit_test(test_unknown_is_busy),   cmocka_unit_test(test_busy_meanwhile),
        cmocka_unit_test(test_mute_meanwhile),    cmocka_unit_test(test_time_budget),
        cmocka_unit_test(test_line_budget),       cmocka_unit_test(test_condition),
        cmocka_unit_test(test_condition_refused), cmocka_unit_test(test_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
