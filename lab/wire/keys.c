/* SPDX-License-Identifier: ISC */
#include "lab/wire/keys.h"

#include <stddef.h>

enum { ESCAPE = 0x1b };

static void start(struct line *l, struct buf *out)
{
    line_move(l, 0, out);
}

static void end(struct line *l, struct buf *out)
{
    line_move(l, l->len, out);
}

static void left(struct line *l, struct buf *out)
{
    line_move(l, l->at > 0 ? l->at - 1 : 0, out);
}

static void right(struct line *l, struct buf *out)
{
    line_move(l, l->at + 1, out);
}

static void older(struct line *l, struct buf *out)
{
    line_recall(l, -1, out);
}

static void newer(struct line *l, struct buf *out)
{
    line_recall(l, 1, out);
}

struct binding {
    char key;
    void (*edit)(struct line *l, struct buf *out);
};

static const struct binding CONTROL[] = {
    {0x01, start},          /* Ctrl-A */
    {0x02, left},           /* Ctrl-B */
    {0x04, line_delete},    /* Ctrl-D */
    {0x05, end},            /* Ctrl-E */
    {0x06, right},          /* Ctrl-F */
    {'\b', line_backspace}, /* Ctrl-H */
    {0x0b, line_cut_tail},  /* Ctrl-K */
    {0x0e, newer},          /* Ctrl-N */
    {0x10, older},          /* Ctrl-P */
    {0x14, line_transpose}, /* Ctrl-T */
    {0x15, line_cut_head},  /* Ctrl-U */
    {0x17, line_cut_word},  /* Ctrl-W */
    {0x18, line_cut_head},  /* Ctrl-X */
    {0x7f, line_backspace}, /* DEL */
    {0, NULL},
};

/* After ESC. */
static const struct binding META[] = {
    {'b', line_word_left},
    {'f', line_word_right},
    {'d', line_cut_next_word},
    {0, NULL},
};

/* After ESC [ or ESC O. */
static const struct binding CURSOR[] = {
    {'A', older}, {'B', newer}, {'C', right}, {'D', left}, {'H', start}, {'F', end}, {0, NULL},
};

static bool apply(const struct binding *table, struct line *l, char c, struct buf *out)
{
    for (; table->edit; table++) {
        if (table->key == c) {
            table->edit(l, out);
            return true;
        }
    }
    return false;
}

static void escaped(struct keys *k, struct line *l, char c, struct buf *out)
{
    if (k->escape == 1 && (c == '[' || c == 'O')) {
        k->escape = 2;
        return;
    }
    /* Parameters, as in ESC [ 1 ; 5 C. */
    if (k->escape == 2 && ((c >= '0' && c <= '9') || c == ';'))
        return;
    apply(k->escape == 1 ? META : CURSOR, l, c, out);
    k->escape = 0;
}

bool keys_type(struct keys *k, struct line *l, char c, struct buf *out)
{
    if (k->escape) {
        escaped(k, l, c, out);
        return true;
    }
    if (c == ESCAPE) {
        k->escape = 1;
        return true;
    }
    if (apply(CONTROL, l, c, out) || (unsigned char)c < ' ')
        return true;
    return line_insert(l, c, out);
}
