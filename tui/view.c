/* SPDX-License-Identifier: ISC */
/* The whole screen: every view in its place, the dialog over them. */
#include "tui/view.h"

#include "tui/actions.h"
#include "tui/column.h"

#include <stdio.h>
#include <string.h>

enum {
    RULE_LEAD = 1, /* signs before a rule's title */
    DIALOG_WIDTH = 74,
    DIALOG_MARGIN = 4, /* rows and columns of the screen that stay beside a dialog */
    DIALOG_FRAME = 2,  /* both sides of the frame */
    DIALOG_TITLE = 6,  /* what of its upper edge is no title */
    ANSWER_ROW = 3     /* the line typed in a dialog, counted from its end */
};

void view_rule(const struct model *m, bool focus, const char *title, size_t width, struct rows *out)
{
    const char *sign = theme_glyph(GLYPH_HORIZONTAL, m->ascii);
    enum role frame = focus ? ROLE_FOCUS : ROLE_FRAME;
    enum role name = focus ? ROLE_SELECTED : ROLE_TITLE;
    rows_begin(out, ROLE_PLAIN);
    rows_rule(out, frame, RULE_LEAD, sign);
    rows_text(out, name, " ");
    rows_fit(out, name, title, strlen(title), 0, width - RULE_LEAD - 2, m->ascii);
    rows_text(out, name, " ");
    rows_rule(out, frame, width, sign);
}

static void place_bar(const struct model *m, struct area a, struct rows *scratch,
                      struct screen *out)
{
    rows_clear(scratch);
    for (size_t i = 0; i < a.height; i++) {
        rows_begin(scratch, ROLE_PLAIN);
        rows_text(scratch, ROLE_FRAME, theme_glyph(GLYPH_VERTICAL, m->ascii));
    }
    screen_place(out, a, scratch, 0);
}

static void place_finding(const struct model *m, struct area a, struct rows *scratch,
                          struct screen *out)
{
    rows_clear(scratch);
    if (a.height == 0)
        return;
    struct area body = {a.row + 1, a.column, a.height - 1, a.width};
    view_finding(m, a.width, scratch);
    size_t seen = m->finding.top + body.height;
    size_t hidden = scratch->count > seen ? scratch->count - seen : 0;
    screen_place(out, body, scratch, m->finding.top);
    rows_clear(scratch);
    view_finding_rule(m, a.width, hidden, scratch);
    screen_place(out, (struct area){a.row, a.column, 1, a.width}, scratch, 0);
}

static void place_panes(const struct model *m, const struct layout *l, struct rows *scratch,
                        struct screen *out)
{
    const struct area *steps = &l->pane[PANE_STEPS];
    rows_clear(scratch);
    if (steps->height > 0)
        view_steps(m, steps->width, steps->height, scratch);
    screen_place(out, *steps, scratch, 0);
    for (int side = 0; side < SIDES; side++) {
        const struct area *a = &l->pane[PANE_A + side];
        rows_clear(scratch);
        if (a->height > 0)
            view_peer(m, side, a->width, a->height, scratch);
        screen_place(out, *a, scratch, 0);
        place_bar(m, l->bar[side], scratch, out);
    }
    place_finding(m, l->pane[PANE_FINDING], scratch, out);
}

/* The edge of a dialog, with its title in the upper one. */
static void place_edge(const struct model *m, struct area a, bool top, struct rows *scratch,
                       struct screen *out)
{
    rows_clear(scratch);
    rows_begin(scratch, ROLE_DIALOG);
    rows_text(scratch, ROLE_DIALOG,
              theme_glyph(top ? GLYPH_TOP_LEFT : GLYPH_BOTTOM_LEFT, m->ascii));
    if (top) {
        const char *title = view_dialog_title(m);
        rows_text(scratch, ROLE_DIALOG, theme_glyph(GLYPH_HORIZONTAL, m->ascii));
        rows_text(scratch, ROLE_DIALOG_TITLE, " ");
        rows_fit(scratch, ROLE_DIALOG_TITLE, title, strlen(title), 0, a.width - DIALOG_TITLE,
                 m->ascii);
        rows_text(scratch, ROLE_DIALOG_TITLE, " ");
    }
    rows_rule(scratch, ROLE_DIALOG, a.width - 1, theme_glyph(GLYPH_HORIZONTAL, m->ascii));
    rows_text(scratch, ROLE_DIALOG,
              theme_glyph(top ? GLYPH_TOP_RIGHT : GLYPH_BOTTOM_RIGHT, m->ascii));
    size_t row = top ? a.row : a.row + a.height - 1;
    screen_place(out, (struct area){row, a.column, 1, a.width}, scratch, 0);
}

static void place_frame(const struct model *m, struct area a, struct rows *scratch,
                        struct screen *out)
{
    screen_fill(out, a, ROLE_DIALOG);
    rows_clear(scratch);
    for (size_t i = 0; i < a.height; i++) {
        rows_begin(scratch, ROLE_DIALOG);
        rows_text(scratch, ROLE_DIALOG, theme_glyph(GLYPH_VERTICAL, m->ascii));
    }
    screen_place(out, (struct area){a.row, a.column, a.height, 1}, scratch, 0);
    screen_place(out, (struct area){a.row, a.column + a.width - 1, a.height, 1}, scratch, 0);
    place_edge(m, a, true, scratch, out);
    place_edge(m, a, false, scratch, out);
}

/* Where the cursor is within the width that input has. */
static size_t cursor_in(const struct input *input, size_t width)
{
    size_t first;
    size_t len;
    size_t cursor;
    input_window(input, width, &first, &len, &cursor);
    return cursor;
}

/* How a dialog is cut to the screen: `body` rows of it show, from `first` on. */
struct cut {
    size_t width; /* with its frame */
    size_t body, hidden, first;
    bool keys; /* its last row, with the keys, stays, and one above it tells of the rest */
};

static struct cut cut_dialog(const struct model *m, size_t width, size_t height,
                             struct rows *scratch)
{
    struct cut c = {.width = width - DIALOG_MARGIN};
    size_t most = height - DIALOG_MARGIN - DIALOG_FRAME;
    c.width = c.width < DIALOG_WIDTH ? c.width : DIALOG_WIDTH;
    rows_clear(scratch);
    view_dialog(m, c.width - DIALOG_FRAME, scratch);
    c.body = scratch->count < most ? scratch->count : most;
    c.hidden = scratch->count - c.body;
    bool scrolls = m->dialog == DIALOG_HELP || m->context == CONTEXT_CONFIRM;
    c.keys = c.hidden > 0 && m->context == CONTEXT_CONFIRM;
    c.hidden += c.keys;
    c.first = scrolls && m->help_top < c.hidden ? m->help_top : c.hidden;
    return c;
}

size_t view_dialog_hidden(const struct model *m, size_t width, size_t height, struct rows *scratch)
{
    return cut_dialog(m, width, height, scratch).hidden;
}

/* Nobody says yes to what is out of sight without being told of it. */
static void place_rest(const struct cut *c, struct area a, struct rows *scratch, struct screen *out)
{
    size_t below = c->hidden - c->first;
    rows_clear(scratch);
    rows_begin(scratch, ROLE_DIALOG_TITLE);
    if (c->first > 0 && below > 0)
        rows_printf(scratch, ROLE_DIALOG_TITLE, " %zu rows above, %zu below: the arrows show them",
                    c->first, below);
    else
        rows_printf(scratch, ROLE_DIALOG_TITLE, " %zu more rows %s: the arrows show them",
                    c->hidden, below > 0 ? "below" : "above");
    screen_place(out, (struct area){a.row + c->body - 1, a.column + 1, 1, c->width - DIALOG_FRAME},
                 scratch, 0);
}

static void place_dialog(const struct model *m, struct rows *scratch, struct screen *out)
{
    struct cut c = cut_dialog(m, out->width, out->height, scratch);
    size_t inner = c.width - DIALOG_FRAME, body = c.body;
    struct area a = layout_center(out->width, out->height, c.width, body + DIALOG_FRAME);
    place_frame(m, a, scratch, out);
    rows_clear(scratch);
    view_dialog(m, inner, scratch);
    if (c.keys) {
        struct area last = {a.row + body, a.column + 1, 1, inner};
        screen_place(out, last, scratch, scratch->count - 1);
        screen_place(out, (struct area){a.row + 1, a.column + 1, body - 2, inner}, scratch,
                     c.first);
        place_rest(&c, a, scratch, out);
        return;
    }
    screen_place(out, (struct area){a.row + 1, a.column + 1, body, inner}, scratch, c.first);
    if (m->dialog == DIALOG_ANSWER) {
        out->cursor = true;
        out->cursor_row = a.row + 1 + body - ANSWER_ROW;
        out->cursor_column = a.column + 2 + cursor_in(m->input, inner - 1);
    }
}

static void place_too_small(struct rows *scratch, struct screen *out)
{
    rows_clear(scratch);
    rows_begin(scratch, ROLE_PLAIN);
    char text[128];
    snprintf(text, sizeof text,
             "This terminal has %zu x %zu; peerwalk needs %d x %d. Please make it larger.",
             out->width, out->height, LAYOUT_LEAST_WIDTH, LAYOUT_LEAST_HEIGHT);
    rows_wrap(scratch, ROLE_TITLE, 0, out->width, text);
    screen_place(out, (struct area){0, 0, out->height, out->width}, scratch, 0);
}

void view_screen(const struct model *m, const struct layout *l, struct rows *scratch,
                 struct screen *out)
{
    out->ascii = m->ascii;
    if (l->too_small) {
        place_too_small(scratch, out);
        return;
    }
    rows_clear(scratch);
    view_status(m, l->status.width, scratch);
    screen_place(out, l->status, scratch, 0);
    place_panes(m, l, scratch, out);
    rows_clear(scratch);
    view_keys(m, l->keys.width, scratch);
    screen_place(out, l->keys, scratch, 0);
    if (m->prompt) {
        size_t used = column_count(m->prompt, strlen(m->prompt));
        used = used < out->width ? used : out->width - 1;
        out->cursor = true;
        out->cursor_row = l->keys.row;
        out->cursor_column = used + cursor_in(m->input, out->width - used);
    }
    if (m->dialog != DIALOG_NONE)
        place_dialog(m, scratch, out);
}
