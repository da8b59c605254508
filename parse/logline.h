/* SPDX-License-Identifier: ISC */
/*
 * Messages out of a terminal's or a logger's lines. A message may sit behind sequence numbers, host
 * names and time stamps, share its line with others, be wrapped or continued over several lines,
 * and have ping marks, a prompt or somebody's comment printed into it.
 *
 *     *Nov 17 16:52:03.373: FACILITY (0:1): processing. SA payload.      time, text
 *     message ID = 0 ----- A COMMENT                                     same message
 *
 * The shapes are patterns from a data file. A file of messages is searched for the words of
 * interest first, so lines that hold none of them cost little more than being looked at. A line
 * without end is read in pieces.
 */
#ifndef PARSE_LOGLINE_H
#define PARSE_LOGLINE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct logline_rules;

/*
 * `data` holds arrays of patterns: "words" (literals; a line without any is no message), "starts"
 * (how a message begins), "stamps" (time in group "time"), "prefixes", "continues", "noise" (lines
 * printed in between), "prompts" and "erase" (what does not belong into a message). `name` is
 * for errors.
 */
struct logline_rules *logline_rules_new(const json_t *data, const char *name, struct err *e);
void logline_rules_free(struct logline_rules *r);

/* Reads one text; everything here is the reader's own but `message` and `time` after a step. */
struct logline {
    const char *message; /* cleaned; valid until the next step */
    const char *time;    /* as the device wrote it, or NULL */
    int line, last;      /* of the text, 1-based */

    const struct logline_rules *rules;
    const char *at, *end; /* what has not been looked at, and on which line that is */
    int next_line;
    struct span rest;  /* of the current line, when it holds another message */
    struct span begun; /* where the last message was begun: see logline_resume() */
    struct buf text, stamp;
};

void logline_init(struct logline *l, const struct logline_rules *rules, const char *text,
                  size_t len);
void logline_fini(struct logline *l);

/* Go back to where a message of the same text was begun, on that line; the next step reads it. */
void logline_resume(struct logline *l, struct span begun, int line);

/* Step to the next message: 1, 0 at the end of the text, or ERR_LIMIT, after which the next line is
 * next. */
int logline_next(struct logline *l, struct err *e);

/*
 * What a reader that knows lines already needs (see scan.h): the first word of interest at or after
 * `at`, or `end`; and whether a line, which follows a message, begins something else.
 */
const char *logline_word(const struct logline_rules *r, const char *at, const char *end);
bool logline_begins(const struct logline_rules *r, struct span line);

/* One of a few letters: lines of widths with the same letter are wrapped alike. */
char logline_width(size_t columns);

#endif
