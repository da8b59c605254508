/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_reserve(struct buf *b, size_t more)
{
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need)
        cap *= 2;
    if (b->wipes && b->data) {
        char *old = b->data;
        b->data = mem_alloc(cap);
        memcpy(b->data, old, b->len + 1);
        explicit_bzero(old, b->cap);
        free(old);
    } else {
        b->data = mem_resize(b->data, cap);
    }
    b->cap = cap;
}

void buf_fini(struct buf *b)
{
    if (b->wipes && b->data)
        explicit_bzero(b->data, b->cap);
    free(b->data);
    *b = (struct buf){.wipes = b->wipes};
}

void buf_clear(struct buf *b)
{
    buf_cut(b, 0);
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
    buf_reserve(b, n);
    if (n > 0)
        memcpy(b->data + b->len, bytes, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_add_str(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n <= 0)
        return;
    buf_reserve(b, (size_t)n);
    va_start(ap, fmt);
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}

void buf_eat(struct buf *b, size_t n)
{
    assert(n <= b->len);
    if (n == 0)
        return;
    memmove(b->data, b->data + n, b->len - n);
    buf_cut(b, b->len - n);
}

void buf_cut(struct buf *b, size_t len)
{
    assert(len <= b->len);
    if (b->wipes && b->data)
        explicit_bzero(b->data + len, b->len - len);
    b->len = len;
    if (b->data)
        b->data[len] = '\0';
}

const char *buf_str(const struct buf *b)
{
    return b->data ? b->data : "";
}

char *buf_take(struct buf *b, size_t *len)
{
    buf_reserve(b, 0);
    b->data[b->len] = '\0';
    char *data = b->data;
    if (len)
        *len = b->len;
    *b = (struct buf){.wipes = b->wipes};
    return data;
}
