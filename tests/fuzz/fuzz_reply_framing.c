/* SPDX-License-Identifier: ISC */
/*
 * What a device says, cut into replies. The first byte chooses the kind of line; in the rest 0xff
 * is followed by a byte that says what happens now, all else comes from the device in pieces.
 */
#include "tests/fuzz/fuzz.h"

#include "session/dialogue.h"
#include "session/redact.h"

enum { SHARED = 1, AHEAD = 2, BYTEWISE = 4, REPLY_BYTES = 4096, COMMANDS_MAX = 16 };

struct line {
    struct dialogue *d;
    struct redactor *redactor;
    uint64_t now;
    size_t sent, answered;
};

static void take_events(struct line *l)
{
    struct dialogue_event e;
    while (dialogue_next(l->d, &e)) {
        struct buf kept = {0};
        l->answered += e.kind == DIALOGUE_REPLY;
        redactor_apply(l->redactor, buf_str(&e.text), e.text.len, &kept);
        fuzz_visible(buf_str(&kept), kept.len);
        buf_fini(&kept);
        buf_fini(&e.text);
    }
    FUZZ_HOLDS(l->answered + dialogue_pending(l->d) == l->sent);
    buf_clear(dialogue_output(l->d));
}

static void act(struct line *l, uint8_t what)
{
    static const char *const commands[] = {"show version", "show run", "clear crypto sa\ny\n", ""};
    if (what == 't' && dialogue_deadline(l->d) != UINT64_MAX) {
        l->now = dialogue_deadline(l->d);
        dialogue_tick(l->d, l->now);
    } else if (what == 'i') {
        dialogue_interrupt(l->d, l->now);
    } else if (what == 'a') {
        dialogue_answer(l->d, "secret", l->now);
    } else if (what < 4 && l->sent < COMMANDS_MAX) {
        dialogue_send(l->d, commands[what], NULL, l->now);
        l->sent++;
    }
    take_events(l);
}

static void play(struct line *l, const uint8_t *data, size_t size, bool bytewise)
{
    for (size_t i = 0; i < size;) {
        if (data[i] == 0xff) {
            if (i + 1 < size)
                act(l, data[i + 1]);
            i += 2;
            continue;
        }
        const uint8_t *next = memchr(data + i, 0xff, size - i);
        size_t n = bytewise ? 1 : next ? (size_t)(next - data) - i : size - i;
        dialogue_feed(l->d, (const char *)data + i, n, ++l->now);
        take_events(l);
        i += n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct platform *platform;
    static struct redactor *redactor;
    const struct dialogue_limits limits = {30000, 100000, REPLY_BYTES};
    if (!platform) {
        platform = platform_load("playbooks/ios/platform.json", NULL);
        FUZZ_HOLDS(platform);
        redactor = redactor_new(platform->secrets);
    }
    if (size == 0)
        return 0;
    struct line l = {.redactor = redactor, .now = 1000};
    l.d = dialogue_new(platform, &limits, l.now);
    dialogue_share(l.d, data[0] & SHARED);
    dialogue_run_ahead(l.d, data[0] & AHEAD);
    play(&l, data + 1, size - 1, data[0] & BYTEWISE);
    dialogue_abandon(l.d, ERR_LOST, l.now);
    take_events(&l);
    FUZZ_HOLDS(l.answered == l.sent);
    dialogue_free(l.d);
    return 0;
}
