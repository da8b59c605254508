/* SPDX-License-Identifier: ISC */
/*
 * Causes from what routers said, without a walk: replies, messages and conversations of each end,
 * then the pack's own judgement over both ("offline" and "offline_healthy" of tools/diagnose.jq,
 * "offline_unconfigured" and "offline_unconfigured_healthy" where there is no configuration).
 */
#ifndef WALK_DIAGNOSE_H
#define WALK_DIAGNOSE_H

#include "walk/capture.h"
#include "walk/pack.h"
#include "walk/playbook.h"

/* What there is of one end: any number of captures, in the order in which they were made. */
struct captures {
    const struct capture *list;
    size_t count;
};

/*
 * { "verdict", "causes": [ CAUSE ], "exchange": [ ... ], "heard": { "a", "b" } } as `diagnose
 * --json` prints it; either end may have no capture. New reference, NULL on failure.
 */
json_t *diagnose(struct pack *pack, const struct captures captures[SIDES], struct err *e);

/* The same for many pairs of captures: the pack's judgement is compiled but once. Borrows it. */
struct diagnoser;
struct diagnoser *diagnoser_new(struct pack *pack, struct err *e);
void diagnoser_free(struct diagnoser *d);
json_t *diagnoser_judge(struct diagnoser *d, const struct captures captures[SIDES], struct err *e);

#endif
