/* SPDX-License-Identifier: ISC */
/*
 * The frame of the translator: sequences, alternatives and quantifiers, read as Python's
 * sre_parse does. Each piece is written to the pattern as it is read.
 */
#include "parse/pyre.h"

#include "base/mem.h"
#include "parse/pyre_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cursor_fail(struct cursor *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!c->out->why[0])
        vsnprintf(c->out->why, sizeof c->out->why, fmt, ap);
    va_end(ap);
    return false;
}

uint32_t cursor_code(struct cursor *c)
{
    unsigned char lead = (unsigned char)*c->at++;
    if (lead < 0xc0)
        return lead;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    uint32_t code = lead & (0x3fU >> more);
    for (; more > 0 && cursor_more(c); more--)
        code = code << 6 | ((unsigned char)*c->at++ & 0x3fU);
    return code;
}

bool cursor_number(struct cursor *c, uint32_t *n)
{
    const char *start = c->at;
    *n = 0;
    for (; cursor_peek(c) >= '0' && cursor_peek(c) <= '9'; c->at++)
        *n = *n < PIECE_WIDTH_MAX ? *n * 10 + (uint32_t)(*c->at - '0') : PIECE_WIDTH_MAX;
    return c->at > start;
}

void cursor_emit(struct cursor *c, uint32_t code)
{
    struct buf *out = &c->out->pattern;
    bool plain = (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
                 (code >= 'A' && code <= 'Z') || code == '_' || code == ' ';
    if (plain)
        buf_add_char(out, (char)code);
    else if (code > 0x20 && code < 0x7f)
        buf_printf(out, "\\%c", (char)code);
    else
        buf_printf(out, "\\x{%x}", c->utf || code < 0x80 ? code : 0xff);
}

/* "{m}", "{m,}", "{,n}", "{m,n}" at the cursor; false, not moved, when it is a plain brace. */
static bool read_braces(struct cursor *c, uint32_t *least, uint32_t *most)
{
    const char *start = c->at;
    *least = 0;
    *most = UINT32_MAX;
    c->at++;
    bool has_least = cursor_number(c, least);
    bool comma = cursor_skip(c, ',');
    if (!comma)
        *most = *least;
    else if (!cursor_number(c, most))
        *most = UINT32_MAX;
    if (cursor_skip(c, '}') && (has_least || comma))
        return true;
    c->at = start;
    return false;
}

static bool at_quantifier(const struct cursor *c)
{
    struct cursor probe = *c;
    uint32_t least;
    uint32_t most;
    char ch = cursor_peek(c);
    return ch == '*' || ch == '+' || ch == '?' || (ch == '{' && read_braces(&probe, &least, &most));
}

/* Behind which there may be a quantifier for what is before it. */
static bool at_comment(const struct cursor *c)
{
    return c->end - c->at > 2 && memcmp(c->at, "(?#", 3) == 0;
}

/* A quantifier at the cursor, for `p`, which is the last piece written. */
static bool read_quantifier(struct cursor *c, struct piece *p)
{
    uint32_t least = cursor_peek(c) == '+' ? 1 : 0;
    uint32_t most = cursor_peek(c) == '?' ? 1 : UINT32_MAX;
    struct buf *out = &c->out->pattern;
    if (cursor_peek(c) != '{') {
        buf_add_char(out, *c->at++);
    } else {
        read_braces(c, &least, &most);
        /* PCRE2 before 10.43 takes {,n} for five plain characters. */
        if (most == UINT32_MAX)
            buf_printf(out, "{%u,}", least);
        else
            buf_printf(out, "{%u,%u}", least, most);
    }
    if (most < least)
        return cursor_fail(c, "min repeat greater than max repeat");
    if (p->kind == PIECE_NONE || p->kind == PIECE_AT)
        return cursor_fail(c, "nothing to repeat");
    if (p->kind == PIECE_REPEAT)
        return cursor_fail(c, "multiple repeat");
    if (cursor_peek(c) == '?' || cursor_peek(c) == '+')
        buf_add_char(out, *c->at++);
    piece_times(p, least, most);
    return true;
}

static bool read_atom(struct cursor *c, struct piece *p)
{
    struct pyre_set all = {{0}};
    char ch = *c->at;
    if (ch == '(' || ch == '[' || ch == '\\') {
        c->at++;
        return ch == '(' ? pyre_open(c, p) : ch == '[' ? pyre_class(c, p) : pyre_escape(c, p);
    }
    if (ch != '.' && ch != '^' && ch != '$') {
        uint32_t code = cursor_code(c);
        cursor_emit(c, code);
        piece_char(p, code, c->ignore_case);
        return true;
    }
    buf_add_char(&c->out->pattern, *c->at++);
    if (ch == '.') {
        set_invert(&all);
        piece_set(p, &all);
        return true;
    }
    if (ch == '$')
        piece_rest(p, true);
    else
        piece_empty(p);
    p->kind = PIECE_AT;
    return true;
}

static bool read_sequence(struct cursor *c, struct piece *whole);

/* The rest of a sequence, behind a look-ahead. */
static bool read_ahead(struct cursor *c, struct piece *whole, const struct piece *look)
{
    struct piece tail;
    if (++c->depth > PYRE_DEPTH_MAX)
        return cursor_fail(c, "too many look-aheads");
    if (!read_sequence(c, &tail))
        return false;
    c->depth--;
    piece_ahead(&tail, look);
    piece_then(whole, &tail);
    return true;
}

static bool read_sequence(struct cursor *c, struct piece *whole)
{
    struct piece last;
    piece_empty(whole);
    piece_empty(&last);
    last.kind = PIECE_NONE;
    while (cursor_more(c) && cursor_peek(c) != '|' && cursor_peek(c) != ')') {
        if (at_quantifier(c)) {
            if (!read_quantifier(c, &last))
                return false;
            continue;
        }
        struct piece next = {.kind = PIECE_NONE};
        if (!read_atom(c, &next))
            return false;
        if (next.kind == PIECE_NONE) /* a comment */
            continue;
        piece_then(whole, &last);
        if (next.kind == PIECE_AHEAD && !at_quantifier(c) && !at_comment(c))
            return read_ahead(c, whole, &next);
        if (next.kind == PIECE_AHEAD)
            piece_empty(&next);
        last = next;
    }
    piece_then(whole, &last);
    return true;
}

bool pyre_branches(struct cursor *c, struct piece *p, int *count)
{
    *count = 1;
    if (++c->depth > PYRE_DEPTH_MAX)
        return cursor_fail(c, "groups are nested too deeply");
    if (!read_sequence(c, p))
        return false;
    while (cursor_skip(c, '|')) {
        struct piece other;
        buf_add_char(&c->out->pattern, '|');
        if (!read_sequence(c, &other))
            return false;
        piece_or(p, &other);
        ++*count;
    }
    c->depth--;
    return true;
}

bool pyre_translate(struct pyre *out, const char *regex, size_t len, bool utf)
{
    struct cursor c = {.out = out, .at = regex, .end = regex + len, .utf = utf};
    struct piece whole;
    int branches;
    bool ok = memchr(regex, '\0', len) == NULL || cursor_fail(&c, "NUL in the expression");
    ok = ok && pyre_branches(&c, &whole, &branches);
    if (ok && cursor_more(&c))
        ok = cursor_fail(&c, "unbalanced parenthesis");
    if (ok && c.highest_condition > out->groups)
        ok = cursor_fail(&c, "invalid group reference %d", c.highest_condition);
    free(c.widths);
    if (!ok)
        return false;
    struct piece rest;
    piece_rest(&rest, false);
    piece_then(&whole, &rest);
    out->first = whole.plain.at[0];
    memcpy(out->ink, whole.ink.at, sizeof out->ink);
    out->need = whole.need;
    return true;
}

void pyre_fini(struct pyre *p)
{
    buf_fini(&p->pattern);
    for (size_t i = 0; i < p->name_count; i++)
        free(p->names[i].name);
    free(p->names);
    *p = (struct pyre){0};
}

int pyre_group(const struct pyre *p, const char *name, size_t len)
{
    for (size_t i = 0; i < p->name_count; i++)
        if (strlen(p->names[i].name) == len && memcmp(p->names[i].name, name, len) == 0)
            return p->names[i].group;
    return 0;
}
