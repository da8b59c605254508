/* SPDX-License-Identifier: ISC */
/*
 * The steps of the playbook, one a row: sign, title, verdict. Titles that are cut look alike: where
 * one has no room the ids stand there, and the finding tells the title of the selected step.
 */
#include "tui/view.h"

#include <string.h>

enum {
    SIGNS_WIDTH = 3,
    VERDICT_WIDTH = 8,
    TITLES_WIDTH = 36 /* room from which on a title that is cut still tells which it is */
};

static void add_step(const struct model *m, size_t i, bool titles, size_t width, struct rows *out)
{
    const struct model_step *s = &m->step[i];
    bool selected = (int)i == m->selected;
    enum glyph sign = s->running ? GLYPH_RUNNING : theme_verdict_glyph(s->verdict);
    enum role role = s->running ? ROLE_RUNNING : theme_verdict_role(s->verdict);
    const char *word = s->running   ? "runs"
                       : s->verdict ? verdict_name(s->verdict)
                       : s->current ? "next"
                                    : "";
    enum role title = selected ? ROLE_SELECTED : s->verdict || s->running ? ROLE_PLAIN : ROLE_DIM;
    rows_begin(out, selected ? ROLE_SELECTED : ROLE_PLAIN);
    rows_text(out, selected ? ROLE_SELECTED : ROLE_PLAIN,
              selected ? theme_glyph(GLYPH_MARK, m->ascii) : " ");
    rows_text(out, role, theme_glyph(sign, m->ascii));
    rows_text(out, title, " ");
    size_t room = width - rows_column(out) - strlen(word) - (word[0] ? 1 : 0);
    const char *name = titles ? s->title : s->id;
    rows_fit(out, title, name, strlen(name), 0, room, m->ascii);
    rows_pad(out, title, width - strlen(word));
    rows_text(out, role, word);
}

static bool titles_fit(const struct model *m, size_t width)
{
    for (size_t i = 0; i < m->step_count && width < TITLES_WIDTH; i++)
        if (SIGNS_WIDTH + strlen(m->step[i].title) + VERDICT_WIDTH > width)
            return false;
    return true;
}

/* The first step to show, so that the selected one is in the middle when not all have room. */
static size_t first_step(const struct model *m, size_t room)
{
    size_t selected = m->selected < 0 ? 0 : (size_t)m->selected;
    if (m->step_count <= room || selected < room / 2)
        return 0;
    size_t first = selected - room / 2;
    return first < m->step_count - room ? first : m->step_count - room;
}

void view_steps(const struct model *m, size_t width, size_t height, struct rows *out)
{
    size_t room = height - 1;
    size_t first = first_step(m, room);
    bool titles = titles_fit(m, width);
    bool above = first > 0;
    bool below = first + room < m->step_count;
    char title[32];
    snprintf(title, sizeof title, "Steps%s%s%s", above || below ? " " : "",
             above ? theme_glyph(GLYPH_UP, m->ascii) : "",
             below ? theme_glyph(GLYPH_DOWN, m->ascii) : "");
    view_rule(m, m->focus == PANE_STEPS, title, width, out);
    for (size_t i = first; i < m->step_count && i < first + room; i++)
        add_step(m, i, titles, width, out);
}
