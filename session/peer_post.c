/* SPDX-License-Identifier: ISC */
/* What a peer tells its owner, with the secrets replaced, and what can be asked of it. */
#include "session/peer_private.h"

#include "base/mem.h"
#include "session/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message *peer_post(struct peer *p, enum message_kind kind)
{
    loop_timer_set(p->deliver, 0);
    return outbox_add(&p->outbox, kind);
}

/* A reason may quote the router. */
static void redact_sentence(const struct peer *p, char *text, size_t size)
{
    struct buf clean = {0};
    redactor_apply(p->redactor, text, strlen(text), &clean);
    snprintf(text, size, "%s", buf_str(&clean));
    buf_fini(&clean);
}

void peer_post_state(struct peer *p, enum peer_state state, const struct err *why)
{
    p->phase = state;
    struct message *m = peer_post(p, MESSAGE_STATE);
    m->state = state;
    if (why) {
        m->why = mem_alloc(sizeof *why);
        *m->why = *why;
        redact_sentence(p, m->why->text, sizeof m->why->text);
    }
}

void peer_post_note(struct peer *p, const char *text)
{
    redactor_apply(p->redactor, text, strlen(text), &peer_post(p, MESSAGE_NOTE)->text);
}

void peer_post_reply(struct peer *p, size_t index, const struct dialogue_event *e, int error)
{
    struct pending done = pending_take(&p->pending, index);
    if (!done.fn) {
        pending_drop(&done);
        return;
    }
    struct message *m = peer_post(p, MESSAGE_REPLY);
    m->command = mem_dup(done.command);
    m->fn = done.fn;
    m->user = done.user;
    m->reply = (struct reply){.id = done.id, .error = error};
    m->reply.sent_ms = e ? e->sent_ms : loop_now_ms(p->loop);
    m->reply.done_ms = e ? e->done_ms : m->reply.sent_ms;
    pending_drop(&done);
    if (!e)
        return;
    m->reply.class = e->class;
    redactor_apply(p->redactor, buf_str(&e->text), e->text.len, &m->text);
}

enum peer_state peer_state(const struct peer *p)
{
    return p->state;
}

const char *peer_name(const struct peer *p)
{
    return p->name;
}

const char *peer_hostname(const struct peer *p)
{
    const char *shown = p->pair ? vty_hostname(pair_commands(p->pair)) : "";
    return *shown || !p->hostname ? shown : p->hostname;
}

bool peer_configuring(const struct peer *p)
{
    return p->state == PEER_READY && p->pair && vty_mode(pair_commands(p->pair)) == PROMPT_CONFIG;
}

bool peer_has_monitor(const struct peer *p)
{
    return p->phase == PEER_READY && !p->single;
}

bool peer_legacy(const struct peer *p)
{
    const struct sshconfig *target = route_target(&p->route);
    return p->config.legacy_crypto || (target && options_are_legacy(target, false));
}

size_t peer_pending(const struct peer *p)
{
    return pending_asked(&p->pending);
}

void peer_leave_with(struct peer *p, const char *line)
{
    free(p->leave_with);
    p->leave_with = mem_dup(line);
}

void peer_describe(const struct peer *p, struct peer_config *c)
{
    *c = p->config;
    c->target = p->name;
    c->ssh_config = p->ssh_config_file;
    c->known_hosts = p->known_hosts_file;
}

void peer_answers(const struct peer *p, peer_answer_fn *fn, void *user)
{
    vault_each(p->vault, fn, user);
}
