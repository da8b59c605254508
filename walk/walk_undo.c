/* SPDX-License-Identifier: ISC */
/*
 * A step that changes a configuration runs only when the way back is known and kept: before its
 * first line the running configuration of each side it touches is read, and the step's "finally"
 * lines, as they will be sent, go to the port together with it. After them the configuration is
 * read again: only when it is as before the debt is settled.
 */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "session/redact.h"
#include "walk/configuration.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct safety *safety_of(const struct walk *w)
{
    return pack_safety(playbook_pack(w->book));
}

static const struct playbook_step *step_of(const struct walk *w)
{
    return playbook_step(w->book, (size_t)w->current);
}

static bool touches(const struct walk *w, int side)
{
    const struct playbook_step *s = step_of(w);
    for (size_t i = 0; s->risk == RISK_CONFIG && i < s->run_count; i++)
        if (walk_is_for(w, &s->run[i], side))
            return true;
    return false;
}

void walk_undo_begin(struct walk *w)
{
    w->undo.state = UNDO_IDLE;
    for (int side = 0; side < SIDES; side++) {
        json_decref(w->undo.now[side]);
        w->undo.now[side] = NULL;
        w->undo.fresh[side] = false;
    }
}

void walk_undo_fini(struct walk *w)
{
    for (int side = 0; side < SIDES; side++) {
        json_decref(w->undo.now[side]);
        json_decref(w->undo.before[side]);
    }
}

void walk_undo_take(struct walk *w, int side, const char *text, size_t len, bool good)
{
    json_decref(w->undo.now[side]);
    w->undo.now[side] = good ? safety_configuration_lines(safety_of(w), text, len) : NULL;
}

void walk_undo_before_typing(struct walk *w, int side)
{
    const char *command = safety_configuration(safety_of(w));
    if (w->undo.typed[side] || !command || !w->port.typed)
        return;
    w->undo.typed[side] = true;
    walk_send(w, side, command, NULL, REPLY_TO_TYPED);
}

void walk_undo_take_typed(struct walk *w, int side, const char *text, size_t len, bool good)
{
    json_t *lines = good ? safety_configuration_lines(safety_of(w), text, len) : NULL;
    if (lines)
        w->port.typed(w->user, side, lines);
    else
        walk_note(w, "how %s is configured before your change could not be read",
                  walk_hostname(w, side));
    json_decref(lines);
}

static bool read_sides(struct walk *w, const bool sides[SIDES])
{
    bool any = false;
    for (int side = 0; side < SIDES; side++) {
        if (!sides[side] || w->lost[side] || w->down[side])
            continue;
        any = true;
        walk_send(w, side, safety_configuration(safety_of(w)), NULL, REPLY_TO_UNDO);
    }
    return any;
}

static void refuse(struct walk *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void refuse(struct walk *w, const char *fmt, ...)
{
    va_list ap;
    if (*w->skipped)
        return;
    va_start(ap, fmt);
    vsnprintf(w->skipped, sizeof w->skipped, fmt, ap);
    va_end(ap);
}

static void settle_side(struct walk *w, int side)
{
    w->undo.owed[side] = false;
    if (w->port.settle)
        w->port.settle(w->user, side);
}

/* A secret must not be written down, and what stands in its place must not be sent. */
static bool holds_secret(struct walk *w, const char *line)
{
    char *clean = w->port.redact ? w->port.redact(w->user, line) : NULL;
    bool yes = redact_find_tag(line) || (clean && strcmp(clean, line) != 0);
    free(clean);
    return yes;
}

/* The lines that put a side back; NULL when the step must not run, and `skipped` says why. */
static json_t *way_back(struct walk *w, int side)
{
    struct err e = {0};
    const char *host = walk_hostname(w, side);
    json_t *commands = walk_render_finally(w, side, &e);
    size_t i;
    const json_t *line;
    if (w->undo.owed[side])
        refuse(w, "not run: %s is still to be put back as it was before an earlier change", host);
    else if (!w->undo.now[side])
        refuse(w, "not run: the configuration of %s could not be read before", host);
    else if (!commands)
        refuse(w, "not run: what puts %s back cannot be made out: %s", host, e.text);
    json_array_foreach(commands, i, line)
    {
        if (holds_secret(w, json_string_value(line)))
            refuse(w, "not run: what puts %s back holds a secret, which is never kept", host);
    }
    if (!*w->skipped)
        return commands;
    json_decref(commands);
    return NULL;
}

/* Hand the way back to the port. Nothing is sent when it cannot be kept. */
static void keep(struct walk *w, int side)
{
    struct err e = {0};
    json_t *commands = way_back(w, side);
    if (!commands)
        return;
    json_t *undo = json_pack("{s:s, s:s, s:s, s:o, s:O}", "side", facts_side_name(side), "step",
                             step_of(w)->id, "hostname", walk_hostname(w, side), "commands",
                             commands, "before", w->undo.now[side]);
    if (w->port.owe && !w->port.owe(w->user, side, undo, &e))
        refuse(w, "not run: what puts %s back could not be written down: %s",
               walk_hostname(w, side), e.text);
    else
        w->undo.owed[side] = w->undo.fresh[side] = true;
    json_decref(w->undo.before[side]);
    w->undo.before[side] = json_incref(w->undo.now[side]);
    json_decref(undo);
}

/* Nothing was sent: what was kept of the one side before the other refused is not owed. */
static void keep_all(struct walk *w, const bool sides[SIDES])
{
    for (int side = 0; side < SIDES; side++)
        if (sides[side])
            keep(w, side);
    for (int side = 0; *w->skipped && side < SIDES; side++)
        if (w->undo.fresh[side])
            settle_side(w, side);
}

bool walk_undo_ready(struct walk *w)
{
    bool sides[SIDES] = {touches(w, SIDE_A), touches(w, SIDE_B)};
    if (w->undo.state == UNDO_KEPT || (!sides[SIDE_A] && !sides[SIDE_B]))
        return true;
    if (!safety_configuration(safety_of(w))) {
        refuse(w, "not run: the pack does not say how a configuration is read");
        return true;
    }
    if (w->undo.state == UNDO_IDLE) {
        w->undo.state = UNDO_READING;
        read_sides(w, sides);
    }
    if (walk_outstanding(w) > 0)
        return false;
    w->undo.state = UNDO_KEPT;
    keep_all(w, sides);
    return true;
}

static void prove_side(struct walk *w, int side)
{
    struct buf what = {0};
    const char *host = walk_hostname(w, side);
    if (w->undo.now[side] && json_equal(w->undo.now[side], w->undo.before[side])) {
        walk_note(w, "the running configuration of %s is as it was before", host);
        settle_side(w, side);
        return;
    }
    if (w->undo.now[side]) {
        buf_printf(&what, "the running configuration of %s is not as it was before: ", host);
        configuration_describe(w->undo.before[side], w->undo.now[side], &what);
    } else {
        buf_printf(&what, "whether %s is as it was before could not be read", host);
    }
    walk_trouble(w, "%s", buf_str(&what));
    walk_note(w, "%s", buf_str(&what));
    buf_fini(&what);
}

void walk_undo_tell(struct walk *w)
{
    for (int side = 0; side < SIDES; side++)
        if (w->undo.owed[side])
            walk_note(w, "%s may not be as it was before: \"peerwalk undo\" puts it back",
                      walk_hostname(w, side));
}

bool walk_undo_unchanged(const struct walk *w)
{
    return step_of(w)->risk == RISK_CONFIG && w->undo.state < UNDO_KEPT;
}

bool walk_undo_proven(struct walk *w)
{
    if (w->undo.state == UNDO_KEPT) {
        w->undo.state = UNDO_PROVING;
        for (int side = 0; side < SIDES; side++) {
            json_decref(w->undo.now[side]);
            w->undo.now[side] = NULL;
        }
        read_sides(w, w->undo.owed);
    }
    if (walk_outstanding(w) > 0)
        return false;
    for (int side = 0; w->undo.state == UNDO_PROVING && side < SIDES; side++)
        if (w->undo.owed[side])
            prove_side(w, side);
    w->undo.state = UNDO_IDLE;
    return true;
}
