/* SPDX-License-Identifier: ISC */
/* May a step run, and must it? Its condition first, then its risk against what is allowed. */
#include "walk/walk_private.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

static enum walk_gate shut(struct walk *w, const char *fmt, const char *what)
{
    snprintf(w->skipped, sizeof w->skipped, fmt, what);
    return GATE_SHUT;
}

/* A condition that cannot be made out does not keep a step from running. */
static bool needed(struct walk *w, const struct playbook_step *s)
{
    struct err e = {0};
    if (s->when < 0)
        return true;
    json_t *out = program_run(playbook_programs(w->book), s->when, facts_document(w->facts), &e);
    if (!out) {
        walk_note(w, "the condition of step %s could not be made out: %s", s->id, e.text);
        return true;
    }
    const json_t *first = json_array_get(out, 0);
    bool yes = first && !json_is_null(first) && !json_is_false(first);
    json_decref(out);
    return yes;
}

static const char *not_needed(const struct walk *w)
{
    return cause_is_confident(w->causes) ? "not needed: a cause is found already"
                                         : "not needed: its condition does not hold";
}

enum walk_gate walk_gate(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    if (!needed(w, s))
        return shut(w, "%s", not_needed(w));
    /* A step without commands changes nothing, whatever it says. */
    if (s->risk == RISK_READ || s->run_count == 0)
        return GATE_OPEN;
    struct err e = {0};
    if (w->port.accountable && !w->port.accountable(w->user, &e))
        return shut(w, "not run: %.300s", e.text);
    if (w->options.read_only)
        return shut(w, "not run: %s steps are off, this walk only reads", risk_name(s->risk));
    if (w->options.allow[s->risk] || w->granted[s->risk])
        return GATE_OPEN;
    if (w->options.ask)
        return GATE_ASK;
    return shut(w, "not run: %s steps need to be allowed", risk_name(s->risk));
}
