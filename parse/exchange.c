/* SPDX-License-Identifier: ISC */
/*
 * Events are placed one after the other. A numbered event goes to the conversation of that number;
 * a number never seen before belongs to a conversation that began without one. An event that names
 * neither number nor peer continues the conversation before it, since a device works on one packet
 * at a time.
 */
#include "parse/exchange.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum phase { NONE, TRYING, DONE, FAILED };

static const char *const phase_names[] = {"none", "trying", "done", "failed"};

/* One negotiation of phase 2. */
struct node {
    const char *id; /* borrowed from the event, or NULL */
    enum phase phase;
    const char *refused_by;
};

struct talk {
    const char *key, *peer, *role; /* borrowed from events, or NULL */
    const char *state;
    const char *refused_by;
    enum phase phase1;
    bool begun;     /* its first packet was seen */
    bool processed; /* something else than that was seen */
    bool deleted;
    struct node *nodes;
    size_t node_count, node_cap;
    size_t node;    /* the one that events without a number belong to */
    size_t ended;   /* 1 + index of the one that came to an end last, 0 for none */
    size_t touched; /* when the last event came */
    json_t *messages;
};

struct exchange {
    struct talk *talks;
    size_t count, cap;
    size_t current; /* index of the talk of the last event; count for none */
    size_t clock;
};

struct event {
    const char *kind, *state, *role, *peer, *key, *node, *by;
    int phase;
    bool unnumbered; /* it says that there is no number yet */
};

static bool is(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool either(const char *word, const char *a, const char *b, const char *c)
{
    return is(word, a) || is(word, b) || is(word, c);
}

static struct event read_event(const json_t *from)
{
    struct event ev = {.kind = json_str(from, "kind", ""),
                       .state = json_str(from, "state", NULL),
                       .role = json_str(from, "role", NULL),
                       .peer = json_str(from, "peer", NULL),
                       .key = json_str(from, "key", NULL),
                       .node = json_str(from, "node", NULL),
                       .by = json_str(from, "by", NULL),
                       .phase = (int)json_int(from, "phase", 0)};
    if (is(ev.key, "0")) {
        ev.unnumbered = true;
        ev.key = NULL;
    }
    if (is(ev.node, "0")) /* phase 1 uses the same words with number 0 */
        ev.node = NULL;
    return ev;
}

/* ---- which conversation -------------------------------------------------------------------- */

static size_t new_talk(struct exchange *x)
{
    x->talks = mem_grow(x->talks, x->count, &x->cap, sizeof *x->talks);
    x->talks[x->count] = (struct talk){.messages = json_array()};
    return x->count++;
}

static bool begins(const struct event *ev)
{
    return is(ev->kind, "begin") && ev->phase == 1;
}

/* May an event of this peer belong to the talk? */
static bool peer_fits(const struct talk *t, const char *peer)
{
    return !t->peer || !peer || strcmp(t->peer, peer) == 0;
}

/* Does this event say that a talk of the same number is over and another one takes it up? */
static bool taken_over(const struct talk *t, const struct event *ev)
{
    if (begins(ev) && (t->phase1 == DONE || t->phase1 == FAILED || t->deleted))
        return true;
    bool packet = is(ev->kind, "begin") || is(ev->kind, "send") || is(ev->kind, "receive");
    return packet && !peer_fits(t, ev->peer);
}

/*
 * The talk that began without a number and gets one now: the oldest of which no more than the first
 * packet was seen, else the one that was spoken of last. x->count for none.
 */
static size_t nameless(const struct exchange *x, const char *peer, bool first_only)
{
    size_t found = x->count;
    for (size_t i = 0; i < x->count; i++) {
        const struct talk *t = &x->talks[i];
        if (t->key || t->deleted || !peer_fits(t, peer))
            continue;
        if (!t->processed && t->begun)
            return i;
        if (!first_only && (found == x->count || t->touched > x->talks[found].touched))
            found = i;
    }
    return found;
}

static size_t place_numbered(struct exchange *x, const struct event *ev)
{
    size_t i = x->count;
    while (i > 0 && !is(x->talks[i - 1].key, ev->key))
        i--;
    if (i > 0 && !taken_over(&x->talks[i - 1], ev))
        return i - 1;
    size_t waiting = nameless(x, ev->peer, i > 0);
    return waiting < x->count ? waiting : new_talk(x);
}

/* The talk with this peer that was spoken of last, numbered or not. */
static size_t latest_with(const struct exchange *x, const char *peer, bool unnumbered)
{
    size_t found = x->count;
    for (size_t i = 0; i < x->count; i++) {
        const struct talk *t = &x->talks[i];
        if ((unnumbered && t->key) || t->deleted || !peer_fits(t, peer))
            continue;
        if (found == x->count || t->touched > x->talks[found].touched)
            found = i;
    }
    return found;
}

static size_t place(struct exchange *x, const struct event *ev)
{
    size_t i = x->count;
    if (ev->key)
        return place_numbered(x, ev);
    if (begins(ev)) { /* without a role it may as well be the answer to what began before */
        i = latest_with(x, ev->peer, true);
        bool joins = i < x->count && (!x->talks[i].begun || !ev->role);
        return joins && !taken_over(&x->talks[i], ev) ? i : new_talk(x);
    }
    if (ev->unnumbered)
        i = latest_with(x, ev->peer, true);
    if (i == x->count && x->current < x->count && peer_fits(&x->talks[x->current], ev->peer))
        i = x->current;
    if (i == x->count && ev->peer)
        i = latest_with(x, ev->peer, false);
    return i < x->count ? i : new_talk(x);
}

/* ---- what it changes ----------------------------------------------------------------------- */

static struct node *node_of(struct talk *t, const char *id, bool starts)
{
    for (size_t i = 0; i < t->node_count; i++)
        if (is(t->nodes[i].id, id)) {
            t->node = i;
            return &t->nodes[i];
        }
    if (!id && t->node_count > 0)
        return &t->nodes[t->node];
    if (!starts)
        return NULL;
    if (id && t->node_count > 0 && !t->nodes[t->node].id && t->nodes[t->node].phase == TRYING) {
        t->nodes[t->node].id = id; /* it began without telling its number */
        return &t->nodes[t->node];
    }
    t->nodes = mem_grow(t->nodes, t->node_count, &t->node_cap, sizeof *t->nodes);
    t->nodes[t->node_count] = (struct node){.id = id};
    t->node = t->node_count++;
    return &t->nodes[t->node];
}

/* What an event makes of a phase it belongs to. */
static enum phase next_phase(enum phase now, const struct event *ev)
{
    bool refusal = is(ev->kind, "error") || (is(ev->kind, "notify") && ev->by);
    if (now == DONE)
        return DONE;
    if (is(ev->kind, "done"))
        return DONE;
    if (refusal)
        return FAILED;
    if (is(ev->kind, "delete"))
        return now == TRYING ? FAILED : now;
    return now == NONE ? TRYING : now;
}

static void change_phase1(struct talk *t, const struct event *ev)
{
    enum phase before = t->phase1;
    t->phase1 = next_phase(before, ev);
    if (t->phase1 == FAILED && before != FAILED)
        t->refused_by = ev->by ? ev->by : is(ev->kind, "error") ? "self" : NULL;
    if (t->phase1 == DONE && before != DONE)
        t->refused_by = NULL;
}

static void change_phase2(struct talk *t, const struct event *ev)
{
    /* packets of a ready conversation need not be a negotiation */
    bool starts = !either(ev->kind, "send", "receive", "state") && !is(ev->kind, "delete");
    struct node *n = node_of(t, ev->node, starts);
    t->phase1 = DONE;
    if (!n)
        return;
    enum phase before = n->phase;
    n->phase = next_phase(before, ev);
    if (n->phase == FAILED && before != FAILED)
        n->refused_by = ev->by ? ev->by : is(ev->kind, "error") ? "self" : NULL;
    if (n->phase == DONE)
        n->refused_by = NULL;
    if (n->phase != before && (n->phase == DONE || n->phase == FAILED))
        t->ended = 1 + (size_t)(n - t->nodes);
}

static void apply(struct exchange *x, size_t i, const struct event *ev)
{
    struct talk *t = &x->talks[i];
    if (ev->key && !t->key)
        t->key = ev->key;
    if (ev->peer && !t->peer)
        t->peer = ev->peer;
    if (ev->role && !t->role)
        t->role = ev->role;
    if (ev->state)
        t->state = ev->state;
    if (begins(ev))
        t->begun = true;
    else
        t->processed = true;
    if (ev->phase == 1)
        change_phase1(t, ev);
    else if (ev->phase == 2)
        change_phase2(t, ev);
    if (is(ev->kind, "delete") && ev->phase == 1)
        t->deleted = true;
    t->touched = ++x->clock;
    x->current = i;
}

/* ---- what comes out ------------------------------------------------------------------------ */

static void set_text(json_t *object, const char *key, const char *value)
{
    json_object_set_new(object, key, value ? json_string(value) : json_null());
}

static void add_message(struct talk *t, const json_t *match, size_t index, const struct event *ev)
{
    json_t *m = json_object();
    const char *node = ev->node;
    if (!node && ev->phase == 2 && t->node_count > 0)
        node = t->nodes[t->node].id;
    json_object_set_new(m, "match", json_integer((json_int_t)index));
    json_object_set(m, "id", json_object_get(match, "id"));
    json_object_set(m, "line", json_object_get(match, "line"));
    json_object_set(m, "time", json_object_get(match, "time"));
    set_text(m, "kind", ev->kind);
    json_object_set_new(m, "phase", json_integer(ev->phase));
    set_text(m, "state", ev->state);
    set_text(m, "node", node);
    json_object_set(m, "text", json_object_get(match, "text"));
    json_array_append_new(t->messages, m);
}

static json_t *talk_json(const struct talk *t)
{
    json_t *nodes = json_array();
    const struct node *last = NULL;
    for (size_t i = 0; i < t->node_count; i++) {
        const struct node *n = &t->nodes[i];
        json_t *node = json_object();
        set_text(node, "node", n->id);
        set_text(node, "phase2", phase_names[n->phase]);
        set_text(node, "refused_by", n->refused_by);
        json_array_append_new(nodes, node);
        last = n;
    }
    if (t->ended > 0)
        last = &t->nodes[t->ended - 1];
    enum phase phase2 = last ? last->phase : NONE;
    bool stopped = t->phase1 != DONE || phase2 == TRYING || phase2 == FAILED;
    json_t *o = json_object();
    set_text(o, "key", t->key);
    set_text(o, "peer", t->peer);
    set_text(o, "role", t->role);
    set_text(o, "phase1", phase_names[t->phase1]);
    set_text(o, "phase2", phase_names[phase2]);
    set_text(o, "stopped_at", stopped ? t->state : NULL);
    set_text(o, "refused_by", t->phase1 == DONE && last ? last->refused_by : t->refused_by);
    json_object_set_new(o, "negotiations", nodes);
    json_object_set(o, "messages", t->messages);
    return o;
}

json_t *exchange_build(const json_t *matches)
{
    struct exchange x = {0};
    json_t *out = json_array();
    size_t i;
    json_t *match;
    json_array_foreach(matches, i, match)
    {
        const json_t *from = json_object_get(match, "event");
        if (!json_is_object(from))
            continue;
        struct event ev = read_event(from);
        size_t k = place(&x, &ev);
        apply(&x, k, &ev);
        add_message(&x.talks[k], match, i, &ev);
    }
    for (i = 0; i < x.count; i++) {
        json_array_append_new(out, talk_json(&x.talks[i]));
        json_decref(x.talks[i].messages);
        free(x.talks[i].nodes);
    }
    free(x.talks);
    return out;
}
