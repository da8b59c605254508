/* SPDX-License-Identifier: ISC */
/*
 * Debugging that a person switched on by hand costs a router as much as that of a step, and is
 * forgotten more easily: the same budgets of processor, time and lines end it. While a step debugs
 * itself its own guard watches, and its end switches all debugging off.
 */
#include "walk/walk_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Looks are this much further apart than in a step, for somebody reads what comes. */
enum { APART = 3 };

void walk_typed_sent(struct walk *w, int side, const char *line, bool by_hand)
{
    const struct platform *os = pack_platform(playbook_pack(w->book));
    struct walk_typed *t = &w->typed[side];
    if (platform_is_command(line, os->debug_off))
        *t = (struct walk_typed){.on = false};
    else if (by_hand && !t->on && platform_debugs(os, line))
        *t = (struct walk_typed){.on = true, .since_ms = w->port.now_ms(w->user)};
}

void walk_typed_heard(struct walk *w, int side)
{
    w->typed[side].lines += w->typed[side].on;
}

static void end(struct walk *w, int side, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void end(struct walk *w, int side, const char *fmt, ...)
{
    char why[REASON_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(why, sizeof why, fmt, ap);
    va_end(ap);
    const struct platform *os = pack_platform(playbook_pack(w->book));
    char *line = walk_is_configuring(w, side)
                     ? mem_printf("%s %s", os->configure_exec, os->debug_off)
                     : mem_dup(os->debug_off);
    w->typed[side].on = false;
    walk_note(w, "debugging that was typed ends now: %s", why);
    walk_command(w, side, line);
    free(line);
}

/* The processor was looked at. */
static void judge(struct walk *w, int side)
{
    struct walk_typed *t = &w->typed[side];
    double percent = walk_cpu_busy(w, side);
    t->looking = false;
    if (percent >= walk_cpu_limit(w)) {
        end(w, side, "the processor of %s is busy for %.0f %%, the limit is %.0f %%",
            walk_hostname(w, side), percent, walk_cpu_limit(w));
    } else if (percent < 0 && !t->told) {
        /* Who types it may know better; time and lines are counted all the same. */
        walk_note(w, "%s does not say how busy its processor is", walk_hostname(w, side));
        t->told = true;
    }
}

static void look(struct walk *w, int side)
{
    const struct cpu_guard *cpu = walk_cpu(w);
    struct walk_typed *t = &w->typed[side];
    t->looking = true;
    t->looked_ms = w->port.now_ms(w->user);
    w->watching = (struct playbook_command){.facts = cpu->facts, .when = -1, .text = -1};
    walk_send(w, side, cpu->command, &w->watching, REPLY_TO_WATCH);
}

static bool is_looking(const struct walk *w, int side)
{
    for (size_t i = 0; i < w->request_count; i++)
        if (w->requests[i].side == side && w->requests[i].to == REPLY_TO_WATCH)
            return true;
    return false;
}

/* When to look at a side again; UINT64_MAX when its debugging is off. */
static uint64_t watch_side(struct walk *w, int side)
{
    struct walk_typed *t = &w->typed[side];
    uint64_t now = w->port.now_ms(w->user), over = t->since_ms + walk_debug_ms(w);
    if (t->on && t->looking && !is_looking(w, side))
        judge(w, side);
    if (t->on && now >= over)
        end(w, side, "on %s it has been on for %u s", walk_hostname(w, side),
            walk_debug_ms(w) / 1000);
    else if (t->on && t->lines >= walk_debug_lines(w))
        end(w, side, "%s has printed %zu lines", walk_hostname(w, side), t->lines);
    if (!t->on)
        return UINT64_MAX;
    if (!walk_cpu(w) || walk_is_configuring(w, side))
        return over;
    uint64_t apart = APART * (uint64_t)walk_cpu(w)->every_ms, next = t->looked_ms + apart;
    if (!t->looking && (t->looked_ms == 0 || now >= next)) {
        look(w, side);
        next = t->looked_ms + apart;
    }
    return next < over && !t->looking ? next : over;
}

uint64_t walk_typed_watch(struct walk *w)
{
    uint64_t next = UINT64_MAX;
    for (int side = 0; side < SIDES; side++) {
        if (w->lost[side] || w->down[side])
            w->typed[side].on = false; /* it ends with the line, or first thing on the new one */
        if (!w->typed[side].on || walk_guard_watches(w))
            continue;
        uint64_t at = watch_side(w, side);
        next = at < next ? at : next;
    }
    return next;
}
