/* SPDX-License-Identifier: ISC */
/* Debug and syslog messages against a listing of them. */
#ifndef TESTS_LAB_LISTING_LOG_H
#define TESTS_LAB_LISTING_LOG_H

#include "tests/lab/listing.h"

/* What stands between the messages of a listing: the session in which they were collected. */
static inline bool listing_dialogue(const char *line)
{
    static const char *const heads[] = {"Type escape sequence", "Sending ", "Success rate",
                                        "min/avg/max", "ping"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (text_starts(line, heads[i]))
            return true;
    return false;
}

/* The length of "CE1#" at the start of a line. */
static inline size_t listing_prompt(const char *line)
{
    size_t n = 0;
    while (listing_word(line[n]))
        n++;
    return n > 0 && line[n] == '#' ? n + 1 : 0;
}

/* A line of a log without stamps and prompts; LISTING_STAMP begins each message. */
static inline void listing_add_line(struct buf *out, const char *line, bool *begun)
{
    size_t n = listing_stamp(line);
    if (n > 0)
        *begun = true;
    if (n == 0 && !*begun)
        return;
    buf_add_char(out, n > 0 ? LISTING_STAMP : '\n');
    const char *p = line + n + strspn(line + n, " ");
    p += listing_prompt(p);
    if (listing_dialogue(p))
        return;
    while (*p) {
        /* "exchange1d09h: ISAKMP": a message on the line of the one before. */
        n = p > line && !isdigit((unsigned char)p[-1]) ? listing_stamp(p) : 0;
        buf_add_char(out, n > 0 ? LISTING_STAMP : *p);
        p += n > 0 ? n : 1;
    }
}

/* The whole log that way. Where nothing is stamped, every line begins a message if `lines`. */
static inline char *listing_log(const char *text, bool lines)
{
    struct listing_lines s = listing_split(text);
    struct buf out = {0};
    bool stamps = false;
    for (size_t i = 0; i < s.count; i++)
        stamps = stamps || listing_stamp(s.line[i]) > 0;
    bool begun = !stamps;
    for (size_t i = 0; i < s.count; i++) {
        if (!stamps && lines)
            buf_add_char(&out, LISTING_STAMP);
        listing_add_line(&out, s.line[i], &begun);
    }
    listing_free(&s);
    return buf_take(&out, NULL);
}

/* Take out what somebody wrote behind the messages of a log. */
static inline void listing_cut_notes(char *log)
{
    char *out = log;
    for (const char *p = log; *p;) {
        if (text_starts(p, " ---"))
            p += strcspn(p, "\1");
        else
            *out++ = *p++;
    }
    *out = '\0';
}

static inline void listing_missing(const char *listing, const struct listing_lines *said,
                                   size_t from)
{
    size_t n = strcspn(listing, "\1");
    print_error("missing or out of order\n  listing: %.*s\n", (int)n, listing);
    for (size_t i = from; i < said->count && i < from + 12; i++)
        print_error("  printed: %s\n", said->line[i]);
}

/* Messages between stamps, as lines. */
static inline struct listing_lines listing_messages(char *log)
{
    struct listing_lines s = {0};
    for (char *p = strtok(log, "\1"); p; p = strtok(NULL, "\1")) {
        s.line = mem_grow(s.line, s.count, &s.capacity, sizeof *s.line);
        s.line[s.count++] = mem_dup(p);
    }
    return s;
}

/* Every message of the listing stands in the log, in this order; others may stand between them. */
static inline void assert_log(const char *log, const char *listing, unsigned options)
{
    static const char between[] = " \n.!\1";
    char *plain = listing_log(listing, false);
    if (options & LISTING_NOTES)
        listing_cut_notes(plain);
    char *want = listing_mask(plain, options);
    char *mine = listing_log(log, true);
    char *got = listing_mask(mine, options);
    struct listing_lines said = listing_messages(got);
    const char *at = want + strspn(want, between);
    size_t from = 0;
    for (size_t i = 0; i < said.count && *at; i++) {
        const char *end = listing_match(at, said.line[i], options);
        if (!end)
            continue;
        at = end + strspn(end, between);
        from = i + 1;
    }
    bool found = *at == '\0';
    if (!found)
        listing_missing(at, &said, from);
    listing_free(&said);
    free(got);
    free(mine);
    free(want);
    free(plain);
    assert_true(found);
}

#endif
