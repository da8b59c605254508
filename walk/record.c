/* SPDX-License-Identifier: ISC */
#include "walk/record.h"

#include "base/json.h"
#include "base/mem.h"
#include "session/owing.h"
#include "walk/facts.h"
#include "walk/safe.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

struct record {
    struct journal *journal;
    struct walk *walk;
    bool passing[SIDES];
};

static json_t *describe_step(const struct playbook_step *s)
{
    return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:b}", "id", s->id, "title", s->title,
                     "risk", risk_name(s->risk), "guide", s->guide, "why", s->why, "good", s->good,
                     "proves", (int)s->proves);
}

static json_t *describe_playbook(const struct playbook *p)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < playbook_step_count(p); i++)
        json_array_append_new(steps, describe_step(playbook_step(p, i)));
    return json_pack("{s:s, s:s, s:o}", "id", playbook_id(p), "title", playbook_title(p), "steps",
                     steps);
}

/* So that it is found from another directory too. NULL for none. */
static json_t *absolute(const char *path)
{
    char *real = path ? realpath(path, NULL) : NULL;
    json_t *out = path ? safe_string(real ? real : path) : NULL;
    free(real);
    return out;
}

static json_t *describe_peer(const struct peer_config *c)
{
    return json_pack("{s:o, s:b, s:b, s:o*, s:o*}", "target",
                     safe_string(c->target ? c->target : ""), "legacy_crypto",
                     (int)c->legacy_crypto, "passing", (int)c->passing, "ssh_config",
                     absolute(c->ssh_config), "known_hosts", absolute(c->known_hosts));
}

static json_t *describe_options(const struct walk_options *o)
{
    json_t *allow = json_array();
    for (int risk = RISK_READ + 1; risk <= RISK_CONFIG; risk++)
        if (o->allow[risk])
            json_array_append_new(allow, json_string(risk_name((enum risk)risk)));
    return json_pack("{s:o, s:b, s:b}", "allow", allow, "ask", (int)o->ask, "read_only",
                     (int)o->read_only);
}

static void add_who(json_t *fields)
{
    const struct passwd *user = getpwuid(getuid());
    char machine[256] = "";
    gethostname(machine, sizeof machine - 1);
    json_object_set_new(fields, "program", json_string(PEERWALK_VERSION));
    json_object_set_new(fields, "user", safe_string(user ? user->pw_name : "?"));
    json_object_set_new(fields, "machine", safe_string(machine));
    json_object_set_new(fields, "pid", json_integer(getpid()));
}

static void write_open(struct record *r, struct playbook *p, const struct walk_options *o,
                       const struct peer_config config[SIDES])
{
    const struct platform *os = pack_platform(playbook_pack(p));
    json_t *peers = json_object();
    for (int side = 0; side < SIDES; side++)
        if (config[side].target)
            json_object_set_new(peers, facts_side_name(side), describe_peer(&config[side]));
    json_t *fields =
        json_pack("{s:i, s:{s:s, s:s}, s:o, s:o, s:o}", "version", JOURNAL_VERSION, "pack", "name",
                  os->name, "version", os->version, "playbook", describe_playbook(p), "peers",
                  peers, "options", describe_options(o));
    add_who(fields);
    record_event(r, "open", fields);
}

void record_event(struct record *r, const char *event, json_t *fields)
{
    journal_write(r->journal, event, fields);
}

int record_sync(struct record *r, struct err *e)
{
    return journal_sync(r->journal, e);
}

static json_t *step_fields(const struct record *r, const struct walk_event *e)
{
    return json_pack("{s:s}", "step", e->step >= 0 ? walk_step(r->walk, (size_t)e->step)->id : "");
}

static json_t *block_fields(const struct walk_event *e, const struct block *b)
{
    return json_pack("{s:s, s:I, s:s}", "side", facts_side_name(e->side), "block",
                     (json_int_t)e->block, "step", b->step);
}

static void write_command(struct record *r, const struct walk_event *e, const struct block *b)
{
    json_t *fields = block_fields(e, b);
    json_object_set_new(fields, "command", safe_string(b->command));
    json_object_set_new(fields, "risk", json_string(risk_name(e->risk)));
    record_event(r, "sent", fields);
    if (e->risk == RISK_DEBUG && !r->passing[e->side])
        owing_mark(journal_path(r->journal), NULL);
    /* Whether the journal can be written the walk has asked already; cleaning up goes on anyway. */
    if (e->risk > RISK_READ)
        journal_sync(r->journal, NULL);
}

static void write_reply(struct record *r, const struct walk_event *e, const struct block *b)
{
    size_t len;
    char *text = transcript_text(b, &len);
    json_t *fields = block_fields(e, b);
    if (b->error != ERR_NONE)
        json_object_set_new(fields, "error", json_string(err_name(b->error)));
    journal_put_bytes(fields, "text", text, len);
    record_event(r, "reply", fields);
    free(text);
}

static void write_heard(struct record *r, const struct walk_event *e, const struct block *b)
{
    size_t len;
    const char *line = transcript_line(b, b->line_count, &len);
    json_t *fields = block_fields(e, b);
    journal_put_bytes(fields, "text", line, len);
    record_event(r, "heard", fields);
}

static void write_facts(struct record *r, const struct walk_event *e)
{
    const char *side = facts_side_name(e->side);
    json_t *rows = json_object_get(json_object_get(walk_facts(r->walk), side), e->text);
    record_event(r, "facts",
                 json_pack("{s:s, s:s, s:O?}", "side", side, "name", e->text, "rows", rows));
}

static void write_step_end(struct record *r, const struct walk_event *e)
{
    const struct walk_step_state *s = walk_step_state(r->walk, (size_t)e->step);
    json_t *fields = step_fields(r, e);
    json_object_set_new(fields, "verdict", json_string(verdict_name(s->verdict)));
    json_object_set_new(fields, "reason", safe_string(s->reason));
    json_object_set_new(fields, "seconds", json_real(s->seconds));
    record_event(r, "step-ends", fields);
    record_event(r, "causes", json_pack("{s:O}", "causes", walk_causes(r->walk)));
}

static void write_tunnel(struct record *r, const char *label)
{
    const json_t *doc = walk_facts(r->walk);
    json_t *fields = json_pack("{s:o}", "label", safe_string(label));
    for (int side = 0; side < SIDES; side++) {
        const char *name = facts_side_name(side);
        json_t *end = json_object_get(json_object_get(doc, name), "tunnel");
        if (end)
            json_object_set(fields, name, end);
    }
    record_event(r, "tunnel", fields);
}

static void write_end(struct record *r)
{
    int failing = walk_failing_step(r->walk);
    record_event(r, "end",
                 json_pack("{s:s, s:s?, s:o*}", "verdict", verdict_name(walk_verdict(r->walk)),
                           "failing_step",
                           failing < 0 ? NULL : walk_step(r->walk, (size_t)failing)->id,
                           "other_end", walk_other_end(r->walk)));
}

/* What was sent, came back or was heard. */
static void write_block(struct record *r, const struct walk_event *e)
{
    const struct block *b = transcript_find(walk_transcript(r->walk, e->side), e->block);
    if (!b)
        return;
    if (e->type == WALK_COMMAND)
        write_command(r, e, b);
    else if (e->type == WALK_REPLY)
        write_reply(r, e, b);
    else
        write_heard(r, e, b);
}

/* The walk asks a person, or was answered. */
static void write_dialogue(struct record *r, const struct walk_event *e)
{
    json_t *fields = step_fields(r, e);
    if (e->type == WALK_ASK) {
        json_object_set(fields, "commands", (json_t *)walk_question(r->walk));
        record_event(r, "ask", fields);
    } else if (e->type == WALK_CHOOSE) {
        json_object_set(fields, "choices", (json_t *)walk_choices(r->walk));
        record_event(r, "choose", fields);
    } else {
        json_object_set_new(fields, "answer", safe_string(e->text));
        record_event(r, "answer", fields);
    }
}

static void on_event(void *user, const struct walk_event *e)
{
    struct record *r = user;
    switch (e->type) {
    case WALK_COMMAND:
    case WALK_REPLY:
    case WALK_HEARD:
        write_block(r, e);
        break;
    case WALK_ASK:
    case WALK_CHOOSE:
    case WALK_ANSWER:
        write_dialogue(r, e);
        break;
    case WALK_STEP_BEGINS:
        record_event(r, "step-begins", step_fields(r, e));
        break;
    case WALK_STEP_ENDS:
        write_step_end(r, e);
        break;
    case WALK_FACTS:
        write_facts(r, e);
        break;
    case WALK_TUNNEL:
        write_tunnel(r, e->text);
        break;
    case WALK_NOTE:
        record_note(r, -1, e->text);
        break;
    case WALK_ENDS:
        write_end(r);
        break;
    }
}

struct record *record_new(struct journal *j, struct walk *w, struct playbook *p,
                          const struct walk_options *o, const struct peer_config config[SIDES])
{
    struct record *r = mem_alloc(sizeof *r);
    r->journal = j;
    r->walk = w;
    for (int side = 0; side < SIDES; side++)
        r->passing[side] = config[side].passing;
    write_open(r, p, o, config);
    walk_observe(w, on_event, r);
    return r;
}

struct record *record_resume(struct journal *j)
{
    struct record *r = mem_alloc(sizeof *r);
    r->journal = j;
    json_t *fields = json_object();
    add_who(fields);
    record_event(r, "resume", fields);
    return r;
}

void record_free(struct record *r)
{
    free(r);
}

void record_state(struct record *r, int side, enum peer_state s, const char *hostname, bool legacy,
                  const struct err *why)
{
    json_t *fields = json_pack("{s:s, s:s, s:o}", "side", facts_side_name(side), "state",
                               peer_state_name(s), "hostname", safe_string(hostname));
    if (legacy)
        json_object_set_new(fields, "legacy_crypto", json_true());
    if (why && why->code)
        json_object_set_new(fields, "reason", safe_string(why->text));
    record_event(r, "state", fields);
}

void record_bytes(struct record *r, int side, bool monitor, const char *bytes, size_t len)
{
    json_t *fields = json_pack("{s:s, s:s}", "side", facts_side_name(side), "line",
                               monitor ? "monitor" : "commands");
    journal_put_bytes(fields, "text", bytes, len);
    record_event(r, "bytes", fields);
}

void record_sent(struct record *r, int side, uint64_t block, const char *command, enum risk risk)
{
    record_event(r, "sent",
                 json_pack("{s:s, s:I, s:s, s:o, s:s}", "side", facts_side_name(side), "block",
                           (json_int_t)block, "step", "", "command", safe_string(command), "risk",
                           risk_name(risk)));
    if (risk > RISK_READ)
        journal_sync(r->journal, NULL);
}

void record_reply(struct record *r, int side, uint64_t block, const struct reply *reply)
{
    json_t *fields = json_pack("{s:s, s:I, s:s}", "side", facts_side_name(side), "block",
                               (json_int_t)block, "step", "");
    int error = reply->error == ERR_NONE && reply->class != REPLY_OK ? ERR_FORMAT : reply->error;
    if (error != ERR_NONE)
        json_object_set_new(fields, "error", json_string(err_name(error)));
    journal_put_bytes(fields, "text", reply->text ? reply->text : "", reply->len);
    record_event(r, "reply", fields);
}

void record_question(struct record *r, int side, enum peer_question q, const char *text)
{
    static const char *const kinds[] = {
        [PEER_ASK_HOST_KEY] = "host-key",     [PEER_ASK_PASSWORD] = "password",
        [PEER_ASK_PASSPHRASE] = "passphrase", [PEER_ASK_CHALLENGE] = "challenge",
        [PEER_ASK_ENABLE] = "enable",
    };
    record_event(r, "question",
                 json_pack("{s:s, s:s, s:o}", "side", facts_side_name(side), "kind", kinds[q],
                           "text", safe_string(text ? text : "")));
}

void record_answered(struct record *r, int side, bool answered)
{
    record_event(r, "question",
                 json_pack("{s:s, s:b}", "side", facts_side_name(side), "answered", (int)answered));
}

void record_note(struct record *r, int side, const char *text)
{
    json_t *fields = json_pack("{s:o}", "text", safe_string(text ? text : ""));
    if (side >= 0)
        json_object_set_new(fields, "side", json_string(facts_side_name(side)));
    record_event(r, "note", fields);
}

void record_undone(struct record *r, int side)
{
    record_event(r, "undone", json_pack("{s:s}", "side", facts_side_name(side)));
}

void record_debug_off(struct record *r, int side)
{
    record_event(r, "debug", json_pack("{s:s, s:b}", "side", facts_side_name(side), "on", 0));
}
