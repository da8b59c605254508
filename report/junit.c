/* SPDX-License-Identifier: ISC */
/*
 * The walk as JUnit XML, as CI servers read it: a test case a step, and one more for the verdict of
 * the whole, since steps that pass do not add up to a tunnel that works.
 */
#include "base/json.h"
#include "base/mem.h"
#include "report/put.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum outcome { OUTCOME_PASS, OUTCOME_FAILURE, OUTCOME_ERROR, OUTCOME_SKIPPED, OUTCOMES };

enum { DATE_TIME = 19 /* characters of an RFC 3339 time without fraction and zone */ };

static const char *const ELEMENTS[OUTCOMES] = {"", "failure", "error", "skipped"};

static enum outcome step_outcome(const struct walk *w, size_t i)
{
    const struct walk_step_state *s = walk_step_state(w, i);
    if ((int)i == walk_failing_step(w) || s->verdict == VERDICT_FAIL)
        return OUTCOME_FAILURE;
    if (s->running || s->verdict == VERDICT_UNKNOWN)
        return OUTCOME_ERROR;
    return s->verdict == VERDICT_SKIPPED || s->verdict == VERDICT_NONE ? OUTCOME_SKIPPED
                                                                       : OUTCOME_PASS;
}

static enum outcome walk_outcome(const struct walk *w)
{
    switch (walk_verdict(w)) {
    case VERDICT_PASS:
        return OUTCOME_PASS;
    case VERDICT_FAIL:
        return OUTCOME_FAILURE;
    default:
        return OUTCOME_ERROR;
    }
}

static const char *step_message(const struct walk_step_state *s)
{
    if (s->running)
        return "the run did not end, and this step was under way";
    if (s->verdict == VERDICT_NONE)
        return "not run: the walk did not come here";
    return s->reason ? s->reason : "";
}

/* Lines of text as the content of an element; a newline stays one. */
static void put_lines(FILE *out, char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        put_xml(out, line);
        fputc('\n', out);
    }
}

/* The causes that one step found (all of them for NULL), as the text face tells them. */
static char *tell_causes(const struct walk *w, const char *step, char *first, size_t size)
{
    const char *const names[SIDES] = {walk_hostname(w, SIDE_A), walk_hostname(w, SIDE_B)};
    json_t *own = json_array();
    size_t i;
    json_t *cause;
    json_array_foreach(walk_causes(w), i, cause)
    {
        if (!step || strcmp(json_str(cause, "step", ""), step) == 0)
            json_array_append(own, cause);
    }
    snprintf(first, size, "%s", json_str(json_array_get(own, 0), "id", ""));
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    if (out) {
        report_causes(own, names, out);
        fclose(out);
    }
    json_decref(own);
    return text ? text : mem_dup("");
}

static void put_outcome(FILE *out, enum outcome o, const char *message, const struct walk *w,
                        const char *step)
{
    char cause[64];
    char *causes = tell_causes(w, step, cause, sizeof cause);
    fprintf(out, "      <%s message=\"", ELEMENTS[o]);
    put_xml(out, message);
    if (o == OUTCOME_SKIPPED) {
        fputs("\"/>\n", out);
    } else {
        fputs("\" type=\"", out);
        put_xml(out, *cause ? cause : o == OUTCOME_ERROR ? "unknown" : "fail");
        fputs("\">", out);
        put_lines(out, causes);
        fprintf(out, "</%s>\n", ELEMENTS[o]);
    }
    free(causes);
}

static void begin_case(FILE *out, const struct about *b, const char *id, const char *title,
                       double seconds)
{
    fputs("    <testcase classname=\"peerwalk.", out);
    put_xml(out, b->playbook);
    fputs("\" name=\"", out);
    put_xml(out, id);
    fputs(": ", out);
    put_xml(out, title);
    fprintf(out, "\" time=\"%.3f\">\n", seconds);
}

static void put_step(FILE *out, const struct walk *w, const struct about *b, size_t i)
{
    const struct playbook_step *step = walk_step(w, i);
    const struct walk_step_state *s = walk_step_state(w, i);
    enum outcome o = step_outcome(w, i);
    begin_case(out, b, step->id, step->title, s->seconds);
    if (o != OUTCOME_PASS)
        put_outcome(out, o, step_message(s), w, step->id);
    if (s->verdict == VERDICT_WARN) {
        fputs("      <system-out>warning: ", out);
        put_xml(out, s->reason ? s->reason : "");
        fputs("</system-out>\n", out);
    }
    fputs("    </testcase>\n", out);
}

static void put_whole(FILE *out, const struct walk *w, const struct about *b)
{
    enum outcome o = walk_outcome(w);
    begin_case(out, b, "walk", "Does the tunnel work?", 0);
    if (o != OUTCOME_PASS) {
        int failing = walk_failing_step(w);
        char *message =
            failing < 0 ? mem_printf("%s%s%s", report_closing(w), *b->remark ? " " : "", b->remark)
                        : mem_printf("failing step: %s", walk_step(w, (size_t)failing)->id);
        put_outcome(out, o, message, w, NULL);
        free(message);
    }
    fputs("    </testcase>\n", out);
}

static void put_counts(FILE *out, const struct walk *w, double seconds)
{
    size_t counts[OUTCOMES] = {0};
    for (size_t i = 0; i < walk_step_count(w); i++)
        counts[step_outcome(w, i)]++;
    counts[walk_outcome(w)]++;
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\"",
            walk_step_count(w) + 1, counts[OUTCOME_FAILURE], counts[OUTCOME_ERROR],
            counts[OUTCOME_SKIPPED], seconds);
}

static void put_property(FILE *out, const char *name, const char *value)
{
    fprintf(out, "      <property name=\"%s\" value=\"", name);
    put_xml(out, value);
    fputs("\"/>\n", out);
}

static void put_properties(FILE *out, const struct walk *w, const struct about *b)
{
    fputs("    <properties>\n", out);
    put_property(out, "peer-a", b->target[SIDE_A]);
    put_property(out, "peer-b", b->target[SIDE_B]);
    put_property(out, "hostname-a", walk_hostname(w, SIDE_A));
    put_property(out, "hostname-b", walk_hostname(w, SIDE_B));
    put_property(out, "tunnel", walk_tunnel_label(w));
    put_property(out, "peerwalk", b->program);
    put_property(out, "pack-version", b->pack_version);
    fputs("    </properties>\n", out);
}

static void put_notes(FILE *out, const struct account *a, const struct about *b)
{
    size_t i;
    const json_t *note;
    fputs("    <system-out>", out);
    json_array_foreach(account_notes(a), i, note)
    {
        put_xml(out, json_string_value(note));
        fputc('\n', out);
    }
    put_xml(out, b->remark);
    fputs("</system-out>\n", out);
}

void report_junit(const struct account *a, const struct about *b, FILE *out)
{
    const struct walk *w = account_walk(a);
    char stamp[DATE_TIME + 1];
    snprintf(stamp, sizeof stamp, "%.*s", DATE_TIME, b->begun);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"peerwalk\"", out);
    put_counts(out, w, b->seconds);
    fputs(">\n  <testsuite name=\"", out);
    put_xml(out, b->playbook);
    fputc('"', out);
    put_counts(out, w, b->seconds);
    fputs(" timestamp=\"", out);
    put_xml(out, stamp);
    fputs("\" hostname=\"", out);
    put_xml(out, b->machine);
    fputs("\">\n", out);
    put_properties(out, w, b);
    for (size_t i = 0; i < walk_step_count(w); i++)
        put_step(out, w, b, i);
    put_whole(out, w, b);
    put_notes(out, a, b);
    fputs("  </testsuite>\n</testsuites>\n", out);
}
