/* SPDX-License-Identifier: ISC */
/* The template index for the files that find, run and check templates. */
#ifndef PARSE_INDEX_INTERNAL_H
#define PARSE_INDEX_INTERNAL_H

#include "parse/matcher.h"
#include "parse/reply.h"
#include "parse/textfsm_internal.h"

struct index_row {
    char *templates; /* file names, joined with ":" */
    char *command;   /* as written */
    char *shortest;  /* in plain words, without optional parts; may be empty */
    char *longest;   /* with them */
    struct matcher matcher;
    int line;
};

struct index_template {
    char *name;
    struct textfsm *compiled;
};

struct template_index {
    char *dir;
    char *file;
    struct index_row *rows; /* of the platform, in the order of the file */
    size_t row_count;
    size_t row_cap;
    struct index_template *cache;
    size_t cache_count;
    size_t cache_cap;
    json_t *problems;             /* lines that are no rows, in words */
    struct template_index *front; /* is asked first */
    bool keeps_fields;            /* a front replaces templates only with all of their fields */
};

/*
 * The row for a command and the index it is in; NULL when there is none, or when an abbreviation
 * could mean several commands.
 */
const struct index_row *index_row_find(const struct template_index *ix, const char *command,
                                       const struct template_index **owner);

/* The same in this index alone, without those in front of it. */
const struct index_row *index_row_find_own(const struct template_index *ix, const char *command);

/* A template of the index's directory, compiled at the first call. Borrowed; NULL with `e`. */
const struct textfsm *index_template_get(struct template_index *ix, const char *name,
                                         struct err *e);

/* "sh[[ow]] ip( x)? route \S+" in plain words, up to the first that is not one; on the heap. */
char *index_plain(const char *command, bool with_optional);

/* "[[abc]]" as "(a(b(c)?)?)?", everywhere in `command`. */
void index_complete(const char *command, struct buf *out);

/* Runs of white space as one blank, none at the ends; on the heap. */
char *index_normal(const char *command);

/*
 * The command with every word that abbreviates a word of `plain` replaced by it, on the heap; NULL
 * when one does not, or there are fewer words. *words: how many `plain` has.
 */
char *index_expand(const char *plain, const char *command, size_t *words);

enum { TEMPLATES_MAX = 16 };

struct template_list {
    const struct textfsm *at[TEMPLATES_MAX];
    size_t count;
    const char *joined; /* their names; NULL when the index has none */
};

/* The compiled templates for a command, in the order of their row. Borrowed. */
int reply_templates(struct template_index *ix, const char *command, struct template_list *list,
                    struct err *e);

/* The numbers of the "% " lines that no template asks for; *leads: nothing else comes before. */
json_t *reply_errors(const struct textfsm *const *templates, size_t count, const char *text,
                     size_t len, bool *leads);

/* Parse with templates joined by ":", for reply.c and the samples. `out` was zeroed. */
int reply_parse(struct parsed_reply *out, const struct textfsm *const *templates, size_t count,
                const char *text, size_t len, struct err *e);

/* A reply whose broken lines were joined. */
struct rejoined {
    struct buf text;
    int *first; /* per line of it, and for the one behind: the line of the reply it begins at */
    size_t count;
    size_t cap;
};

/* Can a terminal of 80 columns have broken lines of the reply? */
bool reply_may_be_broken(const char *text, size_t len);

/*
 * Join lines of exactly 80 characters with the next one where one of both is in `unmatched`, sorted
 * line numbers. False, with nothing to free, when no terminal can have broken the reply.
 */
bool rejoined_init(struct rejoined *j, const char *text, size_t len, const json_t *unmatched);
void rejoined_fini(struct rejoined *j);

/* Line numbers of the joined text become those of the reply. */
void rejoined_restore(const struct rejoined *j, json_t *spans, json_t *unmatched);

/* Rows and the lines they are from. */
struct reply_table {
    json_t *rows;
    json_t *spans;
    json_t *columns; /* keys of the rows, as an object of nulls */
    json_t *keys;    /* names of the columns with option Key, array */
};

void reply_table_init(struct reply_table *x, const struct textfsm_result *r);
void reply_table_fini(struct reply_table *x);

/* Add the columns of `more` that `x` lacks, to the rows whose Key columns agree. */
int reply_table_merge(struct reply_table *x, const struct reply_table *more, const char *where,
                      struct err *e);

#endif
