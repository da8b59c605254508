/* SPDX-License-Identifier: ISC */
/* What is so: the walk as others see it, its verdict, and the result document. */
#include "walk/walk_private.h"

#include "base/json.h"
#include "walk/safe.h"

#include <string.h>

size_t walk_step_count(const struct walk *w)
{
    return w->step_count;
}

const struct playbook_step *walk_step(const struct walk *w, size_t i)
{
    return playbook_step(w->book, i);
}

const struct walk_step_state *walk_step_state(const struct walk *w, size_t i)
{
    return &w->steps[i].state;
}

int walk_current(const struct walk *w)
{
    return w->phase == PHASE_ENDED ? -1 : w->current;
}

bool walk_busy(const struct walk *w)
{
    return w->current >= 0 && w->steps[w->current].state.running;
}

bool walk_finished(const struct walk *w)
{
    return w->phase == PHASE_ENDED || w->told.ended;
}

uint64_t walk_now_ms(const struct walk *w)
{
    return w->port.now_ms(w->user);
}

bool walk_is_alone(const struct walk *w)
{
    return w->options.alone;
}

bool walk_lost(const struct walk *w)
{
    return w->lost[SIDE_A] || w->lost[SIDE_B];
}

bool walk_down(const struct walk *w)
{
    return w->down[SIDE_A] || w->down[SIDE_B];
}

static int first_failed(const struct walk *w)
{
    for (size_t i = 0; i < w->step_count; i++)
        if (w->steps[i].state.verdict == VERDICT_FAIL)
            return (int)i;
    return -1;
}

int walk_failing_step(const struct walk *w)
{
    if (w->told.ended)
        return w->told.failing;
    if (!cause_is_confident(w->causes))
        return first_failed(w);
    const char *id = json_str(json_array_get(w->causes, 0), "step", "");
    for (size_t i = 0; i < w->step_count; i++)
        if (strcmp(playbook_step(w->book, i)->id, id) == 0)
            return (int)i;
    return -1;
}

/* Nothing passes without a step that proves the tunnel; nothing doubtful is called a pass. */
enum verdict walk_verdict(const struct walk *w)
{
    if (w->told.ended)
        return w->told.verdict;
    bool proven = false, doubtful = walk_lost(w) || w->cut_short;
    bool failed = cause_is_confident(w->causes), any = false;
    for (size_t i = 0; i < w->step_count; i++) {
        enum verdict v = w->steps[i].state.verdict;
        any = any || v != VERDICT_NONE;
        failed = failed || v == VERDICT_FAIL;
        doubtful = doubtful || v == VERDICT_UNKNOWN;
        proven = proven || (v == VERDICT_PASS && playbook_step(w->book, i)->proves);
    }
    if (failed)
        return VERDICT_FAIL;
    if (!any && !doubtful && w->phase != PHASE_ENDED)
        return VERDICT_NONE;
    return doubtful || !proven ? VERDICT_UNKNOWN : VERDICT_PASS;
}

const struct transcript *walk_transcript(const struct walk *w, int side)
{
    return w->transcripts[side];
}

const char *walk_hostname(const struct walk *w, int side)
{
    return w->hostname[side];
}

const json_t *walk_facts(const struct walk *w)
{
    return facts_document(w->facts);
}

const char *walk_tunnel_label(const struct walk *w)
{
    return w->label ? w->label : "";
}

const json_t *walk_question(const struct walk *w)
{
    return w->question;
}

const json_t *walk_choices(const struct walk *w)
{
    return w->choices;
}

const json_t *walk_causes(const struct walk *w)
{
    return w->causes;
}

static json_t *result_steps(const struct walk *w)
{
    json_t *out = json_array();
    for (size_t i = 0; i < w->step_count; i++) {
        const struct walk_step_state *s = &w->steps[i].state;
        if (s->verdict == VERDICT_NONE)
            continue;
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:f, s:o}", "id",
                                             playbook_step(w->book, i)->id, "title",
                                             playbook_step(w->book, i)->title, "verdict",
                                             verdict_name(s->verdict), "seconds", s->seconds,
                                             "reason", safe_string(s->reason)));
    }
    return out;
}

static json_t *result_tunnel(const struct walk *w)
{
    json_t *doc = facts_document(w->facts);
    if (!w->label)
        return json_null();
    return json_pack("{s:s, s:O?, s:O?}", "label", w->label, "a",
                     json_object_get(json_object_get(doc, "a"), "tunnel"), "b",
                     json_object_get(json_object_get(doc, "b"), "tunnel"));
}

/* The sides that are reached with old algorithms. */
static json_t *result_legacy(const struct walk *w)
{
    json_t *sides = json_array();
    for (int side = 0; side < SIDES; side++)
        if (w->legacy[side])
            json_array_append_new(sides, json_string(facts_side_name(side)));
    return sides;
}

json_t *walk_result(const struct walk *w)
{
    int failing = walk_failing_step(w);
    enum verdict v = walk_verdict(w);
    const char *id = failing < 0 ? NULL : playbook_step(w->book, (size_t)failing)->id;
    return json_pack("{s:s, s:s, s:s?, s:o, s:O, s:o, s:o, s:o*}", "playbook", playbook_id(w->book),
                     "verdict", verdict_name(v == VERDICT_NONE ? VERDICT_UNKNOWN : v),
                     "failing_step", id, "steps", result_steps(w), "causes", w->causes, "tunnel",
                     result_tunnel(w), "legacy_crypto", result_legacy(w), "other_end",
                     walk_other_end(w));
}
