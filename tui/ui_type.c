/* SPDX-License-Identifier: ISC */
/* Typing and answering: commands for the peers, questions of peers and of the walk, leaving. */
#include "tui/ui.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_prompt(struct ui *u)
{
    if (u->typing == TYPING_FILE)
        snprintf(u->prompt, sizeof u->prompt, "Save to file: ");
    else if (u->target == TARGET_BOTH)
        snprintf(u->prompt, sizeof u->prompt, "both# ");
    else
        snprintf(u->prompt, sizeof u->prompt, "%s# ", ui_host(u, u->target));
}

void ui_type(struct ui *u, enum typing typing, int target)
{
    if (walk_is_alone(u->walk) && target == SIDE_B) {
        ui_note(u, "There is no peer B in this walk.");
        return;
    }
    if (walk_is_alone(u->walk))
        target = SIDE_A;
    u->typing = typing;
    u->target = target;
    input_start(&u->input, typing == TYPING_FILE ? "peerwalk-finding.txt" : "", false);
    set_prompt(u);
}

void ui_switch_target(struct ui *u)
{
    if (u->typing != TYPING_COMMAND || walk_is_alone(u->walk))
        return;
    u->target = (u->target + 1) % (TARGET_BOTH + 1);
    set_prompt(u);
}

/* Show the question of a side; what was typed before it came does not get into the answer. */
static void show_question(struct ui *u, int side)
{
    const struct ui_question *question = &u->question[side];
    u->asking = side;
    input_start(&u->input, "", !question->echo);
    u->typing = question->kind == PEER_ASK_HOST_KEY ? TYPING_NOTHING : TYPING_ANSWER;
}

void ui_ask(struct ui *u, int side, enum peer_question q, const char *text, bool echo)
{
    struct ui_question *question = &u->question[side];
    free(question->text);
    *question = (struct ui_question){.open = true, .kind = q, .text = mem_dup(text), .echo = echo};
    /* The other side waits: an answer half typed must never go to the wrong router. */
    if (u->asking < 0 || u->asking == side)
        show_question(u, side);
}

void ui_withdraw(struct ui *u, int side)
{
    u->question[side].open = false;
    if (u->asking != side)
        return;
    input_wipe(&u->input);
    u->typing = TYPING_NOTHING;
    u->asking = -1;
    for (int other = 0; other < SIDES && u->asking < 0; other++)
        if (u->question[other].open)
            show_question(u, other);
}

/* `answer` NULL refuses. */
static void answer_peer(struct ui *u, const char *answer)
{
    int side = u->asking;
    if (side < 0)
        return;
    if (u->drive)
        drive_answer(u->drive, side, answer);
    ui_withdraw(u, side);
}

static void send_line(struct ui *u, int side, const char *line)
{
    walk_command(u->walk, side, line);
    pane_end(&u->pane[side]);
}

/* Does a yes have to be said to what the line does? Not to every line of a configuration. */
static bool needs_yes(const json_t *effects)
{
    size_t i;
    const json_t *e;
    json_array_foreach(effects, i, e)
    {
        int risk = risk_from_name(json_str(e, "risk", ""));
        if (json_str(e, "effect", NULL) || risk == RISK_DISRUPTIVE || risk == RISK_DEBUG)
            return true;
    }
    return false;
}

/* Send what was typed, or hold it until the user has seen what it would do. */
static void send_command(struct ui *u)
{
    json_t *effects = json_array();
    for (int side = 0; side < SIDES; side++) {
        if (u->target != side && u->target != TARGET_BOTH)
            continue;
        json_t *own = walk_command_effects(u->walk, side, u->input.text);
        json_array_extend(effects, own);
        json_decref(own);
    }
    if (needs_yes(effects) && !walk_reads_only(u->walk)) {
        u->held = effects;
        u->help_top = 0;
    } else {
        for (size_t i = 0; i < json_array_size(effects); i++)
            send_line(u, facts_side(json_str(json_array_get(effects, i), "side", "")),
                      u->input.text);
        json_decref(effects);
    }
    input_remember(&u->input);
}

static void release_command(struct ui *u, bool yes)
{
    json_t *held = u->held;
    u->held = NULL;
    for (size_t i = 0; yes && i < json_array_size(held); i++) {
        const json_t *one = json_array_get(held, i);
        send_line(u, facts_side(json_str(one, "side", "")), json_str(one, "command", ""));
    }
    json_decref(held);
}

void ui_enter(struct ui *u)
{
    if (u->typing == TYPING_ANSWER) {
        answer_peer(u, u->input.text);
        return;
    }
    if (u->typing == TYPING_COMMAND && u->input.len > 0) {
        send_command(u);
    } else if (u->typing == TYPING_FILE && u->input.len > 0) {
        free(u->save_as);
        u->save_as = mem_dup(u->input.text);
    }
    ui_abandon(u);
}

void ui_abandon(struct ui *u)
{
    if (u->typing == TYPING_ANSWER) {
        answer_peer(u, NULL);
        return;
    }
    input_wipe(&u->input);
    u->typing = TYPING_NOTHING;
}

void ui_confirm(struct ui *u, bool yes)
{
    switch (ui_dialog(u)) {
    case DIALOG_QUIT:
        u->quitting = false;
        u->want_close = yes;
        break;
    case DIALOG_NOTICE:
        free(u->notice);
        u->notice = NULL;
        u->want_close = !yes;
        if (yes)
            walk_start(u->walk);
        break;
    case DIALOG_HOST_KEY:
        answer_peer(u, yes ? "yes" : NULL);
        break;
    case DIALOG_COMMAND:
        release_command(u, yes);
        break;
    case DIALOG_RISK:
        u->asked = false;
        walk_answer(u->walk, yes);
        break;
    default:
        break;
    }
}

void ui_choose(struct ui *u, size_t choice)
{
    if (choice >= json_array_size(walk_choices(u->walk)))
        return;
    u->choosing = false;
    walk_choose(u->walk, choice);
}

void ui_interrupt(struct ui *u)
{
    bool stopped = false;
    if (u->typing == TYPING_COMMAND || u->typing == TYPING_FILE) {
        ui_abandon(u);
        return;
    }
    for (int side = 0; side < SIDES && u->drive && !u->interrupted && !u->closing; side++) {
        struct peer *peer = drive_peer(u->drive, side);
        if (!peer || peer_state(peer) != PEER_READY || peer_pending(peer) == 0)
            continue;
        peer_interrupt(peer);
        stopped = true;
    }
    if (stopped)
        ui_note(u, "Interrupted. Press ^C again to quit.");
    u->want_close = !stopped;
    u->interrupted = stopped;
}

void ui_quit(struct ui *u)
{
    if (walk_busy(u->walk) && !u->player)
        u->quitting = true;
    else
        u->want_close = true;
}
