/* SPDX-License-Identifier: ISC */
#include "lab/wire/line.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCROLL_STEP = 10, /* columns IOS moves a long line by */
    MIN_COLUMNS = 20  /* below this, scrolling would show nothing: let the terminal wrap */
};

void line_fini(struct line *l)
{
    for (size_t i = 0; i < l->history_count; i++)
        free(l->history[i]);
    buf_fini(&l->shown);
    memset(l, 0, sizeof *l);
}

void line_start(struct line *l, size_t prompt, size_t width, bool secret)
{
    l->text[0] = '\0';
    l->len = l->at = l->shift = l->shown_at = 0;
    l->secret = secret;
    l->columns = width > prompt + MIN_COLUMNS ? width - prompt - 1 : 0;
    l->history_at = l->history_count;
    buf_clear(&l->shown);
}

static void scroll(struct line *l)
{
    if (!l->columns)
        return;
    while (l->shift > 0 && l->at <= l->shift)
        l->shift -= SCROLL_STEP;
    while (l->at - l->shift >= l->columns)
        l->shift += SCROLL_STEP;
}

/* What the screen should show now. */
static void view(const struct line *l, struct buf *out)
{
    if (l->secret)
        return;
    size_t len = l->len - l->shift;
    bool more = l->columns && len > l->columns;
    buf_add(out, l->text + l->shift, more ? l->columns : len);
    if (l->shift > 0 && out->len > 0)
        out->data[0] = '$';
    if (more)
        out->data[out->len - 1] = '$';
}

static void add_times(struct buf *out, char c, size_t times)
{
    while (times-- > 0)
        buf_add_char(out, c);
}

static void draw(struct line *l, struct buf *out)
{
    scroll(l);
    struct buf want = {0};
    view(l, &want);
    size_t at = l->secret ? 0 : l->at - l->shift;
    const struct buf *have = &l->shown;
    size_t same = 0;
    while (same < want.len && same < have->len && want.data[same] == have->data[same])
        same++;
    size_t column = l->shown_at;
    if (same < want.len || same < have->len) {
        if (column > same)
            add_times(out, '\b', column - same);
        else
            buf_add(out, buf_str(&want) + column, same - column);
        buf_add(out, buf_str(&want) + same, want.len - same);
        size_t rest = have->len > want.len ? have->len - want.len : 0;
        add_times(out, ' ', rest);
        column = want.len + rest;
    }
    if (column > at)
        add_times(out, '\b', column - at);
    else
        buf_add(out, buf_str(&want) + column, at - column);
    buf_fini(&l->shown);
    l->shown = want;
    l->shown_at = at;
}

void line_show(struct line *l, struct buf *out)
{
    buf_clear(&l->shown);
    l->shown_at = 0;
    draw(l, out);
}

bool line_insert(struct line *l, char c, struct buf *out)
{
    if (l->len == LINE_LIMIT)
        return false;
    memmove(l->text + l->at + 1, l->text + l->at, l->len - l->at + 1);
    l->text[l->at++] = c;
    l->len++;
    draw(l, out);
    return true;
}

void line_set(struct line *l, const char *text, struct buf *out)
{
    size_t len = strlen(text);
    l->len = l->at = len < LINE_LIMIT ? len : LINE_LIMIT;
    memcpy(l->text, text, l->len);
    l->text[l->len] = '\0';
    draw(l, out);
}

/* Remove text[from, to) and leave the cursor at `from`. */
static void cut(struct line *l, size_t from, size_t to, struct buf *out)
{
    memmove(l->text + from, l->text + to, l->len - to + 1);
    l->len -= to - from;
    l->at = from;
    draw(l, out);
}

static size_t word_start(const struct line *l)
{
    size_t i = l->at;
    while (i > 0 && l->text[i - 1] == ' ')
        i--;
    while (i > 0 && l->text[i - 1] != ' ')
        i--;
    return i;
}

static size_t word_end(const struct line *l)
{
    size_t i = l->at;
    while (i < l->len && l->text[i] == ' ')
        i++;
    while (i < l->len && l->text[i] != ' ')
        i++;
    return i;
}

void line_backspace(struct line *l, struct buf *out)
{
    if (l->at > 0)
        cut(l, l->at - 1, l->at, out);
}

void line_delete(struct line *l, struct buf *out)
{
    if (l->at < l->len)
        cut(l, l->at, l->at + 1, out);
}

void line_cut_head(struct line *l, struct buf *out)
{
    cut(l, 0, l->at, out);
}

void line_cut_tail(struct line *l, struct buf *out)
{
    cut(l, l->at, l->len, out);
}

void line_cut_word(struct line *l, struct buf *out)
{
    cut(l, word_start(l), l->at, out);
}

void line_cut_next_word(struct line *l, struct buf *out)
{
    cut(l, l->at, word_end(l), out);
}

void line_move(struct line *l, size_t at, struct buf *out)
{
    l->at = at < l->len ? at : l->len;
    draw(l, out);
}

void line_word_left(struct line *l, struct buf *out)
{
    line_move(l, word_start(l), out);
}

void line_word_right(struct line *l, struct buf *out)
{
    line_move(l, word_end(l), out);
}

void line_transpose(struct line *l, struct buf *out)
{
    if (l->at == 0 || l->len < 2)
        return;
    size_t right = l->at < l->len ? l->at : l->len - 1;
    char c = l->text[right];
    l->text[right] = l->text[right - 1];
    l->text[right - 1] = c;
    l->at = right + 1;
    draw(l, out);
}

void line_remember(struct line *l)
{
    if (l->len == 0)
        return;
    if (l->history_count > 0 && !strcmp(l->history[l->history_count - 1], l->text))
        return;
    if (l->history_count == LINE_HISTORY) {
        free(l->history[0]);
        l->history_count--;
        memmove(l->history, l->history + 1, l->history_count * sizeof l->history[0]);
    }
    l->history[l->history_count++] = mem_dup(l->text);
}

void line_recall(struct line *l, int step, struct buf *out)
{
    if (step < 0 ? l->history_at == 0 : l->history_at == l->history_count)
        return;
    l->history_at = step < 0 ? l->history_at - 1 : l->history_at + 1;
    bool none = l->history_at == l->history_count;
    line_set(l, none ? "" : l->history[l->history_at], out);
}
