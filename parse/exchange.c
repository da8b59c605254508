/* SPDX-License-Identifier: ISC */
/*
 * Events are placed one after the other. A numbered event goes to the conversation of that number;
 * a number never seen before belongs to a conversation that began without one. An event that names
 * neither number nor peer continues the conversation before it, since a device works on one packet
 * at a time.
 */
#include "parse/exchange.h"

#include "base/mem.h"
#include "parse/exchange_private.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool none(const struct word *w)
{
    return !w->text[0];
}

static bool is(struct span s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.at, word, s.len) == 0;
}

static bool either(struct span s, const char *a, const char *b, const char *c)
{
    return is(s, a) || is(s, b) || is(s, c);
}

/* Two of nothing are not the same. */
static bool same(const struct word *w, struct span s)
{
    return s.len > 0 && *s.at == w->text[0] && strncmp(w->text, s.at, s.len) == 0 &&
           w->text[s.len] == '\0';
}

static struct word word_of(struct span s)
{
    struct word w;
    if (s.len > 0)
        memcpy(w.text, s.at, s.len);
    w.text[s.len] = '\0';
    return w;
}

/* An event as it is kept: its texts fit into words. */
struct event {
    struct span kind, state, role, peer, key, node, by;
    int phase;
    bool unnumbered; /* it says that there is no number yet */
};

static struct span fitting(struct span s)
{
    return (struct span){s.at, s.len < WORD_SIZE ? s.len : WORD_SIZE - 1};
}

static struct event read_event(const struct exchange_event *from)
{
    static const struct span nothing = {NULL, 0};
    struct event ev = {.kind = from->kind,
                       .state = fitting(from->state),
                       .role = fitting(from->role),
                       .peer = fitting(from->peer),
                       .key = fitting(from->key),
                       .node = fitting(from->node),
                       .by = fitting(from->by),
                       .phase = from->phase,
                       .unnumbered = is(from->key, "0")};
    if (ev.unnumbered)
        ev.key = nothing;
    if (is(ev.node, "0")) /* phase 1 uses the same words with number 0 */
        ev.node = nothing;
    return ev;
}

/* ---- which conversation -------------------------------------------------------------------- */

/* What is long is not cleared: it is read up to its counts. */
static size_t new_talk(struct exchange *x)
{
    if (x->count == TALKS_MAX)
        exchange_thin(x);
    struct talk *t = mem_resize(NULL, sizeof *t);
    memset(t, 0, offsetof(struct talk, messages) + offsetof(struct messages, first));
    x->talks[x->count] = t;
    x->counted.conversations++;
    return x->count++;
}

static bool begins(const struct event *ev)
{
    return is(ev->kind, "begin") && ev->phase == 1;
}

/* May an event of this peer belong to the talk? */
static bool peer_fits(const struct talk *t, struct span peer)
{
    return none(&t->peer) || peer.len == 0 || same(&t->peer, peer);
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
static size_t nameless(const struct exchange *x, struct span peer, bool first_only)
{
    size_t found = x->count;
    for (size_t i = 0; i < x->count; i++) {
        const struct talk *t = x->talks[i];
        if (!none(&t->key) || t->deleted || !peer_fits(t, peer))
            continue;
        if (!t->processed && t->begun)
            return i;
        if (!first_only && (found == x->count || t->touched > x->talks[found]->touched))
            found = i;
    }
    return found;
}

static size_t place_numbered(struct exchange *x, const struct event *ev)
{
    size_t i = x->count;
    while (i > 0 && !same(&x->talks[i - 1]->key, ev->key))
        i--;
    if (i > 0 && !taken_over(x->talks[i - 1], ev))
        return i - 1;
    size_t waiting = nameless(x, ev->peer, i > 0);
    return waiting < x->count ? waiting : new_talk(x);
}

/* The talk with this peer that was spoken of last, numbered or not. */
static size_t latest_with(const struct exchange *x, struct span peer, bool unnumbered)
{
    size_t found = x->count;
    for (size_t i = 0; i < x->count; i++) {
        const struct talk *t = x->talks[i];
        if ((unnumbered && !none(&t->key)) || t->deleted || !peer_fits(t, peer))
            continue;
        if (found == x->count || t->touched > x->talks[found]->touched)
            found = i;
    }
    return found;
}

static size_t place(struct exchange *x, const struct event *ev)
{
    size_t i = x->count;
    if (ev->key.len > 0)
        return place_numbered(x, ev);
    if (begins(ev)) { /* without a role it may as well be the answer to what began before */
        i = latest_with(x, ev->peer, true);
        bool joins = i < x->count && (!x->talks[i]->begun || ev->role.len == 0);
        return joins && !taken_over(x->talks[i], ev) ? i : new_talk(x);
    }
    if (ev->unnumbered)
        i = latest_with(x, ev->peer, true);
    if (i == x->count && x->current < x->count && peer_fits(x->talks[x->current], ev->peer))
        i = x->current;
    if (i == x->count && ev->peer.len > 0)
        i = latest_with(x, ev->peer, false);
    return i < x->count ? i : new_talk(x);
}

/* ---- what it changes ----------------------------------------------------------------------- */

/* Room for another negotiation: the oldest half goes. */
static void forget_nodes(struct talk *t)
{
    size_t gone = NODES_MAX / 2;
    memmove(t->nodes, t->nodes + gone, (NODES_MAX - gone) * sizeof t->nodes[0]);
    t->node_count -= gone;
    t->node = t->node > gone ? t->node - gone : 0;
    t->ended = t->ended > gone ? t->ended - gone : 0;
}

static struct node *node_of(struct talk *t, struct span id, bool starts)
{
    for (size_t i = 0; i < t->node_count; i++)
        if (same(&t->nodes[i].id, id)) {
            t->node = i;
            return &t->nodes[i];
        }
    if (id.len == 0 && t->node_count > 0)
        return &t->nodes[t->node];
    if (!starts)
        return NULL;
    if (id.len > 0 && t->node_count > 0 && none(&t->nodes[t->node].id) &&
        t->nodes[t->node].phase == TRYING) {
        t->nodes[t->node].id = word_of(id); /* it began without telling its number */
        return &t->nodes[t->node];
    }
    if (t->node_count == NODES_MAX)
        forget_nodes(t);
    t->nodes[t->node_count] = (struct node){.id = word_of(id)};
    t->node = t->node_count++;
    return &t->nodes[t->node];
}

/* Who refused, when this event is a refusal. */
static struct word refuser(const struct event *ev)
{
    struct word self = {"self"};
    return ev->by.len == 0 && is(ev->kind, "error") ? self : word_of(ev->by);
}

/* What an event makes of a phase it belongs to. */
static enum phase next_phase(enum phase now, const struct event *ev)
{
    bool refusal = is(ev->kind, "error") || (is(ev->kind, "notify") && ev->by.len > 0);
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
        t->refused_by = refuser(ev);
    if (t->phase1 == DONE && before != DONE)
        t->refused_by.text[0] = '\0';
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
        n->refused_by = refuser(ev);
    if (n->phase == DONE)
        n->refused_by.text[0] = '\0';
    if (n->phase != before && (n->phase == DONE || n->phase == FAILED))
        t->ended = 1 + (size_t)(n - t->nodes);
}

static void apply(struct exchange *x, size_t i, const struct event *ev)
{
    struct talk *t = x->talks[i];
    if (none(&t->key))
        t->key = word_of(ev->key);
    if (none(&t->peer))
        t->peer = word_of(ev->peer);
    if (none(&t->role))
        t->role = word_of(ev->role);
    if (ev->state.len > 0)
        t->state = word_of(ev->state);
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

/* ---- in and out ---------------------------------------------------------------------------- */

struct exchange *exchange_new(void)
{
    struct exchange *x = mem_alloc(sizeof *x);
    x->current = TALKS_MAX;
    return x;
}

void exchange_free(struct exchange *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->count; i++)
        free(x->talks[i]);
    free(x);
}

void exchange_add(struct exchange *x, const struct exchange_event *from, uint64_t match)
{
    struct event ev = read_event(from);
    size_t i = place(x, &ev);
    struct talk *t = x->talks[i];
    apply(x, i, &ev);
    struct spoken s = {match, word_of(ev.node)};
    if (none(&s.node) && ev.phase == 2 && t->node_count > 0)
        s.node = t->nodes[t->node].id;
    messages_add(&t->messages, &s, from->tells);
    t->heard++;
    x->counted.messages++;
}

struct exchange_count exchange_counted(const struct exchange *x)
{
    return x->counted;
}
