/* SPDX-License-Identifier: ISC */
/*
 * From findings to causes as the output contract has them: findings of one cause at one peer are
 * joined, evidence becomes lines of the transcripts, the fix is written for this very document, and
 * the one that blocks the others comes first.
 *
 *   CAUSE: { "id", "peer", "confidence", "summary", "title", "why", "fix", "confirm", "guide",
 * "step", "evidence": [ { "peer", "source", "line", "text", "block" } ] }
 */
#ifndef WALK_CAUSE_H
#define WALK_CAUSE_H

#include "walk/facts.h"
#include "walk/pack.h"
#include "walk/transcript.h"

/* From here on a cause makes the walk fail. */
extern const double CAUSE_CONFIDENT;

/* The fix texts of a pack (none of NULL), compiled when first asked for. Borrows the pack. */
struct fixes;
struct fixes *fixes_new(const struct pack *pack);
void fixes_free(struct fixes *x);

/*
 * All causes of findings (see check.h; each with "step" besides), best first; new reference.
 * Findings that name no cause are left out, and so is one that names the step's pass.
 */
json_t *cause_list(struct fixes *x, const json_t *findings, const struct facts *f,
                   const struct transcript *const transcripts[2]);

/* Is the first of a ranked list sure enough to fail? */
bool cause_is_confident(const json_t *causes);

#endif
