/* SPDX-License-Identifier: ISC */
/*
 * Puts one peer back as a debt says: connects, makes sure that it is the recorded one, switches
 * debugging off, looks at the configuration, sends the way back line by line, and looks again.
 *
 *     restore_new() -> (WAITING: restore_go() or restore_close()) -> DONE -> restore_free()
 *
 * Everything goes into the journal, "undone" only when the configuration is proven to be as before.
 */
#ifndef WALK_RESTORE_H
#define WALK_RESTORE_H

#include "session/peer.h"
#include "session/redact.h"
#include "walk/debt.h"
#include "walk/record.h"

struct restore;

enum restore_state {
    RESTORE_CONNECTING,
    RESTORE_LOOKING,
    RESTORE_WAITING, /* the configuration is not as before: may its lines be sent? */
    RESTORE_SENDING,
    RESTORE_PROVING,
    RESTORE_LEAVING,
    RESTORE_DONE
};

enum restore_result {
    RESTORE_NONE,       /* the end came before anything could be told */
    RESTORE_LOST,       /* not reached, or lost on the way */
    RESTORE_OTHER,      /* it is not the recorded peer */
    RESTORE_AS_BEFORE,  /* nothing was to be done, or only debugging */
    RESTORE_PUT_BACK,   /* done and proven */
    RESTORE_NOT_PROVEN, /* not as before, or it could not be read */
    RESTORE_DECLINED    /* a person said no */
};
const char *restore_result_name(enum restore_result r); /* "put back" */

struct restore_handler {
    /* restore_state() is another one. WAITING asks for restore_go(), DONE is the last. */
    void (*changed)(void *user, struct restore *r);
    void (*ask)(void *user, struct restore *r, enum peer_question q, const char *text, bool echo);
    void (*note)(void *user, struct restore *r, const char *text);
};

/* What is put back. All is borrowed. */
struct restore_task {
    int side; /* of the debt */
    const struct debt_side *debt;
    const struct peer_config *config; /* how to reach it */
    const struct pack *pack;
    struct redactor *redactor;
    struct record *record;
};

/* The task is copied, what it leads to is not. */
struct restore *restore_new(struct loop *l, const struct restore_task *task,
                            const struct restore_handler *h, void *user);
void restore_open(struct restore *r);
void restore_free(struct restore *r); /* not from within an event */

/* At WAITING: send the lines, or leave without. */
void restore_go(struct restore *r, bool yes);

/* Leave. While lines are sent only a second call does so: half a way back is the worst place. */
void restore_close(struct restore *r);

void restore_answer(struct restore *r, const char *answer); /* to ask */

enum restore_state restore_state(const struct restore *r);
enum restore_result restore_result(const struct restore *r);
int restore_side(const struct restore *r);
bool restore_debug_off(const struct restore *r);  /* it was asked for, and the peer has done it */
const char *restore_why(const struct restore *r); /* one sentence; "" when all is well */

/* What is different now, as configuration_difference() gives it; borrowed, NULL when unknown. */
const json_t *restore_difference(const struct restore *r);

#endif
