/* SPDX-License-Identifier: ISC */
/*
 * The document that checks see: { "a": {...}, "b": {...}, "vars": {...}, "causes": [...] }. Rows of
 * replies go in under a name, each with "_at" (peer, block, command, first and last line, line of
 * each field); rows that are replaced stay as NAME_before, and "_status" tells how the reply of
 * each name was understood.
 */
#ifndef WALK_FACTS_H
#define WALK_FACTS_H

#include "parse/reply.h"
#include "parse/signature.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct facts;

struct facts *facts_new(const json_t *vars); /* may be NULL */
void facts_free(struct facts *f);

json_t *facts_document(const struct facts *f); /* borrowed */

/* The document as a command or a fix for one side sees it, with "me" and "peer"; new reference. */
json_t *facts_view(const struct facts *f, int side);

const char *facts_side_name(int side); /* "a", "b" */
int facts_side(const char *name);      /* -1 for anything but these */

void facts_set_hostname(struct facts *f, int side, const char *hostname);
/* Nobody is logged in on this side: "absent" is true there, and its name says so. */
void facts_set_absent(struct facts *f, int side);
bool facts_is_absent(const json_t *doc, int side);

void facts_set_causes(struct facts *f, json_t *causes);

/* A tunnel candidate { "label", "a", "b" }; NULL when there is none (any more). */
void facts_set_tunnel(struct facts *f, const json_t *candidate);

struct facts_source {
    int side;
    const char *name;
    uint64_t block;
    const char *command;
    bool append;
    size_t before; /* lines of the block in front of the reply */
};

/*
 * Parse a reply into rows. An error (no template, an error reply, a template that fails) leaves no
 * rows under that name.
 */
int facts_take_reply(struct facts *f, struct template_index *ix, const struct facts_source *from,
                     const char *text, size_t len, struct err *e);

/* What both sides have said so far; new reference. facts_restore() makes it so again. */
json_t *facts_keep(const struct facts *f);
void facts_restore(struct facts *f, const json_t *kept);

/* There was no reply to be trusted: no rows under that name. */
void facts_fail(struct facts *f, int side, const char *name);

/* Where a line of a heard text stands in the transcript. */
struct heard_line {
    uint64_t block;
    size_t line;
};

struct heard_text {
    const char *text;
    size_t len;
    const struct heard_line *lines; /* of each line; those after the last follow it */
    size_t count;                   /* at least 1 */
};

/*
 * Scan what was heard on one side's monitor, in order: matches under `name`, conversations as
 * "exchange", how much there was as "heard" (see digest.h).
 */
void facts_take_heard(struct facts *f, const struct signature_set *s, int side, const char *name,
                      const struct heard_text *texts, size_t count);

#endif
