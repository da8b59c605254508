/* SPDX-License-Identifier: ISC */
/*
 * Debugging costs a router what it may not have. Before the first debug command of a step its
 * processor is looked at, the output is kept to the tunnel's peer where the device can do that, and
 * while debugging is on there is a budget of time and lines, and a look from time to time. When a
 * budget is spent the step ends: its "finally" switches debugging off.
 */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>

/* Used where the options say nothing. */
enum { DEBUG_MS = 120 * 1000 };

const struct cpu_guard *walk_cpu(const struct walk *w)
{
    return safety_cpu(pack_safety(playbook_pack(w->book)));
}

static bool is_debug(const struct walk *w, const struct playbook_command *c)
{
    const struct pack *pack = playbook_pack(w->book);
    return safety_risk(pack_safety(pack), c->command) == RISK_DEBUG ||
           platform_is_command(c->command, pack_platform(pack)->debug_on);
}

static const struct playbook_step *step_of(const struct walk *w)
{
    return playbook_step(w->book, (size_t)w->current);
}

static bool debugs_side(const struct walk *w, const struct playbook_step *s, int side)
{
    for (size_t i = 0; i < s->run_count; i++)
        if (walk_is_for(w, &s->run[i], side) && is_debug(w, &s->run[i]))
            return true;
    return false;
}

/* Would a condition on the peer keep anything away? */
static bool conditions_side(const struct walk *w, const struct playbook_step *s, int side)
{
    const struct debug_condition *c = safety_condition(pack_safety(playbook_pack(w->book)));
    for (size_t i = 0; c && i < s->run_count; i++)
        if (walk_is_for(w, &s->run[i], side) && platform_is_command(s->run[i].command, c->what))
            return true;
    return false;
}

void walk_guard_begin(struct walk *w)
{
    w->guard = (struct walk_guard){.state = GUARD_IDLE};
}

/* Percent, or -1 when it cannot be told. */
static double busy(struct walk *w, int side, int program)
{
    json_t *view = facts_view(w->facts, side);
    json_t *out = program_run(playbook_programs(w->book), program, view, NULL);
    const json_t *first = json_array_get(out, 0);
    double percent = json_is_number(first) ? json_number_value(first) : -1;
    json_decref(out);
    json_decref(view);
    return percent;
}

double walk_cpu_busy(struct walk *w, int side)
{
    return busy(w, side, playbook_guards(w->book)->busy_now);
}

static void look(struct walk *w)
{
    const struct cpu_guard *cpu = walk_cpu(w);
    w->guard.command = (struct playbook_command){.facts = cpu->facts, .when = -1, .text = -1};
    for (int side = 0; side < SIDES; side++)
        if (debugs_side(w, step_of(w), side) && !w->lost[side] && !w->down[side] &&
            !w->guard.refused[side])
            walk_send(w, side, cpu->command, &w->guard.command, REPLY_TO_GUARD);
}

double walk_cpu_limit(const struct walk *w)
{
    return w->options.debug_cpu > 0 ? w->options.debug_cpu : walk_cpu(w)->limit;
}

static void judge_side(struct walk *w, int side)
{
    double percent = busy(w, side, playbook_guards(w->book)->busy);
    w->guard.refused[side] = percent < 0 || percent >= walk_cpu_limit(w);
    if (percent < 0)
        walk_note(w, "no debugging on %s: it does not say how busy its processor is",
                  walk_hostname(w, side));
    else if (w->guard.refused[side])
        walk_note(w, "no debugging on %s: its processor is busy for %.0f %%, the limit is %.0f %%",
                  walk_hostname(w, side), percent, walk_cpu_limit(w));
}

/* The line that keeps debugging to one peer; NULL when the facts do not give it. On the heap. */
static char *condition(struct walk *w, int side, int program)
{
    json_t *view = facts_view(w->facts, side);
    json_t *out = program < 0 ? NULL : program_run(playbook_programs(w->book), program, view, NULL);
    char *line =
        json_array_size(out) == 1 ? mem_dup(json_string_value(json_array_get(out, 0))) : NULL;
    json_decref(out);
    json_decref(view);
    return line;
}

static void leave_with(struct walk *w, int side, const char *line)
{
    if (w->port.leave_with)
        w->port.leave_with(w->user, side, line);
}

static void set_condition(struct walk *w, int side)
{
    char *line = condition(w, side, playbook_guards(w->book)->condition_set);
    if (line && conditions_side(w, step_of(w), side) && !w->lost[side] && !w->down[side] &&
        !w->guard.refused[side] && !walk_stranger(w, side)) {
        char *clear = condition(w, side, playbook_guards(w->book)->condition_clear);
        w->guard.conditioned[side] = true;
        leave_with(w, side, clear);
        walk_send(w, side, line, NULL, REPLY_TO_CONDITION);
        free(clear);
    }
    free(line);
}

bool walk_guard_ready(struct walk *w, const struct playbook_command *c)
{
    if (w->guard.state == GUARD_OPEN || !is_debug(w, c))
        return true;
    if (walk_outstanding(w) > 0)
        return false;
    if (w->guard.state == GUARD_IDLE && walk_cpu(w)) {
        w->guard.state = GUARD_LOOKING;
        look(w);
        return false;
    }
    for (int side = 0; side < SIDES; side++) {
        if (walk_cpu(w) && debugs_side(w, step_of(w), side))
            judge_side(w, side);
        set_condition(w, side);
    }
    w->guard.state = GUARD_OPEN;
    w->guard.since_ms = w->guard.looked_ms = w->port.now_ms(w->user);
    return true;
}

bool walk_guard_refuses(const struct walk *w, int side, const struct playbook_command *c)
{
    return w->guard.refused[side] && is_debug(w, c);
}

unsigned walk_debug_ms(const struct walk *w)
{
    return w->options.debug_ms > 0 ? w->options.debug_ms : DEBUG_MS;
}

size_t walk_debug_lines(const struct walk *w)
{
    size_t most = w->options.debug_lines;
    return most > 0 && most < HEARD_LINES_MAX ? most : HEARD_LINES_MAX;
}

static void spend(struct walk *w, bool spent, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void spend(struct walk *w, bool spent, const char *fmt, ...)
{
    char text[REASON_MAX];
    va_list ap;
    if (!spent || w->guard.spent)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    w->guard.spent = true;
    walk_note(w, "debugging ends now: %s", text);
}

/* What came back from a look while debugging is on. */
static void judge_look(struct walk *w)
{
    w->guard.looking = false;
    for (int side = 0; side < SIDES; side++) {
        if (!debugs_side(w, step_of(w), side) || w->guard.refused[side] || w->lost[side] ||
            w->broken[side])
            continue;
        double percent = walk_cpu_busy(w, side);
        spend(w, percent < 0, "%s no longer says how busy its processor is",
              walk_hostname(w, side));
        spend(w, percent >= walk_cpu_limit(w),
              "the processor of %s is busy for %.0f %%, the limit is %.0f %%",
              walk_hostname(w, side), percent, walk_cpu_limit(w));
    }
}

bool walk_guard_watches(const struct walk *w)
{
    bool runs = w->phase == PHASE_SENDING || w->phase == PHASE_COLLECTING;
    return (runs || w->phase == PHASE_CLEANING) && w->guard.state == GUARD_OPEN;
}

uint64_t walk_guard_watch(struct walk *w)
{
    uint64_t now = w->port.now_ms(w->user);
    uint64_t end = w->guard.since_ms + walk_debug_ms(w);
    if (w->guard.state != GUARD_OPEN)
        return UINT64_MAX;
    spend(w, now >= end, "it has been on for %u s", walk_debug_ms(w) / 1000);
    for (int side = 0; side < SIDES; side++)
        spend(w, w->heard[side].count >= walk_debug_lines(w), "%s has printed %zu lines",
              walk_hostname(w, side), w->heard[side].count);
    if (!walk_cpu(w) || w->phase != PHASE_COLLECTING)
        return end;
    if (w->guard.looking && walk_outstanding(w) == 0)
        judge_look(w);
    uint64_t next = w->guard.looked_ms + walk_cpu(w)->every_ms;
    if (!w->guard.looking && !w->guard.spent && now >= next) {
        w->guard.looking = true;
        w->guard.looked_ms = now;
        next = now + walk_cpu(w)->every_ms;
        look(w);
    }
    return next < end ? next : end;
}

void walk_guard_clean(struct walk *w, int side)
{
    char *line = w->guard.conditioned[side] && !w->lost[side]
                     ? condition(w, side, playbook_guards(w->book)->condition_clear)
                     : NULL;
    if (line)
        walk_send(w, side, line, NULL, REPLY_TO_CLEANING);
    free(line);
}

void walk_guard_condition_refused(struct walk *w, int side)
{
    w->guard.conditioned[side] = false;
    leave_with(w, side, NULL);
    walk_note(w, "%s cannot keep debugging to one peer: it prints what all of them say",
              walk_hostname(w, side));
}

void walk_guard_list(struct walk *w, const struct playbook_step *s, bool configuring[SIDES],
                     bool after, json_t *out)
{
    const struct playbook_guards *g = playbook_guards(w->book);
    for (int side = 0; side < SIDES; side++) {
        char *line = condition(w, side, after ? g->condition_clear : g->condition_set);
        if (debugs_side(w, s, side) && walk_cpu(w) && !after)
            walk_describe_line(w, side, walk_cpu(w)->command, &configuring[side], out);
        if (line && conditions_side(w, s, side))
            walk_describe_line(w, side, line, &configuring[side], out);
        free(line);
    }
}
