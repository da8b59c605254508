/* SPDX-License-Identifier: ISC */
#include "walk/facts.h"

#include "base/json.h"
#include "base/mem.h"
#include "parse/digest.h"
#include "walk/safe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct facts {
    json_t *doc;
};

static const char *const SIDE_NAMES[] = {"a", "b"};

const char *facts_side_name(int side)
{
    return SIDE_NAMES[side];
}

int facts_side(const char *name)
{
    for (int side = 0; name && side < 2; side++)
        if (strcmp(name, SIDE_NAMES[side]) == 0)
            return side;
    return -1;
}

struct facts *facts_new(const json_t *vars)
{
    struct facts *f = mem_alloc(sizeof *f);
    json_t *own = vars ? json_deep_copy(vars) : json_object();
    f->doc = json_pack("{s:{s:{}}, s:{s:{}}, s:o, s:[]}", "a", "_status", "b", "_status", "vars",
                       own, "causes");
    return f;
}

void facts_free(struct facts *f)
{
    if (!f)
        return;
    json_decref(f->doc);
    free(f);
}

json_t *facts_document(const struct facts *f)
{
    return f->doc;
}

static json_t *side_of(const struct facts *f, int side)
{
    return json_object_get(f->doc, SIDE_NAMES[side]);
}

json_t *facts_view(const struct facts *f, int side)
{
    json_t *view = json_copy(f->doc);
    json_object_set(view, "me", side_of(f, side));
    json_object_set(view, "peer", side_of(f, 1 - side));
    return view;
}

void facts_set_hostname(struct facts *f, int side, const char *hostname)
{
    json_object_set_new(side_of(f, side), "hostname", safe_string(hostname));
}

void facts_set_absent(struct facts *f, int side)
{
    json_object_set_new(side_of(f, side), "absent", json_true());
    facts_set_hostname(f, side, "the other end");
}

bool facts_is_absent(const json_t *doc, int side)
{
    return json_is_true(json_object_get(json_object_get(doc, SIDE_NAMES[side]), "absent"));
}

/* Rows are never changed in place, so that they can be shared. */
static json_t *copy_side(const json_t *side)
{
    json_t *copy = json_copy((json_t *)side);
    json_object_set_new(copy, "_status", json_copy(json_object_get(side, "_status")));
    return copy;
}

json_t *facts_keep(const struct facts *f)
{
    return json_pack("{s:o, s:o}", SIDE_NAMES[0], copy_side(side_of(f, 0)), SIDE_NAMES[1],
                     copy_side(side_of(f, 1)));
}

void facts_restore(struct facts *f, const json_t *kept)
{
    for (int side = 0; side < 2; side++)
        json_object_set_new(f->doc, SIDE_NAMES[side],
                            copy_side(json_object_get(kept, SIDE_NAMES[side])));
}

void facts_set_causes(struct facts *f, json_t *causes)
{
    json_object_set(f->doc, "causes", causes);
}

void facts_set_tunnel(struct facts *f, const json_t *candidate)
{
    json_t *vars = json_object_get(f->doc, "vars");
    for (int side = 0; side < 2; side++) {
        json_t *end = json_object_get(candidate, SIDE_NAMES[side]);
        if (end)
            json_object_set(side_of(f, side), "tunnel", end);
        else
            json_object_del(side_of(f, side), "tunnel");
    }
    json_t *label = json_object_get(candidate, "label");
    if (label)
        json_object_set(vars, "tunnel", label);
    else
        json_object_del(vars, "tunnel");
}

static void set_status(struct facts *f, int side, const char *name, const char *status)
{
    json_t *all = json_object_get(side_of(f, side), "_status");
    json_object_set_new(all, name, json_string(status));
}

/* Put rows in place, taking the reference; what was there is kept as NAME_before. */
static void replace(struct facts *f, int side, const char *name, json_t *rows)
{
    json_t *facts = side_of(f, side), *old = json_object_get(facts, name);
    if (old) {
        char *before = mem_printf("%s_before", name);
        json_object_set(facts, before, old);
        free(before);
    }
    json_object_set_new(facts, name, rows);
}

/* Add rows behind those of other commands; a command that ran before takes its old rows back. */
static void append(struct facts *f, const struct facts_source *from, json_t *rows)
{
    const json_t *old = json_object_get(side_of(f, from->side), from->name);
    json_t *all = json_array();
    for (size_t i = 0; i < json_array_size(old); i++) {
        json_t *row = json_array_get(old, i);
        const char *command = json_str(json_object_get(row, "_at"), "command", "");
        if (strcmp(command, from->command) != 0)
            json_array_append(all, row);
    }
    json_array_extend(all, rows);
    json_decref(rows);
    json_object_set_new(side_of(f, from->side), from->name, all);
}

void facts_fail(struct facts *f, int side, const char *name)
{
    json_object_del(side_of(f, side), name);
    set_status(f, side, name, reply_status_name(REPLY_STATUS_ERROR));
}

/* The line of each field, counted from the beginning of the block. */
static json_t *field_lines(const json_t *fields, size_t before)
{
    json_t *out = json_object();
    const char *name;
    json_t *line;
    json_object_foreach((json_t *)fields, name, line)
    {
        json_object_set_new(out, name, json_integer(json_integer_value(line) + (json_int_t)before));
    }
    return out;
}

static json_t *place(const struct facts_source *from, const json_t *span)
{
    json_int_t before = (json_int_t)from->before;
    return json_pack("{s:s, s:I, s:s*, s:I, s:I, s:o}", "peer", SIDE_NAMES[from->side], "block",
                     (json_int_t)from->block, "command", from->command, "first",
                     json_int(span, "first", 1) + before, "last",
                     json_int(span, "last", 1) + before, "fields",
                     field_lines(json_object_get(span, "fields"), from->before));
}

static void put_rows(struct facts *f, const struct facts_source *from, const struct parsed_reply *r)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(r->rows); i++) {
        json_t *row = json_copy(json_array_get(r->rows, i));
        json_object_set_new(row, "_at", place(from, json_array_get(r->spans, i)));
        json_array_append_new(rows, row);
    }
    set_status(f, from->side, from->name, reply_status_name(r->status));
    if (from->append)
        append(f, from, rows);
    else
        replace(f, from->side, from->name, rows);
}

int facts_take_reply(struct facts *f, struct template_index *ix, const struct facts_source *from,
                     const char *text, size_t len, struct err *e)
{
    struct parsed_reply r = {0};
    int rc = parsed_reply_init(&r, ix, from->command, text, len, e);
    if (rc == ERR_NONE && r.status == REPLY_STATUS_ERROR)
        rc = err_set(e, ERR_FORMAT, "", 0, "the reply to \"%s\" is an error", from->command);
    if (rc == ERR_NONE)
        put_rows(f, from, &r);
    else
        facts_fail(f, from->side, from->name);
    parsed_reply_fini(&r);
    return rc;
}

/* All texts of a side and the number of the first line of each, as the digest counts. */
struct heard {
    int side;
    const struct heard_text *texts;
    const size_t *first;
    size_t count;
};

/* Where line n of all texts stands in the transcript. */
static struct heard_line stands(const struct heard *h, size_t n)
{
    size_t i = h->count - 1;
    while (i > 0 && h->first[i] > n)
        i--;
    const struct heard_text *t = &h->texts[i];
    size_t k = n - h->first[i];
    if (k < t->count)
        return t->lines[k];
    struct heard_line last = t->lines[t->count - 1];
    return (struct heard_line){last.block, last.line + k - (t->count - 1)};
}

/* Turn "line" and "last" of the heard texts into a place in the transcript. */
static void locate(json_t *match, const struct heard *h)
{
    size_t first = (size_t)json_int(match, "line", 1), last = (size_t)json_int(match, "last", 0);
    struct heard_line a = stands(h, first), b = stands(h, last > first ? last : first);
    json_object_set_new(match, "_at",
                        json_pack("{s:s, s:I, s:I, s:I, s:{}}", "peer", SIDE_NAMES[h->side],
                                  "block", (json_int_t)a.block, "first", (json_int_t)a.line, "last",
                                  (json_int_t)(b.block == a.block ? b.line : a.line), "fields"));
}

static void locate_all(const struct digest_result *r, const struct heard *h)
{
    size_t i, k;
    json_t *match, *talk;
    json_array_foreach(r->matches, i, match)
    {
        locate(match, h);
    }
    json_array_foreach(r->exchange, i, talk)
    {
        json_array_foreach(json_object_get(talk, "messages"), k, match)
        {
            locate(match, h);
        }
    }
}

void facts_take_heard(struct facts *f, const struct signature_set *s, int side, const char *name,
                      const struct heard_text *texts, size_t count)
{
    struct digest *d = digest_new(s);
    size_t *first = mem_array(count + 1, sizeof *first);
    struct heard h = {side, texts, first, count};
    first[0] = 1;
    for (size_t i = 0; i < count; i++)
        first[i + 1] = 1 + digest_add(d, texts[i].text, texts[i].len);
    struct digest_result r = digest_result(d);
    if (count > 0)
        locate_all(&r, &h);
    set_status(f, side, name, json_array_size(r.matches) ? "ok" : "empty");
    replace(f, side, name, r.matches);
    json_object_set_new(side_of(f, side), "exchange", r.exchange);
    json_object_set_new(side_of(f, side), "heard", r.heard);
    free(first);
    digest_free(d);
}
