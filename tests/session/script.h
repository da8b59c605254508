/* SPDX-License-Identifier: ISC */
/*
 * Conversations as scripts: what must have been sent, then what the device answers. Each script is
 * played whole, byte by byte, and cut in two at every position; the outcome must be the same.
 */
#ifndef TESTS_SESSION_SCRIPT_H
#define TESTS_SESSION_SCRIPT_H

#include "base/err.h"
#include "base/mem.h"
#include "session/dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SILENCE_MS = 30000, HARD_MS = 100000, REPLY_BYTES = 4096, EVERY_BYTE = -1, WHOLE = -2 };

/* One turn: optional action, what is expected to be sent then, the device's bytes. */
struct turn {
    const char *command;  /* dialogue_send() */
    const char *answer;   /* dialogue_answer() */
    const char *sent;     /* NULL: nothing */
    const char *received; /* NULL: nothing, but time passes up to the deadline */
};

static struct platform *platform;
static uint64_t now;

/* The events as text, one a line. */
static inline void record(struct dialogue *d, struct buf *log)
{
    static const char *const names[] = {"PROMPT", "QUESTION", "REPLY", "LINE", "STUCK"};
    struct dialogue_event e;
    while (dialogue_next(d, &e)) {
        buf_printf(log, "%s[%s]", names[e.kind], buf_str(&e.text));
        if (e.kind == DIALOGUE_REPLY)
            buf_printf(log, " %d class %d error %s", (int)e.id, e.class, err_name(e.error));
        buf_add_char(log, '\n');
        buf_fini(&e.text);
    }
}

static inline void feed_cut(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    size_t len = strlen(bytes);
    size_t step = cut == EVERY_BYTE ? 1 : cut == WHOLE ? len : (size_t)cut;
    for (size_t at = 0; at < len;) {
        size_t n = step == 0 || at + step > len ? len - at : step;
        dialogue_feed(d, bytes + at, n, now);
        record(d, log);
        at += n;
        if (cut != EVERY_BYTE)
            step = len;
    }
}

/* The device answers the proof that a reply has ended, if one was sent behind a prompt. */
static inline void echo_proof(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    struct buf *out = dialogue_output(d);
    const char *at = strstr(buf_str(out), "   ");
    const char *prompt = strrchr(bytes, '\n');
    if (!at || dialogue_pending(d) == 0 || !prompt)
        return;
    size_t before = (size_t)(at - buf_str(out));
    size_t n = strspn(at, " ");
    struct buf echo = {0};
    buf_printf(&echo, "%*s\r%s", (int)n, "", prompt);
    memmove(out->data + before, at + n + 1, out->len - before - n); /* the NUL too */
    out->len -= n + 1;
    feed_cut(d, buf_str(&echo), cut, log);
    buf_fini(&echo);
}

static inline void feed(struct dialogue *d, const char *bytes, int cut, struct buf *log)
{
    feed_cut(d, bytes, cut, log);
    echo_proof(d, bytes, cut, log);
}

/* Up to the prompt, for the tests that are no scripts. */
static inline void login(struct dialogue *d, struct buf *log)
{
    feed(d, "\r\nCE1#", WHOLE, log);
    feed(d, "   \r\nCE1#", WHOLE, log);
    buf_clear(dialogue_output(d));
}

/* A dialogue that knows the prompt. */
static inline struct dialogue *logged_in(struct buf *log)
{
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    now = 0;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    login(d, log);
    return d;
}

static inline void play_cut(const struct turn *script, bool shared, int cut, struct buf *log)
{
    struct dialogue_limits limits = {SILENCE_MS, HARD_MS, REPLY_BYTES};
    now = 1000;
    struct dialogue *d = dialogue_new(platform, &limits, now);
    dialogue_share(d, shared);
    for (const struct turn *t = script; t->command || t->answer || t->sent || t->received; t++) {
        if (t->command)
            dialogue_send(d, t->command, NULL, now);
        if (t->answer)
            dialogue_answer(d, t->answer, now);
        if (t->received) {
            now += 10;
            feed(d, t->received, cut, log);
        } else if (!t->command && !t->answer) {
            now = dialogue_deadline(d);
            dialogue_tick(d, now);
        }
        record(d, log);
        struct buf *out = dialogue_output(d);
        if (strcmp(buf_str(out), t->sent ? t->sent : "") != 0)
            fail_msg("turn %d, cut %d: sent \"%s\", expected \"%s\"", (int)(t - script), cut,
                     buf_str(out), t->sent ? t->sent : "");
        buf_clear(out);
    }
    buf_printf(log, "%s %d\n", dialogue_hostname(d), dialogue_mode(d));
    dialogue_free(d);
}

static inline void play_as(const struct turn *script, bool shared, const char *want)
{
    size_t longest = 0;
    for (const struct turn *t = script; t->command || t->answer || t->sent || t->received; t++)
        if (t->received && strlen(t->received) > longest)
            longest = strlen(t->received);
    for (int cut = WHOLE; cut < (int)longest; cut++) {
        struct buf log = {0};
        if (cut == 0)
            continue;
        play_cut(script, shared, cut, &log);
        if (strcmp(buf_str(&log), want) != 0)
            fail_msg("cut %d gave\n%s\nexpected\n%s", cut, buf_str(&log), want);
        buf_fini(&log);
    }
}

static inline void play(const struct turn *script, const char *want)
{
    play_as(script, false, want);
}

#define LOGIN                                                                                      \
    {.received = "\r\nCE1#", .sent = "   \r"},                                                     \
    {                                                                                              \
        .received = "   \r\nCE1#"                                                                  \
    }
#define END                                                                                        \
    {                                                                                              \
        .command = NULL                                                                            \
    }

static inline int load(void **state)
{
    (void)state;
    platform = platform_load("playbooks/ios/platform.json", NULL);
    return platform ? 0 : -1;
}

static inline int unload(void **state)
{
    (void)state;
    platform_free(platform);
    return 0;
}

#endif
