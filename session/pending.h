/* SPDX-License-Identifier: ISC */
/* The commands of a peer that have not been answered, in the order in which they were given. */
#ifndef SESSION_PENDING_H
#define SESSION_PENDING_H

#include "session/peer.h"

struct pending {
    uint64_t id;
    uint64_t vty_id; /* 0 while it waits for the peer to be ready */
    char *command;
    unsigned timeout_ms;
    peer_reply_fn *fn; /* NULL: one of the peer's own */
    void *user;
};

struct pending_list {
    struct pending *at;
    size_t count;
    size_t capacity;
    uint64_t last_id;
};

/* A new last one with an id; `command` is copied. Valid until the next call. */
struct pending *pending_add(struct pending_list *l, const char *command, unsigned timeout_ms,
                            peer_reply_fn *fn, void *user);

/* Take out one; the caller frees its command. */
struct pending pending_take(struct pending_list *l, size_t index);

/* The index of the one that the vty knows by this id, or `count`. */
size_t pending_find(const struct pending_list *l, uint64_t vty_id);

/* How many are not the peer's own? */
size_t pending_asked(const struct pending_list *l);

void pending_fini(struct pending_list *l);

#endif
