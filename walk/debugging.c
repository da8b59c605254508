/* SPDX-License-Identifier: ISC */
#include "walk/debugging.h"

#include "base/mem.h"
#include "walk/facts.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

struct account {
    bool on;
    uint64_t id; /* of the last line that switched it on */
    char *also;  /* to be sent besides; NULL: nothing */
    bool told;   /* the journal and the sentinel know that something is owed */
};

struct debugging {
    const struct platform *os;
    struct peer *const *peer;
    struct record *record;
    struct journal *journal;
    struct sentinel *sentinel;
    struct loop_timer *beat; /* NULL without a sentinel */
    struct account side[SIDES];
};

struct debugging *debugging_new(const struct platform *os, struct peer *const peer[SIDES])
{
    struct debugging *d = mem_alloc(sizeof *d);
    d->os = os;
    d->peer = peer;
    return d;
}

void debugging_free(struct debugging *d)
{
    if (!d)
        return;
    for (int side = 0; side < SIDES; side++)
        free(d->side[side].also);
    loop_timer_free(d->beat);
    free(d);
}

void debugging_record(struct debugging *d, struct record *r, struct journal *j)
{
    d->record = r;
    d->journal = j;
}

/* The sentinel is told that we are alive for as long as debugging is on. */
static void on_beat(void *user)
{
    struct debugging *d = user;
    bool told = false;
    for (int side = 0; side < SIDES; side++)
        told = told || d->side[side].told;
    if (!told)
        return;
    sentinel_beat(d->sentinel);
    loop_timer_set(d->beat, SENTINEL_BEAT_MS);
}

void debugging_watch(struct debugging *d, struct loop *l, struct sentinel *s)
{
    d->sentinel = s;
    if (s && !d->beat)
        d->beat = loop_timer_new(l, on_beat, d);
}

static json_t *commands(const struct debugging *d, int side)
{
    json_t *list = json_array();
    json_array_append_new(list, json_string(d->os->debug_off));
    if (d->side[side].also)
        json_array_append_new(list, safe_string(d->side[side].also));
    return list;
}

/* To the disk, and to the sentinel. */
static bool tell_on(struct debugging *d, int side, struct err *e)
{
    const char *name = facts_side_name(side);
    d->side[side].told = true;
    if (d->record) {
        record_event(d->record, "debug",
                     json_pack("{s:s, s:o, s:b, s:o}", "side", name, "hostname",
                               safe_string(peer_hostname(d->peer[side])), "on", 1, "commands",
                               commands(d, side)));
        journal_sync(d->journal, NULL);
    }
    if (!d->sentinel)
        return true;
    loop_timer_set(d->beat, SENTINEL_BEAT_MS);
    return sentinel_on(d->sentinel, name, d->peer[side], d->side[side].also, e) == ERR_NONE;
}

static void tell_off(struct debugging *d, int side)
{
    struct account *a = &d->side[side];
    const char *name = facts_side_name(side);
    if (!a->told || a->on || a->also)
        return;
    a->told = false;
    if (d->record) {
        record_debug_off(d->record, side);
        journal_sync(d->journal, NULL);
    }
    if (d->sentinel)
        sentinel_off(d->sentinel, name);
}

bool debugging_before(struct debugging *d, int side, const char *line, struct err *e)
{
    struct account *a = &d->side[side];
    if (!platform_debugs(d->os, line))
        return true;
    bool known = a->on && a->told;
    a->on = true;
    a->id = UINT64_MAX;
    return known || tell_on(d, side, e);
}

void debugging_sent(struct debugging *d, int side, const char *line, uint64_t id)
{
    if (platform_debugs(d->os, line))
        d->side[side].id = id;
}

void debugging_leave_with(struct debugging *d, int side, const char *line)
{
    struct account *a = &d->side[side];
    free(a->also);
    a->also = mem_dup(line);
    peer_leave_with(d->peer[side], line);
    if (a->told && (a->on || a->also))
        tell_on(d, side, NULL); /* what is to be done has changed */
    else
        tell_off(d, side);
}

void debugging_confirmed(struct debugging *d, int side, const char *command, uint64_t id)
{
    struct account *a = &d->side[side];
    if (platform_is_command(command, d->os->debug_off) && id > a->id)
        a->on = false;
    if (a->also && strcmp(command, a->also) == 0)
        debugging_leave_with(d, side, NULL);
    tell_off(d, side);
}

char *debugging_owed(const struct debugging *d, int side)
{
    const struct account *a = &d->side[side];
    if (!a->on && !a->also)
        return NULL;
    return mem_printf("%s%s%s", d->os->debug_off, a->also ? ", " : "", a->also ? a->also : "");
}
