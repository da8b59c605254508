/* SPDX-License-Identifier: ISC */
/*
 * Two saved configurations side by side: the tunnels between them and how their ends differ. What
 * a tunnel is and what has to agree is the pack's business (configuration.json, tools/compare.jq).
 */
#ifndef WALK_COMPARE_H
#define WALK_COMPARE_H

#include "walk/capture.h"
#include "walk/pack.h"
#include "walk/walk.h"

/*
 * { "tunnels": [ { "label", "a": PLACE, "b": PLACE, "differences": [ { "what", "cause", "summary",
 * "a": [ PLACE ], "b": [ PLACE ] } ] } ], "alone": { "a": [ { "label", PLACE } ], "b" } }, PLACE
 * being { "at": line number, "line": text }. Secrets are compared but stand as tags everywhere. New
 * reference, NULL on failure.
 */
json_t *compare(struct pack *pack, const struct capture config[SIDES], struct err *e);

#endif
