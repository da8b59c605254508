/* SPDX-License-Identifier: ISC */
/*
 * Two vtys make a peer. The command vty is opened first and asks its questions; as soon as its
 * shell runs the monitor vty follows with the same answers. Where no second vty can be had, log
 * lines are told apart on the first one while debugging is on.
 */
#include "session/peer.h"

#include "base/mem.h"
#include "base/text.h"
#include "session/outbox.h"
#include "session/redact.h"
#include "session/vault.h"
#include "session/vty.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMAND_MS = 30 * 1000,
    HARD_MS = 300 * 1000,
    CONNECT_MS = 15 * 1000,
    CLOSE_MS = 5 * 1000, /* for leaving the router as it was */
    REPLY_BYTES = 64 * 1024 * 1024
};

/* A command that has not been answered. */
struct pending {
    uint64_t id;
    uint64_t vty_id; /* 0 while it waits for the peer to be ready */
    char *command;
    unsigned timeout_ms;
    peer_reply_fn *fn; /* NULL: one of our own */
    void *user;
};

/* Under this text the vault keeps what the configuration knew beforehand; no server asks so. */
#define KNOWN ""

struct peer {
    struct loop *loop;
    const struct platform *platform;
    struct redactor *redactor;
    const struct peer_handler *handler;
    void *user;
    char *name;
    char *ssh_config_file;
    char *known_hosts_file;
    struct peer_config config; /* the strings are those above */
    struct sshconfig ssh;
    bool ssh_read;

    enum peer_state state; /* as the owner was told */
    enum peer_state phase; /* as it is */
    struct vty *commands;
    struct vty *monitor;
    bool commands_ready;
    bool monitor_ready;
    bool monitor_over; /* it will not be had, or is lost */
    bool listening;    /* on the command vty */

    struct vault *vault;
    char *hostname; /* kept for when the line is gone */
    bool asking;
    bool told[PEER_ASK_ENABLE + 1]; /* the answer known beforehand has been used */
    enum peer_question question;
    char *question_text;
    char *monitor_text; /* what the monitor vty asked last */

    struct pending *pending;
    size_t pending_count, pending_capacity;
    uint64_t last_id;

    bool closing;
    uint64_t debug_off_id;      /* 0: need not be waited for */
    struct loop_timer *limit;   /* of closing */
    struct loop_timer *deliver; /* empties the outbox */
    struct outbox outbox;
    bool delivering;
    bool doomed; /* freed by its owner while delivering */
};

const char *peer_state_name(enum peer_state s)
{
    static const char *const names[] = {
        [PEER_IDLE] = "idle",
        [PEER_RESOLVING] = "resolving",
        [PEER_CONNECTING] = "connecting",
        [PEER_AUTHENTICATING] = "authenticating",
        [PEER_PREPARING] = "preparing",
        [PEER_READY] = "ready",
        [PEER_LOST] = "lost",
        [PEER_CLOSED] = "closed",
    };
    return names[s];
}

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
    struct pending done = p->pending[index];
    p->pending_count--;
    memmove(&p->pending[index], &p->pending[index + 1],
            (p->pending_count - index) * sizeof *p->pending);
    if (!done.fn) {
        free(done.command);
        return;
    }
    struct message *m = post(p, MESSAGE_REPLY);
    m->command = done.command;
    m->fn = done.fn;
    m->user = done.user;
    m->reply = (struct reply){.id = done.id, .error = error};
    m->reply.sent_ms = e ? e->sent_ms : loop_now_ms(p->loop);
    m->reply.done_ms = e ? e->done_ms : m->reply.sent_ms;
    if (!e)
        return;
    m->reply.class = e->class;
    redactor_apply(p->redactor, buf_str(&e->text), e->text.len, &m->text);
}

static void fail_pending(struct peer *p, int error)
{
    while (p->pending_count > 0)
        post_reply(p, 0, NULL, error);
}

/* May the configuration's own answer serve? Once: what was refused must be asked for. */
static bool known_beforehand(struct peer *p, enum peer_question q)
{
    bool first = !p->told[q];
    p->told[q] = true;
    return first && vault_get(p->vault, q, KNOWN) != NULL;
}

static void deliver_one(struct peer *p, struct message *m)
{
    const struct peer_handler *h = p->handler;
    const char *text = buf_str(&m->text);
    switch (m->kind) {
    case MESSAGE_STATE:
        p->state = m->state;
        if (h->state)
            h->state(p->user, p, m->state, m->why);
        break;
    case MESSAGE_ASK:
        if (known_beforehand(p, m->question))
            peer_answer(p, vault_get(p->vault, m->question, KNOWN));
        else if (h->ask)
            h->ask(p->user, p, m->question, text, m->echo);
        else
            peer_answer(p, NULL);
        break;
    case MESSAGE_MONITOR:
        if (h->monitor)
            h->monitor(p->user, p, text, m->text.len, m->at);
        break;
    case MESSAGE_NOTE:
        if (h->note)
            h->note(p->user, p, text);
        break;
    case MESSAGE_REPLY:
        m->reply.command = m->command;
        m->reply.text = text;
        m->reply.len = m->text.len;
        m->fn(m->user, p, &m->reply);
        break;
    }
}

/* Hang up vtys that are of no more use; here nothing of theirs is on the stack. */
static void reap(struct peer *p)
{
    if (p->monitor_over || p->phase >= PEER_LOST) {
        vty_free(p->monitor);
        p->monitor = NULL;
    }
    if (p->commands && p->phase >= PEER_LOST) {
        p->hostname = mem_dup(vty_hostname(p->commands));
        vty_free(p->commands);
        p->commands = NULL;
        vault_free(p->vault);
        p->vault = NULL;
    }
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

static struct pending *add_pending(struct peer *p, const char *command, unsigned timeout_ms,
                                   peer_reply_fn *fn, void *user)
{
    p->pending = mem_grow(p->pending, p->pending_count, &p->pending_capacity, sizeof *p->pending);
    struct pending *c = &p->pending[p->pending_count++];
    *c = (struct pending){
        .id = ++p->last_id,
        .command = mem_dup(command),
        .timeout_ms = timeout_ms,
        .fn = fn,
        .user = user,
    };
    return c;
}

static void submit(struct peer *p, struct pending *c)
{
    c->vty_id = vty_send(p->commands, c->command, c->timeout_ms);
}

/* Queue a command of our own. */
static uint64_t send_own(struct peer *p, const char *command)
{
    struct pending *c = add_pending(p, command, 0, NULL, NULL);
    submit(p, c);
    return c->id;
}

static void check_ready(struct peer *p)
{
    if (p->phase != PEER_PREPARING || !p->commands_ready || !(p->monitor_ready || p->monitor_over))
        return;
    post_state(p, PEER_READY, NULL);
    for (size_t i = 0; i < p->pending_count; i++)
        submit(p, &p->pending[i]);
}

static bool begins_with_word(const char *command, const char *word)
{
    size_t n = strlen(word);
    return strncmp(command, word, n) == 0 && (command[n] == ' ' || command[n] == '\0');
}

/* With one vty only: listen on it from the first debug command to the end of debugging. */
static void listen_here(struct peer *p, bool on)
{
    if (!p->monitor_over || p->listening == on)
        return;
    p->listening = on;
    if (on)
        vty_share(p->commands, true);
    send_own(p, on ? p->platform->monitor_on : p->platform->monitor_off);
}

static void note_single_vty(struct peer *p, const struct err *why)
{
    char *text = mem_printf("only one vty: debug output is told apart by line (%s)", why->text);
    post_note(p, text);
    free(text);
}

/* Events of the command vty. */

static void on_stage(void *user, enum peer_state stage);

static void on_ask(void *user, enum peer_question q, const char *text, bool echo)
{
    struct peer *p = user;
    free(p->question_text);
    p->question_text = mem_dup(text);
    p->question = q;
    p->asking = true;
    struct message *m = post(p, MESSAGE_ASK);
    m->question = q;
    m->echo = echo;
    buf_add_str(&m->text, text);
}

static void on_note(void *user, const char *text)
{
    post_note(user, text);
}

static void on_ready(void *user)
{
    struct peer *p = user;
    p->commands_ready = true;
    check_ready(p);
}

static void on_reply(void *user, const struct dialogue_event *e)
{
    struct peer *p = user;
    for (size_t i = 0; i < p->pending_count; i++) {
        struct pending *c = &p->pending[i];
        if (c->vty_id != e->id)
            continue;
        if (c->id == p->debug_off_id && e->error == ERR_NONE && e->class == REPLY_OK)
            p->debug_off_id = 0;
        post_reply(p, i, e, e->error);
        return;
    }
}

static void on_line(void *user, const char *line, size_t len, uint64_t at)
{
    struct peer *p = user;
    struct message *m = post(p, MESSAGE_MONITOR);
    m->at = at;
    redactor_apply(p->redactor, line, len, &m->text);
}

static void on_down(void *user, const struct err *why)
{
    lose(user, why);
}

static const struct vty_events command_events = {
    .stage = on_stage,
    .ask = on_ask,
    .note = on_note,
    .ready = on_ready,
    .reply = on_reply,
    .line = on_line,
    .down = on_down,
};

/* Events of the monitor vty. */

static void on_monitor_stage(void *user, enum peer_state stage)
{
    (void)user, (void)stage;
}

/* Nobody is asked twice: the answers are known, or there is no second vty. */
static void on_monitor_ask(void *user, enum peer_question q, const char *text, bool echo)
{
    struct peer *p = user;
    (void)echo;
    bool again = p->monitor_text && strcmp(p->monitor_text, text) == 0;
    free(p->monitor_text);
    p->monitor_text = mem_dup(text);
    vty_answer(p->monitor, again ? NULL : vault_get(p->vault, q, text));
}

static void on_monitor_note(void *user, const char *text)
{
    (void)user, (void)text;
}

static void on_monitor_ready(void *user)
{
    struct peer *p = user;
    p->monitor_ready = true;
    check_ready(p);
}

static void on_monitor_reply(void *user, const struct dialogue_event *e)
{
    (void)user, (void)e;
}

static void on_monitor_down(void *user, const struct err *why)
{
    struct peer *p = user;
    p->monitor_ready = false;
    p->monitor_over = true;
    loop_timer_set(p->deliver, 0);
    if (p->closing)
        return;
    note_single_vty(p, why);
    if (p->phase == PEER_READY)
        listen_here(p, true);
    check_ready(p);
}

static const struct vty_events monitor_events = {
    .stage = on_monitor_stage,
    .ask = on_monitor_ask,
    .note = on_monitor_note,
    .ready = on_monitor_ready,
    .reply = on_monitor_reply,
    .line = on_line,
    .down = on_monitor_down,
};

static struct vty *start_vty(struct peer *p, bool monitor)
{
    const struct peer_config *c = &p->config;
    unsigned connect_ms = p->ssh.connect_timeout_s ? p->ssh.connect_timeout_s * 1000 : CONNECT_MS;
    struct vty_config config = {
        .platform = p->platform,
        .limits = {c->command_timeout_ms ? c->command_timeout_ms : COMMAND_MS,
                   c->hard_timeout_ms ? c->hard_timeout_ms : HARD_MS, REPLY_BYTES},
        .transport = {.ssh = &p->ssh,
                      .connect_timeout_ms =
                          c->connect_timeout_ms ? c->connect_timeout_ms : connect_ms,
                      .legacy = c->legacy_crypto},
        .monitor = monitor,
    };
    return vty_new(p->loop, &config, monitor ? &monitor_events : &command_events, p);
}

static void on_stage(void *user, enum peer_state stage)
{
    struct peer *p = user;
    post_state(p, stage, NULL);
    if (stage == PEER_PREPARING)
        p->monitor = start_vty(p, true);
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
    if (p->pending_count > 0)
        vty_interrupt(p->commands);
    if (vty_mode(p->commands) == PROMPT_CONFIG)
        send_own(p, p->platform->configure_end);
    if (vty_mode(p->commands) != PROMPT_USER) {
        p->debug_off_id = send_own(p, p->platform->debug_off);
        if (p->listening)
            send_own(p, p->platform->monitor_off);
        if (p->monitor && p->monitor_ready)
            vty_send(p->monitor, p->platform->monitor_off, 0);
    }
    send_own(p, p->platform->quit);
    loop_timer_set(p->limit, CLOSE_MS);
}

/* The interface. */

static void remember(struct peer *p, const struct peer_config *config)
{
    p->config.password = p->config.enable = NULL; /* the vault has them */
    if (config->password) {
        vault_put(p->vault, PEER_ASK_PASSWORD, KNOWN, config->password);
        vault_put(p->vault, PEER_ASK_CHALLENGE, KNOWN, config->password);
    }
    if (config->enable)
        vault_put(p->vault, PEER_ASK_ENABLE, KNOWN, config->enable);
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
    vty_free(p->commands);
    vty_free(p->monitor);
    vault_free(p->vault);
    sshconfig_fini(&p->ssh);
    while (p->pending_count > 0)
        free(p->pending[--p->pending_count].command);
    free(p->pending);
    outbox_fini(&p->outbox);
    loop_timer_free(p->limit);
    loop_timer_free(p->deliver);
    free(p->question_text);
    free(p->monitor_text);
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
    if (sshconfig_read(&p->ssh, p->name, p->ssh_config_file, &e) != ERR_NONE) {
        lose(p, &e);
        return;
    }
    if (p->known_hosts_file) {
        free(p->ssh.known_hosts);
        p->ssh.known_hosts = mem_dup(p->known_hosts_file);
    }
    post_state(p, PEER_RESOLVING, NULL);
    p->commands = start_vty(p, false);
}

void peer_answer(struct peer *p, const char *answer)
{
    if (!p->asking)
        return;
    p->asking = false;
    if (answer && p->phase < PEER_READY)
        vault_put(p->vault, p->question, p->question_text, answer);
    vty_answer(p->commands, answer);
}

uint64_t peer_send(struct peer *p, const char *command, unsigned timeout_ms, peer_reply_fn *fn,
                   void *user)
{
    assert(fn);
    bool ready = p->phase == PEER_READY && !p->closing;
    if (ready && begins_with_word(command, p->platform->debug_on))
        listen_here(p, true);
    struct pending *c = add_pending(p, command, timeout_ms, fn, user);
    uint64_t id = c->id;
    if (ready)
        submit(p, c);
    else if (p->closing || p->phase >= PEER_LOST)
        post_reply(p, p->pending_count - 1, NULL, ERR_LOST);
    if (ready && strcmp(command, p->platform->debug_off) == 0)
        listen_here(p, false);
    return id;
}

void peer_interrupt(struct peer *p)
{
    if (p->phase == PEER_READY && !p->closing)
        vty_interrupt(p->commands);
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
    if (p->commands)
        return vty_hostname(p->commands);
    return p->hostname ? p->hostname : "";
}

bool peer_has_monitor(const struct peer *p)
{
    return p->monitor_ready;
}

bool peer_legacy(const struct peer *p)
{
    struct transport_config config = {.ssh = &p->ssh, .legacy = p->config.legacy_crypto};
    return transport_is_legacy(&config);
}

size_t peer_pending(const struct peer *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->pending_count; i++)
        count += p->pending[i].fn != NULL;
    return count;
}
