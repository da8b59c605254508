/* SPDX-License-Identifier: ISC */
/*
 * A running configuration as it is typed and printed: lines, some of which hold lines below them.
 * The tree knows order and nesting only; lab/config.h knows what the lines mean.
 */
#ifndef LAB_TREE_H
#define LAB_TREE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct tree {
    char *text; /* canonical words, one blank between them */
    int rank;   /* where among its siblings it belongs: rank, then key, then age */
    long key;
    const char *closing; /* printed behind what is below it; static; NULL: nothing */
    struct tree **kid;
    size_t count;
    size_t capacity;
};

struct tree *tree_new(const char *text);
void tree_free(struct tree *t);
struct tree *tree_copy(const struct tree *t);

/* Whether two trees have the same lines. */
bool tree_same(const struct tree *a, const struct tree *b);

/* Add a line below `t` at the place its rank and key ask for. Returns it; the tree owns it. */
struct tree *tree_add(struct tree *t, const char *text, int rank, long key);

/* As tree_add(), but as the i-th line. */
struct tree *tree_insert(struct tree *t, size_t i, const char *text);

struct tree *tree_find(const struct tree *t, const char *text); /* exactly this line, or NULL */

/* Remove every line below `t` that starts with these words. Returns how many went. */
size_t tree_remove_prefix(struct tree *t, const char *words);
void tree_remove(struct tree *t, size_t i);

/* Whether `text` is `words`, or goes on after them with a blank. */
bool tree_starts(const char *text, const char *words);

#endif
