/* SPDX-License-Identifier: ISC */
/* The console without its terminal: keys go in, a walk over the small pack runs, screens come. */
#include "tests/walk/mini.h"

#include "tui/actions.h"
#include "tui/key.h"
#include "tui/ui.h"
#include "tui/view.h"

#include <locale.h>

static const char steps[] =
    "{'id':'one','title':'Is the first SA up?','guide':'1-1','risk':'read','proves':true,"
    "'why':'It must be.','run':[{'on':'both','command':'show sa','facts':'sa'}],"
    "'checks':[{'fail_if':'down','cause':'link-down'},{'pass_if':'up'}]},"
    "{'id':'two','title':'Does it come back?','guide':'1-2','risk':'disruptive',"
    "'why':'A clean start helps.','run':[{'on':'b','command':'clear sa'}],"
    "'checks':[{'pass_if':'true'}]}";

struct desk {
    struct mini *mini;
    struct ui ui;
    struct model model;
    struct rows scratch;
    struct screen screen;
    char *text; /* the screen drawn last */
};

static void on_event(void *user, const struct walk_event *e)
{
    ui_event(user, e);
}

static struct desk *desk_new(void)
{
    static const struct walk_options options = {.ask = true};
    struct desk *d = mem_alloc(sizeof *d);
    d->mini = mini_new(steps, NULL, &options);
    ui_init(&d->ui);
    d->ui.walk = d->mini->walk;
    d->ui.playbook = d->mini->book;
    d->ui.name[SIDE_A] = "ce1.example.net";
    d->ui.name[SIDE_B] = "ce2.example.net";
    walk_observe(d->mini->walk, on_event, &d->ui);
    return d;
}

static const char *draw(struct desk *d, size_t width, size_t height)
{
    size_t size;
    struct layout l = layout_make(width, height, d->ui.zoom, walk_is_alone(d->ui.walk));
    d->ui.layout = l;
    model_fill(&d->model, &d->ui, &l);
    screen_clear(&d->screen, width, height);
    view_screen(&d->model, &l, &d->scratch, &d->screen);
    free(d->text);
    FILE *out = open_memstream(&d->text, &size);
    screen_print(&d->screen, out);
    fclose(out);
    return d->text;
}

static void desk_free(struct desk *d)
{
    ui_fini(&d->ui);
    mini_free(d->mini);
    model_fini(&d->model);
    rows_fini(&d->scratch);
    screen_fini(&d->screen);
    free(d->text);
    free(d);
}

static void press(struct desk *d, const char *keys)
{
    for (; *keys; keys++)
        actions_key(&d->ui, *keys);
}

static void ready(struct desk *d)
{
    ui_peer_state(&d->ui, SIDE_A, PEER_READY, NULL);
    ui_peer_state(&d->ui, SIDE_B, PEER_READY, NULL);
}

static void expect(struct desk *d, const char *part)
{
    if (!strstr(draw(d, 80, 24), part))
        fail_msg("\"%s\" is not on the screen:\n%s", part, d->text);
}

static void expect_not(struct desk *d, const char *part)
{
    if (strstr(draw(d, 80, 24), part))
        fail_msg("\"%s\" is on the screen:\n%s", part, d->text);
}

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
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    walk_start(d->mini->walk);
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
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    draw(d, 80, 24);
    walk_start(d->mini->walk);
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

static void test_risky_step_asks(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    walk_start(d->mini->walk);
    mini_both(d->mini, "show sa", "x is up\n");
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
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    walk_start(d->mini->walk);
    mini_both(d->mini, "show sa", "x is up\n");
    press(d, "n");
    size_t before = d->mini->sent_count;
    ui_type(&d->ui, TYPING_COMMAND, TARGET_BOTH);
    press(d, "cle x");
    ui_enter(&d->ui);
    assert_int_equal(ui_dialog(&d->ui), DIALOG_COMMAND);
    expect(d, "CE1, CE2#cle x");
    expect(d, "CE2#cle x");
    expect(d, "Clears 1 SAs.");
    press(d, "n");
    assert_int_equal(d->mini->sent_count, before);
    assert_int_equal(ui_dialog(&d->ui), DIALOG_NONE);

    ui_type(&d->ui, TYPING_COMMAND, SIDE_B);
    press(d, "cle x");
    ui_enter(&d->ui);
    press(d, "y");
    assert_int_equal(d->mini->sent_count, before + 1);
    assert_non_null(mini_waiting(d->mini, SIDE_B, "cle x"));

    ui_type(&d->ui, TYPING_COMMAND, SIDE_A);
    press(d, "show sa");
    ui_enter(&d->ui);
    assert_int_equal(d->mini->sent_count, before + 2);

    /* How long debugging that is typed may last is said. */
    ui_type(&d->ui, TYPING_COMMAND, SIDE_A);
    press(d, "deb x");
    ui_enter(&d->ui);
    assert_int_equal(ui_dialog(&d->ui), DIALOG_COMMAND);
    expect(d, "after 120 s");
    expect(d, "CE1#deb x");
    press(d, "n");
    assert_int_equal(d->mini->sent_count, before + 2);
    desk_free(d);
}

static void test_refused_step_is_skipped(void **state)
{
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    walk_start(d->mini->walk);
    mini_both(d->mini, "show sa", "x is up\n");
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
    struct desk *d = desk_new();
    (void)state;
    ready(d);
    walk_start(d->mini->walk);
    mini_both(d->mini, "show sa", "x is up\n");
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

/* What an earlier run left is read, and said yes to, before the walk starts. */
static void test_notice(void **state)
{
    (void)state;
    struct desk *d = desk_new();
    ui_notice(&d->ui,
              "the run of 2026-03-01 did not end in order\nto put that right: peerwalk undo F");
    ui_ask(&d->ui, SIDE_A, PEER_ASK_PASSWORD, "Password:", false);
    assert_non_null(strstr(draw(d, 80, 24), "Left by an earlier run"));
    assert_non_null(strstr(d->text, "to put that right: peerwalk undo F"));
    press(d, "r");
    assert_int_equal(d->mini->sent_count, 0);
    press(d, "y");
    assert_int_equal(d->mini->sent_count, 2);
    assert_null(strstr(draw(d, 80, 24), "Left by an earlier run"));
    assert_non_null(strstr(d->text, "Password:"));
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
    draw(d, 80, 24);
    assert_non_null(strstr(d->text, "row 1."));
    assert_null(strstr(d->text, "row 40."));
    assert_non_null(strstr(d->text, " 27 more rows below: the arrows show them"));
    assert_non_null(strstr(d->text, "y yes n no"));
    press(d, "jjj");
    draw(d, 80, 24);
    assert_null(strstr(d->text, "row 3."));
    assert_non_null(strstr(d->text, "3 rows above, 24 below"));
    press(d, "    ");
    draw(d, 80, 24);
    assert_non_null(strstr(d->text, "row 40."));
    assert_non_null(strstr(d->text, " 27 more rows above: the arrows show them"));
    assert_non_null(strstr(d->text, "y yes n no"));
    draw(d, 80, 60);
    assert_null(strstr(d->text, "the arrows show them"));
    buf_fini(&text);
    desk_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_before_and_after_login),
        cmocka_unit_test(test_failing_step_is_shown),
        cmocka_unit_test(test_evidence_stays_while_lines_come),
        cmocka_unit_test(test_risky_step_asks),
        cmocka_unit_test(test_typed_line_asks),
        cmocka_unit_test(test_refused_step_is_skipped),
        cmocka_unit_test(test_typed_commands),
        cmocka_unit_test(test_questions_of_both_peers),
        cmocka_unit_test(test_lost_peer_says_why),
        cmocka_unit_test(test_quit_asks_while_a_step_runs),
        cmocka_unit_test(test_looking_around),
        cmocka_unit_test(test_run_again_from_the_end),
        cmocka_unit_test(test_notice),
        cmocka_unit_test(test_long_question),
        cmocka_unit_test(test_flood),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
