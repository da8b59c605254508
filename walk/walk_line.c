/* SPDX-License-Identifier: ISC */
/*
 * A line goes down and is made again, and who answers on it. The step that ran is broken: it waits
 * for the line, for what it owes to the router comes first, then it is unknown, and facts that it
 * had half are forgotten. Reading and pinging is done again without being asked, harm never.
 *
 * The host name in the prompt is the one that the walk was connected to first. Another one may be
 * another router (an address that moved, somebody who went on by telnet), so nothing that does more
 * than read is sent, and nothing read is believed.
 */
#include "walk/walk_private.h"

#include "base/mem.h"
#include "session/prompt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATS_MAX = 2 };

bool walk_broken(const struct walk *w)
{
    return w->broken[SIDE_A] || w->broken[SIDE_B];
}

void walk_mark_down(struct walk *w, int side)
{
    if (w->lost[side] || w->down[side])
        return;
    w->down[side] = true;
    w->ready[side] = w->configuring[side] = false;
    if (walk_busy(w)) {
        w->broken[side] = true;
        w->cleaned[side] = false;
        /* The peer removes it before it is ready again. */
        w->guard.conditioned[side] = false;
        /* What was read of the configuration until now proves nothing any more. */
        if (w->undo.state == UNDO_PROVING)
            w->undo.state = UNDO_KEPT;
    }
}

void walk_on_down(struct walk *w, int side)
{
    walk_mark_down(w, side);
    walk_drop_requests(w, side);
    walk_pump(w);
}

/* Is there something on a side that the step has to put right? */
static bool owes(const struct walk *w, int side)
{
    return w->undo.fresh[side] || w->guard.state == GUARD_OPEN;
}

/* Wait for the line, unless the user does not want to and nothing is owed. */
static bool waits_for(struct walk *w, int side)
{
    return w->down[side] && !w->stopping && !(w->skipping && !owes(w, side));
}

static void say_debt(struct walk *w, int side)
{
    if (w->down[side] && owes(w, side))
        walk_note(w, "the line to %s is down, and what step %s changed there is not put back",
                  walk_hostname(w, side), playbook_step(w->book, (size_t)w->current)->id);
}

bool walk_clean(struct walk *w)
{
    bool done = true;
    for (int side = 0; side < SIDES; side++) {
        bool waits = waits_for(w, side) || (w->undo.fresh[side] && walk_side_busy(w, side));
        if (w->cleaned[side])
            continue;
        done = done && !waits;
        if (waits)
            continue;
        w->cleaned[side] = true;
        say_debt(w, side);
        if (!w->down[side] && !walk_undo_unchanged(w))
            walk_send_finally(w, side);
    }
    return done;
}

void walk_describe_break(const struct walk *w, char *out, size_t size)
{
    int side = w->broken[SIDE_A] ? SIDE_A : SIDE_B;
    snprintf(out, size, "the line to %s was lost while it ran, and %s%s%s", walk_hostname(w, side),
             w->down[side] ? "is not back yet" : "came back", *w->trouble ? "; " : "", w->trouble);
}

bool walk_repeats(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->last);
    struct walk_step_record *r = &w->steps[w->last];
    if (!walk_broken(w) || r->state.verdict != VERDICT_UNKNOWN || w->stopping || walk_lost(w))
        return false;
    if (s->risk > RISK_TRAFFIC)
        walk_note(w, "step %s is not run again by itself: it is %s", s->id, risk_name(s->risk));
    else if (r->repeats == REPEATS_MAX)
        walk_note(w, "step %s is not run again: the line went down each time", s->id);
    else
        return ++r->repeats;
    return false;
}

bool walk_side_busy(const struct walk *w, int side)
{
    for (size_t i = 0; i < w->request_count; i++)
        if (w->requests[i].side == side)
            return true;
    return false;
}

/* The router got its new name from us: it is the same one. */
static void take_name(struct walk *w, int side, const char *shown)
{
    if (strcmp(shown, w->renamed[side]) != 0)
        return; /* cut short: the whole name will come */
    walk_note(w, "%s is called %s from now on", walk_hostname(w, side), shown);
    free(w->hostname[side]);
    w->hostname[side] = w->renamed[side];
    w->renamed[side] = NULL;
    facts_set_hostname(w->facts, side, w->hostname[side]);
}

const char *walk_stranger(struct walk *w, int side)
{
    const char *shown = w->port.hostname ? w->port.hostname(w->user, side) : "";
    if (!*shown || prompt_shows(shown, w->hostname[side]))
        return NULL;
    if (!w->renamed[side] || !prompt_shows(shown, w->renamed[side]))
        return shown;
    take_name(w, side, shown);
    return NULL;
}

bool walk_refuses_stranger(struct walk *w, int side, enum risk risk, struct err *e)
{
    const char *stranger = risk > RISK_READ ? walk_stranger(w, side) : NULL;
    if (stranger)
        err_set(e, ERR_REFUSED, "", 0,
                "%s answers where the walk is connected to %s, and only what reads goes there",
                stranger, walk_hostname(w, side));
    return stranger != NULL;
}

void walk_line_sent(struct walk *w, int side, const char *line)
{
    const char *verb = pack_platform(playbook_pack(w->book))->rename;
    if (!w->configuring[side] || !platform_is_command(line, verb) || walk_stranger(w, side))
        return;
    while (*line && isspace((unsigned char)*line))
        line++;
    line += strcspn(line, " \t");
    line += strspn(line, " \t");
    free(w->renamed[side]);
    w->renamed[side] = mem_ndup(line, strcspn(line, " \t\r\n"));
}
