/* SPDX-License-Identifier: ISC */
/* From a command to a row of the index: as the index says, then as IOS would abbreviate. */
#include "base/mem.h"
#include "parse/index_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SURPLUS_WORD_COST = 2 };

static bool row_matches(const struct index_row *row, const char *command)
{
    struct match match;
    match_init(&match, row->matcher.groups);
    int rc = matcher_try(&row->matcher, &match, command, strlen(command), false);
    match_fini(&match);
    return rc == 1;
}

static const struct index_row *find_exact(const struct template_index *ix, const char *command,
                                          const struct template_index **owner)
{
    const struct index_row *row = ix->front ? find_exact(ix->front, command, owner) : NULL;
    for (size_t i = 0; !row && i < ix->row_count; i++) {
        if (!row_matches(&ix->rows[i], command))
            continue;
        row = &ix->rows[i];
        *owner = ix;
    }
    return row;
}

/* The best abbreviation so far: the one that explains most words. */
struct guess {
    const struct index_row *row;
    const struct template_index *owner;
    char *expanded;
    size_t words;
    bool ambiguous; /* another one explains as many, otherwise */
};

static void consider(struct guess *g, const struct template_index *ix, const struct index_row *row,
                     const char *plain, const char *command)
{
    size_t words;
    char *expanded = index_expand(plain, command, &words);
    if (!expanded || words == 0 || words < g->words || !row_matches(row, expanded)) {
        free(expanded);
        return;
    }
    if (words == g->words) {
        g->ambiguous = g->ambiguous || strcmp(expanded, g->expanded) != 0;
        free(expanded);
        return;
    }
    free(g->expanded);
    *g = (struct guess){.row = row, .owner = ix, .expanded = expanded, .words = words};
}

static void find_abbreviated(struct guess *g, const struct template_index *ix, const char *command)
{
    if (ix->front)
        find_abbreviated(g, ix->front, command);
    for (size_t i = 0; i < ix->row_count; i++) {
        const struct index_row *row = &ix->rows[i];
        consider(g, ix, row, row->shortest, command);
        if (strcmp(row->shortest, row->longest) != 0)
            consider(g, ix, row, row->longest, command);
    }
}

const struct index_row *index_row_find(const struct template_index *ix, const char *command,
                                       const struct template_index **owner)
{
    char *normal = index_normal(command);
    const struct index_row *row = find_exact(ix, normal, owner);
    if (!row) {
        struct guess g = {0};
        find_abbreviated(&g, ix, normal);
        row = g.ambiguous ? NULL : g.row;
        *owner = g.owner;
        free(g.expanded);
    }
    free(normal);
    return row;
}

const struct index_row *index_row_find_own(const struct template_index *ix, const char *command)
{
    const struct template_index *owner;
    struct template_index alone = *ix;
    alone.front = NULL;
    return index_row_find(&alone, command, &owner);
}

const char *template_index_find(const struct template_index *ix, const char *command)
{
    const struct template_index *owner;
    const struct index_row *row = index_row_find(ix, command, &owner);
    return row ? row->templates : NULL;
}

/* ---- near names ---- */

struct near {
    const char *plain;
    size_t distance;
    size_t order;
};

static int compare_near(const void *a, const void *b)
{
    const struct near *x = a;
    const struct near *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* How far a command is from a known one; words that abbreviate cost nothing. */
static size_t distance(const char *command, const char *plain)
{
    size_t sum = 0;
    while (*command && *plain) {
        size_t n = strcspn(command, " ");
        size_t m = strcspn(plain, " ");
        char *typed = mem_ndup(command, n);
        char *known = mem_ndup(plain, m);
        if (n > m || strncasecmp(typed, known, n) != 0)
            sum += text_distance(typed, known);
        free(typed);
        free(known);
        command += n + (command[n] == ' ');
        plain += m + (plain[m] == ' ');
    }
    /* What is typed on behind a known command is mostly its argument. */
    for (; *command; sum += SURPLUS_WORD_COST)
        command += strcspn(command, " ") + (command[strcspn(command, " ")] == ' ');
    return sum + strlen(plain);
}

static void collect(const struct template_index *ix, const char *command, struct near **list,
                    size_t *count, size_t *cap)
{
    if (ix->front)
        collect(ix->front, command, list, count, cap);
    for (size_t i = 0; i < ix->row_count; i++) {
        const char *plain = ix->rows[i].shortest;
        bool known = plain[0] == '\0';
        for (size_t j = 0; j < *count && !known; j++)
            known = strcmp((*list)[j].plain, plain) == 0;
        if (known)
            continue;
        *list = mem_grow(*list, *count, cap, sizeof **list);
        (*list)[*count] = (struct near){plain, distance(command, plain), *count};
        ++*count;
    }
}

json_t *template_index_near(const struct template_index *ix, const char *command, size_t max)
{
    struct near *list = NULL;
    size_t count = 0;
    size_t cap = 0;
    json_t *names = json_array();
    char *normal = index_normal(command);
    collect(ix, normal, &list, &count, &cap);
    if (count > 0)
        qsort(list, count, sizeof *list, compare_near);
    /* Abbreviated without a mistake it is one of those; else farther than a third of its length it
     * is another command. */
    bool exact = count > 0 && list[0].distance == 0;
    for (size_t i = 0; i < count && i < max; i++)
        if (list[i].distance <= (exact ? 0 : strlen(list[i].plain) / 3))
            json_array_append_new(names, json_string(list[i].plain));
    free(list);
    free(normal);
    return names;
}
