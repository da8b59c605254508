/* SPDX-License-Identifier: ISC */
/* Conversations as JSON. */
#include "base/json.h"
#include "base/mem.h"
#include "parse/exchange_private.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = FIRST_MAX + LAST_MAX + TELLING_MAX };

static const char *const phase_names[] = {"none", "trying", "done", "failed"};

static void set_text(json_t *object, const char *key, const char *value)
{
    json_object_set_new(object, key, value && *value ? json_string(value) : json_null());
}

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

uint64_t *exchange_matches(const struct exchange *x, size_t *count)
{
    struct spoken *kept = mem_array(KEPT_MAX, sizeof *kept);
    uint64_t *all = mem_array(x->count * KEPT_MAX + 1, sizeof *all);
    *count = 0;
    for (size_t i = 0; i < x->count; i++) {
        size_t n = messages_kept(&x->talks[i]->messages, kept);
        for (size_t k = 0; k < n; k++)
            all[(*count)++] = kept[k].match;
    }
    qsort(all, *count, sizeof *all, by_number);
    free(kept);
    return all;
}

/* The matches of one end and their numbers. */
struct source {
    const json_t *matches;
    const uint64_t *numbers;
    size_t count;
};

static json_t *message_json(const struct spoken *s, const struct source *from)
{
    const uint64_t *at =
        from->count ? bsearch(&s->match, from->numbers, from->count, sizeof *at, by_number) : NULL;
    if (!at)
        return NULL;
    const json_t *match = json_array_get(from->matches, (size_t)(at - from->numbers));
    const json_t *event = json_object_get(match, "event");
    json_t *m = json_object();
    json_object_set_new(m, "match", json_integer((json_int_t)(at - from->numbers)));
    json_object_set(m, "id", json_object_get(match, "id"));
    json_object_set(m, "line", json_object_get(match, "line"));
    json_object_set(m, "time", json_object_get(match, "time"));
    set_text(m, "kind", json_str(event, "kind", NULL));
    json_object_set_new(m, "phase", json_integer(json_int(event, "phase", 0)));
    set_text(m, "state", json_str(event, "state", NULL));
    set_text(m, "node", s->node.text);
    json_object_set(m, "text", json_object_get(match, "text"));
    return m;
}

static json_t *messages_json(const struct talk *t, const struct source *from)
{
    struct spoken *kept = mem_array(KEPT_MAX, sizeof *kept);
    size_t n = messages_kept(&t->messages, kept);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *m = message_json(&kept[i], from);
        if (m)
            json_array_append_new(list, m);
    }
    free(kept);
    return list;
}

static json_t *nodes_json(const struct talk *t)
{
    json_t *nodes = json_array();
    for (size_t i = 0; i < t->node_count; i++) {
        const struct node *n = &t->nodes[i];
        json_t *node = json_object();
        set_text(node, "node", n->id.text);
        set_text(node, "phase2", phase_names[n->phase]);
        set_text(node, "refused_by", n->refused_by.text);
        json_array_append_new(nodes, node);
    }
    return nodes;
}

static json_t *talk_json(const struct talk *t, const struct source *from)
{
    const struct node *last = t->node_count > 0 ? &t->nodes[t->node_count - 1] : NULL;
    if (t->ended > 0)
        last = &t->nodes[t->ended - 1];
    enum phase phase2 = last ? last->phase : NONE;
    bool stopped = t->phase1 != DONE || phase2 == TRYING || phase2 == FAILED;
    json_t *o = json_object(), *messages = messages_json(t, from);
    set_text(o, "key", t->key.text);
    set_text(o, "peer", t->peer.text);
    set_text(o, "role", t->role.text);
    set_text(o, "phase1", phase_names[t->phase1]);
    set_text(o, "phase2", phase_names[phase2]);
    set_text(o, "stopped_at", stopped ? t->state.text : NULL);
    set_text(o, "refused_by",
             t->phase1 == DONE && last ? last->refused_by.text : t->refused_by.text);
    json_object_set_new(o, "negotiations", nodes_json(t));
    if (json_array_size(messages) < t->heard)
        json_object_set_new(o, "left_out",
                            json_integer((json_int_t)(t->heard - json_array_size(messages))));
    json_object_set_new(o, "messages", messages);
    return o;
}

json_t *exchange_json(const struct exchange *x, const json_t *matches, const uint64_t *numbers)
{
    struct source from = {matches, numbers, json_array_size(matches)};
    json_t *out = json_array();
    for (size_t i = 0; i < x->count; i++)
        json_array_append_new(out, talk_json(x->talks[i], &from));
    return out;
}

static struct span member(const json_t *event, const char *key)
{
    const char *text = json_str(event, key, "");
    return (struct span){text, strlen(text)};
}

json_t *exchange_build(const json_t *matches)
{
    struct exchange *x = exchange_new();
    uint64_t *numbers = mem_array(json_array_size(matches) + 1, sizeof *numbers);
    size_t i;
    json_t *match;
    json_array_foreach(matches, i, match)
    {
        struct exchange_event ev;
        numbers[i] = i;
        if (exchange_event_read(&ev, match))
            exchange_add(x, &ev, i);
    }
    json_t *out = exchange_json(x, matches, numbers);
    free(numbers);
    exchange_free(x);
    return out;
}

bool exchange_event_read(struct exchange_event *ev, const json_t *match)
{
    const json_t *from = json_object_get(match, "event");
    *ev = (struct exchange_event){.kind = member(from, "kind"),
                                  .state = member(from, "state"),
                                  .role = member(from, "role"),
                                  .peer = member(from, "peer"),
                                  .key = member(from, "key"),
                                  .node = member(from, "node"),
                                  .by = member(from, "by"),
                                  .phase = (int)json_int(from, "phase", 0),
                                  .tells = json_is_string(json_object_get(match, "cause"))};
    return json_is_object(from);
}
