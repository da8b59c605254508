/* SPDX-License-Identifier: ISC */
/*
 * All patterns are also joined into one that tells by a mark which of them matches, so a message
 * costs one match however many signatures there are; the pattern of the one that was found then
 * gives the fields. Patterns are anchored at the beginning of a message, and the first in the file
 * wins.
 */
#include "parse/signature.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "parse/logline.h"
#include "parse/pattern.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEFINE_ROUNDS_MAX = 8 };

struct signature {
    const json_t *data; /* borrowed from the set's document */
    const char *id;
    struct pattern *pattern;
};

struct signature_set {
    char *file;
    char *text; /* the file, for line numbers */
    json_t *doc;
    struct signature *list;
    size_t count;
    struct pattern *any; /* all patterns; the mark is the index */
    struct logline_rules *rules;
};

/* ---- loading ------------------------------------------------------------------------------- */

/* Replace every %{name} by its definition, definitions within definitions included. */
static char *expand_defines(const json_t *defines, const char *text)
{
    char *now = mem_dup(text);
    for (int round = 0; round < DEFINE_ROUNDS_MAX && strstr(now, "%{"); round++) {
        struct buf b = {0};
        const char *p = now;
        const char *open;
        while ((open = strstr(p, "%{")) != NULL && strchr(open, '}')) {
            size_t n = strcspn(open + 2, "}");
            char *name = mem_ndup(open + 2, n);
            buf_add(&b, p, (size_t)(open - p));
            buf_add_str(&b, json_str(defines, name, ""));
            free(name);
            p = open + n + 3;
        }
        buf_add_str(&b, p);
        free(now);
        now = buf_take(&b, NULL);
    }
    return now;
}

static const char *const kinds[] = {"begin",  "send", "receive", "offer", "accept", "refuse",
                                    "notify", "done", "delete",  "error", "state"};

static bool one_of(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word && strcmp(word, list[i]) == 0)
            return true;
    return false;
}

/* The first thing that is wrong with a signature's members, or NULL. */
static const char *complaint(const json_t *s)
{
    static const char *const sides[] = {"self", "peer", "both"};
    const json_t *event = json_object_get(s, "event");
    const json_t *cause = json_object_get(s, "cause");
    long long phase = json_int(s, "phase", -1);
    if (!json_str(s, "id", NULL))
        return "has no id";
    if (!json_str(s, "match", NULL))
        return "has no pattern (match)";
    if (!json_str(s, "meaning", NULL))
        return "does not say what it means";
    if (phase < 0 || phase > 2)
        return "has no phase 0, 1 or 2";
    if (!one_of(json_str(s, "look_at", NULL), sides, 3))
        return "look_at is not self, peer or both";
    if (!json_is_null(cause) && !json_is_string(cause))
        return "cause is neither an id nor null";
    if (!json_is_boolean(json_object_get(s, "info")))
        return "info is not true or false";
    if (json_is_true(json_object_get(s, "info")) && json_is_string(cause))
        return "is information and has a cause";
    if (json_is_object(event) &&
        !one_of(json_str(event, "kind", NULL), kinds, sizeof kinds / sizeof kinds[0]))
        return "the kind of its event is none of those known";
    return NULL;
}

static int fail_at(const struct signature_set *s, size_t i, struct err *e, const char *why)
{
    char *pointer = mem_printf("/signatures/%zu", i);
    const char *id = json_str(json_array_get(json_object_get(s->doc, "signatures"), i), "id", "");
    int line = json_line(s->text, pointer);
    err_set(e, ERR_FORMAT, s->file, line, "%s: signature '%s' %s", pointer, id, why);
    free(pointer);
    return ERR_FORMAT;
}

static int load_one(struct signature_set *s, size_t i, struct buf *any, struct err *e)
{
    struct signature *sig = &s->list[i];
    sig->data = json_array_get(json_object_get(s->doc, "signatures"), i);
    const char *why = complaint(sig->data);
    if (why)
        return fail_at(s, i, e, why);
    sig->id = json_str(sig->data, "id", "");
    for (size_t k = 0; k < i; k++)
        if (strcmp(s->list[k].id, sig->id) == 0)
            return fail_at(s, i, e, "is there twice");
    char *text =
        expand_defines(json_object_get(s->doc, "define"), json_str(sig->data, "match", ""));
    struct err bad = {0};
    sig->pattern = pattern_new(text, true, s->file, &bad);
    buf_printf(any, "%s(?:%s)(*MARK:%zu)", i ? "|" : "", text, i);
    free(text);
    return sig->pattern ? ERR_NONE : fail_at(s, i, e, bad.text);
}

static int load_all(struct signature_set *s, struct err *e)
{
    const json_t *list = json_object_get(s->doc, "signatures");
    struct buf any = {0};
    int rc = ERR_NONE;
    if (json_array_size(list) == 0)
        return err_set(e, ERR_FORMAT, s->file, 1, "/signatures: has to be a list, not empty");
    s->rules = logline_rules_new(s->doc, s->file, e);
    if (!s->rules)
        return ERR_FORMAT;
    s->list = mem_array(json_array_size(list), sizeof *s->list);
    for (size_t i = 0; rc == ERR_NONE && i < json_array_size(list); i++) {
        s->count = i + 1;
        rc = load_one(s, i, &any, e);
    }
    if (rc == ERR_NONE) {
        s->any = pattern_new(buf_str(&any), true, s->file, e);
        rc = s->any ? ERR_NONE : ERR_FORMAT;
    }
    buf_fini(&any);
    return rc;
}

struct signature_set *signature_set_load(const char *file, struct err *e)
{
    struct signature_set *s = mem_alloc(sizeof *s);
    s->file = mem_dup(file);
    s->doc = json_read(file, &s->text, e);
    if (s->doc && load_all(s, e) == ERR_NONE)
        return s;
    signature_set_free(s);
    return NULL;
}

void signature_set_free(struct signature_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++)
        pattern_free(s->list[i].pattern);
    free(s->list);
    pattern_free(s->any);
    logline_rules_free(s->rules);
    json_decref(s->doc);
    free(s->text);
    free(s->file);
    free(s);
}

/* ---- scanning ------------------------------------------------------------------------------ */

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

static json_t *match_of(const struct signature *sig, const struct logline *l)
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

/* Add the match of one message, if there is one, to `matches`. */
static int match_message(const struct signature_set *s, const struct logline *l, json_t *matches,
                         struct err *e)
{
    size_t len = strlen(l->message);
    int rc = pattern_find(s->any, l->message, len, 0, e);
    if (rc <= 0)
        return rc;
    const char *mark = pattern_mark(s->any);
    size_t i = mark ? strtoul(mark, NULL, 10) : s->count;
    if (i >= s->count)
        return ERR_NONE;
    rc = pattern_find(s->list[i].pattern, l->message, len, 0, e);
    if (rc > 0)
        json_array_append_new(matches, match_of(&s->list[i], l));
    return rc;
}

json_t *signature_scan(const struct signature_set *s, const char *text, size_t len, struct err *e)
{
    json_t *matches = json_array();
    struct logline l;
    int rc;
    logline_init(&l, s->rules, text, len);
    while ((rc = logline_next(&l, e)) > 0) {
        rc = match_message(s, &l, matches, e);
        if (rc < 0)
            break;
    }
    logline_fini(&l);
    if (rc >= 0)
        return matches;
    json_decref(matches);
    return NULL;
}

/* ---- samples ------------------------------------------------------------------------------- */

/* Add a complaint about a sample; takes the text. */
static void problem(const struct signature_set *s, json_t *problems, size_t i, size_t k, char *what)
{
    char *pointer = mem_printf("/signatures/%zu/samples/%zu", i, k);
    char *text = mem_printf("%s:%d: %s: %s: %s", s->file, json_line(s->text, pointer), pointer,
                            s->list[i].id, what);
    json_array_append_new(problems, json_string(text));
    free(text);
    free(pointer);
    free(what);
}

/* Every wanted member has to be there with the wanted value; the rest is not looked at. */
static void compare(const struct signature_set *s, json_t *problems, size_t i, size_t k,
                    json_t *wanted, const json_t *got)
{
    const char *key;
    json_t *value;
    json_object_foreach(wanted, key, value)
    {
        const json_t *other = json_object_get(got, key);
        if (json_equal(value, other))
            continue;
        char *want = json_text(value, JSON_ENCODE_ANY);
        char *have = other ? json_text(other, JSON_ENCODE_ANY) : mem_dup("nothing");
        problem(s, problems, i, k, mem_printf("%s is %s and should be %s", key, have, want));
        free(want);
        free(have);
    }
}

/* The text of a sample, a string or an array of lines; on the heap. */
static char *sample_text(const json_t *sample)
{
    const json_t *line = json_object_get(sample, "line");
    struct buf b = {0};
    if (json_is_string(line))
        buf_add_str(&b, json_string_value(line));
    for (size_t i = 0; i < json_array_size(line); i++) {
        const char *text = json_string_value(json_array_get(line, i));
        buf_printf(&b, "%s\n", text ? text : "");
    }
    return buf_take(&b, NULL);
}

static int check_sample(const struct signature_set *s, size_t i, size_t k, const json_t *sample,
                        json_t *problems, struct err *e)
{
    char *text = sample_text(sample);
    json_t *matches = signature_scan(s, text, strlen(text), e);
    int rc = matches ? ERR_NONE : ERR_LIMIT;
    if (matches) {
        const json_t *match = json_array_get(matches, 0);
        const char *id = json_str(match, "id", "no signature");
        if (strcmp(id, s->list[i].id) != 0)
            problem(s, problems, i, k, mem_printf("its line matches %s: %s", id, text));
        else
            compare(s, problems, i, k, json_object_get(sample, "fields"),
                    json_object_get(match, "fields"));
        compare(s, problems, i, k, json_object_get(sample, "event"),
                json_object_get(match, "event"));
    }
    free(text);
    json_decref(matches);
    return rc;
}

int signature_set_check(const struct signature_set *s, json_t *problems, struct err *e)
{
    int rc = ERR_NONE;
    for (size_t i = 0; rc == ERR_NONE && i < s->count; i++) {
        const json_t *samples = json_object_get(s->list[i].data, "samples");
        if (json_array_size(samples) == 0)
            problem(s, problems, i, 0, mem_dup("has no sample"));
        for (size_t k = 0; rc == ERR_NONE && k < json_array_size(samples); k++)
            rc = check_sample(s, i, k, json_array_get(samples, k), problems, e);
    }
    return rc;
}
