/* SPDX-License-Identifier: ISC */
#include "lab/wire/pager.h"

#include <string.h>

static const char MORE[] = " --More-- ";
static const char ERASE[] = "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b";

void pager_fini(struct pager *p)
{
    buf_fini(&p->held);
}

static size_t page(const struct pager *p)
{
    return p->length > 1 ? p->length - 1 : 1;
}

void pager_start(struct pager *p, size_t length, size_t width)
{
    buf_clear(&p->held);
    p->length = length;
    p->width = width;
    p->rows = page(p);
    p->column = 0;
    p->waits = p->quit = false;
    p->last = '\0';
}

/* Rows the line takes that ends now. */
static size_t line_rows(const struct pager *p)
{
    return p->width && p->column > p->width ? (p->column + p->width - 1) / p->width : 1;
}

/* Print what may be printed of `text`. Returns how much that was. */
static size_t flow(struct pager *p, const char *text, size_t len, struct buf *out)
{
    size_t i = 0;
    for (; i < len && (p->length == 0 || p->rows > 0); i++) {
        if (text[i] == '\n') {
            size_t rows = line_rows(p);
            p->rows -= rows < p->rows ? rows : p->rows;
            p->column = 0;
        } else if (text[i] != '\r') {
            p->column++;
        }
    }
    buf_add(out, text, i);
    return i;
}

void pager_add(struct pager *p, const char *text, size_t len, struct buf *out)
{
    if (p->quit)
        return;
    size_t start = p->held.len;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n' && p->last != '\r')
            buf_add_char(&p->held, '\r');
        buf_add_char(&p->held, p->last = text[i]);
    }
    if (p->waits || p->held.len == start)
        return;
    buf_eat(&p->held, flow(p, p->held.data, p->held.len, out));
    if (p->held.len > 0) {
        buf_add(out, MORE, strlen(MORE));
        p->waits = true;
    }
}

void pager_key(struct pager *p, char key, struct buf *out)
{
    buf_add(out, ERASE, strlen(ERASE));
    p->waits = false;
    if (key != ' ' && key != '\r' && key != '\n') {
        p->quit = true;
        buf_clear(&p->held);
        return;
    }
    p->rows = key == ' ' ? page(p) : 1;
    buf_eat(&p->held, flow(p, buf_str(&p->held), p->held.len, out));
    if (p->held.len > 0) {
        buf_add(out, MORE, strlen(MORE));
        p->waits = true;
    }
}
