/* SPDX-License-Identifier: ISC */
#include "walk/configuration.h"

#include "base/mem.h"
#include "session/redact.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8, LINES_SHOWN = 3 };

/* The tag of the other configuration that stands where `tag` does; both ways in `pairs`. */
static bool corresponds(json_t *pairs, const char *tag, size_t tag_len, const char *other,
                        size_t other_len, char way)
{
    char *key = mem_printf("%c%.*s", way, (int)tag_len, tag);
    json_t *value = json_stringn(other, other_len);
    json_t *known = json_object_get(pairs, key);
    bool yes = !known || json_equal(known, value);
    if (!known)
        json_object_set(pairs, key, value);
    json_decref(value);
    free(key);
    return yes;
}

/* Encrypted and plain ones never correspond: "<secret7:" and "<secret:" differ before the tag. */
static bool same_kind(const char *a, const char *b)
{
    size_t len = strcspn(a, ":");
    return strcspn(b, ":") == len && memcmp(a, b, len) == 0;
}

static bool lines_match(json_t *pairs, const char *a, const char *b)
{
    while (*a || *b) {
        size_t tag = redact_tag(a), other = redact_tag(b);
        if (!tag != !other)
            return false;
        if (tag && (!same_kind(a, b) || !corresponds(pairs, a, tag, b, other, '>') ||
                    !corresponds(pairs, b, other, a, tag, '<')))
            return false;
        if (!tag && *a != *b)
            return false;
        a += tag ? tag : 1;
        b += tag ? other : 1;
    }
    return true;
}

static const char *line_at(const json_t *lines, size_t i)
{
    const char *text = json_string_value(json_array_get(lines, i));
    return text ? text : "";
}

bool configuration_same(const json_t *before, const json_t *now)
{
    size_t count = json_array_size(before);
    if (!before || !now || json_array_size(now) != count)
        return false;
    json_t *pairs = json_object();
    bool same = true;
    for (size_t i = 0; same && i < count; i++)
        same = lines_match(pairs, line_at(before, i), line_at(now, i));
    json_decref(pairs);
    return same;
}

/* The lines that the latest one stands below, by its indentation. */
struct place {
    const char *line[DEPTH_MAX];
    size_t indent[DEPTH_MAX];
    size_t depth;
};

static void add_without_tags(struct buf *out, const char *text)
{
    while (*text) {
        size_t tag = redact_tag(text);
        size_t len = tag ? strcspn(text, ":") : 1;
        buf_add(out, text, len);
        if (tag)
            buf_add_char(out, '>');
        text += tag ? tag : 1;
    }
}

/* The line with those it stands below, secrets without what makes them differ; on the heap. */
static char *placed(struct place *p, const char *line)
{
    struct buf out = {0};
    size_t indent = strspn(line, " ");
    while (p->depth > 0 && p->indent[p->depth - 1] >= indent)
        p->depth--;
    for (size_t i = 0; i < p->depth; i++) {
        add_without_tags(&out, p->line[i]);
        buf_add_str(&out, " > ");
    }
    add_without_tags(&out, line + indent);
    if (p->depth < DEPTH_MAX) {
        p->line[p->depth] = line + indent;
        p->indent[p->depth++] = indent;
    }
    return buf_take(&out, NULL);
}

/* How often each line is there, as an object. */
static json_t *count_lines(const json_t *lines)
{
    struct place place = {.depth = 0};
    json_t *out = json_object();
    for (size_t i = 0; i < json_array_size(lines); i++) {
        char *key = placed(&place, line_at(lines, i));
        json_int_t n = json_integer_value(json_object_get(out, key));
        json_object_set_new(out, key, json_integer(n + 1));
        free(key);
    }
    return out;
}

/* Lines of `list` beyond those in `counts`, which are used up. */
static void add_surplus(const json_t *list, json_t *counts, char sign, json_t *out)
{
    struct place place = {.depth = 0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        char *key = placed(&place, line_at(list, i));
        json_int_t n = json_integer_value(json_object_get(counts, key));
        if (n > 0)
            json_object_set_new(counts, key, json_integer(n - 1));
        else
            json_array_append_new(out, json_sprintf("%c%s", sign, key));
        free(key);
    }
}

json_t *configuration_difference(const json_t *before, const json_t *now)
{
    json_t *out = json_array();
    json_t *old = count_lines(before), *new = count_lines(now);
    add_surplus(now, old, '+', out);
    add_surplus(before, new, '-', out);
    json_decref(old);
    json_decref(new);
    return out;
}

void configuration_describe(const json_t *before, const json_t *now, struct buf *out)
{
    json_t *lines = configuration_difference(before, now);
    size_t count = json_array_size(lines);
    if (count == 0)
        buf_add_str(out, "its lines stand in another order, or a secret is another one");
    for (size_t i = 0; i < count && i < LINES_SHOWN; i++)
        buf_printf(out, "%s%s", i ? "; " : "", line_at(lines, i));
    if (count > LINES_SHOWN)
        buf_printf(out, " and %zu more", count - LINES_SHOWN);
    json_decref(lines);
}
