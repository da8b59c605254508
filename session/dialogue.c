/* SPDX-License-Identifier: ISC */
/* The command queue, the clocks, and the interface; lines are dealt with in framing.c. */
#include "session/dialogue.h"

#include "base/mem.h"
#include "session/framing.h"
#include "session/proof.h"
#include "session/secret.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEARN_NUDGE_MS = 1000,        /* no prompt yet and nothing comes: send a return */
    SETTLE_MS = 300,              /* silence after which something odd is taken for settled */
    CANCEL_MS = 5000,             /* an interrupted command should be back by then */
    RECOVER_NUDGE_MS = 2000,      /* between attempts to get the prompt back */
    RECOVER_MS = 10000,           /* after which it will not come back */
    KEEPALIVE_MS = 4 * 60 * 1000, /* vtys close after ten minutes without a key */
    MAX_DOUBLINGS = 8             /* of the time between two proofs */
};

void dialogue_write(struct dialogue *d, const char *text, uint64_t now)
{
    buf_add_str(&d->out, text);
    d->wrote_ms = now;
}

struct dialogue_event *dialogue_event_add(struct dialogue *d, enum dialogue_kind kind, uint64_t now)
{
    d->events = mem_grow(d->events, d->event_count, &d->event_capacity, sizeof *d->events);
    struct dialogue_event *e = &d->events[d->event_count++];
    *e = (struct dialogue_event){.kind = kind, .done_ms = now, .text.wipes = true};
    return e;
}

void dialogue_event_text(struct dialogue *d, enum dialogue_kind kind, struct span text,
                         uint64_t now)
{
    struct dialogue_event *e = dialogue_event_add(d, kind, now);
    buf_add(&e->text, text.at, text.len);
}

void dialogue_enter(struct dialogue *d, enum phase phase, uint64_t now)
{
    d->phase = phase;
    d->phase_ms = now;
    d->heard_ms = now;
    d->settle_ms = now + SETTLE_MS;
}

struct span dialogue_rest(const struct dialogue *d)
{
    return (struct span){buf_str(&d->in) + d->at, d->in.len - d->at};
}

void dialogue_send_command(struct dialogue *d, struct command *c, uint64_t now)
{
    dialogue_write(d, c->text, now);
    dialogue_write(d, "\r", now);
    c->sent = true;
    if (proof_goes_along(d, c))
        proof_write(d, c, now);
}

void dialogue_start(struct dialogue *d, uint64_t now)
{
    if (d->phase != IDLE || d->queue_count == 0)
        return;
    struct command *c = &d->queue[0];
    dialogue_enter(d, RUNNING, now);
    d->echo = (struct echo){.command = c->text};
    buf_clear(&d->reply);
    d->echoed = d->any_line = d->asked = d->waiting = d->cancelled = false;
    d->wiping = d->log_open = d->disturbed = false;
    d->ending = (struct ending){0};
    candidate_clear(&d->candidate);
    if (!c->sent)
        dialogue_send_command(d, c, now);
}

static void drop_command(struct dialogue *d)
{
    struct command *c = &d->queue[0];
    secret_forget(c->text);
    secret_forget(c->whole);
    memmove(c, c + 1, --d->queue_count * sizeof *c);
}

/* Answer the first command of the queue, whether it ran or not. */
static void reply_event(struct dialogue *d, int error, uint64_t now)
{
    struct dialogue_event *e = dialogue_event_add(d, DIALOGUE_REPLY, now);
    bool ran = d->phase == RUNNING;
    e->id = d->queue[0].id;
    e->error = error;
    e->sent_ms = ran ? d->phase_ms : now;
    if (ran) {
        size_t len;
        char *text = buf_take(&d->reply, &len);
        e->text = (struct buf){text, len, len + 1, true};
        e->logged = d->disturbed;
        e->class = platform_classify(d->platform, text, len);
    }
    drop_command(d);
}

/* The running command has ended with the prompt. */
void dialogue_finish(struct dialogue *d, uint64_t now)
{
    struct buf behind = {.wipes = true};
    proof_cut(d, &behind);
    reply_event(d, d->cancelled ? ERR_CANCELLED : ERR_NONE, now);
    proof_report(d, &behind, now);
    buf_fini(&behind);
    dialogue_enter(d, IDLE, now);
    dialogue_start(d, now);
}

static void nudge_recovery(struct dialogue *d, uint64_t now)
{
    dialogue_write(d, d->platform->interrupt, now);
    dialogue_write(d, "\r", now);
}

/* The running command does not end by itself: report it, then get the prompt back. */
void dialogue_break_off(struct dialogue *d, int error, uint64_t now)
{
    struct span rest = dialogue_rest(d);
    buf_add(&d->reply, rest.at, rest.len);
    d->at = d->in.len;
    reply_event(d, error, now);
    /* Nobody knows whether the next one ran if it was sent already; never send it twice. */
    while (d->queue_count > 0 && d->queue[0].sent)
        reply_event(d, error, now);
    dialogue_enter(d, RECOVERING, now);
    nudge_recovery(d, now);
}

static void stuck(struct dialogue *d, uint64_t now)
{
    dialogue_event_text(d, DIALOGUE_STUCK, prompt_trim(dialogue_rest(d)), now);
    dialogue_enter(d, STUCK, now);
}

struct dialogue *dialogue_new(const struct platform *platform, const struct dialogue_limits *limits,
                              uint64_t now)
{
    struct dialogue *d = mem_alloc(sizeof *d);
    d->platform = platform;
    d->limits = *limits;
    d->wrote_ms = now;
    d->in.wipes = d->out.wipes = d->reply.wipes = true;
    dialogue_enter(d, LEARNING, now);
    return d;
}

void dialogue_free(struct dialogue *d)
{
    if (!d)
        return;
    while (d->queue_count > 0)
        drop_command(d);
    for (size_t i = d->event_next; i < d->event_count; i++)
        buf_fini(&d->events[i].text);
    free(d->events);
    free(d->queue);
    buf_fini(&d->in);
    buf_fini(&d->out);
    buf_fini(&d->reply);
    candidate_clear(&d->candidate);
    free(d);
}

void dialogue_feed(struct dialogue *d, const char *bytes, size_t len, uint64_t now)
{
    if (len == 0 || d->phase == STUCK)
        return;
    d->heard_ms = now;
    d->settle_ms = now + SETTLE_MS;
    ansi_strip(&d->ansi, bytes, len, &d->in);
    dialogue_process(d, now);
}

/* The prompt stands there and nobody confirms it. */
static void settle_ending(struct dialogue *d, uint64_t now)
{
    struct command *c = &d->queue[0];
    if (!d->proves && c->proofs > 0) {
        dialogue_finish(d, now);
        return;
    }
    /* The proof may have been thrown away with what was typed before an escape. */
    proof_write(d, c, now);
    d->settle_ms = now + ((uint64_t)SETTLE_MS << (c->proofs % MAX_DOUBLINGS));
}

/* A command runs and nothing came for a moment: is there a prompt that is not known as one? */
static void settle(struct dialogue *d, uint64_t now)
{
    struct span line = dialogue_rest(d);
    struct prompt guess;
    enum prompt_mode mode = prompt_is(&d->prompt, d->platform, line);
    d->settle_ms = UINT64_MAX;
    if (!d->echoed && mode && d->any_line) {
        /* A device that does not echo. */
        d->mode = mode;
        dialogue_finish(d, now);
    } else if (d->echoed && (mode || (d->ending.held && line.len == 0))) {
        settle_ending(d, now);
    } else if (d->echoed && prompt_guess(d->platform, line, &guess) &&
               !candidate_is(&d->candidate, line)) {
        candidate_set(&d->candidate, line);
        dialogue_write(d, "\r", now);
    } else if (d->echoed && !d->asked && dialogue_asks(d)) {
        dialogue_ask(d, now);
    }
}

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When the command that runs has failed for want of an answer. */
static uint64_t lost_patience(const struct dialogue *d)
{
    const struct patience *p = &d->queue[0].patience;
    return min(d->phase_ms + p->hard_ms, d->heard_ms + p->silence_ms);
}

static uint64_t running_deadline(const struct dialogue *d)
{
    if (d->waiting)
        return UINT64_MAX;
    uint64_t at = lost_patience(d);
    if (d->cancelled)
        at = min(at, d->cancel_ms + CANCEL_MS);
    return min(at, d->settle_ms);
}

static uint64_t last_sign(const struct dialogue *d)
{
    return d->heard_ms > d->wrote_ms ? d->heard_ms : d->wrote_ms;
}

uint64_t dialogue_deadline(const struct dialogue *d)
{
    switch (d->phase) {
    case LEARNING:
        return min(d->phase_ms + d->limits.silence_ms, last_sign(d) + LEARN_NUDGE_MS);
    case IDLE:
        return d->wrote_ms + KEEPALIVE_MS;
    case RUNNING:
        return running_deadline(d);
    case RECOVERING:
        return min(d->phase_ms + RECOVER_MS, d->wrote_ms + RECOVER_NUDGE_MS);
    case STUCK:
        break;
    }
    return UINT64_MAX;
}

static void tick_running(struct dialogue *d, uint64_t now)
{
    if (d->cancelled && now >= d->cancel_ms + CANCEL_MS)
        dialogue_break_off(d, ERR_CANCELLED, now);
    else if (now >= lost_patience(d))
        dialogue_break_off(d, ERR_TIMEOUT, now);
    else
        settle(d, now);
}

void dialogue_tick(struct dialogue *d, uint64_t now)
{
    if (now < dialogue_deadline(d))
        return;
    switch (d->phase) {
    case LEARNING:
        if (now >= d->phase_ms + d->limits.silence_ms)
            stuck(d, now);
        else
            dialogue_write(d, "\r", now);
        break;
    case IDLE:
        dialogue_write(d, "\r", now);
        break;
    case RUNNING:
        tick_running(d, now);
        break;
    case RECOVERING:
        if (now >= d->phase_ms + RECOVER_MS)
            stuck(d, now);
        else
            nudge_recovery(d, now);
        break;
    case STUCK:
        break;
    }
}

struct buf *dialogue_output(struct dialogue *d)
{
    return &d->out;
}

bool dialogue_next(struct dialogue *d, struct dialogue_event *event)
{
    if (d->event_next == d->event_count) {
        d->event_next = d->event_count = 0;
        return false;
    }
    *event = d->events[d->event_next++];
    return true;
}

/* What is not said is as for any command, and no less than the silence that is granted. */
static struct patience patience_for(const struct dialogue_limits *l, const struct patience *given)
{
    struct patience p = given ? *given : (struct patience){0, 0};
    if (p.hard_ms == 0)
        p.hard_ms = l->hard_ms > p.silence_ms ? l->hard_ms : p.silence_ms;
    if (p.silence_ms == 0)
        p.silence_ms = l->silence_ms;
    return p;
}

uint64_t dialogue_send(struct dialogue *d, const char *command, const struct patience *patience,
                       uint64_t now)
{
    d->queue = mem_grow(d->queue, d->queue_count, &d->queue_capacity, sizeof *d->queue);
    struct command *c = &d->queue[d->queue_count++];
    size_t first = strcspn(command, "\n");
    *c = (struct command){
        .id = ++d->last_id,
        .text = mem_ndup(command, first),
        .whole = mem_dup(command),
        .patience = patience_for(&d->limits, patience),
    };
    c->rest = command[first] ? c->whole + first + 1 : NULL;
    dialogue_start(d, now);
    return c->id;
}

void dialogue_answer(struct dialogue *d, const char *answer, uint64_t now)
{
    if (!d->waiting)
        return;
    d->waiting = false;
    d->heard_ms = now;
    dialogue_write(d, answer, now);
    dialogue_write(d, "\r", now);
}

void dialogue_interrupt(struct dialogue *d, uint64_t now)
{
    while (d->queue_count > 0 && d->phase != RUNNING)
        reply_event(d, ERR_CANCELLED, now);
    if (d->phase != RUNNING)
        return;
    dialogue_write(d, d->platform->interrupt, now);
    /* The escape makes a device forget what was typed before it. */
    d->queue[0].proofs = 0;
    d->cancelled = true;
    d->waiting = false;
    d->cancel_ms = now;
    for (size_t i = 1; i < d->queue_count; i++) {
        struct dialogue_event *e = dialogue_event_add(d, DIALOGUE_REPLY, now);
        e->id = d->queue[i].id;
        e->error = ERR_CANCELLED;
        e->sent_ms = now;
        secret_forget(d->queue[i].text);
        secret_forget(d->queue[i].whole);
    }
    d->queue_count = 1;
}

void dialogue_abandon(struct dialogue *d, int error, uint64_t now)
{
    struct span rest = dialogue_rest(d);
    if (d->phase == RUNNING && d->echoed)
        buf_add(&d->reply, rest.at, rest.len);
    while (d->queue_count > 0) {
        reply_event(d, error, now);
        d->phase = STUCK;
    }
    dialogue_enter(d, STUCK, now);
}

void dialogue_run_ahead(struct dialogue *d, bool on)
{
    d->ahead = on;
}

void dialogue_share(struct dialogue *d, bool on)
{
    d->shared = on;
}

const char *dialogue_hostname(const struct dialogue *d)
{
    return d->prompt.name;
}

enum prompt_mode dialogue_mode(const struct dialogue *d)
{
    return d->mode;
}

size_t dialogue_pending(const struct dialogue *d)
{
    return d->queue_count;
}
