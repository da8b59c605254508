/* SPDX-License-Identifier: ISC */
/*
 * Sets of symbols, and how the places of pieces combine when the pieces do: a text of AB has at
 * place k what A has there, or what B has at the place that A's length leaves over.
 */
#include "parse/pyre_internal.h"

#include <string.h>

void set_add(struct pyre_set *s, unsigned symbol)
{
    s->bits[symbol / 64] |= (uint64_t)1 << (symbol % 64);
}

void set_join(struct pyre_set *s, const struct pyre_set *more)
{
    for (size_t i = 0; i < sizeof s->bits / sizeof s->bits[0]; i++)
        s->bits[i] |= more->bits[i];
}

static bool set_any(const struct pyre_set *s)
{
    uint64_t any = 0;
    for (size_t i = 0; i < sizeof s->bits / sizeof s->bits[0]; i++)
        any |= s->bits[i];
    return any != 0;
}

void set_invert(struct pyre_set *s)
{
    for (size_t i = 0; i < PYRE_END / 64; i++)
        s->bits[i] = ~s->bits[i];
}

void set_add_char(struct pyre_set *s, uint32_t code, bool any_case)
{
    unsigned byte = code < 0x80 ? code : 0xff;
    set_add(s, byte);
    if (any_case && byte >= 'a' && byte <= 'z')
        set_add(s, byte - 'a' + 'A');
    if (any_case && byte >= 'A' && byte <= 'Z')
        set_add(s, byte - 'A' + 'a');
}

static bool in_class(unsigned byte, char letter)
{
    bool digit = byte >= '0' && byte <= '9';
    bool alpha = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (letter == 'd')
        return digit;
    if (letter == 'w')
        return digit || alpha || byte == '_';
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

void set_class(struct pyre_set *s, char letter)
{
    bool inverted = letter >= 'A' && letter <= 'Z';
    char lower = (char)(letter | 0x20);
    for (unsigned byte = 0; byte < PYRE_END; byte++)
        if (in_class(byte, lower) != inverted)
            set_add(s, byte);
}

/* ---- one piece ---- */

static void reach_fill(struct reach *r, const struct pyre_set *set, int least, int most)
{
    *r = (struct reach){.least = least, .most = most};
    for (int k = 0; k < most; k++)
        r->at[k] = *set;
}

void piece_empty(struct piece *p)
{
    *p = (struct piece){.kind = PIECE_ATOM, .blankable = true};
}

/* `least` to `most` characters of a set; its first one that is no blank begins the ink. */
static void fill_set(struct piece *p, const struct pyre_set *set, uint32_t least, uint32_t most)
{
    struct pyre_set ink = *set;
    uint64_t blanks = (uint64_t)1 << ' ' | (uint64_t)1 << '\t';
    int from = least < PYRE_REACH ? (int)least : PYRE_REACH;
    int to = most < PYRE_REACH ? (int)most : PYRE_REACH;
    bool blank = (set->bits[0] & blanks) != 0;
    ink.bits[0] &= ~blanks;
    reach_fill(&p->plain, set, from, to);
    reach_fill(&p->ink, set, blank || from == 0 ? 1 : from, to);
    p->ink.at[0] = ink;
    p->inked = to > 0 && set_any(&ink);
    p->blankable = blank || least == 0;
}

/* The only member of a set, when that is ASCII; -1 otherwise. */
static int only_member(const struct pyre_set *set)
{
    uint64_t low = set->bits[0], high = set->bits[1];
    uint64_t rest = set->bits[2] | set->bits[3] | set->bits[4];
    uint64_t one = low ? low : high;
    if (rest != 0 || (low != 0 && high != 0) || one == 0 || (one & (one - 1)) != 0)
        return -1;
    return __builtin_ctzll(one) + (low ? 0 : 64);
}

void piece_set(struct piece *p, const struct pyre_set *set)
{
    int only = only_member(set);
    *p = (struct piece){.kind = PIECE_ATOM, .single = true, .least = 1, .most = 1};
    fill_set(p, set, 1, 1);
    if (only >= 0)
        pyre_ascii_add(&p->need, (unsigned char)only);
}

void piece_char(struct piece *p, uint32_t code, bool any_case)
{
    struct pyre_set set = {{0}};
    set_add_char(&set, code, any_case);
    piece_set(p, &set);
}

void piece_any(struct piece *p)
{
    struct pyre_set all = {{0}};
    set_invert(&all);
    *p = (struct piece){.kind = PIECE_ATOM, .most = PIECE_WIDTH_MAX};
    fill_set(p, &all, 0, UINT32_MAX);
}

void piece_rest(struct piece *p, bool only_end)
{
    struct pyre_set set = {{0}};
    if (!only_end)
        set_invert(&set);
    set_add(&set, PYRE_END);
    *p = (struct piece){.kind = PIECE_AT, .inked = true};
    reach_fill(&p->plain, &set, PYRE_REACH, PYRE_REACH);
    p->ink = p->plain;
}

/* ---- pieces together ---- */

static int reach_sum(int a, int b)
{
    return a + b < PYRE_REACH ? a + b : PYRE_REACH;
}

static void reach_then(struct reach *r, const struct reach *next)
{
    for (int length = r->least; length <= r->most; length++)
        for (int k = length; k < PYRE_REACH; k++)
            set_join(&r->at[k], &next->at[k - length]);
    r->least = reach_sum(r->least, next->least);
    r->most = reach_sum(r->most, next->most);
}

static void reach_or(struct reach *r, const struct reach *other)
{
    for (int k = 0; k < PYRE_REACH; k++)
        set_join(&r->at[k], &other->at[k]);
    r->least = other->least < r->least ? other->least : r->least;
    r->most = other->most > r->most ? other->most : r->most;
}

/* Add the inked texts of another piece to those of `p`. */
static void ink_or(struct piece *p, const struct piece *other)
{
    if (!other->inked)
        return;
    if (p->inked)
        reach_or(&p->ink, &other->ink);
    else
        p->ink = other->ink;
    p->inked = true;
}

static uint32_t width_sum(uint32_t a, uint32_t b)
{
    return a + b < PIECE_WIDTH_MAX ? a + b : PIECE_WIDTH_MAX;
}

void piece_then(struct piece *p, const struct piece *next)
{
    if (p->inked)
        reach_then(&p->ink, &next->plain);
    if (p->blankable)
        ink_or(p, next);
    reach_then(&p->plain, &next->plain);
    p->need.bits[0] |= next->need.bits[0];
    p->need.bits[1] |= next->need.bits[1];
    p->blankable = p->blankable && next->blankable;
    p->single = false;
    p->least = width_sum(p->least, next->least);
    p->most = width_sum(p->most, next->most);
}

void piece_or(struct piece *p, const struct piece *other)
{
    ink_or(p, other);
    reach_or(&p->plain, &other->plain);
    p->need.bits[0] &= other->need.bits[0];
    p->need.bits[1] &= other->need.bits[1];
    p->blankable = p->blankable || other->blankable;
    p->single = false;
    p->least = other->least < p->least ? other->least : p->least;
    p->most = other->most > p->most ? other->most : p->most;
}

/* Only the places that surely lie within the texts of `r`. */
static void reach_limit(struct reach *r, const struct reach *look)
{
    for (int k = 0; k < r->least; k++)
        for (size_t i = 0; i < sizeof r->at[k].bits / sizeof r->at[k].bits[0]; i++)
            r->at[k].bits[i] &= look->at[k].bits[i];
}

void piece_ahead(struct piece *p, const struct piece *look)
{
    struct piece whole = *look;
    struct piece rest;
    piece_rest(&rest, false);
    piece_then(&whole, &rest);
    reach_limit(&p->plain, &whole.plain);
    if (p->inked)
        reach_limit(&p->ink, &whole.ink);
}

static uint32_t width_product(uint32_t width, uint32_t times)
{
    uint64_t n = (uint64_t)width * times;
    return n < PIECE_WIDTH_MAX ? (uint32_t)n : PIECE_WIDTH_MAX;
}

void piece_times(struct piece *p, uint32_t least, uint32_t most)
{
    uint32_t narrow = width_product(p->least, least);
    uint32_t wide = width_product(p->most, most);
    struct piece other;
    if (p->single) {
        struct pyre_set set = p->plain.at[0];
        fill_set(p, &set, least, most);
    } else if (most == 0) {
        piece_empty(p);
    } else {
        /* More of the same is taken for any text: groups that repeat seldom begin a rule. */
        piece_any(&other);
        if (most > 1)
            piece_then(p, &other);
        piece_empty(&other);
        if (least == 0)
            piece_or(p, &other);
    }
    if (least == 0)
        p->need = (struct pyre_ascii){{0}};
    p->kind = PIECE_REPEAT;
    p->single = false;
    p->least = narrow;
    p->most = wide;
}
