/* SPDX-License-Identifier: ISC */
/*
 * From a command and its reply to records: finds the template by the index (as ntc-templates'
 * index files: Template, Hostname, Platform, Command with [[abbreviation]]s), runs it, and tells
 * how well it went. A reply is never silently empty: an error reply of the device is an error, a
 * reply with lines that no rule knows is partial.
 */
#ifndef PARSE_REPLY_H
#define PARSE_REPLY_H

#include "base/err.h"
#include "base/text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

struct template_index;

enum reply_status { REPLY_STATUS_OK, REPLY_STATUS_PARTIAL, REPLY_STATUS_EMPTY, REPLY_STATUS_ERROR };

/*
 * Load the index file of DIR, which may also be the root of a checkout of ntc-templates; templates
 * are compiled when first used. NULL on failure.
 */
struct template_index *template_index_load(const char *dir, const char *platform, struct err *e);
void template_index_free(struct template_index *ix);

/* Look in `front` before `ix` (a user's --templates); takes ownership of `front`. */
void template_index_prepend(struct template_index *ix, struct template_index *front);

/*
 * From now on what is in front replaces a template of `ix` only where it has all of its fields,
 * because somebody reads them. It still serves the commands that `ix` does not know.
 */
void template_index_keep_fields(struct template_index *ix);

/* The template file names for a command, ':'-joined as in the index; borrowed. NULL for none. */
const char *template_index_find(const struct template_index *ix, const char *command);

/* Up to `max` commands nearest to an unknown one, written in full; array of strings, new. */
json_t *template_index_near(const struct template_index *ix, const char *command, size_t max);

struct parsed_reply {
    enum reply_status status;
    char *template_name; /* NULL when no template is known */
    json_t *rows;        /* array of objects, keys in lower case */
    json_t *spans;       /* per row { "first", "last", "fields": { name: line } }, lines from 1 */
    json_t *unmatched;   /* array of { "line", "text" } */
};

/*
 * Parse one reply. Returns ERR_NONE also for partial, empty and error replies (see status);
 * ERR_NOT_FOUND when no template is known, another code when the template itself fails.
 * parsed_reply_fini() in every case. An error reply (a line that begins with "% ") has no rows.
 */
int parsed_reply_init(struct parsed_reply *out, struct template_index *ix, const char *command,
                      const char *text, size_t len, struct err *e);

/* The same with one template file, whatever the command. */
int parsed_reply_with(struct parsed_reply *out, const char *template_file, const char *text,
                      size_t len, struct err *e);
void parsed_reply_fini(struct parsed_reply *out);

/*
 * Parse one reply only to print its rows, as a JSON array without a line end: no row is ever made
 * an object. An error reply prints an empty array. Errors as above; nothing is printed then.
 */
struct printed_reply {
    enum reply_status status;
    size_t unmatched; /* lines */
    size_t rows;
};
int reply_print(struct printed_reply *out, struct template_index *ix, const char *command,
                struct span text, FILE *to, struct err *e);
int reply_print_with(struct printed_reply *out, const char *template_file, struct span text,
                     FILE *to, struct err *e);

const char *reply_status_name(enum reply_status s); /* "ok", "partial", "empty", "error" */

/* { "status", "template", "rows", "spans", "unmatched" } as printed by --meta; new reference. */
json_t *parsed_reply_meta(const struct parsed_reply *r);

/*
 * Compile every template of the index and run its samples; problems into `problems` (array of
 * strings). ERR_NONE when that could be done, whatever it found.
 */
int template_index_check(struct template_index *ix, json_t *problems, struct err *e);

#endif
