/* SPDX-License-Identifier: ISC */
/*
 * The walk as one HTML page that needs nothing else: no script, no file, no network. Dark where the
 * reader's screen is, and on paper as good as on the screen.
 */
#include "base/json.h"
#include "base/mem.h"
#include "report/html_ladder.h"
#include "report/html_style.h"
#include "report/put.h"
#include "report/report.h"
#include "walk/cause.h"
#include "walk/facts.h"

#include <stdlib.h>
#include <string.h>

static void put_tagged(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    put_xml(out, text);
    fprintf(out, "</%s>\n", tag);
}

static void put_pair(FILE *out, const char *name, const char *value)
{
    fprintf(out, "<dt>%s</dt><dd>", name);
    put_xml(out, *value ? value : "-");
    fputs("</dd>\n", out);
}

static void put_outcome(FILE *out, const struct walk *w, const struct about *b)
{
    const char *verdict = report_verdict(w);
    int failing = walk_failing_step(w);
    fprintf(out, "<p class=\"outcome %s\"><strong>%s</strong> ", verdict, verdict);
    if (failing >= 0) {
        fputs("Failing step: ", out);
        put_xml(out, walk_step(w, (size_t)failing)->title);
        fputs(" (", out);
        put_xml(out, walk_step(w, (size_t)failing)->id);
        fputs(")", out);
    } else {
        fputs(report_closing(w), out);
    }
    fputs("</p>\n", out);
    if (*b->remark) {
        fputs("<p class=\"remark\">", out);
        put_xml(out, b->remark);
        fputs("</p>\n", out);
    }
}

static void put_evidence(FILE *out, const struct walk *w, const json_t *evidence)
{
    size_t i;
    const json_t *e;
    if (json_array_size(evidence) == 0)
        return;
    fputs("<h4>Evidence</h4>\n<div class=\"scroll\"><table class=\"evidence\">\n", out);
    json_array_foreach(evidence, i, e)
    {
        int side = facts_side(json_str(e, "peer", ""));
        fputs("<tr><td>", out);
        put_xml(out, side < 0 ? "?" : walk_hostname(w, side));
        fputs("</td><td>", out);
        put_xml(out, json_str(e, "source", ""));
        fprintf(out, ":%lld</td><td><code>", json_int(e, "line", 0));
        put_xml(out, json_str(e, "text", ""));
        fputs("</code></td></tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

static void put_pre(FILE *out, const json_t *lines)
{
    size_t i;
    const json_t *line;
    fputs("<pre>", out);
    json_array_foreach(lines, i, line)
    {
        put_xml(out, json_is_string(line) ? json_string_value(line) : "");
        fputc('\n', out);
    }
    fputs("</pre>\n", out);
}

static void put_lines(FILE *out, const char *heading, const json_t *lines)
{
    if (json_array_size(lines) == 0)
        return;
    put_tagged(out, "h4", heading);
    put_pre(out, lines);
}

static void put_cause(FILE *out, const struct walk *w, const json_t *cause)
{
    const char *id = json_str(cause, "id", "?");
    int side = facts_side(json_str(cause, "peer", ""));
    double confidence = json_number_value(json_object_get(cause, "confidence"));
    fprintf(out, "<section class=\"cause%s\">\n", confidence >= CAUSE_CONFIDENT ? "" : " possible");
    fprintf(out, "<h3>%s", confidence >= CAUSE_CONFIDENT ? "" : "Possible: ");
    put_xml(out, json_str(cause, "title", id));
    fputs("</h3>\n<p class=\"which\"><code>", out);
    put_xml(out, id);
    fputs("</code> at ", out);
    put_xml(out, side < 0 ? "both peers" : walk_hostname(w, side));
    fprintf(out, ", confidence %.0f&#8239;%%, guide page ", confidence * 100);
    put_xml(out, json_str(cause, "guide", "-"));
    fputs("</p>\n", out);
    put_tagged(out, "p", json_str(cause, "summary", ""));
    put_evidence(out, w, json_object_get(cause, "evidence"));
    if (*json_str(cause, "why", "")) {
        fputs("<h4>Why</h4>\n", out);
        put_tagged(out, "p", json_str(cause, "why", ""));
    }
    put_lines(out, "Fix", json_object_get(cause, "fix"));
    put_lines(out, "Confirm", json_object_get(cause, "confirm"));
    fputs("</section>\n", out);
}

static void put_step(FILE *out, const struct playbook_step *step, const struct walk_step_state *s)
{
    const char *word = report_step_verdict(s);
    fprintf(out, "<tr class=\"%s\"><td><code>", s->running ? "unknown" : word);
    put_xml(out, step->id);
    fputs("</code></td><td>", out);
    put_xml(out, step->title);
    if (s->verdict != VERDICT_PASS && s->reason && *s->reason) {
        fputs("<br><small>", out);
        put_xml(out, s->reason);
        fputs("</small>", out);
    }
    fprintf(out, "</td><td class=\"verdict\">%s</td><td class=\"time\">", word);
    if (s->verdict != VERDICT_SKIPPED)
        fprintf(out, "%.1f&#8239;s", s->seconds);
    fputs("</td></tr>\n", out);
}

static void put_steps(FILE *out, const struct walk *w)
{
    size_t waiting = 0;
    fputs(
        "<h2>Steps</h2>\n<div class=\"scroll\"><table class=\"steps\">\n<tr><th>Step</th><th></th>"
        "<th>Verdict</th><th class=\"time\">Time</th></tr>\n",
        out);
    for (size_t i = 0; i < walk_step_count(w); i++) {
        const struct walk_step_state *s = walk_step_state(w, i);
        if (s->verdict == VERDICT_NONE && !s->running)
            waiting++;
        else
            put_step(out, walk_step(w, i), s);
    }
    fputs("</table></div>\n", out);
    if (waiting > 0)
        fprintf(out, "<p><small>Steps of the playbook that were not run: %zu.</small></p>\n",
                waiting);
}

static void put_exchange(FILE *out, const struct account *a)
{
    const struct walk *w = account_walk(a);
    const char *const names[SIDES] = {walk_hostname(w, SIDE_A), walk_hostname(w, SIDE_B)};
    struct ladder l;
    ladder_init(&l, a);
    fputs("<h2>What the two ends said to each other</h2>\n", out);
    if (l.count > 0) {
        fputs("<div class=\"scroll\">\n", out);
        html_ladder(&l, names, out);
        char *legend = ladder_legend(&l, names);
        fputs("</div>\n<p><small>", out);
        put_xml(out, legend);
        fputs("</small></p>\n", out);
        free(legend);
    } else {
        fprintf(out, "<p>%s</p>\n", report_no_exchange(a));
    }
    ladder_fini(&l);
}

static void put_other_end(FILE *out, const struct walk *w)
{
    json_t *left = report_other_end(w);
    const json_t *undecided = json_object_get(left, "undecided");
    const json_t *commands = json_object_get(left, "commands");
    if (!left)
        return;
    fputs("<h2>At the other end</h2>\n<p>Nobody was logged in there.", out);
    if (json_array_size(undecided) > 0)
        fputs(" Steps that take both ends:</p>\n<ul>\n", out);
    for (size_t i = 0; i < json_array_size(undecided); i++)
        put_tagged(out, "li", json_str(json_array_get(undecided, i), "title", ""));
    fputs(json_array_size(undecided) > 0 ? "</ul>\n" : "</p>\n", out);
    if (json_array_size(commands) > 0) {
        fputs("<p>Look there at</p>\n", out);
        put_pre(out, commands);
    }
    json_decref(left);
}

static void put_commands(FILE *out, const struct account *a)
{
    static const char *const headings[] = {
        [RISK_READ] = "Read",
        [RISK_TRAFFIC] = "Send traffic",
        [RISK_DEBUG] = "Debug",
        [RISK_DISRUPTIVE] = "Interrupt",
        [RISK_CONFIG] = "Change the configuration",
    };
    size_t count;
    const struct account_command *c = account_commands(a, &count);
    fputs("<h2>Commands sent</h2>\n", out);
    if (count == 0)
        fputs("<p>None.</p>\n", out);
    for (int risk = RISK_READ; risk <= RISK_CONFIG; risk++) {
        bool any = false;
        for (size_t i = 0; i < count; i++) {
            if ((int)c[i].risk != risk)
                continue;
            if (!any)
                fprintf(out, "<h4>%s</h4>\n<pre>", headings[risk]);
            any = true;
            put_xml(out, walk_hostname(account_walk(a), c[i].side));
            fputs("# ", out);
            put_xml(out, c[i].text);
            if (c[i].times > 1)
                fprintf(out, "   <i>(%zu times)</i>", c[i].times);
            fputc('\n', out);
        }
        fputs(any ? "</pre>\n" : "", out);
    }
    if (account_left_out(a) > 0)
        fprintf(out, "<p>%zu more commands and notes are left out.</p>\n", account_left_out(a));
}

static void put_notes(FILE *out, const json_t *notes)
{
    size_t i;
    const json_t *note;
    if (json_array_size(notes) == 0)
        return;
    fputs("<h2>Notes</h2>\n<ul>\n", out);
    json_array_foreach(notes, i, note)
    {
        put_tagged(out, "li", json_string_value(note));
    }
    fputs("</ul>\n", out);
}

static void put_head(FILE *out, const struct about *b)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    put_xml(out, b->title);
    fputs(" - peerwalk</title>\n<style>\n", out);
    fputs(html_style(), out);
    fputs("</style>\n</head>\n<body>\n", out);
}

void report_html(const struct account *a, const struct about *b, FILE *out)
{
    const struct walk *w = account_walk(a);
    size_t i;
    const json_t *cause;
    put_head(out, b);
    /* Not the title alone: "The tunnel is down" is no verdict. */
    fputs("<h1>Walk: ", out);
    put_xml(out, b->title);
    fputs("</h1>\n", out);
    put_outcome(out, w, b);
    fputs("<dl>\n", out);
    report_about_rows(b, w, put_pair, out);
    fputs("</dl>\n", out);
    if (json_array_size(walk_causes(w)) > 0)
        fputs("<h2>Findings</h2>\n", out);
    json_array_foreach(walk_causes(w), i, cause)
    {
        put_cause(out, w, cause);
    }
    put_steps(out, w);
    put_exchange(out, a);
    put_other_end(out, w);
    put_commands(out, a);
    put_notes(out, account_notes(a));
    fputs("</body>\n</html>\n", out);
}
