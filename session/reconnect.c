/* SPDX-License-Identifier: ISC */
/*
 * A line that was ready and went down is made again, at first soon and then less and less often,
 * for as long as the configuration allows. A line that does not hold is no new one: its time goes
 * on until it has been up for a while, so that no router gets a login a second all night.
 */
#include "session/peer_private.h"

#include "session/prompt.h"
#include "session/vty.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_MS = 500,
    MOST_MS = 15 * 1000,
    STEADY_MS = 60 * 1000, /* a line that was up for so long begins anew */
    PERSON_MS = 1000       /* to look again whether a person has answered */
};

static bool may_pass(int code)
{
    return code == ERR_LOST || code == ERR_UNREACHABLE || code == ERR_TIMEOUT;
}

static unsigned pause_ms(unsigned tries)
{
    unsigned ms = FIRST_MS;
    while (tries-- > 0 && ms < MOST_MS)
        ms *= 2;
    return ms < MOST_MS ? ms : MOST_MS;
}

static uint64_t end_ms(const struct peer *p)
{
    return p->again.since_ms + p->config.reconnect_ms;
}

/* The line is tried again. */
static void try_it(struct peer *p, uint64_t now)
{
    unsigned most = p->config.connect_timeout_ms;
    uint64_t left = end_ms(p) > now + FIRST_MS ? end_ms(p) - now : FIRST_MS;
    peer_reap(p);
    vault_renew(p->vault);
    p->again.debug_off_id = 0;
    loop_timer_set(p->again.timer, left);
    peer_post_state(p, PEER_RESOLVING, NULL);
    peer_open_lines(p, most && most < left ? most : (unsigned)left);
}

static void on_timer(void *user)
{
    struct peer *p = user;
    struct err e = {0};
    uint64_t now = loop_now_ms(p->loop);
    if (p->phase == PEER_RECONNECTING) {
        try_it(p, now);
    } else if (p->asking) {
        loop_timer_set(p->again.timer, PERSON_MS);
    } else {
        err_set(&e, ERR_LOST, p->name, 0, "the line was lost, and making it again takes too long");
        peer_lose(p, &e);
    }
}

void reconnect_init(struct peer *p)
{
    p->again.timer = loop_timer_new(p->loop, on_timer, p);
}

void reconnect_fini(struct peer *p)
{
    loop_timer_free(p->again.timer);
}

static void note_loss(struct peer *p, const struct err *why, uint64_t now)
{
    char text[sizeof why->text + 100];
    snprintf(text, sizeof text, "the line was lost: %s; trying again for %" PRIu64 " s", why->text,
             (end_ms(p) - now + 999) / 1000);
    peer_post_note(p, text);
}

void reconnect_warn(struct peer *p)
{
    char text[200];
    if (!p->debugging)
        return;
    snprintf(text, sizeof text, "debugging was on when the line was lost; type \"%s\" there",
             p->platform->debug_off);
    peer_post_note(p, text);
}

static bool is_time_left(struct peer *p, bool was_up, uint64_t now)
{
    if (was_up && (p->again.tries == 0 || now >= p->again.ready_ms + STEADY_MS)) {
        p->again.since_ms = now;
        p->again.tries = 0;
    }
    p->again.next_ms = now + pause_ms(p->again.tries++);
    return p->again.next_ms < end_ms(p);
}

bool reconnect_begin(struct peer *p, const struct err *why, struct err *last)
{
    bool was_up = p->phase == PEER_READY;
    uint64_t now = loop_now_ms(p->loop);
    *last = *why;
    if ((was_up || p->again.lasts) && p->config.reconnect_ms > 0 && may_pass(why->code)) {
        if (is_time_left(p, was_up, now)) {
            p->again.lasts = true;
            loop_timer_set(p->again.timer, p->again.next_ms - now);
            if (was_up)
                note_loss(p, why, now);
            peer_post_state(p, PEER_RECONNECTING, why);
            return true;
        }
        *last = (struct err){0};
        err_set(last, why->code, why->where, why->line,
                "%s; no line that holds could be made in %u s", why->text,
                p->config.reconnect_ms / 1000);
    }
    reconnect_warn(p);
    return false;
}

void reconnect_stop(struct peer *p)
{
    p->again.lasts = false;
    loop_timer_stop(p->again.timer);
}

/* What was switched on is on another router, and this one's debugging is somebody else's. */
static void note_stranger(struct peer *p, const char *shown, bool owed)
{
    char text[400];
    snprintf(text, sizeof text, "the line is back, but %.100s answers and not %.100s%s%s%s", shown,
             p->hostname, owed ? ", where debugging may be on: type \"" : "",
             owed ? p->platform->debug_off : "", owed ? "\"" : "");
    peer_post_note(p, text);
}

static void settle(struct peer *p)
{
    reconnect_stop(p);
    p->again.debug_off_id = 0;
    p->again.ready_ms = loop_now_ms(p->loop);
    peer_be_ready(p);
}

/* Whatever else is to be done, a router must not go on debugging for nobody. */
bool reconnect_is_back(struct peer *p)
{
    if (!p->again.lasts)
        return true;
    bool owed = p->debugging || p->leave_with;
    const char *shown = vty_hostname(pair_commands(p->pair));
    p->again.stranger = p->hostname && *p->hostname && !prompt_shows(shown, p->hostname) &&
                        !prompt_shows(p->hostname, shown);
    if (p->again.stranger) {
        note_stranger(p, shown, owed);
        settle(p);
        return false;
    }
    if (owed && vty_mode(pair_commands(p->pair)) != PROMPT_USER) {
        p->again.debug_off_id = peer_send_own(p, p->platform->debug_off);
        if (p->leave_with)
            peer_send_own(p, p->leave_with);
        return false;
    }
    reconnect_answered(p, p->again.debug_off_id, !p->debugging);
    return false;
}

void reconnect_answered(struct peer *p, uint64_t id, bool good)
{
    char text[200];
    if (!p->again.lasts || id != p->again.debug_off_id || p->phase == PEER_RECONNECTING)
        return;
    if (id != 0 && good)
        snprintf(text, sizeof text, "the line is back, and debugging that was on is off: %s",
                 p->platform->debug_off);
    else if (good)
        snprintf(text, sizeof text, "the line is back");
    else
        snprintf(text, sizeof text, "the line is back; debugging may be on: type \"%s\"",
                 p->platform->debug_off);
    peer_post_note(p, text);
    settle(p);
}

/*
 * What was answered when the line was made first. The same question a second time means that it is
 * right no longer. A host key that nobody has accepted then is another one, and is not asked about:
 * whoever is asked in the middle of the night says yes.
 */
bool reconnect_answers(struct peer *p, const struct message *m, const char **answer)
{
    const char *text = buf_str(&m->text);
    if (!p->again.lasts)
        return false;
    *answer = vault_use(p->vault, m->question, text);
    bool refused = !*answer && vault_get(p->vault, m->question, text);
    if (refused)
        peer_post_note(p, "what was answered before is refused now");
    else if (!*answer && m->question == PEER_ASK_HOST_KEY)
        peer_post_note(p, "another host key is shown than before");
    return *answer || refused || m->question == PEER_ASK_HOST_KEY;
}

uint64_t peer_retry_ms(const struct peer *p)
{
    uint64_t now = loop_now_ms(p->loop);
    if (p->phase != PEER_RECONNECTING || p->again.next_ms < now)
        return 0;
    return p->again.next_ms - now;
}
