/* SPDX-License-Identifier: ISC */
/*
 * The options that every subcommand with peers takes, and what they mean: two targets, or a lab
 * started for the purpose. Zero it, give &peers_argp as an argp child with the struct as its input,
 * then peers_prepare(); peers_fini() ends the lab.
 */
#ifndef CLI_PEERS_H
#define CLI_PEERS_H

#include "cli/lab_choice.h"
#include "session/journal.h"
#include "session/peer.h"
#include "session/sentinel.h"
#include "walk/walk.h"

#include <argp.h>

struct peers {
    const char *target[SIDES]; /* filled by the subcommand from its arguments; B may be NULL */
    const char *lab;           /* faults, when the lab is to be used */
    const char *only;          /* the one router of the lab to log into, "a" or "b"; NULL: both */
    struct lab_choice choice;
    const char *ssh_config;
    const char *known_hosts;
    const char *templates;
    const char *tunnel;
    const char *allow;                        /* comma-separated risks */
    unsigned debug_cpu, debug_s, debug_lines; /* budgets of debugging; 0: the usual */
    unsigned timeout_ms;                      /* 0: the session's own */
    unsigned reconnect_s;                     /* how long a lost line is tried again */
    bool reconnect_said;                      /* or is that the usual time? */
    bool patient;                             /* a person waits, who can leave at any time */
    const char *journal;                      /* file; NULL: one of its own */
    bool no_journal;
    bool read_only;
    bool legacy_crypto[SIDES];
    struct lab_child *child;
    json_t *description; /* of the lab */
};

/* However much a command prints, it ends after so many times the allowed silence. */
enum { PEERS_HARD_FACTOR = 10 };

extern const struct argp peers_argp;

/* Can only one of the two ends be logged into? */
bool peers_alone(const struct peers *p);

/*
 * Start the lab if one was asked for, and say how to reach the peers. Strings stay p's. A target is
 * NULL where nobody logs in.
 */
int peers_prepare(struct peers *p, struct peer_config config[SIDES], struct err *e);

/* The walk's options: what may be done without asking. A headless lab may do everything. */
int peers_walk_options(const struct peers *p, bool headless, struct walk_options *o, struct err *e);

/*
 * Open the journal; NULL in *out without one. One that cannot be written at its usual place leaves
 * a walk that only reads, and says so; one that was named and cannot be written is an error.
 */
int peers_journal(const struct peers *p, const struct peer_config config[SIDES],
                  struct walk_options *o, struct journal **out, struct err *e);

/* Who switches debugging off when we cannot; NULL for a lab of our own, which ends with us. */
struct sentinel *peers_sentinel(const struct peers *p, const struct pack *pack,
                                const struct journal *journal);

void peers_fini(struct peers *p);

#endif
