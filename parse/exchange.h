/* SPDX-License-Identifier: ISC */
/*
 * From signature matches to conversations: who sent what in which state, how far it came, and
 * where it stopped. A match takes part when its signature has an "event" object; its members are
 * data, this room only strings events of one conversation together.
 *
 *   event: { "kind": "begin|send|receive|offer|accept|refuse|notify|done|delete|error|state",
 *            "phase": 1|2, "state": ..., "role": "initiator|responder", "peer": ..., "key": ...,
 *            "node": ..., "by": "self|peer" }
 *
 * "key" is the number the device gives a conversation; "0" says it has none yet: such events join
 * the conversation that gets a number after them. "node" is the number of one phase 2 negotiation.
 * "by" tells whose refusal a notify or an error is; a notify without it refuses nothing.
 */
#ifndef PARSE_EXCHANGE_H
#define PARSE_EXCHANGE_H

#include <jansson.h>

/*
 * Conversations found in the matches of one end, oldest first: array of
 * { "key", "peer", "role", "phase1": "none|trying|done|failed", "phase2": same (of the negotiation
 *   with the last outcome), "stopped_at": state or null, "refused_by": "self|peer|null",
 *   "negotiations": [ { "node", "phase2", "refused_by" } ],
 *   "messages": [ { "match": index in `matches`, "id", "line", "time", "kind", "phase", "state",
 *   "node", "text" } ] }. New reference.
 */
json_t *exchange_build(const json_t *matches);

#endif
