/* SPDX-License-Identifier: ISC */
#include "walk/jv_json.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The integers that a double holds exactly. */
static const double INTEGER_MAX = 9007199254740992.0;

/* Shorter arrays are converted faster than found. */
enum { CACHED_ITEMS = 16 };

enum { VALUE_BYTES = 64 }; /* what a JSON value takes, about, whatever it is */

struct cached {
    json_t *array; /* a reference, so that its address stays its own */
    jv value;
    unsigned used; /* by the conversion of this number */
};

struct jv_cache {
    struct cached *at;
    size_t count, capacity;
    unsigned now;
};

static jv from_json(struct jv_cache *c, const json_t *value, int depth);

static jv array_from_json(struct jv_cache *c, const json_t *value, int depth)
{
    size_t n = json_array_size(value);
    jv out = jv_array_sized((int)n);
    for (size_t i = 0; i < n; i++) {
        jv item = from_json(c, json_array_get(value, i), depth + 1);
        if (!jv_is_valid(item)) {
            jv_free(out);
            return item;
        }
        out = jv_array_append(out, item);
    }
    return out;
}

static jv array_cached(struct jv_cache *c, const json_t *value, int depth)
{
    if (!c || json_array_size(value) < CACHED_ITEMS)
        return array_from_json(c, value, depth);
    for (size_t i = 0; i < c->count; i++) {
        if (c->at[i].array != value)
            continue;
        c->at[i].used = c->now;
        return jv_copy(c->at[i].value);
    }
    jv out = array_from_json(NULL, value, depth);
    if (!jv_is_valid(out))
        return out;
    c->at = mem_grow(c->at, c->count, &c->capacity, sizeof *c->at);
    c->at[c->count++] = (struct cached){json_incref((json_t *)value), jv_copy(out), c->now};
    return out;
}

static jv object_from_json(struct jv_cache *c, const json_t *value, int depth)
{
    const char *key;
    json_t *member;
    jv out = jv_object();
    json_object_foreach((json_t *)value, key, member)
    {
        jv item = from_json(c, member, depth + 1);
        if (!jv_is_valid(item)) {
            jv_free(out);
            return item;
        }
        out = jv_object_set(out, jv_string(key), item);
    }
    return out;
}

static jv from_json(struct jv_cache *c, const json_t *value, int depth)
{
    if (depth > JV_DEPTH_MAX)
        return jv_invalid();
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return object_from_json(c, value, depth);
    case JSON_ARRAY:
        return array_cached(c, value, depth);
    case JSON_STRING:
        return jv_string_sized(json_string_value(value), (int)json_string_length(value));
    case JSON_INTEGER:
    case JSON_REAL:
        return jv_number(json_number_value(value));
    case JSON_TRUE:
        return jv_true();
    case JSON_FALSE:
        return jv_false();
    case JSON_NULL:
        break;
    }
    return jv_null();
}

struct jv_cache *jv_cache_new(void)
{
    return mem_alloc(sizeof(struct jv_cache));
}

static void forget(struct jv_cache *c, size_t i)
{
    json_decref(c->at[i].array);
    jv_free(c->at[i].value);
    c->at[i] = c->at[--c->count];
}

void jv_cache_free(struct jv_cache *c)
{
    if (!c)
        return;
    while (c->count > 0)
        forget(c, c->count - 1);
    free(c->at);
    free(c);
}

jv jv_from_json_cached(struct jv_cache *c, const json_t *value)
{
    c->now++;
    jv out = value ? from_json(c, value, 0) : jv_null();
    for (size_t i = c->count; i-- > 0;)
        if (c->at[i].used != c->now)
            forget(c, i);
    return out;
}

static json_t *number_from_jv(double d)
{
    if (!isfinite(d))
        return json_null();
    if (d > -INTEGER_MAX && d < INTEGER_MAX && (double)(json_int_t)d == d)
        return json_integer((json_int_t)d);
    return json_real(d);
}

/* Takes `bytes` and what a value needs besides from the budget. */
static bool afford(size_t *budget, size_t bytes)
{
    if (*budget < bytes + VALUE_BYTES)
        return false;
    *budget -= bytes + VALUE_BYTES;
    return true;
}

static json_t *from_jv(jv value, size_t *budget, int depth);

static json_t *array_from_jv(jv value, size_t *budget, int depth)
{
    json_t *out = json_array();
    jv_array_foreach(value, i, item)
    {
        json_t *one = from_jv(item, budget, depth + 1);
        if (!one) {
            json_decref(out);
            return NULL;
        }
        json_array_append_new(out, one);
    }
    return out;
}

static json_t *object_from_jv(jv value, size_t *budget, int depth)
{
    json_t *out = json_object();
    bool good = true;
    for (int i = jv_object_iter(value); good && jv_object_iter_valid(value, i);
         i = jv_object_iter_next(value, i)) {
        jv key = jv_object_iter_key(value, i);
        json_t *one = from_jv(jv_object_iter_value(value, i), budget, depth + 1);
        good = one && afford(budget, (size_t)jv_string_length_bytes(jv_copy(key)));
        if (good)
            json_object_set(out, jv_string_value(key), one);
        json_decref(one);
        jv_free(key);
    }
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *string_from_jv(jv value, size_t *budget)
{
    size_t len = (size_t)jv_string_length_bytes(jv_copy(value));
    return afford(budget, len) ? json_stringn(jv_string_value(value), len) : NULL;
}

static json_t *from_jv(jv value, size_t *budget, int depth)
{
    json_t *out = NULL;
    bool good = depth <= JV_DEPTH_MAX && afford(budget, 0);
    switch (good ? jv_get_kind(value) : JV_KIND_INVALID) {
    case JV_KIND_ARRAY:
        out = array_from_jv(value, budget, depth);
        break;
    case JV_KIND_OBJECT:
        out = object_from_jv(value, budget, depth);
        break;
    case JV_KIND_STRING:
        out = string_from_jv(value, budget);
        break;
    case JV_KIND_NUMBER:
        out = number_from_jv(jv_number_value(value));
        break;
    case JV_KIND_TRUE:
        out = json_true();
        break;
    case JV_KIND_FALSE:
        out = json_false();
        break;
    case JV_KIND_NULL:
        out = json_null();
        break;
    case JV_KIND_INVALID:
        break;
    }
    jv_free(value);
    return out;
}

json_t *json_from_jv(jv value, size_t *budget)
{
    return from_jv(value, budget, 0);
}
