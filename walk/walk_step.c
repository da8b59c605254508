/* SPDX-License-Identifier: ISC */
/* The transitions of a walk; the picture is in walk_private.h. */
#include "walk/walk_private.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool any_lost(const struct walk *w)
{
    return w->lost[SIDE_A] || w->lost[SIDE_B];
}

/* The running step is to end early. */
static bool cut(const struct walk *w)
{
    return w->stopping || w->skipping || w->guard.spent || any_lost(w) || walk_broken(w);
}

static bool end_walk(struct walk *w)
{
    w->cut_short = w->cut_short || w->stopping || any_lost(w);
    w->phase = PHASE_ENDED;
    w->drive = DRIVE_NONE;
    w->stopping = w->skipping = false;
    walk_undo_tell(w);
    walk_emit(w, WALK_ENDS, -1, 0, NULL);
    return true;
}

static void begin_step(struct walk *w);

/* May the step be run once more? */
static bool not_too_often(struct walk *w)
{
    struct walk_step_record *r = &w->steps[w->current];
    if (r->visits < STEP_VISITS_MAX)
        return true;
    walk_note(w, "step %s was run %d times; the playbook goes round in circles",
              playbook_step(w->book, (size_t)w->current)->id, STEP_VISITS_MAX);
    w->cut_short = true;
    return false;
}

static bool leave_rest(struct walk *w)
{
    if (w->stopping || any_lost(w))
        return end_walk(w);
    if (w->skipping && w->current >= 0) {
        snprintf(w->skipped, sizeof w->skipped, "skipped by the user");
        w->phase = PHASE_JUDGING;
        begin_step(w);
        return true;
    }
    bool ready = w->ready[SIDE_A] && (w->ready[SIDE_B] || w->options.alone);
    if (w->drive == DRIVE_NONE || !ready || walk_first_is_out(w))
        return false;
    if (w->current < 0)
        return end_walk(w);
    if (!not_too_often(w))
        return end_walk(w);
    w->phase = PHASE_GATE;
    return true;
}

static void clear_heard(struct walk *w)
{
    for (int side = 0; side < SIDES; side++) {
        buf_clear(&w->heard[side].text);
        w->heard[side].count = 0;
    }
}

static void begin_step(struct walk *w)
{
    struct walk_step_record *r = &w->steps[w->current];
    r->visits++;
    r->state.running = true;
    r->state.seconds = 0;
    r->reason[0] = '\0';
    w->sent = 0;
    for (int side = 0; side < SIDES; side++)
        w->cleaned[side] = w->broken[side] = false;
    json_decref(w->kept);
    w->kept = facts_keep(w->facts);
    w->begun_ms = w->port.now_ms(w->user);
    w->trouble[0] = '\0';
    walk_guard_begin(w);
    walk_undo_begin(w);
    clear_heard(w);
    walk_emit(w, WALK_STEP_BEGINS, -1, 0, NULL);
}

static bool pass_gate(struct walk *w)
{
    w->skipped[0] = '\0';
    w->answered = false;
    switch (walk_gate(w)) {
    case GATE_SHUT:
        begin_step(w);
        w->phase = PHASE_JUDGING;
        return true;
    case GATE_OPEN:
        begin_step(w);
        w->phase = PHASE_SENDING;
        return true;
    case GATE_ASK:
        break;
    }
    json_decref(w->question);
    w->question = walk_list_commands(w, playbook_step(w->book, (size_t)w->current));
    w->phase = PHASE_ASKING;
    walk_emit(w, WALK_ASK, -1, 0, NULL);
    return true;
}

static bool leave_asking(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    if (w->stopping || any_lost(w)) {
        w->phase = PHASE_REST;
        return true;
    }
    if ((!w->answered || walk_down(w)) && !w->skipping)
        return false;
    begin_step(w);
    if (w->answered && w->answer) {
        /* Traffic and debug are granted for the whole walk, harm for this once. */
        w->granted[s->risk] = s->risk <= RISK_DEBUG;
        w->phase = PHASE_SENDING;
        return true;
    }
    snprintf(w->skipped, sizeof w->skipped, "not run: %s was refused", risk_name(s->risk));
    w->phase = PHASE_JUDGING;
    return true;
}

/* A budget of debugging is spent while a command of the step still runs. */
static void cut_debugging(struct walk *w)
{
    uint64_t next = walk_guard_watch(w);
    if (w->guard.spent && !w->guard.interrupted) {
        w->guard.interrupted = true;
        walk_interrupt(w);
    } else if (!w->guard.spent) {
        w->wake_at = next;
    }
}

static bool leave_sending(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    cut_debugging(w);
    bool heard = s->collect_facts && !w->stopping && !w->skipping && !any_lost(w);
    heard = heard && !walk_broken(w);
    if (cut(w) && walk_outstanding(w) > 0)
        return false;
    if (!cut(w) && (!walk_undo_ready(w) || (!*w->skipped && !walk_send_run(w))))
        return false;
    if (*w->skipped) {
        w->phase = PHASE_JUDGING;
        return true;
    }
    w->collect_ms = w->port.now_ms(w->user);
    if (w->quiet_ms < w->collect_ms)
        w->quiet_ms = w->collect_ms;
    w->phase = heard ? PHASE_COLLECTING : PHASE_CLEANING;
    return true;
}

static void scan_heard(struct walk *w, const struct playbook_step *s)
{
    const struct signature_set *set = pack_signatures(playbook_pack(w->book));
    for (int side = 0; side < (w->options.alone ? SIDE_B : SIDES); side++) {
        const struct walk_heard *h = &w->heard[side];
        struct heard_text text = {buf_str(&h->text), h->text.len, h->lines, h->count};
        facts_take_heard(w->facts, set, side, s->collect_facts, &text, h->count > 0);
        walk_emit(w, WALK_FACTS, side, 0, s->collect_facts);
        walk_emit(w, WALK_FACTS, side, 0, "exchange");
    }
}

static bool heard_enough(const struct walk *w)
{
    return w->heard[SIDE_A].count >= HEARD_LINES_MAX || w->heard[SIDE_B].count >= HEARD_LINES_MAX;
}

/* Wait for silence, but not for ever and not for any amount. */
static bool leave_collecting(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    uint64_t now = w->port.now_ms(w->user);
    uint64_t quiet = w->quiet_ms + s->collect_quiet_ms, most = w->collect_ms + s->collect_max_ms;
    uint64_t until = quiet < most ? quiet : most;
    uint64_t next = now < until ? walk_guard_watch(w) : until;
    if (!cut(w) && !heard_enough(w) && now < until) {
        w->wake_at = next < until ? next : until;
        return false;
    }
    scan_heard(w, s);
    w->phase = PHASE_CLEANING;
    return true;
}

static bool leave_cleaning(struct walk *w)
{
    if (!walk_clean(w) || walk_outstanding(w) > 0 || !walk_undo_proven(w))
        return false;
    w->phase = PHASE_JUDGING;
    return true;
}

static void judge(struct walk *w, struct judgement *j)
{
    *j = (struct judgement){.verdict = VERDICT_UNKNOWN};
    if (*w->skipped) {
        j->verdict = VERDICT_SKIPPED;
        snprintf(j->reason, sizeof j->reason, "%s", w->skipped);
    } else if (any_lost(w)) {
        snprintf(j->reason, sizeof j->reason, "the session with %s was lost",
                 walk_hostname(w, w->lost[SIDE_A] ? SIDE_A : SIDE_B));
    } else if (w->stopping) {
        snprintf(j->reason, sizeof j->reason, "stopped before its end");
    } else if (w->skipping) {
        j->verdict = VERDICT_SKIPPED;
        snprintf(j->reason, sizeof j->reason, "skipped by the user");
    } else if (walk_broken(w)) {
        walk_describe_break(w, j->reason, sizeof j->reason);
    } else {
        check_step(w->book, (size_t)w->current, facts_document(w->facts),
                   *w->trouble ? w->trouble : NULL, j);
    }
}

/* Keep what the step found, with its name, in place of what it found before. */
static void keep_findings(struct walk *w, json_t *findings)
{
    struct walk_step_record *r = &w->steps[w->current];
    const char *id = playbook_step(w->book, (size_t)w->current)->id;
    size_t i;
    json_t *finding;
    json_array_foreach(findings, i, finding)
    {
        json_object_set_new(finding, "step", json_string(id));
    }
    json_decref(r->findings);
    r->findings = findings ? findings : json_array();
    walk_update_causes(w);
}

static bool finish_step(struct walk *w)
{
    struct walk_step_record *r = &w->steps[w->current];
    struct judgement j;
    judge(w, &j);
    /* Half of what the step would have learnt may be worse than nothing. */
    if (walk_broken(w))
        facts_restore(w->facts, w->kept);
    keep_findings(w, j.findings);
    r->state.verdict = j.verdict;
    r->withheld = j.withheld;
    r->state.running = false;
    r->state.seconds = (double)(w->port.now_ms(w->user) - w->begun_ms) / 1000.0;
    snprintf(r->reason, sizeof r->reason, "%s", j.reason);
    w->skipping = false;
    w->last = w->current;
    w->phase = PHASE_CHOOSING;
    walk_emit(w, WALK_STEP_ENDS, -1, 0, *r->reason ? r->reason : NULL);
    bool ask = !w->stopping && !any_lost(w) && !walk_broken(w) &&
               w->last == playbook_tunnel_after(w->book) && playbook_tunnel_program(w->book) >= 0 &&
               !walk_find_tunnel(w);
    w->answered = !ask;
    if (ask)
        walk_emit(w, WALK_CHOOSE, -1, 0, NULL);
    return true;
}

/* After the step and the choice of the tunnel: where to? */
static bool leave_choosing(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->last);
    if (!w->answered && !w->stopping && !any_lost(w))
        return false;
    enum verdict v = w->steps[w->last].state.verdict;
    /* What only the other end could settle leads on as what could not be settled. */
    w->current = s->next[v == VERDICT_SKIPPED && w->steps[w->last].withheld ? VERDICT_UNKNOWN : v];
    if (walk_repeats(w))
        w->current = w->last;
    if (w->drive == DRIVE_ONE)
        w->drive = DRIVE_NONE;
    w->phase = PHASE_REST;
    if (w->current < 0)
        return end_walk(w);
    return true;
}

static bool transition(struct walk *w)
{
    switch (w->phase) {
    case PHASE_REST:
        return leave_rest(w);
    case PHASE_GATE:
        return pass_gate(w);
    case PHASE_ASKING:
        return leave_asking(w);
    case PHASE_SENDING:
        return leave_sending(w);
    case PHASE_COLLECTING:
        return leave_collecting(w);
    case PHASE_CLEANING:
        return leave_cleaning(w);
    case PHASE_JUDGING:
        return finish_step(w);
    case PHASE_CHOOSING:
        return leave_choosing(w);
    case PHASE_ENDED:
    case PHASE_TOLD:
        break;
    }
    return false;
}

/* For what the phase waits for, and for what is watched in every phase. */
static void set_timer(struct walk *w)
{
    uint64_t at = walk_typed_watch(w), now = w->port.now_ms(w->user);
    at = w->wake_at < at ? w->wake_at : at;
    w->port.wake_after(w->user, at == UINT64_MAX ? 0 : at > now ? (unsigned)(at - now) : 1);
}

void walk_pump(struct walk *w)
{
    if (w->pumping)
        return;
    w->pumping = true;
    do
        w->wake_at = UINT64_MAX;
    while (transition(w));
    set_timer(w);
    w->pumping = false;
}
