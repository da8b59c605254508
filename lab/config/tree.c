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

struct tree *tree_copy(const struct tree *t)
{
    struct tree *copy = tree_new(t->text);
    copy->closing = t->closing;
    copy->rank = t->rank;
    copy->key = t->key;
    for (size_t i = 0; i < t->count; i++) {
        copy->kid = mem_grow(copy->kid, copy->count, &copy->capacity, sizeof(struct tree *));
        copy->kid[copy->count++] = tree_copy(t->kid[i]);
    }
    return copy;
}

bool tree_same(const struct tree *a, const struct tree *b)
{
    bool same = strcmp(a->text, b->text) == 0 && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = tree_same(a->kid[i], b->kid[i]);
    return same;
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
