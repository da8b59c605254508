/* SPDX-License-Identifier: ISC */
/*
 * The options that say what a lab is to be like, shared by every subcommand that can start one.
 * Zero it and give &lab_choice_argp as an argp child with the struct as its input.
 */
#ifndef CLI_LAB_CHOICE_H
#define CLI_LAB_CHOICE_H

#include "lab/lab.h"

#include <argp.h>

enum lab_text {
    LAB_TOPOLOGY,
    LAB_IOS,
    LAB_SEED,
    LAB_WIRE,
    LAB_WIRE_ON,
    LAB_RTT,
    LAB_RATE,
    LAB_FLOOD,
    LAB_DROP_AFTER,
    LAB_HANG_AFTER,
    LAB_CUT_FIRST,
    LAB_TEXTS
};

struct lab_choice {
    const char *text[LAB_TEXTS]; /* as given; NULL: not given */
};

extern const struct argp lab_choice_argp;

/*
 * As the lab wants them, with these faults (NULL: none) and any seed where none is given. Strings
 * stay the caller's.
 */
int lab_choice_options(const struct lab_choice *c, const char *faults, struct lab_options *o,
                       struct err *e);

/* Whether any of the options was given: for subcommands that may have real peers instead. */
bool lab_choice_given(const struct lab_choice *c);

#endif
