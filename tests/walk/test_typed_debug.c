/* SPDX-License-Identifier: ISC */
/* Debugging that a person switches on is watched as that of a step is. */
#include "tests/walk/mini.h"

static const char READS[] = "{'id':'s1','title':'T','risk':'read'}";

static const char DEBUGS[] = "{'id':'s1','title':'T','risk':'debug',"
                             "'run':[{'on':'a','command':'debug all'}],"
                             "'collect':{'facts':'debug','quiet_s':5,'max_s':9},"
                             "'finally':[{'on':'both','command':'undebug all'}]}";

/* A person has typed it at A, and the router was looked at for the first time. */
static struct mini *typed(const struct walk_options *o)
{
    struct mini *m = mini_new(READS, NULL, o);
    walk_command(m->walk, SIDE_A, "deb all");
    mini_answer(m, SIDE_A, "deb all", "");
    mini_answer(m, SIDE_A, "show count", "count 1\n");
    assert_null(mini_waiting(m, SIDE_A, NULL));
    return m;
}

static void it_ends_when_its_time_is_over(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.debug_ms = 7000;
    struct mini *m = typed(&o);
    assert_int_equal(m->wake, 6000); /* the next look */
    mini_pass_ms(m, 6000);
    assert_int_equal(m->wake, 1000);
    mini_answer(m, SIDE_A, "show count", "count 2\n");
    mini_pass_ms(m, 999);
    assert_null(mini_waiting(m, SIDE_A, NULL));
    mini_pass_ms(m, 1);
    assert_note(m, "debugging that was typed ends now: on CE1 it has been on for 7 s");
    mini_answer(m, SIDE_A, "undebug all", "");
    assert_int_equal(m->wake, 0);
    assert_null(mini_waiting(m, SIDE_B, NULL));
    mini_free(m);
}

static void it_ends_when_the_processor_is_busy(void **state)
{
    (void)state;
    struct mini *m = typed(&ALLOW_ALL);
    mini_pass_ms(m, 6000);
    mini_answer(m, SIDE_A, "show count", "count 60\n");
    assert_note(m, "ends now: the processor of CE1 is busy for 60 %, the limit is 60 %");
    mini_answer(m, SIDE_A, "undebug all", "");
    mini_pass_ms(m, 2000);
    assert_null(mini_waiting(m, SIDE_A, NULL));
    mini_free(m);
}

static void it_ends_after_so_many_lines(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.debug_lines = 3;
    struct mini *m = typed(&o);
    for (int i = 0; i < 3; i++) {
        assert_null(mini_waiting(m, SIDE_A, "undebug all"));
        mini_heard(m, SIDE_B, "noise");
        mini_heard(m, SIDE_A, "noise");
    }
    assert_note(m, "ends now: CE1 has printed 3 lines");
    mini_answer(m, SIDE_A, "undebug all", "");
    mini_free(m);
}

/* Who types it may know better than a router that does not say how busy it is. */
static void a_router_that_does_not_say_is_told_of_once(void **state)
{
    (void)state;
    struct mini *m = typed(&ALLOW_ALL);
    for (int i = 0; i < 3; i++) {
        mini_pass_ms(m, 6000);
        mini_reply(m, SIDE_A, "show count", "% Invalid input", REPLY_INVALID, ERR_NONE);
    }
    assert_string_equal(m->events, "note CE1 does not say how busy its processor is\n");
    mini_pass_ms(m, 120 * 1000);
    assert_note(m, "on CE1 it has been on for 120 s");
    mini_free(m);
}

static void what_is_switched_off_is_left_alone(void **state)
{
    (void)state;
    struct mini *m = typed(&ALLOW_ALL);
    walk_command(m->walk, SIDE_A, "u all");
    mini_answer(m, SIDE_A, "u all", "");
    assert_int_equal(m->wake, 0);
    mini_pass_ms(m, 500 * 1000);
    assert_null(mini_waiting(m, SIDE_A, NULL));
    assert_string_equal(m->events, "");
    mini_free(m);
}

/* In configuration mode nothing is asked, and what ends it goes out as it has to there. */
static void in_configuration_mode_it_ends_as_well(void **state)
{
    (void)state;
    struct mini *m = typed(&ALLOW_ALL);
    walk_command(m->walk, SIDE_A, "configure terminal");
    mini_answer(m, SIDE_A, "configure terminal", "");
    m->configuring[SIDE_A] = true;
    mini_pass_ms(m, 6000);
    assert_null(mini_waiting(m, SIDE_A, "show count"));
    mini_pass_ms(m, 114 * 1000);
    mini_answer(m, SIDE_A, "do undebug all", "");
    mini_free(m);
}

/* A step that debugs watches itself, and its end is the end of all debugging. */
static void a_step_that_debugs_watches_for_both(void **state)
{
    (void)state;
    struct mini *m = mini_new(DEBUGS, NULL, &ALLOW_ALL);
    walk_command(m->walk, SIDE_B, "debug all");
    mini_answer(m, SIDE_B, "debug all", "");
    mini_answer(m, SIDE_B, "show count", "count 1\n");
    walk_start(m->walk);
    mini_answer(m, SIDE_A, "show count", "count 1\n");
    mini_answer(m, SIDE_A, "debug all", "");
    for (int i = 0; i < 4; i++) {
        mini_heard(m, SIDE_A, "noise");
        mini_pass_ms(m, 2000);
        assert_null(mini_waiting(m, SIDE_B, NULL));
        mini_answer(m, SIDE_A, "show count", "count 1\n");
    }
    mini_pass_ms(m, 1000);
    mini_both(m, "undebug all", "");
    assert_true(walk_finished(m->walk));
    assert_int_equal(m->wake, 0);
    mini_pass_ms(m, 500 * 1000);
    assert_null(mini_waiting(m, SIDE_B, NULL));
    mini_free(m);
}

static void it_ends_with_the_line(void **state)
{
    (void)state;
    struct mini *m = typed(&ALLOW_ALL);
    walk_on_down(m->walk, SIDE_A);
    assert_int_equal(m->wake, 0);
    walk_on_ready(m->walk, SIDE_A, "CE1");
    mini_pass_ms(m, 500 * 1000);
    assert_null(mini_waiting(m, SIDE_A, NULL));
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_when_its_time_is_over),
        cmocka_unit_test(it_ends_when_the_processor_is_busy),
        cmocka_unit_test(it_ends_after_so_many_lines),
        cmocka_unit_test(a_router_that_does_not_say_is_told_of_once),
        cmocka_unit_test(what_is_switched_off_is_left_alone),
        cmocka_unit_test(in_configuration_mode_it_ends_as_well),
        cmocka_unit_test(a_step_that_debugs_watches_for_both),
        cmocka_unit_test(it_ends_with_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
