/* SPDX-License-Identifier: ISC */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk *walk_new(struct playbook *p, const struct walk_options *o,
                      const struct walk_port *port, void *user)
{
    struct walk *w = mem_alloc(sizeof *w);
    w->book = p;
    w->options = *o;
    w->options.tunnel = mem_dup(o->tunnel);
    w->port = *port;
    w->user = user;
    w->facts = facts_new(playbook_vars(p));
    w->fixes = fixes_new(playbook_pack(p));
    w->step_count = playbook_step_count(p);
    w->steps = mem_array(w->step_count, sizeof *w->steps);
    for (size_t i = 0; i < w->step_count; i++)
        w->steps[i].state.reason = w->steps[i].reason;
    for (int side = 0; side < SIDES; side++) {
        w->transcripts[side] = transcript_new();
        w->hostname[side] = mem_printf("peer %s", facts_side_name(side));
    }
    if (w->options.alone) {
        facts_set_absent(w->facts, SIDE_B);
        free(w->hostname[SIDE_B]);
        w->hostname[SIDE_B] = mem_dup("the other end");
    }
    w->causes = json_array();
    w->question = json_array();
    w->candidates = json_array();
    w->choices = json_array();
    w->last = -1;
    return w;
}

void walk_free(struct walk *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->request_count; i++)
        free(w->requests[i].text);
    for (size_t i = 0; i < w->step_count; i++)
        json_decref(w->steps[i].findings);
    for (int side = 0; side < SIDES; side++) {
        transcript_free(w->transcripts[side]);
        buf_fini(&w->heard[side].text);
        free(w->heard[side].lines);
        free(w->hostname[side]);
        json_decref(w->first[side]);
        free(w->renamed[side]);
    }
    free((char *)w->options.tunnel);
    free(w->requests);
    free(w->steps);
    free(w->label);
    json_decref(w->causes);
    json_decref(w->question);
    json_decref(w->candidates);
    json_decref(w->choices);
    json_decref(w->told.other_end);
    json_decref(w->kept);
    walk_undo_fini(w);
    facts_free(w->facts);
    fixes_free(w->fixes);
    free(w);
}

void walk_observe(struct walk *w, walk_observer *fn, void *user)
{
    if (w->observer_count < OBSERVERS_MAX)
        w->observers[w->observer_count++] = (struct walk_watcher){fn, user};
}

/* The step an event is about; commands that the user typed belong to none. */
static int event_step(const struct walk *w, enum walk_event_type type, int side, uint64_t block)
{
    if (w->phase == PHASE_REST || type == WALK_HEARD || type == WALK_ENDS)
        return -1;
    const struct block *b = block ? transcript_find(w->transcripts[side], block) : NULL;
    return b && !*b->step ? -1 : w->current;
}

void walk_tell(struct walk *w, const struct walk_event *e)
{
    for (size_t i = 0; i < w->observer_count; i++)
        w->observers[i].fn(w->observers[i].user, e);
}

void walk_emit(struct walk *w, enum walk_event_type type, int side, uint64_t block,
               const char *text)
{
    struct walk_event e = {.type = type,
                           .step = event_step(w, type, side, block),
                           .side = side,
                           .block = block,
                           .text = text};
    if (type == WALK_STEP_ENDS)
        e.verdict = w->steps[w->current].state.verdict;
    if (type == WALK_ENDS)
        e.verdict = walk_verdict(w);
    if (type == WALK_COMMAND)
        e.risk = w->sending;
    walk_tell(w, &e);
}

void walk_note(struct walk *w, const char *fmt, ...)
{
    char text[REASON_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    walk_emit(w, WALK_NOTE, -1, 0, text);
}

void walk_say(struct walk *w, const char *text)
{
    walk_note(w, "%s", text);
}

void walk_trouble(struct walk *w, const char *fmt, ...)
{
    va_list ap;
    if (*w->trouble)
        return;
    va_start(ap, fmt);
    vsnprintf(w->trouble, sizeof w->trouble, fmt, ap);
    va_end(ap);
}

void walk_update_causes(struct walk *w)
{
    const struct transcript *const both[SIDES] = {w->transcripts[SIDE_A], w->transcripts[SIDE_B]};
    json_t *all = json_array();
    for (size_t i = 0; i < w->step_count; i++)
        if (w->steps[i].findings)
            json_array_extend(all, w->steps[i].findings);
    json_decref(w->causes);
    w->causes = cause_list(w->fixes, all, w->facts, both);
    json_decref(all);
    facts_set_causes(w->facts, w->causes);
}

void walk_begin_with(struct walk *w, int side, json_t *lines, uint64_t *block)
{
    json_decref(w->first[side]);
    w->first[side] = json_incref(lines);
    w->first_block[side] = block;
}

static void send_first(struct walk *w, int side)
{
    json_t *lines = w->first[side];
    size_t i;
    const json_t *line;
    w->first[side] = NULL;
    json_array_foreach(lines, i, line)
    {
        uint64_t block = walk_send(w, side, json_string_value(line), NULL, REPLY_TO_FIRST);
        if (i == 0)
            *w->first_block[side] = block;
    }
    json_decref(lines);
}

void walk_on_ready(struct walk *w, int side, const char *hostname)
{
    bool again = w->down[side];
    w->down[side] = false;
    /* The name that it had first is the one that it is held to. */
    if (hostname && *hostname && !again) {
        free(w->hostname[side]);
        w->hostname[side] = mem_dup(hostname);
        facts_set_hostname(w->facts, side, hostname);
    }
    w->ready[side] = true;
    send_first(w, side);
    walk_pump(w);
}

void walk_on_legacy(struct walk *w, int side)
{
    w->legacy[side] = true;
}

bool walk_is_legacy(const struct walk *w, int side)
{
    return w->legacy[side];
}

void walk_on_lost(struct walk *w, int side, const struct err *why)
{
    char text[300] = "the session was lost";
    if (w->lost[side])
        return;
    w->lost[side] = true;
    w->down[side] = false;
    if (why && why->code)
        snprintf(text, sizeof text, "%.290s", why->text);
    walk_note(w, "%s: %s", walk_hostname(w, side), text);
    walk_drop_requests(w, side);
    walk_pump(w);
}

void walk_on_heard(struct walk *w, int side, const char *line, size_t len)
{
    struct walk_heard *h = &w->heard[side];
    uint64_t block = transcript_heard(w->transcripts[side], line, len);
    if (w->current >= 0 && w->steps[w->current].state.running && h->count < HEARD_LINES_MAX) {
        h->lines = mem_grow(h->lines, h->count, &h->capacity, sizeof *h->lines);
        h->lines[h->count++] =
            (struct heard_line){block, transcript_find(w->transcripts[side], block)->line_count};
        buf_add(&h->text, line, len);
        buf_add_char(&h->text, '\n');
        w->quiet_ms = w->port.now_ms(w->user);
    }
    walk_typed_heard(w, side);
    walk_emit(w, WALK_HEARD, side, block, NULL);
    size_t budget = walk_debug_lines(w);
    if (h->count == HEARD_LINES_MAX || h->count == budget || w->typed[side].lines == budget)
        walk_pump(w);
}

void walk_on_timer(struct walk *w)
{
    walk_pump(w);
}

static void go(struct walk *w, enum walk_drive drive)
{
    if (w->phase == PHASE_ENDED)
        return;
    w->drive = drive;
    walk_pump(w);
}

void walk_start(struct walk *w)
{
    go(w, w->options.single_step ? DRIVE_NONE : DRIVE_ALL);
}

void walk_next(struct walk *w)
{
    go(w, DRIVE_ONE);
}

void walk_run_step(struct walk *w, size_t step)
{
    bool idle = w->phase == PHASE_REST || w->phase == PHASE_ENDED;
    if (!idle || step >= w->step_count || walk_lost(w))
        return;
    /* Asked for by a person: no loop of the playbook's. */
    w->steps[step].visits = 0;
    w->cut_short = false;
    w->current = (int)step;
    w->phase = PHASE_REST;
    w->drive = DRIVE_ONE;
    walk_pump(w);
}

void walk_interrupt(struct walk *w)
{
    for (int side = 0; side < SIDES; side++) {
        bool busy = false;
        for (size_t i = 0; i < w->request_count; i++)
            busy = busy || (w->requests[i].side == side && w->requests[i].to == REPLY_TO_STEP);
        if (busy && !w->lost[side])
            w->port.interrupt(w->user, side);
    }
}

void walk_skip(struct walk *w)
{
    bool running = w->phase == PHASE_SENDING || w->phase == PHASE_COLLECTING;
    bool waits = w->phase == PHASE_CLEANING && walk_down(w);
    if (!running && !waits && w->phase != PHASE_REST && w->phase != PHASE_ASKING)
        return;
    w->skipping = true;
    if (running)
        walk_interrupt(w);
    walk_pump(w);
}

void walk_answer(struct walk *w, bool yes)
{
    if (w->phase != PHASE_ASKING)
        return;
    w->answered = true;
    w->answer = yes;
    walk_emit(w, WALK_ANSWER, -1, 0, yes ? "yes" : "no");
    walk_pump(w);
}

void walk_choose(struct walk *w, size_t choice)
{
    if (w->phase != PHASE_CHOOSING || w->answered || choice >= json_array_size(w->candidates))
        return;
    walk_emit(w, WALK_ANSWER, -1, 0, json_string_value(json_array_get(w->choices, choice)));
    walk_take_tunnel(w, choice);
    w->answered = true;
    walk_pump(w);
}

void walk_stop(struct walk *w)
{
    if (w->phase == PHASE_ENDED)
        return;
    w->stopping = true;
    w->drive = DRIVE_NONE;
    walk_interrupt(w);
    walk_pump(w);
}
