/* SPDX-License-Identifier: ISC */
/* Rows with their lines, and the merge of the tables of several templates on the Key columns. */
#include "parse/index_internal.h"

#include <string.h>

static json_t *span_json(const struct textfsm_result *r, size_t row)
{
    const struct textfsm *t = r->template;
    int first;
    int last;
    json_t *fields = json_object();
    textfsm_row_lines(r, row, &first, &last);
    for (size_t i = 0; i < t->value_count; i++) {
        int line = textfsm_value_line(r, row, i);
        if (line > 0)
            json_object_set_new(fields, t->values[i].key, json_integer(line));
    }
    return json_pack("{s:i, s:i, s:o}", "first", first, "last", last, "fields", fields);
}

void reply_table_init(struct reply_table *x, const struct textfsm_result *r)
{
    const struct textfsm *t = r->template;
    *x = (struct reply_table){textfsm_result_json(r), json_array(), json_object(), json_array()};
    for (size_t i = 0; i < r->row_count; i++)
        json_array_append_new(x->spans, span_json(r, i));
    for (size_t i = 0; i < t->value_count; i++) {
        json_object_set_new(x->columns, t->values[i].key, json_null());
        if (textfsm_value_is_key(t, i))
            json_array_append_new(x->keys, json_string(t->values[i].key));
    }
}

void reply_table_fini(struct reply_table *x)
{
    json_decref(x->rows);
    json_decref(x->spans);
    json_decref(x->columns);
    json_decref(x->keys);
    *x = (struct reply_table){0};
}

static long long member(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* Give row `i` of `x` what row `j` of `more` has in the columns that `x` lacked. */
static void merge_row(struct reply_table *x, size_t i, const struct reply_table *more, size_t j)
{
    json_t *row = json_array_get(x->rows, i);
    json_t *span = json_array_get(x->spans, i);
    json_t *lines = json_object_get(span, "fields");
    json_t *from = json_array_get(more->rows, j);
    json_t *from_span = json_array_get(more->spans, j);
    json_t *from_lines = json_object_get(from_span, "fields");
    const char *key;
    json_t *value;
    json_object_foreach(from, key, value)
    {
        if (json_object_get(x->columns, key))
            continue;
        json_object_set(row, key, value);
        if (json_object_get(from_lines, key))
            json_object_set(lines, key, json_object_get(from_lines, key));
    }
    if (member(from_span, "first") < member(span, "first"))
        json_object_set(span, "first", json_object_get(from_span, "first"));
    if (member(from_span, "last") > member(span, "last"))
        json_object_set(span, "last", json_object_get(from_span, "last"));
}

/* In the keys that both have. */
static bool keys_agree(const json_t *keys, const json_t *a, const json_t *b)
{
    size_t i;
    json_t *key;
    json_array_foreach(keys, i, key)
    {
        const json_t *one = json_object_get(a, json_string_value(key));
        const json_t *other = json_object_get(b, json_string_value(key));
        if (one && other && !json_equal(one, other))
            return false;
    }
    return true;
}

/* The row of `more` for row `i` of `x`: by the keys, else by its number. SIZE_MAX for none. */
static size_t find_partner(const struct reply_table *x, size_t i, const struct reply_table *more)
{
    size_t count = json_array_size(more->rows);
    if (json_array_size(x->keys) == 0)
        return i < count ? i : SIZE_MAX;
    for (size_t j = 0; j < count; j++)
        if (keys_agree(x->keys, json_array_get(x->rows, i), json_array_get(more->rows, j)))
            return j;
    return SIZE_MAX;
}

static void fill_missing(json_t *row, const struct reply_table *more)
{
    const char *key;
    json_t *value;
    json_object_foreach(more->columns, key, value)
    {
        if (!json_object_get(row, key))
            json_object_set_new(row, key, json_string(""));
    }
}

/* A key that a table lacks, NULL when it has all. Borrowed. */
static const char *missing_key(const json_t *keys, const json_t *columns)
{
    size_t i;
    json_t *key;
    json_array_foreach(keys, i, key)
    {
        if (!json_object_get(columns, json_string_value(key)))
            return json_string_value(key);
    }
    return NULL;
}

/*
 * A key that one template lacks is a mistake only where rows would be joined on it: a reply may not
 * have the part that the other template reads.
 */
int reply_table_merge(struct reply_table *x, const struct reply_table *more, const char *where,
                      struct err *e)
{
    if (json_array_size(x->keys) == 0)
        json_array_extend(x->keys, more->keys);
    const char *missing = missing_key(x->keys, x->columns);
    missing = missing ? missing : missing_key(x->keys, more->columns);
    for (size_t i = 0; i < json_array_size(x->rows); i++) {
        size_t j = find_partner(x, i, more);
        if (j != SIZE_MAX && missing)
            return err_set(e, ERR_FORMAT, where, 0,
                           "Templates that are merged must all have the Key value \"%s\".",
                           missing);
        if (j != SIZE_MAX)
            merge_row(x, i, more, j);
        fill_missing(json_array_get(x->rows, i), more);
    }
    json_object_update_missing(x->columns, more->columns);
    return ERR_NONE;
}
