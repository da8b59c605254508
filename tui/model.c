/* SPDX-License-Identifier: ISC */
#include "tui/model.h"
#include "report/report.h"

#include "base/mem.h"
#include "tui/ui.h"
#include "walk/cause.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void model_fini(struct model *m)
{
    for (int side = 0; side < SIDES; side++)
        free(m->peer[side].line);
    free(m->step);
    *m = (struct model){0};
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static const char *error_text(int code)
{
    switch (code) {
    case ERR_TIMEOUT:
        return "(no end came in time: not to be trusted)";
    case ERR_LOST:
        return "(the line was lost here)";
    case ERR_CANCELLED:
        return "(interrupted)";
    case ERR_LIMIT:
        return "(cut off: too much)";
    default:
        return "(no answer to this command)";
    }
}

static struct model_line line_at(const struct ui *u, int side, const struct block *b,
                                 struct place place)
{
    struct model_line line = {.kind = b->monitor ? LINE_HEARD : LINE_REPLY,
                              .marked = findings_marked(&u->found, side, place)};
    if (!b->monitor && place.line == 0) {
        line.kind = LINE_COMMAND;
        line.text = b->command;
        line.len = strlen(b->command);
    } else if (place.line > b->line_count) {
        line.kind = LINE_ERROR;
        line.text = error_text(b->error);
        line.len = strlen(line.text);
    } else if (b->monitor && place.line <= b->dropped) {
        line.kind = LINE_LOST;
        line.text = "(older lines are not kept)";
        line.len = strlen(line.text);
    } else {
        line.text = transcript_line(b, place.line, &line.len);
    }
    return line;
}

static void fill_lines(struct model_peer *p, const struct ui *u, int side, size_t height)
{
    const struct transcript *t = walk_transcript(u->walk, side);
    struct place place;
    struct place before;
    p->line_count = 0;
    p->above = false;
    p->below = false;
    if (height == 0 || !pane_top(&u->pane[side], t, height, &place))
        return;
    before = place;
    p->above = pane_before(t, &before);
    do {
        const struct block *b = transcript_find(t, place.block);
        if (!b)
            break;
        p->line = mem_grow(p->line, p->line_count, &p->line_cap, sizeof *p->line);
        p->line[p->line_count++] = line_at(u, side, b, place);
    } while (p->line_count < height && pane_after(t, &place));
    p->below = p->line_count == height && pane_after(t, &place);
}

static void fill_peer(struct model_peer *p, const struct ui *u, int side, const struct area *a)
{
    p->label = side == SIDE_A ? "A" : "B";
    p->host = or_empty(ui_host(u, side));
    p->state = peer_state_name(u->state[side]);
    if (u->state[side] == PEER_RECONNECTING && u->retry_s[side] > 0) {
        snprintf(p->own_state, sizeof p->own_state, "%s in %u s", p->state, u->retry_s[side]);
        p->state = p->own_state;
    }
    p->problem = or_empty(u->problem[side]);
    p->ready = u->state[side] == PEER_READY;
    p->absent = side == SIDE_B && walk_is_alone(u->walk);
    p->lost = u->state[side] == PEER_LOST;
    p->legacy = u->legacy[side];
    p->left = u->pane[side].left;
    size_t height = a->height > 0 ? a->height - 1 : 0;
    if (p->problem[0] && height > 2)
        height -= 2; /* room to say what is wrong */
    fill_lines(p, u, side, height);
}

static void fill_steps(struct model *m, const struct ui *u)
{
    int current = walk_current(u->walk);
    m->step_count = 0;
    for (size_t i = 0; i < walk_step_count(u->walk); i++) {
        const struct playbook_step *step = walk_step(u->walk, i);
        const struct walk_step_state *state = walk_step_state(u->walk, i);
        m->step = mem_grow(m->step, m->step_count, &m->step_cap, sizeof *m->step);
        m->step[m->step_count++] = (struct model_step){
            .id = step->id,
            .title = step->title,
            .verdict = state->verdict,
            .risk = step->risk,
            .running = state->running,
            .current = (int)i == current,
        };
    }
    m->selected = ui_step(u);
}

static void fill_finding(struct model_finding *f, const struct ui *u)
{
    int step = ui_step(u);
    f->causes = u->shown;
    f->sure = CAUSE_CONFIDENT;
    f->top = u->finding_top;
    f->other_end = u->selected < 0 ? json_object_get(u->other_end, "commands") : NULL;
    f->step = step;
    f->overall = step < 0;
    f->running = false;
    if (step < 0) {
        /* Not the playbook's title: "pass The tunnel is down" says two things at once. */
        f->title = "the whole walk";
        f->verdict = walk_verdict(u->walk);
        f->reason = walk_finished(u->walk) ? report_closing(u->walk) : "";
        f->why = f->good = f->guide = "";
        return;
    }
    const struct playbook_step *s = walk_step(u->walk, (size_t)step);
    const struct walk_step_state *state = walk_step_state(u->walk, (size_t)step);
    f->title = s->title;
    f->verdict = state->verdict;
    f->running = state->running;
    f->reason = or_empty(state->reason);
    f->why = or_empty(s->why);
    f->good = or_empty(s->good);
    f->guide = or_empty(s->guide);
}

static void fill_activity(struct model *m, const struct ui *u)
{
    enum verdict verdict = walk_verdict(u->walk);
    m->activity_role = ROLE_STATUS;
    m->elapsed_s = 0;
    if (u->asked || u->choosing) {
        m->activity = u->player ? "asked" : "waits for you";
        m->activity_role = ROLE_STATUS_BAD;
    } else if (u->player && player_ended(u->player) && !walk_finished(u->walk)) {
        m->activity = "did not end";
        m->activity_role = ROLE_STATUS_BAD;
    } else if (walk_down(u->walk) && !walk_finished(u->walk)) {
        m->activity = "waits for the line";
        m->activity_role = ROLE_STATUS_BAD;
    } else if (walk_busy(u->walk)) {
        m->activity = "runs";
        m->elapsed_s = u->elapsed_s;
    } else if (walk_finished(u->walk)) {
        m->activity = verdict == VERDICT_PASS ? "all pass" : verdict_name(verdict);
        m->activity_role = verdict == VERDICT_PASS ? ROLE_STATUS_GOOD : ROLE_STATUS_BAD;
    } else {
        bool ready = m->peer[SIDE_A].ready && (m->peer[SIDE_B].ready || m->peer[SIDE_B].absent);
        m->activity = ready ? "stopped" : "";
    }
}

static const char *question_kind(enum peer_question kind)
{
    static const char *const kinds[] = {
        [PEER_ASK_HOST_KEY] = "Host key that is not known yet",
        [PEER_ASK_PASSWORD] = "Password",
        [PEER_ASK_PASSPHRASE] = "Passphrase of the key",
        [PEER_ASK_CHALLENGE] = "Question of the router",
        [PEER_ASK_ENABLE] = "Enable password",
    };
    return kinds[kind];
}

static void fill_dialog(struct model *m, const struct ui *u)
{
    int side = u->asking;
    int current = walk_current(u->walk);
    m->dialog = ui_dialog(u);
    m->question_kind = side >= 0 ? question_kind(u->question[side].kind) : "";
    m->question = side >= 0 ? or_empty(u->question[side].text) : "";
    m->asking = side >= 0 ? m->peer[side].host : "";
    m->risky = current >= 0 ? &m->step[current] : NULL;
    m->risky_why = current >= 0 ? or_empty(walk_step(u->walk, (size_t)current)->why) : "";
    m->commands = walk_question(u->walk);
    if (m->dialog == DIALOG_COMMAND) {
        m->risky = NULL;
        m->commands = u->held;
        m->debug_s = walk_debug_ms(u->walk) / 1000;
    }
    m->choices = walk_choices(u->walk);
    m->choice = u->choice;
    m->notice = or_empty(u->notice);
    m->help_top = u->help_top;
    bool line = u->typing == TYPING_COMMAND || u->typing == TYPING_FILE;
    m->prompt = line && m->dialog == DIALOG_NONE ? u->prompt : NULL;
    m->input = &u->input;
}

void model_fill(struct model *m, const struct ui *u, const struct layout *l)
{
    m->ascii = u->ascii;
    m->zoom = u->zoom;
    m->focus = u->zoom == PANE_ALL ? u->focus : u->zoom;
    for (int side = 0; side < SIDES; side++)
        fill_peer(&m->peer[side], u, side, &l->pane[PANE_A + side]);
    fill_steps(m, u);
    m->replay = u->player ? player_title(u->player) : "";
    m->tunnel = or_empty(walk_tunnel_label(u->walk));
    fill_finding(&m->finding, u);
    fill_activity(m, u);
    m->context = ui_context(u);
    m->message = or_empty(u->message);
    fill_dialog(m, u);
}
