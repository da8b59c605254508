/* SPDX-License-Identifier: ISC */
/* What the text of all filters (program_text.c), compiling and running it (program_run.c) share. */
#ifndef WALK_PROGRAM_PRIVATE_H
#define WALK_PROGRAM_PRIVATE_H

#include "walk/cage.h"
#include "walk/jv_json.h"
#include "walk/program.h"

#include <jq.h>

struct filter {
    char *code;
    char *where;
    int line;
    bool text; /* a text: all of it stands on `line` */
};

struct program {
    char *library;
    struct filter *filters;
    size_t count, capacity;
    jq_state *jq; /* NULL while not compiled */
    struct jv_cache *cache;
    struct cage *cage;
    unsigned limit_ms;
    size_t limit_outputs;
    size_t limit_bytes;
};

/* The whole jq text, or with filter `only` alone when that is not negative. */
char *program_text(const struct program *p, int only);

/*
 * Turn what libjq says of that text into an error; `msg` is cut up. Returns the filter blamed, -1
 * for the library, -2 for none.
 */
int program_blame(const struct program *p, int only, char *msg, struct err *e);

/* Record an error of a filter: the JSON path, when `where` has one, opens the sentence. */
int filter_err(const struct filter *f, int code, int line, struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * Was the work left behind in the cage? Then all it could reach (interpreter, converted values, the
 * cage) stays there, and the program has new ones, or none yet.
 */
bool program_left_behind(struct program *p, enum cage_end end);

/* Why a run that did not end well did not; static. */
const char *program_why(enum cage_end end);

#endif
