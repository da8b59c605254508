/* SPDX-License-Identifier: ISC */
/* Each ward is tried anew, less and less often, until its debugging is off or all time is over. */
#include "session/rescue.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "session/journal.h"
#include "session/redact.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_WAIT_MS = 500, JOURNAL_TRIES = 50, JOURNAL_WAIT_MS = 100 };

struct rescue {
    struct loop *loop;
    const struct platform *platform;
    struct redactor *redactor;
    const char *journal;
    size_t open; /* attempts that have not come to an end */
};

/* One ward's attempts. */
struct attempt {
    struct rescue *rescue;
    struct ward *ward;
    struct peer *peer;
    struct loop_timer *again;
    unsigned wait_ms;
    char *asked; /* what was asked last in this attempt */
    bool debug_off, also_off;
    bool ended;
    char *why; /* it did not work the last time */
};

static void say(const struct attempt *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void say(const struct attempt *a, const char *fmt, ...)
{
    struct buf line = {0}, shown = {0};
    va_list ap;
    va_start(ap, fmt);
    char *text = mem_vprintf(fmt, ap);
    va_end(ap);
    buf_printf(&line, "peerwalk: %s: %s", a->ward->config.target, text);
    text_visible(&shown, buf_str(&line), line.len);
    /* A console that was killed has left its terminal in a state of its own. */
    bool terminal = isatty(STDERR_FILENO);
    dprintf(STDERR_FILENO, "%s%s%s", terminal ? "\r\n" : "", buf_str(&shown),
            terminal ? "\r\n" : "\n");
    buf_fini(&line);
    buf_fini(&shown);
    free(text);
}

/* Whoever wrote it is about to be gone. */
static struct journal *reopen(const char *path)
{
    const struct timespec pause = {.tv_nsec = JOURNAL_WAIT_MS * 1000000L};
    struct journal *j = NULL;
    for (int i = 0; i < JOURNAL_TRIES && !(j = journal_reopen(path, NULL)); i++)
        nanosleep(&pause, NULL);
    return j;
}

static void write_down(const struct attempt *a, const char *text)
{
    struct journal *j = a->rescue->journal ? reopen(a->rescue->journal) : NULL;
    if (!j) {
        if (a->rescue->journal)
            say(a, "the journal %s could not be written", a->rescue->journal);
        return;
    }
    journal_write(j, "note", json_pack("{s:s, s:s}", "side", a->ward->side, "text", text));
    if (!a->ward->on)
        journal_write(j, "debug", json_pack("{s:s, s:b}", "side", a->ward->side, "on", 0));
    journal_sync(j, NULL);
    journal_free(j);
}

static void end(struct attempt *a)
{
    const struct ward *w = a->ward;
    const char *off = a->rescue->platform->debug_off;
    char *text;
    if (!w->on)
        text = mem_printf("debugging was left on; it has been switched off by a new login");
    else
        text = mem_printf("debugging may still be on (%s): log in and type on %s: %s%s%s",
                          a->why ? a->why : "there was no time", w->hostname ? w->hostname : "it",
                          off, w->also ? ", " : "", w->also ? w->also : "");
    say(a, "%s", text);
    write_down(a, text);
    free(text);
    a->ended = true;
    if (--a->rescue->open == 0)
        loop_stop(a->rescue->loop);
}

static void fail(struct attempt *a, const char *why, bool for_good)
{
    free(a->why);
    a->why = mem_dup(why);
    peer_free(a->peer);
    a->peer = NULL;
    if (for_good) {
        end(a);
        return;
    }
    loop_timer_set(a->again, a->wait_ms);
    a->wait_ms *= 2;
}

static void check_name(struct attempt *a)
{
    const char *name = peer_hostname(a->peer);
    if (!a->ward->hostname || strcmp(name, a->ward->hostname) == 0) {
        /* Leaving is all there is to do: it switches debugging off. */
        peer_leave_with(a->peer, a->ward->also);
        peer_close(a->peer);
        return;
    }
    char *why = mem_printf("the router there calls itself %s, not %s", name, a->ward->hostname);
    fail(a, why, true);
    free(why);
}

static void check_left(struct attempt *a)
{
    if (!a->debug_off || (a->ward->also && !a->also_off)) {
        fail(a,
             a->debug_off ? "a condition of debugging is still there" : "the router did not do it",
             false);
        return;
    }
    a->ward->on = false;
    peer_free(a->peer);
    a->peer = NULL;
    end(a);
}

/* Would another try with the same answers be in vain, or even lock the user out? */
static bool is_for_good(const struct err *why)
{
    return why &&
           (why->code == ERR_AUTH || why->code == ERR_HOST_KEY || why->code == ERR_CANCELLED);
}

static void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct attempt *a = user;
    (void)p;
    if (s == PEER_READY)
        check_name(a);
    else if (s == PEER_CLOSED)
        check_left(a);
    else if (s == PEER_LOST)
        fail(a, why ? why->text : "the line went down", is_for_good(why));
}

static void on_ask(void *user, struct peer *p, enum peer_question q, const char *text, bool echo)
{
    struct attempt *a = user;
    bool again = a->asked && strcmp(a->asked, text) == 0;
    (void)echo;
    free(a->asked);
    a->asked = mem_dup(text);
    peer_answer(p, again ? NULL : vault_get(a->ward->answers, q, text));
}

static void on_off(void *user, struct peer *p, const char *command, uint64_t id)
{
    struct attempt *a = user;
    (void)p, (void)id;
    if (a->ward->also && strcmp(command, a->ward->also) == 0)
        a->also_off = true;
    else
        a->debug_off = true;
}

static void try_it(void *user)
{
    static const struct peer_handler handler = {.state = on_state, .ask = on_ask, .off = on_off};
    struct attempt *a = user;
    const struct rescue *r = a->rescue;
    free(a->asked);
    a->asked = NULL;
    a->debug_off = a->also_off = false;
    a->peer = peer_new(r->loop, r->platform, r->redactor, &a->ward->config, &handler, a);
    peer_open(a->peer);
}

static void on_limit(void *user)
{
    struct rescue *r = user;
    loop_stop(r->loop);
}

static void begin(struct rescue *r, struct attempt *a, struct ward *w)
{
    *a = (struct attempt){.rescue = r, .ward = w, .wait_ms = FIRST_WAIT_MS};
    if (!w->on)
        return;
    r->open++;
    a->again = loop_timer_new(r->loop, try_it, a);
    loop_timer_set(a->again, 0);
}

/* Its time is over, or it is done. Returns whether debugging may still be on. */
static bool finish(struct attempt *a)
{
    loop_timer_free(a->again);
    if (a->ward->on && !a->ended)
        end(a);
    peer_free(a->peer);
    free(a->asked);
    free(a->why);
    return a->ward->on;
}

int rescue_wards(struct ward *wards, size_t count, const struct platform *platform,
                 const char *journal, unsigned limit_ms)
{
    struct attempt *attempts = mem_array(count, sizeof *attempts);
    struct rescue r = {.loop = loop_new(), .platform = platform, .journal = journal};
    int left = 0;
    r.redactor = redactor_new(platform->secrets);
    struct loop_timer *limit = loop_timer_new(r.loop, on_limit, &r);
    for (size_t i = 0; i < count; i++)
        begin(&r, &attempts[i], &wards[i]);
    loop_timer_set(limit, limit_ms);
    if (r.open > 0)
        loop_run(r.loop);
    for (size_t i = 0; i < count; i++)
        left += finish(&attempts[i]);
    loop_timer_free(limit);
    redactor_free(r.redactor);
    loop_free(r.loop);
    free(attempts);
    return left;
}
