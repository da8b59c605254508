/* SPDX-License-Identifier: ISC */
/* Checking a value: one function for each group of keywords, complaints in the reader's words. */
#include "walk/schema_private.h"

#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

struct check {
    const struct schema *schema;
    struct problems *problems;
    struct buf at;
    int depth;
};

static void check_value(struct check *c, const json_t *rule, const json_t *value);

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    case JSON_NULL:
        break;
    }
    return "null";
}

static bool has_type(const json_t *value, const char *type)
{
    const char *is = type_name(value);
    if (strcmp(is, type) == 0)
        return true;
    return strcmp(type, "number") == 0 && strcmp(is, "integer") == 0;
}

/* Returns false when the type is wrong: nothing else is worth a complaint then. */
static bool check_type(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *type = json_object_get(rule, "type");
    char wanted[120] = "";
    if (!type)
        return true;
    if (json_is_string(type)) {
        snprintf(wanted, sizeof wanted, "%s", json_string_value(type));
        if (has_type(value, json_string_value(type)))
            return true;
    }
    for (size_t i = 0; i < json_array_size(type); i++) {
        const char *one = json_string_value(json_array_get(type, i));
        if (has_type(value, one))
            return true;
        size_t n = strlen(wanted);
        snprintf(wanted + n, sizeof wanted - n, "%s%s", i ? " or " : "", one);
    }
    problem_add(c->problems, buf_str(&c->at), "must be %s, not %s", wanted, type_name(value));
    return false;
}

static void list_words(const json_t *words, char *out, size_t size)
{
    size_t n = 0;
    *out = '\0';
    for (size_t i = 0; i < json_array_size(words) && n + 1 < size; i++) {
        char *one = json_text(json_array_get(words, i), 0);
        int wrote = snprintf(out + n, size - n, "%s%s", i ? ", " : "", one);
        n += wrote > 0 ? (size_t)wrote : 0;
        free(one);
    }
}

/* The member of `words` nearest to a misspelt one, or NULL. */
static const char *nearest(const json_t *words, const char *word)
{
    const char *best = NULL;
    size_t least = 3;
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *one = json_string_value(json_array_get(words, i));
        size_t d = one ? text_distance(one, word) : least;
        if (d < least) {
            least = d;
            best = one;
        }
    }
    return best;
}

static void check_enum(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *words = json_object_get(rule, "enum"), *only = json_object_get(rule, "const");
    if (only && !json_equal((json_t *)only, (json_t *)value)) {
        char *want = json_text(only, 0);
        problem_add(c->problems, buf_str(&c->at), "must be %s", want);
        free(want);
    }
    if (!words)
        return;
    for (size_t i = 0; i < json_array_size(words); i++)
        if (json_equal(json_array_get(words, i), (json_t *)value))
            return;
    char list[300], *got = json_text(value, 0);
    list_words(words, list, sizeof list);
    problem_add(c->problems, buf_str(&c->at), "%.80s is none of %s", got, list);
    free(got);
}

static void check_numbers(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *least = json_object_get(rule, "minimum");
    const json_t *most = json_object_get(rule, "maximum");
    const json_t *letters = json_object_get(rule, "minLength");
    if (least && json_is_number(value) && json_number_value(value) < json_number_value(least))
        problem_add(c->problems, buf_str(&c->at), "must be at least %g", json_number_value(least));
    if (most && json_is_number(value) && json_number_value(value) > json_number_value(most))
        problem_add(c->problems, buf_str(&c->at), "must be at most %g", json_number_value(most));
    if (letters && json_is_string(value) &&
        (json_int_t)json_string_length(value) < json_integer_value(letters))
        problem_add(c->problems, buf_str(&c->at), "must not be empty");
}

static void check_required(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *required = json_object_get(rule, "required");
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *name = json_string_value(json_array_get(required, i));
        if (!json_object_get(value, name))
            problem_add(c->problems, buf_str(&c->at), "\"%s\" is missing", name);
    }
}

static void check_unknown(struct check *c, const json_t *properties, const char *key)
{
    const char *name;
    json_t *ignored;
    json_t *names = json_array();
    json_object_foreach((json_t *)properties, name, ignored)
    {
        json_array_append_new(names, json_string(name));
    }
    const char *near = nearest(names, key);
    if (near)
        problem_add(c->problems, buf_str(&c->at), "is not known here; is \"%s\" meant?", near);
    else
        problem_add(c->problems, buf_str(&c->at), "is not known here");
    json_decref(names);
}

static void check_object(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *properties = json_object_get(rule, "properties");
    const json_t *others = json_object_get(rule, "additionalProperties");
    const char *key;
    json_t *member;
    check_required(c, rule, value);
    json_object_foreach((json_t *)value, key, member)
    {
        const json_t *own = json_object_get(properties, key);
        size_t len = pointer_push(&c->at, key);
        if (own)
            check_value(c, own, member);
        else if (json_is_false(others))
            check_unknown(c, properties, key);
        else if (json_is_object(others))
            check_value(c, others, member);
        buf_cut(&c->at, len);
    }
}

static void check_array(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *items = json_object_get(rule, "items");
    const json_t *least = json_object_get(rule, "minItems");
    size_t n = json_array_size(value);
    if (least && (json_int_t)n < json_integer_value(least))
        problem_add(c->problems, buf_str(&c->at), "needs at least %lld %s",
                    (long long)json_integer_value(least),
                    json_integer_value(least) == 1 ? "entry" : "entries");
    for (size_t i = 0; i < n; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        size_t len = pointer_push(&c->at, index);
        if (items)
            check_value(c, items, json_array_get(value, i));
        for (size_t k = 0; json_is_true(json_object_get(rule, "uniqueItems")) && k < i; k++)
            if (json_equal(json_array_get(value, i), json_array_get(value, k)))
                problem_add(c->problems, buf_str(&c->at), "stands here twice");
        buf_cut(&c->at, len);
    }
}

/* Forms that differ in their required members are told by these names. */
static void check_one_of(struct check *c, const json_t *rule, const json_t *value)
{
    const json_t *forms = json_object_get(rule, "oneOf");
    size_t fits = 0;
    char names[300] = "";
    for (size_t i = 0; i < json_array_size(forms); i++) {
        const json_t *form = json_array_get(forms, i);
        struct problems quiet = {.file = ""};
        struct check inner = {.schema = c->schema, .problems = &quiet, .depth = c->depth};
        check_value(&inner, form, value);
        buf_fini(&inner.at);
        fits += quiet.count == 0;
        const char *name = json_string_value(json_array_get(json_object_get(form, "required"), 0));
        size_t n = strlen(names);
        if (name)
            snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", name);
    }
    if (forms && fits != 1)
        problem_add(c->problems, buf_str(&c->at), "needs exactly one of %s",
                    *names ? names : "the forms in the schema");
}

static void check_value(struct check *c, const json_t *rule, const json_t *value)
{
    if (json_is_false(rule)) {
        problem_add(c->problems, buf_str(&c->at), "must not be here");
        return;
    }
    if (++c->depth > DEPTH_MAX) {
        problem_add(c->problems, buf_str(&c->at), "is nested too deeply");
    } else {
        const json_t *target = schema_resolve(c->schema, json_object_get(rule, "$ref"));
        if (target)
            check_value(c, target, value);
        if (check_type(c, rule, value)) {
            check_enum(c, rule, value);
            check_numbers(c, rule, value);
            if (json_is_object(value))
                check_object(c, rule, value);
            if (json_is_array(value))
                check_array(c, rule, value);
            check_one_of(c, rule, value);
        }
    }
    c->depth--;
}

size_t schema_check(const struct schema *s, const char *def, const json_t *value,
                    struct problems *p)
{
    size_t before = p->count;
    struct check c = {.schema = s, .problems = p};
    const json_t *rule = json_object_get(json_object_get(s->root, "$defs"), def);
    if (rule)
        check_value(&c, rule, value);
    else
        problem_add(p, "", "the schema has no definition of \"%s\"", def);
    buf_fini(&c.at);
    return p->count - before;
}
