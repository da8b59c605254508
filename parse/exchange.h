/* SPDX-License-Identifier: ISC */
/*
 * From signature matches to conversations: who sent what in which state, how far it came, and
 * where it stopped. A match takes part when its signature has an "event" object; its members are
 * data, this room only strings events of one conversation together.
 *
 *   event: { "kind": "begin|send|receive|offer|accept|refuse|notify|done|delete|error|state",
 *            "phase": 1|2, "state": ..., "role": "initiator|responder", "peer": ..., "key": ... }
 */
#ifndef PARSE_EXCHANGE_H
#define PARSE_EXCHANGE_H

#include <jansson.h>

/*
 * Conversations found in the matches of one end, oldest first: array of
 * { "key", "peer", "role", "phase1": "none|trying|done|failed", "phase2": same, "stopped_at": state
 *   or null, "refused_by": "self|peer|null", "messages": [ { "line", "time", "kind", "phase",
 *   "state", "text" } ] }. New reference.
 */
json_t *exchange_build(const json_t *matches);

#endif
