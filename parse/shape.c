/* SPDX-License-Identifier: ISC */
#include "parse/shape.h"

#include <ctype.h>
#include <endian.h>
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

/* A number at text[at, at + len) as the shape has it: how many digits, and if they matter. */
static size_t digits_shown(const char *text, size_t at, size_t len, size_t end, bool *values)
{
    char before = at > 0 ? text[at - 1] : ' ', after = at + len < end ? text[at + len] : ' ';
    /* What ends a sentence, or the first dot of a ping, is no part of a number. */
    if (mark(after) && (at + len + 1 >= end || !digit(text[at + len + 1])))
        after = ' ';
    bool colon = before == ':' || after == ':', point = before == '.' || after == '.';
    *values = !colon && !point && len <= SHORT_MAX;
    if (point && !colon)
        return len <= SHORT_MAX ? 1 : len;
    return !colon && len >= LONG_MIN_DIGITS && len <= LONG_MAX_DIGITS ? LONG_MIN_DIGITS : len;
}

/* ---- writing: eight bytes at a time, the first of them lowest -------------------------------- */

static const uint64_t ONES = 0x0101010101010101;

/* The bytes from text[at] on; behind the end of the text they are 0. */
static inline uint64_t load(const char *text, size_t at, size_t len)
{
    uint64_t x = 0;
    size_t left = len - at;
    if (left >= sizeof x)
        memcpy(&x, text + at, sizeof x);
    else if (len >= sizeof x)
        memcpy(&x, text + len - sizeof x, sizeof x);
    else
        memcpy(&x, text + at, left);
    x = le64toh(x);
    return left < sizeof x && len >= sizeof x ? x >> 1 >> (63 - left * 8) : x;
}

static void store(char *out, uint64_t x)
{
    x = htole64(x);
    memcpy(out, &x, sizeof x);
}

/* The highest bit of each byte that is a digit. */
static inline uint64_t digits_in(uint64_t x)
{
    x ^= ONES * '0'; /* digits are 0 to 9 now */
    return ~(((x & ONES * 0x7f) + ONES * (0x7f - 9)) | x) & ONES * 0x80;
}

/* How many bytes there are before the first that is marked; 8 when none is. */
static size_t before_mark(uint64_t marks)
{
    return marks ? (size_t)__builtin_ctzll(marks) / 8 : sizeof marks;
}

/*
 * The number at text[i], which moves behind it, into `out`: how many digits that takes. `x` are the
 * bytes from there on, as many as it holds at least.
 */
static size_t put_number(const char *text, size_t *i, size_t len, uint64_t x, size_t held,
                         char *out)
{
    bool values;
    size_t at = *i, end = at + before_mark(~digits_in(x) & ONES * 0x80);
    while (end >= at + held && end < len && digit(text[end]))
        end++;
    size_t shown = digits_shown(text, at, end - at, len, &values);
    if (values) {
        store(out, end - at <= held ? x : load(text, at, len));
    } else {
        for (size_t k = 0; k < shown; k += sizeof(uint64_t))
            store(out + k, ONES * '1');
        out[0] = text[at] == '0' ? '0' : '1';
    }
    *i = end;
    return shown;
}

/* The same for the digits behind "0x". */
static size_t put_hex(const char *text, size_t *i, size_t len, char *out)
{
    size_t at = *i, end = at;
    while (end < len && isxdigit((unsigned char)text[end]))
        end++;
    size_t shown = end - at;
    if (shown >= LONG_MIN_DIGITS && shown <= LONG_MAX_DIGITS)
        shown = LONG_MIN_DIGITS;
    memset(out, '1', shown);
    *i = end;
    return shown;
}

size_t shape_write(const char *text, size_t len, char *out, struct shape_numbers *numbers)
{
    size_t n = 0, count = 0;
    for (size_t i = 0; i < len;) {
        uint64_t x = load(text, i, len);
        size_t plain = before_mark(digits_in(x));
        if (plain > len - i)
            plain = len - i;
        store(out + n, x);
        n += plain;
        i += plain;
        if (plain == sizeof x || i == len)
            continue;
        bool hex = text[i] == '0' && i + 1 < len && text[i + 1] == 'x';
        if (hex) {
            out[n++] = text[i++];
            out[n++] = text[i++];
        }
        numbers->at[count] = (uint16_t)i;
        n += hex ? put_hex(text, &i, len, out + n)
                 : put_number(text, &i, len, x >> plain * 8, sizeof x - plain, out + n);
        numbers->end[count++] = (uint16_t)i;
    }
    numbers->count = count;
    return n;
}

bool shape_place(const struct shape_numbers *numbers, size_t at, uint32_t *place)
{
    size_t k = 0;
    while (k < numbers->count && numbers->end[k] <= at)
        k++;
    bool within = k < numbers->count && numbers->at[k] < at;
    *place = (uint32_t)(k << 16 | (at - (k > 0 ? numbers->end[k - 1] : 0)));
    return !within;
}

size_t shape_place_in(const struct shape_numbers *numbers, uint32_t place)
{
    size_t k = place >> 16;
    return (place & 0xffff) + (k > 0 ? numbers->end[k - 1] : 0);
}

/*
 * What a character of a pattern is: a digit that stands for itself, or a class of a few of them;
 * any digit but 0; any digit at all (or any character, or any number of them); ':' or '.';
 * something else. `*p` moves on.
 */
enum part { OTHER, DIGIT, NOT_ZERO, ANY_DIGIT, MARK };

static enum part class_part(const char *at, const char *end)
{
    enum part part = OTHER;
    for (const char *c = at; c < end; c++)
        if (strncmp(c, "1-9", 3) == 0)
            part = NOT_ZERO;
        else if (digit(*c) && strncmp(c, "0-9", 3) != 0 && !(c >= at + 2 && c[-1] == '-'))
            return DIGIT;
    return part;
}

static enum part next_part(const char **p)
{
    const char *at = (*p)++;
    switch (*at) {
    case '\\':
        ++*p;
        if (at[1] == 'd' || isdigit((unsigned char)at[1]))
            return ANY_DIGIT;
        return mark(at[1]) ? MARK : OTHER;
    case '{': /* a count */
        *p += strcspn(*p, "}");
        *p += **p != '\0';
        return OTHER;
    case '[':
        *p += (**p == '^') + (**p == ']');
        while (**p && **p != ']')
            *p += 1 + (**p == '\\' && (*p)[1]);
        *p += **p != '\0';
        return class_part(at, *p);
    case '(':
        if (at[1] == '?' && at[2] == '<' && isalpha((unsigned char)at[3]))
            *p += strcspn(*p, ">"); /* the name of a group */
        else if (at[1] == '?' && at[2] == ':')
            *p += 2;
        return OTHER;
    case '.':
        return ANY_DIGIT;
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
    size_t digits = 0;                    /* just read that stand for themselves */
    bool marked = false, telling = false; /* they stand behind a mark; they are not a lone 0 */
    for (const char *p = pattern; *p;) {
        const char *at = p;
        enum part part = next_part(&p);
        if (counts_hidden(pattern, at))
            return true;
        if ((part == DIGIT || part == NOT_ZERO) && (before == ANY_DIGIT || before == NOT_ZERO))
            return true;
        if (part == NOT_ZERO && before == DIGIT)
            return true;
        if (part == DIGIT) {
            marked = before == MARK || (before == DIGIT && marked);
            telling = ++digits > 1 || *at != '0';
        }
        bool beside = digits > 0 && (marked || part == MARK || part == ANY_DIGIT);
        if (digits > SHORT_MAX || (beside && telling))
            return true;
        if (part != DIGIT)
            digits = 0;
        before = part;
    }
    return false;
}
