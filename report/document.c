/* SPDX-License-Identifier: ISC */
/* Which face, by name, and what several of them say. */
#include "report/report.h"

#include <string.h>

static const char *const NAMES[] = {[REPORT_TEXT] = "text",
                                    [REPORT_MARKDOWN] = "markdown",
                                    [REPORT_HTML] = "html",
                                    [REPORT_JSON] = "json",
                                    [REPORT_JUNIT] = "junit"};

int report_format_from_name(const char *name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(NAMES[i], name) == 0)
            return (int)i;
    return -1;
}

void report_document(enum report_format format, const struct account *a, const struct about *b,
                     FILE *out)
{
    switch (format) {
    case REPORT_TEXT:
        report_text(account_walk(a), out);
        break;
    case REPORT_MARKDOWN:
        report_markdown(a, b, out);
        break;
    case REPORT_HTML:
        report_html(a, b, out);
        break;
    case REPORT_JSON:
        report_json(a, b, out);
        break;
    case REPORT_JUNIT:
        report_junit(a, b, out);
        break;
    }
}

int report_journal(struct retelling *r, enum report_format format, bool times, FILE *out,
                   struct err *e)
{
    struct walk *walk = retelling_walk(r);
    struct report lines = {.walk = walk, .out = out, .times = times};
    struct account *account = account_new(walk);
    struct about about;
    int rc;
    report_about(&about, r);
    if (format == REPORT_TEXT) {
        report_header(&about, out);
        walk_observe(walk, report_line, &lines);
    }
    while ((rc = retelling_next(r, e)) > 0) {
    }
    report_about(&about, r);
    report_document(format, account, &about, out);
    if (format == REPORT_TEXT)
        report_footer(&about, out);
    account_free(account);
    return rc;
}

const char *report_no_exchange(const struct account *a)
{
    if (account_heard(a, SIDE_A) + account_heard(a, SIDE_B) == 0)
        return "No debugging was heard in this walk: there is no conversation to show.";
    if (account_unread(a))
        return "Lines were heard in this walk that no step came to read, as one that breaks off "
               "does not: whether they tell of a conversation is not known.";
    return "What was heard in this walk tells of no conversation between the two ends.";
}

const char *report_verdict(const struct walk *w)
{
    enum verdict v = walk_verdict(w);
    return verdict_name(v == VERDICT_NONE ? VERDICT_UNKNOWN : v);
}

const char *report_step_verdict(const struct walk_step_state *s)
{
    return s->running ? "not ended" : verdict_name(s->verdict);
}

json_t *report_other_end(const struct walk *w)
{
    json_t *left = walk_other_end(w);
    /* The line was lost before anything was looked at: the end that is there comes first. */
    if (json_array_size(json_object_get(left, "undecided")) > 0 ||
        json_array_size(json_object_get(left, "commands")) > 0)
        return left;
    json_decref(left);
    return NULL;
}
