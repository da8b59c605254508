/* SPDX-License-Identifier: ISC */
/* Files and the places where the program looks for them. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/*
 * Append the whole file (standard input for "-") to `out`, at most `limit` bytes (0: no limit).
 * Pipes are read to their end; devices other than a terminal are refused.
 */
int file_read(const char *path, size_t limit, struct buf *out, struct err *e);

/*
 * The same for a file that strangers may have put there: a regular one, never a pipe or a device
 * that has no end.
 */
int file_read_regular(const char *path, size_t limit, struct buf *out, struct err *e);

bool file_exists(const char *path);

/* "dir/name" on the heap. */
char *file_join(const char *dir, const char *name);

/*
 * The directory with the playbooks, on the heap: $PEERWALK_DATA if set; else ../share/peerwalk
 * beside the program's own directory; else, for a program in a build folder, the source tree above
 * it; else PREFIX/share/peerwalk. NULL with `e` when none of these exists.
 */
char *file_data_dir(struct err *e);

/* `name` below $XDG_STATE_HOME/peerwalk or ~/.local/state/peerwalk, on the heap; not created. */
char *file_state_path(const char *name);

/* Make the directory and those above it, each for its owner only. */
int file_make_dirs(const char *dir, struct err *e);

/* A new entry of a directory lasts only when the directory is on the disk too: that of `file`. */
void file_sync_dir(const char *file);

#endif
