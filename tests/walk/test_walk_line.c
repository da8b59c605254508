/* SPDX-License-Identifier: ISC */
/* Lines that go down and come back in a walk, and another router at the other end. */
#include "tests/walk/mini.h"

static const char TWO[] = SA_STEP("s1", READ) "," SA_STEP("s2", "'proves':true," READ);
static const char PING[] =
    "{'id':'s1','title':'T','risk':'traffic','proves':true,'run':["
    "{'on':'a','command':'ping'},"
    "{'on':'both','command':'show sa','facts':'sa','wait':true}]," SA_CHECKS "}";
static const char CLEAR[] =
    "{'id':'s1','title':'T','risk':'disruptive','proves':true,'run':["
    "{'on':'a','command':'clear sa'},{'on':'a','command':'clear all'},"
    "{'on':'both','command':'show sa','facts':'sa','wait':true}]," SA_CHECKS "}";
static const char DEBUG[] =
    "{'id':'s1','title':'T','risk':'debug','run':[{'on':'both','command':'debug sa'}],"
    "'collect':{'facts':'debug','quiet_s':1,'max_s':9},"
    "'finally':[{'on':'both','command':'undebug all'}]}";
static const char CHANGE[] =
    "{'id':'s1','title':'T','risk':'config','proves':true,"
    "'run':[{'on':'a','command':'configure'},{'on':'a','command':'no cable'},"
    "{'on':'a','command':'end'},{'on':'both','command':'show sa','facts':'sa','wait':true}],"
    "'finally':[{'on':'a','command':'configure'},{'on':'a','command':'cable'},"
    "{'on':'a','command':'end'}]," SA_CHECKS "}";

static const char CONFIG[] = "cable\nend\n";

static void assert_note(struct mini *m, const char *part)
{
    if (!strstr(m->events, part))
        fail_msg("\"%s\" is not in:\n%s", part, m->events);
}

static void assert_sent(const struct mini *m, const char *command, int times)
{
    int n = 0;
    for (size_t i = 0; i < m->sent_count; i++)
        n += strcmp(m->sent[i].command, command) == 0;
    if (n != times)
        fail_msg("\"%s\" was sent %d times", command, n);
}

static void back(struct mini *m, int side)
{
    walk_on_ready(m->walk, side, m->shown[side] ? m->shown[side] : side ? "CE2" : "CE1");
}

/* The peer answers what it had been given with ERR_LOST; the walk has settled it already. */
static void go_down(struct mini *m, int side)
{
    walk_on_down(m->walk, side);
    struct mini_sent *s = mini_waiting(m, side, NULL);
    while (s) {
        s->answered = true;
        walk_on_reply(m->walk, s->token, "", 0, REPLY_OK, ERR_LOST);
        s = mini_waiting(m, side, NULL);
    }
}

static void test_a_step_that_reads_runs_again(void **state)
{
    (void)state;
    struct mini *m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
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
    struct mini *m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
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
    struct mini *m = mini_new(SA_STEP("s1", "'proves':true," READ), NULL, NULL);
    walk_start(m->walk);
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
    struct mini *m = mini_new(TWO, NULL, NULL);
    struct err why = {0};
    err_set(&why, ERR_LOST, "", 0, "nobody there");
    walk_start(m->walk);
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
    struct mini *m = mini_new(PING, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "ping", "");
    mini_both(m, "show sa", "x is up\n");
    assert_sent(m, "ping", 2);
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* The reply that the line broke into comes before it is told that the line is down. */
static void test_the_reply_tells_first(void **state)
{
    (void)state;
    struct mini *m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
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
    struct mini *m = mini_new(PING, NULL, &asks);
    walk_start(m->walk);
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
    struct mini *m = mini_new(CLEAR, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    go_down(m, SIDE_A);
    back(m, SIDE_A);
    assert_sent(m, "clear sa", 1);
    assert_sent(m, "clear all", 0);
    assert_note(m, "step s1 is not run again by itself: it is disruptive");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_debugging_goes_off_on_both(void **state)
{
    (void)state;
    struct mini *m = mini_new(DEBUG, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    mini_both(m, "show count", "count 5\n");
    mini_both(m, "debug sa", "");
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
    assert_sent(m, "debug sa", 2);
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

static struct mini *changing(void)
{
    struct mini *m = mini_new(CHANGE, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    mini_both(m, "look config", CONFIG);
    mini_answer(m, SIDE_A, "configure", "");
    return m;
}

static void test_a_change_is_put_back(void **state)
{
    (void)state;
    struct mini *m = changing();
    go_down(m, SIDE_A);
    assert_non_null(m->owed[SIDE_A]);
    assert_false(walk_finished(m->walk));
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "configure", "");
    mini_answer(m, SIDE_A, "cable", "");
    mini_answer(m, SIDE_A, "end", "");
    mini_both(m, "look config", CONFIG);
    assert_null(m->owed[SIDE_A]);
    assert_note(m, "note the running configuration of CE1 is as it was before");
    assert_sent(m, "no cable", 1);
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
    mini_answer(m, SIDE_A, "configure", "");
    mini_answer(m, SIDE_A, "cable", "");
    mini_answer(m, SIDE_A, "end", "");
    assert_non_null(mini_waiting(m, SIDE_A, "look config"));
    go_down(m, SIDE_A);
    assert_non_null(m->owed[SIDE_A]);
    back(m, SIDE_A);
    mini_answer(m, SIDE_A, "configure", "");
    mini_answer(m, SIDE_A, "cable", "");
    mini_answer(m, SIDE_A, "end", "");
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
    struct mini *m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    walk_stop(m->walk);
    assert_true(walk_finished(m->walk));
    assert_reason(m, 0, "stopped before its end");
    mini_free(m);

    m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    walk_skip(m->walk);
    assert_verdict(m, "s1", "skipped");
    assert_int_equal(m->sent_count, 2);
    back(m, SIDE_A);
    assert_int_equal(m->sent_count, 4);
    mini_free(m);
}

/* Another router. */

static void test_a_stranger_is_not_believed(void **state)
{
    (void)state;
    struct mini *m = mini_new(TWO, NULL, NULL);
    walk_start(m->walk);
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    m->shown[SIDE_A] = "PE9";
    back(m, SIDE_A);
    assert_string_equal(walk_hostname(m->walk, SIDE_A), "CE1");
    mini_both(m, "show sa", "x is up\n");
    assert_verdict(m, "s1", "unknown");
    assert_reason(m, 0, "\"show sa\" was answered by PE9, and the walk is connected to CE1");
    assert_null(json_object_get(json_object_get(walk_facts(m->walk), "a"), "sa"));
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_a_stranger_is_not_harmed(void **state)
{
    (void)state;
    struct mini *m = mini_new(CLEAR, NULL, &ALLOW_ALL);
    m->shown[SIDE_A] = "PE9";
    walk_start(m->walk);
    assert_sent(m, "clear sa", 0);
    mini_both(m, "show sa", "x is up\n");
    assert_reason(m, 0,
                  "\"clear sa\" was not sent to CE1: PE9 answers where the walk is connected "
                  "to CE1, and only what reads goes there");
    walk_command(m->walk, SIDE_A, "clear sa");
    walk_command(m->walk, SIDE_A, "show clock");
    assert_sent(m, "clear sa", 0);
    assert_sent(m, "show clock", 1);
    assert_note(m, "note not sent: PE9 answers where the walk is connected to CE1");
    mini_free(m);
}

/* A line that the user typed is still on its way: its prompt has to be seen first. */
static void test_harm_waits_for_the_prompt(void **state)
{
    (void)state;
    struct mini *m = mini_new(CLEAR, NULL, &ALLOW_ALL);
    walk_command(m->walk, SIDE_A, "telnet pe9");
    walk_start(m->walk);
    assert_sent(m, "clear sa", 0);
    m->shown[SIDE_A] = "PE9";
    mini_answer(m, SIDE_A, "telnet pe9", "");
    assert_sent(m, "clear sa", 0);
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "unknown", "-");
    mini_free(m);

    m = mini_new(CLEAR, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    assert_sent(m, "clear all", 0);
    m->shown[SIDE_A] = "PE9";
    mini_answer(m, SIDE_A, "clear sa", "");
    assert_sent(m, "clear all", 0);
    mini_free(m);
}

/* The address that comes back is another router's: nothing is "put back" there. */
static void test_a_stranger_gets_no_undo(void **state)
{
    (void)state;
    struct mini *m = changing();
    go_down(m, SIDE_A);
    m->shown[SIDE_A] = "PE9";
    back(m, SIDE_A);
    assert_sent(m, "configure", 1);
    assert_sent(m, "cable", 0);
    while (!walk_finished(m->walk)) {
        struct mini_sent *next = mini_waiting(m, SIDE_A, NULL);
        next = next ? next : mini_waiting(m, SIDE_B, NULL);
        assert_non_null(next);
        mini_answer(m, next->side, next->command, CONFIG);
    }
    assert_non_null(m->owed[SIDE_A]);
    assert_note(m, "whether CE1 is as it was before could not be read");
    assert_note(m,
                "note nothing is put back on CE1: PE9 answers where the walk is connected to it");
    assert_sent(m, "end", 0);
    assert_null(strstr(m->events, "by hand"));
    mini_free(m);
}

/* Its debugging is somebody else's. */
static void test_a_stranger_goes_on_debugging(void **state)
{
    (void)state;
    struct mini *m = mini_new(DEBUG, NULL, &ALLOW_ALL);
    walk_start(m->walk);
    mini_both(m, "show count", "count 5\n");
    mini_both(m, "debug sa", "");
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "undebug all", "");
    m->shown[SIDE_A] = "PE9";
    back(m, SIDE_A);
    assert_sent(m, "undebug all", 1);
    assert_note(m, "note nothing is put back on CE1: PE9");
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

static void test_a_name_given_by_the_user(void **state)
{
    (void)state;
    struct mini *m = mini_new(CLEAR, NULL, &ALLOW_ALL);
    walk_command(m->walk, SIDE_A, "configure terminal");
    mini_answer(m, SIDE_A, "look config", CONFIG);
    m->configuring[SIDE_A] = true;
    mini_answer(m, SIDE_A, "configure terminal", "");
    walk_command(m->walk, SIDE_A, "hostn  an-edge-of-the-customer-1");
    m->shown[SIDE_A] = "an-edge-of-the-custo";
    mini_answer(m, SIDE_A, "hostn  an-edge-of-the-customer-1", "");
    walk_command(m->walk, SIDE_A, "end");
    m->shown[SIDE_A] = "an-edge-of-the-customer-1";
    m->configuring[SIDE_A] = false;
    mini_answer(m, SIDE_A, "end", "");
    walk_start(m->walk);
    mini_answer(m, SIDE_A, "clear sa", "");
    mini_answer(m, SIDE_A, "clear all", "");
    mini_both(m, "show sa", "x is up\n");
    assert_note(m, "note CE1 is called an-edge-of-the-customer-1 from now on");
    assert_string_equal(walk_hostname(m->walk, SIDE_A), "an-edge-of-the-customer-1");
    assert_end(m, "pass", "-");
    mini_free(m);
}

/* Refused by AAA: not known, and why. */
static void test_not_allowed(void **state)
{
    (void)state;
    struct mini *m = mini_new(SA_STEP("s1", "'proves':true," READ), NULL, NULL);
    walk_start(m->walk);
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
        cmocka_unit_test(test_a_stranger_is_not_believed),
        cmocka_unit_test(test_a_stranger_is_not_harmed),
        cmocka_unit_test(test_harm_waits_for_the_prompt),
        cmocka_unit_test(test_a_stranger_gets_no_undo),
        cmocka_unit_test(test_a_stranger_goes_on_debugging),
        cmocka_unit_test(test_a_name_given_by_the_user),
        cmocka_unit_test(test_not_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
