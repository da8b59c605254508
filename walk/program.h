/* SPDX-License-Identifier: ISC */
/*
 * jq programs of a pack: many small filters over one library, compiled together, since libjq's
 * start-up costs far more than a filter. No filter can do input or output, read the environment or
 * run for ever.
 */
#ifndef WALK_PROGRAM_H
#define WALK_PROGRAM_H

#include "base/err.h"

#include <jansson.h>

struct program;

/* `library` is prepended to every filter; copied. */
struct program *program_new(const char *library);
void program_free(struct program *p);

/* Add a filter; `where` and `line` are for errors. Returns its number. */
int program_add(struct program *p, const char *filter, const char *where, int line);

/* Add a text with \( ) interpolation, as a filter that yields the string. Returns its number. */
int program_add_text(struct program *p, const char *text, const char *where, int line);

/* Compile all that was added; done by the first run if not before. The error names where and line. */
int program_compile(struct program *p, struct err *e);

/*
 * Run filter `number` over `doc`; all outputs as an array, new reference. NULL when jq raised an
 * error or a limit was reached: the sentence is in `e`.
 */
json_t *program_run(struct program *p, int number, const json_t *doc, struct err *e);

#endif
