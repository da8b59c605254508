/* SPDX-License-Identifier: ISC */
#include "tui/ui.h"

#include "base/mem.h"
#include "tui/actions.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void ui_init(struct ui *u)
{
    *u = (struct ui){.zoom = PANE_ALL, .selected = -1, .asking = -1};
    u->pane[SIDE_A].follow = true;
    u->pane[SIDE_B].follow = true;
    findings_set(&u->found, NULL);
}

void ui_begin(struct ui *u, struct walk *w)
{
    u->walk = w;
    u->selected = -1;
    u->finding_top = 0;
    u->asked = u->choosing = false;
    for (int side = 0; side < SIDES; side++) {
        u->pane[side] = (struct pane){.follow = true};
        u->state[side] = PEER_IDLE;
        u->known[side] = u->legacy[side] = false;
        free(u->problem[side]);
        u->problem[side] = NULL;
    }
    findings_set(&u->found, NULL);
    json_decref(u->shown);
    u->shown = NULL;
    json_decref(u->other_end);
    u->other_end = NULL;
    free(u->message);
    u->message = NULL;
}

void ui_fini(struct ui *u)
{
    for (int side = 0; side < SIDES; side++) {
        free(u->question[side].text);
        free(u->problem[side]);
    }
    input_fini(&u->input);
    findings_fini(&u->found);
    json_decref(u->shown);
    json_decref(u->other_end);
    json_decref(u->held);
    free(u->message);
    free(u->notice);
    free(u->save_as);
    buf_fini(&u->farewell);
}

void ui_note(struct ui *u, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    free(u->message);
    u->message = mem_vprintf(fmt, ap);
    va_end(ap);
    /* What is said while leaving must outlive the screen. */
    if (u->closing)
        buf_printf(&u->farewell, "%s\n", u->message);
}

void ui_notice(struct ui *u, const char *text)
{
    free(u->notice);
    u->notice = mem_dup(text);
}

static void take_findings(struct ui *u)
{
    findings_set(&u->found, walk_causes(u->walk));
    ui_show_causes(u);
}

static void step_ended(struct ui *u, const struct walk_event *e)
{
    u->asked = false;
    u->choosing = false;
    take_findings(u);
    if (e->verdict == VERDICT_FAIL && u->selected < 0)
        ui_show_failing(u);
}

static void walk_ended(struct ui *u)
{
    u->asked = false;
    u->choosing = false;
    take_findings(u);
    json_decref(u->other_end);
    u->other_end = walk_other_end(u->walk);
    if (u->selected < 0 && json_array_size(u->found.causes) > 0)
        ui_show_failing(u);
}

/* The tunnel stands above; beneath the keys are of more use. */
static bool says_tunnel(const struct ui *u, const char *text)
{
    const char *label = walk_tunnel_label(u->walk);
    return text && label[0] && strstr(text, label);
}

void ui_event(struct ui *u, const struct walk_event *e)
{
    switch (e->type) {
    case WALK_ASK:
        u->asked = true;
        u->help_top = 0;
        break;
    case WALK_CHOOSE:
        u->choosing = true;
        u->choice = 0;
        break;
    case WALK_STEP_ENDS:
        step_ended(u, e);
        break;
    case WALK_NOTE:
        if (!says_tunnel(u, e->text))
            ui_note(u, "%s", e->text ? e->text : "");
        break;
    case WALK_ENDS:
        walk_ended(u);
        break;
    case WALK_ANSWER: /* by whomever */
        u->asked = false;
        u->choosing = false;
        break;
    case WALK_STEP_BEGINS:
    case WALK_FACTS:
    case WALK_TUNNEL:
    case WALK_COMMAND:
    case WALK_REPLY:
    case WALK_HEARD:
        break;
    }
}

void ui_peer_state(struct ui *u, int side, enum peer_state s, const struct err *why)
{
    u->state[side] = s;
    u->known[side] = u->known[side] || s == PEER_READY;
    bool down = s == PEER_LOST || s == PEER_RECONNECTING;
    if (down || s == PEER_READY) {
        free(u->problem[side]);
        u->problem[side] = down && why ? mem_dup(why->text) : NULL;
    }
    if (down || s == PEER_CLOSED)
        ui_withdraw(u, side);
}

const char *ui_host(const struct ui *u, int side)
{
    return u->known[side] ? walk_hostname(u->walk, side) : u->name[side];
}

enum dialog ui_dialog(const struct ui *u)
{
    int side = u->asking;
    if (u->closing)
        return DIALOG_CLOSING;
    if (u->quitting)
        return DIALOG_QUIT;
    if (u->help)
        return DIALOG_HELP;
    if (u->notice)
        return DIALOG_NOTICE; /* before anything is asked or done */
    if (side >= 0)
        return u->question[side].kind == PEER_ASK_HOST_KEY ? DIALOG_HOST_KEY : DIALOG_ANSWER;
    if (u->typing != TYPING_NOTHING)
        return DIALOG_NONE; /* what the walk asks can wait for the end of the line */
    if (u->held)
        return DIALOG_COMMAND;
    if (u->asked)
        return DIALOG_RISK;
    return u->choosing ? DIALOG_CHOOSE : DIALOG_NONE;
}

unsigned ui_context(const struct ui *u)
{
    static const unsigned contexts[] = {
        [DIALOG_NONE] = CONTEXT_MAIN,       [DIALOG_HELP] = CONTEXT_HELP,
        [DIALOG_RISK] = CONTEXT_CONFIRM,    [DIALOG_CHOOSE] = CONTEXT_CHOOSE,
        [DIALOG_COMMAND] = CONTEXT_CONFIRM, [DIALOG_HOST_KEY] = CONTEXT_CONFIRM,
        [DIALOG_ANSWER] = CONTEXT_ANSWER,   [DIALOG_QUIT] = CONTEXT_CONFIRM,
        [DIALOG_CLOSING] = CONTEXT_CLOSING, [DIALOG_NOTICE] = CONTEXT_CONFIRM,
    };
    enum dialog dialog = ui_dialog(u);
    /* What the walk asked then is looked at, not answered. */
    bool looking = dialog == DIALOG_NONE || dialog == DIALOG_RISK || dialog == DIALOG_CHOOSE;
    if (u->player && looking && u->typing == TYPING_NOTHING)
        return CONTEXT_REPLAY;
    if (dialog == DIALOG_NONE && u->typing != TYPING_NOTHING)
        return CONTEXT_INPUT;
    return contexts[dialog];
}

int ui_step(const struct ui *u)
{
    if (u->selected >= 0)
        return u->selected;
    int failing = walk_failing_step(u->walk);
    int current = walk_current(u->walk);
    if (failing >= 0 && (current < 0 || json_array_size(u->found.causes) > 0))
        return failing;
    return current;
}
