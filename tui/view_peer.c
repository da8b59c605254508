/* SPDX-License-Identifier: ISC */
/*
 * What one peer showed. Lines are as the router wrote them, one a row, cut at the edge (the pane
 * scrolls sideways): tables do not survive wrapping. Evidence alone is folded. The first column is
 * for signs: '>' marks evidence, so that colour is not the only sign of it.
 */
#include "tui/view.h"

#include "base/text.h"
#include "tui/column.h"

enum { SIGN_WIDTH = 1, EVIDENCE_BYTES = 4096 };

static enum role line_role(const struct model_line *line)
{
    static const enum role roles[] = {
        [LINE_COMMAND] = ROLE_COMMAND, [LINE_REPLY] = ROLE_PLAIN, [LINE_HEARD] = ROLE_HEARD,
        [LINE_LOST] = ROLE_DIM,        [LINE_ERROR] = ROLE_ERROR,
    };
    return line->marked ? ROLE_EVIDENCE : roles[line->kind];
}

/* CE1#command; the lines of a dialogue one behind the other. */
static void command_text(const struct model_peer *p, const struct model_line *line, struct buf *out)
{
    buf_printf(out, "%s#", p->host);
    for (size_t i = 0; i < line->len; i++) {
        if (line->text[i] == '\n')
            buf_add_str(out, " / ");
        else
            buf_add_char(out, line->text[i]);
    }
}

/* Evidence shows in whole, over as many rows as it takes (unless the pane is scrolled sideways). */
static void add_folded(const struct model *m, const char *text, size_t len, size_t width,
                       struct rows *out)
{
    struct buf shown = {0};
    text_visible(&shown, text, len);
    const char *p = buf_str(&shown);
    size_t left = shown.len;
    do {
        size_t n = column_cut(p, left, width - SIGN_WIDTH, NULL);
        rows_begin(out, ROLE_EVIDENCE);
        rows_text(out, ROLE_EVIDENCE, theme_glyph(GLYPH_MARK, m->ascii));
        rows_add(out, ROLE_EVIDENCE, p, n);
        p += n;
        left = n ? left - n : 0;
    } while (left > 0);
    buf_fini(&shown);
}

static void add_line(const struct model *m, const struct model_peer *p,
                     const struct model_line *line, size_t width, struct rows *out)
{
    struct buf command = {0};
    const char *text = line->text;
    size_t len = line->len;
    if (line->kind == LINE_COMMAND) {
        command_text(p, line, &command);
        text = buf_str(&command);
        len = command.len;
    }
    if (line->marked && p->left == 0) {
        add_folded(m, text, len < EVIDENCE_BYTES ? len : EVIDENCE_BYTES, width, out);
    } else {
        enum role role = line_role(line);
        enum glyph sign = line->marked ? GLYPH_MARK : GLYPH_HEARD;
        bool is_signed = line->marked || line->kind == LINE_HEARD;
        rows_begin(out, line->marked ? ROLE_EVIDENCE : ROLE_PLAIN);
        rows_text(out, role, is_signed ? theme_glyph(sign, m->ascii) : " ");
        rows_fit(out, role, text, len, p->left, width - SIGN_WIDTH, m->ascii);
    }
    buf_fini(&command);
}

static void add_title(const struct model *m, int side, size_t width, struct rows *out)
{
    const struct model_peer *p = &m->peer[side];
    struct buf title = {0};
    buf_printf(&title, "%s %s%s%s%s", p->label, p->host, p->above || p->below ? " " : "",
               p->above ? theme_glyph(GLYPH_UP, m->ascii) : "",
               p->below ? theme_glyph(GLYPH_DOWN, m->ascii) : "");
    view_rule(m, m->focus == PANE_A + side, buf_str(&title), width, out);
    buf_fini(&title);
}

void view_peer(const struct model *m, int side, size_t width, size_t height, struct rows *out)
{
    const struct model_peer *p = &m->peer[side];
    struct rows body = {0};
    add_title(m, side, width, out);
    for (size_t i = 0; i < p->line_count; i++)
        add_line(m, p, &p->line[i], width, &body);
    if (p->problem[0]) {
        rows_begin(&body, ROLE_PLAIN);
        rows_text(&body, ROLE_ERROR, theme_glyph(GLYPH_WARN, m->ascii));
        rows_wrap(&body, ROLE_ERROR, 2, width, p->problem);
    }
    /* A pane at the end of what there is shows that end, though evidence took more rows. */
    size_t room = height - 1;
    size_t first = !p->below && body.count > room ? body.count - room : 0;
    rows_append(out, &body, first, room);
    rows_fini(&body);
}
