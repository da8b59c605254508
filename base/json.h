/* SPDX-License-Identifier: ISC */
/*
 * jansson with the manners of this program: errors with file, line and path, limits for files of
 * strangers. Paths are written /steps/3/checks/0/fail_if (RFC 6901 JSON Pointer).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"

#include <jansson.h>
#include <stdio.h>

/* Parse a file (at most 16 MiB). The text, when wanted, goes to *text (free()) for json_line(). */
json_t *json_read(const char *path, char **text, struct err *e);

/* Parse NUL-terminated text; `name` stands for the file in errors. Duplicate keys are errors. */
json_t *json_parse(const char *name, const char *text, struct err *e);

/*
 * The 1-based line of `text` on which the value at JSON Pointer `pointer` starts; the line of the
 * nearest parent that exists otherwise. `text` must have been accepted by json_parse().
 */
int json_line(const char *text, const char *pointer);

/* A member as string, or `fallback` when it is missing or not a string. Borrowed. */
const char *json_str(const json_t *object, const char *key, const char *fallback);

/* A member as integer, or `fallback`. */
long long json_int(const json_t *object, const char *key, long long fallback);

/*
 * Print for people and programs, keys in order of insertion; `flags` as of json_dumps(). Characters
 * of strings that would do something to a terminal are escaped, which JSON does not ask for.
 */
void json_print(const json_t *value, size_t flags, FILE *out);

/* Serialise compactly, keys in order of insertion; on the heap. */
char *json_text(const json_t *value, size_t flags);

#endif
