/* SPDX-License-Identifier: ISC */
/*
 * The text is taken in groups: a line with a word of interest and those after it up to one that
 * begins something else. What messages a group holds depends on nothing outside of it. Groups that
 * are very long are read message by message instead.
 */
#include "parse/scan.h"

#include "base/mem.h"
#include "parse/scan_private.h"
#include "parse/signature_private.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP_LINES_MAX = 24, GROUP_BYTES_MAX = SHAPE_BYTES_MAX, LINE_END_MAX = 100 };

struct scan {
    const struct signature_set *set;
    struct memory *memory;
    const char *at, *end; /* what has not been looked at, and on which line that is */
    int line;
    bool seeking; /* the line before held nothing: look for the next word */
    char shape[SHAPE_ROOM];
    struct shape_numbers looked_up[2], joined; /* of the lines looked up last; of a group */
    int latest;                                /* of looked_up */
    const struct shape_numbers *numbers;       /* of the group that is told of */

    /* the group that is being told of */
    const struct known *group;
    size_t hit;        /* the next one of it */
    struct span lines; /* of it */
    int group_line;
    struct known *ahead; /* the line at `at`, when it was looked up already */

    struct logline reader; /* of what is read message by message */
    bool reading;
    struct logline again; /* for hits that are read once more */
    json_t *match;        /* whose event was asked for last */
    struct scan_hit last;
    uint64_t unreadable;
};

struct scan *scan_new(const struct signature_set *set)
{
    struct scan *s = mem_alloc(sizeof *s);
    s->set = set;
    s->memory = memory_new();
    scan_text(s, "", 0);
    return s;
}

void scan_free(struct scan *s)
{
    if (!s)
        return;
    logline_fini(&s->reader);
    logline_fini(&s->again);
    json_decref(s->match);
    memory_free(s->memory);
    free(s);
}

void scan_text(struct scan *s, const char *text, size_t len)
{
    s->at = text;
    s->end = text + len;
    s->line = 1;
    s->seeking = true;
    s->group = s->ahead = NULL;
    s->reading = false;
    logline_fini(&s->reader);
    logline_fini(&s->again);
    logline_init(&s->reader, s->set->rules, text, len);
    logline_init(&s->again, s->set->rules, text, len);
}

int scan_lines(const struct scan *s)
{
    int lines = s->line - 1;
    for (const char *at = s->at; at < s->end; lines++) {
        const char *newline = memchr(at, '\n', (size_t)(s->end - at));
        at = newline ? newline + 1 : s->end;
    }
    return lines;
}

uint64_t scan_unreadable(const struct scan *s)
{
    return s->unreadable;
}

/* ---- groups -------------------------------------------------------------------------------- */

/* The line at `*pos`, if it is short, and so is what ends it; false at the end of the text. */
static bool short_line(const struct scan *s, const char **pos, struct span *line)
{
    bool cut = s->end - *pos > GROUP_BYTES_MAX;
    const char *from = *pos, *end = cut ? from + GROUP_BYTES_MAX : s->end;
    return text_next_line(pos, end, line) && !(cut && (*pos)[-1] != '\n') &&
           *pos - line->at - (ptrdiff_t)line->len < LINE_END_MAX;
}

static struct known *look_up(struct scan *s, struct span line)
{
    bool is_new;
    s->latest = !s->latest;
    size_t len = shape_write(line.at, line.len, s->shape, &s->looked_up[s->latest]);
    struct known *k = memory_find(s->memory, s->shape, len, &is_new);
    if (is_new) {
        const struct logline_rules *rules = s->set->rules;
        k->word = logline_word(rules, line.at, line.at + line.len) < line.at + line.len;
        k->begins = logline_begins(rules, line);
    }
    return k;
}

/* Go to the line that holds the next word of interest; false when there is none. */
static bool seek(struct scan *s)
{
    const char *word = logline_word(s->set->rules, s->at, s->end);
    const char *newline;
    s->seeking = false;
    if (word == s->end)
        return false;
    while ((newline = memchr(s->at, '\n', (size_t)(word - s->at))) != NULL) {
        s->at = newline + 1;
        s->line++;
    }
    return true;
}

/* Read message by message from here on, until one ends with its line. */
static void read_slowly(struct scan *s)
{
    struct span nothing = {s->at, 0};
    s->ahead = NULL;
    s->reading = true;
    logline_resume(&s->reader, nothing, s->line);
    s->reader.at = s->at;
    s->reader.next_line = s->line;
}

/* Add the numbers of a line that begins at `offset` of the group. */
static void join_numbers(struct shape_numbers *all, const struct shape_numbers *line,
                         ptrdiff_t offset)
{
    for (size_t i = 0; i < line->count; i++, all->count++) {
        all->at[all->count] = (uint16_t)(line->at[i] + offset);
        all->end[all->count] = (uint16_t)(line->end[i] + offset);
    }
}

/*
 * What tells groups apart: the shapes of their lines, and how those are wrapped and ended. It
 * begins with a character that no line holds.
 */
struct group_key {
    char text[1 + GROUP_LINES_MAX * (sizeof(uintptr_t) + 2)];
    size_t len;
};

static void add_to_key(struct group_key *key, const struct known *k, struct span line,
                       const char *next)
{
    uintptr_t id = (uintptr_t)k;
    memcpy(key->text + key->len, &id, sizeof id);
    key->len += sizeof id;
    key->text[key->len++] = logline_width(line.len);
    key->text[key->len++] = (char)(next - line.at - (ptrdiff_t)line.len);
}

/*
 * Take the group that begins with `line`, looked up last as `first`; what follows is at `next`.
 * False when it is too long.
 */
static bool take_group(struct scan *s, struct known *first, struct span line, const char *next)
{
    const char *pos = next;
    int lines = 1;
    struct group_key key = {"\n", 1};
    struct span follower;
    struct known *k = NULL;
    s->numbers = &s->looked_up[s->latest];
    add_to_key(&key, first, line, next);
    while (pos < s->end) {
        if (!short_line(s, &pos, &follower) || pos - s->at > GROUP_BYTES_MAX)
            return false;
        k = look_up(s, follower);
        if (k->begins)
            break;
        if (lines == GROUP_LINES_MAX)
            return false;
        if (lines++ == 1) {
            s->joined.count = 0;
            join_numbers(&s->joined, s->numbers, 0);
            s->numbers = &s->joined;
        }
        join_numbers(&s->joined, &s->looked_up[s->latest], follower.at - line.at);
        add_to_key(&key, k, follower, pos);
        line.len = (size_t)(follower.at + follower.len - line.at);
        next = pos;
        k = NULL;
    }
    bool is_new;
    if (lines > 1)
        first = memory_find(s->memory, key.text, key.len, &is_new);
    s->group = first;
    s->hit = 0;
    s->lines = line;
    if (!first->read) {
        struct group g = {line.at, line.len, s->numbers};
        known_read(first, s->set, &g);
    }
    s->group_line = s->line;
    s->ahead = k;
    s->at = next;
    s->line += lines;
    s->unreadable += first->unreadable;
    return true;
}

/* Go on to the next group or to reading slowly; false at the end of the text. */
static bool advance(struct scan *s)
{
    const char *next;
    struct span line;
    if (s->at >= s->end || (s->seeking && !seek(s)))
        return false;
    if (memory_tidy(s->memory))
        s->ahead = NULL;
    next = s->at;
    if (!s->set->shapes || !short_line(s, &next, &line)) {
        read_slowly(s);
        return true;
    }
    struct known *k = s->ahead ? s->ahead : look_up(s, line);
    s->ahead = NULL;
    if (k->word) {
        if (!take_group(s, k, line, next))
            read_slowly(s);
        return true;
    }
    s->at = next;
    s->line++;
    s->seeking = true;
    return true;
}

/* ---- hits ---------------------------------------------------------------------------------- */

/* What stands between two places of the group. */
static struct span piece(struct scan *s, uint32_t from, uint32_t to)
{
    size_t at = shape_place_in(s->numbers, from), end = shape_place_in(s->numbers, to);
    return (struct span){s->lines.at + at, end - at};
}

static bool known_next(struct scan *s, struct scan_hit *hit)
{
    if (s->hit == s->group->hit_count) {
        s->group = NULL;
        return false;
    }
    const struct known_hit *h = &s->group->hits[s->hit++];
    hit->signature = h->signature;
    hit->line = s->group_line + h->line;
    hit->begun = s->lines;
    if (!h->whole)
        hit->begun = piece(s, h->at, h->end);
    return true;
}

static bool slow_next(struct scan *s, struct scan_hit *hit)
{
    struct logline *l = &s->reader;
    int rc = logline_next(l, NULL);
    s->reading = rc != 0 && (l->rest.len > 0 || !s->set->shapes);
    s->at = l->at;
    s->line = l->next_line;
    s->seeking = s->seeking || rc == 0;
    if (rc > 0)
        rc = signature_find(s->set, l->message, &hit->signature, NULL);
    s->unreadable += rc < 0;
    hit->begun = l->begun;
    hit->line = l->line;
    return rc > 0;
}

bool scan_next(struct scan *s, struct scan_hit *hit)
{
    for (;;) {
        bool found = false;
        if (s->group)
            found = known_next(s, hit);
        else if (s->reading)
            found = slow_next(s, hit);
        else if (!advance(s))
            return false;
        if (found) {
            s->last = *hit;
            return true;
        }
    }
}

json_t *scan_json(struct scan *s, const struct scan_hit *hit)
{
    struct logline *l = &s->again;
    const struct signature *sig = &s->set->list[hit->signature];
    logline_resume(l, hit->begun, hit->line);
    if (logline_next(l, NULL) <= 0 ||
        pattern_find(sig->pattern, l->message, strlen(l->message), 0, NULL) <= 0)
        return NULL;
    return signature_json(sig, l);
}

static struct span part_of(struct scan *s, const struct event_source *from)
{
    if (from->text || from->at == from->end)
        return (struct span){from->text, from->end};
    return piece(s, from->at, from->end);
}

bool scan_event(struct scan *s, struct exchange_event *ev)
{
    const struct signature *sig = &s->set->list[s->last.signature];
    if (!sig->event)
        return false;
    const struct known_hit *h = s->group ? &s->group->hits[s->hit - 1] : NULL;
    if (h && h->direct) {
        *ev = (struct exchange_event){.kind = sig->kind,
                                      .state = part_of(s, &h->part[PART_STATE]),
                                      .role = part_of(s, &h->part[PART_ROLE]),
                                      .peer = part_of(s, &h->part[PART_PEER]),
                                      .key = part_of(s, &h->part[PART_KEY]),
                                      .node = part_of(s, &h->part[PART_NODE]),
                                      .by = part_of(s, &h->part[PART_BY]),
                                      .phase = sig->event_phase,
                                      .tells = sig->tells};
        return true;
    }
    json_decref(s->match);
    s->match = scan_json(s, &s->last);
    return s->match && exchange_event_read(ev, s->match);
}

/* ---- all of a text ------------------------------------------------------------------------- */

json_t *signature_scan(const struct signature_set *set, const char *text, size_t len)
{
    struct scan *s = scan_new(set);
    struct scan_hit hit;
    json_t *matches = json_array();
    scan_text(s, text, len);
    while (scan_next(s, &hit)) {
        json_t *match = scan_json(s, &hit);
        if (match)
            json_array_append_new(matches, match);
    }
    scan_free(s);
    return matches;
}
