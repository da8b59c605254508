/* SPDX-License-Identifier: ISC */
/*
 * Reads tolerantly: what else stands in a journal does not matter, and of debugging the best that
 * can be made out of what was sent and answered counts when nobody wrote it down.
 */
#include "walk/debt.h"

#include "base/json.h"
#include "base/mem.h"
#include "session/journal_read.h"
#include "session/redact.h"
#include "walk/facts.h"
#include "walk/record.h"
#include "walk/safety.h"

#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 1000 };

static void take_peers(struct debt *d, const json_t *open)
{
    const json_t *peers = json_object_get(open, "peers");
    d->began = mem_dup(json_str(open, "at", ""));
    d->playbook = mem_dup(json_str(json_object_get(open, "playbook"), "id", ""));
    for (int side = 0; side < SIDES; side++) {
        const json_t *peer = json_object_get(peers, facts_side_name(side));
        struct debt_side *s = &d->side[side];
        s->target = mem_dup(json_str(peer, "target", NULL));
        s->ssh_config = mem_dup(json_str(peer, "ssh_config", NULL));
        s->known_hosts = mem_dup(json_str(peer, "known_hosts", NULL));
        s->legacy_crypto = json_is_true(json_object_get(peer, "legacy_crypto"));
        s->passing = json_is_true(json_object_get(peer, "passing"));
        s->hostname = mem_dup("");
    }
}

static int take_open(struct debt *d, const json_t *open, const struct platform *os, struct err *e)
{
    const char *pack = json_str(json_object_get(open, "pack"), "name", "");
    if (json_int(open, "version", 0) != JOURNAL_VERSION)
        return err_set(e, ERR_FORMAT, d->file, 1, "is a journal of another version of peerwalk");
    if (strcmp(pack, os->name) != 0)
        return err_set(e, ERR_FORMAT, d->file, 1, "is about devices of the kind %s", pack);
    take_peers(d, open);
    return ERR_NONE;
}

static void settle(struct debt_side *s)
{
    free(s->step);
    json_decref(s->commands);
    json_decref(s->before);
    s->step = NULL;
    s->commands = s->before = NULL;
}

/* One line as a person would type it, and no secret's stand-in. */
static bool can_be_sent(const json_t *line)
{
    const char *text = json_string_value(line);
    if (!text || !*text || strlen(text) != json_string_length(line))
        return false;
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f || redact_tag(text))
            return false;
    return true;
}

static bool can_all_be_sent(const json_t *lines)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (!can_be_sent(line))
            return false;
    }
    return true;
}

static bool are_strings(const json_t *lines)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (!json_is_string(line))
            return false;
    }
    return json_is_array(lines);
}

static int check(const struct debt_side *s, const char *file, struct err *e)
{
    size_t i;
    const json_t *line;
    if (!s->target || !*s->target || !*s->hostname || !json_is_array(s->commands) ||
        !are_strings(s->before) || json_array_size(s->commands) > COMMANDS_MAX)
        return err_set(e, ERR_FORMAT, file, 0, "what it says of step %s is not whole", s->step);
    json_array_foreach(s->commands, i, line)
    {
        if (!can_be_sent(line))
            return err_set(e, ERR_FORMAT, file, 0, "line %zu of the way back from step %s is none",
                           i + 1, s->step);
    }
    return ERR_NONE;
}

/* A second one on top of the first: back over both, to what was before the first. */
static void take_undo(struct debt_side *s, const json_t *event)
{
    json_t *commands = json_copy(json_object_get(event, "commands"));
    if (s->step) {
        json_array_extend(commands, s->commands);
        json_decref(s->commands);
        s->commands = commands;
        return;
    }
    s->step = mem_dup(json_str(event, "step", ""));
    s->commands = commands;
    s->before = json_incref(json_object_get(event, "before"));
    free(s->hostname);
    s->hostname = mem_dup(json_str(event, "hostname", ""));
}

static void take_hostname(struct debt_side *s, const char *name)
{
    if (!*name)
        return;
    free(s->hostname);
    s->hostname = mem_dup(name);
}

static void take_state(struct debt_side *s, const json_t *event, bool told)
{
    const char *state = json_str(event, "state", "");
    const char *name = json_str(event, "hostname", "");
    /* Who answers after a lost line may be another router than the one that is owed something. */
    if (strcmp(state, "ready") == 0 && !s->step && !s->debugging)
        take_hostname(s, name);
    /* A line that was closed in order has switched debugging off, and has heard so. */
    if (!told && strcmp(state, "closed") == 0 && !json_object_get(event, "reason"))
        s->debugging = false;
}

struct reading {
    struct debt *debt;
    const struct platform *os;
    json_t *off[SIDES]; /* block of the command that ends debugging; NULL: none is under way */
    bool told[SIDES];   /* the journal itself says what is so: nothing has to be made out */
};

static void take_sent(struct reading *r, int side, const json_t *event)
{
    bool on = strcmp(json_str(event, "risk", ""), "debug") == 0;
    bool off = platform_is_command(json_str(event, "command", ""), r->os->debug_off);
    if (on)
        r->debt->side[side].debugging = true;
    if (!on && !off)
        return;
    json_decref(r->off[side]);
    r->off[side] = off ? json_incref(json_object_get(event, "block")) : NULL;
}

static void take_reply(struct reading *r, int side, const json_t *event)
{
    bool is_it = r->off[side] && json_equal(json_object_get(event, "block"), r->off[side]);
    if (!is_it)
        return;
    if (!json_object_get(event, "error"))
        r->debt->side[side].debugging = false;
    json_decref(r->off[side]);
    r->off[side] = NULL;
}

static void take_debug(struct debt_side *s, const json_t *event)
{
    const json_t *off = json_object_get(event, "commands");
    s->debugging = json_is_true(json_object_get(event, "on"));
    if (s->debugging && !s->step)
        take_hostname(s, json_str(event, "hostname", ""));
    json_decref(s->off);
    s->off = are_strings(off) && can_all_be_sent(off) ? json_incref((json_t *)off) : NULL;
}

static void take(struct reading *r, const json_t *event)
{
    const char *name = json_str(event, "event", "");
    int side = facts_side(json_str(event, "side", ""));
    if (side < 0)
        return;
    struct debt_side *s = &r->debt->side[side];
    if (strcmp(name, "undo") == 0) {
        take_undo(s, event);
    } else if (strcmp(name, "undone") == 0) {
        settle(s);
    } else if (strcmp(name, "debug") == 0) {
        take_debug(s, event);
        r->told[side] = true;
    } else if (strcmp(name, "state") == 0) {
        take_state(s, event, r->told[side]);
    } else if (strcmp(name, "sent") == 0 && !r->told[side]) {
        take_sent(r, side, event);
    } else if (strcmp(name, "reply") == 0 && !r->told[side]) {
        take_reply(r, side, event);
    } else if (strcmp(name, "typed") == 0 && !s->typed) {
        const json_t *before = json_object_get(event, "before");
        s->typed = are_strings(before) ? json_incref((json_t *)before) : NULL;
    }
}

static int read_events(struct journal_reader *in, struct reading *r, struct err *e)
{
    /* Replies are most of a journal; they matter only while one to the end of debugging is due. */
    static const char *const names[] = {"reply", "undo", "undone", "debug",
                                        "state", "sent", "typed",  NULL};
    struct err own = {0};
    json_t *event = journal_reader_next(in, &own);
    if (event && take_open(r->debt, event, r->os, &own) == ERR_NONE) {
        do {
            bool due = r->off[SIDE_A] || r->off[SIDE_B];
            json_decref(event);
            journal_reader_only(in, due ? names : names + 1);
            event = journal_reader_next(in, &own);
            if (event)
                take(r, event);
        } while (event);
    }
    json_decref(event);
    if (own.code != ERR_NONE && e)
        *e = own;
    return own.code;
}

int debt_read(const char *file, const struct platform *os, struct debt *d, struct err *e)
{
    *d = (struct debt){.file = mem_dup(file)};
    struct reading r = {.debt = d, .os = os};
    struct journal_reader *in = journal_reader_open(file, e);
    int rc = in ? read_events(in, &r, e) : ERR_IO;
    for (int side = 0; side < SIDES; side++) {
        if (rc == ERR_NONE && d->side[side].step)
            rc = check(&d->side[side], file, e);
        json_decref(r.off[side]);
    }
    journal_reader_free(in);
    if (rc != ERR_NONE)
        debt_fini(d);
    return rc;
}

void debt_fini(struct debt *d)
{
    for (int side = 0; side < SIDES; side++) {
        struct debt_side *s = &d->side[side];
        settle(s);
        json_decref(s->typed);
        json_decref(s->off);
        free(s->target);
        free(s->ssh_config);
        free(s->known_hosts);
        free(s->hostname);
    }
    free(d->file);
    free(d->began);
    free(d->playbook);
    *d = (struct debt){.file = NULL};
}

bool debt_side_owes(const struct debt_side *s)
{
    return s->step || s->debugging;
}

bool debt_owes(const struct debt *d)
{
    for (int side = 0; side < SIDES; side++)
        if (debt_side_owes(&d->side[side]) && !d->side[side].passing)
            return true;
    return false;
}

bool debt_take_typed(struct debt *d)
{
    bool any = false;
    for (int side = 0; side < SIDES; side++) {
        struct debt_side *s = &d->side[side];
        if (!s->typed || !s->target || s->passing || debt_side_owes(s))
            continue;
        s->step = mem_dup("");
        s->commands = json_array();
        s->before = json_incref(s->typed);
        any = true;
    }
    return any;
}

static bool holds(const json_t *lines, const char *text)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (strcmp(json_string_value(line), text) == 0)
            return true;
    }
    return false;
}

void debt_add_off(const struct debt_side *s, const struct pack *pack, json_t *lines)
{
    const char *off = pack_platform(pack)->debug_off;
    size_t i;
    const json_t *line;
    if (!holds(lines, off))
        json_array_insert_new(lines, 0, json_string(off));
    json_array_foreach(s->off, i, line)
    {
        const char *text = json_string_value(line);
        if (!holds(lines, text) && safety_risk(pack_safety(pack), text) == RISK_READ)
            json_array_append(lines, (json_t *)line);
    }
}

char *debt_describe(const struct debt_side *s)
{
    char *change =
        s->step ? mem_printf("step %s may have changed its configuration", s->step) : mem_dup("");
    char *out = mem_printf("%s%s%s", change, s->step && s->debugging ? ", and " : "",
                           s->debugging ? "debugging was left on" : "");
    free(change);
    return out;
}
