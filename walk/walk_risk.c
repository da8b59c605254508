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
#include <strings.h>

static const struct safety *rules_of(const struct walk *w)
{
    return pack_safety(playbook_pack(w->book));
}

static const struct platform *platform_of(const struct walk *w)
{
    return pack_platform(playbook_pack(w->book));
}

/* A command behind the word that runs it from within configuration mode; NULL: no such word. */
static const char *behind_exec(const struct walk *w, const char *line)
{
    const char *word = platform_of(w)->configure_exec;
    size_t len = strlen(word);
    line += strspn(line, " \t");
    return strncasecmp(line, word, len) == 0 && strchr(" \t", line[len]) ? line + len : NULL;
}

enum risk walk_line_risk(const struct walk *w, const char *line, bool configuring)
{
    int rule;
    const char *exec = behind_exec(w, line);
    return configuring ? RISK_CONFIG : safety_judge(rules_of(w), exec ? exec : line, &rule);
}

bool walk_configures(const struct walk *w, const char *line, bool configuring)
{
    const struct platform *os = platform_of(w);
    if (!configuring)
        return platform_is_command(line, os->configure);
    /* In whole: what is cut short may be ambiguous there, and then does not lead out. */
    line += strspn(line, " \t");
    return strcasecmp(line, os->configure_end) != 0;
}

/* What a rule says of its commands, on the heap; NULL when there is nothing, or no facts for it. */
static char *effect_of(struct walk *w, int rule, int side)
{
    int program = playbook_effect(w->book, rule);
    if (program < 0)
        return NULL;
    json_t *view = facts_view(w->facts, side);
    json_t *out = program_run(playbook_programs(w->book), program, view, NULL);
    char *text = mem_dup(json_string_value(json_array_get(out, 0)));
    json_decref(out);
    json_decref(view);
    return text;
}

/* A sentence on what a line does, on the heap; NULL when nothing needs saying. */
static char *effect(struct walk *w, int side, const char *line, bool configuring)
{
    const char *exec = behind_exec(w, line);
    int rule = configuring && !exec ? safety_find(rules_of(w), line, true) : -1;
    if (configuring && !exec)
        return effect_of(w, rule, side);
    enum risk risk = safety_judge(rules_of(w), exec ? exec : line, &rule);
    char *text = effect_of(w, rule, side);
    if (!text && rule < 0 && risk == RISK_CONFIG)
        text = mem_dup("It holds keys that edit a line: what becomes of it is not known.");
    else if (!text && rule < 0 && risk > RISK_READ)
        text = mem_dup("Nothing is known about this command: it may do anything.");
    else if (!text && configuring && risk > RISK_READ)
        text = mem_printf("Runs a command that is %s.", risk_name(risk));
    return text;
}

void walk_describe_line(struct walk *w, int side, const char *line, bool *configuring, json_t *out)
{
    enum risk risk = walk_line_risk(w, line, *configuring);
    char *says = effect(w, side, line, *configuring);
    json_array_append_new(out, json_pack("{s:s, s:o, s:s, s:o*}", "side", facts_side_name(side),
                                         "command", safe_string(line), "risk", risk_name(risk),
                                         "effect", says ? safe_string(says) : NULL));
    *configuring = walk_configures(w, line, *configuring);
    free(says);
}

bool walk_is_configuring(struct walk *w, int side)
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
    bool configuring = walk_is_configuring(w, side);
    walk_describe_line(w, side, command, &configuring, out);
    return out;
}

bool walk_reads_only(const struct walk *w)
{
    return w->options.read_only;
}

void walk_command(struct walk *w, int side, const char *command)
{
    struct err e = {0};
    if (w->down[side])
        walk_note(w, "not sent: the line to %s is being made again", walk_hostname(w, side));
    if (!w->ready[side] || w->lost[side])
        return;
    bool configuring = walk_is_configuring(w, side);
    enum risk risk = walk_line_risk(w, command, configuring);
    if (w->options.read_only && risk > RISK_READ)
        walk_note(w, "not sent to %s: this walk only reads, and \"%s\" is %s",
                  walk_hostname(w, side), command, risk_name(risk));
    else if (walk_refuses_stranger(w, side, risk, &e))
        walk_note(w, "not sent: %s", e.text);
    else {
        if (risk == RISK_CONFIG && !configuring)
            walk_undo_before_typing(w, side);
        walk_send(w, side, command, NULL, REPLY_TO_USER);
    }
}
