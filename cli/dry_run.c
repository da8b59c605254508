/* SPDX-License-Identifier: ISC */
#include "cli/dry_run.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *side_name(const struct playbook_command *c)
{
    if (c->on[SIDE_A] && c->on[SIDE_B])
        return "both";
    return c->on[SIDE_A] ? "a" : "b";
}

static void add(json_t *out, const char *step, const char *on, const char *command, enum risk risk,
                bool sometimes)
{
    json_array_append_new(out,
                          json_pack("{s:s, s:s, s:s, s:s, s:b}", "step", step, "on", on, "command",
                                    command, "risk", risk_name(risk), "sometimes", (int)sometimes));
}

/* A line of the dialogue itself: what makes a vty fit to be read by a program, and leaves it. */
static void add_session(const struct platform *os, json_t *out)
{
    add(out, "", "both", os->enable, RISK_READ, true);
    for (char **line = os->setup; *line; line++)
        add(out, "", "both", *line, RISK_READ, false);
    add(out, "", "both", os->monitor_on, RISK_READ, false);
    add(out, "", "both", os->configure_end, RISK_READ, true);
    add(out, "", "both", os->debug_off, RISK_READ, true);
    add(out, "", "both", os->monitor_off, RISK_READ, false);
    add(out, "", "both", os->quit, RISK_READ, false);
}

/* The risk is the step's: that is what has to be allowed for any of its lines to go out. */
static void add_commands(const struct playbook_step *s, const struct playbook_command *list,
                         size_t count, json_t *out)
{
    for (size_t i = 0; i < count; i++)
        add(out, s->id, side_name(&list[i]), list[i].command, s->risk,
            s->when >= 0 || list[i].when >= 0);
}

/* What is sent around a step that debugs, or that changes a configuration. */
static void add_guard(const struct playbook *b, const struct playbook_step *s, json_t *out)
{
    const struct safety *rules = pack_safety(playbook_pack(b));
    const struct cpu_guard *cpu = safety_cpu(rules);
    const struct debug_condition *condition = safety_condition(rules);
    bool debugs = false, conditional = false;
    for (size_t i = 0; i < s->run_count; i++) {
        debugs = debugs || safety_risk(rules, s->run[i].command) == RISK_DEBUG ||
                 platform_is_command(s->run[i].command, pack_platform(playbook_pack(b))->debug_on);
        conditional =
            conditional || (condition && platform_is_command(s->run[i].command, condition->what));
    }
    /* Before a change and after it, to prove the way back. */
    if (s->risk == RISK_CONFIG && safety_configuration(rules))
        add(out, s->id, "both", safety_configuration(rules), s->risk, true);
    if (debugs && cpu)
        add(out, s->id, "both", cpu->command, s->risk, true);
    if (conditional) {
        add(out, s->id, "both", condition->set, s->risk, true);
        add(out, s->id, "both", condition->clear, s->risk, true);
    }
}

static json_t *list_all(const struct playbook *b)
{
    json_t *out = json_array();
    add_session(pack_platform(playbook_pack(b)), out);
    for (size_t i = 0; i < playbook_step_count(b); i++) {
        const struct playbook_step *s = playbook_step(b, i);
        add_guard(b, s, out);
        add_commands(s, s->run, s->run_count, out);
        add_commands(s, s->finally, s->finally_count, out);
    }
    return out;
}

static void print_line(const json_t *one)
{
    printf("  %-4s ", json_str(one, "on", ""));
    const char *command = json_str(one, "command", "");
    struct span line;
    for (const char *pos = command; text_next_line(&pos, command + strlen(command), &line);) {
        char *text = mem_ndup(line.at, line.len);
        fputs(line.at > command ? " / " : "", stdout);
        text_print(stdout, text);
        free(text);
    }
    puts(json_is_true(json_object_get(one, "sometimes")) ? "  (if needed)" : "");
}

static void print_risk(const json_t *list, enum risk risk)
{
    const char *step = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *own = json_str(one, "step", "");
        if (strcmp(json_str(one, "risk", ""), risk_name(risk)) != 0)
            continue;
        if (!step)
            printf("%s%s%s\n", risk ? "\n" : "", risk_name(risk),
                   risk ? ": needs to be allowed" : ": sent without asking");
        if (!step || strcmp(step, own) != 0)
            printf(" %s\n", *own ? own : "(every session)");
        print_line(one);
        step = own;
    }
}

/* Only what goes to A. */
static void keep_alone(json_t *list)
{
    for (size_t i = json_array_size(list); i-- > 0;) {
        json_t *one = json_array_get(list, i);
        if (strcmp(json_str(one, "on", ""), "b") == 0)
            json_array_remove(list, i);
        else
            json_object_set_new(one, "on", json_string("a"));
    }
}

int dry_run(const char *playbook, const char *templates, bool alone, bool json)
{
    struct err e = {0};
    struct playbook *b = NULL;
    struct pack *pack = cli_pack(templates, &e);
    if (pack)
        b = playbook_load_lazily(pack, playbook, &e);
    json_t *list = b ? list_all(b) : NULL;
    if (alone)
        keep_alone(list);
    if (list && json)
        cli_print_json(list);
    for (int risk = RISK_READ; list && !json && risk <= RISK_CONFIG; risk++)
        print_risk(list, (enum risk)risk);
    int code = list ? EXIT_PASS : cli_complain(&e, EXIT_USAGE);
    json_decref(list);
    playbook_free(b);
    pack_free(pack);
    return code;
}
