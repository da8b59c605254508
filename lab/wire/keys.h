/* SPDX-License-Identifier: ISC */
/* The keys that edit a line, as IOS binds them. */
#ifndef LAB_KEYS_H
#define LAB_KEYS_H

#include "lab/wire/line.h"

/* Progress in the bytes a cursor key sends; all zero at first. */
struct keys {
    int escape;
};

/* Apply one byte typed. Returns false when it can do nothing (the terminal should beep). */
bool keys_type(struct keys *k, struct line *l, char c, struct buf *out);

#endif
