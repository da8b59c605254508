/* SPDX-License-Identifier: ISC */
/* A journal is played, halted, and gone through by steps, and nothing of that needs a clock. */
#include "tui/actions.h"
#include "tui/player.h"
#include "tui/ui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WALK "tests/fixtures/report/walk.jsonl"

struct stage {
    struct loop *loop;
    struct player *player;
    int walks; /* that were begun */
    int ready; /* peers that were */
};

static void on_began(void *user)
{
    ((struct stage *)user)->walks++;
}

static void on_changed(void *user)
{
    (void)user;
}

static void on_state(void *user, int side, enum peer_state s, const struct err *why)
{
    (void)side;
    (void)why;
    ((struct stage *)user)->ready += s == PEER_READY;
}

static struct stage *stage_new(double speed)
{
    static const struct player_handler HANDLER = {
        .began = on_began, .changed = on_changed, .peers = {.state = on_state}};
    struct stage *s = calloc(1, sizeof *s);
    struct err e = {0};
    assert_non_null(s);
    s->loop = loop_new();
    s->player = player_new(s->loop, WALK, (struct player_pace){.speed = speed}, &HANDLER, s, &e);
    assert_non_null(s->player);
    return s;
}

static void stage_free(struct stage *s)
{
    player_free(s->player);
    loop_free(s->loop);
    free(s);
}

static void run_to_end(struct stage *s)
{
    while (!player_ended(s->player))
        assert_true(loop_step(s->loop, true) || player_ended(s->player));
}

static bool runs(struct stage *s, int step)
{
    return walk_busy(player_walk(s->player)) && walk_current(player_walk(s->player)) == step;
}

static void run_to_step(struct stage *s, int step)
{
    while (!runs(s, step))
        assert_true(loop_step(s->loop, true) || runs(s, step));
}

static void it_plays_to_the_end(void **state)
{
    (void)state;
    struct stage *s = stage_new(0);
    player_start(s->player);
    assert_int_equal(s->walks, 1);
    run_to_end(s);
    assert_int_equal(s->ready, 2);
    assert_int_equal(walk_verdict(player_walk(s->player)), VERDICT_FAIL);
    assert_string_equal(player_title(s->player), "replay 2026-03-01 09:00:03 end");
    assert_string_equal(player_trouble(s->player), "");
    /* What the peers said is there, as in a walk that happens. */
    const struct transcript *t = walk_transcript(player_walk(s->player), SIDE_B);
    assert_int_equal(transcript_count(t), 3);
    assert_int_equal(transcript_block(t, 2)->line_count, 4);
    stage_free(s);
}

static void halted_it_goes_by_steps(void **state)
{
    (void)state;
    struct stage *s = stage_new(1);
    player_start(s->player);
    player_pause(s->player);
    assert_string_equal(player_title(s->player), "replay 2026-03-01 09:00:00 paused");
    player_step(s->player, 1);
    run_to_step(s, 0);
    player_step(s->player, 1);
    run_to_step(s, 1);
    assert_int_equal(walk_step_state(player_walk(s->player), 0)->verdict, VERDICT_PASS);
    assert_int_equal(s->walks, 1);
    player_step(s->player, -1);
    run_to_step(s, 0);
    assert_int_equal(s->walks, 2);
    assert_int_equal(walk_step_state(player_walk(s->player), 0)->verdict, VERDICT_NONE);
    stage_free(s);
}

static void from_the_end_it_goes_to_the_last_step_and_begins_anew(void **state)
{
    (void)state;
    struct stage *s = stage_new(0);
    player_start(s->player);
    run_to_end(s);
    player_pause(s->player); /* begins anew */
    assert_false(player_ended(s->player));
    assert_int_equal(s->walks, 2);
    run_to_end(s);
    player_step(s->player, -1); /* and stays there */
    run_to_step(s, 2);
    assert_false(walk_finished(player_walk(s->player)));
    player_step(s->player, -1);
    run_to_step(s, 1);
    player_step(s->player, 1);
    run_to_step(s, 2);
    player_step(s->player, 1); /* there is none: to the end of the walk */
    while (!walk_finished(player_walk(s->player)))
        assert_true(loop_step(s->loop, true) || walk_finished(player_walk(s->player)));
    assert_false(player_ended(s->player));
    stage_free(s);
}

static void the_pace_has_bounds(void **state)
{
    (void)state;
    struct stage *s = stage_new(1);
    player_start(s->player);
    player_pause(s->player);
    for (int i = 0; i < 20; i++)
        player_faster(s->player, -1);
    assert_string_equal(player_title(s->player), "replay 2026-03-01 09:00:00 x0.25 paused");
    for (int i = 0; i < 20; i++)
        player_faster(s->player, 1);
    assert_string_equal(player_title(s->player), "replay 2026-03-01 09:00:00 max paused");
    player_faster(s->player, -1);
    assert_string_equal(player_title(s->player), "replay 2026-03-01 09:00:00 x64 paused");
    stage_free(s);
}

/* Of the table of actions a replay has none that may reach a router. */
static void nothing_is_offered_that_sends(void **state)
{
    static const char *const SENDING[] = {"next",   "run",       "re-run", "skip",   "type-a",
                                          "type-b", "type-both", "yes",    "choose", "enter"};
    size_t count;
    const struct action *table = actions_table(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (!(table[i].contexts & CONTEXT_REPLAY))
            continue;
        assert_false(table[i].changes);
        for (size_t k = 0; k < sizeof SENDING / sizeof *SENDING; k++)
            assert_string_not_equal(table[i].name, SENDING[k]);
    }
}

/* A question of the walk shows as it did, and no key of this person answers it. */
static void what_was_asked_is_not_asked_again(void **state)
{
    struct ui u;
    struct walk_event ask = {.type = WALK_ASK, .step = 0, .side = -1};
    struct walk_event answer = {.type = WALK_ANSWER, .step = 0, .side = -1, .text = "yes"};
    (void)state;
    struct stage *s = stage_new(0);
    ui_init(&u);
    player_start(s->player);
    u.player = s->player;
    ui_begin(&u, player_walk(s->player));
    ui_event(&u, &ask);
    assert_int_equal(ui_dialog(&u), DIALOG_RISK);
    assert_int_equal(ui_context(&u), CONTEXT_REPLAY);
    actions_key(&u, 'y');
    assert_int_equal(ui_dialog(&u), DIALOG_RISK);
    ui_event(&u, &answer);
    assert_int_equal(ui_dialog(&u), DIALOG_NONE);
    ui_fini(&u);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_plays_to_the_end),
        cmocka_unit_test(halted_it_goes_by_steps),
        cmocka_unit_test(from_the_end_it_goes_to_the_last_step_and_begins_anew),
        cmocka_unit_test(the_pace_has_bounds),
        cmocka_unit_test(nothing_is_offered_that_sends),
        cmocka_unit_test(what_was_asked_is_not_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
