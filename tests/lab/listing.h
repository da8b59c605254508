/* SPDX-License-Identifier: ISC */
/*
 * What a router printed against a listing: line by line for replies, message by message for logs.
 * Listings have been wrapped, typeset and scanned; the options (listing_mask.h) say what therefore
 * does not count. Wording always does, and columns do unless a listing has lost them.
 */
#ifndef TESTS_LAB_LISTING_H
#define TESTS_LAB_LISTING_H

#include "base/mem.h"
#include "base/text.h"
#include "tests/base/fixture.h"
#include "tests/lab/listing_mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/*
 * How far `listing` goes with the whole of `text` (both masked), or NULL. A listing may be cut off
 * at its end and wrapped in the middle of a word.
 */
static inline const char *listing_match(const char *listing, const char *text, unsigned options)
{
    const char *l = listing;
    const char *t = text;
    while (*t && *l) {
        size_t blanks_l = strspn(l, " \n");
        size_t blanks_t = strspn(t, " \n");
        bool wrapped = memchr(l, '\n', blanks_l) != NULL;
        bool free = options & LISTING_GLUED || wrapped || l[blanks_l] == ',' ||
                    t[blanks_t] == ',' || (blanks_l > 0) == (blanks_t > 0) || !l[blanks_l] ||
                    !t[blanks_t];
        if (!free)
            return NULL;
        l += blanks_l;
        t += blanks_t;
        if (!*l || !*t)
            break;
        size_t number_l = strspn(l, "#");
        size_t number_t = strspn(t, "#");
        bool same = *l == *t || (options & LISTING_CASE &&
                                 tolower((unsigned char)*l) == tolower((unsigned char)*t));
        if (number_l > 0 && number_t > 0) {
            l += number_l;
            t += number_t;
        } else if (same) {
            l++;
            t++;
        } else if (options & LISTING_DOTS && strchr(".!", *l)) {
            l += strspn(l, ".! ");
        } else {
            return NULL;
        }
    }
    t += strspn(t, " \n");
    return *l && *t ? NULL : l;
}

/* Two columns of numbers and blanks: the same numbers in the same room. */
static inline bool listing_same_columns(const char *a, size_t n, const char *b, size_t m)
{
    size_t count_a = 0;
    size_t count_b = 0;
    bool wide = n != m;
    for (size_t i = 0; i < n; i++)
        count_a += a[i] == LISTING_NUMBER && (i == 0 || a[i - 1] != LISTING_NUMBER);
    for (size_t i = 0; i < m; i++)
        count_b += b[i] == LISTING_NUMBER && (i == 0 || b[i - 1] != LISTING_NUMBER);
    for (size_t i = 0; wide && i + 1 < (n > m ? n : m); i++)
        if ((i + 1 < n && strncmp(a + i, "  ", 2) == 0) ||
            (i + 1 < m && strncmp(b + i, "  ", 2) == 0))
            return false;
    return count_a == count_b;
}

/* Whether one printed line is the listing's line. */
static inline bool listing_line(const char *want, const char *got, unsigned options)
{
    char *a = listing_mask(want, options);
    char *b = listing_mask(got, options);
    const char *p = a;
    const char *q = b;
    bool same = true;
    if (options & (LISTING_BLANKS | LISTING_GLUED)) {
        p = listing_match(a + strspn(a, " "), b + strspn(b, " "), options);
        same = p && p[strspn(p, " ")] == '\0' && (*a != '\0') == (*b != '\0');
    }
    for (; same && !(options & (LISTING_BLANKS | LISTING_GLUED)) && (*p || *q);) {
        size_t n = strspn(p, " #");
        size_t m = strspn(q, " #");
        if (n > 0 && m > 0 && p[n] == q[m])
            same = listing_same_columns(p, n, q, m);
        else
            same = *p && *p == *q;
        p += n > 0 ? n : 1;
        q += m > 0 ? m : 1;
    }
    free(a);
    free(b);
    return same;
}

struct listing_lines {
    char **line;
    size_t count, capacity;
};

/* Lines of a text, without carriage returns and blanks at their ends. */
static inline struct listing_lines listing_split(const char *text)
{
    struct listing_lines s = {0};
    const char *pos = text;
    struct span at;
    while (text_next_line(&pos, text + strlen(text), &at)) {
        while (at.len > 0 && strchr(" \r\t", at.at[at.len - 1]))
            at.len--;
        s.line = mem_grow(s.line, s.count, &s.capacity, sizeof *s.line);
        s.line[s.count++] = mem_ndup(at.at, at.len);
    }
    return s;
}

static inline void listing_free(struct listing_lines *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->line[i]);
    free(s->line);
}

/* Put right what a scan got wrong: the listing with `to` in place of `from`, which it must have. */
static inline char *listing_mend(char *listing, const char *from, const char *to)
{
    char *at = strstr(listing, from);
    if (!at)
        print_error("not in the listing: %s\n", from);
    assert_non_null(at);
    char *mended = mem_printf("%.*s%s%s", (int)(at - listing), listing, to, at + strlen(from));
    free(listing);
    return mended;
}

/* How many lines of the listing follow one another from the i-th of the text on. */
static inline size_t listing_run(const struct listing_lines *want, const struct listing_lines *got,
                                 size_t i, unsigned options)
{
    size_t n = 0;
    while (n < want->count && i + n < got->count &&
           listing_line(want->line[n], got->line[i + n], options))
        n++;
    return n;
}

/* The lines of the listing stand in the text, one after another. */
static inline void assert_listing(const char *text, const char *listing, unsigned options)
{
    struct listing_lines want = listing_split(listing);
    struct listing_lines got = listing_split(text);
    size_t best = 0;
    size_t from = 0;
    for (size_t i = 0; i < got.count; i++) {
        size_t n = listing_run(&want, &got, i, options);
        if (n > best) {
            best = n;
            from = i;
        }
    }
    bool same = best == want.count;
    if (!same)
        print_error("line %zu of the listing\n  listing: %s\n  printed: %s\nin:\n%s\n", best + 1,
                    want.line[best], from + best < got.count ? got.line[from + best] : "(nothing)",
                    text);
    listing_free(&want);
    listing_free(&got);
    assert_true(same);
}

#endif
