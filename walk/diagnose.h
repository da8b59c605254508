/* SPDX-License-Identifier: ISC */
/*
 * Causes from what routers said, without a walk: signatures and exchange of each end's text, then
 * the pack's own jq judgement ("diagnose" in its library) over both.
 */
#ifndef WALK_DIAGNOSE_H
#define WALK_DIAGNOSE_H

#include "walk/pack.h"
#include "walk/playbook.h"

struct capture {
    const char *source; /* file name, for evidence */
    const char *text;
    size_t len;
};

/*
 * { "verdict", "causes": [ CAUSE ], "exchange": [ ... ] } as `diagnose --json` prints it; either
 * capture may have NULL text. New reference, NULL on failure.
 */
json_t *diagnose(struct pack *pack, const struct capture capture[SIDES], struct err *e);

#endif
