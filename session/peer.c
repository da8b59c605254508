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

enum {
    COMMAND_MS = 30 * 1000,
    HARD_MS = 300 * 1000,
    CLOSE_MS = 5 * 1000, /* for leaving the router as it was */
    REPLY_BYTES = 64 * 1024 * 1024
};

static bool is_over(const struct peer *p)
{
    return p->phase >= PEER_LOST;
}

/* The lines are gone, and with them what they have to say. */
static bool is_down(const struct peer *p)
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
    if (!p->pair || !is_down(p))
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

static void submit(struct peer *p, struct pending *c)
{
    c->vty_id = vty_send(pair_commands(p->pair), c->command, &c->patience);
}

/* Queue a command of our own. */
uint64_t peer_send_own(struct peer *p, const char *command)
{
    struct pending *c = pending_add(&p->pending, command, 0, NULL, NULL);
    submit(p, c);
    return c->id;
}

/* With one vty only: listen on it from the first debug command to the end of debugging. */
static void listen_here(struct peer *p, bool on)
{
    if (!p->single || p->listening == on)
        return;
    p->listening = on;
    if (on)
        vty_share(pair_commands(p->pair), true);
    peer_send_own(p, on ? p->platform->monitor_on : p->platform->monitor_off);
}

/*
 * Events of the two lines. What they still say between the end and being hung up, one turn of the
 * loop later, concerns nobody any more.
 */

static void on_stage(void *user, enum peer_state stage)
{
    struct peer *p = user;
    if (!is_down(p))
        peer_post_state(p, stage, NULL);
}

static void on_ask(void *user, const struct question *q)
{
    struct peer *p = user;
    if (is_down(p))
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
    if (!is_down(p))
        peer_post_note(p, text);
}

void peer_be_ready(struct peer *p)
{
    peer_post_state(p, PEER_READY, NULL);
    for (size_t i = 0; i < p->pending.count; i++)
        submit(p, &p->pending.at[i]);
}

static void on_ready(void *user)
{
    struct peer *p = user;
    if (!is_down(p) && reconnect_is_back(p))
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
        submit(p, &p->pending.at[i]);
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
        listen_here(p, true);
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

/* Closing. */

static void on_limit(void *user)
{
    struct peer *p = user;
    struct err e = {0};
    err_set(&e, ERR_TIMEOUT, p->name, 0, "the router did not answer to %s: debugging may be on",
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
        listen_here(p, true);
    }
    struct pending *c = pending_add(&p->pending, command, patience, fn, user);
    uint64_t id = c->id;
    if (ready)
        submit(p, c);
    else if (p->closing || is_over(p) || p->again.lasts)
        peer_post_reply(p, p->pending.count - 1, NULL, ERR_LOST);
    if (ready && platform_is_command(command, p->platform->debug_off))
        listen_here(p, false);
    return id;
}

void peer_interrupt(struct peer *p)
{
    if (p->phase == PEER_READY && !p->closing)
        vty_interrupt(pair_commands(p->pair));
    else if (!p->closing)
        fail_pending(p, ERR_CANCELLED);
}
