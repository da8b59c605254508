/* SPDX-License-Identifier: ISC */
/*
 * What a walk needs before it can begin, in the console and without it: the playbook, how to reach
 * the peers, the journal, and what earlier runs owe them. Zero it; setup_end() also after a
 * failure.
 */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include "cli/debts.h"
#include "cli/peers.h"

enum setup_for {
    SETUP_CONSOLE, /* a person waits; the playbook is left to be compiled */
    SETUP_HEADLESS
};

struct setup {
    struct pack *pack;
    struct playbook *playbook;
    struct peer_config config[SIDES];
    struct walk_options options;
    struct journal *journal; /* NULL: nothing is written down */
    struct debts *debts;
    struct sentinel *sentinel; /* NULL: a lab of our own, which ends with us */
};

/* `playbook` is an id or a file. The strings stay those of `p`. */
int setup_begin(struct setup *s, struct peers *p, const char *playbook, enum setup_for what_for,
                struct err *e);

/* Close everything; the last word is what the run leaves owed. */
void setup_end(struct setup *s);

#endif
