/* SPDX-License-Identifier: ISC */
#include "lab/router/world.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

struct alarm {
    struct world *world;
    struct alarm *next; /* among those that are set */
    bool set;
    uint64_t due_ms;
    void (*fn)(void *user);
    void *user;
};

struct world {
    struct loop *loop; /* NULL: time is moved by hand */
    struct loop_timer *timer;
    uint64_t now_ms;      /* by hand; later the time at which the loop was joined */
    uint64_t loop_was_ms; /* the loop's time then */
    struct alarm *first;  /* by time */
};

uint64_t world_now_ms(const struct world *w)
{
    return w->loop ? w->now_ms + loop_now_ms(w->loop) - w->loop_was_ms : w->now_ms;
}

static void set_timer(struct world *w)
{
    if (!w->loop)
        return;
    uint64_t now = world_now_ms(w);
    if (!w->first)
        loop_timer_stop(w->timer);
    else
        loop_timer_set(w->timer, w->first->due_ms > now ? w->first->due_ms - now : 0);
}

static void ring_first(struct world *w)
{
    struct alarm *a = w->first;
    w->first = a->next;
    a->set = false;
    a->fn(a->user);
}

/* Alarms that are set while others ring wait for the next turn, so that input is not starved. */
static void on_timer(void *user)
{
    struct world *w = user;
    uint64_t now = world_now_ms(w);
    size_t due = 0;
    for (const struct alarm *a = w->first; a && a->due_ms <= now; a = a->next)
        due++;
    while (due-- > 0 && w->first && w->first->due_ms <= now)
        ring_first(w);
    set_timer(w);
}

struct world *world_new(void)
{
    struct world *w = mem_alloc(sizeof *w);
    /* Begin well after zero, which the models take for "never". */
    w->now_ms = 24ULL * 3600 * 1000;
    return w;
}

void world_join(struct world *w, struct loop *l)
{
    assert(!w->loop);
    w->loop = l;
    w->loop_was_ms = loop_now_ms(l);
    w->timer = loop_timer_new(l, on_timer, w);
    set_timer(w);
}

void world_free(struct world *w)
{
    if (!w)
        return;
    assert(!w->first);
    loop_timer_free(w->timer);
    free(w);
}

bool world_step(struct world *w)
{
    assert(!w->loop);
    if (!w->first)
        return false;
    if (w->first->due_ms > w->now_ms)
        w->now_ms = w->first->due_ms;
    ring_first(w);
    return true;
}

void world_pass(struct world *w, uint64_t ms)
{
    assert(!w->loop);
    uint64_t end = w->now_ms + ms;
    while (w->first && w->first->due_ms <= end)
        world_step(w);
    w->now_ms = end;
}

struct alarm *alarm_new(struct world *w, void (*fn)(void *user), void *user)
{
    struct alarm *a = mem_alloc(sizeof *a);
    *a = (struct alarm){.world = w, .fn = fn, .user = user};
    return a;
}

static void unlink_alarm(struct alarm *a)
{
    struct alarm **at = &a->world->first;
    if (!a->set)
        return;
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    a->set = false;
}

void alarm_set(struct alarm *a, uint64_t in_ms)
{
    struct alarm **at = &a->world->first;
    unlink_alarm(a);
    a->due_ms = world_now_ms(a->world) + in_ms;
    while (*at && (*at)->due_ms <= a->due_ms)
        at = &(*at)->next;
    a->next = *at;
    *at = a;
    a->set = true;
    set_timer(a->world);
}

void alarm_stop(struct alarm *a)
{
    unlink_alarm(a);
    set_timer(a->world);
}

void alarm_free(struct alarm *a)
{
    if (!a)
        return;
    alarm_stop(a);
    free(a);
}
