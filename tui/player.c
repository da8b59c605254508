/* SPDX-License-Identifier: ISC */
#include "tui/player.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A slice is short enough for the keyboard, whatever the journal holds. */
enum { SLICE_MS = 8, STAMP = 19 /* characters of date and time */, NOT_SEEKING = -1 };

static const double SLOWEST = 0.25, FASTEST = 64;

struct player {
    struct loop *loop;
    struct loop_timer *timer;
    char *path;
    struct retelling *told;
    struct player_pace pace;
    struct player_handler handler;
    void *user;
    bool paused, ended;
    uint64_t at_ms; /* when, by the loop's clock, the last event was due */
    int begun;      /* steps that have begun so far */
    int seek;       /* go on at once until so many have begun, or the walk ends */
    char title[80];
    struct err trouble;
};

static void on_event(void *user, const struct walk_event *e)
{
    struct player *p = user;
    p->begun += e->type == WALK_STEP_BEGINS;
    if (e->type == WALK_ENDS || p->begun == p->seek)
        p->seek = NOT_SEEKING;
}

static void begin(struct player *p)
{
    p->begun = 0;
    p->ended = false;
    p->at_ms = loop_now_ms(p->loop);
    walk_observe(retelling_walk(p->told), on_event, p);
    retelling_watch(p->told, &p->handler.peers, p->user);
    p->handler.began(p->user);
}

/* How long the next event waits, as the person sees it. */
static uint64_t gap_ms(const struct player *p, uint64_t due)
{
    uint64_t now = retelling_now_ms(p->told);
    if (p->seek != NOT_SEEKING || p->pace.speed <= 0 || due <= now)
        return 0;
    double gap = (double)(due - now) / p->pace.speed;
    return gap < PLAYER_WAIT_MS || p->pace.exact ? (uint64_t)gap : PLAYER_WAIT_MS;
}

/* Tell what is due. Returns when to go on: 0 at once, UINT64_MAX never by itself. */
static uint64_t tell_due(struct player *p)
{
    uint64_t slice = loop_now_ms(p->loop) + SLICE_MS;
    while (!p->paused || p->seek != NOT_SEEKING) {
        uint64_t now = loop_now_ms(p->loop);
        uint64_t due;
        bool comes = retelling_due(p->told, &due);
        uint64_t at = p->at_ms + (comes ? gap_ms(p, due) : 0);
        if (at > now)
            return at - now;
        if (now >= slice)
            return 0;
        /* What is late does not make up for it by hurrying past the eye. */
        p->at_ms = at + PLAYER_WAIT_MS < now ? now : at;
        if (retelling_next(p->told, &p->trouble) <= 0) {
            p->ended = true;
            p->seek = NOT_SEEKING;
            return UINT64_MAX;
        }
    }
    return UINT64_MAX;
}

static void on_timer(void *user)
{
    struct player *p = user;
    uint64_t wait = tell_due(p);
    if (wait != UINT64_MAX)
        loop_timer_set(p->timer, wait);
    p->handler.changed(p->user);
}

struct player *player_new(struct loop *l, const char *path, struct player_pace pace,
                          const struct player_handler *h, void *user, struct err *e)
{
    struct retelling *told = retelling_open(path, true, e);
    if (!told)
        return NULL;
    struct player *p = mem_alloc(sizeof *p);
    p->loop = l;
    p->told = told;
    p->path = mem_dup(path);
    p->pace = pace;
    p->handler = *h;
    p->user = user;
    p->seek = NOT_SEEKING;
    p->timer = loop_timer_new(l, on_timer, p);
    return p;
}

void player_free(struct player *p)
{
    if (!p)
        return;
    loop_timer_free(p->timer);
    retelling_free(p->told);
    free(p->path);
    free(p);
}

void player_start(struct player *p)
{
    begin(p);
    loop_timer_set(p->timer, 0);
}

struct walk *player_walk(struct player *p)
{
    return retelling_walk(p->told);
}

struct retelling *player_retelling(struct player *p)
{
    return p->told;
}

static void go_on(struct player *p)
{
    p->at_ms = loop_now_ms(p->loop);
    if (!p->ended)
        loop_timer_set(p->timer, 0);
    p->handler.changed(p->user);
}

/* From the beginning; the old walk stays until the new one has taken its place. */
static void rewind_to(struct player *p, int step)
{
    struct err e = {0};
    struct retelling *anew = retelling_open(p->path, true, &e);
    if (!anew) {
        p->trouble = e;
        return;
    }
    struct retelling *old = p->told;
    p->told = anew;
    p->trouble = (struct err){0};
    p->seek = step;
    begin(p);
    retelling_free(old);
}

void player_pause(struct player *p)
{
    if (p->ended) {
        p->paused = false;
        rewind_to(p, NOT_SEEKING);
    } else {
        p->paused = !p->paused;
    }
    go_on(p);
}

void player_step(struct player *p, int direction)
{
    if (direction > 0) {
        p->seek = p->begun + 1;
    } else {
        /* At the end the step before is the last one, and to be looked at. */
        int step = walk_finished(player_walk(p)) ? p->begun : p->begun - 1;
        p->paused = p->paused || p->ended;
        rewind_to(p, step < 1 ? 1 : step);
    }
    go_on(p);
}

void player_faster(struct player *p, int direction)
{
    double speed = p->pace.speed;
    if (direction > 0)
        speed = speed <= 0 || speed >= FASTEST ? 0 : speed * 2;
    else
        speed = speed <= 0 ? FASTEST : speed <= SLOWEST ? SLOWEST : speed / 2;
    p->pace = (struct player_pace){.speed = speed};
    go_on(p);
}

const char *player_title(struct player *p)
{
    char speed[32] = "";
    char at[STAMP + 1];
    snprintf(at, sizeof at, "%.*s", STAMP, retelling_at(p->told));
    at[strcspn(at, "T")] = ' ';
    if (p->pace.speed <= 0)
        snprintf(speed, sizeof speed, " max");
    else if (p->pace.speed != 1)
        snprintf(speed, sizeof speed, " x%g", p->pace.speed);
    snprintf(p->title, sizeof p->title, "replay %s%s%s", at, p->ended ? "" : speed,
             p->ended    ? " end"
             : p->paused ? " paused"
                         : "");
    return p->title;
}

bool player_ended(const struct player *p)
{
    return p->ended;
}

const char *player_trouble(const struct player *p)
{
    return p->trouble.text;
}
