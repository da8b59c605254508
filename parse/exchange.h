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

#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exchange;

struct exchange *exchange_new(void);
void exchange_free(struct exchange *x);

/* An event; members without bytes are not there. They need not outlive the call. */
struct exchange_event {
    struct span kind, state, role, peer, key, node, by;
    int phase;
    bool tells; /* its message names a cause */
};

/* The event of a match, whose texts are borrowed; false when it has none. */
bool exchange_event_read(struct exchange_event *ev, const json_t *match);

/*
 * Add the event of the match with this number. Numbers grow. Conversations are bounded: of a long
 * one the beginning, the end and what tells a cause stay; of many the last with each peer, and of
 * those that came through only so many. What goes is counted.
 */
void exchange_add(struct exchange *x, const struct exchange_event *from, uint64_t match);

/* The numbers of all matches that are kept, smallest first; on the heap. */
uint64_t *exchange_matches(const struct exchange *x, size_t *count);

struct exchange_count {
    uint64_t conversations, messages; /* all there were */
    uint64_t conversations_left_out;
};
struct exchange_count exchange_counted(const struct exchange *x);

/*
 * Conversations found in the matches of one end, oldest first: array of
 * { "key", "peer", "role", "phase1": "none|trying|done|failed", "phase2": same (of the negotiation
 *   with the last outcome), "stopped_at": state or null, "refused_by": "self|peer|null",
 *   "negotiations": [ { "node", "phase2", "refused_by" } ],
 *   "messages": [ { "match": index in `matches`, "id", "line", "time", "kind", "phase", "state",
 *   "node", "text" } ], "left_out": number of messages, if there are any }.
 * Match i of `matches` has the number `numbers`[i]. New reference.
 */
json_t *exchange_json(const struct exchange *x, const json_t *matches, const uint64_t *numbers);

/* The same of matches that are all there. */
json_t *exchange_build(const json_t *matches);

#endif
