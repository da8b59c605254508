/* SPDX-License-Identifier: ISC */
/* What the console asks before it goes on: of peers, of steps, of lines typed, of leaving. */
#include "tests/tui/desk.h"

static void type_line(struct desk *d, int target, const char *line)
{
    ui_type(&d->ui, TYPING_COMMAND, target);
    press(d, line);
    ui_enter(&d->ui);
}

static void test_risky_step_asks(void **state)
{
    struct desk *d = desk_asking();
    (void)state;
    assert_int_equal(ui_context(&d->ui), CONTEXT_CONFIRM);
    expect(d, "disruptive");
    expect(d, "CE2#clear sa");
    expect(d, "Clears 1 SAs.");
    expect(d, "waits for you");
    assert_null(mini_waiting(d->mini, SIDE_B, "clear sa"));
    press(d, "x"); /* means nothing */
    assert_null(mini_waiting(d->mini, SIDE_B, "clear sa"));
    press(d, "y");
    assert_non_null(mini_waiting(d->mini, SIDE_B, "clear sa"));
    expect_not(d, "Clears 1 SAs.");
    assert_int_equal(ui_context(&d->ui), CONTEXT_MAIN);
    desk_free(d);
}

/* A typed line that interrupts is held until the user has seen what it does. */
static void test_typed_line_asks(void **state)
{
    struct desk *d = desk_asking();
    (void)state;
    press(d, "n");
    size_t before = d->mini->sent_count;
    type_line(d, TARGET_BOTH, "cle x");
    assert_int_equal(ui_dialog(&d->ui), DIALOG_COMMAND);
    expect(d, "CE1, CE2#cle x");
    expect(d, "CE2#cle x");
    expect(d, "Clears 1 SAs.");
    press(d, "n");
    assert_int_equal(d->mini->sent_count, before);
    assert_int_equal(ui_dialog(&d->ui), DIALOG_NONE);

    type_line(d, SIDE_B, "cle x");
    press(d, "y");
    assert_int_equal(d->mini->sent_count, before + 1);
    assert_non_null(mini_waiting(d->mini, SIDE_B, "cle x"));

    type_line(d, SIDE_A, "show sa");
    assert_int_equal(d->mini->sent_count, before + 2);

    /* How long debugging that is typed may last is said. */
    type_line(d, SIDE_A, "deb x");
    assert_int_equal(ui_dialog(&d->ui), DIALOG_COMMAND);
    expect(d, "after 120 s");
    expect(d, "CE1#deb x");
    press(d, "n");
    assert_int_equal(d->mini->sent_count, before + 2);
    desk_free(d);
}

static void test_questions_of_both_peers(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    press(d, "ashow");
    ui_ask(&d->ui, SIDE_B, PEER_ASK_PASSWORD, "Password for ce2:", false);
    assert_int_equal(d->ui.asking, SIDE_B);
    assert_int_equal(d->ui.input.len, 0); /* the command does not become the password */
    press(d, "sec");
    expect(d, "Password for ce2:");
    expect_not(d, "sec");
    /* The question of the other one waits until this one is answered. */
    ui_ask(&d->ui, SIDE_A, PEER_ASK_HOST_KEY, "SHA256:abc", true);
    expect(d, "Password for ce2:");
    press(d, "ret");
    assert_string_equal(d->ui.input.text, "secret");
    actions_key(&d->ui, K_ENTER);
    assert_int_equal(ui_context(&d->ui), CONTEXT_CONFIRM);
    expect(d, "SHA256:abc");
    for (size_t i = 0; i < INPUT_LIMIT; i++)
        assert_int_equal(d->ui.input.text[i], 0);
    press(d, "y");
    assert_int_equal(ui_context(&d->ui), CONTEXT_MAIN);
    ui_ask(&d->ui, SIDE_A, PEER_ASK_ENABLE, "Enable password of ce1:", false);
    ui_ask(&d->ui, SIDE_B, PEER_ASK_ENABLE, "Enable password of ce2:", false);
    ui_peer_state(&d->ui, SIDE_A, PEER_LOST, NULL);
    expect(d, "Enable password of ce2:");
    ui_peer_state(&d->ui, SIDE_B, PEER_LOST, NULL);
    assert_int_equal(d->ui.asking, -1);
    assert_int_equal(ui_context(&d->ui), CONTEXT_MAIN);
    desk_free(d);
}

static void test_quit_asks_while_a_step_runs(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    press(d, "q");
    assert_true(d->ui.want_close);
    d->ui.want_close = false;
    walk_start(d->mini->walk);
    press(d, "q");
    assert_false(d->ui.want_close);
    expect(d, "Leave now?");
    press(d, "n");
    assert_false(d->ui.want_close);
    press(d, "qy");
    assert_true(d->ui.want_close);
    d->ui.closing = true;
    expect(d, "Closing");
    desk_free(d);
}

/* What an earlier run left is read, and said yes to, before the walk starts. */
static void test_notice(void **state)
{
    (void)state;
    struct desk *d = desk_new();
    ui_notice(&d->ui,
              "the run of 2026-03-01 did not end in order\nto put that right: peerwalk undo F");
    ui_ask(&d->ui, SIDE_A, PEER_ASK_PASSWORD, "Password:", false);
    expect(d, "Left by an earlier run");
    expect(d, "to put that right: peerwalk undo F");
    press(d, "r");
    assert_int_equal(d->mini->sent_count, 0);
    press(d, "y");
    assert_int_equal(d->mini->sent_count, 2);
    expect_not(d, "Left by an earlier run");
    expect(d, "Password:");
    assert_false(d->ui.want_close);
    desk_free(d);

    d = desk_new();
    ui_notice(&d->ui, "the run of 2026-03-01 did not end in order");
    press(d, "n");
    assert_true(d->ui.want_close);
    assert_int_equal(d->mini->sent_count, 0);
    desk_free(d);
}

/* More than the screen holds is told, and shows with the arrows; the keys stay. */
static void test_long_question(void **state)
{
    (void)state;
    struct desk *d = desk_new();
    struct buf text = {0};
    for (int i = 1; i <= 40; i++)
        buf_printf(&text, "row %d.\n", i);
    ui_notice(&d->ui, buf_str(&text));
    expect(d, "row 1.");
    expect_not(d, "row 40.");
    expect(d, " 27 more rows below: the arrows show them");
    expect(d, "y yes n no");
    press(d, "jjj");
    expect_not(d, "row 3.");
    expect(d, "3 rows above, 24 below");
    press(d, "    ");
    expect(d, "row 40.");
    expect(d, " 27 more rows above: the arrows show them");
    expect(d, "y yes n no");
    assert_null(strstr(draw(d, 80, 60), "the arrows show them"));
    buf_fini(&text);
    desk_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_risky_step_asks),
        cmocka_unit_test(test_typed_line_asks),
        cmocka_unit_test(test_questions_of_both_peers),
        cmocka_unit_test(test_quit_asks_while_a_step_runs),
        cmocka_unit_test(test_notice),
        cmocka_unit_test(test_long_question),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
