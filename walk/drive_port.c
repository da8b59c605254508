/* SPDX-License-Identifier: ISC */
/* What a walk wants done: commands sent to its peers, and what must outlive it written down. */
#include "walk/drive_private.h"

#include "base/mem.h"
#include "session/owing.h"
#include "walk/facts.h"

#include <stdlib.h>
#include <string.h>

/* A command between peer_send() and its reply. */
struct errand {
    struct drive *drive;
    uint64_t token;
    struct errand *next;
};

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

void drive_forget_errands(struct drive *d)
{
    while (d->errands)
        forget(d, d->errands);
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
        drive_note(d, side, text);
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

const struct walk_port drive_port = {.send = port_send,
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
