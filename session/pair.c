/* SPDX-License-Identifier: ISC */
#include "session/pair.h"

#include "base/mem.h"
#include "session/vault.h"

#include <stdlib.h>
#include <string.h>

enum monitor_state { MONITOR_OPENING, MONITOR_LISTENS, MONITOR_OVER };

struct pair {
    struct loop *loop;
    struct vty_config config;
    const struct pair_events *events;
    void *user;
    struct vty *commands;
    struct vty *monitor;
    enum monitor_state monitor_state;
    bool prepared; /* the command vty is */
    bool ready;
    struct vault *vault;
    enum peer_question question;
    char *question_text;
    unsigned answers;                /* given so far to the command vty */
    char *monitor_text;              /* what the monitor vty asked last */
    enum peer_question monitor_asks; /* and its kind */
    unsigned monitor_used;           /* `answers` when it got its last one */
    bool monitor_waits;              /* until the person has answered the command vty */
};

static void check_ready(struct pair *p)
{
    if (p->ready || !p->prepared || p->monitor_state == MONITOR_OPENING)
        return;
    p->ready = true;
    p->events->ready(p->user);
}

/* Events of the monitor vty. */

static void on_monitor_stage(void *user, enum peer_state stage)
{
    (void)user, (void)stage;
}

/*
 * Both vtys come to the same question at about the same time; the person types the answer once,
 * and this one waits for it. The same question again means that the answer was wrong: the next one
 * may be right, and when there is none the vty is done without.
 */
static void monitor_proceeds(struct pair *p)
{
    if (!p->monitor_waits)
        return;
    const char *known = vault_get(p->vault, p->monitor_asks, p->monitor_text);
    if (p->monitor_used == p->answers)
        known = NULL;
    if (!known && !p->prepared)
        return;
    p->monitor_waits = false;
    p->monitor_used = p->answers;
    vty_answer(p->monitor, known);
}

static void on_monitor_ask(void *user, const struct question *q)
{
    struct pair *p = user;
    if (!p->monitor_text || strcmp(p->monitor_text, q->text) != 0)
        p->monitor_used = 0;
    free(p->monitor_text);
    p->monitor_text = mem_dup(q->text);
    p->monitor_asks = q->kind;
    p->monitor_waits = true;
    monitor_proceeds(p);
}

/* What it has to say was said by the command vty already. */
static void on_monitor_note(void *user, const char *text)
{
    (void)user, (void)text;
}

static void on_monitor_ready(void *user)
{
    struct pair *p = user;
    p->monitor_state = MONITOR_LISTENS;
    check_ready(p);
}

static void on_monitor_reply(void *user, const struct dialogue_event *e)
{
    (void)user, (void)e;
}

static void on_monitor_down(void *user, const struct err *why)
{
    struct pair *p = user;
    p->monitor_state = MONITOR_OVER;
    p->events->single(p->user, why);
    check_ready(p);
}

/* Events of both, and of the command vty. */

static void on_line(void *user, const char *line, size_t len, uint64_t at)
{
    struct pair *p = user;
    p->events->line(p->user, line, len, at);
}

static struct vty *start(struct pair *p, bool monitor);

static void on_stage(void *user, enum peer_state stage)
{
    struct pair *p = user;
    p->events->stage(p->user, stage);
    if (stage == PEER_PREPARING && p->config.monitor)
        p->monitor = start(p, true);
}

static void on_ask(void *user, const struct question *q)
{
    struct pair *p = user;
    free(p->question_text);
    p->question_text = mem_dup(q->text);
    p->question = q->kind;
    p->events->ask(p->user, q);
}

static void on_note(void *user, const char *text)
{
    struct pair *p = user;
    p->events->note(p->user, text);
}

static void on_ready(void *user)
{
    struct pair *p = user;
    p->prepared = true;
    monitor_proceeds(p);
    check_ready(p);
}

static void on_reply(void *user, const struct dialogue_event *e)
{
    struct pair *p = user;
    p->events->reply(p->user, e);
}

static void on_down(void *user, const struct err *why)
{
    struct pair *p = user;
    p->events->down(p->user, why);
}

static void on_sent(void *user, const char *bytes, size_t len, bool secret)
{
    struct pair *p = user;
    p->events->sent(p->user, false, bytes, len, secret);
}

static void on_monitor_sent(void *user, const char *bytes, size_t len, bool secret)
{
    struct pair *p = user;
    p->events->sent(p->user, true, bytes, len, secret);
}

static struct vty *start(struct pair *p, bool monitor)
{
    static const struct vty_events command_events = {
        on_stage, on_ask, on_note, on_ready, on_reply, on_line, on_sent, on_down,
    };
    static const struct vty_events monitor_events = {
        on_monitor_stage, on_monitor_ask, on_monitor_note, on_monitor_ready,
        on_monitor_reply, on_line,        on_monitor_sent, on_monitor_down,
    };
    struct vty_config config = p->config;
    config.monitor = monitor;
    return vty_new(p->loop, &config, monitor ? &monitor_events : &command_events, p);
}

struct pair *pair_new(struct loop *l, const struct vty_config *config,
                      const struct pair_events *events, void *user)
{
    struct pair *p = mem_alloc(sizeof *p);
    p->loop = l;
    p->config = *config;
    p->events = events;
    p->user = user;
    p->vault = vault_new();
    p->monitor_state = config->monitor ? MONITOR_OPENING : MONITOR_OVER;
    p->commands = start(p, false);
    return p;
}

void pair_free(struct pair *p)
{
    if (!p)
        return;
    vty_free(p->commands);
    vty_free(p->monitor);
    vault_free(p->vault);
    free(p->question_text);
    free(p->monitor_text);
    free(p);
}

void pair_answer(struct pair *p, const char *answer)
{
    if (answer && !p->ready) {
        vault_put(p->vault, p->question, p->question_text, answer);
        p->answers++;
    }
    vty_answer(p->commands, answer);
    monitor_proceeds(p);
}

struct vty *pair_commands(struct pair *p)
{
    return p->commands;
}

struct vty *pair_monitor(struct pair *p)
{
    return p->monitor_state == MONITOR_LISTENS ? p->monitor : NULL;
}
