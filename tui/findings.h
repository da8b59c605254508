/* SPDX-License-Identifier: ISC */
/*
 * What the walk has found so far, made ready for the screen: its causes, and the offending lines
 * sorted so that asking for one is cheap. Renewed when a step ends.
 */
#ifndef TUI_FINDINGS_H
#define TUI_FINDINGS_H

#include "tui/pane.h"
#include "walk/playbook.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct mark {
    int side;
    struct place place;
};

struct findings {
    json_t *causes; /* own copy */
    struct mark *marks;
    size_t mark_count, mark_cap;
};

void findings_fini(struct findings *f);

/* `causes` as walk_causes() gives them; NULL for none. */
void findings_set(struct findings *f, const json_t *causes);

bool findings_marked(const struct findings *f, int side, struct place place);

/*
 * The first offending line on a side, of the causes of step `id` (any step when NULL or when that
 * one has none there). False when there is none.
 */
bool findings_first(const struct findings *f, int side, const char *id, struct place *place);

/* The causes of one step; new reference. */
json_t *findings_of_step(const struct findings *f, const char *id);

#endif
