/* SPDX-License-Identifier: ISC */
/*
 * The walker: a state machine that takes a playbook over two peers. It does no input or output: it
 * is told what happened (walk_on_*) and asks for what it wants through the port's functions, so
 * console, headless run and tests drive it alike.
 *
 *     walk_new() -> walk_start() -> ... events ... -> walk_finished() -> walk_result()
 *
 * Observers see everything as events, in order. Everything returned is the walk's own.
 */
#ifndef WALK_WALK_H
#define WALK_WALK_H

#include "walk/playbook.h"
#include "walk/transcript.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk;

/* What the walk needs from outside. `token` comes back in walk_on_reply(). */
struct walk_port {
    void (*send)(void *user, int side, const char *command, const struct patience *patience,
                 uint64_t token);
    void (*interrupt)(void *user, int side);
    void (*wake_after)(void *user, unsigned ms); /* call walk_on_timer() then; 0 cancels */
    uint64_t (*now_ms)(void *user);
    /*
     * Keep how a side is put back after a change: { "side", "step", "hostname", "commands",
     * "before" }, the last the lines of its configuration. It is safe from a crash on return; false
     * with the reason when it cannot be, and nothing is changed. Then settle(), when the side is
     * proven to be as before. May be NULL.
     */
    bool (*owe)(void *user, int side, const json_t *undo, struct err *e);
    void (*settle)(void *user, int side);
    /* A person begins to change a side by hand: keep how it was. May be NULL. */
    void (*typed)(void *user, int side, const json_t *before);
    /*
     * A line of the user's with the secrets in it replaced, on the heap. NULL: nobody redacts.
     */
    char *(*redact)(void *user, const char *line);
    /* Is there a place to write down what is done? False with the reason: only reading goes on. */
    bool (*accountable)(void *user, struct err *e);
    /* A line that has to be sent when the side is left, however that is; NULL: no more. May be
     * NULL.
     */
    void (*leave_with)(void *user, int side, const char *line);
    /* The host name that the last prompt showed; "" when there is none. May be NULL. */
    const char *(*hostname)(void *user, int side);
    /* Does the prompt say configuration mode? May be NULL: then the lines sent tell. */
    bool (*configuring)(void *user, int side);
};

struct walk_options {
    bool allow[RISK_CONFIG + 1]; /* risks that need no question; RISK_READ is always allowed */
    bool ask;                    /* others are asked about; else their steps are skipped */
    bool read_only;              /* steps above RISK_READ are skipped, whatever is allowed */
    const char *tunnel;          /* label of the tunnel to take when several are found, or NULL */
    double debug_cpu;            /* percent from which on there is no debugging; 0: the pack's */
    unsigned debug_ms;           /* the longest that debugging stays on; 0: two minutes */
    size_t debug_lines;          /* what a side may print in it; 0: 20,000 */
    bool single_step;            /* stop before every step until walk_next() */
    bool alone;                  /* only side A can be logged into; nothing is sent to B */
};

enum walk_event_type {
    WALK_STEP_BEGINS, /* step */
    WALK_COMMAND,     /* step, side, block: sent */
    WALK_REPLY,       /* step, side, block: complete */
    WALK_HEARD,       /* side, block: a monitor line came */
    WALK_FACTS,       /* side, text: rows under this name are new */
    WALK_TUNNEL,      /* text: the label of the tunnel that was taken */
    WALK_ASK,         /* step: its risk needs a yes; see walk_question() */
    WALK_ANSWER,      /* step, text: what the user answered to the one or the other */
    WALK_CHOOSE,      /* several tunnels; see walk_choices() */
    WALK_STEP_ENDS,   /* step, verdict */
    WALK_NOTE,        /* text */
    WALK_ENDS
};

struct walk_event {
    enum walk_event_type type;
    int step; /* -1 when none */
    int side; /* -1 when none */
    uint64_t block;
    enum verdict verdict;
    enum risk risk; /* of a WALK_COMMAND */
    const char *text;
};
typedef void walk_observer(void *user, const struct walk_event *e);

/* Borrows playbook and port functions. */
struct walk *walk_new(struct playbook *p, const struct walk_options *o,
                      const struct walk_port *port, void *user);
void walk_free(struct walk *w);
void walk_observe(struct walk *w, walk_observer *fn, void *user);

/* What happened. */
void walk_on_ready(struct walk *w, int side, const char *hostname);

/* A side is reached with SSH algorithms that are off by default; the result says so. */
void walk_on_legacy(struct walk *w, int side);
void walk_on_lost(struct walk *w, int side, const struct err *why);

/*
 * The line to a side went down and is being made again: walk_on_ready() or walk_on_lost() follows.
 * The step that runs waits for that, puts back what it owes, and is unknown; one that reads or
 * makes traffic runs again by itself, a few times.
 */
void walk_on_down(struct walk *w, int side);
void walk_on_reply(struct walk *w, uint64_t token, const char *text, size_t len,
                   enum reply_class class, int error);
void walk_on_heard(struct walk *w, int side, const char *line, size_t len);
void walk_on_timer(struct walk *w);

/* What the user wants. */
void walk_start(struct walk *w);                 /* from the first step, on its own */
void walk_next(struct walk *w);                  /* one step */
void walk_run_step(struct walk *w, size_t step); /* this one (again), then stop */
void walk_skip(struct walk *w);                  /* the step that runs or comes next */
void walk_answer(struct walk *w, bool yes);      /* to WALK_ASK */
void walk_choose(struct walk *w, size_t choice); /* to WALK_CHOOSE */

/*
 * Send a line that the user typed. Nothing is asked: whoever offers typing shows
 * walk_command_effects() first. A walk that only reads refuses, with a note.
 */
void walk_command(struct walk *w, int side, const char *command);

/*
 * Have these lines (array of strings, at least one; borrowed) sent to a side before everything
 * else, as soon as it is ready. The first one's block goes to *block, which is borrowed till then.
 * Once a side.
 */
void walk_begin_with(struct walk *w, int side, json_t *lines, uint64_t *block);

/* After so long debugging is switched off, whoever switched it on. */
unsigned walk_debug_ms(const struct walk *w);

bool walk_reads_only(const struct walk *w);

/* What that line would do: array as of walk_question(); new reference. */
json_t *walk_command_effects(struct walk *w, int side, const char *command);

/* Tell the observers something that is not the walk's own, as WALK_NOTE. */
void walk_say(struct walk *w, const char *text);

void walk_stop(struct walk *w); /* end now; finally commands are still sent */

/* What is so. */
struct walk_step_state {
    enum verdict verdict;
    bool running;
    double seconds;
    const char *reason; /* why unknown, skipped or failed, one sentence; "" when plain */
};
size_t walk_step_count(const struct walk *w);
const struct playbook_step *walk_step(const struct walk *w, size_t i);
const struct walk_step_state *walk_step_state(const struct walk *w, size_t i);
int walk_current(const struct walk *w); /* step that runs or comes next; -1 at the end */
bool walk_busy(const struct walk *w);   /* a step runs */
bool walk_finished(const struct walk *w);
int walk_failing_step(const struct walk *w); /* -1 when none */
enum verdict walk_verdict(const struct walk *w);
uint64_t walk_now_ms(const struct walk *w); /* in the time of its port */
bool walk_down(const struct walk *w);       /* a line is being made again */
bool walk_lost(const struct walk *w);       /* a peer could not be reached or was lost */
bool walk_is_alone(const struct walk *w);
const struct transcript *walk_transcript(const struct walk *w, int side);
const char *walk_hostname(const struct walk *w, int side);
/* The host name in a side's prompt when it is not the one the walk is connected to; else NULL. */
const char *walk_stranger(struct walk *w, int side);
bool walk_is_legacy(const struct walk *w, int side);
const json_t *walk_facts(const struct walk *w);      /* the document of facts; borrowed */
const char *walk_tunnel_label(const struct walk *w); /* "" before it is known */

/*
 * The step asked about: array of { "side", "command", "risk", "effect" }, the exact lines and what
 * each would interrupt as far as it is known ("effect" may be missing). Borrowed.
 */
const json_t *walk_question(const struct walk *w);
const json_t *walk_choices(const struct walk *w); /* array of labels; borrowed */

/*
 * The causes found so far, best first: array of CAUSE as in the output contract, each with "step"
 * besides, and "block" in each evidence so that it can be found in the transcript. Borrowed.
 */
const json_t *walk_causes(const struct walk *w);

/* The document that `run --json` prints; new reference. */
json_t *walk_result(const struct walk *w);

/*
 * What a walk with one peer leaves to be done at the other end: {
 * "undecided": [ { "id", "title" } ], "commands": [ lines ] }: the steps that take both ends, and
 * what the walk would have read there. New reference; NULL when both ends were there.
 */
json_t *walk_other_end(const struct walk *w);

#endif
