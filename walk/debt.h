/* SPDX-License-Identifier: ISC */
/*
 * What the run of a journal still owes its peers: configurations that were changed, or about to
 * be, and not proven to be as before, and debugging that was switched on and not off again.
 */
#ifndef WALK_DEBT_H
#define WALK_DEBT_H

#include "base/err.h"
#include "session/platform.h"
#include "walk/pack.h"
#include "walk/playbook.h"

#include <jansson.h>
#include <stdbool.h>

struct debt_side {
    char *target; /* as in peer_config; NULL: the run had no such peer */
    char *ssh_config, *known_hosts;
    bool legacy_crypto;
    bool passing;     /* a lab that ended with its run */
    char *hostname;   /* as its prompt said; "" when it never did */
    char *step;       /* that changed it; NULL: no configuration is owed */
    json_t *commands; /* array of lines that put it back */
    json_t *before;   /* array of lines of its configuration */
    bool debugging;   /* was switched on, and nothing says that it is off */
    json_t *off;      /* array of the lines that switch it off; NULL: the platform's only */
    json_t *typed;    /* the same as `before`, from before a person changed it by hand; or NULL */
};

struct debt {
    char *file;
    char *began; /* wall clock of the run's beginning */
    char *playbook;
    struct debt_side side[SIDES];
};

/* Zeroes `d` on failure: no journal, another platform's, or a way back that cannot be sent. */
int debt_read(const char *file, const struct platform *os, struct debt *d, struct err *e);
void debt_fini(struct debt *d);

bool debt_side_owes(const struct debt_side *s);
bool debt_owes(const struct debt *d); /* to a side that is still there */

/*
 * Sides that owe nothing, but that a person changed by hand, owe from now on, by step "" and
 * without a line: whether they are as before can be looked at. False when there is none.
 */
bool debt_take_typed(struct debt *d);

/*
 * Append the lines that switch debugging off there to an array, the platform's own before others,
 * and none twice: of the journal's only such as change nothing else.
 */
void debt_add_off(const struct debt_side *s, const struct pack *pack, json_t *lines);

/* "step X changed its configuration and debugging is on", on the heap. */
char *debt_describe(const struct debt_side *s);

#endif
