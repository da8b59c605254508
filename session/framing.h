/* SPDX-License-Identifier: ISC */
/*
 * The inside of a dialogue, shared by dialogue.c (queue, clocks) and framing.c (what came, line by
 * line), and by nobody else.
 */
#ifndef SESSION_FRAMING_H
#define SESSION_FRAMING_H

#include "session/ansi.h"
#include "session/dialogue.h"
#include "session/echo.h"

enum phase { LEARNING, IDLE, RUNNING, RECOVERING, STUCK };

struct command {
    uint64_t id;
    char *text; /* the first line */
    char *rest; /* answers, one a line, borrowed from `whole`; NULL when none is left */
    char *whole;
    struct patience patience;
    bool sent;
    unsigned proofs; /* that were sent for it, see proof.h */
};

/* Where the reply of the running command may have ended: see proof.h. */
struct ending {
    bool held;   /* a line was the prompt alone */
    size_t at;   /* bytes of the reply before that line */
    bool logged; /* log lines came behind it */
    bool proven; /* and so did the echo of the proof: what comes up to the prompt is about that */
};

struct dialogue {
    const struct platform *platform;
    struct dialogue_limits limits;
    enum phase phase;
    struct prompt prompt;
    enum prompt_mode mode;
    bool shared;
    uint64_t last_id;

    struct ansi ansi; /* of what comes; `in` holds text alone */
    struct buf in;
    size_t at; /* in `in`: start of the first line not yet dealt with */
    struct buf out;
    struct dialogue_event *events;
    size_t event_count, event_capacity, event_next;
    struct command *queue; /* [0] is the one that runs */
    size_t queue_count, queue_capacity;

    /* Learning, or learning again when a command changed the host name. */
    struct candidate candidate;

    /* Of the running command. */
    struct buf reply;
    struct echo echo;
    bool echoed;
    bool any_line;  /* a line came since the command was sent */
    bool asked;     /* the unfinished line is a question and has been answered */
    bool waiting;   /* ... and a person is thinking about it */
    bool disturbed; /* a log line stands in the reply */
    bool log_open;  /* the log line before goes on in the next */
    struct ending ending;
    bool wiping; /* the pager wipes its text off */
    bool cancelled;

    bool proves; /* the device echoes a proof as it should */
    bool ahead;  /* proofs may be sent along with commands */

    uint64_t phase_ms;  /* since when the phase lasts; RUNNING: when the command was sent */
    uint64_t heard_ms;  /* last byte that came */
    uint64_t wrote_ms;  /* last byte of ours */
    uint64_t settle_ms; /* when silence is to be dealt with */
    uint64_t cancel_ms;
};

/* framing.c: deal with what stands in `in`. */
void dialogue_process(struct dialogue *d, uint64_t now);

/* Does the unfinished line end as the question for a password does? Then ask a person. */
bool dialogue_asks(const struct dialogue *d);
void dialogue_ask(struct dialogue *d, uint64_t now);

/* dialogue.c */
void dialogue_write(struct dialogue *d, const char *text, uint64_t now);
struct dialogue_event *dialogue_event_add(struct dialogue *d, enum dialogue_kind kind,
                                          uint64_t now);
void dialogue_event_text(struct dialogue *d, enum dialogue_kind kind, struct span text,
                         uint64_t now);
void dialogue_enter(struct dialogue *d, enum phase phase, uint64_t now);
struct span dialogue_rest(const struct dialogue *d); /* the unfinished line */

/* Send a command of the queue, with its proof behind it if that may be. */
void dialogue_send_command(struct dialogue *d, struct command *c, uint64_t now);

/* Send the first command of the queue if nothing runs. */
void dialogue_start(struct dialogue *d, uint64_t now);

/* The running command has ended with the prompt: report it and go on. */
void dialogue_finish(struct dialogue *d, uint64_t now);

/* The running command does not end by itself: report it, then get the prompt back. */
void dialogue_break_off(struct dialogue *d, int error, uint64_t now);

#endif
