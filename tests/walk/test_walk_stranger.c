/* SPDX-License-Identifier: ISC */
/* Another router at the other end than the one the walk began with. */
#include "tests/walk/line.h"

static void test_a_stranger_is_not_believed(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO, NULL, NULL);
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
    assert_times_sent(m, "clear sa", 0);
    mini_both(m, "show sa", "x is up\n");
    assert_reason(m, 0,
                  "\"clear sa\" was not sent to CE1: PE9 answers where the walk is connected "
                  "to CE1, and only what reads goes there");
    walk_command(m->walk, SIDE_A, "clear sa");
    walk_command(m->walk, SIDE_A, "show clock");
    assert_times_sent(m, "clear sa", 0);
    assert_times_sent(m, "show clock", 1);
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
    assert_times_sent(m, "clear sa", 0);
    m->shown[SIDE_A] = "PE9";
    mini_answer(m, SIDE_A, "telnet pe9", "");
    assert_times_sent(m, "clear sa", 0);
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "unknown", "-");
    mini_free(m);

    m = mini_start(CLEAR, NULL, &ALLOW_ALL);
    assert_times_sent(m, "clear all", 0);
    m->shown[SIDE_A] = "PE9";
    mini_answer(m, SIDE_A, "clear sa", "");
    assert_times_sent(m, "clear all", 0);
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
    assert_times_sent(m, "configure", 1);
    assert_times_sent(m, "cable", 0);
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
    assert_times_sent(m, "end", 0);
    assert_null(strstr(m->events, "by hand"));
    mini_free(m);
}

/* Its debugging is somebody else's. */
static void test_a_stranger_goes_on_debugging(void **state)
{
    (void)state;
    struct mini *m = debugging();
    go_down(m, SIDE_A);
    mini_answer(m, SIDE_B, "undebug all", "");
    m->shown[SIDE_A] = "PE9";
    back(m, SIDE_A);
    assert_times_sent(m, "undebug all", 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stranger_is_not_believed),
        cmocka_unit_test(test_a_stranger_is_not_harmed),
        cmocka_unit_test(test_harm_waits_for_the_prompt),
        cmocka_unit_test(test_a_stranger_gets_no_undo),
        cmocka_unit_test(test_a_stranger_goes_on_debugging),
        cmocka_unit_test(test_a_name_given_by_the_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
