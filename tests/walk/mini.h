/* SPDX-License-Identifier: ISC */
/*
 * The little pack of tests/fixtures, playbooks for it written in the test itself (with ' for "),
 * and a port that keeps what the walk sends until the test answers.
 */
#ifndef TESTS_WALK_MINI_H
#define TESTS_WALK_MINI_H

#include "base/json.h"
#include "base/mem.h"
#include "tests/base/expected.h"
#include "tests/base/quoted.h"
#include "walk/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static inline struct pack *mini_pack(void)
{
    struct err e = {0};
    struct pack *p = pack_load("tests/fixtures/pack", "mini", &e);
    if (!p)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return p;
}

/* A file with `text`, ' turned into "; its name is on the heap. */
static inline char *mini_file(const char *text, const char *suffix)
{
    char *path = mem_printf("/tmp/peerwalk-mini-XXXXXX%s", suffix), *json = quoted(text);
    int fd = mkstemps(path, (int)strlen(suffix));
    assert_true(fd >= 0);
    assert_int_equal(write(fd, json, strlen(json)), (ssize_t)strlen(json));
    close(fd);
    free(json);
    return path;
}

/* A playbook out of its text, JSON with ' for ". */
static inline struct playbook *mini_book(struct pack *pack, const char *text)
{
    struct err e = {0};
    char *file = mini_file(text, ".json");
    struct playbook *p = playbook_load(pack, file, &e);
    unlink(file);
    free(file);
    if (!p)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return p;
}

/* A playbook with these steps (JSON with ' for "), and further members such as ", 'vars': {}". */
static inline struct playbook *mini_playbook(struct pack *pack, const char *steps, const char *more)
{
    char *text = mem_printf("{'id': 'book', 'title': 'Book', 'platform': 'mini'%s,\n'steps': [%s]}",
                            more ? more : "", steps);
    struct playbook *p = mini_book(pack, text);
    free(text);
    return p;
}

/* Steps for playbooks: read the SA table, fail on one that is down, pass on one that is up. */
#define SA_RUN "'run':[{'on':'both','command':'show sa','facts':'sa'}],"
#define SA_CHECKS                                                                                  \
    "'checks':[{'fail_if':'down','cause':'link-down'},"                                            \
    "{'warn_if':'.a.sa[]? | select(.state == \\'slow\\')'},{'pass_if':'up'}]"
#define SA_STEP(id, rest) "{'id':'" id "','title':'T'," SA_RUN SA_CHECKS "," rest "}"
#define READ "'risk':'read'"

static const struct walk_options ALLOW_ALL = {.allow = {true, true, true, true, true}};

struct mini_sent {
    int side;
    char *command;
    uint64_t token;
    bool answered;
    struct patience patience;
};

struct mini {
    struct pack *pack;
    struct playbook *book;
    struct walk *walk;
    struct mini_sent sent[200];
    size_t sent_count;
    uint64_t now;
    unsigned wake; /* what the walk asked for last */
    int interrupts[SIDES];
    char events[8000];
    int answer; /* to questions: -1 none, 0 no, 1 yes */
    int asked;
    json_t *owed[SIDES]; /* as handed over; NULL when settled */
    bool cannot_owe;
    bool cannot_write;        /* there is no accounting for what is done */
    json_t *typed[SIDES];     /* as handed over before a person's change */
    const char *shown[SIDES]; /* host name in the prompt; NULL: as at first */
    bool configuring[SIDES];  /* what the prompt says of the mode */
};

static void mini_send(void *user, int side, const char *command, const struct patience *patience,
                      uint64_t token)
{
    struct mini *m = user;
    assert_true(m->sent_count < 200);
    m->sent[m->sent_count++] = (struct mini_sent){side, mem_dup(command), token, false,
                                                  patience ? *patience : (struct patience){0, 0}};
}

static void mini_interrupt(void *user, int side)
{
    ((struct mini *)user)->interrupts[side]++;
}

static void mini_wake(void *user, unsigned ms)
{
    ((struct mini *)user)->wake = ms;
}

static uint64_t mini_now(void *user)
{
    return ((struct mini *)user)->now;
}

static bool mini_owe(void *user, int side, const json_t *undo, struct err *e)
{
    struct mini *m = user;
    if (m->cannot_owe) {
        err_set(e, ERR_IO, "disk", 0, "the disk is full");
        return false;
    }
    json_decref(m->owed[side]);
    m->owed[side] = json_deep_copy(undo);
    return true;
}

static const char *mini_hostname(void *user, int side)
{
    static const char *const names[SIDES] = {"CE1", "CE2"};
    const struct mini *m = user;
    return m->shown[side] ? m->shown[side] : names[side];
}

static bool mini_configuring(void *user, int side)
{
    return ((struct mini *)user)->configuring[side];
}

static void mini_settle(void *user, int side)
{
    struct mini *m = user;
    json_decref(m->owed[side]);
    m->owed[side] = NULL;
}

static void mini_typed(void *user, int side, const json_t *before)
{
    struct mini *m = user;
    json_decref(m->typed[side]);
    m->typed[side] = json_deep_copy(before);
}

static bool mini_accountable(void *user, struct err *e)
{
    struct mini *m = user;
    if (m->cannot_write)
        err_set(e, ERR_IO, "disk", 0, "the disk is full");
    return !m->cannot_write;
}

/* Writes the events down: "begin s1", "end s1 pass", "note ...", "ask s2", "choose", "ends ...". */
static void mini_observe(void *user, const struct walk_event *e)
{
    struct mini *m = user;
    const char *id = e->step >= 0 ? walk_step(m->walk, (size_t)e->step)->id : "-";
    size_t n = strlen(m->events);
    char *out = m->events + n;
    size_t room = sizeof m->events - n;
    switch (e->type) {
    case WALK_STEP_BEGINS:
        snprintf(out, room, "begin %s\n", id);
        break;
    case WALK_STEP_ENDS:
        snprintf(out, room, "end %s %s\n", id, verdict_name(e->verdict));
        break;
    case WALK_NOTE:
        snprintf(out, room, "note %s\n", e->text);
        break;
    case WALK_ASK:
        snprintf(out, room, "ask %s\n", id);
        m->asked++;
        if (m->answer >= 0)
            walk_answer(m->walk, m->answer == 1);
        break;
    case WALK_CHOOSE:
        snprintf(out, room, "choose\n");
        break;
    case WALK_ENDS:
        snprintf(out, room, "ends %s\n", verdict_name(e->verdict));
        break;
    case WALK_FACTS:
    case WALK_TUNNEL:
    case WALK_ANSWER:
    case WALK_COMMAND:
    case WALK_REPLY:
    case WALK_HEARD:
        break;
    }
}

static const struct walk_port MINI_PORT = {.send = mini_send,
                                           .interrupt = mini_interrupt,
                                           .wake_after = mini_wake,
                                           .now_ms = mini_now,
                                           .owe = mini_owe,
                                           .settle = mini_settle,
                                           .typed = mini_typed,
                                           .accountable = mini_accountable,
                                           .hostname = mini_hostname,
                                           .configuring = mini_configuring};

/* A walk over a playbook, which it owns with its pack; both peers are ready, nothing is started. */
static inline struct mini *mini_over(struct pack *pack, struct playbook *book,
                                     const struct walk_options *o)
{
    static const struct walk_options NONE;
    struct mini *m = mem_alloc(sizeof *m);
    m->answer = -1;
    m->now = 1000;
    m->pack = pack;
    m->book = book;
    m->walk = walk_new(m->book, o ? o : &NONE, &MINI_PORT, m);
    walk_observe(m->walk, mini_observe, m);
    walk_on_ready(m->walk, SIDE_A, "CE1");
    walk_on_ready(m->walk, SIDE_B, "CE2");
    return m;
}

/* The same over steps, see mini_playbook(). */
static inline struct mini *mini_new(const char *steps, const char *more,
                                    const struct walk_options *o)
{
    struct pack *pack = mini_pack();
    return mini_over(pack, mini_playbook(pack, steps, more), o);
}

/* The same, and it is started. */
static inline struct mini *mini_start(const char *steps, const char *more,
                                      const struct walk_options *o)
{
    struct mini *m = mini_new(steps, more, o);
    walk_start(m->walk);
    return m;
}

static inline void mini_free(struct mini *m)
{
    walk_free(m->walk);
    playbook_free(m->book);
    pack_free(m->pack);
    for (size_t i = 0; i < m->sent_count; i++)
        free(m->sent[i].command);
    for (int side = 0; side < SIDES; side++) {
        json_decref(m->owed[side]);
        json_decref(m->typed[side]);
    }
    free(m);
}

/* The oldest command to a side that waits for its answer, or NULL. */
static inline struct mini_sent *mini_waiting(struct mini *m, int side, const char *command)
{
    for (size_t i = 0; i < m->sent_count; i++)
        if (m->sent[i].side == side && !m->sent[i].answered &&
            (!command || strcmp(m->sent[i].command, command) == 0))
            return &m->sent[i];
    return NULL;
}

static inline void mini_reply(struct mini *m, int side, const char *command, const char *text,
                              enum reply_class class, int error)
{
    struct mini_sent *s = mini_waiting(m, side, command);
    if (!s)
        fail_msg("\"%s\" was not sent to %d", command, side);
    s->answered = true;
    walk_on_reply(m->walk, s->token, text, strlen(text), class, error);
}

static inline void mini_answer(struct mini *m, int side, const char *command, const char *text)
{
    mini_reply(m, side, command, text, REPLY_OK, ERR_NONE);
}

/* The same answer from both sides. */
static inline void mini_both(struct mini *m, const char *command, const char *text)
{
    mini_answer(m, SIDE_A, command, text);
    mini_answer(m, SIDE_B, command, text);
}

/* Time goes by, to when the walk may want to do something. */
static inline void mini_pass_ms(struct mini *m, uint64_t ms)
{
    m->now += ms;
    walk_on_timer(m->walk);
}

/* A router says a line of its own accord. */
static inline void mini_heard(struct mini *m, int side, const char *line)
{
    walk_on_heard(m->walk, side, line, strlen(line));
}

static inline void assert_verdict(const struct mini *m, const char *step, const char *want)
{
    for (size_t i = 0; i < walk_step_count(m->walk); i++)
        if (strcmp(walk_step(m->walk, i)->id, step) == 0) {
            assert_string_equal(verdict_name(walk_step_state(m->walk, i)->verdict), want);
            return;
        }
    fail_msg("no step %s", step);
}

static inline void assert_reason(const struct mini *m, size_t step, const char *part)
{
    assert_holds(walk_step_state(m->walk, step)->reason, part);
}

static inline void assert_events(struct mini *m, const char *want)
{
    assert_string_equal(m->events, want);
}

/* Something that was told holds this part. */
static inline void assert_note(const struct mini *m, const char *part)
{
    assert_holds(m->events, part);
}

/* How often a command was sent, to either side. */
static inline void assert_times_sent(const struct mini *m, const char *command, int times)
{
    int n = 0;
    for (size_t i = 0; i < m->sent_count; i++)
        n += strcmp(m->sent[i].command, command) == 0;
    if (n != times)
        fail_msg("\"%s\" was sent %d times, not %d", command, n, times);
}

static inline void assert_end(struct mini *m, const char *verdict, const char *failing)
{
    assert_true(walk_finished(m->walk));
    assert_string_equal(verdict_name(walk_verdict(m->walk)), verdict);
    json_t *result = walk_result(m->walk);
    assert_string_equal(json_str(result, "verdict", ""), verdict);
    assert_string_equal(json_str(result, "playbook", ""), "book");
    assert_string_equal(json_str(result, "failing_step", "-"), failing);
    json_decref(result);
}

#endif
