/* SPDX-License-Identifier: ISC */
#include "lab/config/tree.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct tree *tree_new(const char *text)
{
    struct tree *t = mem_alloc(sizeof *t);
    t->text = mem_dup(text);
    return t;
}

void tree_free(struct tree *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++)
        tree_free(t->kid[i]);
    free(t->kid);
    free(t->text);
    free(t);
}

struct tree *tree_insert(struct tree *t, size_t i, const char *text)
{
    t->kid = mem_grow(t->kid, t->count, &t->capacity, sizeof(struct tree *));
    memmove(t->kid + i + 1, t->kid + i, (t->count - i) * sizeof(struct tree *));
    t->count++;
    return t->kid[i] = tree_new(text);
}

struct tree *tree_add(struct tree *t, const char *text, int rank, long key)
{
    size_t i = t->count;
    while (i > 0 && (t->kid[i - 1]->rank > rank ||
                     (t->kid[i - 1]->rank == rank && t->kid[i - 1]->key > key)))
        i--;
    struct tree *n = tree_insert(t, i, text);
    n->rank = rank;
    n->key = key;
    return n;
}

struct tree *tree_find(const struct tree *t, const char *text)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->kid[i]->text, text) == 0)
            return t->kid[i];
    return NULL;
}

void tree_remove(struct tree *t, size_t i)
{
    tree_free(t->kid[i]);
    t->count--;
    memmove(t->kid + i, t->kid + i + 1, (t->count - i) * sizeof(struct tree *));
}

bool tree_starts(const char *text, const char *words)
{
    size_t n = strlen(words);
    return strncmp(text, words, n) == 0 && (text[n] == '\0' || text[n] == ' ' || n == 0);
}

size_t tree_remove_prefix(struct tree *t, const char *words)
{
    size_t gone = 0;
    for (size_t i = t->count; i-- > 0;)
        if (tree_starts(t->kid[i]->text, words)) {
            tree_remove(t, i);
            gone++;
        }
    return gone;
}

static void print_below(const struct tree *t, struct buf *out, int depth)
{
    for (size_t i = 0; i < t->count; i++) {
        const char *closing = t->kid[i]->closing;
        if (closing)
            buf_printf(out, "%*s!\n", depth, "");
        buf_printf(out, "%*s%s\n", depth, "", t->kid[i]->text);
        print_below(t->kid[i], out, depth + 1);
        if (closing)
            buf_printf(out, "%*s%s\n", depth, "", closing);
    }
}

void tree_print_section(const struct tree *t, struct buf *out)
{
    buf_printf(out, "%s\n", t->text);
    print_below(t, out, 1);
}
