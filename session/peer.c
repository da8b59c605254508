/* SPDX-License-Identifier: ISC */
/*
 * The commands of a peer and what it tells its owner. Where no second vty can be had, log lines
 * are told apart on the first one while debugging is on.
 */
#include "session/peer_private.h"

#include "base/mem.h"
#include "session/vty.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CLOSE_MS = 5 * 1000 }; /* for leaving the router as it was */

static bool is_over(const struct peer *p)
{
    return p->phase >= PEER_LOST;
}

/* The lines are gone, and with them what they have to say. */
bool peer_is_down(const struct peer *p)
{
    return is_over(p) || p->phase == PEER_RECONNECTING;
}

static void fail_pending(struct peer *p, int error)
{
    while (p->pending.count > 0)
        peer_post_reply(p, 0, NULL, error);
}

/* The vault has the answers known beforehand under no question's text. */
static const char known_text[] = "";

static void ask_owner(struct peer *p, struct message *m)
{
    const char *answer = NULL;
    if (!p->asking)
        return; /* the line went down meanwhile */
    free(p->asked_text);
    p->asked_text = mem_dup(buf_str(&m->text));
    p->asked = m->question;
    if (reconnect_answers(p, m, &answer)) {
        p->asking = false;
        pair_answer(p->pair, answer); /* the vault has it already */
        return;
    }
    /* Once: what was refused must be asked for. And to the router only. */
    if (!m->jump)
        answer = vault_use(p->vault, m->question, known_text);
    if (answer || !p->handler->ask)
        peer_answer(p, answer);
    else
        message_tell(m, p, p->handler, p->user);
}

static void deliver_one(struct peer *p, struct message *m)
{
    const struct peer_handler *h = p->handler;
    switch (m->kind) {
    case MESSAGE_STATE:
        p->state = m->state;
        message_tell(m, p, h, p->user);
        break;
    case MESSAGE_ASK:
        ask_owner(p, m);
        break;
    default:
        message_tell(m, p, h, p->user);
    }
}

/* Hang up lines that are of no more use; here nothing of theirs is on the stack. */
void peer_reap(struct peer *p)
{
    if (!p->pair || !peer_is_down(p))
        return;
    const char *shown = vty_hostname(pair_commands(p->pair));
    if (*shown && !p->again.stranger) {
        free(p->hostname);
        p->hostname = mem_dup(shown);
    }
    pair_free(p->pair);
    p->pair = NULL;
}

static void on_deliver(void *user)
{
    struct peer *p = user;
    struct message m;
    peer_reap(p);
    p->delivering = true;
    while (!p->doomed && outbox_take(&p->outbox, &m)) {
        deliver_one(p, &m);
        message_fini(&m);
    }
    p->delivering = false;
    if (p->doomed)
        peer_free(p);
}

/* The end of both lines, for now or for good. */
void peer_lose(struct peer *p, const struct err *why)
{
    struct err last = {0};
    bool waits = p->phase == PEER_RECONNECTING;
    if (is_over(p) || (waits && !p->closing))
        return;
    loop_timer_stop(p->limit);
    loop_timer_set(p->deliver, 0);
    p->asking = false;
    if (p->closing) {
        reconnect_stop(p);
        fail_pending(p, ERR_CANCELLED);
        peer_post_state(p, PEER_CLOSED, p->debug_off_id ? why : NULL);
        return;
    }
    assert(why);
    fail_pending(p, why->code == ERR_CANCELLED ? ERR_CANCELLED : ERR_LOST);
    if (reconnect_begin(p, why, &last))
        return;
    reconnect_stop(p);
    peer_post_state(p, PEER_LOST, &last);
}

/* Commands. */

void peer_submit(struct peer *p, struct pending *c)
{
    c->vty_id = vty_send(pair_commands(p->pair), c->command, &c->patience);
}

/* Queue a command of our own. */
uint64_t peer_send_own(struct peer *p, const char *command)
{
    struct pending *c = pending_add(&p->pending, command, 0, NULL, NULL);
    peer_submit(p, c);
    return c->id;
}

/* With one vty only: listen on it from the first debug command to the end of debugging. */
void peer_listen_here(struct peer *p, bool on)
{
    if (!p->single || p->listening == on)
        return;
    p->listening = on;
    if (on)
        vty_share(pair_commands(p->pair), true);
    peer_send_own(p, on ? p->platform->monitor_on : p->platform->monitor_off);
}

/* Closing. */

static void on_limit(void *user)
{
    struct peer *p = user;
    struct err e = {0};
    err_set(&e, ERR_TIMEOUT, p->name, 0, "the router did not answer to \"%s\": debugging may be on",
            p->platform->debug_off);
    if (p->debug_off_id)
        peer_post_note(p, e.text);
    peer_lose(p, &e);
}

void peer_close(struct peer *p)
{
    if (p->closing || is_over(p))
        return;
    bool ready = p->phase == PEER_READY;
    p->closing = true;
    p->asking = false;
    if (!ready) {
        reconnect_warn(p);
        peer_lose(p, NULL);
        return;
    }
    struct vty *commands = pair_commands(p->pair);
    struct vty *monitor = pair_monitor(p->pair);
    if (p->pending.count > 0)
        vty_interrupt(commands);
    if (vty_mode(commands) == PROMPT_CONFIG)
        peer_send_own(p, p->platform->configure_end);
    if (vty_mode(commands) != PROMPT_USER && !p->again.stranger) {
        p->debug_off_id = peer_send_own(p, p->platform->debug_off);
        if (p->leave_with)
            peer_send_own(p, p->leave_with);
        if (p->listening)
            peer_send_own(p, p->platform->monitor_off);
    }
    if (monitor) {
        vty_send(monitor, p->platform->monitor_off, NULL);
        vty_send(monitor, p->platform->quit, NULL);
        p->monitor_leaving = true;
    }
    peer_send_own(p, p->platform->quit);
    loop_timer_set(p->limit, CLOSE_MS);
}

/* The interface. */

static void remember(struct peer *p, const struct peer_config *config)
{
    p->config.password = p->config.enable = NULL; /* the vault has them */
    if (config->password) {
        vault_put(p->vault, PEER_ASK_PASSWORD, known_text, config->password);
        vault_put(p->vault, PEER_ASK_CHALLENGE, known_text, config->password);
    }
    if (config->enable)
        vault_put(p->vault, PEER_ASK_ENABLE, known_text, config->enable);
    vault_renew(p->vault);
}

struct peer *peer_new(struct loop *l, const struct platform *platform, struct redactor *redactor,
                      const struct peer_config *config, const struct peer_handler *handler,
                      void *user)
{
    struct peer *p = mem_alloc(sizeof *p);
    p->loop = l;
    p->platform = platform;
    p->redactor = redactor;
    p->handler = handler;
    p->user = user;
    p->name = mem_dup(config->target);
    p->ssh_config_file = mem_dup(config->ssh_config);
    p->known_hosts_file = mem_dup(config->known_hosts);
    p->config = *config;
    p->vault = vault_new();
    remember(p, config);
    p->limit = loop_timer_new(l, on_limit, p);
    p->deliver = loop_timer_new(l, on_deliver, p);
    reconnect_init(p);
    return p;
}

void peer_free(struct peer *p)
{
    if (!p)
        return;
    p->doomed = true;
    if (p->delivering)
        return;
    pair_free(p->pair);
    route_fini(&p->route);
    pending_fini(&p->pending);
    vault_free(p->vault);
    outbox_fini(&p->outbox);
    loop_timer_free(p->limit);
    loop_timer_free(p->deliver);
    free(p->asked_text);
    free(p->leave_with);
    reconnect_fini(p);
    free(p->hostname);
    free(p->known_hosts_file);
    free(p->ssh_config_file);
    free(p->name);
    free(p);
}

void peer_open(struct peer *p)
{
    struct err e = {0};
    assert(p->phase == PEER_IDLE);
    if (route_read(&p->route, p->name, p->ssh_config_file, p->known_hosts_file, &e) != ERR_NONE) {
        peer_lose(p, &e);
        return;
    }
    peer_post_state(p, PEER_RESOLVING, NULL);
    for (size_t i = 0; i < p->route.count; i++)
        if (p->route.hops[i].note)
            peer_post_note(p, p->route.hops[i].note);
    peer_open_lines(p, p->config.connect_timeout_ms);
}

void peer_answer(struct peer *p, const char *answer)
{
    if (!p->asking || !p->pair)
        return;
    p->asking = false;
    if (answer && p->asked_text && *p->asked_text)
        vault_put(p->vault, p->asked, p->asked_text, answer);
    pair_answer(p->pair, answer);
}

uint64_t peer_send(struct peer *p, const char *command, const struct patience *patience,
                   peer_reply_fn *fn, void *user)
{
    assert(fn);
    bool ready = p->phase == PEER_READY && !p->closing;
    if (ready && platform_is_command(command, p->platform->debug_on)) {
        p->debugging = true;
        peer_listen_here(p, true);
    }
    struct pending *c = pending_add(&p->pending, command, patience, fn, user);
    uint64_t id = c->id;
    if (ready)
        peer_submit(p, c);
    else if (p->closing || is_over(p) || p->again.lasts)
        peer_post_reply(p, p->pending.count - 1, NULL, ERR_LOST);
    if (ready && platform_is_command(command, p->platform->debug_off))
        peer_listen_here(p, false);
    return id;
}

void peer_interrupt(struct peer *p)
{
    if (p->phase == PEER_READY && !p->closing)
        vty_interrupt(pair_commands(p->pair));
    else if (!p->closing)
        fail_pending(p, ERR_CANCELLED);
}
