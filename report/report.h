/* SPDX-License-Identifier: ISC */
/*
 * Faces of a walk without a terminal, of one that happens and of one that a journal tells alike.
 * They only read the walk and print.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/account.h"
#include "walk/retell.h"
#include "walk/walk.h"

#include <stdio.h>

struct report {
    struct walk *walk;
    FILE *out;
    bool times; /* each line begins with the time since the walk's first */
};

/* Print a line for each step as it ends: walk_observe(w, report_line, a struct report). */
walk_observer report_line;

/* After the end: failing step, evidence with peer and line, cause, fix, confirm, guide page. */
void report_text(const struct walk *w, FILE *out);

/*
 * The causes of a result document, as report_text() shows them. `names` are those of the two peers,
 * or NULL where they are not known.
 */
void report_causes(const json_t *causes, const char *const names[SIDES], FILE *out);

/* Where a walk belongs: who, when, with what. Pointers are borrowed; "" for what is not known. */
struct about {
    const char *playbook, *title;
    const char *target[SIDES];
    const char *program, *pack, *pack_version;
    char user[64], machine[64];
    char begun[40], last[40]; /* by the wall clock, RFC 3339 */
    double seconds;
    char remark[800]; /* one sentence or two on how far the journal can be trusted to be whole */
};

/* What a journal says of its walk; after its last event for `last`, `seconds` and `remark`. */
void report_about(struct about *b, struct retelling *r);

/* What there is to say of a walk that begins now; and when it has ended. */
void report_about_begin(struct about *b, const struct playbook *p,
                        const struct peer_config config[SIDES]);
void report_about_end(struct about *b, const struct walk *w, bool interrupted);

/* The same as rows of a name and a value, for the top of a document. */
typedef void report_row(FILE *out, const char *name, const char *value);
void report_about_rows(const struct about *b, const struct walk *w, report_row *row, FILE *out);

/* Above the text face of a journal, and below it. */
void report_header(const struct about *b, FILE *out);
void report_footer(const struct about *b, FILE *out);

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_HTML, REPORT_JSON, REPORT_JUNIT };

/* -1 for a word that is none of text, markdown, html, json and junit. */
int report_format_from_name(const char *name);

/*
 * One document of the whole walk. Of the text face this is the end, as report_text() prints it;
 * its lines have been printed by report_line().
 */
void report_document(enum report_format format, const struct account *a, const struct about *b,
                     FILE *out);

/*
 * Tell a journal to its end and print it; with `times` each line of the text face says when. What
 * there is is printed even when the journal cannot be read to its end, which is an error.
 */
int report_journal(struct retelling *r, enum report_format format, bool times, FILE *out,
                   struct err *e);

/* The single ones. That of JSON is walk_result() and more; it is what `run --json` prints. */
void report_markdown(const struct account *a, const struct about *b, FILE *out);
void report_html(const struct account *a, const struct about *b, FILE *out);
void report_json(const struct account *a, const struct about *b, FILE *out);
void report_junit(const struct account *a, const struct about *b, FILE *out);

/* One sentence on how the walk ended where no step fails. */
const char *report_closing(const struct walk *w);

/* Its verdict as a word; what has none is unknown. And that of a step, which may go on. */
const char *report_verdict(const struct walk *w);
const char *report_step_verdict(const struct walk_step_state *s);

/* What is left to be done where nobody was logged in, as walk_other_end(); NULL for nothing. */
json_t *report_other_end(const struct walk *w);

/* One sentence on why there is no conversation of the two ends to be shown. */
const char *report_no_exchange(const struct account *a);

#endif
