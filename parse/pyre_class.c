/* SPDX-License-Identifier: ISC */
/*
 * Backslashes and character classes. Python knows few escapes and refuses the other letters;
 * PCRE2 gives most of them a meaning (\e \h \K \Q \R ...), so every escape is read here and
 * written as what it stands for.
 */
#include "parse/pyre_internal.h"

#include <string.h>

/* Letters that stand for one character. */
static bool simple_escape(char letter, uint32_t *code)
{
    static const char letters[] = "afnrtv";
    static const char codes[] = "\a\f\n\r\t\v";
    const char *p = letter ? strchr(letters, letter) : NULL;
    if (p)
        *code = (unsigned char)codes[p - letters];
    return p != NULL;
}

static int hex_value(char ch)
{
    const char *digits = "0123456789abcdef";
    const char *p = ch ? strchr(digits, ch >= 'A' && ch <= 'F' ? ch | 0x20 : ch) : NULL;
    return p ? (int)(p - digits) : -1;
}

static bool read_hex(struct cursor *c, int digits, uint32_t *code)
{
    char letter = *c->at++;
    *code = 0;
    for (int i = 0; i < digits; i++) {
        int value = hex_value(cursor_peek(c));
        if (value < 0)
            return cursor_fail(c, "incomplete escape \\%c", letter);
        *code = *code << 4 | (uint32_t)value;
        c->at++;
    }
    if (*code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
        return cursor_fail(c, "bad escape \\%c%x", letter, *code);
    return true;
}

static bool is_octal(const struct cursor *c, size_t ahead)
{
    return c->at + ahead < c->end && c->at[ahead] >= '0' && c->at[ahead] <= '7';
}

static bool read_octal(struct cursor *c, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 3 && is_octal(c, 0); i++)
        *code = *code << 3 | (uint32_t)(*c->at++ - '0');
    return *code <= 0377 || cursor_fail(c, "octal escape value \\%o outside of range", *code);
}

bool pyre_numeric(struct cursor *c, uint32_t *code)
{
    *code = PYRE_NO_CODE;
    switch (cursor_peek(c)) {
    case 'x':
        return read_hex(c, 2, code);
    case 'u':
        return read_hex(c, 4, code);
    case 'U':
        return read_hex(c, 8, code);
    default:
        return true;
    }
}

static bool bad_escape(struct cursor *c)
{
    return cursor_fail(c, "bad escape \\%c", cursor_peek(c));
}

/* A character by its code, by a letter, or as itself. The cursor is behind the backslash. */
static bool read_char(struct cursor *c, uint32_t *code)
{
    char ch = cursor_peek(c);
    if (!pyre_numeric(c, code) || *code != PYRE_NO_CODE)
        return *code != PYRE_NO_CODE && !c->out->why[0];
    if (simple_escape(ch, code)) {
        c->at++;
        return true;
    }
    if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9'))
        return bad_escape(c);
    *code = cursor_code(c);
    return true;
}

/* "\1" to "\99", or an octal code of three digits. */
static bool read_digits(struct cursor *c, struct piece *p)
{
    uint32_t code;
    if (*c->at == '0' || (is_octal(c, 0) && is_octal(c, 1) && is_octal(c, 2))) {
        if (!read_octal(c, &code))
            return false;
        cursor_emit(c, code);
        piece_char(p, code, c->ignore_case);
        return true;
    }
    int group = *c->at++ - '0';
    if (cursor_peek(c) >= '0' && cursor_peek(c) <= '9')
        group = group * 10 + (*c->at++ - '0');
    return pyre_reference(c, p, group);
}

bool pyre_escape(struct cursor *c, struct piece *p)
{
    struct pyre_set set = {{0}};
    char ch = cursor_peek(c);
    uint32_t code;
    if (!cursor_more(c))
        return cursor_fail(c, "bad escape (end of pattern)");
    if (ch >= '0' && ch <= '9')
        return read_digits(c, p);
    if (strchr("dDsSwW", ch)) {
        c->at++;
        set_class(&set, ch);
        piece_set(p, &set);
        buf_printf(&c->out->pattern, "\\%c", ch);
        return true;
    }
    if (strchr("AbBZ", ch)) {
        c->at++;
        if (ch == 'Z')
            piece_rest(p, true);
        else
            piece_empty(p);
        p->kind = PIECE_AT;
        /* \B of Python before 3.14 does not match in an empty text. */
        if (ch == 'B')
            buf_add_str(&c->out->pattern, "(?!\\A\\z)");
        buf_printf(&c->out->pattern, "\\%c", ch == 'Z' ? 'z' : ch);
        return true;
    }
    if (!read_char(c, &code))
        return false;
    cursor_emit(c, code);
    piece_char(p, code, c->ignore_case);
    return true;
}

/* One member of a class: `letter` is set for \d and the like, `code` otherwise. */
static bool read_member(struct cursor *c, uint32_t *code, char *letter)
{
    *letter = '\0';
    if (!cursor_skip(c, '\\')) {
        *code = cursor_code(c);
        return true;
    }
    char ch = cursor_peek(c);
    if (!cursor_more(c))
        return cursor_fail(c, "bad escape (end of pattern)");
    if (strchr("dDsSwW", ch)) {
        *letter = ch;
        c->at++;
        return true;
    }
    if (is_octal(c, 0))
        return read_octal(c, code);
    if (cursor_skip(c, 'b')) {
        *code = '\b';
        return true;
    }
    return read_char(c, code);
}

static void add_range(struct cursor *c, struct pyre_set *set, uint32_t low, uint32_t high)
{
    cursor_emit(c, low);
    set_add_char(set, low, c->ignore_case);
    if (high == low)
        return;
    buf_add_char(&c->out->pattern, '-');
    cursor_emit(c, high);
    for (uint32_t code = low; code <= high && code <= 0x80; code++)
        set_add_char(set, code, c->ignore_case);
}

static bool read_range(struct cursor *c, struct pyre_set *set)
{
    uint32_t low = 0;
    uint32_t high = 0;
    char low_letter;
    char high_letter = '\0';
    if (!read_member(c, &low, &low_letter))
        return false;
    high = low;
    bool range = cursor_peek(c) == '-' && c->at + 1 < c->end && c->at[1] != ']';
    if (range) {
        c->at++;
        if (!read_member(c, &high, &high_letter))
            return false;
        if (low_letter || high_letter || high < low)
            return cursor_fail(c, "bad character range");
    }
    if (low_letter) {
        buf_printf(&c->out->pattern, "\\%c", low_letter);
        set_class(set, low_letter);
    } else {
        add_range(c, set, low, high);
    }
    return true;
}

/* Python takes [[:alpha:]] for a set of characters and warns; nobody who writes it means that. */
static bool is_posix_class(const struct cursor *c)
{
    if (c->end - c->at < 4 || c->at[0] != '[' || !strchr(":.=", c->at[1]))
        return false;
    const char *close = memchr(c->at, ']', (size_t)(c->end - c->at));
    return close && close > c->at + 2 && close[-1] == c->at[1];
}

bool pyre_class(struct cursor *c, struct piece *p)
{
    struct pyre_set set = {{0}};
    bool inverted = cursor_skip(c, '^');
    buf_add_str(&c->out->pattern, inverted ? "[^" : "[");
    for (bool any = false; !any || cursor_peek(c) != ']'; any = true) {
        if (!cursor_more(c))
            return cursor_fail(c, "unterminated character set");
        if (is_posix_class(c))
            return cursor_fail(c, "POSIX classes such as [:alpha:] are not supported");
        if (!read_range(c, &set))
            return false;
    }
    c->at++;
    buf_add_char(&c->out->pattern, ']');
    if (inverted)
        set_invert(&set);
    piece_set(p, &set);
    return true;
}
