/* SPDX-License-Identifier: ISC */
/*
 * A walk with one peer: what it could not decide, and what to look at on the other end by hand. The
 * commands are those that the steps which were reached would have sent there, so no list of them is
 * kept anywhere.
 */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

static bool holds(const json_t *lines, const char *line)
{
    for (size_t i = 0; i < json_array_size(lines); i++)
        if (strcmp(json_string_value(json_array_get(lines, i)), line) == 0)
            return true;
    return false;
}

static void add_once(json_t *lines, const char *line)
{
    json_t *safe = safe_string(line);
    if (!holds(lines, json_string_value(safe)))
        json_array_append(lines, safe);
    json_decref(safe);
}

/*
 * As it would be sent, or, where that takes facts of the other end, the words before the first of
 * them: `show access-lists` for `show access-lists \(.me.tunnel.acl)`.
 */
static void add_command(const struct walk *w, const struct playbook_command *c, const json_t *view,
                        json_t *out)
{
    char *text = walk_render(w, c, view, NULL);
    if (!text) {
        text = mem_ndup(c->command, strcspn(c->command, "\\"));
        for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
            text[n - 1] = '\0';
    }
    if (*text)
        add_once(out, text);
    free(text);
}

/* Was the step run, and not passed over for a reason that holds at the other end as well? */
static bool was_reached(const struct walk *w, size_t i)
{
    enum verdict v = w->steps[i].state.verdict;
    return v != VERDICT_NONE && (v != VERDICT_SKIPPED || w->steps[i].withheld);
}

static void add_step(const struct walk *w, size_t i, const json_t *view, json_t *out)
{
    const struct playbook_step *s = playbook_step(w->book, i);
    if (!was_reached(w, i) || (s->risk != RISK_READ && s->risk != RISK_DEBUG))
        return;
    for (size_t k = 0; k < s->run_count; k++)
        if (s->run[k].on[SIDE_A] && s->run[k].on[SIDE_B] && s->run[k].when < 0)
            add_command(w, &s->run[k], view, out);
    for (size_t k = 0; k < s->finally_count; k++)
        if (s->finally[k].on[SIDE_B])
            add_command(w, &s->finally[k], view, out);
}

json_t *walk_other_end(const struct walk *w)
{
    if (!w->options.alone)
        return NULL;
    if (w->phase == PHASE_TOLD)
        return json_incref(w->told.other_end);
    json_t *undecided = json_array(), *commands = json_array();
    json_t *view = facts_view(w->facts, SIDE_B);
    for (size_t i = 0; i < w->step_count; i++) {
        const struct playbook_step *s = playbook_step(w->book, i);
        if (w->steps[i].state.verdict == VERDICT_SKIPPED && w->steps[i].withheld)
            json_array_append_new(undecided,
                                  json_pack("{s:s, s:s}", "id", s->id, "title", s->title));
        add_step(w, i, view, commands);
    }
    json_decref(view);
    return json_pack("{s:o, s:o}", "undecided", undecided, "commands", commands);
}
