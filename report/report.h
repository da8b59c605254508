/* SPDX-License-Identifier: ISC */
/* Faces of a walk without a terminal. They only read the walk and print. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "walk/walk.h"

#include <stdio.h>

/* Print a line for each step as it ends. Register with walk_observe(w, report_line, struct report).
 */
struct report {
    struct walk *walk;
    FILE *out;
};
walk_observer report_line;

/* After the end: failing step, evidence with peer and line, cause, fix, confirm, guide page. */
void report_text(const struct walk *w, FILE *out);

/*
 * The causes of a result document, as report_text() shows them. `names` are those of the two peers,
 * or NULL where they are not known.
 */
void report_causes(const json_t *causes, const char *const names[SIDES], FILE *out);

/* The document of walk_result(). */
void report_json(const struct walk *w, FILE *out);

#endif
