/* SPDX-License-Identifier: ISC */
/* The pager that a device did not switch off: its text, and how it wipes that text off again. */
#ifndef SESSION_PAGER_H
#define SESSION_PAGER_H

#include "base/text.h"

/* Does the unfinished line end in the pager's text? */
bool pager_waits(const char *more, struct span line);

/*
 * Bytes at the start of `rest` with which the device wipes out the pager's text: backspaces,
 * blanks, backspaces, or the same with carriage returns. 0 when there are none, -1 when it cannot
 * be told yet.
 */
long pager_wipe(struct span rest);

#endif
