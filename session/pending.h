/* SPDX-License-Identifier: ISC */
/* The commands of a peer that have not been answered, in the order in which they were given. */
#ifndef SESSION_PENDING_H
#define SESSION_PENDING_H

#include "session/dialogue.h"
#include "session/peer.h"

struct pending {
    uint64_t id;
    uint64_t vty_id; /* 0 while it waits for the peer to be ready */
    char *command;
    struct patience patience;
    peer_reply_fn *fn; /* NULL: one of the peer's own */
    void *user;
    unsigned asked;  /* again, for a reply that log lines had broken into */
    char *disturbed; /* that reply; NULL: none */
};

struct pending_list {
    struct pending *at;
    size_t count;
    size_t capacity;
    uint64_t last_id;
};

/* A new last one with an id; `command` is copied. Valid until the next call. */
struct pending *pending_add(struct pending_list *l, const char *command,
                            const struct patience *patience, peer_reply_fn *fn, void *user);

/* Take out one; the caller frees its command. */
struct pending pending_take(struct pending_list *l, size_t index);

/* The index of the one that the vty knows by this id, or `count`. */
size_t pending_find(const struct pending_list *l, uint64_t vty_id);

/*
 * A reply came with log lines in it, which may stand in the middle of one of its lines: nobody can
 * tell. What only shows is asked for again, a few times, until two replies are the same, for then
 * the log lines belong there. Returns whether to ask now; *error is set when it was in vain.
 */
bool pending_ask_again(struct pending *c, const struct dialogue_event *e, int *error);

/* Free what a pending_take() took. */
void pending_drop(struct pending *c);

/* How many are not the peer's own? */
size_t pending_asked(const struct pending_list *l);

void pending_fini(struct pending_list *l);

#endif
