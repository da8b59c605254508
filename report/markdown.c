/* SPDX-License-Identifier: ISC */
/*
 * The walk as Markdown. The conversation of the two ends is drawn with characters in a code block:
 * that shows wherever Markdown does, in a terminal and in mail too, whereas a diagram in a language
 * of its own shows as its source wherever that language is not spoken.
 */
#include "base/json.h"
#include "base/mem.h"
#include "report/ladder.h"
#include "report/put.h"
#include "report/report.h"
#include "walk/cause.h"
#include "walk/facts.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

enum { LADDER_WIDTH = 100 };

static void put_row(FILE *out, const char *name, const char *value)
{
    fprintf(out, "| %s | ", name);
    put_markdown(out, *value ? value : "-");
    fputs(" |\n", out);
}

static void put_outcome(FILE *out, const struct walk *w, const struct about *b)
{
    int failing = walk_failing_step(w);
    fprintf(out, "\n**Verdict: %s.** ", report_verdict(w));
    if (failing >= 0) {
        fputs("Failing step: ", out);
        put_markdown(out, walk_step(w, (size_t)failing)->id);
        fputs(", ", out);
        put_markdown(out, walk_step(w, (size_t)failing)->title);
    } else {
        fputs(report_closing(w), out);
    }
    fputc('\n', out);
    if (*b->remark) {
        fputs("\n> ", out);
        put_markdown(out, b->remark);
        fputc('\n', out);
    }
}

static void put_code(FILE *out, const char *heading, const json_t *lines)
{
    if (json_array_size(lines) == 0)
        return;
    fprintf(out, "\n%s\n\n", heading);
    put_markdown_code(out, lines);
}

static void put_evidence(FILE *out, const struct walk *w, const json_t *evidence)
{
    size_t i;
    const json_t *e;
    json_t *lines = json_array();
    json_array_foreach(evidence, i, e)
    {
        int side = facts_side(json_str(e, "peer", ""));
        char *line =
            mem_printf("%s %s:%lld: %s", side < 0 ? "?" : walk_hostname(w, side),
                       json_str(e, "source", ""), json_int(e, "line", 0), json_str(e, "text", ""));
        json_array_append_new(lines, safe_string(line));
        free(line);
    }
    put_code(out, "Evidence:", lines);
    json_decref(lines);
}

static void put_cause(FILE *out, const struct walk *w, const json_t *cause)
{
    const char *id = json_str(cause, "id", "?");
    const char *peer = json_str(cause, "peer", "both");
    int side = facts_side(peer);
    double confidence = json_number_value(json_object_get(cause, "confidence"));
    fputs(confidence >= CAUSE_CONFIDENT ? "\n### " : "\n### Possible: ", out);
    put_markdown(out, json_str(cause, "title", id));
    fputs("\n\n", out);
    put_markdown(out, json_str(cause, "summary", ""));
    fputs("\n\nCause ", out);
    put_markdown(out, id);
    fputs(side < 0 ? ", both peers" : ", peer ", out);
    if (side >= 0)
        put_markdown(out, walk_hostname(w, side));
    fprintf(out, ", confidence %.0f %%, guide page ", confidence * 100);
    put_markdown(out, json_str(cause, "guide", "-"));
    fputc('\n', out);
    put_evidence(out, w, json_object_get(cause, "evidence"));
    if (*json_str(cause, "why", "")) {
        fputs("\nWhy: ", out);
        put_markdown(out, json_str(cause, "why", ""));
        fputc('\n', out);
    }
    put_code(out, "Fix:", json_object_get(cause, "fix"));
    put_code(out, "Confirm with:", json_object_get(cause, "confirm"));
}

static void put_steps(FILE *out, const struct walk *w)
{
    fputs("\n## Steps\n\n| Step | | Verdict | Time | |\n|---|---|---|---:|---|\n", out);
    for (size_t i = 0; i < walk_step_count(w); i++) {
        const struct playbook_step *step = walk_step(w, i);
        const struct walk_step_state *s = walk_step_state(w, i);
        if (s->verdict == VERDICT_NONE && !s->running)
            continue;
        fputs("| ", out);
        put_markdown(out, step->id);
        fputs(" | ", out);
        put_markdown(out, step->title);
        fprintf(out, s->verdict == VERDICT_FAIL ? " | **%s** | " : " | %s | ",
                report_step_verdict(s));
        if (s->verdict != VERDICT_SKIPPED)
            fprintf(out, "%.1f s", s->seconds);
        fputs(" | ", out);
        put_markdown(out, s->verdict != VERDICT_PASS && s->reason ? s->reason : "");
        fputs(" |\n", out);
    }
}

static void put_exchange(FILE *out, const struct account *a)
{
    const struct walk *w = account_walk(a);
    const char *const names[SIDES] = {walk_hostname(w, SIDE_A), walk_hostname(w, SIDE_B)};
    struct ladder l;
    ladder_init(&l, a);
    fputs("\n## What the two ends said to each other\n\n", out);
    if (l.count > 0) {
        json_t *lines = ladder_text(&l, names, LADDER_WIDTH);
        put_markdown_code(out, lines);
        char *legend = ladder_legend(&l, names);
        fputc('\n', out);
        put_markdown(out, legend);
        fputc('\n', out);
        free(legend);
        json_decref(lines);
    } else {
        fprintf(out, "%s\n", report_no_exchange(a));
    }
    ladder_fini(&l);
}

static void put_other_end(FILE *out, const struct walk *w)
{
    json_t *left = report_other_end(w);
    const json_t *undecided = json_object_get(left, "undecided");
    if (left)
        fputs("\n## At the other end\n\nNobody was logged in there.\n", out);
    if (json_array_size(undecided) > 0)
        fputs("These steps take both ends:\n\n", out);
    for (size_t i = 0; i < json_array_size(undecided); i++) {
        fputs("- ", out);
        put_markdown(out, json_str(json_array_get(undecided, i), "title", ""));
        fputc('\n', out);
    }
    if (left)
        put_code(out, "Look there at", json_object_get(left, "commands"));
    json_decref(left);
}

static void put_commands(FILE *out, const struct account *a)
{
    size_t count;
    const struct account_command *c = account_commands(a, &count);
    fputs("\n## Commands sent\n", out);
    if (count == 0)
        fputs("\nNone.\n", out);
    for (int risk = RISK_READ; risk <= RISK_CONFIG; risk++) {
        json_t *lines = json_array();
        for (size_t i = 0; i < count; i++) {
            if ((int)c[i].risk != risk)
                continue;
            char *line = mem_printf("%s# %s", walk_hostname(account_walk(a), c[i].side), c[i].text);
            json_array_append_new(lines, safe_string(line));
            free(line);
        }
        char *heading = mem_printf("%s:", risk_name((enum risk)risk));
        put_code(out, heading, lines);
        free(heading);
        json_decref(lines);
    }
    if (account_left_out(a) > 0)
        fprintf(out, "\n%zu more commands and notes are left out.\n", account_left_out(a));
}

static void put_notes(FILE *out, const json_t *notes)
{
    size_t i;
    const json_t *note;
    if (json_array_size(notes) > 0)
        fputs("\n## Notes\n\n", out);
    json_array_foreach(notes, i, note)
    {
        fputs("- ", out);
        put_markdown(out, json_string_value(note));
        fputc('\n', out);
    }
}

void report_markdown(const struct account *a, const struct about *b, FILE *out)
{
    const struct walk *w = account_walk(a);
    size_t i;
    const json_t *cause;
    fputs("# Walk: ", out);
    put_markdown(out, b->title);
    fputs("\n\n", out);
    fputs("| | |\n|---|---|\n", out);
    report_about_rows(b, w, put_row, out);
    put_outcome(out, w, b);
    if (json_array_size(walk_causes(w)) > 0)
        fputs("\n## Findings\n", out);
    json_array_foreach(walk_causes(w), i, cause)
    {
        put_cause(out, w, cause);
    }
    put_steps(out, w);
    put_exchange(out, a);
    put_other_end(out, w);
    put_commands(out, a);
    put_notes(out, account_notes(a));
}
