/* SPDX-License-Identifier: ISC */
/* What each event of a journal does to the walk that is told. */
#include "walk/retell_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/playbook_private.h"
#include "walk/walk_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one retelling keeps of replies, and how many blocks it makes up where some are missing. */
enum { KEPT_MAX_BYTES = 512 << 20, MISSING_MAX = 10000 };

static enum verdict verdict_told(const char *name)
{
    for (int v = VERDICT_PASS; v < VERDICT_COUNT; v++)
        if (strcmp(verdict_name((enum verdict)v), name) == 0)
            return (enum verdict)v;
    return VERDICT_NONE;
}

static int error_told(const char *name)
{
    for (int code = ERR_IO; *name && code >= ERR_USAGE; code--)
        if (strcmp(err_name(code), name) == 0)
            return code;
    return *name ? ERR_FORMAT : ERR_NONE;
}

/* A command of a kind that is not known here is shown as the worst. */
static enum risk risk_told(const json_t *event)
{
    int risk = risk_from_name(json_str(event, "risk", ""));
    return risk < 0 ? RISK_CONFIG : (enum risk)risk;
}

static int step_told(const struct retelling *r, const json_t *event)
{
    return playbook_find_step(r->book, json_str(event, "step", ""));
}

static uint64_t block_told(const struct retelling *r, int side, const json_t *event)
{
    long long block = json_int(event, "block", 0);
    return block > 0 ? r->base_block[side] + (uint64_t)block : 0;
}

static void tell(struct retelling *r, const json_t *event, struct walk_event e)
{
    e.step = event ? step_told(r, event) : -1;
    walk_tell(r->walk, &e);
}

/* Evidence names blocks by number: one that the journal does not hold must leave its place. */
static void make_room(struct retelling *r, struct transcript *t, uint64_t block)
{
    while (transcript_count(t) + 1 < block && r->missing < MISSING_MAX) {
        uint64_t id = transcript_begin(t, "(not in the journal)", "");
        transcript_reply(t, id, "", 0, ERR_NONE);
        r->missing++;
    }
}

static void take_sent(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    const char *command = json_str(event, "command", "");
    if (side < 0)
        return;
    uint64_t block = block_told(r, side, event);
    struct transcript *t = r->walk->transcripts[side];
    if (r->transcripts)
        make_room(r, t, block);
    if (r->transcripts && block > transcript_count(t))
        block = transcript_begin(t, command, json_str(event, "step", ""));
    tell(r, event,
         (struct walk_event){.type = WALK_COMMAND,
                             .side = side,
                             .block = block,
                             .risk = risk_told(event),
                             .text = command});
}

static void keep_reply(struct retelling *r, int side, uint64_t block, const json_t *event)
{
    static const char TOO_MUCH[] = "(not kept: the journal holds more than can be shown)";
    struct transcript *t = r->walk->transcripts[side];
    const struct block *b = transcript_find(t, block);
    struct buf text = {0};
    if (!b || b->monitor || b->done)
        return;
    if (r->kept_bytes < KEPT_MAX_BYTES)
        journal_get_bytes(event, "text", &text);
    else
        buf_add_str(&text, TOO_MUCH);
    /* Lines are joined by newlines: the last one may be empty. */
    if (text.len > 0)
        buf_add_char(&text, '\n');
    r->kept_bytes += text.len;
    transcript_reply(t, block, buf_str(&text), text.len, error_told(json_str(event, "error", "")));
    buf_fini(&text);
}

static void take_reply(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    if (side < 0)
        return;
    uint64_t block = block_told(r, side, event);
    if (r->transcripts)
        keep_reply(r, side, block, event);
    tell(r, event, (struct walk_event){.type = WALK_REPLY, .side = side, .block = block});
}

static void take_heard(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    if (side < 0)
        return;
    uint64_t block = block_told(r, side, event);
    if (r->transcripts) {
        struct buf text = {0};
        journal_get_bytes(event, "text", &text);
        make_room(r, r->walk->transcripts[side], block);
        block = transcript_heard(r->walk->transcripts[side], buf_str(&text), text.len);
        buf_fini(&text);
    }
    tell(r, NULL, (struct walk_event){.type = WALK_HEARD, .side = side, .block = block});
}

/* Of the facts only conversations are kept: those are shown. */
static void take_facts(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    const char *name = json_str(event, "name", "");
    json_t *rows = json_object_get(event, "rows");
    if (side < 0)
        return;
    if (strcmp(name, "exchange") == 0 && json_is_array(rows))
        json_object_set(json_object_get(facts_document(r->walk->facts), facts_side_name(side)),
                        name, rows);
    tell(r, NULL, (struct walk_event){.type = WALK_FACTS, .side = side, .text = name});
}

static void take_tunnel(struct retelling *r, const json_t *event)
{
    const char *label = json_str(event, "label", "");
    free(r->walk->label);
    r->walk->label = mem_dup(label);
    facts_set_tunnel(r->walk->facts, event);
    tell(r, NULL, (struct walk_event){.type = WALK_TUNNEL, .side = -1, .text = label});
}

static void take_step_begins(struct retelling *r, const json_t *event)
{
    int step = step_told(r, event);
    if (step < 0) {
        r->end.unknown++;
        return;
    }
    struct walk_step_record *s = &r->walk->steps[step];
    if (r->walk->current >= 0)
        r->walk->steps[r->walk->current].state.running = false;
    s->state.running = true;
    s->state.seconds = 0;
    s->reason[0] = '\0';
    r->walk->current = step;
    r->walk->told.ended = false; /* a step may be run again after the end */
    tell(r, event, (struct walk_event){.type = WALK_STEP_BEGINS, .side = -1});
}

static void take_step_ends(struct retelling *r, const json_t *event)
{
    int step = step_told(r, event);
    if (step < 0) {
        r->end.unknown++;
        return;
    }
    struct walk_step_record *s = &r->walk->steps[step];
    s->state.running = false;
    s->state.verdict = verdict_told(json_str(event, "verdict", ""));
    s->state.seconds = json_number_value(json_object_get(event, "seconds"));
    snprintf(s->reason, sizeof s->reason, "%s", json_str(event, "reason", ""));
    r->walk->current = step;
    r->pending = step;
}

void retell_flush(struct retelling *r)
{
    int step = r->pending;
    r->pending = -1;
    if (step < 0)
        return;
    struct walk_step_record *s = &r->walk->steps[step];
    struct walk_event e = {.type = WALK_STEP_ENDS,
                           .step = step,
                           .side = -1,
                           .verdict = s->state.verdict,
                           .text = *s->reason ? s->reason : NULL};
    walk_tell(r->walk, &e);
}

static void take_causes(struct retelling *r, const json_t *event)
{
    json_t *causes = json_object_get(event, "causes");
    if (json_is_array(causes)) {
        json_decref(r->walk->causes);
        r->walk->causes = json_incref(causes);
    }
    retell_flush(r);
}

static void take_ask(struct retelling *r, const json_t *event)
{
    int step = step_told(r, event);
    json_t *commands = json_object_get(event, "commands");
    json_decref(r->walk->question);
    r->walk->question = json_is_array(commands) ? json_incref(commands) : json_array();
    r->walk->current = step < 0 ? r->walk->current : step;
    tell(r, event, (struct walk_event){.type = WALK_ASK, .side = -1});
}

static void take_choose(struct retelling *r, const json_t *event)
{
    json_t *choices = json_object_get(event, "choices");
    json_decref(r->walk->choices);
    r->walk->choices = json_is_array(choices) ? json_incref(choices) : json_array();
    tell(r, event, (struct walk_event){.type = WALK_CHOOSE, .side = -1});
}

static void take_answer(struct retelling *r, const json_t *event)
{
    const char *answer = json_str(event, "answer", "");
    tell(r, event, (struct walk_event){.type = WALK_ANSWER, .side = -1, .text = answer});
}

static void take_note(struct retelling *r, const json_t *event)
{
    const char *text = json_str(event, "text", "");
    int side = facts_side(json_str(event, "side", ""));
    if (side < 0)
        tell(r, NULL, (struct walk_event){.type = WALK_NOTE, .side = -1, .text = text});
    else if (r->handler.note)
        r->handler.note(r->user, side, text);
}

static enum peer_state state_told(const char *name)
{
    for (int s = PEER_IDLE; s <= PEER_CLOSED; s++)
        if (strcmp(peer_state_name((enum peer_state)s), name) == 0)
            return (enum peer_state)s;
    return PEER_IDLE;
}

static void take_state(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    const char *hostname = json_str(event, "hostname", "");
    const char *reason = json_str(event, "reason", "");
    enum peer_state state = state_told(json_str(event, "state", ""));
    struct err why = {0};
    if (side < 0)
        return;
    if (*reason)
        err_set(&why, ERR_LOST, "", 0, "%s", reason);
    /* Who answers after a lost line may be another: what is told is about the first. */
    if (*hostname && !r->named[side]) {
        free(r->walk->hostname[side]);
        r->walk->hostname[side] = mem_dup(hostname);
    }
    if (state == PEER_READY)
        r->named[side] = true;
    /* How a run fares that only settles debts is no matter of the walk. */
    if (!r->end.resumed) {
        r->closed[side] = state == PEER_CLOSED;
        if (state == PEER_LOST || state == PEER_READY)
            r->walk->lost[side] = state == PEER_LOST;
    }
    if (json_is_true(json_object_get(event, "legacy_crypto")))
        r->walk->legacy[side] = true;
    if (r->handler.state)
        r->handler.state(r->user, side, state, *reason ? &why : NULL);
}

static void take_end(struct retelling *r, const json_t *event)
{
    json_decref(r->walk->told.other_end);
    r->walk->told = (struct walk_told){
        .ended = true,
        .verdict = verdict_told(json_str(event, "verdict", "")),
        .failing = playbook_find_step(r->book, json_str(event, "failing_step", "")),
        .other_end = json_incref(json_object_get(event, "other_end"))};
    if (r->walk->current >= 0)
        r->walk->steps[r->walk->current].state.running = false;
    r->walk->current = -1;
    tell(r, NULL,
         (struct walk_event){.type = WALK_ENDS, .side = -1, .verdict = r->walk->told.verdict});
}

/* What a peer asked; it was answered, or not, and never is how. */
static void take_question(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    const json_t *answered = json_object_get(event, "answered");
    if (side < 0 || !r->handler.note)
        return;
    if (json_is_boolean(answered)) {
        r->handler.note(r->user, side,
                        json_is_true(answered) ? "was answered" : "was not answered");
        return;
    }
    char *text = mem_printf("asks \"%s\"", json_str(event, "text", ""));
    r->handler.note(r->user, side, text);
    free(text);
}

/* A later run goes on in this journal and numbers its blocks anew. */
static void take_resume(struct retelling *r, const json_t *event)
{
    (void)event;
    r->end.resumed = true;
    for (int side = 0; side < SIDES; side++)
        r->base_block[side] = transcript_count(r->walk->transcripts[side]);
}

static void take_undo(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    if (side >= 0)
        r->end.owed[side] = strcmp(json_str(event, "event", ""), "undo") == 0;
}

static void take_debug(struct retelling *r, const json_t *event)
{
    int side = facts_side(json_str(event, "side", ""));
    if (side >= 0)
        r->end.debugging[side] = json_is_true(json_object_get(event, "on"));
}

static void take_interrupted(struct retelling *r, const json_t *event)
{
    (void)event;
    r->end.interrupted = true;
}

/* Nothing that a face shows. */
static void take_nothing(struct retelling *r, const json_t *event)
{
    (void)r;
    (void)event;
}

static const struct {
    const char *name;
    void (*take)(struct retelling *r, const json_t *event);
} EVENTS[] = {
    {"state", take_state},
    {"bytes", take_nothing},
    {"sent", take_sent},
    {"reply", take_reply},
    {"heard", take_heard},
    {"facts", take_facts},
    {"step-begins", take_step_begins},
    {"step-ends", take_step_ends},
    {"causes", take_causes},
    {"tunnel", take_tunnel},
    {"ask", take_ask},
    {"choose", take_choose},
    {"answer", take_answer},
    {"question", take_question},
    {"note", take_note},
    {"undo", take_undo},
    {"undone", take_undo},
    {"debug", take_debug},
    {"typed", take_nothing},
    {"interrupted", take_interrupted},
    {"end", take_end},
    {"resume", take_resume},
};

void retell_event(struct retelling *r, const json_t *event)
{
    const char *name = json_str(event, "event", "");
    if (strcmp(name, "causes") != 0)
        retell_flush(r);
    for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++)
        if (strcmp(EVENTS[i].name, name) == 0) {
            EVENTS[i].take(r, event);
            return;
        }
    r->end.unknown++;
}
