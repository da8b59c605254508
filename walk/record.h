/* SPDX-License-Identifier: ISC */
/*
 * Writes a walk down as it happens: its own events as an observer, what the peers do as it is told.
 * What goes out with a risk above reading is on the disk before it goes. The events, each with the
 * members that journal.h adds:
 *
 *     open         version, program, pack, playbook, peers, options, user, machine, pid
 *     state        side, state, hostname, reason; legacy_crypto when old algorithms are on
 *     bytes        side, line ("commands", "monitor"), text: every byte sent, but no secret
 *     sent         side, block, step, command, risk
 *     reply        side, block, step, error, text (see journal_put_bytes())
 *     heard        side, block, text
 *     facts        side, name, rows
 *     step-begins  step
 *     step-ends    step, verdict, reason, seconds; "causes" follows
 *     causes       causes
 *     tunnel       label, a, b
 *     ask, choose  step, commands or choices: the walk waits for a person
 *     answer       yes or choice
 *     question     side, kind, text; or answered, true or false: never the answer
 *     note         text
 *     undo         side, step, hostname, commands, before: what is owed from now on
 *     undone       side: and no more
 *     debug        side, on; when on: hostname, commands (that switch it off). On before the line
 *                  goes out, off when the router has confirmed it
 *     typed        side, before: the configuration before a person changed it line by line
 *     end          verdict, failing_step
 *     resume       program, user, machine, pid: a later run settles what is owed; `ms`
 *                  begins anew, and blocks are numbered anew
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

/* To go on with the journal of an earlier run, without a walk: writes "resume". */
struct record *record_resume(struct journal *j);
void record_free(struct record *r);

void record_state(struct record *r, int side, enum peer_state s, const char *hostname, bool legacy,
                  const struct err *why);
void record_bytes(struct record *r, int side, bool monitor, const char *bytes, size_t len);
void record_question(struct record *r, int side, enum peer_question q, const char *text);
void record_answered(struct record *r, int side, bool answered);
void record_note(struct record *r, int side, const char *text);

/* A command that no walk sends, and its reply; `block` is the caller's number for both. */
void record_sent(struct record *r, int side, uint64_t block, const char *command, enum risk risk);
void record_reply(struct record *r, int side, uint64_t block, const struct reply *reply);

/* What was owed to a side is settled: its configuration is as before, its debugging is off. */
void record_undone(struct record *r, int side);
void record_debug_off(struct record *r, int side);

/* As journal_sync(). */
int record_sync(struct record *r, struct err *e);

/* One of the other events; takes the reference. */
void record_event(struct record *r, const char *event, json_t *fields);

#endif
