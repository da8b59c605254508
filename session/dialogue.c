/* SPDX-License-Identifier: ISC */
/*
 * The stream is cut into lines as it comes. A complete line is dealt with at once and for good;
 * only the unfinished last line is looked at again when more comes. That makes the result
 * independent of how the bytes were split on their way.
 */
#include "session/dialogue.h"

#include "base/mem.h"
#include "session/echo.h"
#include "session/pager.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEARN_NUDGE_MS = 1000,        /* no prompt yet and nothing comes: send a return */
    SETTLE_MS = 300,              /* silence after which something odd is taken for settled */
    CANCEL_MS = 5000,             /* an interrupted command should be back by then */
    RECOVER_NUDGE_MS = 2000,      /* between attempts to get the prompt back */
    RECOVER_MS = 10000,           /* after which it will not come back */
    KEEPALIVE_MS = 4 * 60 * 1000, /* vtys close after ten minutes without a key */
    LINE_BYTES = 64 * 1024        /* an unfinished line is cut into pieces of this size */
};

enum phase { LEARNING, IDLE, RUNNING, RECOVERING, STUCK };

struct command {
    uint64_t id;
    char *text; /* the first line */
    char *rest; /* answers, one a line, borrowed from `whole`; NULL when none is left */
    char *whole;
    unsigned silence_ms;
};

struct dialogue {
    const struct platform *platform;
    struct dialogue_limits limits;
    enum phase phase;
    struct prompt prompt;
    enum prompt_mode mode;
    bool shared;
    uint64_t last_id;

    struct buf in;
    size_t at; /* in `in`: start of the first line not yet dealt with */
    struct buf out;
    struct dialogue_event *events;
    size_t event_count, event_capacity, event_next;
    struct command *queue; /* [0] is the one that runs */
    size_t queue_count, queue_capacity;

    /* Learning, or learning again when a command changed the host name. */
    struct buf candidate;
    bool candidate_twice; /* it came as a whole line after our return */

    /* Of the running command. */
    struct buf reply;
    struct echo echo;
    bool echoed;
    bool any_line;  /* a line came since the command was sent */
    bool asked;     /* the unfinished line is a question and has been answered */
    bool waiting;   /* ... and a person is thinking about it */
    bool log_open;  /* the log line before goes on in the next */
    bool held;      /* a line was the prompt alone: the reply may have ended there */
    size_t held_at; /* bytes of the reply before that line */
    bool wiping;    /* the pager wipes its text off */
    bool cancelled;
    bool settled; /* silence has been dealt with */

    uint64_t phase_ms; /* since when the phase lasts; RUNNING: when the command was sent */
    uint64_t heard_ms; /* last byte that came */
    uint64_t wrote_ms; /* last byte of ours */
    uint64_t cancel_ms;
};

static void write_text(struct dialogue *d, const char *text, uint64_t now)
{
    buf_add_str(&d->out, text);
    d->wrote_ms = now;
}

static struct dialogue_event *add_event(struct dialogue *d, enum dialogue_kind kind, uint64_t now)
{
    d->events = mem_grow(d->events, d->event_count, &d->event_capacity, sizeof *d->events);
    struct dialogue_event *e = &d->events[d->event_count++];
    *e = (struct dialogue_event){.kind = kind, .done_ms = now};
    return e;
}

static void add_text_event(struct dialogue *d, enum dialogue_kind kind, struct span text,
                           uint64_t now)
{
    struct dialogue_event *e = add_event(d, kind, now);
    buf_add(&e->text, text.at, text.len);
}

static void set_phase(struct dialogue *d, enum phase phase, uint64_t now)
{
    d->phase = phase;
    d->phase_ms = now;
    d->heard_ms = now;
    d->settled = false;
}

static struct span unfinished(const struct dialogue *d)
{
    return (struct span){buf_str(&d->in) + d->at, d->in.len - d->at};
}

static void forget_candidate(struct dialogue *d)
{
    buf_clear(&d->candidate);
    d->candidate_twice = false;
}

static bool is_candidate(const struct dialogue *d, struct span line)
{
    line = prompt_trim(line);
    return d->candidate.len > 0 && line.len == d->candidate.len &&
           memcmp(line.at, d->candidate.data, line.len) == 0;
}

static void set_candidate(struct dialogue *d, struct span line)
{
    forget_candidate(d);
    line = prompt_trim(line);
    buf_add(&d->candidate, line.at, line.len);
}

/* The candidate came twice: it is the prompt. */
static void adopt_candidate(struct dialogue *d)
{
    struct span line = {buf_str(&d->candidate), d->candidate.len};
    prompt_guess(d->platform, line, &d->prompt);
    char *paren = strchr(d->prompt.name, '(');
    assert(!paren);
    d->mode = prompt_is(&d->prompt, d->platform, line);
    forget_candidate(d);
}

static void start_command(struct dialogue *d, uint64_t now)
{
    if (d->phase != IDLE || d->queue_count == 0)
        return;
    struct command *c = &d->queue[0];
    set_phase(d, RUNNING, now);
    d->echo = (struct echo){.command = c->text};
    buf_clear(&d->reply);
    d->echoed = d->any_line = d->asked = d->waiting = d->held = d->cancelled = false;
    d->wiping = d->log_open = false;
    forget_candidate(d);
    write_text(d, c->text, now);
    write_text(d, "\r", now);
}

static void drop_command(struct dialogue *d)
{
    struct command *c = &d->queue[0];
    free(c->text);
    free(c->whole);
    memmove(c, c + 1, --d->queue_count * sizeof *c);
}

/* Answer the first command of the queue, whether it ran or not. */
static void reply_event(struct dialogue *d, int error, uint64_t now)
{
    struct dialogue_event *e = add_event(d, DIALOGUE_REPLY, now);
    bool ran = d->phase == RUNNING;
    e->id = d->queue[0].id;
    e->error = error;
    e->sent_ms = ran ? d->phase_ms : now;
    if (ran) {
        size_t len;
        char *text = buf_take(&d->reply, &len);
        e->text = (struct buf){text, len, len + 1};
        e->class = platform_classify(d->platform, text, len);
    }
    drop_command(d);
}

/* The running command has ended with the prompt. */
static void finish(struct dialogue *d, uint64_t now)
{
    if (d->held)
        buf_cut(&d->reply, d->held_at);
    reply_event(d, d->cancelled ? ERR_CANCELLED : ERR_NONE, now);
    set_phase(d, IDLE, now);
    start_command(d, now);
}

static void nudge_recovery(struct dialogue *d, uint64_t now)
{
    write_text(d, d->platform->interrupt, now);
    write_text(d, "\r", now);
}

/* The running command does not end by itself: report it, then get the prompt back. */
static void break_off(struct dialogue *d, int error, uint64_t now)
{
    struct span rest = unfinished(d);
    buf_add(&d->reply, rest.at, rest.len);
    d->at = d->in.len;
    reply_event(d, error, now);
    set_phase(d, RECOVERING, now);
    nudge_recovery(d, now);
}

static void stuck(struct dialogue *d, uint64_t now)
{
    add_text_event(d, DIALOGUE_STUCK, prompt_trim(unfinished(d)), now);
    set_phase(d, STUCK, now);
}

/* Lines. */

static bool is_log(struct dialogue *d, struct span line)
{
    bool log = d->log_open || platform_is_log(d->platform, line.at, line.len);
    d->log_open = log && line.len > 0 && line.at[line.len - 1] == ',';
    return log;
}

static void idle_line(struct dialogue *d, struct span line, uint64_t now)
{
    size_t after;
    prompt_begins(&d->prompt, d->platform, line, &after);
    line = (struct span){line.at + after, line.len - after};
    if (prompt_trim(line).len > 0)
        add_text_event(d, DIALOGUE_LINE, line, now);
}

static void line_before_echo(struct dialogue *d, struct span line, struct span raw, uint64_t now)
{
    size_t after;
    prompt_begins(&d->prompt, d->platform, line, &after);
    struct span body = {line.at + after, line.len - after};
    switch (echo_line(&d->echo, body)) {
    case ECHO_WHOLE:
        d->echoed = true;
        buf_clear(&d->reply);
        break;
    case ECHO_PART:
        break;
    case ECHO_OTHER:
        if (is_log(d, body))
            add_text_event(d, DIALOGUE_LINE, body, now);
        else if (after == 0)
            buf_add(&d->reply, raw.at, raw.len);
        break;
    }
}

/* A complete line of a reply; `raw` holds its CR and LF too. */
static void reply_line(struct dialogue *d, struct span line, struct span raw, uint64_t now)
{
    size_t after;
    enum prompt_mode mode = prompt_begins(&d->prompt, d->platform, line, &after);
    struct span body = {line.at + after, line.len - after};
    bool log = is_log(d, body);
    if (log && (mode || d->held)) {
        /* The device logged something right behind its prompt. */
        d->mode = mode ? mode : d->mode;
        finish(d, now);
        add_text_event(d, DIALOGUE_LINE, body, now);
        return;
    }
    if (log && d->shared) {
        add_text_event(d, DIALOGUE_LINE, line, now);
        return;
    }
    bool blank = prompt_trim(line).len == 0;
    if (is_candidate(d, line)) {
        d->candidate_twice = true;
        d->held = true;
        d->held_at = d->reply.len;
    } else if (mode && prompt_trim(body).len == 0) {
        d->held_at = d->held ? d->held_at : d->reply.len;
        d->held = true;
    } else if (!blank) {
        d->held = false;
    }
    buf_add(&d->reply, raw.at, raw.len);
}

static void take_line(struct dialogue *d, struct span raw, uint64_t now)
{
    const char *pos = raw.at;
    struct span line = {raw.at, 0};
    text_next_line(&pos, raw.at + raw.len, &line);
    d->asked = false;
    switch (d->phase) {
    case LEARNING:
        if (is_candidate(d, line))
            d->candidate_twice = true;
        break;
    case IDLE:
        idle_line(d, line, now);
        break;
    case RUNNING:
        d->any_line = true;
        if (d->echoed)
            reply_line(d, line, raw, now);
        else
            line_before_echo(d, line, raw, now);
        break;
    case RECOVERING:
        if (is_log(d, line))
            add_text_event(d, DIALOGUE_LINE, line, now);
        break;
    case STUCK:
        break;
    }
}

/* The unfinished line. */

static bool ends_in(struct span line, const char *text)
{
    size_t n = strlen(text);
    return line.len >= n && memcmp(line.at + line.len - n, text, n) == 0;
}

static bool is_question(struct span line)
{
    return ends_in(line, ": ") || ends_in(line, "? ") || ends_in(line, "]:") ||
           ends_in(line, "[confirm]");
}

static void next_answer(struct dialogue *d, uint64_t now)
{
    struct command *c = &d->queue[0];
    char *answer = c->rest;
    char *nl = strchr(answer, '\n');
    if (nl)
        *nl = '\0';
    c->rest = nl ? nl + 1 : NULL;
    d->asked = true;
    write_text(d, answer, now);
    write_text(d, "\r", now);
}

static void reply_partial(struct dialogue *d, struct span line, uint64_t now)
{
    enum prompt_mode mode = prompt_is(&d->prompt, d->platform, line);
    if (d->waiting)
        return;
    if (mode) {
        d->mode = mode;
        finish(d, now);
    } else if (d->candidate_twice && is_candidate(d, line)) {
        adopt_candidate(d);
        finish(d, now);
    } else if (pager_waits(d->platform->more, line)) {
        buf_cut(&d->in, d->at);
        d->wiping = true;
        write_text(d, d->platform->more_key, now);
    } else if (!d->asked && ends_in(prompt_trim(line), d->platform->password_prompt)) {
        d->asked = d->waiting = true;
        add_text_event(d, DIALOGUE_QUESTION, prompt_trim(line), now);
    } else if (!d->asked && d->queue[0].rest && is_question(line)) {
        next_answer(d, now);
    }
}

static void learn_partial(struct dialogue *d, struct span line, uint64_t now)
{
    struct prompt guess;
    if (!prompt_guess(d->platform, line, &guess))
        return;
    if (d->candidate_twice && is_candidate(d, line)) {
        adopt_candidate(d);
        set_phase(d, IDLE, now);
        add_event(d, DIALOGUE_PROMPT, now);
        start_command(d, now);
        return;
    }
    if (is_candidate(d, line))
        return;
    /* A banner can look like this for a moment; one return is under way then, and will do. */
    bool first = d->candidate.len == 0;
    set_candidate(d, line);
    if (first)
        write_text(d, "\r", now);
}

static void take_partial(struct dialogue *d, uint64_t now)
{
    struct span line = unfinished(d);
    if (line.len == 0)
        return;
    if (d->phase == LEARNING)
        learn_partial(d, line, now);
    else if (d->phase == RUNNING && d->echoed)
        reply_partial(d, line, now);
    if (d->phase == RECOVERING && !d->asked) {
        d->mode = prompt_is(&d->prompt, d->platform, line);
        if (d->mode) {
            set_phase(d, IDLE, now);
            start_command(d, now);
        } else if (pager_waits(d->platform->more, line)) {
            d->asked = true;
            write_text(d, "q", now);
        }
    }
}

/* Drop what wipes the pager's text. Returns false when that cannot be told yet. */
static bool wipe(struct dialogue *d)
{
    while (d->wiping) {
        long n = pager_wipe(unfinished(d));
        if (n < 0)
            return false;
        d->at += (size_t)n;
        d->wiping = n > 0;
    }
    return true;
}

static void process(struct dialogue *d, uint64_t now)
{
    while (wipe(d)) {
        struct span rest = unfinished(d);
        const char *nl = memchr(rest.at, '\n', rest.len);
        bool piece = !nl && rest.len >= LINE_BYTES;
        if (!nl && !piece) {
            take_partial(d, now);
            break;
        }
        size_t n = piece ? rest.len : (size_t)(nl + 1 - rest.at);
        d->at += n;
        take_line(d, (struct span){rest.at, n}, now);
        if (d->phase == RUNNING && d->reply.len > d->limits.reply_bytes)
            break_off(d, ERR_LIMIT, now);
    }
    buf_eat(&d->in, d->at);
    d->at = 0;
}

/* The interface. */

struct dialogue *dialogue_new(const struct platform *platform, const struct dialogue_limits *limits,
                              uint64_t now)
{
    struct dialogue *d = mem_alloc(sizeof *d);
    d->platform = platform;
    d->limits = *limits;
    d->wrote_ms = now;
    set_phase(d, LEARNING, now);
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
    if (d->out.data)
        explicit_bzero(d->out.data, d->out.cap);
    buf_fini(&d->out);
    buf_fini(&d->reply);
    buf_fini(&d->candidate);
    free(d);
}

void dialogue_feed(struct dialogue *d, const char *bytes, size_t len, uint64_t now)
{
    if (len == 0 || d->phase == STUCK)
        return;
    d->heard_ms = now;
    d->settled = false;
    buf_add(&d->in, bytes, len);
    process(d, now);
}

/* A command runs and nothing came for a moment: is there a prompt that is not known as one? */
static void settle(struct dialogue *d, uint64_t now)
{
    struct span line = unfinished(d);
    struct prompt guess;
    enum prompt_mode mode = prompt_is(&d->prompt, d->platform, line);
    d->settled = true;
    if (!d->echoed && mode && d->any_line) {
        /* A device that does not echo. */
        d->mode = mode;
        finish(d, now);
    } else if (d->echoed && prompt_guess(d->platform, line, &guess) && !is_candidate(d, line)) {
        set_candidate(d, line);
        write_text(d, "\r", now);
    } else if (d->echoed && d->held && line.len == 0) {
        write_text(d, "\r", now);
    }
}

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t running_deadline(const struct dialogue *d)
{
    if (d->waiting)
        return UINT64_MAX;
    uint64_t at = min(d->phase_ms + d->limits.hard_ms, d->heard_ms + d->queue[0].silence_ms);
    if (d->cancelled)
        at = min(at, d->cancel_ms + CANCEL_MS);
    return d->settled ? at : min(at, d->heard_ms + SETTLE_MS);
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
        break_off(d, ERR_CANCELLED, now);
    else if (now >= d->phase_ms + d->limits.hard_ms || now >= d->heard_ms + d->queue[0].silence_ms)
        break_off(d, ERR_TIMEOUT, now);
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
            write_text(d, "\r", now);
        break;
    case IDLE:
        write_text(d, "\r", now);
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

uint64_t dialogue_send(struct dialogue *d, const char *command, unsigned silence_ms, uint64_t now)
{
    d->queue = mem_grow(d->queue, d->queue_count, &d->queue_capacity, sizeof *d->queue);
    struct command *c = &d->queue[d->queue_count++];
    size_t first = strcspn(command, "\n");
    c->id = ++d->last_id;
    c->text = mem_ndup(command, first);
    c->whole = mem_dup(command);
    c->rest = command[first] ? c->whole + first + 1 : NULL;
    c->silence_ms = silence_ms ? silence_ms : d->limits.silence_ms;
    start_command(d, now);
    return c->id;
}

void dialogue_answer(struct dialogue *d, const char *answer, uint64_t now)
{
    if (!d->waiting)
        return;
    d->waiting = false;
    d->heard_ms = now;
    write_text(d, answer, now);
    write_text(d, "\r", now);
}

void dialogue_interrupt(struct dialogue *d, uint64_t now)
{
    while (d->queue_count > 0 && d->phase != RUNNING)
        reply_event(d, ERR_CANCELLED, now);
    if (d->phase != RUNNING)
        return;
    write_text(d, d->platform->interrupt, now);
    d->cancelled = true;
    d->waiting = false;
    d->cancel_ms = now;
    for (size_t i = 1; i < d->queue_count; i++) {
        struct dialogue_event *e = add_event(d, DIALOGUE_REPLY, now);
        e->id = d->queue[i].id;
        e->error = ERR_CANCELLED;
        e->sent_ms = now;
        free(d->queue[i].text);
        free(d->queue[i].whole);
    }
    d->queue_count = 1;
}

void dialogue_abandon(struct dialogue *d, int error, uint64_t now)
{
    struct span rest = unfinished(d);
    if (d->phase == RUNNING && d->echoed)
        buf_add(&d->reply, rest.at, rest.len);
    while (d->queue_count > 0) {
        reply_event(d, error, now);
        d->phase = STUCK;
    }
    set_phase(d, STUCK, now);
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
