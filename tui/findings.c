/* SPDX-License-Identifier: ISC */
#include "tui/findings.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void findings_fini(struct findings *f)
{
    json_decref(f->causes);
    free(f->marks);
    *f = (struct findings){0};
}

/* The mark of one evidence record. False when it points to no line of a transcript. */
static bool to_mark(const json_t *evidence, struct mark *mark)
{
    const char *peer = json_str(evidence, "peer", "");
    long long block = json_int(evidence, "block", 0);
    long long line = json_int(evidence, "line", 0);
    if (block <= 0 || line < 0 || (strcmp(peer, "a") != 0 && strcmp(peer, "b") != 0))
        return false;
    mark->side = peer[0] == 'b' ? SIDE_B : SIDE_A;
    mark->place = (struct place){(uint64_t)block, (size_t)line};
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct mark *x = a;
    const struct mark *y = b;
    if (x->side != y->side)
        return x->side < y->side ? -1 : 1;
    if (x->place.block != y->place.block)
        return x->place.block < y->place.block ? -1 : 1;
    return (x->place.line > y->place.line) - (x->place.line < y->place.line);
}

static void add_marks(struct findings *f, const json_t *cause)
{
    size_t i;
    const json_t *evidence;
    json_array_foreach(json_object_get(cause, "evidence"), i, evidence)
    {
        struct mark mark;
        if (!to_mark(evidence, &mark))
            continue;
        f->marks = mem_grow(f->marks, f->mark_count, &f->mark_cap, sizeof *f->marks);
        f->marks[f->mark_count++] = mark;
    }
}

void findings_set(struct findings *f, const json_t *causes)
{
    size_t i;
    const json_t *cause;
    json_decref(f->causes);
    f->causes = causes ? json_deep_copy(causes) : json_array();
    f->mark_count = 0;
    json_array_foreach(f->causes, i, cause)
    {
        add_marks(f, cause);
    }
    if (f->mark_count)
        qsort(f->marks, f->mark_count, sizeof *f->marks, compare);
}

bool findings_marked(const struct findings *f, int side, struct place place)
{
    struct mark wanted = {side, place};
    return f->mark_count && bsearch(&wanted, f->marks, f->mark_count, sizeof *f->marks, compare);
}

static bool is_of_step(const json_t *cause, const char *id)
{
    return strcmp(json_str(cause, "step", ""), id) == 0;
}

static bool first_of_cause(const json_t *cause, int side, struct place *place)
{
    size_t i;
    const json_t *evidence;
    json_array_foreach(json_object_get(cause, "evidence"), i, evidence)
    {
        struct mark mark;
        if (to_mark(evidence, &mark) && mark.side == side) {
            *place = mark.place;
            return true;
        }
    }
    return false;
}

bool findings_first(const struct findings *f, int side, const char *id, struct place *place)
{
    size_t i;
    const json_t *cause;
    json_array_foreach(f->causes, i, cause)
    {
        if ((!id || is_of_step(cause, id)) && first_of_cause(cause, side, place))
            return true;
    }
    return id ? findings_first(f, side, NULL, place) : false;
}

json_t *findings_of_step(const struct findings *f, const char *id)
{
    size_t i;
    json_t *cause;
    json_t *own = json_array();
    json_array_foreach(f->causes, i, cause)
    {
        if (is_of_step(cause, id))
            json_array_append(own, cause);
    }
    return own;
}
