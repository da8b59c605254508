/* SPDX-License-Identifier: ISC */
#include "walk/retell.h"

#include "base/json.h"
#include "base/mem.h"
#include "session/journal_read.h"
#include "walk/playbook_told.h"
#include "walk/record.h"
#include "walk/retell_private.h"
#include "walk/walk_private.h"

#include <stdlib.h>
#include <string.h>

/* No run lasts for longer, whatever its journal says: thirty years. */
static const json_int_t MS_MAX = 1000000000000;

/* A walk that is told asks for nothing, but no slip may ever do more than nothing. */
static void send_nothing(void *user, int side, const char *command, const struct patience *patience,
                         uint64_t token)
{
    (void)user;
    (void)side;
    (void)command;
    (void)patience;
    (void)token;
}

static void interrupt_nothing(void *user, int side)
{
    (void)user;
    (void)side;
}

static void wake_never(void *user, unsigned ms)
{
    (void)user;
    (void)ms;
}

static uint64_t told_now(void *user)
{
    return ((struct retelling *)user)->now_ms;
}

static const struct walk_port PORT = {.send = send_nothing,
                                      .interrupt = interrupt_nothing,
                                      .wake_after = wake_never,
                                      .now_ms = told_now};

/* Look one event ahead. Time never goes back, though it begins anew where a later run goes on. */
static int read_ahead(struct retelling *r, struct err *e)
{
    struct err own = {0};
    json_decref(r->ahead);
    r->ahead = r->stopped ? NULL : journal_reader_next(r->reader, &own);
    if (!r->ahead) {
        r->stopped = true;
        if (own.code != ERR_NONE && e)
            *e = own;
        return own.code;
    }
    json_int_t ms = json_int(r->ahead, "ms", 0);
    ms = ms < 0 ? 0 : ms > MS_MAX ? MS_MAX : ms;
    if (r->base_ms + (uint64_t)ms < r->now_ms)
        r->base_ms = r->now_ms - (uint64_t)ms;
    r->due_ms = r->base_ms + (uint64_t)ms;
    return ERR_NONE;
}

/* The first event makes the walk. */
static int begin(struct retelling *r, struct err *e)
{
    r->head = json_incref(r->ahead);
    const json_t *peers = json_object_get(r->head, "peers");
    struct walk_options none = {
        .read_only = true, .alone = json_object_get(peers, "a") && !json_object_get(peers, "b")};
    long long version = json_int(r->head, "version", 0);
    r->end.later = version > JOURNAL_VERSION ? version : 0;
    r->book = playbook_told(json_object_get(r->head, "playbook"), e);
    if (!r->book)
        return ERR_FORMAT;
    r->walk = walk_new(r->book, &none, &PORT, r);
    r->walk->phase = PHASE_TOLD;
    r->now_ms = r->due_ms;
    return read_ahead(r, &r->trouble);
}

struct retelling *retelling_open(const char *path, bool transcripts, struct err *e)
{
    struct retelling *r = mem_alloc(sizeof *r);
    static const char *const BULK[] = {"bytes", "reply", NULL};
    struct err own = {0};
    r->transcripts = transcripts;
    r->pending = -1;
    r->reader = journal_reader_open(path, &own);
    /* What the peers said is most of a journal, and nothing else needs it. */
    if (r->reader && !transcripts)
        journal_reader_without(r->reader, BULK);
    if (r->reader && read_ahead(r, &own) == ERR_NONE && r->ahead)
        begin(r, &own);
    else if (r->reader && own.code == ERR_NONE)
        err_set(&own, ERR_FORMAT, path, 0, "this file is no journal of peerwalk");
    if (r->walk)
        return r;
    err_set(e, own.code, *own.where ? own.where : path, own.line, "%s", own.text);
    retelling_free(r);
    return NULL;
}

void retelling_free(struct retelling *r)
{
    if (!r)
        return;
    walk_free(r->walk);
    playbook_free(r->book);
    journal_reader_free(r->reader);
    json_decref(r->ahead);
    json_decref(r->head);
    json_decref(r->last);
    free(r);
}

void retelling_watch(struct retelling *r, const struct retell_handler *h, void *user)
{
    r->handler = *h;
    r->user = user;
}

int retelling_next(struct retelling *r, struct err *e)
{
    if (!r->ahead) {
        retell_flush(r);
        /* What did not come to its end proves nothing. */
        r->walk->cut_short = r->walk->cut_short || !r->walk->told.ended;
        if (r->trouble.code != ERR_NONE && e)
            *e = r->trouble;
        return r->trouble.code;
    }
    json_decref(r->last);
    r->last = json_incref(r->ahead);
    r->now_ms = r->due_ms;
    retell_event(r, r->last);
    read_ahead(r, &r->trouble);
    return 1;
}

bool retelling_due(const struct retelling *r, uint64_t *ms)
{
    *ms = r->due_ms;
    return r->ahead != NULL;
}

struct walk *retelling_walk(struct retelling *r)
{
    return r->walk;
}

const struct playbook *retelling_playbook(const struct retelling *r)
{
    return r->book;
}

const json_t *retelling_head(const struct retelling *r)
{
    return r->head;
}

uint64_t retelling_now_ms(const struct retelling *r)
{
    return r->now_ms;
}

const char *retelling_at(const struct retelling *r)
{
    return json_str(r->last ? r->last : r->head, "at", "");
}

struct retelling_end retelling_end(const struct retelling *r)
{
    struct retelling_end end = r->end;
    end.ended = r->walk->told.ended;
    end.left = r->closed[SIDE_A] && r->closed[SIDE_B];
    end.torn = journal_reader_torn(r->reader);
    end.written = journal_reader_written(r->reader);
    return end;
}
