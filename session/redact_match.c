/* SPDX-License-Identifier: ISC */
/*
 * Each line is cut into words and held against the patterns in their order. A command may also
 * stand behind a prompt, behind "no" or inside a log line ("logged command:enable secret ..."), so
 * matching starts anew behind every '#', '>' and ':' within a word.
 */
#include "session/redact_private.h"

#include <string.h>
#include <strings.h>

size_t redact_cut_words(struct span line, struct span *words)
{
    const char *p = line.at;
    const char *end = line.at + line.len;
    size_t count = 0;
    for (;;) {
        while (p < end && (*p == ' ' || *p == '\t'))
            p++;
        if (p == end)
            return count;
        const char *start = p;
        while (p < end && *p != ' ' && *p != '\t')
            p++;
        if (count == REDACT_WORDS) {
            words[count - 1].len = (size_t)(p - words[count - 1].at);
            continue;
        }
        words[count++] = (struct span){start, (size_t)(p - start)};
    }
}

static bool word_is(struct span word, const char *text)
{
    return strlen(text) == word.len && strncasecmp(word.at, text, word.len) == 0;
}

/* Most words differ in length or in their first letter. */
static bool is_word_of(const struct part *p, const struct span *w)
{
    return p->len == w->len && ((*p->word ^ *w->at) & ~0x20) == 0 &&
           strncasecmp(p->word, w->at, w->len) == 0;
}

bool redact_is_type(struct span word)
{
    return word.len == 1 && *word.at != '\0' && strchr("0456789", *word.at);
}

static void mark(struct marks *m, struct span word, char type)
{
    if (m->count < REDACT_MARKS)
        m->at[m->count++] = (struct mark){word, type};
}

/* The password of scheme://user:password@host. */
static bool mark_url(struct span word, struct marks *m)
{
    const char *end = word.at + word.len;
    const char *host = memmem(word.at, word.len, "://", 3);
    const char *at = host ? memrchr(host, '@', (size_t)(end - host)) : NULL;
    const char *colon = at ? memchr(host + 3, ':', (size_t)(at - host - 3)) : NULL;
    if (!colon || colon + 1 == at)
        return false;
    mark(m, (struct span){colon + 1, (size_t)(at - colon - 1)}, '0');
    return true;
}

/* Most lines hold no URL: look at once in all that is left. */
static bool holds_scheme(const struct span *w, const struct span *end)
{
    return w < end && memmem(w->at, (size_t)(end[-1].at + end[-1].len - w->at), "://", 3);
}

/* Do the words from `w` to `end` fit the parts? Recursion is as deep as the pattern has parts. */
static bool fits(const struct part *p, const struct span *w, const struct span *end, char type,
                 struct marks *m)
{
    size_t kept = m->count;
    switch (p->kind) {
    case PART_END:
        return w == end;
    case PART_REST:
        if (p[1].kind == PART_URL && !holds_scheme(w, end))
            return false;
        for (; w <= end; w++) {
            if (p[1].kind == PART_WORD && (w == end || !is_word_of(&p[1], w)))
                continue;
            if (fits(p + 1, w, end, '0', m))
                return true;
            m->count = kept;
        }
        return false;
    case PART_TYPE:
        if (w < end && redact_is_type(*w) && fits(p + 1, w + 1, end, *w->at, m))
            return true;
        m->count = kept;
        return fits(p + 1, w, end, '0', m);
    case PART_SECRETS:
        if (w == end)
            return false;
        mark(m, (struct span){w->at, (size_t)(end[-1].at + end[-1].len - w->at)}, type);
        return true;
    case PART_SECRET:
        if (w == end)
            return false;
        mark(m, *w, type);
        break;
    case PART_WORD:
        if (w == end || !is_word_of(p, w))
            return false;
        break;
    case PART_URL:
        if (w == end || !mark_url(*w, m))
            return false;
        break;
    case PART_ANY:
        if (w == end)
            return false;
        break;
    }
    return fits(p + 1, w + 1, end, '0', m);
}

static bool try_patterns(const struct redactor *r, const bool *below, bool inside,
                         const struct span *w, const struct span *end, struct marks *m)
{
    const uint16_t *list = redact_candidates(r, w < end ? *w : (struct span){"", 0});
    for (; *list != REDACT_NONE; list++) {
        const struct pattern *p = &r->patterns[*list];
        /* Behind a prompt or inside a line only a command counts, not the row of a table. */
        if (p->heading ? !below[*list] || (inside && p->parts->kind != PART_WORD) : false)
            continue;
        if (p->parts->kind == PART_WORD && (w == end || !is_word_of(p->parts, w)))
            continue;
        m->count = 0;
        if (fits(p->parts, w, end, '0', m))
            return true;
    }
    m->count = 0;
    return false;
}

/* A command, perhaps behind "no" or "do". */
static bool try_command(const struct redactor *r, const bool *below, const struct span *w,
                        const struct span *end, struct marks *m)
{
    while (w < end && (word_is(*w, "no") || word_is(*w, "do")))
        w++;
    return try_patterns(r, below, true, w, end, m);
}

/* Try again behind "no" and behind what may be a prompt or a label in front of a command. */
static bool try_inside(const struct redactor *r, const bool *below, struct span *words,
                       size_t count, struct marks *m)
{
    const struct span *end = words + count;
    if (try_command(r, below, words, end, m))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (word_is(words[i], "|") && try_command(r, below, words + i + 1, end, m))
            return true;
        for (size_t k = 0; k < words[i].len; k++) {
            char c = words[i].at[k];
            /* A '+' or '-' in front is that of two configurations beside each other. */
            if (c != '#' && c != '>' && c != ':' && (i + k > 0 || (c != '+' && c != '-')))
                continue;
            struct span whole = words[i];
            bool last = k + 1 == whole.len;
            words[i] = (struct span){whole.at + k + 1, whole.len - k - 1};
            bool found = try_command(r, below, words + i + last, end, m);
            words[i] = whole;
            if (found)
                return true;
        }
    }
    return false;
}

bool redact_note_heading(const struct redactor *r, const struct span *w, size_t count, bool *below)
{
    struct marks none = {.count = 0};
    bool found = count == 1 && word_is(*w, "!");
    for (size_t i = 0; i < r->count && !found; i++)
        found = r->patterns[i].heading && fits(r->patterns[i].heading, w, w + count, '0', &none);
    bool any = false;
    for (size_t i = 0; i < r->count; i++) {
        if (found)
            below[i] =
                r->patterns[i].heading && fits(r->patterns[i].heading, w, w + count, '0', &none);
        any = any || below[i];
    }
    return any;
}

bool redact_matches(const struct redactor *r, const bool *below, struct span *words, size_t count,
                    struct marks *m)
{
    return try_patterns(r, below, false, words, words + count, m) ||
           try_inside(r, below, words, count, m);
}
