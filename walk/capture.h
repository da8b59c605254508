/* SPDX-License-Identifier: ISC */
/*
 * Saved captures of one end: terminal logs with prompts and commands, the sections of a `show
 * tech`, bare replies and configurations, bare debug. What looks like what is data of the pack
 * (capture.json). Replies become facts, with secrets replaced; all of it is scanned for messages.
 */
#ifndef WALK_CAPTURE_H
#define WALK_CAPTURE_H

#include "walk/facts.h"
#include "walk/pack.h"
#include "walk/transcript.h"

struct capture {
    const char *source; /* file name, for evidence */
    const char *text;
    size_t len;
};

struct capture_rules;

struct capture_rules *capture_rules_load(const struct pack *p, struct err *e);
void capture_rules_free(struct capture_rules *r);

/*
 * Take the captures of one side into the facts: rows under the names that capture.json gives them,
 * messages as "debug", conversations as "exchange". A capture is one block of the transcript, so
 * line n of the file is line n of the block; its text has to outlive the transcript. Says whether
 * there is a configuration among them.
 */
bool capture_take(const struct capture_rules *r, struct pack *p, struct facts *f,
                  struct transcript *t, int side, const struct capture *capture, size_t count);

#endif
