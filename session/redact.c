/* SPDX-License-Identifier: ISC */
/*
 * Copies a text with tags in the places of its secrets: those of lines as they stand, and those of
 * lines that a terminal broke. What in a line is secret: redact_match.c.
 */
#include "session/redact_private.h"

#include "base/mem.h"
#include "base/needles.h"

#include <stdlib.h>
#include <string.h>

enum {
    TAG_BYTES = 6, /* shown of the digest */
    WRAP_COLUMNS = 80,
    MAX_PIECES = 8,    /* of a line that was broken */
    CLEAR_BYTES = 128, /* of a secret of type 7 */
    STACK_BYTES = 16 * 1024
};

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
        struct span words[REDACT_WORDS];
        struct marks m = {.count = 0};
        size_t count = redact_cut_words(line, words);
        bool found = redact_matches(r, below, words, count, &m);
        for (size_t i = 0; found && i < m.count; i++)
            replace(&copy, &m.at[i], m.at[i].word.at, m.at[i].word.at + m.at[i].word.len);
        if (!redact_note_heading(r, words, count, below))
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
    struct span words[REDACT_WORDS];
    struct marks m = {.count = 0};
    if (line.len == 0 || *line.at == '!' ||
        redact_matches(r, below, words, redact_cut_words(line, words), &m))
        return false;
    if (!redact_matches(r, below, words, redact_cut_words(first, words), &m))
        return true;
    /* "password 0" and the password on the next line. */
    bool type_only = m.count > 0 && redact_is_type(m.at[m.count - 1].word);
    size_t blank = type_only && *line.at == ' ';
    return ends_line(&m, first) && !memchr(line.at + blank, ' ', line.len - blank);
}

/* Replace the secrets of the lines that begin with `line`, which is as wide as a terminal. */
static void replace_wrapped(struct copy *c, const bool *below, struct span line, const char *pos)
{
    struct wrapped w = {.text.wipes = true};
    struct span first = line, words[REDACT_WORDS];
    struct marks m = {.count = 0};
    add_piece(&w, line);
    while (line.len == WRAP_COLUMNS && w.count < MAX_PIECES &&
           text_next_line(&pos, c->end, &line) && may_continue(c->redactor, below, first, line))
        add_piece(&w, line);
    struct span joined = {buf_str(&w.text), w.text.len};
    bool found = w.count > 1 &&
                 redact_matches(c->redactor, below, words, redact_cut_words(joined, words), &m);
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
