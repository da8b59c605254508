/* SPDX-License-Identifier: ISC */
#include "session/ansi.h"

#include <stdbool.h>
#include <string.h>

enum { ESC = 0x1b, BEL = 0x07 };
enum { LONGEST = 256 }; /* a sequence that goes on for longer is none */

enum state {
    TEXT,
    ESCAPE,
    CONTROL,  /* ESC [ parameters, up to a letter */
    ONE_MORE, /* ESC ( and the like */
    STRING,   /* ESC ] and the like, up to BEL or ESC \ */
    STRING_END
};

static enum state after_escape(char c)
{
    if (c == '[')
        return CONTROL;
    if (strchr("]PX^_", c))
        return STRING;
    return strchr(" #%()*+-./", c) ? ONE_MORE : TEXT;
}

static enum state next(enum state s, char c)
{
    switch (s) {
    case ESCAPE:
        return after_escape(c);
    case CONTROL:
        return c >= '@' && c <= '~' ? TEXT : CONTROL;
    case STRING:
        return STRING;
    case STRING_END: /* an ESC that ends no string begins a sequence of its own */
        return c == '\\' ? TEXT : after_escape(c);
    default:
        return TEXT;
    }
}

/* One byte. Returns whether it is text. */
static bool take(struct ansi *a, char c)
{
    if (c == ESC) {
        a->state = a->state == STRING ? STRING_END : ESCAPE;
        a->len = 0;
        return false;
    }
    if (a->state == TEXT)
        return true;
    if ((unsigned char)c < ' ' || ++a->len > LONGEST) {
        bool ends = a->state == STRING && c == BEL;
        a->state = TEXT;
        return !ends;
    }
    a->state = next(a->state, c);
    return false;
}

void ansi_strip(struct ansi *a, const char *bytes, size_t len, struct buf *out)
{
    for (size_t i = 0; i < len; i++)
        if (take(a, bytes[i]))
            buf_add_char(out, bytes[i]);
}
