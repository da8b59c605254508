/* SPDX-License-Identifier: ISC */
/*
 * The finding: the step, then for each cause what it is, the lines that prove it, what to type, how
 * to confirm. Without a cause: why the step is done and what is expected of it.
 */
#include "tui/view.h"

#include "base/json.h"

#include <string.h>

enum {
    TEXT_INDENT = 2,
    LABEL_INDENT = 9,    /* behind "Confirm" */
    EVIDENCE_LIMIT = 40, /* lines of one cause; the rest is counted */
    SOURCE_WIDTH = 110   /* room from which on evidence also tells the command */
};

static void add_labelled(const char *label, enum role role, const char *text, size_t width,
                         struct rows *out)
{
    if (!text[0])
        return;
    rows_begin(out, ROLE_PLAIN);
    rows_pad(out, ROLE_PLAIN, TEXT_INDENT);
    rows_text(out, ROLE_TITLE, label);
    rows_pad(out, ROLE_PLAIN, LABEL_INDENT + TEXT_INDENT);
    rows_wrap(out, role, LABEL_INDENT + TEXT_INDENT, width, text);
}

/* A list, the label on its first line only. Lines are to be typed as they are: no wrapping. */
static void add_list(const char *label, enum role role, const json_t *list, size_t width,
                     struct rows *out)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item) ? json_string_value(item) : "";
        rows_begin(out, ROLE_PLAIN);
        rows_pad(out, ROLE_PLAIN, TEXT_INDENT);
        rows_text(out, ROLE_TITLE, i == 0 ? label : "");
        rows_pad(out, ROLE_PLAIN, LABEL_INDENT + TEXT_INDENT);
        if (LABEL_INDENT + TEXT_INDENT + strlen(text) <= width)
            rows_text(out, role, text);
        else
            rows_wrap(out, role, LABEL_INDENT + TEXT_INDENT, width, text);
    }
}

static const char *host_of(const struct model *m, const char *side)
{
    if (strcmp(side, "a") == 0)
        return m->peer[SIDE_A].host;
    if (strcmp(side, "b") == 0)
        return m->peer[SIDE_B].host;
    return "both ends";
}

static void add_evidence(const struct model *m, const json_t *list, size_t width, struct rows *out)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        rows_begin(out, ROLE_PLAIN);
        rows_pad(out, ROLE_PLAIN, TEXT_INDENT);
        if (i == EVIDENCE_LIMIT) {
            rows_printf(out, ROLE_DIM, "and %zu more lines", json_array_size(list) - i);
            return;
        }
        const char *text = json_str(item, "text", "");
        rows_printf(out, ROLE_EVIDENCE, "%s %s", theme_glyph(GLYPH_MARK, m->ascii),
                    host_of(m, json_str(item, "peer", "")));
        if (width >= SOURCE_WIDTH)
            rows_printf(out, ROLE_DIM, " %s", json_str(item, "source", ""));
        rows_printf(out, ROLE_DIM, ":%lld ", json_int(item, "line", 0));
        size_t used = rows_column(out);
        rows_fit(out, ROLE_PLAIN, text, strlen(text), 0, width > used ? width - used : 1, m->ascii);
    }
}

static void add_cause(const struct model *m, const json_t *cause, size_t width, struct rows *out)
{
    const char *id = json_str(cause, "id", "");
    double confidence = json_number_value(json_object_get(cause, "confidence"));
    bool sure = confidence >= m->finding.sure;
    enum role role = sure ? ROLE_FAIL : ROLE_WARN;
    rows_begin(out, ROLE_PLAIN);
    rows_text(out, role, theme_glyph(sure ? GLYPH_FAIL : GLYPH_UNKNOWN, m->ascii));
    if (!sure)
        rows_wrap(out, role, TEXT_INDENT, width, "Possible:");
    rows_wrap(out, role, TEXT_INDENT, width, json_str(cause, "title", id));
    char where[160];
    snprintf(where, sizeof where, "(%s, %s, %.0f %%)", id, host_of(m, json_str(cause, "peer", "")),
             confidence * 100);
    rows_wrap(out, ROLE_DIM, TEXT_INDENT, width, where);
    rows_begin(out, ROLE_PLAIN);
    rows_wrap(out, ROLE_TITLE, TEXT_INDENT, width, json_str(cause, "summary", ""));
    add_evidence(m, json_object_get(cause, "evidence"), width, out);
    add_list("Fix", ROLE_FIX, json_object_get(cause, "fix"), width, out);
    add_list("Confirm", ROLE_COMMAND, json_object_get(cause, "confirm"), width, out);
    add_labelled("Why", ROLE_PLAIN, json_str(cause, "why", ""), width, out);
    add_labelled("Guide", ROLE_PLAIN, json_str(cause, "guide", ""), width, out);
}

static void add_step(const struct model *m, size_t width, struct rows *out)
{
    const struct model_finding *f = &m->finding;
    add_labelled("Result", ROLE_PLAIN, f->reason, width, out);
    add_labelled("Why", ROLE_PLAIN, f->why, width, out);
    add_labelled("Expected", ROLE_PLAIN, f->good, width, out);
    add_labelled("Guide", ROLE_PLAIN, f->guide, width, out);
}

void view_finding(const struct model *m, size_t width, struct rows *out)
{
    const struct model_finding *f = &m->finding;
    size_t i;
    const json_t *cause;
    enum glyph sign = f->running ? GLYPH_RUNNING : theme_verdict_glyph(f->verdict);
    enum role role = f->running ? ROLE_RUNNING : theme_verdict_role(f->verdict);
    rows_begin(out, ROLE_PLAIN);
    rows_printf(out, role, "%s %s", theme_glyph(sign, m->ascii),
                f->running ? "runs" : verdict_name(f->verdict));
    if (f->step >= 0) {
        char number[32];
        snprintf(number, sizeof number, "step %d:", f->step + 1);
        rows_wrap(out, ROLE_PLAIN, TEXT_INDENT, width, number);
    }
    rows_wrap(out, ROLE_TITLE, TEXT_INDENT, width, f->title);
    json_array_foreach(f->causes, i, cause)
    {
        add_cause(m, cause, width, out);
    }
    if (json_array_size(f->causes) == 0)
        add_step(m, width, out);
    add_list("There", ROLE_COMMAND, f->other_end, width, out);
}

void view_finding_rule(const struct model *m, size_t width, size_t hidden, struct rows *out)
{
    struct buf title = {0};
    buf_add_str(&title, json_array_size(m->finding.causes) ? "Finding"
                        : m->finding.overall               ? "Outcome"
                                                           : "This step");
    if (m->finding.top > 0 || hidden > 0)
        buf_add_char(&title, ' ');
    if (m->finding.top > 0)
        buf_add_str(&title, theme_glyph(GLYPH_UP, m->ascii));
    if (hidden > 0)
        buf_printf(&title, "%s %zu more", theme_glyph(GLYPH_DOWN, m->ascii), hidden);
    view_rule(m, m->focus == PANE_FINDING, buf_str(&title), width, out);
    buf_fini(&title);
}
