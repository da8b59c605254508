/* SPDX-License-Identifier: ISC */
/*
 * The commands of a peer and what it tells its owner. Where no second vty can be had, log lines
 * are told apart on the first one while debugging is on.
 */
#include "session/peer.h"

#include "base/mem.h"
#include "base/text.h"
#include "session/options.h"
#include "session/outbox.h"
#include "session/pair.h"
#include "session/pending.h"
#include "session/redact.h"
#include "session/vault.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMAND_MS = 30 * 1000,
    HARD_MS = 300 * 1000,
    CLOSE_MS = 5 * 1000, /* for leaving the router as it was */
    REPLY_BYTES = 64 * 1024 * 1024
};

struct peer {
    struct loop *loop;
    const struct platform *platform;
    struct redactor *redactor;
    const struct peer_handler *handler;
    void *user;
    char *name;
    char *ssh_config_file;
    char *known_hosts_file;
    struct vault *vault;       /* answers known beforehand */
    struct peer_config config; /* the strings are those above */
    struct route route;

    enum peer_state state; /* as the owner was told */
    enum peer_state phase; /* as it is */
    struct pair *pair;     /* NULL before opening and after the end */
    bool single;           /* no vty of its own listens */
    bool listening;        /* the command vty does */

    char *hostname; /* kept for when the line is gone */
    bool asking;
    bool told[PEER_ASK_ENABLE + 1]; /* the answer known beforehand has been used */

    struct pending_list pending;

    bool closing;
    bool commands_left;         /* the command vty was left in closing */
    bool monitor_leaving;       /* the monitor vty was told to go */
    uint64_t debug_off_id;      /* 0: need not be waited for */
    struct loop_timer *limit;   /* of closing */
    struct loop_timer *deliver; /* empties the outbox */
    struct outbox outbox;
    bool delivering;
    bool doomed; /* freed by its owner while delivering */
};

/* Messages to the owner. */

static struct message *post(struct peer *p, enum message_kind kind)
{
    loop_timer_set(p->deliver, 0);
    return outbox_add(&p->outbox, kind);
}

static void post_state(struct peer *p, enum peer_state state, const struct err *why)
{
    p->phase = state;
    struct message *m = post(p, MESSAGE_STATE);
    m->state = state;
    if (why) {
        m->why = mem_alloc(sizeof *why);
        *m->why = *why;
    }
}

static void post_note(struct peer *p, const char *text)
{
    redactor_apply(p->redactor, text, strlen(text), &post(p, MESSAGE_NOTE)->text);
}

static void post_reply(struct peer *p, size_t index, const struct dialogue_event *e, int error)
{
    struct pending done = pending_take(&p->pending, index);
    if (!done.fn) {
        pending_drop(&done);
        return;
    }
    struct message *m = post(p, MESSAGE_REPLY);
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

static void fail_pending(struct peer *p, int error)
{
    while (p->pending.count > 0)
        post_reply(p, 0, NULL, error);
}

/* The vault has the answers known beforehand under no question's text. */
static const char known_text[] = "";

/*
 * The answer that the configuration holds, or NULL. Once: what was refused must be asked for. And
 * to the router only.
 */
static const char *known_beforehand(struct peer *p, const struct message *m)
{
    if (m->jump || p->told[m->question])
        return NULL;
    p->told[m->question] = true;
    return vault_get(p->vault, m->question, known_text);
}

static void deliver_one(struct peer *p, struct message *m)
{
    const struct peer_handler *h = p->handler;
    switch (m->kind) {
    case MESSAGE_STATE:
        p->state = m->state;
        message_tell(m, p, h, p->user);
        break;
    case MESSAGE_ASK: {
        const char *known = known_beforehand(p, m);
        if (known || !h->ask)
            peer_answer(p, known);
        else
            message_tell(m, p, h, p->user);
        break;
    }
    default:
        message_tell(m, p, h, p->user);
    }
}

/* Hang up lines that are of no more use; here nothing of theirs is on the stack. */
static void reap(struct peer *p)
{
    if (!p->pair || p->phase < PEER_LOST)
        return;
    p->hostname = mem_dup(vty_hostname(pair_commands(p->pair)));
    pair_free(p->pair);
    p->pair = NULL;
}

static void on_deliver(void *user)
{
    struct peer *p = user;
    struct message m;
    reap(p);
    p->delivering = true;
    while (!p->doomed && outbox_take(&p->outbox, &m)) {
        deliver_one(p, &m);
        message_fini(&m);
    }
    p->delivering = false;
    if (p->doomed)
        peer_free(p);
}

/* The end of both lines. */
static void lose(struct peer *p, const struct err *why)
{
    if (p->phase >= PEER_LOST)
        return;
    loop_timer_stop(p->limit);
    loop_timer_set(p->deliver, 0);
    if (p->closing) {
        fail_pending(p, ERR_CANCELLED);
        post_state(p, PEER_CLOSED, p->debug_off_id ? why : NULL);
        return;
    }
    fail_pending(p, why->code == ERR_CANCELLED ? ERR_CANCELLED : ERR_LOST);
    post_state(p, PEER_LOST, why);
}

/* Commands. */

static void submit(struct peer *p, struct pending *c)
{
    c->vty_id = vty_send(pair_commands(p->pair), c->command, c->timeout_ms);
}

/* Queue a command of our own. */
static uint64_t send_own(struct peer *p, const char *command)
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
    send_own(p, on ? p->platform->monitor_on : p->platform->monitor_off);
}

/* Events of the two lines. */

static void on_stage(void *user, enum peer_state stage)
{
    post_state(user, stage, NULL);
}

static void on_ask(void *user, const struct question *q)
{
    struct peer *p = user;
    p->asking = true;
    struct message *m = post(p, MESSAGE_ASK);
    m->question = q->kind;
    m->echo = q->echo;
    m->jump = q->jump;
    buf_add_str(&m->text, q->text);
}

static void on_note(void *user, const char *text)
{
    post_note(user, text);
}

static void on_ready(void *user)
{
    struct peer *p = user;
    post_state(p, PEER_READY, NULL);
    for (size_t i = 0; i < p->pending.count; i++)
        submit(p, &p->pending.at[i]);
}

static void on_reply(void *user, const struct dialogue_event *e)
{
    struct peer *p = user;
    size_t i = pending_find(&p->pending, e->id);
    if (i == p->pending.count)
        return;
    if (p->pending.at[i].id == p->debug_off_id && e->error == ERR_NONE && e->class == REPLY_OK)
        p->debug_off_id = 0;
    int error = e->error;
    if (pending_ask_again(&p->pending.at[i], e, &error) && !p->closing)
        submit(p, &p->pending.at[i]);
    else
        post_reply(p, i, e, error);
}

static void on_line(void *user, const char *line, size_t len, uint64_t at)
{
    struct peer *p = user;
    struct message *m = post(p, MESSAGE_MONITOR);
    m->at = at;
    redactor_apply(p->redactor, line, len, &m->text);
}

static void on_single(void *user, const struct err *why)
{
    struct peer *p = user;
    p->single = true;
    p->monitor_leaving = false;
    if (p->closing && p->commands_left)
        lose(p, why);
    if (p->closing)
        return;
    char *text = mem_printf("only one vty: debug output is told apart by line (%s)", why->text);
    post_note(p, text);
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
        lose(p, why);
}

static struct pair *open_pair(struct peer *p)
{
    static const struct pair_events events = {
        on_stage, on_ask, on_note, on_ready, on_reply, on_line, on_single, on_down,
    };
    const struct peer_config *c = &p->config;
    struct vty_config config = {
        .platform = p->platform,
        .limits = {c->command_timeout_ms ? c->command_timeout_ms : COMMAND_MS,
                   c->hard_timeout_ms ? c->hard_timeout_ms : HARD_MS, REPLY_BYTES},
        .transport = {&p->route, c->connect_timeout_ms, c->legacy_crypto},
    };
    return pair_new(p->loop, &config, &events, p);
}

/* Closing. */

static void on_limit(void *user)
{
    struct peer *p = user;
    struct err e = {0};
    err_set(&e, ERR_TIMEOUT, p->name, 0, "the router did not answer to %s: debugging may be on",
            p->platform->debug_off);
    if (p->debug_off_id)
        post_note(p, e.text);
    lose(p, &e);
}

void peer_close(struct peer *p)
{
    if (p->closing || p->phase >= PEER_LOST)
        return;
    bool ready = p->phase == PEER_READY;
    p->closing = true;
    p->asking = false;
    if (!ready) {
        lose(p, NULL);
        return;
    }
    struct vty *commands = pair_commands(p->pair);
    struct vty *monitor = pair_monitor(p->pair);
    if (p->pending.count > 0)
        vty_interrupt(commands);
    if (vty_mode(commands) == PROMPT_CONFIG)
        send_own(p, p->platform->configure_end);
    if (vty_mode(commands) != PROMPT_USER) {
        p->debug_off_id = send_own(p, p->platform->debug_off);
        if (p->listening)
            send_own(p, p->platform->monitor_off);
    }
    if (monitor) {
        vty_send(monitor, p->platform->monitor_off, 0);
        vty_send(monitor, p->platform->quit, 0);
        p->monitor_leaving = true;
    }
    send_own(p, p->platform->quit);
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
        lose(p, &e);
        return;
    }
    post_state(p, PEER_RESOLVING, NULL);
    p->pair = open_pair(p);
}

void peer_answer(struct peer *p, const char *answer)
{
    if (!p->asking || !p->pair)
        return;
    p->asking = false;
    pair_answer(p->pair, answer);
}

uint64_t peer_send(struct peer *p, const char *command, unsigned timeout_ms, peer_reply_fn *fn,
                   void *user)
{
    assert(fn);
    bool ready = p->phase == PEER_READY && !p->closing;
    if (ready && platform_is_command(command, p->platform->debug_on))
        listen_here(p, true);
    struct pending *c = pending_add(&p->pending, command, timeout_ms, fn, user);
    uint64_t id = c->id;
    if (ready)
        submit(p, c);
    else if (p->closing || p->phase >= PEER_LOST)
        post_reply(p, p->pending.count - 1, NULL, ERR_LOST);
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
    if (p->pair)
        return vty_hostname(pair_commands(p->pair));
    return p->hostname ? p->hostname : "";
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
