/* SPDX-License-Identifier: ISC */
/* The insides of a peer, for the files it is made of. */
#ifndef SESSION_PEER_PRIVATE_H
#define SESSION_PEER_PRIVATE_H

#include "session/outbox.h"
#include "session/pair.h"
#include "session/peer.h"
#include "session/pending.h"
#include "session/redact.h"
#include "session/route.h"
#include "session/vault.h"

struct peer {
    struct loop *loop;
    const struct platform *platform;
    struct redactor *redactor;
    const struct peer_handler *handler;
    void *user;
    char *name;
    char *ssh_config_file;
    char *known_hosts_file;
    struct vault *vault;       /* answers known beforehand, under no text, and given */
    struct peer_config config; /* the strings are those above */
    struct route route;

    enum peer_state state; /* as the owner was told */
    enum peer_state phase; /* as it is */
    struct pair *pair;     /* NULL before opening and after the end */
    bool single;           /* no vty of its own listens */
    bool listening;        /* the command vty does */

    char *hostname; /* kept for when the line is gone */
    bool asking;
    enum peer_question asked;       /* last, */
    char *asked_text;               /* in these words */
    bool told[PEER_ASK_ENABLE + 1]; /* the answer known beforehand has been used */

    struct pending_list pending;

    bool closing;
    bool commands_left;         /* the command vty was left in closing */
    bool monitor_leaving;       /* the monitor vty was told to go */
    uint64_t debug_off_id;      /* 0: need not be waited for */
    char *leave_with;           /* sent after it; NULL: nothing */
    struct loop_timer *limit;   /* of closing */
    struct loop_timer *deliver; /* empties the outbox */
    struct outbox outbox;
    bool delivering;
    bool doomed; /* freed by its owner while delivering */
};

/* peer_post.c: messages to the owner; they are delivered from the loop. */
struct message *peer_post(struct peer *p, enum message_kind kind);
void peer_post_state(struct peer *p, enum peer_state state, const struct err *why);
void peer_post_note(struct peer *p, const char *text);
void peer_post_reply(struct peer *p, size_t index, const struct dialogue_event *e, int error);

#endif
