/* SPDX-License-Identifier: ISC */
#include "session/proof.h"

enum {
    FEWEST_BLANKS = 3, /* more than a prompt has at its own end */
    MORE_BLANKS = 6,   /* so many numbers in turn */
    PROMPT_BLANKS = 1  /* the device's own, behind the prompt */
};

static size_t blanks_of(const struct command *c)
{
    return FEWEST_BLANKS + (c ? (size_t)(c->id % MORE_BLANKS) : 0);
}

bool proof_goes_along(const struct dialogue *d, const struct command *c)
{
    /* Blanks would answer "[confirm]" or a password's prompt, and turn a pager's page. */
    static const char *const never_ask[] = {"show", "terminal", "undebug"};
    if (!d->ahead || !d->proves || c->rest)
        return false;
    for (size_t i = 0; i < sizeof never_ask / sizeof never_ask[0]; i++)
        if (platform_is_command(c->text, never_ask[i]))
            return true;
    return false;
}

void proof_write(struct dialogue *d, struct command *c, uint64_t now)
{
    for (size_t i = blanks_of(c); i > 0; i--)
        dialogue_write(d, " ", now);
    dialogue_write(d, "\r", now);
    if (c)
        c->proofs++;
}

bool proof_is(const struct dialogue *d, struct span rest)
{
    const struct command *c = d->phase == RUNNING ? &d->queue[0] : NULL;
    size_t want = blanks_of(c);
    size_t n = 0;
    while (n < rest.len && rest.at[n] == ' ')
        n++;
    bool sent = !c || c->proofs > 0;
    while (rest.len > n && rest.at[rest.len - 1] == '\r')
        rest.len--;
    return sent && n == rest.len && n >= want && n <= want + PROMPT_BLANKS;
}

void proof_hold(struct dialogue *d)
{
    /* Of prompts one behind the other the last counts, unless log lines made the device repeat. */
    if (!d->ending.held || !d->ending.logged)
        d->ending.at = d->reply.len;
    d->ending.held = true;
}

void proof_cut(struct dialogue *d, struct buf *behind)
{
    if (!d->ending.held)
        return;
    buf_add(behind, buf_str(&d->reply) + d->ending.at, d->reply.len - d->ending.at);
    buf_cut(&d->reply, d->ending.at);
}

void proof_report(struct dialogue *d, const struct buf *behind, uint64_t now)
{
    const char *pos = buf_str(behind);
    struct span line;
    while (text_next_line(&pos, buf_str(behind) + behind->len, &line)) {
        size_t after;
        prompt_begins(&d->prompt, d->platform, line, &after);
        line = (struct span){line.at + after, line.len - after};
        if (prompt_trim(line).len > 0)
            dialogue_event_text(d, DIALOGUE_LINE, line, now);
    }
}
