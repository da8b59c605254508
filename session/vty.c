/* SPDX-License-Identifier: ISC */
#include "session/vty.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum preparation { PREPARE_SHELL, PREPARE_ENABLE, PREPARE_SETUP, PREPARE_MONITOR, PREPARE_DONE };

struct vty {
    struct loop *loop;
    struct vty_config config;
    const struct vty_events *events;
    void *user;
    struct transport *transport;
    struct dialogue *dialogue; /* NULL before the shell runs */
    struct loop_timer *timer;
    enum preparation preparation;
    uint64_t prepare_id; /* the command that prepares and is not answered yet */
    size_t setup_next;
    int enable_asked;
    struct err why; /* found inside a call: told from the loop */
    bool is_down;
    bool answering; /* what goes out next holds a password */
};

static void down(struct vty *v, const struct err *why)
{
    if (v->is_down)
        return;
    uint64_t now = loop_now_ms(v->loop);
    v->is_down = true;
    loop_timer_stop(v->timer);
    if (v->dialogue) {
        dialogue_abandon(v->dialogue, why->code == ERR_CANCELLED ? ERR_CANCELLED : ERR_LOST, now);
        struct dialogue_event e;
        while (dialogue_next(v->dialogue, &e)) {
            if (e.kind == DIALOGUE_REPLY && v->preparation == PREPARE_DONE)
                v->events->reply(v->user, &e);
            buf_fini(&e.text);
        }
    }
    v->events->down(v->user, why);
}

/* End with a sentence and the device's own words. */
static void fail(struct vty *v, int code, const char *sentence, const char *text, size_t len)
{
    struct err e = {0};
    struct buf shown = {0};
    text_visible(&shown, text, len);
    err_set(&e, code, route_target(v->config.transport.route)->host, 0, "%s \"%s\"", sentence,
            buf_str(&shown));
    buf_fini(&shown);
    down(v, &e);
}

static void prepare(struct vty *v, const char *command)
{
    v->prepare_id = dialogue_send(v->dialogue, command, NULL, loop_now_ms(v->loop));
}

/* Send the next command of the preparation, or be ready. */
static void prepare_next(struct vty *v)
{
    const struct platform *p = v->config.platform;
    v->preparation = PREPARE_SETUP;
    if (p->setup[v->setup_next]) {
        prepare(v, p->setup[v->setup_next++]);
        return;
    }
    if (v->config.monitor) {
        v->preparation = PREPARE_MONITOR;
        prepare(v, p->monitor_on);
        return;
    }
    v->preparation = PREPARE_DONE;
    v->events->ready(v->user);
}

/* What a reply says in one line: its first complaint, else its first line with words. */
static struct span gist(const struct buf *text)
{
    const char *pos = buf_str(text);
    struct span line, first = {"", 0};
    while (text_next_line(&pos, buf_str(text) + text->len, &line)) {
        if (line.len > 0 && *line.at == '%')
            return line;
        if (first.len == 0 && line.len > 0 && !strchr(" \t^", *line.at))
            first = line;
    }
    return first;
}

static void enable_answered(struct vty *v, const struct dialogue_event *e)
{
    struct span line = gist(&e->text);
    if (dialogue_mode(v->dialogue) == PROMPT_USER && v->enable_asked > 0) {
        fail(v, ERR_AUTH, "the enable password was refused:", line.at, line.len);
        return;
    }
    if (dialogue_mode(v->dialogue) == PROMPT_USER) {
        char *text = mem_printf("no privileged mode, some commands will be refused: %.*s",
                                (int)line.len, line.at);
        v->events->note(v->user, text);
        free(text);
    }
    prepare_next(v);
}

static void prepared(struct vty *v, const struct dialogue_event *e)
{
    bool refused = e->class != REPLY_OK || e->error != ERR_NONE;
    struct span line = gist(&e->text);
    if (v->preparation == PREPARE_ENABLE) {
        enable_answered(v, e);
        return;
    }
    if (v->preparation == PREPARE_MONITOR) {
        v->preparation = PREPARE_DONE;
        if (refused)
            fail(v, ERR_REFUSED, "the router does not let a line listen:", line.at, line.len);
        else
            v->events->ready(v->user);
        return;
    }
    if (refused) {
        /*
         * Pages may stop what comes from now on. A refused width is only told: what counts then is
         * the 511 columns that the terminal was asked for with, and lines broken at 80 could not be
         * joined safely, for a whole line of 80 characters looks the same as a broken one.
         */
        dialogue_run_ahead(v->dialogue, false);
        char *text =
            mem_printf("\"%s\" was refused: %.*s", v->config.platform->setup[v->setup_next - 1],
                       (int)line.len, line.at);
        v->events->note(v->user, text);
        free(text);
    }
    prepare_next(v);
}

static void begin(struct vty *v)
{
    dialogue_run_ahead(v->dialogue, true);
    if (dialogue_mode(v->dialogue) != PROMPT_USER) {
        prepare_next(v);
        return;
    }
    v->preparation = PREPARE_ENABLE;
    prepare(v, v->config.platform->enable);
}

static void take_event(struct vty *v, const struct dialogue_event *e)
{
    switch (e->kind) {
    case DIALOGUE_PROMPT:
        begin(v);
        break;
    case DIALOGUE_QUESTION: {
        bool enabling = v->preparation == PREPARE_ENABLE;
        v->enable_asked += enabling;
        /* "Password:" alone would not say which of the two is wanted. */
        struct question q = {PEER_ASK_CHALLENGE, buf_str(&e->text), false, false};
        if (enabling)
            q = (struct question){PEER_ASK_ENABLE, "enable password: ", false, false};
        v->events->ask(v->user, &q);
        break;
    }
    case DIALOGUE_REPLY:
        if (v->preparation == PREPARE_DONE)
            v->events->reply(v->user, e);
        else if (e->id == v->prepare_id)
            prepared(v, e);
        break;
    case DIALOGUE_LINE:
        v->events->line(v->user, e->text.data, e->text.len, e->done_ms);
        break;
    case DIALOGUE_STUCK:
        fail(v, v->preparation == PREPARE_DONE ? ERR_LOST : ERR_UNREACHABLE,
             "the router shows no prompt any more; the last it said is", buf_str(&e->text),
             e->text.len);
        break;
    }
}

/* Pass on what the dialogue has to say, to both sides, and see to its next deadline. */
static void drain(struct vty *v)
{
    struct dialogue_event e;
    while (!v->is_down && dialogue_next(v->dialogue, &e)) {
        take_event(v, &e);
        buf_fini(&e.text);
    }
    if (v->is_down)
        return;
    struct buf *out = dialogue_output(v->dialogue);
    if (out->len > 0) {
        transport_write(v->transport, out->data, out->len);
        v->events->sent(v->user, out->data, out->len, v->answering);
        v->answering = false;
        buf_clear(out);
    }
    uint64_t at = dialogue_deadline(v->dialogue);
    uint64_t now = loop_now_ms(v->loop);
    if (v->why.code != ERR_NONE)
        loop_timer_set(v->timer, 0);
    else if (at == UINT64_MAX)
        loop_timer_stop(v->timer);
    else
        loop_timer_set(v->timer, at > now ? at - now : 0);
}

static void on_timer(void *user)
{
    struct vty *v = user;
    if (v->why.code != ERR_NONE) {
        down(v, &v->why);
        return;
    }
    dialogue_tick(v->dialogue, loop_now_ms(v->loop));
    drain(v);
}

static void on_stage(void *user, enum peer_state stage)
{
    struct vty *v = user;
    v->events->stage(v->user, stage);
}

static void on_ask(void *user, const struct question *q)
{
    struct vty *v = user;
    v->events->ask(v->user, q);
}

static void on_note(void *user, const char *text)
{
    struct vty *v = user;
    v->events->note(v->user, text);
}

static void on_open(void *user)
{
    struct vty *v = user;
    v->dialogue = dialogue_new(v->config.platform, &v->config.limits, loop_now_ms(v->loop));
    v->events->stage(v->user, PEER_PREPARING);
    drain(v);
}

static void on_data(void *user, const char *bytes, size_t len)
{
    struct vty *v = user;
    if (v->is_down)
        return;
    dialogue_feed(v->dialogue, bytes, len, loop_now_ms(v->loop));
    drain(v);
}

static void on_down(void *user, const struct err *why)
{
    down(user, why);
}

struct vty *vty_new(struct loop *l, const struct vty_config *config,
                    const struct vty_events *events, void *user)
{
    static const struct transport_events transport_events = {
        .stage = on_stage,
        .ask = on_ask,
        .note = on_note,
        .open = on_open,
        .data = on_data,
        .down = on_down,
    };
    struct vty *v = mem_alloc(sizeof *v);
    v->loop = l;
    v->config = *config;
    v->events = events;
    v->user = user;
    v->timer = loop_timer_new(l, on_timer, v);
    v->transport = transport_new(l, &v->config.transport, &transport_events, v);
    return v;
}

void vty_free(struct vty *v)
{
    if (!v)
        return;
    transport_free(v->transport);
    dialogue_free(v->dialogue);
    loop_timer_free(v->timer);
    free(v);
}

/* What a call put into the dialogue goes out from the loop. */
static void wake(struct vty *v)
{
    if (!v->is_down)
        loop_timer_set(v->timer, 0);
}

uint64_t vty_send(struct vty *v, const char *command, const struct patience *patience)
{
    uint64_t id = dialogue_send(v->dialogue, command, patience, loop_now_ms(v->loop));
    wake(v);
    return id;
}

void vty_answer(struct vty *v, const char *answer)
{
    if (!v->dialogue) {
        transport_answer(v->transport, answer);
        return;
    }
    if (answer) {
        v->answering = true;
        dialogue_answer(v->dialogue, answer, loop_now_ms(v->loop));
    } else if (v->preparation == PREPARE_DONE) {
        dialogue_interrupt(v->dialogue, loop_now_ms(v->loop));
    } else {
        err_set(&v->why, ERR_CANCELLED, route_target(v->config.transport.route)->host, 0,
                "opening was given up: the enable password was not given");
    }
    wake(v);
}

void vty_interrupt(struct vty *v)
{
    dialogue_interrupt(v->dialogue, loop_now_ms(v->loop));
    wake(v);
}

void vty_share(struct vty *v, bool on)
{
    dialogue_share(v->dialogue, on);
}

const char *vty_hostname(const struct vty *v)
{
    return v->dialogue ? dialogue_hostname(v->dialogue) : "";
}

enum prompt_mode vty_mode(const struct vty *v)
{
    return v->dialogue ? dialogue_mode(v->dialogue) : PROMPT_NONE;
}
