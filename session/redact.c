/* SPDX-License-Identifier: ISC */
/*
 * Each line is cut into words and held against the patterns in their order. A command may also
 * stand behind a prompt, behind "no" or inside a log line ("logged command:enable secret ..."), so
 * matching starts anew behind every '#', '>' and ':' within a word.
 */
#include "session/redact_private.h"

#include "base/mem.h"
#include "base/needles.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MAX_WORDS = 128, /* of one line; what follows belongs to the last */
    MAX_MARKS = 4,   /* secrets in one line */
    TAG_BYTES = 6,   /* shown of the digest */
    WRAP_COLUMNS = 80,
    MAX_PIECES = 8,    /* of a line that was broken */
    CLEAR_BYTES = 128, /* of a secret of type 7 */
    STACK_BYTES = 16 * 1024
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

/* A heading opens its own patterns and closes those of the one before. Are any open then? */
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

/* Its last character ends the look at it, which needs no NUL then. */
static bool is_tag(struct span word)
{
    return word.len > 0 && word.at[word.len - 1] == '>' && redact_tag(word.at) == word.len;
}

static void add_tag(const struct redactor *r, const struct mark *m, struct buf *out)
{
    if (is_tag(m->word)) {
        buf_add(out, m->word.at, m->word.len);
        return;
    }
    unsigned char digest[crypto_generichash_BYTES];
    char hex[TAG_BYTES * 2 + 1], clear[CLEAR_BYTES];
    struct span text = m->word;
    /* What can be read back is compared as what it stands for. */
    size_t len = m->type == '7' ? redact_type7(r, text, clear, sizeof clear) : 0;
    if (len > 0)
        text = (struct span){clear, len};
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text.at, text.len, r->key,
                       sizeof r->key);
    sodium_memzero(clear, sizeof clear);
    sodium_bin2hex(hex, sizeof hex, digest, TAG_BYTES);
    if (m->type == '0' || len > 0)
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

static bool line_matches(const struct redactor *r, const bool *below, struct span *words,
                         size_t count, struct marks *m)
{
    return try_patterns(r, below, false, words, words + count, m) ||
           try_inside(r, below, words, count, m);
}

/* A text that is copied with its secrets replaced. */
struct copy {
    const struct redactor *redactor;
    const char *end;
    const char *done; /* what is before it is already in `out` */
    struct buf *out;
};

/* Put a tag in the place of [from, to). */
static void replace(struct copy *c, const struct mark *m, const char *from, const char *to)
{
    buf_add(c->out, c->done, (size_t)(from - c->done));
    add_tag(c->redactor, m, c->out);
    c->done = to;
}

/* Add what is left. Returns whether anything was replaced; else nothing is added. */
static bool finish(struct copy *c, const char *begin)
{
    if (c->done == begin)
        return false;
    buf_add(c->out, c->done, (size_t)(c->end - c->done));
    return true;
}

static bool find_secrets(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    bool *below = mem_array(r->count + 1, sizeof *below);
    struct copy copy = {r, bytes + len, bytes, out};
    const char *pos = next_line(r, bytes, copy.end);
    struct span line;
    while (text_next_line(&pos, copy.end, &line)) {
        struct span words[MAX_WORDS];
        struct marks m = {.count = 0};
        size_t count = cut_words(line, words);
        bool found = line_matches(r, below, words, count, &m);
        for (size_t i = 0; found && i < m.count; i++)
            replace(&copy, &m.at[i], m.at[i].word.at, m.at[i].word.at + m.at[i].word.len);
        if (!note_heading(r, words, count, below))
            pos = next_line(r, pos, copy.end);
    }
    free(below);
    return finish(&copy, bytes);
}

/* One line of text that a device broke at the edge of its terminal. */
struct wrapped {
    struct buf text; /* the pieces without what stands between */
    struct {
        const char *at;
        size_t from; /* its place in the text */
    } piece[MAX_PIECES];
    size_t count;
};

static void add_piece(struct wrapped *w, struct span line)
{
    w->piece[w->count].at = line.at;
    w->piece[w->count++].from = w->text.len;
    buf_add(&w->text, line.at, line.len);
}

/* Where in the bytes a place of the joined text is; `end`: behind the byte before it. */
static const char *place_in(const struct wrapped *w, size_t offset, bool end)
{
    size_t i = w->count - 1;
    while (i > 0 && w->piece[i].from + end > offset)
        i--;
    return w->piece[i].at + (offset - w->piece[i].from);
}

/* Is the secret that was found last the end of the line? */
static bool ends_line(const struct marks *m, struct span line)
{
    const struct span *word = m->count > 0 ? &m->at[m->count - 1].word : NULL;
    while (line.len > 0 && line.at[line.len - 1] == ' ')
        line.len--;
    return word && word->at + word->len == line.at + line.len;
}

/* May the line be the rest of the one before? Only a bare word when that is complete in itself. */
static bool may_continue(const struct redactor *r, const bool *below, struct span first,
                         struct span line)
{
    struct span words[MAX_WORDS];
    struct marks m = {.count = 0};
    if (line.len == 0 || *line.at == '!' ||
        line_matches(r, below, words, cut_words(line, words), &m))
        return false;
    if (!line_matches(r, below, words, cut_words(first, words), &m))
        return true;
    /* "password 0" and the password on the next line. */
    bool type_only = m.count > 0 && is_type(m.at[m.count - 1].word);
    size_t blank = type_only && *line.at == ' ';
    return ends_line(&m, first) && !memchr(line.at + blank, ' ', line.len - blank);
}

/* Replace the secrets of the lines that begin with `line`, which is as wide as a terminal. */
static void replace_wrapped(struct copy *c, const bool *below, struct span line, const char *pos)
{
    struct wrapped w = {.text.wipes = true};
    struct span first = line, words[MAX_WORDS];
    struct marks m = {.count = 0};
    add_piece(&w, line);
    while (line.len == WRAP_COLUMNS && w.count < MAX_PIECES &&
           text_next_line(&pos, c->end, &line) && may_continue(c->redactor, below, first, line))
        add_piece(&w, line);
    struct span joined = {buf_str(&w.text), w.text.len};
    bool found =
        w.count > 1 && line_matches(c->redactor, below, words, cut_words(joined, words), &m);
    for (size_t i = 0; found && i < m.count; i++) {
        size_t from = (size_t)(m.at[i].word.at - joined.at);
        replace(c, &m.at[i], place_in(&w, from, false),
                place_in(&w, from + m.at[i].word.len, true));
    }
    buf_fini(&w.text);
}

/* Secrets in lines that were broken at 80 columns, wherever they were broken. */
static bool find_wrapped(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    bool *below = mem_array(r->count + 1, sizeof *below);
    struct copy copy = {r, bytes + len, bytes, out};
    const char *pos = bytes;
    struct span line;
    while (text_next_line(&pos, copy.end, &line))
        if (line.len == WRAP_COLUMNS && line.at >= copy.done)
            replace_wrapped(&copy, below, line, pos);
    free(below);
    return finish(&copy, bytes);
}

bool redactor_find(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    struct buf joined = {.wipes = true};
    bool found = len > 0 && find_wrapped(r, bytes, len, &joined);
    if (found && !find_secrets(r, joined.data, joined.len, out))
        buf_add(out, joined.data, joined.len);
    else if (!found)
        found = len > 0 && find_secrets(r, bytes, len, out);
    buf_fini(&joined);
    if (found)
        scrub_stack();
    return found;
}

void redactor_apply(const struct redactor *r, const char *bytes, size_t len, struct buf *out)
{
    if (len > 0 && !redactor_find(r, bytes, len, out))
        buf_add(out, bytes, len);
}
