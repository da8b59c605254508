/* SPDX-License-Identifier: ISC */
/*
 * Plays a journal: tells its walk at the pace it went, or faster, halts, and goes to other steps.
 * To go back it begins anew, so the walk that it tells changes; the handler is told, and observes
 * the new one. Nothing goes out to anybody.
 */
#ifndef TUI_PLAYER_H
#define TUI_PLAYER_H

#include "base/loop.h"
#include "walk/retell.h"

struct player;

struct player_handler {
    void (*began)(void *user);   /* a new walk: observe it; nothing is told yet */
    void (*changed)(void *user); /* something that shows is different */
    struct retell_handler peers; /* what the walk's events do not tell */
};

/*
 * How fast: times the pace it went; 0: all at once. At any pace but an exact one nothing waits for
 * longer than PLAYER_WAIT_MS.
 */
struct player_pace {
    double speed;
    bool exact;
};
enum { PLAYER_WAIT_MS = 2000 };

/* Reads the journal's beginning and calls began() from within player_start(). NULL on failure. */
struct player *player_new(struct loop *l, const char *path, struct player_pace pace,
                          const struct player_handler *h, void *user, struct err *e);
void player_free(struct player *p);
void player_start(struct player *p);

struct walk *player_walk(struct player *p);
struct retelling *player_retelling(struct player *p);

/* What the person wants. */
void player_pause(struct player *p); /* or go on */
void player_step(struct player *p, int direction);
void player_faster(struct player *p, int direction);

/* Where it is, "2026-03-01 09:00:15 x2", with "paused" or "end"; good until the next call. */
const char *player_title(struct player *p);

/* All of the journal is told. */
bool player_ended(const struct player *p);

/* What is wrong with the journal, once the player has come there; "" when nothing is. */
const char *player_trouble(const struct player *p);

#endif
