/* SPDX-License-Identifier: ISC */
/* The walk as plain text: one line a step while it goes on, the finding at the end. */
#include "report/report.h"

#include "base/json.h"
#include "base/mem.h"
#include "report/put.h"
#include "walk/cause.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 4, ID_COLUMNS = 20, VERDICT_COLUMNS = 8, TIME_COLUMNS = 12 };

/* Print a paragraph, broken at blanks, every line indented. */
static void put_wrapped(FILE *out, const char *text, size_t indent)
{
    size_t column = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column > 0 && column + 1 + n > WIDTH - indent) {
            fputc('\n', out);
            column = 0;
        }
        if (column == 0)
            fprintf(out, "%*s", (int)indent, "");
        else
            fputc(' ', out);
        char *word = mem_ndup(text, n);
        put_plain(out, word);
        free(word);
        column += n + (column > 0);
        text += n + strspn(text + n, " ");
    }
    fputc('\n', out);
}

static void put_list(FILE *out, const char *heading, const json_t *list)
{
    if (json_array_size(list) == 0)
        return;
    fprintf(out, "  %s\n", heading);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *line = json_string_value(json_array_get(list, i));
        fprintf(out, "%*s", INDENT, "");
        put_plain(out, line ? line : "");
        fputc('\n', out);
    }
}

/* "a CE1", "b CE2", or the letter alone where no name is known. */
static void put_peer(FILE *out, const char *peer, const char *const names[SIDES])
{
    const char *name = !names                   ? ""
                       : strcmp(peer, "a") == 0 ? names[SIDE_A]
                       : strcmp(peer, "b") == 0 ? names[SIDE_B]
                                                : "";
    put_plain(out, peer);
    fputs(*name ? " " : "", out);
    put_plain(out, name);
}

static void put_evidence(FILE *out, const json_t *evidence, const char *const names[SIDES])
{
    if (json_array_size(evidence) == 0)
        return;
    fputs("  Evidence\n", out);
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        const json_t *e = json_array_get(evidence, i);
        fprintf(out, "%*s", INDENT, "");
        put_peer(out, json_str(e, "peer", "?"), names);
        fputc(' ', out);
        put_plain(out, json_str(e, "source", ""));
        fprintf(out, ":%lld: ", json_int(e, "line", 0));
        const char *text = json_str(e, "text", "");
        while (isspace((unsigned char)*text))
            text++;
        put_plain(out, text);
        fputc('\n', out);
    }
}

static void put_cause(FILE *out, const json_t *cause, const char *const names[SIDES])
{
    const char *id = json_str(cause, "id", "?");
    const char *peer = json_str(cause, "peer", "both");
    double confidence = json_number_value(json_object_get(cause, "confidence"));
    bool both = strcmp(peer, "both") == 0;
    fputs(confidence < CAUSE_CONFIDENT ? "\nPossible cause: " : "\nCause: ", out);
    put_plain(out, json_str(cause, "title", id));
    fputs(" [", out);
    put_plain(out, id);
    fprintf(out, "], %s", both ? "both peers" : "peer ");
    if (!both)
        put_peer(out, peer, names);
    fprintf(out, ", confidence %.0f %%\n", confidence * 100);
    put_wrapped(out, json_str(cause, "summary", ""), 2);
    put_evidence(out, json_object_get(cause, "evidence"), names);
    const char *why = json_str(cause, "why", "");
    if (*why) {
        fputs("  Why\n", out);
        put_wrapped(out, why, INDENT);
    }
    put_list(out, "Fix", json_object_get(cause, "fix"));
    put_list(out, "Confirm", json_object_get(cause, "confirm"));
    fputs("  Guide page ", out);
    put_plain(out, json_str(cause, "guide", "-"));
    fputc('\n', out);
}

void report_causes(const json_t *causes, const char *const names[SIDES], FILE *out)
{
    for (size_t i = 0; i < json_array_size(causes); i++)
        put_cause(out, json_array_get(causes, i), names);
}

static void put_verdict(FILE *out, enum verdict v)
{
    char word[16] = {0};
    snprintf(word, sizeof word, "%s", verdict_name(v));
    /* Without colour the failing line must still stand out. */
    for (char *c = word; v == VERDICT_FAIL && *c; c++)
        *c = (char)toupper((unsigned char)*c);
    fprintf(out, "%-*s", VERDICT_COLUMNS, word);
}

static void put_time(const struct report *r)
{
    if (r->times)
        fprintf(r->out, "%8.3f s  ", (double)walk_now_ms(r->walk) / 1000.0);
}

/* A word between blanks, in a column of its own. */
static void put_column(FILE *out, const char *word, int columns)
{
    fputc(' ', out);
    put_plain(out, word);
    fprintf(out, "%*s", (int)strlen(word) < columns ? columns - (int)strlen(word) + 1 : 1, "");
}

void report_line(void *user, const struct walk_event *e)
{
    const struct report *r = user;
    if (e->type == WALK_NOTE && e->text) {
        put_time(r);
        fputs("note: ", r->out);
        put_plain(r->out, e->text);
        fputc('\n', r->out);
    }
    if (e->type != WALK_STEP_ENDS || e->step < 0)
        return;
    const struct playbook_step *step = walk_step(r->walk, (size_t)e->step);
    const struct walk_step_state *state = walk_step_state(r->walk, (size_t)e->step);
    put_time(r);
    put_verdict(r->out, e->verdict);
    put_column(r->out, step->id, ID_COLUMNS);
    put_plain(r->out, step->title);
    if (e->verdict != VERDICT_SKIPPED)
        fprintf(r->out, " (%.1f s)", state->seconds);
    fputc('\n', r->out);
    if (e->verdict != VERDICT_PASS && state->reason && *state->reason)
        put_wrapped(r->out, state->reason,
                    VERDICT_COLUMNS + 1 + (r->times ? (size_t)TIME_COLUMNS : 0));
    fflush(r->out);
}

/* Whoever reads this must know that somebody on the way could have read the lines, too. */
static void put_legacy(const struct walk *w, FILE *out)
{
    const char *const names[SIDES] = {walk_hostname(w, SIDE_A), walk_hostname(w, SIDE_B)};
    bool any = false;
    for (int side = 0; side < SIDES; side++) {
        if (!walk_is_legacy(w, side))
            continue;
        fputs(any ? ", " : "\nOld SSH algorithms are on: ", out);
        put_peer(out, side == SIDE_A ? "a" : "b", names);
        any = true;
    }
    if (any)
        fputc('\n', out);
}

/* What is left to be done by hand where nobody was logged in. */
static void put_other_end(FILE *out, const struct walk *w)
{
    json_t *left = report_other_end(w);
    const json_t *undecided = json_object_get(left, "undecided");
    if (!left)
        return;
    fputs("\nOnly ", out);
    put_plain(out, walk_hostname(w, SIDE_A));
    fprintf(out, " was logged into.%s\n",
            json_array_size(undecided) ? " These steps take both ends and were not decided:" : "");
    for (size_t i = 0; i < json_array_size(undecided); i++) {
        const json_t *step = json_array_get(undecided, i);
        fprintf(out, "%*s", INDENT, "");
        put_plain(out, json_str(step, "id", ""));
        fputs(": ", out);
        put_plain(out, json_str(step, "title", ""));
        fputc('\n', out);
    }
    /* Who is told what to mend here need not look there first. */
    const json_t *best = json_array_get(walk_causes(w), 0);
    bool here = cause_is_confident(walk_causes(w)) && strcmp(json_str(best, "peer", ""), "a") == 0;
    if (!here)
        put_list(out, "Look at on the other end", json_object_get(left, "commands"));
    json_decref(left);
}

const char *report_closing(const struct walk *w)
{
    static const char *const closing[VERDICT_COUNT] = {
        [VERDICT_NONE] = "The walk did not get to a verdict.",
        [VERDICT_PASS] = "Nothing fails, and what this walk is to prove is proven.",
        [VERDICT_FAIL] = "A step fails.",
        [VERDICT_WARN] = "Nothing fails, but there are warnings.",
        [VERDICT_UNKNOWN] =
            "Could not tell: nothing fails, and nothing proves that the tunnel works.",
    };
    enum verdict v = walk_verdict(w);
    if (v == VERDICT_PASS && walk_is_alone(w))
        return "Nothing fails, as far as one end can tell, and what this walk is to prove is "
               "proven.";
    return closing[v] ? closing[v] : closing[VERDICT_NONE];
}

void report_text(const struct walk *w, FILE *out)
{
    int failing = walk_failing_step(w);
    const char *tunnel = walk_tunnel_label(w);
    if (*tunnel) {
        fputs("\nTunnel: ", out);
        put_plain(out, tunnel);
        fputc('\n', out);
    }
    put_legacy(w, out);
    if (failing >= 0) {
        const struct playbook_step *step = walk_step(w, (size_t)failing);
        fputs("\nFailing step: ", out);
        put_plain(out, step->id);
        fputs(" - ", out);
        put_plain(out, step->title);
        fputs(" (guide page ", out);
        put_plain(out, step->guide ? step->guide : "-");
        fputs(")\n", out);
    } else {
        fputc('\n', out);
        put_wrapped(out, report_closing(w), 0);
    }
    const char *const names[SIDES] = {walk_hostname(w, SIDE_A), walk_hostname(w, SIDE_B)};
    report_causes(walk_causes(w), names, out);
    put_other_end(out, w);
}
