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
#include "parse/shape.h"
#include "parse/signature_private.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEFINE_ROUNDS_MAX = 8 };

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
    err_set(e, ERR_FORMAT, s->file, line, "%s: signature \"%s\" %s", pointer, id, why);
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
    s->shapes = s->shapes && !shape_hides(text);
    sig->event = json_is_object(json_object_get(sig->data, "event"));
    const char *kind = json_str(json_object_get(sig->data, "event"), "kind", "");
    sig->kind = (struct span){kind, strlen(kind)};
    sig->event_phase = (int)json_int(json_object_get(sig->data, "event"), "phase", 0);
    sig->tells = json_is_string(json_object_get(sig->data, "cause"));
    free(text);
    return sig->pattern ? ERR_NONE : fail_at(s, i, e, bad.text);
}

/* Do shapes serve these rules, too? */
static bool shapes_serve(const json_t *doc)
{
    static const char *const lists[] = {"words",     "starts", "stamps",  "prefixes",
                                        "continues", "noise",  "prompts", "erase"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t k;
        json_t *text;
        json_array_foreach(json_object_get(doc, lists[i]), k, text)
        {
            if (json_is_string(text) && shape_hides(json_string_value(text)))
                return false;
        }
    }
    return true;
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
    s->shapes = shapes_serve(s->doc);
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

size_t signature_count(const struct signature_set *s)
{
    return s->count;
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
