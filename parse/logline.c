/* SPDX-License-Identifier: ISC */
/*
 * The reader goes from one line with an interesting word to the next, takes stamp and prefixes off,
 * cuts where the next message begins on the same line, and then looks at the lines that follow:
 * they belong to the message when they have the look of a continuation, or when the message was
 * wrapped.
 */
#include "parse/logline.h"

#include "base/mem.h"
#include "parse/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD_PARTS_MAX = 8,      /* sequence number, host, stamp, ... in front of one message */
    LINES_MAX = 40,          /* of one message, noise included */
    PIECE_BYTES_MAX = 16384, /* a longer line is read as several */
    MESSAGE_BYTES_MAX = 8192,
    TERMINAL_COLUMNS = 80, /* a terminal breaks words here, without a blank */
    WRAP_COLUMNS = 60,     /* shorter lines without a stamp are not taken as wrapped */
    WRAPS_MAX = 3          /* lines that continue a message without looking like it */
};

struct logline_rules {
    struct pattern *words;
    struct pattern *start;     /* anchored */
    struct pattern *stamp;     /* anchored */
    struct pattern *prefix;    /* anchored */
    struct pattern *split;     /* another message within a line */
    struct pattern *continues; /* anchored, as the rest */
    struct pattern *noise;
    struct pattern *prompt;
    struct pattern **erase;
    size_t erase_count;
};

/* "(?:a|b|c)" from an array of patterns; one that never matches from an empty array. */
static char *alternatives(const json_t *data, const char *key, bool literal)
{
    struct buf b = {0};
    size_t i;
    json_t *item;
    buf_add_str(&b, "(?:");
    json_array_foreach(json_object_get(data, key), i, item)
    {
        const char *text = json_string_value(item);
        buf_printf(&b, literal ? "%s\\Q%s\\E" : "%s(?:%s)", i ? "|" : "", text ? text : "");
    }
    if (json_array_size(json_object_get(data, key)) == 0)
        buf_add_str(&b, "(*FAIL)");
    buf_add_char(&b, ')');
    return buf_take(&b, NULL);
}

static struct pattern *rule(const json_t *data, const char *key, const char *name, struct err *e)
{
    bool words = strcmp(key, "words") == 0;
    char *text = alternatives(data, key, words);
    struct pattern *p = pattern_new(text, !words, name, e);
    free(text);
    return p;
}

/* A message inside a line: its beginning, with the stamp before it if there is one. */
static struct pattern *split_rule(const json_t *data, const char *name, struct err *e)
{
    char *stamp = alternatives(data, "stamps", false);
    char *start = alternatives(data, "starts", false);
    char *text = mem_printf("(?:%s)?%s", stamp, start);
    struct pattern *p = pattern_new(text, false, name, e);
    free(stamp);
    free(start);
    free(text);
    return p;
}

struct logline_rules *logline_rules_new(const json_t *data, const char *name, struct err *e)
{
    struct logline_rules *r = mem_alloc(sizeof *r);
    const json_t *erase = json_object_get(data, "erase");
    r->words = rule(data, "words", name, e);
    r->start = rule(data, "starts", name, e);
    r->stamp = rule(data, "stamps", name, e);
    r->prefix = rule(data, "prefixes", name, e);
    r->continues = rule(data, "continues", name, e);
    r->noise = rule(data, "noise", name, e);
    r->prompt = rule(data, "prompts", name, e);
    r->split = split_rule(data, name, e);
    bool good = r->words && r->start && r->stamp && r->prefix && r->continues && r->noise &&
                r->prompt && r->split;
    r->erase = mem_array(json_array_size(erase) + 1, sizeof(struct pattern *));
    for (size_t i = 0; good && i < json_array_size(erase); i++) {
        const char *text = json_string_value(json_array_get(erase, i));
        r->erase[i] = pattern_new(text ? text : "", false, name, e);
        good = r->erase[i] != NULL;
        r->erase_count = i + 1;
    }
    if (good)
        return r;
    logline_rules_free(r);
    return NULL;
}

void logline_rules_free(struct logline_rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->erase_count; i++)
        pattern_free(r->erase[i]);
    free(r->erase);
    pattern_free(r->words);
    pattern_free(r->start);
    pattern_free(r->stamp);
    pattern_free(r->prefix);
    pattern_free(r->split);
    pattern_free(r->continues);
    pattern_free(r->noise);
    pattern_free(r->prompt);
    free(r);
}

void logline_init(struct logline *l, const struct logline_rules *rules, const char *text,
                  size_t len)
{
    *l = (struct logline){.rules = rules, .at = text, .end = text + len, .next_line = 1};
}

void logline_fini(struct logline *l)
{
    buf_fini(&l->text);
    buf_fini(&l->stamp);
}

static int starts_with(const struct pattern *p, struct span s, struct err *e)
{
    return pattern_find(p, s.at, s.len, 0, e);
}

static bool blank(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!isspace((unsigned char)s.at[i]))
            return false;
    return true;
}

/* The next line, or a piece of a long one; `line` counts on when it was read to its end. */
static bool next_piece(const char **at, const char *end, struct span *s, int *line)
{
    const char *limit = end - *at > PIECE_BYTES_MAX ? *at + PIECE_BYTES_MAX : end;
    if (!text_next_line(at, limit, s))
        return false;
    if (*at == end || (*at)[-1] == '\n')
        ++*line;
    return true;
}

const char *logline_word(const struct logline_rules *r, const char *at, const char *end)
{
    if (at >= end || pattern_find(r->words, at, (size_t)(end - at), 0, NULL) <= 0)
        return end;
    return at + pattern_start(r->words);
}

/* Move to the next line that holds a word of interest; 1 and that line in `rest`, or 0. */
static int seek(struct logline *l)
{
    const char *word = logline_word(l->rules, l->at, l->end);
    const char *newline;
    if (word == l->end)
        return 0;
    while ((newline = memchr(l->at, '\n', (size_t)(word - l->at))) != NULL) {
        l->at = newline + 1;
        l->next_line++;
    }
    do
        l->last = l->next_line;
    while (next_piece(&l->at, l->end, &l->rest, &l->next_line) && l->at <= word);
    return 1;
}

void logline_resume(struct logline *l, struct span begun, int line)
{
    l->at = begun.at + begun.len;
    l->rest = begun;
    l->last = l->next_line = line;
    while (l->at < l->end && *l->at == '\r')
        l->at++;
    if (l->at < l->end && *l->at == '\n') {
        l->at++;
        l->next_line++;
    }
}

/* Take everything that stands in front of the message off `s`; the last time stamp is kept. */
static int take_head(struct logline *l, struct span *s, bool *stamped, struct err *e)
{
    for (int i = 0; i < HEAD_PARTS_MAX; i++) {
        const struct pattern *p = l->rules->stamp;
        int rc = starts_with(p, *s, e);
        if (rc > 0) {
            struct span time = pattern_group(p, s->at, "time");
            buf_clear(&l->stamp);
            buf_add(&l->stamp, time.at ? time.at : s->at, time.at ? time.len : pattern_end(p));
            *stamped = true;
        } else if (rc == 0) {
            p = l->rules->prefix;
            rc = starts_with(p, *s, e);
        }
        if (rc < 0)
            return rc;
        if (rc == 0 || pattern_end(p) == 0)
            break;
        s->at += pattern_end(p);
        s->len -= pattern_end(p);
    }
    return ERR_NONE;
}

/* Add a piece to the message up to where another message begins in it; the rest is kept. */
static int add_piece(struct logline *l, struct span s, size_t from, struct err *e)
{
    int rc = pattern_find(l->rules->split, s.at, s.len, from, e);
    if (rc < 0)
        return rc;
    size_t cut = rc ? pattern_start(l->rules->split) : s.len;
    buf_add(&l->text, s.at, cut < MESSAGE_BYTES_MAX ? cut : MESSAGE_BYTES_MAX);
    l->rest = (struct span){s.at + cut, s.len - cut};
    return ERR_NONE;
}

/* Is this line, which follows a message, the beginning of something else? */
static int begins_other(const struct logline_rules *r, struct span s, struct err *e)
{
    const struct pattern *heads[] = {r->stamp, r->start, r->prefix};
    if (blank(s))
        return 1;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        int rc = starts_with(heads[i], s, e);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* What is known while the lines after a message are looked at. */
struct tail {
    size_t columns; /* of the line before */
    bool stamped;
    bool noise; /* ping output came in between: the rest of the message follows a prompt */
    int wraps;
};

/* May the message be wrapped here, so that any line belongs to it? */
static bool may_wrap(struct tail *t)
{
    return (t->stamped || t->columns >= WRAP_COLUMNS) && t->wraps++ < WRAPS_MAX;
}

/* Decide about the line after a message: 1 joins `s`, cut down to what belongs; 0 ends it. */
static int joins(const struct logline *l, struct span *s, struct tail *t, struct err *e)
{
    int rc = begins_other(l->rules, *s, e);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    rc = starts_with(l->rules->noise, *s, e);
    if (rc != 0) {
        t->noise = true;
        s->len = 0;
        return rc;
    }
    rc = starts_with(l->rules->prompt, *s, e);
    if (rc > 0) {
        size_t n = pattern_end(l->rules->prompt);
        s->at += n;
        s->len -= n;
        /* what an operator types follows the prompt at once */
        return t->noise && s->len > 1 && s->at[0] == ' ';
    }
    if (rc < 0 || t->noise)
        return rc;
    rc = starts_with(l->rules->continues, *s, e);
    return rc == 0 ? may_wrap(t) : rc;
}

static int add_following(struct logline *l, bool stamped, size_t columns, struct err *e)
{
    struct tail tail = {.columns = columns, .stamped = stamped};
    const char *at = l->at;
    int line = l->next_line;
    struct span s;
    for (int i = 1; i < LINES_MAX && l->text.len < MESSAGE_BYTES_MAX && l->rest.len == 0; i++) {
        int here = line;
        if (!next_piece(&at, l->end, &s, &line))
            break;
        size_t width = s.len;
        int rc = joins(l, &s, &tail, e);
        if (rc <= 0)
            return rc;
        if (s.len == 0)
            continue;
        if (tail.columns != TERMINAL_COLUMNS)
            buf_add_char(&l->text, ' ');
        rc = add_piece(l, s, 0, e);
        if (rc < 0)
            return rc;
        tail.columns = width;
        l->at = at;
        l->next_line = line;
        l->last = here;
    }
    return ERR_NONE;
}

/* Blanks to one blank, what does not belong cut out, the rest safe to show. */
static int clean(struct logline *l, struct err *e)
{
    struct buf squeezed = {0};
    bool odd = false;
    for (size_t i = 0; i < l->text.len; i++) {
        char c = l->text.data[i];
        bool space = isspace((unsigned char)c);
        odd = odd || (!space && (c < ' ' || c > '~'));
        if (!space)
            buf_add_char(&squeezed, c);
        else if (squeezed.len > 0 && squeezed.data[squeezed.len - 1] != ' ')
            buf_add_char(&squeezed, ' ');
    }
    int rc = ERR_NONE;
    for (size_t i = 0; rc == ERR_NONE && i < l->rules->erase_count; i++)
        rc = pattern_erase(l->rules->erase[i], &squeezed, e);
    while (squeezed.len > 0 && squeezed.data[squeezed.len - 1] == ' ')
        buf_cut(&squeezed, squeezed.len - 1);
    buf_clear(&l->text);
    if (odd)
        text_visible(&l->text, buf_str(&squeezed), squeezed.len);
    else
        buf_add(&l->text, buf_str(&squeezed), squeezed.len);
    buf_fini(&squeezed);
    return rc;
}

bool logline_begins(const struct logline_rules *r, struct span line)
{
    return begins_other(r, line, NULL) != 0;
}

char logline_width(size_t columns)
{
    if (columns == TERMINAL_COLUMNS)
        return 't';
    return columns >= WRAP_COLUMNS ? 'w' : 's';
}

static int read_message(struct logline *l, struct err *e)
{
    bool stamped = false;
    struct span s = l->rest;
    size_t columns = s.len;
    l->begun = s;
    l->line = l->last;
    l->rest.len = 0;
    buf_clear(&l->text);
    int rc = take_head(l, &s, &stamped, e);
    if (rc == ERR_NONE)
        rc = starts_with(l->rules->start, s, e);
    if (rc >= 0) /* look for the next message behind the beginning of this one */
        rc = add_piece(l, s, rc ? pattern_end(l->rules->start) : 0, e);
    if (rc == ERR_NONE && l->rest.len == 0)
        rc = add_following(l, stamped, columns, e);
    if (rc == ERR_NONE)
        rc = clean(l, e);
    l->message = buf_str(&l->text);
    l->time = stamped ? buf_str(&l->stamp) : NULL;
    return rc < 0 ? rc : 1;
}

int logline_next(struct logline *l, struct err *e)
{
    if (l->rest.len == 0 && !seek(l))
        return 0;
    int rc = read_message(l, e);
    if (rc < 0)
        l->rest.len = 0;
    return rc;
}
