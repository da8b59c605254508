/* SPDX-License-Identifier: ISC */
/*
 * A byte buffer that grows at its end and is eaten from its front. Embedded in its owner:
 * `struct buf b = {0};` is an empty one, buf_fini() gives the memory back. The bytes are always
 * followed by a NUL that does not count, so text can be read as a C string.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* NULL while nothing was ever added */
    size_t len;
    size_t cap;
    bool
        wipes; /* may hold secrets: what is dropped is wiped, before the memory is given back too */
};

void buf_fini(struct buf *b);
void buf_clear(struct buf *b);                /* keeps the memory */
void buf_reserve(struct buf *b, size_t more); /* room for that much */
void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_add_str(struct buf *b, const char *text);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_eat(struct buf *b, size_t n);   /* drop n bytes from the front; n <= len */
void buf_cut(struct buf *b, size_t len); /* keep the first len bytes */

/* The text so far, never NULL; valid until the next change. */
const char *buf_str(const struct buf *b);

/* Hand the memory to the caller (free with free()), NUL-terminated; the buffer is empty after. */
char *buf_take(struct buf *b, size_t *len);

#endif
