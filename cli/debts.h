/* SPDX-License-Identifier: ISC */
/*
 * What earlier runs, and this one, leave owed: said at the start of a run, and as its last word.
 * Where an earlier run left debugging on, the walk's first line to that peer switches it off.
 */
#ifndef CLI_DEBTS_H
#define CLI_DEBTS_H

#include "session/journal.h"
#include "session/peer.h"
#include "session/sentinel.h"
#include "walk/debt.h"
#include "walk/pack.h"
#include "walk/walk.h"

struct debts;

/* Those of earlier runs that concern the peers of this one, or all for NULL. Never fails. */
struct debts *debts_find(const struct pack *pack, const struct peer_config config[SIDES]);
void debts_free(struct debts *d);
size_t debts_count(const struct debts *d);
const struct debt *debts_at(const struct debts *d, size_t i);

/*
 * One sentence for each, with the command that settles it, and one for those of other peers; on the
 * heap, "" for none.
 */
char *debts_text(const struct debts *d);

/* Have the walk switch off first what was left on; the old journals are told. Before it starts. */
void debts_mend(struct debts *d, struct walk *w);

/*
 * Close the journal, dismiss the sentinel, and say, as the last word of a run, what it leaves owed.
 * Frees both; each may be NULL.
 */
void debts_farewell(const struct pack *pack, struct journal *j, struct sentinel *s);

/* Take away the mark of a journal by which nothing is owed any more; the sentences as above. */
char *debts_left(const struct pack *pack, const char *journal);

/*
 * An undo is taken from one's own journals only: not a link, nobody else's, not to be
 * written by others.
 */
int debts_own(const char *journal, struct err *e);

#endif
