/* SPDX-License-Identifier: ISC */
/*
 * The conversation with a device's command line: bytes in, bytes and events out. Knows no socket
 * and no clock; the caller feeds what came, calls dialogue_tick() at dialogue_deadline(), sends
 * what stands in dialogue_output() and then takes the events:
 *
 *     learning --PROMPT--> idle --send--> running --REPLY--> idle ...
 *                                            | silence, endless reply: REPLY with an error
 *                                            v
 *                                        recovering --prompt--> idle, or STUCK for good
 *
 * One command runs at a time; the next goes out with the prompt of the one before. A reply has
 * ended when the device says so, not when a line looks like the prompt: see proof.h.
 */
#ifndef SESSION_DIALOGUE_H
#define SESSION_DIALOGUE_H

#include "base/buf.h"
#include "base/patience.h"
#include "session/platform.h"
#include "session/prompt.h"

#include <stdint.h>

struct dialogue;

struct dialogue_limits {
    unsigned silence_ms; /* a command has failed after this without a byte */
    unsigned hard_ms;    /* ... and after this whatever comes */
    size_t reply_bytes;  /* ... and with more bytes than this */
};

enum dialogue_kind {
    DIALOGUE_PROMPT,   /* the prompt is known: commands can be sent */
    DIALOGUE_QUESTION, /* a command asks for a password: dialogue_answer() */
    DIALOGUE_REPLY,
    DIALOGUE_LINE, /* a log line, or what came between replies */
    DIALOGUE_STUCK /* no prompt could be found or found again: the line is of no use */
};

struct dialogue_event {
    enum dialogue_kind kind;
    uint64_t id;     /* REPLY: of the command */
    struct buf text; /* the reply, line, question, or for STUCK what was seen last */
    enum reply_class class;
    bool logged; /* there are lines in it that look like log lines */
    int error;
    uint64_t sent_ms;
    uint64_t done_ms; /* when the event happened */
};

/* `platform` is borrowed. The learning of the prompt begins at once. */
struct dialogue *dialogue_new(const struct platform *platform, const struct dialogue_limits *limits,
                              uint64_t now);
void dialogue_free(struct dialogue *d);

void dialogue_feed(struct dialogue *d, const char *bytes, size_t len, uint64_t now);
void dialogue_tick(struct dialogue *d, uint64_t now);

/* When dialogue_tick() has something to do; UINT64_MAX for never. */
uint64_t dialogue_deadline(const struct dialogue *d);

/* The bytes to send; the caller eats them, and wipes them, for there may be passwords. */
struct buf *dialogue_output(struct dialogue *d);

/* The next event. The text is the caller's then (buf_fini()). */
bool dialogue_next(struct dialogue *d, struct dialogue_event *event);

/*
 * Queue a command; lines after the first answer the device's questions. Silence limit 0 takes the
 * default. Returns the id of its one REPLY.
 */
uint64_t dialogue_send(struct dialogue *d, const char *command, const struct patience *patience,
                       uint64_t now);

/* Answer a QUESTION; what is sent is never part of the reply. */
void dialogue_answer(struct dialogue *d, const char *answer, uint64_t now);

/* Break off the running command, cancel those that wait. */
void dialogue_interrupt(struct dialogue *d, uint64_t now);

/* Fail everything not yet answered, for a line that is gone. */
void dialogue_abandon(struct dialogue *d, int error, uint64_t now);

/*
 * The device pages no output: to commands that never ask anything the proof that their reply has
 * ended may be sent along, which saves a round trip. Off at first, and off for good once it paged.
 */
void dialogue_run_ahead(struct dialogue *d, bool on);

/* Log lines come on this line too: take them out of the replies. */
void dialogue_share(struct dialogue *d, bool on);

const char *dialogue_hostname(const struct dialogue *d);
enum prompt_mode dialogue_mode(const struct dialogue *d); /* of the last prompt */
size_t dialogue_pending(const struct dialogue *d);

#endif
