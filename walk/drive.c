/* SPDX-License-Identifier: ISC */
#include "walk/drive_private.h"

#include "base/mem.h"

#include <stdlib.h>

static int side_of(const struct drive *d, const struct peer *p)
{
    return p == d->peer[SIDE_B] ? SIDE_B : SIDE_A;
}

static bool is_gone(const struct peer *p)
{
    enum peer_state s = p ? peer_state(p) : PEER_IDLE;
    return s == PEER_CLOSED || s == PEER_LOST || s == PEER_IDLE;
}

void drive_note(struct drive *d, int side, const char *text)
{
    if (d->record)
        record_note(d->record, side, text);
    if (d->handler.note)
        d->handler.note(d->user, side, text);
}

/* What could not be switched off. */
static void tell_owed(struct drive *d, int side)
{
    char *owed = debugging_owed(d->debugging, side);
    char *text = owed ? mem_printf("debugging may still be on: log in and type on %s: %s",
                                   walk_hostname(d->walk, side), owed)
                      : NULL;
    if (text)
        drive_note(d, side, text);
    free(text);
    free(owed);
}

static void tell_closed(struct drive *d)
{
    if (!d->peers_told || d->closed_told || !is_gone(d->peer[SIDE_A]) || !is_gone(d->peer[SIDE_B]))
        return;
    d->closed_told = true;
    for (int side = 0; side < SIDES; side++)
        tell_owed(d, side);
    if (d->handler.closed)
        d->handler.closed(d->user);
}

static void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct drive *d = user;
    if (d->freeing)
        return;
    int side = side_of(d, p);
    if (peer_legacy(p))
        walk_on_legacy(d->walk, side);
    if (d->record)
        record_state(d->record, side, s, peer_hostname(p), peer_legacy(p), why);
    if (d->handler.state)
        d->handler.state(d->user, side, s, why);
    if (s == PEER_RECONNECTING)
        walk_on_down(d->walk, side);
    if (s == PEER_READY)
        walk_on_ready(d->walk, side, peer_hostname(p));
    if (s == PEER_LOST)
        walk_on_lost(d->walk, side, why);
    if (s == PEER_LOST || s == PEER_CLOSED)
        tell_closed(d);
}

static void on_ask(void *user, struct peer *p, enum peer_question q, const char *text, bool echo)
{
    struct drive *d = user;
    if (d->freeing)
        return;
    if (d->record)
        record_question(d->record, side_of(d, p), q, text);
    if (d->handler.ask)
        d->handler.ask(d->user, side_of(d, p), q, text, echo);
    else
        drive_answer(d, side_of(d, p), NULL);
}

static void on_monitor(void *user, struct peer *p, const char *line, size_t len, uint64_t at)
{
    struct drive *d = user;
    (void)at;
    if (!d->freeing)
        walk_on_heard(d->walk, side_of(d, p), line, len);
}

static void on_sent(void *user, struct peer *p, bool monitor, const char *bytes, size_t len)
{
    struct drive *d = user;
    if (!d->freeing && d->record)
        record_bytes(d->record, side_of(d, p), monitor, bytes, len);
}

static void on_note(void *user, struct peer *p, const char *text)
{
    struct drive *d = user;
    if (!d->freeing)
        drive_note(d, side_of(d, p), text);
}

static void on_off(void *user, struct peer *p, const char *command, uint64_t id)
{
    struct drive *d = user;
    int side = side_of(d, p);
    /* Another router that says so says nothing about ours. */
    if (!d->freeing && !walk_stranger(d->walk, side))
        debugging_confirmed(d->debugging, side, command, id);
}

static const struct peer_handler PEER_HANDLER = {.state = on_state,
                                                 .ask = on_ask,
                                                 .monitor = on_monitor,
                                                 .sent = on_sent,
                                                 .off = on_off,
                                                 .note = on_note};

static void close_peers(struct drive *d)
{
    d->peers_told = true;
    for (int side = 0; side < SIDES; side++)
        if (!is_gone(d->peer[side]))
            peer_close(d->peer[side]);
    tell_closed(d);
}

/* A full disk is said once, and once more when there is room again. */
static void watch_journal(struct drive *d)
{
    const char *trouble = d->journal ? journal_trouble(d->journal) : "";
    if (d->told_trouble == (*trouble != '\0'))
        return;
    d->told_trouble = !d->told_trouble;
    walk_say(d->walk, d->told_trouble ? trouble : "the journal can be written again");
}

static void on_walk(void *user, const struct walk_event *e)
{
    struct drive *d = user;
    watch_journal(d);
    if (e->type == WALK_ENDS && d->closing && !d->peers_told)
        close_peers(d);
}

static void on_timer(void *user)
{
    struct drive *d = user;
    walk_on_timer(d->walk);
}

struct drive *drive_new(struct loop *l, struct playbook *p, const struct walk_options *o,
                        const struct peer_config config[SIDES], const struct drive_handler *h,
                        void *user)
{
    struct drive *d = mem_alloc(sizeof *d);
    const struct platform *os = pack_platform(playbook_pack(p));
    d->loop = l;
    d->user = user;
    d->playbook = p;
    d->options = *o;
    d->config = config;
    if (h)
        d->handler = *h;
    d->timer = loop_timer_new(l, on_timer, d);
    d->redactor = redactor_new(os->secrets);
    d->walk = walk_new(p, o, &drive_port, d);
    walk_observe(d->walk, on_walk, d);
    for (int side = 0; side < SIDES; side++)
        if (config[side].target)
            d->peer[side] = peer_new(l, os, d->redactor, &config[side], &PEER_HANDLER, d);
    d->debugging = debugging_new(os, d->peer);
    return d;
}

void drive_record(struct drive *d, struct journal *j)
{
    d->journal = j;
    d->record = record_new(j, d->walk, d->playbook, &d->options, d->config);
    debugging_record(d->debugging, d->record, j);
}

void drive_watch(struct drive *d, struct sentinel *s)
{
    debugging_watch(d->debugging, d->loop, s);
}

void drive_open(struct drive *d)
{
    for (int side = 0; side < SIDES; side++)
        if (d->peer[side])
            peer_open(d->peer[side]);
}

void drive_answer(struct drive *d, int side, const char *answer)
{
    if (d->record)
        record_answered(d->record, side, answer != NULL);
    peer_answer(d->peer[side], answer);
}

void drive_interrupted(struct drive *d)
{
    if (d->record)
        record_event(d->record, "interrupted", json_object());
}

void drive_close(struct drive *d)
{
    bool again = d->closing;
    d->closing = true;
    /* A step that runs puts things back by its own commands first, unless the caller insists. */
    if (walk_busy(d->walk) && !again)
        walk_stop(d->walk);
    else if (!d->peers_told)
        close_peers(d);
}

void drive_free(struct drive *d)
{
    if (!d)
        return;
    d->freeing = true;
    for (int side = 0; side < SIDES; side++)
        peer_free(d->peer[side]);
    drive_forget_errands(d);
    loop_timer_free(d->timer);
    walk_free(d->walk);
    debugging_free(d->debugging);
    record_free(d->record);
    redactor_free(d->redactor);
    free(d);
}

struct walk *drive_walk(struct drive *d)
{
    return d->walk;
}

struct peer *drive_peer(struct drive *d, int side)
{
    return d->peer[side];
}
