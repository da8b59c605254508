/* SPDX-License-Identifier: ISC */
/*
 * What is wrong with one file of a pack, each complaint with file, line and JSON path. Loading
 * wants the first, lint wants all: both go through here.
 */
#ifndef WALK_PROBLEM_H
#define WALK_PROBLEM_H

#include "base/err.h"

#include <jansson.h>
#include <stddef.h>

struct problems {
    const char *file;
    const char *text;  /* of the file, for lines; may be NULL */
    json_t *list;      /* gets "file:line: /path: text" strings; may be NULL */
    struct err *first; /* gets the first; may be NULL */
    size_t count;
};

/* Complain about the value at a JSON Pointer ("" is the whole file). Returns ERR_FORMAT. */
int problem_add(struct problems *p, const char *pointer, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Complain with what an error record says; its own place wins. */
int problem_add_err(struct problems *p, const struct err *e);

/* The line of a JSON Pointer in the file; 0 when it is not known. */
int problem_line(const struct problems *p, const char *pointer);

#endif
