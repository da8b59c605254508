/* SPDX-License-Identifier: ISC */
/*
 * A TextFSM engine with the semantics of google/textfsm 2.1.0 over PCRE2 with JIT. A template is
 * compiled once and shared by any number of runs of one thread.
 *
 *     struct textfsm *t = textfsm_load("show_x.textfsm", &e);
 *     struct textfsm_result *r = textfsm_run(t, text, len, &e);
 *     ... textfsm_result_json(r) ...
 *
 * Beyond the original every row tells the lines it came from, for the row and for each value, and
 * the lines that no rule matched are listed. The text must stay alive while the result is used.
 */
#ifndef PARSE_TEXTFSM_H
#define PARSE_TEXTFSM_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct textfsm;
struct textfsm_result;

/* Compile a template. NULL on failure; `e` tells file, line and reason. */
struct textfsm *textfsm_load(const char *file, struct err *e);
struct textfsm *textfsm_compile(const char *name, const char *text, size_t len, struct err *e);
void textfsm_free(struct textfsm *t);

const char *textfsm_name(const struct textfsm *t);
size_t textfsm_value_count(const struct textfsm *t);
const char *textfsm_value_name(const struct textfsm *t, size_t i); /* as written in the template */
bool textfsm_value_is_list(const struct textfsm *t, size_t i);
bool textfsm_value_is_key(const struct textfsm *t, size_t i);

/*
 * Run over a whole text. NULL when the template's Error action fired or a match limit was hit; `e`
 * then holds template name, template line and the sentence with the input line.
 */
struct textfsm_result *textfsm_run(const struct textfsm *t, const char *text, size_t len,
                                   struct err *e);
void textfsm_result_free(struct textfsm_result *r);

size_t textfsm_row_count(const struct textfsm_result *r);

/* First and last input line (1-based) that gave something to row i. */
void textfsm_row_lines(const struct textfsm_result *r, size_t i, int *first, int *last);

/* The input line that gave value j of row i (the last one of a list); 0 for a fill-down or none. */
int textfsm_value_line(const struct textfsm_result *r, size_t i, size_t j);

/* Input lines, not blank, that no rule matched: count and 1-based numbers. */
size_t textfsm_unmatched(const struct textfsm_result *r, const int **lines);

/* The rows as an array of objects, keys in lower case; a new reference. */
json_t *textfsm_result_json(const struct textfsm_result *r);

/* The same as text, indented by two, without a line end: far faster where only text is wanted. */
void textfsm_result_write(const struct textfsm_result *r, FILE *to);

#endif
