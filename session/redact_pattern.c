/* SPDX-License-Identifier: ISC */
/* What a redactor is made of: patterns in words, the needles of a quick search, and type 7. */
#include "session/redact_private.h"

#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NEEDLE_MIN = 2, NEEDLES_MAX = 200 };

static const char SCHEME[] = "://";
static const char TYPE7[] = "{7} = ";

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
        {"{url}", PART_URL},
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
        struct part *p = &parts[count++];
        if (p->kind == PART_WORD)
            p->word = mem_ndup(text, n);
        else
            p->word = p->kind == PART_URL ? mem_dup(SCHEME) : NULL;
        p->len = p->kind == PART_URL ? strlen(SCHEME) : n;
        text += n;
    }
    parts = mem_grow(parts, count, &capacity, sizeof *parts);
    parts[count] = (struct part){PART_END, NULL, 0};
    return parts;
}

/*
 * The longest word of a pattern, the last of several: there are few of those in text without
 * secrets, while the words that begin commands are many.
 */
static struct span longest_word(const struct part *p)
{
    struct span longest = {NULL, 0};
    for (; p->kind != PART_END; p++)
        if (p->word && p->len >= longest.len)
            longest = (struct span){p->word, p->len};
    return longest;
}

static bool has_secret(const struct part *p)
{
    while (p->kind != PART_END && p->kind != PART_SECRET && p->kind != PART_SECRETS &&
           p->kind != PART_URL)
        p++;
    return p->kind != PART_END;
}

static struct needles *make_needles(const struct redactor *r)
{
    struct span *words = mem_array(r->count, sizeof *words);
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct pattern *p = &r->patterns[i];
        if (!has_secret(p->parts) && !p->heading)
            continue;
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

/* Letters of both cases have one place. */
static size_t place_of(struct span first)
{
    size_t letter = first.len > 0 ? (unsigned char)*first.at & 0xdf : 0;
    return (letter * 7 + first.len) % REDACT_PLACES;
}

const uint16_t *redact_candidates(const struct redactor *r, struct span first)
{
    return r->candidates[place_of(first)];
}

static void sort_by_first_word(struct redactor *r)
{
    for (size_t place = 0; place < REDACT_PLACES; place++) {
        uint16_t *list = mem_array(r->count + 1, sizeof *list);
        size_t n = 0;
        for (size_t i = 0; i < r->count; i++) {
            const struct part *p = r->patterns[i].parts;
            if (p->kind != PART_WORD || place_of((struct span){p->word, p->len}) == place)
                list[n++] = (uint16_t)i;
        }
        list[n] = REDACT_NONE;
        r->candidates[place] = list;
    }
}

struct redactor *redactor_new(char *const *patterns)
{
    static const char arrow[] = " => ";
    /* Once more than needed does no harm; without it the generator must not be used. */
    if (sodium_init() < 0)
        abort();
    struct redactor *r = mem_alloc(sizeof *r);
    size_t most = 0;
    while (patterns[most])
        most++;
    r->patterns = mem_array(most + 1, sizeof *r->patterns);
    for (size_t i = 0; i < most; i++) {
        const char *text = patterns[i];
        const char *at = strstr(text, arrow);
        struct pattern *p = &r->patterns[r->count];
        if (text_starts(text, TYPE7)) {
            r->type7 = mem_dup(text + strlen(TYPE7));
            continue;
        }
        if (at) {
            p->heading = parse_parts(text, (size_t)(at - text));
            text = at + strlen(arrow);
        }
        p->parts = parse_parts(text, strlen(text));
        r->count++;
    }
    assert(r->count < REDACT_NONE);
    sort_by_first_word(r);
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
    for (size_t i = 0; i < REDACT_PLACES; i++)
        free(r->candidates[i]);
    free(r->patterns);
    free(r->type7);
    needles_free(r->needles);
    sodium_memzero(r->key, sizeof r->key);
    free(r);
}

static int hex_digit(char c)
{
    if (isdigit((unsigned char)c))
        return c - '0';
    c = (char)toupper((unsigned char)c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Two decimal digits say where in the key to begin, two hexadecimal ones follow for each byte. */
size_t redact_type7(const struct redactor *r, struct span text, char *clear, size_t size)
{
    size_t period = r->type7 ? strlen(r->type7) : 0, len = text.len / 2 - 1;
    if (period == 0 || text.len < 4 || text.len % 2 != 0 || len > size)
        return 0;
    if (!isdigit((unsigned char)text.at[0]) || !isdigit((unsigned char)text.at[1]))
        return 0;
    size_t seed = (size_t)((text.at[0] - '0') * 10 + text.at[1] - '0');
    for (size_t i = 0; i < len; i++) {
        int high = hex_digit(text.at[2 + 2 * i]), low = hex_digit(text.at[3 + 2 * i]);
        if (high < 0 || low < 0)
            return 0;
        clear[i] = (char)((high * 16 + low) ^ r->type7[(seed + i) % period]);
        if (!isprint((unsigned char)clear[i]))
            return 0;
    }
    return len;
}
