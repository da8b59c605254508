/* SPDX-License-Identifier: ISC */
/*
 * Each line is cut into words and held against the patterns in their order. A command may also
 * stand behind a prompt, behind "no" or inside a log line ("logged command:enable secret ..."), so
 * matching starts anew behind every '#', '>' and ':' within a word.
 */
#include "session/redact.h"

#include "base/mem.h"
#include "base/needles.h"
#include "base/text.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_WORDS = 128, /* of one line; what follows belongs to the last */
    MAX_MARKS = 4,   /* secrets in one line */
    TAG_BYTES = 6,   /* shown of the digest */
    NEEDLE_MIN = 2,
    NEEDLES_MAX = 200,
    STACK_BYTES = 16 * 1024
};

enum part_kind { PART_END, PART_WORD, PART_ANY, PART_REST, PART_TYPE, PART_SECRET, PART_SECRETS };

struct part {
    enum part_kind kind;
    char *word; /* of PART_WORD */
    size_t len;
};

struct pattern {
    struct part *heading; /* NULL: holds everywhere */
    struct part *parts;
};

struct redactor {
    struct pattern *patterns;
    size_t count;
    /* A word of each pattern, of its heading when it has one: lines without any of them matter only
     * below a heading. NULL when a pattern has no word. */
    struct needles *needles;
    unsigned char key[crypto_generichash_KEYBYTES];
};

/* Where in the line a secret stands. */
struct mark {
    struct span word;
    char type; /* '0' when none is given */
};

struct marks {
    struct mark at[MAX_MARKS];
    size_t count;
};

static enum part_kind kind_of(const char *word, size_t len)
{
    static const struct {
        const char *word;
        enum part_kind kind;
    } marks[] = {
        {"*", PART_ANY},
        {"...", PART_REST},
        {"{7}", PART_TYPE},
        {"{secret}", PART_SECRET},
        {"{secret...}", PART_SECRETS},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strlen(marks[i].word) == len && memcmp(marks[i].word, word, len) == 0)
            return marks[i].kind;
    return PART_WORD;
}

static struct part *parse_parts(const char *text, size_t len)
{
    struct part *parts = NULL;
    size_t count = 0, capacity = 0;
    const char *end = text + len;
    while (text < end) {
        size_t blank = strspn(text, " ");
        size_t n = strcspn(text + blank, " ");
        text += blank;
        if (text >= end)
            break;
        parts = mem_grow(parts, count, &capacity, sizeof *parts);
        parts[count].kind = kind_of(text, n);
        parts[count].word = parts[count].kind == PART_WORD ? mem_ndup(text, n) : NULL;
        parts[count++].len = n;
        text += n;
    }
    parts = mem_grow(parts, count, &capacity, sizeof *parts);
    parts[count] = (struct part){PART_END, NULL, 0};
    return parts;
}

/* The longest word of a pattern: there are few of those in text without secrets. */
static struct span longest_word(const struct part *p)
{
    struct span longest = {NULL, 0};
    for (; p->kind != PART_END; p++)
        if (p->kind == PART_WORD && p->len > longest.len)
            longest = (struct span){p->word, p->len};
    return longest;
}

static struct needles *make_needles(const struct redactor *r)
{
    struct span *words = mem_array(r->count, sizeof *words);
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct pattern *p = &r->patterns[i];
        struct span word = longest_word(p->heading ? p->heading : p->parts);
        if (word.len < NEEDLE_MIN || count == NEEDLES_MAX) {
            free(words);
            return NULL;
        }
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = words[k].len == word.len && strncasecmp(words[k].at, word.at, word.len) == 0;
        if (!known)
            words[count++] = word;
    }
    struct needles *n = count > 0 ? needles_new(words, count) : NULL;
    free(words);
    return n;
}

struct redactor *redactor_new(char *const *patterns)
{
    static const char arrow[] = " => ";
    /* Once more than needed does no harm; without it the generator must not be used. */
    if (sodium_init() < 0)
        abort();
    struct redactor *r = mem_alloc(sizeof *r);
    for (; patterns[r->count]; r->count++)
        ;
    r->patterns = mem_array(r->count + 1, sizeof *r->patterns);
    for (size_t i = 0; i < r->count; i++) {
        const char *text = patterns[i];
        const char *at = strstr(text, arrow);
        if (at) {
            r->patterns[i].heading = parse_parts(text, (size_t)(at - text));
            text = at + strlen(arrow);
        }
        r->patterns[i].parts = parse_parts(text, strlen(text));
    }
    r->needles = make_needles(r);
    crypto_generichash_keygen(r->key);
    return r;
}

static void free_parts(struct part *parts)
{
    for (struct part *p = parts; p && p->kind != PART_END; p++)
        free(p->word);
    free(parts);
}

void redactor_free(struct redactor *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++) {
        free_parts(r->patterns[i].heading);
        free_parts(r->patterns[i].parts);
    }
    free(r->patterns);
    needles_free(r->needles);
    sodium_memzero(r->key, sizeof r->key);
    free(r);
}

static size_t cut_words(struct span line, struct span *words)
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
        if (count == MAX_WORDS) {
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

static bool is_type(struct span word)
{
    return word.len == 1 && strchr("0456789", *word.at);
}

static void mark(struct marks *m, struct span word, char type)
{
    if (m->count < MAX_MARKS)
        m->at[m->count++] = (struct mark){word, type};
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
        for (; w <= end; w++) {
            if (p[1].kind == PART_WORD && (w == end || !is_word_of(&p[1], w)))
                continue;
            if (fits(p + 1, w, end, '0', m))
                return true;
            m->count = kept;
        }
        return false;
    case PART_TYPE:
        if (w < end && is_type(*w) && fits(p + 1, w + 1, end, *w->at, m))
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
    for (size_t i = 0; i < r->count; i++) {
        const struct pattern *p = &r->patterns[i];
        /* Behind a prompt or inside a line only a command counts, not the row of a table. */
        if (p->heading ? !below[i] || (inside && p->parts->kind != PART_WORD) : false)
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

/* Try again behind "no" and behind what may be a prompt or a label in front of a command. */
static bool try_inside(const struct redactor *r, const bool *below, struct span *words,
                       size_t count, struct marks *m)
{
    const struct span *end = words + count;
    for (size_t i = 0; i < count; i++) {
        if (word_is(words[i], "no") && try_patterns(r, below, true, words + i + 1, end, m))
            return true;
        for (size_t k = 0; k < words[i].len; k++) {
            char c = words[i].at[k];
            if (c != '#' && c != '>' && c != ':')
                continue;
            struct span whole = words[i];
            bool last = k + 1 == whole.len;
            words[i] = (struct span){whole.at + k + 1, whole.len - k - 1};
            bool found = try_patterns(r, below, true, words + i + last, end, m);
            words[i] = whole;
            if (found)
                return true;
        }
    }
    return false;
}

/*
 * A heading opens its own patterns and closes those of the heading before. Says whether any are
 * open.
 */
static bool note_heading(const struct redactor *r, const struct span *w, size_t count, bool *below)
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

size_t redact_tag(const char *text)
{
    static const char begins[] = "<secret";
    if (strncmp(text, begins, sizeof begins - 1) != 0)
        return 0;
    const char *at = text + sizeof begins - 1;
    at += *at >= '0' && *at <= '9';
    if (*at++ != ':')
        return 0;
    size_t digits = strspn(at, "0123456789abcdef");
    return digits == (size_t)TAG_BYTES * 2 && at[digits] == '>' ? (size_t)(at + digits + 1 - text)
                                                                : 0;
}

const char *redact_find_tag(const char *text)
{
    for (; *text; text++)
        if (redact_tag(text))
            return text;
    return NULL;
}

static bool is_tag(struct span word)
{
    return word.len > 8 && memcmp(word.at, "<secret", 7) == 0 && word.at[word.len - 1] == '>';
}

static void add_tag(const struct redactor *r, const struct mark *m, struct buf *out)
{
    if (is_tag(m->word)) {
        buf_add(out, m->word.at, m->word.len);
        return;
    }
    unsigned char digest[crypto_generichash_BYTES];
    char hex[TAG_BYTES * 2 + 1];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)m->word.at, m->word.len,
                       r->key, sizeof r->key);
    sodium_bin2hex(hex, sizeof hex, digest, TAG_BYTES);
    if (m->type == '0')
        buf_printf(out, "<secret:%s>", hex);
    else
        buf_printf(out, "<secret%c:%s>", m->type, hex);
}

/* Move to the beginning of the next line that has a needle, or to the end. */
static const char *next_line(const struct redactor *r, const char *at, const char *end)
{
    const char *needle = r->needles ? needles_find(r->needles, at, end) : at;
    const char *newline =
        needle > at && needle < end ? memrchr(at, '\n', (size_t)(needle - at)) : NULL;
    return newline ? newline + 1 : needle == end ? end : at;
}

/* Overwrite what the calls before left on the stack: pieces of secrets, in spilled registers. */
__attribute__((noinline)) static void scrub_stack(void)
{
    char bytes[STACK_BYTES];
    explicit_bzero(bytes, sizeof bytes);
}

static bool find_secrets(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    bool *below = mem_array(r->count + 1, sizeof *below);
    const char *end = bytes + len, *pos = next_line(r, bytes, end);
    const char *done = bytes; /* what is already in `out` */
    struct span line;
    while (text_next_line(&pos, end, &line)) {
        struct span words[MAX_WORDS];
        struct marks m = {.count = 0};
        size_t count = cut_words(line, words);
        bool found = try_patterns(r, below, false, words, words + count, &m) ||
                     try_inside(r, below, words, count, &m);
        for (size_t i = 0; found && i < m.count; i++) {
            buf_add(out, done, (size_t)(m.at[i].word.at - done));
            add_tag(r, &m.at[i], out);
            done = m.at[i].word.at + m.at[i].word.len;
        }
        if (!note_heading(r, words, count, below))
            pos = next_line(r, pos, end);
    }
    if (done > bytes)
        buf_add(out, done, (size_t)(end - done));
    free(below);
    return done > bytes;
}

bool redactor_find(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    bool found = len > 0 && find_secrets(r, bytes, len, out);
    if (found)
        scrub_stack();
    return found;
}

void redactor_apply(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    if (len > 0 && !redactor_find(r, bytes, len, out))
        buf_add(out, bytes, len);
}
