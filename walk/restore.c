/* SPDX-License-Identifier: ISC */
#include "walk/restore.h"

#include "base/mem.h"
#include "walk/configuration.h"
#include "walk/facts.h"
#include "walk/pack.h"
#include "walk/safety.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHY_MAX = 700 };

struct restore {
    const struct pack *pack;
    const struct debt_side *debt;
    struct record *record;
    struct peer *peer;
    const struct restore_handler *handler;
    void *user;
    int side;
    enum restore_state state;
    enum restore_result result;
    uint64_t blocks;
    json_t *off;     /* lines that end debugging; NULL: none is to be ended */
    size_t off_sent; /* of them */
    size_t sent;     /* lines of the way back */
    bool refused;    /* one of them */
    bool debug_off;  /* the peer has switched it off */
    bool ended;      /* configuration mode was left */
    bool insisted;   /* restore_close() while lines were sent */
    json_t *before;  /* as the pack of today reads it */
    json_t *difference;
    char why[WHY_MAX];
};

static const struct safety *safety_of(const struct restore *r)
{
    return pack_safety(r->pack);
}

static void because(struct restore *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The first reason counts. */
static void because(struct restore *r, const char *fmt, ...)
{
    va_list ap;
    if (*r->why)
        return;
    va_start(ap, fmt);
    vsnprintf(r->why, sizeof r->why, fmt, ap);
    va_end(ap);
}

static void enter(struct restore *r, enum restore_state state)
{
    r->state = state;
    r->handler->changed(r->user, r);
}

static void leave(struct restore *r, enum restore_result result)
{
    if (r->result == RESTORE_NONE)
        r->result = result;
    enter(r, RESTORE_LEAVING);
    peer_close(r->peer);
}

/* Commands: each is answered before the next goes out, so there is one reply to wait for. */

static void on_reply(void *user, struct peer *p, const struct reply *reply);

static void send_line(struct restore *r, const char *line, enum risk risk)
{
    record_sent(r->record, r->side, ++r->blocks, line, risk);
    peer_send(r->peer, line, NULL, on_reply, r);
}

static void look(struct restore *r, enum restore_state state)
{
    enter(r, state);
    send_line(r, safety_configuration(safety_of(r)), RISK_READ);
}

/* The journal says so only when it is on the disk; a full one has to be said. */
static void settle(struct restore *r)
{
    struct err e = {0};
    record_undone(r->record, r->side);
    if (record_sync(r->record, &e) != ERR_NONE)
        r->handler->note(r->user, r, e.text);
}

static void judge(struct restore *r, const struct reply *reply)
{
    bool good = reply->error == ERR_NONE && reply->class == REPLY_OK;
    bool proving = r->state == RESTORE_PROVING;
    json_t *now = good ? safety_configuration_lines(safety_of(r), reply->text, reply->len) : NULL;
    json_decref(r->difference);
    r->difference = now ? configuration_difference(r->before, now) : NULL;
    if (now && configuration_same(r->before, now)) {
        settle(r);
        leave(r, proving ? RESTORE_PUT_BACK : RESTORE_AS_BEFORE);
    } else if (!now) {
        because(r, "its running configuration could not be read");
        leave(r, RESTORE_NOT_PROVEN);
    } else if (!proving && json_array_size(r->debt->commands) > 0) {
        enter(r, RESTORE_WAITING);
    } else {
        struct buf what = {0};
        configuration_describe(r->before, now, &what);
        because(r, "its running configuration is not as it was before: %s", buf_str(&what));
        buf_fini(&what);
        leave(r, RESTORE_NOT_PROVEN);
    }
    json_decref(now);
}

static void send_next(struct restore *r)
{
    const struct platform *os = pack_platform(r->pack);
    const json_t *line = json_array_get(r->debt->commands, r->sent);
    if (line && !r->refused) {
        r->sent++;
        send_line(r, json_string_value(line), RISK_CONFIG);
    } else if (peer_configuring(r->peer) && !r->ended) {
        r->ended = true;
        send_line(r, os->configure_end, RISK_READ);
    } else {
        look(r, RESTORE_PROVING);
    }
}

/* After a line that was refused the next may mean something else: none follows. */
static void check_line(struct restore *r, const struct reply *reply)
{
    if (reply->error == ERR_NONE && reply->class == REPLY_OK)
        return;
    r->refused = true;
    because(r, "\"%s\" was refused", reply->command);
}

static void on_debug_off(void *user, struct peer *p, const struct reply *reply);

static void send_end_of_debugging(struct restore *r)
{
    const char *line = json_string_value(json_array_get(r->off, r->off_sent++));
    if (line) {
        record_sent(r->record, r->side, ++r->blocks, line, RISK_READ);
        peer_send(r->peer, line, NULL, on_debug_off, r);
        return;
    }
    if (r->debug_off)
        record_debug_off(r->record, r->side);
    if (r->debt->step)
        look(r, RESTORE_LOOKING);
    else
        leave(r, r->debug_off ? RESTORE_AS_BEFORE : RESTORE_NOT_PROVEN);
}

static void on_debug_off(void *user, struct peer *p, const struct reply *reply)
{
    struct restore *r = user;
    bool good = reply->error == ERR_NONE && reply->class == REPLY_OK;
    (void)p;
    record_reply(r->record, r->side, r->blocks, reply);
    if (reply->error == ERR_LOST || r->state > RESTORE_LOOKING)
        return;
    /* The first is the one that counts; a release need not know what the others are about. */
    if (r->off_sent == 1)
        r->debug_off = good;
    if (r->off_sent == 1 && !good)
        because(r, "\"%s\" was refused: do it by hand", reply->command);
    send_end_of_debugging(r);
}

static void on_reply(void *user, struct peer *p, const struct reply *reply)
{
    struct restore *r = user;
    (void)p;
    record_reply(r->record, r->side, r->blocks, reply);
    /* What follows a lost line is told as a state. */
    if (reply->error == ERR_LOST || reply->error == ERR_CANCELLED || r->state > RESTORE_PROVING)
        return;
    if (r->state != RESTORE_SENDING) {
        judge(r, reply);
        return;
    }
    check_line(r, reply);
    send_next(r);
}

static void begin(struct restore *r)
{
    const char *host = peer_hostname(r->peer);
    if (*r->debt->hostname && strcmp(host, r->debt->hostname) != 0) {
        because(r, "it calls itself %s, and the journal is about %s: nothing was sent", host,
                r->debt->hostname);
        leave(r, RESTORE_OTHER);
    } else if (r->debt->debugging) {
        enter(r, RESTORE_LOOKING);
        r->off = json_array();
        debt_add_off(r->debt, r->pack, r->off);
        send_end_of_debugging(r);
    } else {
        look(r, RESTORE_LOOKING);
    }
}

/* Events of the peer. */

static void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct restore *r = user;
    record_state(r->record, r->side, s, peer_hostname(p), peer_legacy(p), why);
    if (s == PEER_READY && r->state == RESTORE_CONNECTING) {
        begin(r);
    } else if (s == PEER_LOST || s == PEER_CLOSED) {
        if (s == PEER_LOST && r->state != RESTORE_LEAVING)
            because(r, "%s", why && *why->text ? why->text : "the session was lost");
        if (s == PEER_LOST && r->result == RESTORE_NONE)
            r->result = RESTORE_LOST;
        enter(r, RESTORE_DONE);
    }
}

static void on_ask(void *user, struct peer *p, enum peer_question q, const char *text, bool echo)
{
    struct restore *r = user;
    (void)p;
    record_question(r->record, r->side, q, text);
    r->handler->ask(r->user, r, q, text, echo);
}

static void on_sent(void *user, struct peer *p, bool monitor, const char *bytes, size_t len)
{
    struct restore *r = user;
    (void)p;
    record_bytes(r->record, r->side, monitor, bytes, len);
}

static void on_monitor(void *user, struct peer *p, const char *line, size_t len, uint64_t at)
{
    (void)user, (void)p, (void)line, (void)len, (void)at;
}

static void on_note(void *user, struct peer *p, const char *text)
{
    struct restore *r = user;
    (void)p;
    record_note(r->record, r->side, text);
    r->handler->note(r->user, r, text);
}

/* What makes lines equal may have changed since the journal was written. */
static json_t *read_again(const struct safety *s, const json_t *lines)
{
    struct buf text = {0};
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        buf_add(&text, json_string_value(line), json_string_length(line));
        buf_add_char(&text, '\n');
    }
    json_t *out = safety_configuration_lines(s, buf_str(&text), text.len);
    buf_fini(&text);
    return out;
}

struct restore *restore_new(struct loop *l, const struct restore_task *task,
                            const struct restore_handler *h, void *user)
{
    static const struct peer_handler handler = {
        .state = on_state, .ask = on_ask, .monitor = on_monitor, .sent = on_sent, .note = on_note};
    struct restore *r = mem_alloc(sizeof *r);
    r->pack = task->pack;
    r->side = task->side;
    r->debt = task->debt;
    r->record = task->record;
    r->handler = h;
    r->user = user;
    r->before = read_again(pack_safety(task->pack), task->debt->before);
    r->peer = peer_new(l, pack_platform(task->pack), task->redactor, task->config, &handler, r);
    return r;
}

void restore_open(struct restore *r)
{
    peer_open(r->peer);
}

void restore_free(struct restore *r)
{
    if (!r)
        return;
    peer_free(r->peer);
    json_decref(r->before);
    json_decref(r->difference);
    json_decref(r->off);
    free(r);
}

void restore_go(struct restore *r, bool yes)
{
    if (r->state != RESTORE_WAITING)
        return;
    if (!yes) {
        because(r, "it was not put back");
        leave(r, RESTORE_DECLINED);
        return;
    }
    enter(r, RESTORE_SENDING);
    send_next(r);
}

void restore_close(struct restore *r)
{
    bool busy = r->state == RESTORE_SENDING || r->state == RESTORE_PROVING;
    if (r->state >= RESTORE_LEAVING || (busy && !r->insisted)) {
        r->insisted = true;
        return;
    }
    because(r, "interrupted");
    leave(r, busy ? RESTORE_NOT_PROVEN : RESTORE_DECLINED);
}

void restore_answer(struct restore *r, const char *answer)
{
    record_answered(r->record, r->side, answer != NULL);
    peer_answer(r->peer, answer);
}

enum restore_state restore_state(const struct restore *r)
{
    return r->state;
}

enum restore_result restore_result(const struct restore *r)
{
    return r->result;
}

const char *restore_result_name(enum restore_result r)
{
    static const char *const names[] = {
        [RESTORE_NONE] = "unknown",       [RESTORE_LOST] = "not reached",
        [RESTORE_OTHER] = "another peer", [RESTORE_AS_BEFORE] = "as before",
        [RESTORE_PUT_BACK] = "put back",  [RESTORE_NOT_PROVEN] = "not proven",
        [RESTORE_DECLINED] = "declined",
    };
    return names[r];
}

int restore_side(const struct restore *r)
{
    return r->side;
}

bool restore_debug_off(const struct restore *r)
{
    return r->debug_off;
}

const char *restore_why(const struct restore *r)
{
    return r->why;
}

const json_t *restore_difference(const struct restore *r)
{
    return r->difference;
}
