/* SPDX-License-Identifier: ISC */
/*
 * What comes from the two lines of a peer. What they still say between the end and being hung up,
 * one turn of the loop later, concerns nobody any more.
 */
#include "session/peer_private.h"

#include "base/mem.h"
#include "session/vty.h"

#include <stdlib.h>
#include <string.h>

enum { COMMAND_MS = 30 * 1000, HARD_MS = 300 * 1000, REPLY_BYTES = 64 * 1024 * 1024 };

static void on_stage(void *user, enum peer_state stage)
{
    struct peer *p = user;
    if (!peer_is_down(p))
        peer_post_state(p, stage, NULL);
}

static void on_ask(void *user, const struct question *q)
{
    struct peer *p = user;
    if (peer_is_down(p))
        return;
    p->asking = true;
    struct message *m = peer_post(p, MESSAGE_ASK);
    m->question = q->kind;
    m->echo = q->echo;
    m->jump = q->jump;
    buf_add_str(&m->text, q->text);
}

static void on_note(void *user, const char *text)
{
    struct peer *p = user;
    if (!peer_is_down(p))
        peer_post_note(p, text);
}

void peer_be_ready(struct peer *p)
{
    peer_post_state(p, PEER_READY, NULL);
    for (size_t i = 0; i < p->pending.count; i++)
        peer_submit(p, &p->pending.at[i]);
}

static void on_ready(void *user)
{
    struct peer *p = user;
    if (!peer_is_down(p) && reconnect_is_back(p))
        peer_be_ready(p);
}

/*
 * Does the reply to a line say that debugging is at its end? A router that does not know the line
 * to leave with has nothing that it could take back.
 */
static void note_off(struct peer *p, const struct pending *c, const struct dialogue_event *e)
{
    bool off = platform_is_command(c->command, p->platform->debug_off);
    bool last = p->leave_with && strcmp(c->command, p->leave_with) == 0;
    bool taken =
        e->error == ERR_NONE && (e->class == REPLY_OK || (last && e->class == REPLY_INVALID));
    if (taken && c->id == p->debug_off_id)
        p->debug_off_id = 0;
    if (taken && off)
        p->debugging = false;
    if (!taken || !p->handler->off || (!off && !last))
        return;
    struct message *m = peer_post(p, MESSAGE_OFF);
    m->at = c->id;
    buf_add_str(&m->text, c->command);
}

static void on_reply(void *user, const struct dialogue_event *e)
{
    struct peer *p = user;
    size_t i = pending_find(&p->pending, e->id);
    if (i == p->pending.count)
        return;
    uint64_t id = p->pending.at[i].id;
    bool good = e->error == ERR_NONE && e->class == REPLY_OK;
    note_off(p, &p->pending.at[i], e);
    int error = e->error;
    if (pending_ask_again(&p->pending.at[i], e, &error) && !p->closing)
        peer_submit(p, &p->pending.at[i]);
    else
        peer_post_reply(p, i, e, error);
    reconnect_answered(p, id, good);
}

static void on_line(void *user, const char *line, size_t len, uint64_t at)
{
    struct peer *p = user;
    struct message *m = peer_post(p, MESSAGE_MONITOR);
    m->at = at;
    redactor_apply(p->redactor, line, len, &m->text);
}

static void on_sent(void *user, bool monitor, const char *bytes, size_t len, bool secret)
{
    struct peer *p = user;
    if (!p->handler->sent)
        return;
    struct message *m = peer_post(p, MESSAGE_SENT);
    m->monitor = monitor;
    if (secret)
        buf_add_str(&m->text, "<secret>");
    else
        redactor_apply(p->redactor, bytes, len, &m->text);
}

static void on_single(void *user, const struct err *why)
{
    struct peer *p = user;
    if (p->phase == PEER_RECONNECTING)
        return; /* the other line went first */
    p->single = true;
    p->monitor_leaving = false;
    if (p->closing && p->commands_left)
        peer_lose(p, why);
    if (p->closing)
        return;
    char *text = mem_printf("only one vty: debug output is told apart by line (%s)", why->text);
    peer_post_note(p, text);
    free(text);
    /* It may be lost while debugging is on. */
    if (p->phase == PEER_READY)
        peer_listen_here(p, true);
}

static void on_down(void *user, const struct err *why)
{
    struct peer *p = user;
    p->commands_left = true;
    if (!p->closing || !p->monitor_leaving)
        peer_lose(p, why);
}

void peer_open_lines(struct peer *p, unsigned connect_timeout_ms)
{
    static const struct pair_events events = {
        on_stage, on_ask, on_note, on_ready, on_reply, on_line, on_sent, on_single, on_down,
    };
    const struct peer_config *c = &p->config;
    struct vty_config config = {
        .monitor = !c->alone,
        .platform = p->platform,
        .limits = {c->command_timeout_ms ? c->command_timeout_ms : COMMAND_MS,
                   c->hard_timeout_ms ? c->hard_timeout_ms : HARD_MS, REPLY_BYTES},
        .transport = {&p->route, connect_timeout_ms, c->legacy_crypto},
    };
    p->single = c->alone;
    p->listening = p->commands_left = false;
    p->pair = pair_new(p->loop, &config, &events, p);
}
