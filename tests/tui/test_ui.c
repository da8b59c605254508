/* SPDX-License-Identifier: ISC */
/* The console through a walk over the small pack: what it shows, and what its keys do. */
#include "tests/tui/desk.h"

static void test_names_before_and_after_login(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    expect(d, "A ce1.example.net idle");
    ready(d);
    expect(d, "A CE1 ready");
    desk_free(d);
}

static void test_failing_step_is_shown(void **state)
{
    struct desk *d = desk_walking();
    (void)state;
    expect(d, "CE1#show sa");
    expect(d, "runs");
    mini_answer(d->mini, SIDE_A, "show sa", "x is up\n");
    mini_answer(d->mini, SIDE_B, "show sa", "x is down\n");
    expect(d, ">x is down");
    expect(d, "Link down");
    expect(d, "> CE2:1 x is down");
    expect(d, "no shutdown");
    assert_true(findings_marked(&d->ui.found, SIDE_B, (struct place){1, 1}));
    assert_false(findings_marked(&d->ui.found, SIDE_A, (struct place){1, 1}));
    desk_free(d);
}

static void test_evidence_stays_while_lines_come(void **state)
{
    struct desk *d = desk_walking();
    (void)state;
    draw(d, 80, 24);
    mini_answer(d->mini, SIDE_A, "show sa", "x is up\n");
    mini_answer(d->mini, SIDE_B, "show sa", "x is down\n");
    for (int i = 0; i < 100; i++)
        walk_on_heard(d->mini->walk, SIDE_B, "noise", 5);
    expect(d, ">x is down");
    /* To the end of pane B and back with the key for the finding. */
    press(d, "n");
    actions_key(&d->ui, K_TAB);
    actions_key(&d->ui, K_TAB);
    actions_key(&d->ui, K_END);
    assert_true(d->ui.pane[SIDE_B].follow);
    expect_not(d, ">x is down");
    press(d, "f");
    expect(d, ">x is down");
    desk_free(d);
}

static void test_refused_step_is_skipped(void **state)
{
    struct desk *d = desk_asking();
    (void)state;
    press(d, "n");
    assert_int_equal(d->mini->sent_count, 2);
    assert_true(walk_finished(d->mini->walk));
    expect(d, "skipped");
    desk_free(d);
}

static void test_typed_commands(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    press(d, "bshow sa");
    expect(d, "CE2# show sa");
    assert_true(d->screen.cursor);
    assert_int_equal(d->screen.cursor_row, 23);
    assert_int_equal(d->screen.cursor_column, strlen("CE2# show sa"));
    assert_int_equal(d->mini->sent_count, 0);
    actions_key(&d->ui, K_ENTER);
    assert_int_equal(d->mini->sent_count, 1);
    assert_non_null(mini_waiting(d->mini, SIDE_B, "show sa"));
    press(d, ":");
    actions_key(&d->ui, K_UP);
    expect(d, "both# show sa");
    actions_key(&d->ui, K_ENTER);
    assert_int_equal(d->mini->sent_count, 3);
    press(d, "aq");
    actions_key(&d->ui, K_TAB);
    expect(d, "CE2# q");
    actions_key(&d->ui, K_ESC);
    assert_int_equal(d->mini->sent_count, 3);
    assert_false(d->ui.want_close);
    mini_answer(d->mini, SIDE_B, "show sa", "x is up\n");
    expect(d, "x is up");
    desk_free(d);
}

static void test_lost_peer_says_why(void **state)
{
    struct desk *d = desk_new();
    struct err e = {0};
    (void)state;
    err_set(&e, ERR_UNREACHABLE, "ce1", 0, "nobody answers on port 22");
    ui_peer_state(&d->ui, SIDE_A, PEER_LOST, &e);
    expect(d, "nobody answers on port 22");
    expect(d, "lost");
    desk_free(d);
}

static void test_looking_around(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    actions_key(&d->ui, K_DOWN);
    expect(d, "step 2: Does it come back?");
    expect(d, "A clean start helps.");
    press(d, "p");
    expect(d, "step 1: Is the first SA up?");
    press(d, "ppp");
    assert_int_equal(d->ui.selected, 0);
    press(d, "?");
    expect(d, "may change a router");
    press(d, "q"); /* leaves the help, not the program */
    assert_false(d->ui.want_close);
    expect_not(d, "may change a router");
    actions_key(&d->ui, K_ENTER);
    assert_int_equal(d->ui.zoom, PANE_FINDING);
    expect_not(d, "Steps");
    actions_key(&d->ui, K_ESC);
    expect(d, "Steps");
    press(d, "f");
    expect(d, "No step has failed.");
    press(d, "zz");
    assert_int_equal(d->ui.zoom, PANE_ALL);
    press(d, "w");
    expect(d, "Save to file: peerwalk-finding.txt");
    actions_key(&d->ui, K_ENTER);
    assert_string_equal(d->ui.save_as, "peerwalk-finding.txt");
    desk_free(d);
}

static void test_run_again_from_the_end(void **state)
{
    struct desk *d = desk_asking();
    (void)state;
    press(d, "n");
    assert_true(walk_finished(d->mini->walk));
    expect(d, "all pass");
    press(d, "r");
    assert_non_null(mini_waiting(d->mini, SIDE_A, "show sa"));
    mini_both(d->mini, "show sa", "x is up\n");
    assert_int_equal(ui_context(&d->ui), CONTEXT_CONFIRM);
    desk_free(d);
}

/* What came last is drawn without walking over what came before. */
static void test_flood(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    for (int i = 0; i < 120000; i++) {
        char line[64];
        int n = snprintf(line, sizeof line, "line %d", i);
        walk_on_heard(d->mini->walk, SIDE_A, line, (size_t)n);
        if (i % 1000 == 999)
            draw(d, 80, 24);
    }
    expect(d, "line 119999");
    assert_true(d->model.peer[SIDE_A].line_count < 24);
    desk_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_before_and_after_login),
        cmocka_unit_test(test_failing_step_is_shown),
        cmocka_unit_test(test_evidence_stays_while_lines_come),
        cmocka_unit_test(test_refused_step_is_skipped),
        cmocka_unit_test(test_typed_commands),
        cmocka_unit_test(test_lost_peer_says_why),
        cmocka_unit_test(test_looking_around),
        cmocka_unit_test(test_run_again_from_the_end),
        cmocka_unit_test(test_flood),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
