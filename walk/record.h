/* SPDX-License-Identifier: ISC */
/*
 * Writes a walk down as it happens: its own events as an observer, what the peers do as it is told.
 * What goes out with a risk above reading is on the disk before it goes. The events, each with the
 * members that journal.h adds:
 *
 *     open         version, program, pack, playbook, peers, options, user, machine, pid
 *     state        side, state, hostname, reason
 *     bytes        side, line ("commands", "monitor"), text: every byte sent; a secret is
 * "<secret>" sent         side, block, step, command, risk reply        side, block, step, error,
 * text (see journal_put_bytes()) heard        side, block, text facts        side, name, rows
 *     step-begins  step
 *     step-ends    step, verdict, reason, seconds
 *     causes       causes
 *     tunnel       label, a, b
 *     ask, choose  step, commands or choices: the walk waits for a person
 *     answer       yes or choice
 *     question     side, kind, text; and answered, true or false: what a peer asked, never the
 * answer note         text undo         side, step, hostname, commands, before; undone: side debug
 * side, on end          verdict, failing_step
 */
#ifndef WALK_RECORD_H
#define WALK_RECORD_H

#include "session/journal.h"
#include "session/peer.h"
#include "walk/walk.h"

enum { JOURNAL_VERSION = 1 };

struct record;

/* Borrows all; writes "open" at once and observes the walk from then on. */
struct record *record_new(struct journal *j, struct walk *w, struct playbook *p,
                          const struct walk_options *o, const struct peer_config config[SIDES]);
void record_free(struct record *r);

void record_state(struct record *r, int side, enum peer_state s, const char *hostname, bool legacy,
                  const struct err *why);
void record_bytes(struct record *r, int side, bool monitor, const char *bytes, size_t len);
void record_question(struct record *r, int side, enum peer_question q, const char *text);
void record_answered(struct record *r, int side, bool answered);
void record_note(struct record *r, int side, const char *text);

/* One of the other events; takes the reference. */
void record_event(struct record *r, const char *event, json_t *fields);

#endif
