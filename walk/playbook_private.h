/* SPDX-License-Identifier: ISC */
/* What reading a playbook and checking it against itself share. */
#ifndef WALK_PLAYBOOK_PRIVATE_H
#define WALK_PLAYBOOK_PRIVATE_H

#include "walk/playbook.h"
#include "walk/problem.h"

struct playbook {
    struct pack *pack;
    json_t *root; /* all the strings of the steps are borrowed from here */
    struct playbook_step *steps;
    size_t count;
    struct program *programs;
    int tunnel_program;
    int tunnel_after;
    int *effects; /* program of each safety rule's effect; -1 for none */
    struct playbook_guards guards;
};

/* Fill the steps from `root`, which fits the schema. What names nothing is told to `p`. */
void playbook_build(struct playbook *b, struct problems *p);

/* Does it make sense in itself? */
void playbook_check(const struct playbook *b, struct problems *p);

/* Run the samples of the steps. */
void playbook_check_samples(const struct playbook *b, struct problems *p);

/* The index of the step with an id, or -1. */
int playbook_find_step(const struct playbook *b, const char *id);

#endif
