/* SPDX-License-Identifier: ISC */
/* Commands out, replies in: rendering, barriers, what a reply means for the step and the facts. */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "session/redact.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

/* No step has asked for it. */
static bool is_aside(enum walk_reply_to to)
{
    return to == REPLY_TO_USER || to == REPLY_TO_TYPED || to == REPLY_TO_FIRST ||
           to == REPLY_TO_WATCH;
}

bool walk_first_is_out(const struct walk *w)
{
    for (size_t i = 0; i < w->request_count; i++)
        if (w->requests[i].to == REPLY_TO_FIRST)
            return true;
    return false;
}

size_t walk_outstanding(const struct walk *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->request_count; i++)
        n += !is_aside(w->requests[i].to);
    return n;
}

uint64_t walk_send(struct walk *w, int side, const char *text, const struct playbook_command *c,
                   enum walk_reply_to to)
{
    int step = is_aside(to) ? -1 : w->current;
    const char *id = step < 0 ? "" : playbook_step(w->book, (size_t)step)->id;
    char *shown = w->port.redact ? w->port.redact(w->user, text) : mem_dup(text);
    uint64_t block = transcript_begin(w->transcripts[side], shown, id);
    w->requests =
        mem_grow(w->requests, w->request_count, &w->request_capacity, sizeof *w->requests);
    struct walk_request *r = &w->requests[w->request_count++];
    *r = (struct walk_request){++w->next_token, side, block, to, step, c, shown};
    uint64_t token = r->token;
    w->sending = walk_line_risk(w, text, w->configuring[side]);
    walk_line_sent(w, side, text);
    walk_typed_sent(w, side, text, to == REPLY_TO_USER);
    w->configuring[side] = walk_configures(w, text, w->configuring[side]);
    walk_emit(w, WALK_COMMAND, side, block, shown);
    w->port.send(w->user, side, text, c ? &c->patience : NULL, token);
    return block;
}

/* Is the condition of a command true for one side? A jq error is trouble, and no. */
static bool wanted(struct walk *w, const struct playbook_command *c, const json_t *view)
{
    if (c->when < 0)
        return true;
    struct err e = {0};
    json_t *out = program_run(playbook_programs(w->book), c->when, view, &e);
    if (!out)
        walk_trouble(w, "the condition of \"%s\" could not be made out: %s", c->command, e.text);
    const json_t *first = json_array_get(out, 0);
    bool yes = first && !json_is_null(first) && !json_is_false(first);
    json_decref(out);
    return yes;
}

char *walk_render(const struct walk *w, const struct playbook_command *c, const json_t *view,
                  struct err *e)
{
    if (c->text < 0)
        return mem_dup(c->command);
    json_t *out = program_run(playbook_programs(w->book), c->text, view, e);
    char *text = NULL;
    if (json_array_size(out) == 1)
        text = mem_dup(json_string_value(json_array_get(out, 0)));
    else if (out)
        err_set(e, ERR_REFUSED, "", 0, "it gives %zu commands instead of one",
                json_array_size(out));
    json_decref(out);
    return text;
}

/* Why a line may not go out with this step; false when it may. */
static bool is_too_risky(const struct walk *w, int side, const char *text, struct err *e)
{
    if (redact_find_tag(text)) {
        err_set(e, ERR_REFUSED, "", 0, "it holds what stands for a secret, not the secret");
        return true;
    }
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    enum risk risk = walk_line_risk(w, text, w->configuring[side]);
    if (risk <= s->risk)
        return false;
    err_set(e, ERR_REFUSED, "", 0, "\"%s\" is %s, and step %s says that it is only %s", text,
            risk_name(risk), s->id, risk_name(s->risk));
    return true;
}

static void complain(struct walk *w, int side, const struct playbook_command *c,
                     enum walk_reply_to to, const struct err *e)
{
    if (to == REPLY_TO_CLEANING)
        walk_note(w, "\"%s\" was not sent to %s: %s", c->command, walk_hostname(w, side), e->text);
    else
        walk_trouble(w, "\"%s\" was not sent to %s: %s", c->command, walk_hostname(w, side),
                     e->text);
    if (c->facts)
        facts_fail(w->facts, side, c->facts);
}

static void send_to(struct walk *w, int side, const struct playbook_command *c,
                    enum walk_reply_to to)
{
    struct err e = {0};
    if (w->lost[side] || w->down[side])
        return;
    json_t *view = facts_view(w->facts, side);
    if (wanted(w, c, view)) {
        char *text = walk_render(w, c, view, &e);
        if (text && !is_too_risky(w, side, text, &e) &&
            !walk_refuses_stranger(w, side, walk_line_risk(w, text, w->configuring[side]), &e))
            walk_send(w, side, text, c, to);
        else
            complain(w, side, c, to, &e);
        free(text);
    }
    json_decref(view);
}

/* The disk may fill up in mid-step: then the step ends, and what puts things back goes out. */
static bool is_accountable(struct walk *w, const struct playbook_step *s)
{
    struct err e = {0};
    if (s->risk == RISK_READ || !w->port.accountable || w->port.accountable(w->user, &e))
        return true;
    walk_trouble(w, "it was not run to its end: %s", e.text);
    w->sent = s->run_count;
    return false;
}

/* What may do harm goes out only when the prompt of everything before it was seen. */
static bool must_see_prompt(const struct walk *w, const struct playbook_command *c)
{
    bool waits = false;
    for (int side = 0; side < SIDES; side++)
        waits = waits || (walk_is_for(w, c, side) && walk_side_busy(w, side) &&
                          walk_line_risk(w, c->command, w->configuring[side]) >= RISK_DISRUPTIVE);
    return waits;
}

bool walk_send_run(struct walk *w)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    for (; w->sent < s->run_count; w->sent++) {
        const struct playbook_command *c = &s->run[w->sent];
        /* A change goes line by line, and no further than the first that goes wrong. */
        if (s->risk == RISK_CONFIG && walk_outstanding(w) > 0)
            return false;
        if (s->risk == RISK_CONFIG && *w->trouble)
            break;
        if ((c->wait && walk_outstanding(w) > 0) || must_see_prompt(w, c) ||
            !walk_guard_ready(w, c))
            return false;
        if (!is_accountable(w, s))
            break;
        for (int side = 0; side < SIDES; side++)
            if (walk_is_for(w, c, side) && !walk_guard_refuses(w, side, c))
                send_to(w, side, c, REPLY_TO_STEP);
    }
    return walk_outstanding(w) == 0;
}

/* What puts things back begins where a login does: out of the mode that the step was left in. */
static void leave_configuring(struct walk *w, int side, const struct playbook_step *s)
{
    const struct platform *os = pack_platform(playbook_pack(w->book));
    for (size_t i = 0; i < s->finally_count; i++) {
        if (!walk_is_for(w, &s->finally[i], side))
            continue;
        if (w->port.configuring && platform_is_command(s->finally[i].command, os->configure) &&
            walk_is_configuring(w, side))
            walk_send(w, side, os->configure_end, NULL, REPLY_TO_CLEANING);
        return;
    }
}

void walk_send_finally(struct walk *w, int side)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    const char *stranger = walk_stranger(w, side);
    if (stranger) {
        if (s->finally_count > 0)
            walk_note(w, "nothing is put back on %s: %s answers where the walk is connected to it",
                      walk_hostname(w, side), stranger);
        return;
    }
    leave_configuring(w, side, s);
    for (size_t i = 0; i < s->finally_count; i++)
        if (walk_is_for(w, &s->finally[i], side))
            send_to(w, side, &s->finally[i], REPLY_TO_CLEANING);
    walk_guard_clean(w, side);
}

json_t *walk_render_finally(struct walk *w, int side, struct err *e)
{
    const struct playbook_step *s = playbook_step(w->book, (size_t)w->current);
    json_t *view = facts_view(w->facts, side);
    json_t *out = json_array();
    for (size_t i = 0; out && i < s->finally_count; i++) {
        const struct playbook_command *c = &s->finally[i];
        char *text =
            walk_is_for(w, c, side) && wanted(w, c, view) ? walk_render(w, c, view, e) : NULL;
        if (text) {
            json_array_append_new(out, safe_string(text));
        } else if (e->code != ERR_NONE) {
            json_decref(out);
            out = NULL;
        }
        free(text);
    }
    json_decref(view);
    return out;
}

/* For the question: the text as it would be sent, or as written when facts are missing yet. */
static void list_command(struct walk *w, const struct playbook_command *c, bool configuring[SIDES],
                         json_t *out)
{
    for (int side = 0; side < SIDES; side++) {
        if (!walk_is_for(w, c, side))
            continue;
        json_t *view = facts_view(w->facts, side);
        char *text = walk_render(w, c, view, NULL);
        walk_describe_line(w, side, text ? text : c->command, &configuring[side], out);
        free(text);
        json_decref(view);
    }
}

json_t *walk_list_commands(struct walk *w, const struct playbook_step *s)
{
    json_t *out = json_array();
    bool configuring[SIDES] = {false, false};
    walk_guard_list(w, s, configuring, false, out);
    for (size_t i = 0; i < s->run_count; i++)
        list_command(w, &s->run[i], configuring, out);
    for (size_t i = 0; i < s->finally_count; i++)
        list_command(w, &s->finally[i], configuring, out);
    walk_guard_list(w, s, configuring, true, out);
    return out;
}

static const char *class_text(enum reply_class class)
{
    switch (class) {
    case REPLY_INVALID:
        return "is not known to";
    case REPLY_INCOMPLETE:
        return "is incomplete for";
    case REPLY_AMBIGUOUS:
        return "is ambiguous for";
    case REPLY_UNAUTHORIZED:
        return "is not allowed to this user on";
    case REPLY_OK:
        break;
    }
    return "fails on";
}

static const char *error_text(int error)
{
    switch (error) {
    case ERR_TIMEOUT:
        return "was not answered in time by";
    case ERR_LOST:
        return "was not answered before the session was lost by";
    case ERR_CANCELLED:
        return "was interrupted on";
    case ERR_LIMIT:
        return "has an answer without end on";
    default:
        return "failed on";
    }
}

/* Rows for the facts; what keeps them from being read goes to `e`. */
static void take_facts(struct walk *w, const struct walk_request *r, const char *text, size_t len,
                       bool good, struct err *e)
{
    const char *facts = r->command->facts;
    struct facts_source from = {.side = r->side,
                                .name = facts,
                                .block = r->block,
                                .command = r->text,
                                .append = r->command->append};
    if (facts && !good)
        facts_fail(w->facts, r->side, facts);
    else if (facts)
        facts_take_reply(w->facts, pack_templates(playbook_pack(w->book)), &from, text, len, e);
    if (facts)
        walk_emit(w, WALK_FACTS, r->side, r->block, facts);
}

/* A reply of the step: rows for the facts, or trouble. */
static void judge_reply(struct walk *w, const struct walk_request *r, const char *text, size_t len,
                        enum reply_class class, int error)
{
    struct err e = {0};
    const char *host = walk_hostname(w, r->side);
    const char *stranger = walk_stranger(w, r->side);
    if (error != ERR_NONE)
        walk_trouble(w, "\"%s\" %s %s", r->text, error_text(error), host);
    else if (stranger)
        walk_trouble(w, "\"%s\" was answered by %s, and the walk is connected to %s", r->text,
                     stranger, host);
    else if (class != REPLY_OK)
        walk_trouble(w, "\"%s\" %s %s", r->text, class_text(class), host);
    take_facts(w, r, text, len, error == ERR_NONE && class == REPLY_OK && !stranger, &e);
    if (e.code != ERR_NONE)
        walk_trouble(w, "the reply of %s to \"%s\" could not be read: %s", host, r->text, e.text);
}

/*
 * Leaving a peer ends debugging once more, and who leaves it says what is left then. Where a line
 * went down everything is sent again when it is back.
 */
static bool is_tried_again(const struct walk *w, const struct walk_request *r, int error)
{
    if (w->down[r->side])
        return true;
    return error == ERR_CANCELLED && r->step >= 0 &&
           playbook_step(w->book, (size_t)r->step)->risk == RISK_DEBUG;
}

static void settle(struct walk *w, size_t i, const char *text, size_t len, enum reply_class class,
                   int error)
{
    struct walk_request r = w->requests[i];
    bool good = error == ERR_NONE && class == REPLY_OK;
    bool trusted = good && !walk_stranger(w, r.side);
    memmove(&w->requests[i], &w->requests[i + 1], (--w->request_count - i) * sizeof *w->requests);
    text = text ? text : "";
    transcript_reply(w->transcripts[r.side], r.block, text, len,
                     error == ERR_NONE && !good ? ERR_FORMAT : error);
    if (r.to == REPLY_TO_STEP)
        judge_reply(w, &r, text, len, class, error);
    else if (r.to == REPLY_TO_GUARD || r.to == REPLY_TO_WATCH)
        take_facts(w, &r, text, len, trusted, NULL);
    else if (r.to == REPLY_TO_UNDO)
        walk_undo_take(w, r.side, text, len, trusted);
    else if (r.to == REPLY_TO_TYPED)
        walk_undo_take_typed(w, r.side, text, len, trusted);
    else if (r.to == REPLY_TO_CONDITION && !good && error != ERR_LOST)
        walk_guard_condition_refused(w, r.side);
    else if (r.to == REPLY_TO_CLEANING && !good && !is_tried_again(w, &r, error))
        walk_note(w, "\"%s\" %s %s: do it by hand", r.text,
                  error != ERR_NONE ? error_text(error) : class_text(class),
                  walk_hostname(w, r.side));
    walk_emit(w, WALK_REPLY, r.side, r.block, NULL);
    free(r.text);
}

void walk_drop_requests(struct walk *w, int side)
{
    for (size_t i = 0; i < w->request_count;)
        if (w->requests[i].side == side)
            settle(w, i, NULL, 0, REPLY_OK, ERR_LOST);
        else
            i++;
}

void walk_on_reply(struct walk *w, uint64_t token, const char *text, size_t len,
                   enum reply_class class, int error)
{
    for (size_t i = 0; i < w->request_count; i++) {
        if (w->requests[i].token != token)
            continue;
        if (error == ERR_LOST)
            walk_mark_down(w, w->requests[i].side);
        settle(w, i, text, len, class, error);
        break;
    }
    walk_pump(w);
}
