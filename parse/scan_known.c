/* SPDX-License-Identifier: ISC */
/*
 * Lines are read as they are read anywhere, once. The places of an event's members are found by
 * laying the message, which has its blanks squeezed, over the lines it came from.
 */
#include "base/json.h"
#include "base/mem.h"
#include "parse/scan_private.h"
#include "parse/signature_private.h"

#include <ctype.h>
#include <string.h>

static const char *const part_names[PARTS] = {"state", "role", "peer", "key", "node", "by"};

/*
 * Where byte `offset` of the message stands in the lines, when the message is what is left of them
 * from its begin on after blanks were squeezed; `len` when it is not.
 */
static size_t place_of(const char *message, size_t offset, const char *text, size_t from,
                       size_t len)
{
    size_t at = from;
    for (size_t i = 0; i <= offset; i++) {
        if (message[i] == ' ') /* which stands for any blanks; a word may be broken by some, too */
            continue;
        while (at < len && isspace((unsigned char)text[at]))
            at++;
        if (at >= len || text[at] != message[i])
            return len;
        at++;
    }
    return at - 1;
}

/* The beginning of the message behind stamp and prefixes: it ends where the text does. */
static size_t message_start(const struct logline *l, const char *text, size_t len)
{
    const char *end = text + len;
    size_t first = strcspn(l->message, " ");
    for (const char *p = l->begun.at; p + first <= end; p++)
        if (memcmp(p, l->message, first) == 0 &&
            place_of(l->message, strlen(l->message) - 1, text, (size_t)(p - text), len) < len)
            return (size_t)(p - text);
    return len;
}

/* What find_part() looks at. */
struct told {
    const struct group *group;
    const struct logline *line;
    const struct pattern *pattern;
    size_t start; /* of the message, in the group */
};

static struct event_source fixed(const char *text)
{
    return (struct event_source){text, 0, (uint32_t)strlen(text)};
}

/* Where a member comes from; false when that cannot be said for all texts of the shape. */
static bool find_part(struct event_source *part, const json_t *value, const json_t *from,
                      const struct told *t)
{
    const char *rule = json_string_value(from);
    *part = (struct event_source){0};
    if (!json_is_string(value))
        return true;
    if (rule && !strchr(rule, '$')) {
        *part = fixed(rule);
        return true;
    }
    if (!rule) { /* chosen by a field: the texts are the signature's own */
        const char *key;
        json_t *choice;
        json_object_foreach((json_t *)from, key, choice)
        {
            if (json_equal(choice, value) && strcmp(key, "of") != 0)
                *part = fixed(json_string_value(choice));
        }
        return part->text != NULL;
    }
    struct span field = {NULL, 0};
    const struct group *g = t->group;
    if (rule[0] == '$')
        field = pattern_group(t->pattern, t->line->message, rule + 1);
    if (field.len == 0 || t->start >= g->len)
        return false;
    size_t at = place_of(t->line->message, (size_t)(field.at - t->line->message), g->text, t->start,
                         g->len);
    if (at + field.len > g->len || memcmp(g->text + at, field.at, field.len) != 0)
        return false;
    return shape_place(g->numbers, at, &part->at) &&
           shape_place(g->numbers, at + field.len, &part->end);
}

static bool find_parts(struct known_hit *h, const struct signature *sig, const struct logline *l,
                       const struct group *g)
{
    json_t *match = signature_json(sig, l);
    const json_t *rules = json_object_get(sig->data, "event");
    const json_t *event = json_object_get(match, "event");
    struct told t = {g, l, sig->pattern, message_start(l, g->text, g->len)};
    bool good = true;
    for (int i = 0; i < PARTS && good; i++)
        good = find_part(&h->part[i], json_object_get(event, part_names[i]),
                         json_object_get(rules, part_names[i]), &t);
    json_decref(match);
    return good;
}

static void add_hit(struct known *k, const struct signature_set *set, size_t index,
                    const struct logline *l, const struct group *g)
{
    size_t at = (size_t)(l->begun.at - g->text);
    struct known_hit *h;
    k->hits = mem_grow(k->hits, k->hit_count, &k->hit_cap, sizeof *k->hits);
    h = &k->hits[k->hit_count++];
    *h = (struct known_hit){.signature = (uint32_t)index,
                            .whole = at == 0 && l->begun.len == g->len,
                            .line = l->line - 1};
    shape_place(g->numbers, at, &h->at); /* messages do not begin within a number */
    shape_place(g->numbers, at + l->begun.len, &h->end);
    if (set->list[index].event)
        h->direct = find_parts(h, &set->list[index], l, g);
}

void known_read(struct known *k, const struct signature_set *set, const struct group *g)
{
    struct logline l;
    size_t index;
    int rc;
    k->read = true;
    logline_init(&l, set->rules, g->text, g->len);
    while ((rc = logline_next(&l, NULL)) != 0) {
        if (rc > 0)
            rc = signature_find(set, l.message, &index, NULL);
        if (rc < 0)
            k->unreadable++;
        else if (rc > 0)
            add_hit(k, set, index, &l, g);
    }
    logline_fini(&l);
}
