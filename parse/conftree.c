/* SPDX-License-Identifier: ISC */
#include "parse/conftree.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "parse/pattern.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 16 };

struct conftree_rules {
    struct pattern *sections, *inside, *verbatim; /* NULL: none */
};

/* Several patterns are tried as one. */
static struct pattern *read_list(const json_t *list, const char *where, struct err *e)
{
    struct buf text = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (!one)
            err_set(e, ERR_FORMAT, where, 0, "a pattern must be a string");
        buf_printf(&text, "%s(?:%s)", i > 0 ? "|" : "", one ? one : "");
    }
    struct pattern *p = text.len > 0 ? pattern_new(buf_str(&text), false, where, e) : NULL;
    buf_fini(&text);
    return p;
}

struct conftree_rules *conftree_rules_load(const char *file, struct err *e)
{
    struct err bad = {0};
    json_t *root = json_read(file, NULL, e);
    if (!root)
        return NULL;
    struct conftree_rules *r = mem_alloc(sizeof *r);
    const char *verbatim = json_str(root, "verbatim", NULL);
    r->sections = read_list(json_object_get(root, "sections"), file, &bad);
    r->inside = read_list(json_object_get(root, "inside"), file, &bad);
    if (verbatim)
        r->verbatim = pattern_new(verbatim, false, file, &bad);
    json_decref(root);
    if (bad.code == ERR_NONE)
        return r;
    if (e)
        *e = bad;
    conftree_rules_free(r);
    return NULL;
}

void conftree_rules_free(struct conftree_rules *r)
{
    if (!r)
        return;
    pattern_free(r->sections);
    pattern_free(r->inside);
    pattern_free(r->verbatim);
    free(r);
}

/* What is open while the lines go by; the nodes belong to the tree. */
struct reader {
    const struct conftree_rules *rules;
    json_t *top;
    struct {
        json_t *node;
        size_t indent;
    } open[MAX_DEPTH];
    size_t depth;
    json_t *section; /* the last line that fits "sections" */
    char *until;     /* what ends verbatim text, or NULL */
    struct err *e;
};

static int fits(const struct pattern *p, const struct span *s, struct err *e)
{
    return p ? pattern_find(p, s->at, s->len, 0, e) : 0;
}

static json_t *add_node(json_t *list, const struct span *s, size_t number)
{
    /* Bytes that are no UTF-8 are shown, not kept: names and addresses are ASCII. */
    struct buf shown = {0};
    text_visible(&shown, s->at, s->len);
    json_t *node = json_pack("{s:s, s:I, s:I, s:[]}", "line", buf_str(&shown), "at",
                             (json_int_t)number, "last", (json_int_t)number, "in");
    buf_fini(&shown);
    json_array_append_new(list, node);
    return node;
}

static json_t *below(json_t *node)
{
    return json_object_get(node, "in");
}

static void reaches(json_t *node, size_t number)
{
    json_object_set_new(node, "last", json_integer((json_int_t)number));
}

/* A line with this indentation: where it goes. */
static json_t *place(struct reader *r, const struct span *s, size_t indent, int *rc)
{
    while (r->depth > 0 && r->open[r->depth - 1].indent >= indent)
        r->depth--;
    *rc = 0;
    if (r->depth > 0)
        return below(r->open[r->depth - 1].node);
    if (r->section && (*rc = fits(r->rules->inside, s, r->e)) > 0)
        return below(r->section);
    return r->top;
}

static int take_line(struct reader *r, const struct span *whole, size_t number)
{
    struct span s = *whole;
    int rc;
    while (s.len > 0 && (*s.at == ' ' || *s.at == '\t'))
        s.at++, s.len--;
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    size_t indent = (size_t)(s.at - whole->at);
    if (s.len == 0)
        return ERR_NONE;
    if (*s.at == '!') {
        if (indent == 0) {
            r->depth = 0;
            r->section = NULL;
        }
        return ERR_NONE;
    }
    json_t *list = place(r, &s, indent, &rc);
    if (rc < 0)
        return rc;
    json_t *node = add_node(list, &s, number);
    for (size_t i = 0; i < r->depth; i++)
        reaches(r->open[i].node, number);
    if (r->depth == 0 && list != r->top) {
        reaches(r->section, number);
        return ERR_NONE;
    }
    if (r->depth < MAX_DEPTH) {
        r->open[r->depth].node = node;
        r->open[r->depth++].indent = indent;
    }
    /* What is indented has its own lines by their indentation. */
    if (list != r->top)
        return ERR_NONE;
    rc = fits(r->rules->sections, &s, r->e);
    r->section = rc > 0 ? node : NULL;
    return rc < 0 ? rc : ERR_NONE;
}

/* Verbatim text is left out, its first line is kept. */
static int skip_or_take(struct reader *r, const struct span *s, size_t number)
{
    if (r->until) {
        if (memmem(s->at, s->len, r->until, strlen(r->until))) {
            free(r->until);
            r->until = NULL;
        }
        return ERR_NONE;
    }
    int rc = fits(r->rules->verbatim, s, r->e);
    if (rc < 0)
        return rc;
    if (rc > 0) {
        struct span end = pattern_group(r->rules->verbatim, s->at, "end");
        size_t after = end.at ? (size_t)(end.at - s->at) + end.len : s->len;
        if (end.at && !memmem(s->at + after, s->len - after, end.at, end.len))
            r->until = mem_ndup(end.at, end.len);
    }
    return take_line(r, s, number);
}

json_t *conftree_parse(const struct conftree_rules *rules, const char *text, size_t len,
                       struct err *e)
{
    struct reader r = {.rules = rules, .top = json_array(), .e = e};
    const char *pos = text;
    struct span line;
    size_t number = 0;
    int rc = ERR_NONE;
    while (rc == ERR_NONE && text_next_line(&pos, text + len, &line))
        rc = skip_or_take(&r, &line, ++number);
    free(r.until);
    if (rc == ERR_NONE)
        return r.top;
    json_decref(r.top);
    return NULL;
}
