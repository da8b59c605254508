/* SPDX-License-Identifier: ISC */
/*
 * The stream is cut into lines as it comes. A complete line is dealt with at once and for good;
 * only the unfinished last line is looked at again when more comes. That makes the result
 * independent of how the bytes were split on their way.
 */
#include "session/framing.h"

#include "session/pager.h"
#include "session/proof.h"

#include <string.h>

enum { LINE_BYTES = 64 * 1024 }; /* an unfinished line is cut into pieces of this size */

static bool is_log(struct dialogue *d, struct span line)
{
    bool log = d->log_open || platform_is_log(d->platform, line.at, line.len);
    d->log_open = log && line.len > 0 && line.at[line.len - 1] == ',';
    return log;
}

static void learn_line(struct dialogue *d, struct span line)
{
    struct span text = prompt_trim(line);
    if (!candidate_is(&d->candidate, line))
        return;
    d->candidate.twice = true;
    d->proves = proof_is(d, (struct span){text.at + text.len, line.len - text.len});
}

static void idle_line(struct dialogue *d, struct span line, uint64_t now)
{
    size_t after;
    prompt_begins(&d->prompt, d->platform, line, &after);
    line = (struct span){line.at + after, line.len - after};
    if (prompt_trim(line).len > 0)
        dialogue_event_text(d, DIALOGUE_LINE, line, now);
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
            dialogue_event_text(d, DIALOGUE_LINE, body, now);
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
    bool blank = prompt_trim(body).len == 0;
    bool candidate = candidate_is(&d->candidate, line);
    d->candidate.twice = d->candidate.twice || candidate;
    if (d->ending.proven) {
        /* What the device says to the proof, if it minds empty lines. */
        if (log)
            dialogue_event_text(d, DIALOGUE_LINE, body, now);
        return;
    }
    if (candidate || (mode && (blank || log)))
        proof_hold(d);
    else if (!blank && !log)
        d->ending.held = false;
    d->ending.proven = d->ending.held && proof_is(d, body);
    d->proves = d->proves || d->ending.proven;
    d->ending.logged = d->ending.held && (d->ending.logged || log);
    d->disturbed = d->disturbed || (log && !d->ending.held && !d->shared);
    if (log && d->shared)
        dialogue_event_text(d, DIALOGUE_LINE, body, now);
    else if (!d->ending.proven)
        buf_add(&d->reply, raw.at, raw.len);
}

/* Finish when the prompt behind the echo of the proof is there; more may already follow it. */
static bool finish_proven(struct dialogue *d, struct span line, uint64_t now)
{
    size_t after;
    enum prompt_mode mode = prompt_begins(&d->prompt, d->platform, line, &after);
    if (d->phase != RUNNING || !d->ending.proven || !mode)
        return false;
    d->mode = mode;
    dialogue_finish(d, now);
    return true;
}

static void take_line(struct dialogue *d, struct span raw, uint64_t now)
{
    const char *pos = raw.at;
    struct span line = {raw.at, 0};
    struct prompt guess;
    text_next_line(&pos, raw.at + raw.len, &line);
    d->asked = false;
    finish_proven(d, line, now);
    switch (d->phase) {
    case LEARNING:
        learn_line(d, line);
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
            dialogue_event_text(d, DIALOGUE_LINE, line, now);
        else if (prompt_guess(d->platform, line, &guess))
            candidate_set(&d->candidate, line);
        break;
    case STUCK:
        break;
    }
}

/* The unfinished line. */

/* The candidate came twice: it is the prompt. */
static void adopt_candidate(struct dialogue *d)
{
    struct span line = {buf_str(&d->candidate.text), d->candidate.text.len};
    prompt_guess(d->platform, line, &d->prompt);
    d->mode = prompt_is(&d->prompt, d->platform, line);
    candidate_clear(&d->candidate);
}

static bool ends_in(struct span line, const char *text)
{
    size_t n = strlen(text);
    return line.len >= n && memcmp(line.at + line.len - n, text, n) == 0;
}

bool dialogue_asks(const struct dialogue *d)
{
    return ends_in(prompt_trim(dialogue_rest(d)), d->platform->password_prompt);
}

void dialogue_ask(struct dialogue *d, uint64_t now)
{
    d->asked = d->waiting = true;
    dialogue_event_text(d, DIALOGUE_QUESTION, prompt_trim(dialogue_rest(d)), now);
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
    dialogue_write(d, answer, now);
    dialogue_write(d, "\r", now);
}

/* The unfinished line is the prompt: has the reply ended, or does it hold such a line? */
static void reply_prompt(struct dialogue *d, uint64_t now)
{
    struct command *c = &d->queue[0];
    if (!d->proves && c->proofs > 0 && d->ending.held) {
        dialogue_finish(d, now);
        return;
    }
    if (c->proofs > 0)
        return; /* its echo is on the way */
    proof_write(d, c, now);
    if (d->queue_count > 1 && d->proves && !d->cancelled)
        dialogue_send_command(d, &d->queue[1], now);
}

static void reply_partial(struct dialogue *d, struct span line, uint64_t now)
{
    enum prompt_mode mode = prompt_is(&d->prompt, d->platform, line);
    if (d->waiting && dialogue_asks(d))
        return;
    /* The question is gone: it was a piece of a line, or the device did not wait any longer. */
    d->waiting = false;
    if (mode) {
        d->mode = mode;
        reply_prompt(d, now);
    } else if (d->candidate.twice && candidate_is(&d->candidate, line)) {
        adopt_candidate(d);
        dialogue_finish(d, now);
    } else if (pager_waits(d->platform->more, line)) {
        buf_cut(&d->in, d->at);
        d->wiping = true;
        d->ahead = false;
        dialogue_write(d, d->platform->more_key, now);
    } else if (!d->asked && prompt_trim(line).len == strlen(d->platform->password_prompt) &&
               dialogue_asks(d)) {
        dialogue_ask(d, now);
    } else if (!d->asked && d->queue[0].rest && is_question(line)) {
        next_answer(d, now);
    }
}

static void learn_partial(struct dialogue *d, struct span line, uint64_t now)
{
    struct prompt guess;
    if (!prompt_guess(d->platform, line, &guess))
        return;
    if (d->candidate.twice && candidate_is(&d->candidate, line)) {
        adopt_candidate(d);
        dialogue_enter(d, IDLE, now);
        dialogue_event_add(d, DIALOGUE_PROMPT, now);
        dialogue_start(d, now);
        return;
    }
    if (candidate_is(&d->candidate, line))
        return;
    /* A banner can look like this for a moment; one return is under way then, and will do. */
    bool first = d->candidate.text.len == 0;
    candidate_set(&d->candidate, line);
    if (first)
        proof_write(d, NULL, now);
}

static void take_partial(struct dialogue *d, uint64_t now)
{
    struct span line = dialogue_rest(d);
    if (line.len == 0 || finish_proven(d, line, now))
        return;
    if (d->phase == LEARNING)
        learn_partial(d, line, now);
    else if (d->phase == RUNNING && d->echoed)
        reply_partial(d, line, now);
    if (d->phase == RECOVERING && !d->asked) {
        /* The same line twice, and nothing behind it: the prompt, with another host name. */
        if (candidate_is(&d->candidate, line))
            adopt_candidate(d);
        d->mode = prompt_is(&d->prompt, d->platform, line);
        if (d->mode) {
            dialogue_enter(d, IDLE, now);
            dialogue_start(d, now);
        } else if (pager_waits(d->platform->more, line)) {
            d->asked = true;
            dialogue_write(d, "q", now);
        }
    }
}

/* Drop what wipes the pager's text. Returns false when that cannot be told yet. */
static bool wipe(struct dialogue *d)
{
    while (d->wiping) {
        long n = pager_wipe(dialogue_rest(d));
        if (n < 0)
            return false;
        d->at += (size_t)n;
        d->wiping = n > 0;
    }
    return true;
}

void dialogue_process(struct dialogue *d, uint64_t now)
{
    while (wipe(d)) {
        struct span rest = dialogue_rest(d);
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
            dialogue_break_off(d, ERR_LIMIT, now);
    }
    buf_eat(&d->in, d->at);
    d->at = 0;
}
