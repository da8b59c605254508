/* SPDX-License-Identifier: ISC */
#include "tui/input.h"

#include "base/mem.h"
#include "tui/column.h"
#include "tui/key.h"

#include <stdlib.h>
#include <string.h>

void input_fini(struct input *in)
{
    input_wipe(in);
    for (size_t i = 0; i < in->history_count; i++)
        free(in->history[i]);
    in->history_count = 0;
    in->history_at = 0;
}

void input_wipe(struct input *in)
{
    explicit_bzero(in->text, sizeof in->text);
    in->len = 0;
    in->cursor = 0;
}

static void set_text(struct input *in, const char *text)
{
    input_wipe(in);
    in->len = column_cut(text, strnlen(text, INPUT_LIMIT - 1), INPUT_LIMIT, NULL);
    memcpy(in->text, text, in->len);
    in->cursor = in->len;
}

void input_start(struct input *in, const char *text, bool secret)
{
    set_text(in, text);
    in->secret = secret;
    in->history_at = in->history_count;
}

/* The start of the character behind `at`, with its combining ones; `at` itself at the end. */
static size_t after(const struct input *in, size_t at)
{
    const char *p = in->text + at;
    const char *end = in->text + in->len;
    int width;
    if (p < end)
        column_next(&p, end, &width);
    while (p < end) {
        const char *next = p;
        column_next(&next, end, &width);
        if (width > 0)
            break;
        p = next;
    }
    return (size_t)(p - in->text);
}

static size_t before(const struct input *in, size_t at)
{
    size_t start = 0;
    for (size_t next = 0; next < at; next = after(in, next))
        start = next;
    return start;
}

static void erase(struct input *in, size_t from, size_t to)
{
    memmove(in->text + from, in->text + to, in->len - to);
    explicit_bzero(in->text + from + in->len - to, to - from);
    in->len -= to - from;
    in->cursor = from;
}

void input_insert(struct input *in, int key)
{
    char bytes[COLUMN_CHAR_SIZE];
    size_t n = column_encode((uint32_t)key, bytes);
    if (!key_printable(key) || in->len + n >= INPUT_LIMIT)
        return;
    memmove(in->text + in->cursor + n, in->text + in->cursor, in->len - in->cursor);
    memcpy(in->text + in->cursor, bytes, n);
    in->len += n;
    in->cursor += n;
}

/* The start of the word before the cursor. */
static size_t word(const struct input *in)
{
    size_t at = in->cursor;
    while (at > 0 && in->text[at - 1] == ' ')
        at--;
    while (at > 0 && in->text[at - 1] != ' ')
        at--;
    return at;
}

void input_move(struct input *in, enum input_move move)
{
    switch (move) {
    case MOVE_LEFT:
        in->cursor = before(in, in->cursor);
        break;
    case MOVE_RIGHT:
        in->cursor = after(in, in->cursor);
        break;
    case MOVE_HOME:
        in->cursor = 0;
        break;
    case MOVE_END:
        in->cursor = in->len;
        break;
    }
}

void input_erase(struct input *in, enum input_erase what)
{
    switch (what) {
    case ERASE_BACK:
        erase(in, before(in, in->cursor), in->cursor);
        break;
    case ERASE_HERE:
        erase(in, in->cursor, after(in, in->cursor));
        break;
    case ERASE_WORD:
        erase(in, word(in), in->cursor);
        break;
    case ERASE_BEFORE:
        erase(in, 0, in->cursor);
        break;
    case ERASE_AFTER:
        erase(in, in->cursor, in->len);
        break;
    }
}

void input_remember(struct input *in)
{
    size_t n = in->history_count;
    if (in->secret || in->len == 0 || (n > 0 && strcmp(in->history[n - 1], in->text) == 0))
        return;
    if (n == HISTORY_LIMIT) {
        free(in->history[0]);
        memmove(in->history, in->history + 1, (n - 1) * sizeof *in->history);
        in->history_count = --n;
    }
    in->history[n] = mem_dup(in->text);
    in->history_count = n + 1;
}

void input_recall(struct input *in, int direction)
{
    if (in->secret || (direction < 0 && in->history_at == 0) ||
        (direction > 0 && in->history_at == in->history_count))
        return;
    in->history_at = direction < 0 ? in->history_at - 1 : in->history_at + 1;
    set_text(in, in->history_at < in->history_count ? in->history[in->history_at] : "");
}

void input_window(const struct input *in, size_t width, size_t *first, size_t *len, size_t *cursor)
{
    *first = 0;
    *len = 0;
    *cursor = 0;
    if (in->secret || width == 0)
        return;
    /* The cursor needs a column of its own behind the text. */
    while (column_count(in->text + *first, in->cursor - *first) >= width)
        *first = after(in, *first);
    *len = column_cut(in->text + *first, in->len - *first, width, NULL);
    *cursor = column_count(in->text + *first, in->cursor - *first);
}
