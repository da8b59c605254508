/* SPDX-License-Identifier: ISC */
/*
 * What of a listing does not count, because its numbers and stamps come from another day, and the
 * masking of that. See listing.h.
 */
#ifndef TESTS_LAB_LISTING_MASK_H
#define TESTS_LAB_LISTING_MASK_H

#include "base/buf.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum listing_option {
    LISTING_IDS = 1 << 0, /* SPIs, message ids, connection ids, numbers of four digits and more */
    LISTING_COUNTERS = 1 << 1, /* every number that is a word of its own; widths of columns count */
    LISTING_TIMES = 1 << 2,    /* 00:27:07, 1d09h, "Nov 19 13:12:00.562" */
    LISTING_BLANKS = 1 << 3,   /* any run of blanks is one, none at the ends and before commas */
    LISTING_GLUED = 1 << 4,    /* blanks do not count at all */
    LISTING_CASE = 1 << 5,     /* nor does the case of letters */
    LISTING_NOTES = 1 << 7,    /* " ---- what this means" behind a message, to its end */
    LISTING_DOTS = 1 << 6      /* dots and bangs of a ping stand anywhere in the listing */
};

/* What a number or a stamp that does not count is replaced with, digit by digit. */
enum { LISTING_NUMBER = '#', LISTING_STAMP = '\1' };

static inline size_t listing_digits(const char *p)
{
    return strspn(p, "0123456789");
}

/* The length of "00:27:07" or "1d09h" or "2w3d" at `p`, 0 when there is none. */
static inline size_t listing_span(const char *p)
{
    size_t n = listing_digits(p);
    if (n == 2 && p[2] == ':' && listing_digits(p + 3) == 2 && p[5] == ':' &&
        listing_digits(p + 6) == 2)
        return 8;
    size_t m = n > 0 && strchr("ywd", p[n]) && p[n] ? listing_digits(p + n + 1) : 0;
    return m > 0 && p[n + 1 + m] && strchr("wdh", p[n + 1 + m]) ? n + m + 2 : 0;
}

/* The length of "*Nov 19 13:12:00.562" or "Nov 19 2002 13:12:00 UTC". */
static inline size_t listing_date(const char *p)
{
    int n = 0;
    int year = 0;
    char month[4];
    const char *at = p + (*p == '*' || *p == '.');
    if (sscanf(at, "%3[A-Z a-z] %*2d %n", month, &n) != 1 || n < 6 || !isupper(month[0]))
        return 0;
    at += n;
    if (listing_digits(at) == 4 && sscanf(at, "%*4d %n", &year) == 0)
        at += year;
    n = (int)listing_span(at);
    if (n != 8)
        return 0;
    at += n;
    at += *at == '.' ? 1 + listing_digits(at + 1) : 0;
    at += *at == ' ' && isupper(at[1]) && isupper(at[2]) && isupper(at[3]) && at[4] == ':' ? 4 : 0;
    return (size_t)(at - p);
}

/* The stamp of a message, with its colon and sequence number; 0 when there is none. */
static inline size_t listing_stamp(const char *p)
{
    size_t digits = listing_digits(p);
    size_t head = digits == 6 && p[6] == ':' && p[7] == ' ' ? 8 : 0;
    size_t n = listing_span(p + head);
    if (n == 0)
        n = listing_date(p + head);
    if (n == 0 || p[head + n] != ':')
        return 0;
    return head + n + 1;
}

/* "ISAKMP (0:2):", "conn id 2", "conn_id= 25": the number there is an identifier. */
static inline size_t listing_head(const char *p)
{
    static const char *const heads[] = {
        "ISAKMP (0:", "ISAKMP (", "ISAKMP: (", "ISAKMP:(",   "ISAKMP-PAK: (", "ISAKMP-ERROR: (",
        "conn id ",   "conn_id ", "conn_id= ", "conn_id = ", "conn id: ",     "released conn "};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strncmp(p, heads[i], strlen(heads[i])) == 0 && listing_digits(p + strlen(heads[i])) > 0)
            return strlen(heads[i]);
    return 0;
}

static inline bool listing_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '/' || c == '-';
}

/* How much of `p` is a number that does not count. `before` stands left of it. */
static inline size_t listing_number(const char *p, char before, unsigned options)
{
    bool hex = p[0] == '0' && p[1] == 'x';
    size_t n = hex ? strspn(p + 2, "0123456789ABCDEFabcdef") : listing_digits(p);
    if (n == 0 || isalnum((unsigned char)before))
        return 0;
    if (options & LISTING_IDS && n >= (hex ? 5 : 4))
        return n + (hex ? 2 : 0);
    bool alone = !listing_word(before) && (!listing_word(p[n]) || p[n] == '.') &&
                 !(p[n] == '.' && isdigit((unsigned char)p[n + 1]));
    return options & LISTING_COUNTERS && !hex && alone ? n : 0;
}

/* Text with what does not count made alike. */
static inline char *listing_mask(const char *text, unsigned options)
{
    struct buf out = {0};
    for (const char *p = text; *p;) {
        char before = p > text ? p[-1] : '\0';
        size_t head = options & LISTING_IDS ? listing_head(p) : 0;
        size_t when = options & LISTING_TIMES && !listing_word(before) ? listing_date(p) : 0;
        if (when == 0 && options & LISTING_TIMES && !listing_word(before))
            when = listing_span(p);
        if (head > 0) {
            buf_add(&out, p, head);
            p += head;
            when = listing_digits(p);
        }
        if (when == 0 && *p == '-' && !listing_word(before) && options & LISTING_IDS &&
            listing_number(p + 1, ' ', options) > 0) {
            p++; /* IOS prints identifiers signed */
            continue;
        }
        size_t n = when > 0 ? when : listing_number(p, before, options);
        for (size_t i = 0; i < n; i++)
            buf_add_char(&out, LISTING_NUMBER);
        if (n == 0)
            buf_add_char(&out, *p);
        p += n > 0 ? n : 1;
    }
    return buf_take(&out, NULL);
}

#endif
