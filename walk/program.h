/* SPDX-License-Identifier: ISC */
/*
 * jq programs of a pack: many small filters over one library, compiled together, since libjq's
 * start-up costs far more than a filter. No filter can do input or output, read the environment,
 * run for ever or take all the memory.
 */
#ifndef WALK_PROGRAM_H
#define WALK_PROGRAM_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct program;

/*
 * `library` is prepended to every filter; copied. A line "#@ FILE" in it says from which file the
 * lines below it come, for errors.
 */
struct program *program_new(const char *library);
void program_free(struct program *p);

/* Other limits than the built-in ones for one run: milliseconds of processor time and number of
 * outputs; bytes of memory beyond what the document takes. */
void program_set_limits(struct program *p, unsigned ms, size_t outputs);
void program_set_memory(struct program *p, size_t bytes);

/*
 * Add a filter; `where` ("file" or "file#/json/path") and `line` are for errors.
 * Returns its number.
 */
int program_add(struct program *p, const char *filter, const char *where, int line);

/* What a text does with the values that are put into it. */
enum program_guard {
    GUARD_GIVEN, /* null is an error */
    GUARD_WORD /* also anything that does not belong into a command line: ; | ? and unprintables */
};

/* Add a text with \( ) interpolation, as a filter that yields the string. Returns its number. */
int program_add_text(struct program *p, const char *text, enum program_guard guard,
                     const char *where, int line);

/* Does the text hold interpolation at all? */
bool program_text_is_plain(const char *text);

/* Compile all that was added; the first run does it if need be. The error names where and line. */
int program_compile(struct program *p, struct err *e);

/* Tell of every filter that does not compile: "where:line: text" strings. Returns how many.  */
size_t program_check(struct program *p, json_t *problems);

/*
 * Run filter `number` over `doc`; all outputs as an array, new reference. NULL when jq raised an
 * error or a limit was reached: the sentence is in `e`.
 */
json_t *program_run(struct program *p, int number, const json_t *doc, struct err *e);

#endif
