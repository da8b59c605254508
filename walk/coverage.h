/* SPDX-License-Identifier: ISC */
/*
 * What the guide asks for, row by row (guide.json of a pack), and what in the pack serves each row:
 * whatever names the row's id in its "guide_ids", or in a template's "# guide_ids:" comment.
 */
#ifndef WALK_COVERAGE_H
#define WALK_COVERAGE_H

#include "walk/pack.h"

/*
 * [ { "id", "title", "page", "served": [ "template ...", "signature ...", "step PLAYBOOK/STEP",
 * "playbook ...", "cause ..." ] } ] in the guide's order; ids that no row has come last, without
 * title. New reference, NULL on failure.
 */
json_t *coverage(const struct pack *p, struct err *e);

#endif
