/* SPDX-License-Identifier: ISC */
/*
 * What a peer has to tell its owner, in order. It is delivered from the loop with nothing of the
 * session beneath it on the stack, so that the owner may do anything in its functions, also free
 * the peer.
 */
#ifndef SESSION_OUTBOX_H
#define SESSION_OUTBOX_H

#include "base/buf.h"
#include "session/peer.h"

enum message_kind {
    MESSAGE_STATE,
    MESSAGE_ASK,
    MESSAGE_MONITOR,
    MESSAGE_NOTE,
    MESSAGE_SENT,
    MESSAGE_OFF,
    MESSAGE_REPLY
};

/* Owns its texts. */
struct message {
    enum message_kind kind;
    enum peer_state state;
    struct err *why;
    enum peer_question question;
    bool echo;
    bool jump;       /* a jump host asks */
    bool monitor;    /* SENT: on that vty */
    struct buf text; /* of everything but STATE */
    uint64_t at;
    struct reply reply; /* its `text` is empty, see above */
    char *command;
    peer_reply_fn *fn;
    void *user;
};

struct outbox {
    struct message *messages;
    size_t count;
    size_t capacity;
    size_t next;
};

/* A new last message, zeroed but for its kind; valid until the next call. */
struct message *outbox_add(struct outbox *o, enum message_kind kind);

/* Take the first message; message_fini() it. Returns false when there is none. */
bool outbox_take(struct outbox *o, struct message *m);

/* Call the function it is meant for. */
void message_tell(struct message *m, struct peer *p, const struct peer_handler *h, void *user);

void message_fini(struct message *m);
void outbox_fini(struct outbox *o);

#endif
