/* SPDX-License-Identifier: ISC */
/*
 * Lines of debug and syslog that mean something. What they mean is data (a pack's
 * signatures.json): pattern, phase, what it tells, who has to be looked at, cause. This room only
 * knows how to undo what terminals and loggers do to lines: time stamps, syslog prefixes, several
 * messages run together, messages wrapped over lines, ping dots printed into them.
 */
#ifndef PARSE_SIGNATURE_H
#define PARSE_SIGNATURE_H

#include "base/err.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct signature_set;

struct signature_set *signature_set_load(const char *file, struct err *e);
void signature_set_free(struct signature_set *s);

/* How many signatures there are. */
size_t signature_count(const struct signature_set *s);

/* Does a line begin a message: with a time stamp, a logger's prefix or what messages begin with? */
bool signature_begins(const struct signature_set *s, struct span line);

/*
 * All matches in a text, in order, for texts of moderate size (see digest.h): array of
 * { "id", "line", "last", "text", "time" or null, "phase", "look_at", "cause" or null, "info":
 * bool, "meaning", "guide", "fields": {...}, "event": {...} or null }, lines 1-based in the text as
 * given. A message that a pattern gives up on is left out. New reference.
 */
json_t *signature_scan(const struct signature_set *s, const char *text, size_t len);

/* Run every signature's samples; problems into `problems` (array of strings). */
void signature_set_check(const struct signature_set *s, json_t *problems);

#endif
