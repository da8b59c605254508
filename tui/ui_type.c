/* SPDX-License-Identifier: ISC */
/* Typing and answering: commands for the peers, questions of peers and of the walk, leaving. */
#include "tui/ui.h"

#include "base/mem.h"

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
    u->typing = typing;
    u->target = target;
    input_start(&u->input, typing == TYPING_FILE ? "peerwalk-finding.txt" : "", false);
    set_prompt(u);
}

void ui_switch_target(struct ui *u)
{
    if (u->typing != TYPING_COMMAND)
        return;
    u->target = (u->target + 1) % (TARGET_BOTH + 1);
    set_prompt(u);
}

/* Open the line for the question that comes first, if it wants typing. */
static void ask_next(struct ui *u)
{
    int side = ui_asking(u);
    if (side < 0 || u->question[side].kind == PEER_ASK_HOST_KEY || u->typing == TYPING_ANSWER)
        return;
    u->typing = TYPING_ANSWER;
    u->target = side;
    input_start(&u->input, "", !u->question[side].echo);
}

void ui_ask(struct ui *u, int side, enum peer_question q, const char *text, bool echo)
{
    struct ui_question *question = &u->question[side];
    /* A second question of this side takes the place of the first. */
    if (u->typing == TYPING_ANSWER && u->target == side)
        u->typing = TYPING_NOTHING;
    free(question->text);
    *question = (struct ui_question){.open = true, .kind = q, .text = mem_dup(text), .echo = echo};
    /* An answer that is being typed for the other side goes on, but only where it shows. */
    if (ui_asking(u) != u->target && u->typing == TYPING_ANSWER)
        u->typing = TYPING_NOTHING;
    if (u->typing == TYPING_COMMAND || u->typing == TYPING_FILE)
        ui_abandon(u);
    ask_next(u);
}

/* `answer` NULL refuses. */
static void answer_peer(struct ui *u, const char *answer)
{
    int side = ui_asking(u);
    if (side < 0)
        return;
    u->question[side].open = false;
    if (u->drive)
        peer_answer(drive_peer(u->drive, side), answer);
    input_wipe(&u->input);
    u->typing = TYPING_NOTHING;
    ask_next(u);
}

static void send_command(struct ui *u)
{
    for (int side = 0; side < SIDES; side++) {
        if (u->target != side && u->target != TARGET_BOTH)
            continue;
        walk_command(u->walk, side, u->input.text);
        pane_end(&u->pane[side]);
    }
    input_remember(&u->input);
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
    if (u->typing == TYPING_ANSWER && ui_asking(u) == u->target) {
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
    case DIALOG_HOST_KEY:
        answer_peer(u, yes ? "yes" : NULL);
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
        if (peer_state(peer) != PEER_READY || peer_pending(peer) == 0)
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
    if (walk_busy(u->walk))
        u->quitting = true;
    else
        u->want_close = true;
}
