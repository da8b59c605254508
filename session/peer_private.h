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

/* A line that went down, see reconnect.c. */
struct reconnect {
    bool lasts;     /* from the loss to the line's being ready again */
    unsigned tries; /* since the line was steady */
    uint64_t since_ms, ready_ms, next_ms;
    uint64_t debug_off_id; /* being ready waits for this; 0: no */
    bool stranger;         /* another router answers than before the loss */
    struct loop_timer *timer;
};

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
    enum peer_question asked; /* last, */
    char *asked_text;         /* in these words */

    struct pending_list pending;

    bool closing;
    bool commands_left;         /* the command vty was left in closing */
    bool monitor_leaving;       /* the monitor vty was told to go */
    uint64_t debug_off_id;      /* 0: need not be waited for */
    bool debugging;             /* a debug command was sent, and none that ends it since */
    char *leave_with;           /* sent after it; NULL: nothing */
    struct loop_timer *limit;   /* of closing */
    struct loop_timer *deliver; /* empties the outbox */
    struct outbox outbox;
    bool delivering;
    struct reconnect again;
    bool doomed; /* freed by its owner while delivering */
};

/* peer.c */
bool peer_is_down(const struct peer *p);
void peer_submit(struct peer *p, struct pending *c); /* type a command that is pending */
uint64_t peer_send_own(struct peer *p, const char *command);
void peer_listen_here(struct peer *p, bool on);
void peer_reap(struct peer *p);
void peer_lose(struct peer *p, const struct err *why);

/* peer_lines.c */
void peer_open_lines(struct peer *p, unsigned connect_timeout_ms);
void peer_be_ready(struct peer *p);

/* reconnect.c */
void reconnect_init(struct peer *p);
void reconnect_fini(struct peer *p);
/* The lines are gone. True: they will be tried again; false: `*last` says why not. */
bool reconnect_begin(struct peer *p, const struct err *why, struct err *last);
void reconnect_stop(struct peer *p);
void reconnect_warn(struct peer *p); /* when the line goes while debugging may be on */
/* The lines are made. False: something has to be done before they are ready. */
bool reconnect_is_back(struct peer *p);
/* One of the peer's own commands was answered. */
void reconnect_answered(struct peer *p, uint64_t id, bool good);
/* What to answer a question with instead of asking a person. True: with *answer, NULL refuses. */
bool reconnect_answers(struct peer *p, const struct message *m, const char **answer);

/* peer_post.c: messages to the owner; they are delivered from the loop. */
struct message *peer_post(struct peer *p, enum message_kind kind);
void peer_post_state(struct peer *p, enum peer_state state, const struct err *why);
void peer_post_note(struct peer *p, const char *text);
void peer_post_reply(struct peer *p, size_t index, const struct dialogue_event *e, int error);

#endif
