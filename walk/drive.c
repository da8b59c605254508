/* SPDX-License-Identifier: ISC */
#include "walk/drive.h"

#include "base/mem.h"
#include "session/owing.h"
#include "session/redact.h"
#include "walk/debugging.h"
#include "walk/facts.h"
#include "walk/record.h"

#include <stdlib.h>
#include <string.h>

/* A command between peer_send() and its reply. */
struct errand {
    struct drive *drive;
    uint64_t token;
    struct errand *next;
};

struct drive {
    struct loop *loop;
    struct loop_timer *timer;
    struct redactor *redactor;
    struct walk *walk;
    struct peer *peer[SIDES];
    struct errand *errands;
    struct playbook *playbook;
    struct walk_options options;
    const struct peer_config *config;
    struct journal *journal;
    struct record *record; /* NULL: nothing is written down */
    struct debugging *debugging;
    struct drive_handler handler;
    void *user;
    bool closing;    /* drive_close() was called */
    bool peers_told; /* and the peers know */
    bool closed_told;
    bool freeing;
    bool told_trouble; /* that the journal cannot be written */
};

static int side_of(const struct drive *d, const struct peer *p)
{
    return p == d->peer[SIDE_B] ? SIDE_B : SIDE_A;
}

static bool is_gone(const struct peer *p)
{
    enum peer_state s = p ? peer_state(p) : PEER_IDLE;
    return s == PEER_CLOSED || s == PEER_LOST || s == PEER_IDLE;
}

static void tell_note(struct drive *d, int side, const char *text)
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
        tell_note(d, side, text);
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
        tell_note(d, side_of(d, p), text);
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

static void forget(struct drive *d, struct errand *errand)
{
    struct errand **at = &d->errands;
    while (*at && *at != errand)
        at = &(*at)->next;
    if (*at)
        *at = errand->next;
    free(errand);
}

static void on_reply(void *user, struct peer *p, const struct reply *r)
{
    struct errand *errand = user;
    struct drive *d = errand->drive;
    uint64_t token = errand->token;
    (void)p;
    forget(d, errand);
    if (!d->freeing)
        walk_on_reply(d->walk, token, r->text, r->len, r->class, r->error);
}

static void port_send(void *user, int side, const char *command, const struct patience *patience,
                      uint64_t token)
{
    struct drive *d = user;
    struct errand *errand = mem_alloc(sizeof *errand);
    *errand = (struct errand){d, token, d->errands};
    d->errands = errand;
    struct err e = {0};
    if (!debugging_before(d->debugging, side, command, &e)) {
        char *text =
            mem_printf("nobody switches debugging off if this program is killed: %s", e.text);
        tell_note(d, side, text);
        free(text);
    }
    uint64_t id = peer_send(d->peer[side], command, patience, on_reply, errand);
    debugging_sent(d->debugging, side, command, id);
}

static void port_leave_with(void *user, int side, const char *line)
{
    struct drive *d = user;
    debugging_leave_with(d->debugging, side, line);
}

static void port_interrupt(void *user, int side)
{
    struct drive *d = user;
    peer_interrupt(d->peer[side]);
}

static void port_wake_after(void *user, unsigned ms)
{
    struct drive *d = user;
    if (ms > 0)
        loop_timer_set(d->timer, ms);
    else
        loop_timer_stop(d->timer);
}

static uint64_t port_now_ms(void *user)
{
    struct drive *d = user;
    return loop_now_ms(d->loop);
}

static bool port_configuring(void *user, int side)
{
    struct drive *d = user;
    return peer_configuring(d->peer[side]);
}

static const char *port_hostname(void *user, int side)
{
    struct drive *d = user;
    return d->peer[side] ? peer_hostname(d->peer[side]) : "";
}

static char *port_redact(void *user, const char *line)
{
    struct drive *d = user;
    struct buf out = {0};
    redactor_apply(d->redactor, line, strlen(line), &out);
    return buf_take(&out, NULL);
}

static bool port_accountable(void *user, struct err *e)
{
    struct drive *d = user;
    return !d->record || journal_sync(d->journal, e) == ERR_NONE;
}

static bool port_owe(void *user, int side, const json_t *undo, struct err *e)
{
    struct drive *d = user;
    if (!d->record) {
        err_set(e, ERR_REFUSED, "", 0, "there is no journal");
        return false;
    }
    /* The next run has to find it, too. */
    if (!d->config[side].passing && owing_mark(journal_path(d->journal), e) != ERR_NONE)
        return false;
    record_event(d->record, "undo", json_copy((json_t *)undo));
    return journal_sync(d->journal, e) == ERR_NONE;
}

static void port_settle(void *user, int side)
{
    struct drive *d = user;
    if (!d->record)
        return;
    record_undone(d->record, side);
    journal_sync(d->journal, NULL);
}

static void port_typed(void *user, int side, const json_t *before)
{
    struct drive *d = user;
    if (d->record)
        record_event(d->record, "typed",
                     json_pack("{s:s, s:O}", "side", facts_side_name(side), "before", before));
}

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

static const struct walk_port PORT = {.send = port_send,
                                      .interrupt = port_interrupt,
                                      .wake_after = port_wake_after,
                                      .now_ms = port_now_ms,
                                      .redact = port_redact,
                                      .accountable = port_accountable,
                                      .owe = port_owe,
                                      .settle = port_settle,
                                      .leave_with = port_leave_with,
                                      .typed = port_typed,
                                      .hostname = port_hostname,
                                      .configuring = port_configuring};

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
    d->walk = walk_new(p, o, &PORT, d);
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
    while (d->errands)
        forget(d, d->errands);
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
