/* SPDX-License-Identifier: ISC */
/*
 * Reading a journal, one event after the other, also a stranger's: a line has a limit of size and
 * depth, whatever stands in it is data. The last line may be torn by a crash: it is left out, and
 * journal_reader_torn() says so. Any other line that is no event is an error with file and line.
 */
#ifndef SESSION_JOURNAL_READ_H
#define SESSION_JOURNAL_READ_H

#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>

struct journal_reader;

/*
 * NULL on failure; only regular files are opened. Whether it is a journal at all is told by the
 * first journal_reader_next().
 */
struct journal_reader *journal_reader_open(const char *path, struct err *e);
void journal_reader_free(struct journal_reader *r);

/*
 * From now on leave out, unread, events of other names than these (NULL-terminated, borrowed).
 * What does not look as it is written is read all the same.
 */
void journal_reader_only(struct journal_reader *r, const char *const *names);

/* The same the other way round: leave out events of these names. */
void journal_reader_without(struct journal_reader *r, const char *const *names);

/* The next event; new reference. NULL at the end, or on an error that is in `e`. */
json_t *journal_reader_next(struct journal_reader *r, struct err *e);

/* Was the last line left out? */
bool journal_reader_torn(const struct journal_reader *r);

/* Is a run writing it now? */
bool journal_reader_written(const struct journal_reader *r);

/* The bytes that journal_put_bytes() put in under `name`, appended to `out`. */
void journal_get_bytes(const json_t *event, const char *name, struct buf *out);

#endif
