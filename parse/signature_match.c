/* SPDX-License-Identifier: ISC */
/* What a message matches and what its signature makes of it. */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "parse/signature_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static json_t *fields_of(const struct pattern *p, const char *message)
{
    json_t *fields = json_object();
    for (size_t i = 0; i < pattern_names(p); i++) {
        struct span s = pattern_group(p, message, pattern_name(p, i));
        if (s.len > 0)
            json_object_set_new(fields, pattern_name(p, i), json_stringn(s.at, s.len));
    }
    return fields;
}

/* A string in which $name stands for a field; NULL when a field it needs is missing. */
static json_t *filled_in(const char *text, const json_t *fields)
{
    struct buf b = {0};
    json_t *value = NULL;
    while (*text) {
        size_t plain = strcspn(text, "$");
        buf_add(&b, text, plain);
        text += plain;
        if (*text != '$')
            break;
        size_t n = 1;
        while (isalnum((unsigned char)text[n]) || text[n] == '_')
            n++;
        char *name = mem_ndup(text + 1, n - 1);
        const char *field = json_str(fields, name, NULL);
        free(name);
        if (!field)
            goto out;
        buf_add_str(&b, field);
        text += n;
    }
    value = json_string(buf_str(&b));
out:
    buf_fini(&b);
    return value;
}

/* A member of an event: a text with fields, { "of": field, VALUE: text, ... }, or as it is. */
static json_t *event_member(json_t *from, const json_t *fields)
{
    if (json_is_string(from))
        return filled_in(json_string_value(from), fields);
    if (!json_is_object(from))
        return json_incref(from);
    const char *field = json_str(fields, json_str(from, "of", ""), NULL);
    return field ? json_incref(json_object_get(from, field)) : NULL;
}

static json_t *event_of(const json_t *data, const json_t *fields)
{
    json_t *from = json_object_get(data, "event");
    if (!json_is_object(from))
        return json_null();
    json_t *event = json_object();
    const char *key;
    json_t *member;
    json_object_foreach(from, key, member)
    {
        json_t *value = event_member(member, fields);
        if (value)
            json_object_set_new(event, key, value);
    }
    return event;
}

json_t *signature_json(const struct signature *sig, const struct logline *l)
{
    const json_t *d = sig->data;
    json_t *fields = fields_of(sig->pattern, l->message);
    json_t *match =
        json_pack("{s:s, s:i, s:i, s:s, s:s?, s:O, s:O, s:O, s:O, s:O, s:s}", "id", sig->id, "line",
                  l->line, "last", l->last, "text", l->message, "time", l->time, "phase",
                  json_object_get(d, "phase"), "look_at", json_object_get(d, "look_at"), "cause",
                  json_object_get(d, "cause"), "info", json_object_get(d, "info"), "meaning",
                  json_object_get(d, "meaning"), "guide", json_str(d, "guide", ""));
    json_t *confidence = json_object_get(d, "confidence");
    if (confidence)
        json_object_set(match, "confidence", confidence);
    json_object_set_new(match, "event", event_of(d, fields));
    json_object_set_new(match, "fields", fields);
    return match;
}

int signature_find(const struct signature_set *s, const char *message, size_t *index, struct err *e)
{
    size_t len = strlen(message);
    int rc = pattern_find(s->any, message, len, 0, e);
    const char *mark = rc > 0 ? pattern_mark(s->any) : NULL;
    if (rc <= 0)
        return rc;
    *index = mark ? strtoul(mark, NULL, 10) : s->count;
    return *index < s->count ? pattern_find(s->list[*index].pattern, message, len, 0, e) : 0;
}

bool signature_begins(const struct signature_set *s, struct span line)
{
    bool blank = true;
    for (size_t i = 0; i < line.len && blank; i++)
        blank = isspace((unsigned char)line.at[i]);
    return !blank && logline_begins(s->rules, line);
}
