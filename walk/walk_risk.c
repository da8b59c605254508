/* SPDX-License-Identifier: ISC */
/*
 * What a line may do where it is about to go, whatever the playbook says of its step, and what it
 * would interrupt, computed from the facts.
 */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

static const struct safety *rules_of(const struct walk *w)
{
    return pack_safety(playbook_pack(w->book));
}

static const struct platform *platform_of(const struct walk *w)
{
    return pack_platform(playbook_pack(w->book));
}

enum risk walk_line_risk(const struct walk *w, const char *line, bool configuring)
{
    return configuring ? RISK_CONFIG : safety_risk(rules_of(w), line);
}

bool walk_configures(const struct walk *w, const char *line, bool configuring)
{
    const struct platform *os = platform_of(w);
    if (configuring)
        return !platform_is_command(line, os->configure_end);
    return platform_is_command(line, os->configure);
}

/* The sentence, on the heap; NULL when there is none or the facts do not give it. */
static char *effect(struct walk *w, const char *line, enum risk risk, const json_t *view)
{
    int rule = safety_find(rules_of(w), line);
    int program = playbook_effect(w->book, rule);
    if (program < 0 || safety_rule(rules_of(w), (size_t)rule)->risk != risk)
        return NULL;
    json_t *out = program_run(playbook_programs(w->book), program, view, NULL);
    char *text = mem_dup(json_string_value(json_array_get(out, 0)));
    json_decref(out);
    return text;
}

void walk_describe_line(struct walk *w, int side, const char *line, bool *configuring, json_t *out)
{
    enum risk risk = walk_line_risk(w, line, *configuring);
    json_t *view = facts_view(w->facts, side);
    char *says = effect(w, line, risk, view);
    json_array_append_new(out, json_pack("{s:s, s:o, s:s, s:o*}", "side", facts_side_name(side),
                                         "command", safe_string(line), "risk", risk_name(risk),
                                         "effect", says ? safe_string(says) : NULL));
    *configuring = walk_configures(w, line, *configuring);
    free(says);
    json_decref(view);
}

/* Is the side in configuration mode, as far as can be told before the replies are here? */
static bool is_configuring(struct walk *w, int side)
{
    for (size_t i = 0; i < w->request_count; i++)
        if (w->requests[i].side == side)
            return w->configuring[side];
    if (w->port.configuring)
        w->configuring[side] = w->port.configuring(w->user, side);
    return w->configuring[side];
}

json_t *walk_command_effects(struct walk *w, int side, const char *command)
{
    json_t *out = json_array();
    bool configuring = is_configuring(w, side);
    walk_describe_line(w, side, command, &configuring, out);
    return out;
}

bool walk_reads_only(const struct walk *w)
{
    return w->options.read_only;
}

void walk_command(struct walk *w, int side, const char *command)
{
    if (!w->ready[side] || w->lost[side])
        return;
    bool configuring = is_configuring(w, side);
    enum risk risk = walk_line_risk(w, command, configuring);
    if (w->options.read_only && risk > RISK_READ)
        walk_note(w, "not sent to %s: this walk only reads, and \"%s\" is %s",
                  walk_hostname(w, side), command, risk_name(risk));
    else {
        if (risk == RISK_CONFIG && !configuring)
            walk_undo_before_typing(w, side);
        walk_send(w, side, command, NULL, REPLY_TO_USER);
    }
}
