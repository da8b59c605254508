/* SPDX-License-Identifier: ISC */
/*
 * Checks of one step over the facts: a verdict, and findings that say what led to it. Pure: the
 * same for a live walk and for the samples of a playbook.
 *
 *   finding: { "kind": "fail|warn|pass", "cause": id or null, "peer": "a|b|both", "confidence":
 * 0..1, "summary": text or "", "evidence": [ records ], "with": {...} }
 */
#ifndef WALK_CHECK_H
#define WALK_CHECK_H

#include "walk/playbook.h"

struct judgement {
    enum verdict verdict;
    char reason[400]; /* why unknown, warned or failed; "" for a pass */
    json_t *findings; /* array of findings in the order of the checks; free with json_decref() */
    bool withheld;    /* checks that need both ends were left out, for only one is there */
};

/*
 * Judge a step. `trouble`, when not NULL, says why its replies cannot all be trusted: then nothing
 * passes, and only findings that point at a line count, since the absence of a record proves
 * nothing.
 *
 * Where one end is absent (see facts_set_absent()), checks that need both are left out, a step that
 * could pass by no other is skipped, and a cause that is no more than a guess fails no step.
 */
void check_step(const struct playbook *p, size_t step, const json_t *doc, const char *trouble,
                struct judgement *out);

/*
 * One output of a jq judgement as a finding; new reference, NULL for null and false. `cause` and
 * `confidence` are what holds when the output does not say.
 */
json_t *check_finding(enum check_kind kind, const json_t *output, const char *cause,
                      double confidence);

/* Does any of its evidence say where it stands? */
bool check_is_located(const json_t *finding);

#endif
