/* SPDX-License-Identifier: ISC */
/*
 * The journal of one run: append-only JSON Lines, one event a line, mode 0600 in a directory of
 * mode 0700. A line is whole or, after a crash, the torn last one; nothing is ever written over.
 * One run has one file: it is created new and stays locked while it is open.
 *
 *     {"n": 7, "ms": 1520, "at": "2026-03-01T09:00:01.520Z", "event": "sent", ...}
 *
 * `n` counts the lines, `ms` is the monotonic time since the first, `at` the wall clock's.
 */
#ifndef SESSION_JOURNAL_H
#define SESSION_JOURNAL_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct journal;

/*
 * Create `path`, or when it is NULL a file of its own below the state directory, named after the
 * time, `hint` (what the run is about; anything but letters, digits, '.', '_' and '-' is replaced)
 * and the process. An existing file is refused. NULL on failure.
 */
struct journal *journal_open(const char *path, const char *hint, struct err *e);

/* Append to the journal of an earlier run, which must not be open anywhere. NULL on failure. */
struct journal *journal_reopen(const char *path, struct err *e);
void journal_free(struct journal *j);

/*
 * Write one event; takes the reference to `fields`, an object, which must not be NULL. A write that
 * fails is remembered (journal_trouble()) and leaves no torn line behind; the next one tries again.
 */
void journal_write(struct journal *j, const char *event, json_t *fields);

/* Bring everything that was written onto the disk. Fails as well when an event could not be
 * written. */
int journal_sync(struct journal *j, struct err *e);

/* Why the last event was not written; "" when all is well. */
const char *journal_trouble(const struct journal *j);
const char *journal_path(const struct journal *j);

/*
 * Put device bytes into an event: as member `name` when they are valid UTF-8, else as member
 * "latin1", each byte one character, so that nothing is lost either way.
 */
void journal_put_bytes(json_t *fields, const char *name, const char *bytes, size_t len);

/* The directory of the journals, on the heap; not created. */
char *journal_dir(void);

#endif
