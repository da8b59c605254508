/* SPDX-License-Identifier: ISC */
/* Sets of symbols, and how the first symbols of pieces combine when the pieces do. */
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

void piece_empty(struct piece *p)
{
    *p = (struct piece){.kind = PIECE_ATOM, .nullable = true, .blankable = true};
}

void piece_set(struct piece *p, const struct pyre_set *set)
{
    const unsigned blanks[] = {' ', '\t'};
    *p = (struct piece){.kind = PIECE_ATOM, .least = 1, .most = 1, .first = *set, .ink = *set};
    for (size_t i = 0; i < 2; i++) {
        if (!pyre_set_has(set, blanks[i]))
            continue;
        p->blankable = true;
        p->ink.bits[blanks[i] / 64] &= ~((uint64_t)1 << (blanks[i] % 64));
    }
}

void piece_char(struct piece *p, uint32_t code, bool any_case)
{
    struct pyre_set set = {{0}};
    set_add_char(&set, code, any_case);
    piece_set(p, &set);
}

static uint32_t width_sum(uint32_t a, uint32_t b)
{
    return a + b < PIECE_WIDTH_MAX ? a + b : PIECE_WIDTH_MAX;
}

void piece_then(struct piece *p, const struct piece *next)
{
    if (p->nullable)
        set_join(&p->first, &next->first);
    if (p->blankable)
        set_join(&p->ink, &next->ink);
    p->nullable = p->nullable && next->nullable;
    p->blankable = p->blankable && next->blankable;
    p->least = width_sum(p->least, next->least);
    p->most = width_sum(p->most, next->most);
}

void piece_or(struct piece *p, const struct piece *other)
{
    set_join(&p->first, &other->first);
    set_join(&p->ink, &other->ink);
    p->nullable = p->nullable || other->nullable;
    p->blankable = p->blankable || other->blankable;
    p->least = other->least < p->least ? other->least : p->least;
    p->most = other->most > p->most ? other->most : p->most;
}

static uint32_t width_product(uint32_t width, uint32_t times)
{
    uint64_t n = (uint64_t)width * times;
    return n < PIECE_WIDTH_MAX ? (uint32_t)n : PIECE_WIDTH_MAX;
}

void piece_times(struct piece *p, uint32_t least, uint32_t most)
{
    p->kind = PIECE_REPEAT;
    p->least = width_product(p->least, least);
    p->most = width_product(p->most, most);
    p->nullable = p->nullable || least == 0;
    p->blankable = p->blankable || least == 0;
}
