/* SPDX-License-Identifier: ISC */
#include "parse/shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHORT_MAX = 3, /* digits of a number whose value stays */
    LONG_MIN_DIGITS = 5,
    LONG_MAX_DIGITS = 10 /* of numbers whose length does not matter */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool mark(char c)
{
    return c == ':' || c == '.';
}

/* A number at text[at, at + len) as the shape has it: how many digits, whether their values stay.
 */
static size_t digits_shown(const char *text, size_t at, size_t len, size_t end, bool *values)
{
    char before = at > 0 ? text[at - 1] : ' ', after = at + len < end ? text[at + len] : ' ';
    bool colon = before == ':' || after == ':', point = before == '.' || after == '.';
    *values = !colon && !point && len <= SHORT_MAX;
    if (point && !colon)
        return len <= SHORT_MAX ? 1 : len;
    return !colon && len >= LONG_MIN_DIGITS && len <= LONG_MAX_DIGITS ? LONG_MIN_DIGITS : len;
}

size_t shape_write(const char *text, size_t len, char *out, uint16_t *back)
{
    size_t n = 0;
    for (size_t i = 0; i < len;) {
        if (!digit(text[i])) {
            if (back)
                back[n] = (uint16_t)i;
            out[n++] = text[i++];
            continue;
        }
        bool hex = text[i] == '0' && i + 1 < len && text[i + 1] == 'x';
        size_t start = hex ? i + 2 : i, shown;
        bool values = false;
        for (size_t k = i; k < start; k++) {
            if (back)
                back[n] = (uint16_t)k;
            out[n++] = text[k];
        }
        for (i = start; i < len && (hex ? isxdigit((unsigned char)text[i]) : digit(text[i]));)
            i++;
        shown = i - start;
        if (!hex)
            shown = digits_shown(text, start, i - start, len, &values);
        else if (shown >= LONG_MIN_DIGITS && shown <= LONG_MAX_DIGITS)
            shown = LONG_MIN_DIGITS;
        for (size_t k = 0; k < shown; k++) {
            char c = text[start + k];
            if (back)
                back[n] = (uint16_t)(start + k);
            out[n++] = values ? c : (char)(hex || c != '0' ? '1' : '0');
        }
    }
    if (back)
        back[n] = (uint16_t)len;
    return n;
}

/*
 * What a character of a pattern is: a digit that stands for itself; something a digit may be
 * beside of in a text (':', '.', another digit, "any number of them"); anything else. `*p` moves
 * on.
 */
enum part { OTHER, DIGIT, MARK };

static enum part next_part(const char **p)
{
    const char *at = (*p)++;
    switch (*at) {
    case '\\':
        ++*p;
        return at[1] == 'd' || at[1] == '.' || at[1] == ':' || isdigit((unsigned char)at[1])
                   ? MARK
                   : OTHER;
    case '{': /* a count */
        *p += strcspn(*p, "}");
        *p += **p != '\0';
        return OTHER;
    case '[': /* a class; one with a few of the digits counts as a digit */
        *p += (**p == '^') + (**p == ']');
        while (**p && **p != ']')
            *p += 1 + (**p == '\\' && (*p)[1]);
        *p += **p != '\0';
        for (const char *c = at; c < *p; c++)
            if (digit(*c) && strncmp(c, "0-9", 3) != 0 && strncmp(c, "1-9", 3) != 0 &&
                !(c >= at + 2 && c[-1] == '-'))
                return DIGIT;
        return OTHER;
    case '(':
        if (at[1] == '?' && at[2] == '<' && isalpha((unsigned char)at[3]))
            *p += strcspn(*p, ">"); /* the name of a group */
        else if (at[1] == '?' && at[2] == ':')
            *p += 2;
        return OTHER;
    default:
        return digit(*at) ? DIGIT : mark(*at) ? MARK : OTHER;
    }
}

/* Does a class that digits belong to end right before `p`? */
static bool class_of_digits(const char *pattern, const char *p)
{
    if (p == pattern || p[-1] != ']')
        return false;
    for (p--; p > pattern && *p != '['; p--)
        if (digit(*p) || *p == 'd' || *p == 'w')
            return true;
    return false;
}

/* Does a count of digits "{m,n}" at `p` tell lengths apart that a shape makes equal? */
static bool counts_hidden(const char *pattern, const char *p)
{
    char *rest;
    bool digits = p >= pattern + 2 && p[-1] == 'd' && p[-2] == '\\';
    if (*p != '{' || (!digits && !class_of_digits(pattern, p)))
        return false;
    unsigned long least = strtoul(p + 1, &rest, 10);
    unsigned long most = *rest == ',' ? strtoul(rest + 1, &rest, 10) : least;
    bool point = strncmp(rest, "}\\.", 3) == 0 ||
                 (digits && p >= pattern + 4 && p[-3] == '.' && p[-4] == '\\');
    if (point)
        return least > 1 || most < SHORT_MAX;
    return (least > LONG_MIN_DIGITS && least <= LONG_MAX_DIGITS) ||
           (most >= LONG_MIN_DIGITS && most < LONG_MAX_DIGITS);
}

bool shape_hides(const char *pattern)
{
    enum part before = OTHER;
    bool nonzero = false; /* of the digits just read one is not 0 */
    size_t digits = 0;
    for (const char *p = pattern; *p;) {
        const char *at = p;
        enum part part = next_part(&p);
        if (counts_hidden(pattern, at))
            return true;
        bool value = part == DIGIT && *at != '0';
        if ((value && before == MARK) || (part == MARK && before == DIGIT && nonzero))
            return true;
        digits = part == DIGIT ? digits + 1 : 0;
        if (digits > SHORT_MAX)
            return true;
        nonzero = part == DIGIT && (value || (before == DIGIT && nonzero));
        before = part;
    }
    return false;
}
