/* SPDX-License-Identifier: ISC */
/*
 * A playbook against itself, its pack and its own samples: names that exist, steps that can be
 * reached, checks that can pass, and risks that fit the commands as far as the platform tells.
 */
#include "walk/check.h"
#include "walk/facts.h"
#include "walk/playbook_private.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Members of a side, or of what commands see beside it, that no rows may replace. */
static const char *const RESERVED[] = {"hostname", "tunnel", "exchange", "heard", "vars",
                                       "me",       "peer",   "causes",   NULL};

static bool is_step_id(const char *id)
{
    if (strcmp(id, "end") == 0)
        return false;
    for (; *id; id++)
        if (!islower((unsigned char)*id) && !isdigit((unsigned char)*id) && *id != '-')
            return false;
    return true;
}

static bool is_facts_name(const char *name)
{
    for (size_t i = 0; RESERVED[i]; i++)
        if (strcmp(name, RESERVED[i]) == 0)
            return false;
    if (!islower((unsigned char)*name) || text_ends(name, "_before"))
        return false;
    for (; *name; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_')
            return false;
    return true;
}

static void check_facts(const char *name, const char *pointer, struct problems *p)
{
    if (name && !is_facts_name(name))
        problem_add(p, pointer,
                    "\"%s\" is no name for facts: small letters, digits and _, and not one of "
                    "hostname, tunnel, exchange, vars, me, peer, causes or anything_before",
                    name);
}

static bool switches_off(const struct playbook_step *s, const char *debug_off)
{
    bool off[SIDES] = {false, false};
    for (size_t i = 0; i < s->finally_count; i++)
        for (int side = 0; side < SIDES; side++)
            if (s->finally[i].on[side] && strcmp(s->finally[i].command, debug_off) == 0)
                off[side] = true;
    return off[SIDE_A] && off[SIDE_B];
}

/* What the rules say of a command must fit the risk that the step admits to. */
static void check_risk(const struct playbook *b, size_t step, const struct playbook_command *c,
                       bool configuring, const char *pointer, struct problems *p)
{
    const struct platform *os = pack_platform(b->pack);
    const struct playbook_step *s = &b->steps[step];
    const struct safety *rules = pack_safety(b->pack);
    enum risk risk = configuring ? RISK_CONFIG : safety_risk(rules, c->command);
    if (risk > s->risk && safety_find(rules, c->command, false) < 0 && !configuring)
        problem_add(p, pointer,
                    "no rule of safety.json knows \"%.60s\", so it counts as %s; the step says it "
                    "is only %s",
                    c->command, risk_name(risk), risk_name(s->risk));
    else if (risk > s->risk)
        problem_add(p, pointer, "is %s in a step that says it is only %s", risk_name(risk),
                    risk_name(s->risk));
    else if (!configuring && platform_is_command(c->command, os->debug_on) &&
             !switches_off(s, os->debug_off))
        problem_add(p, pointer, "switches debugging on; \"finally\" must run \"%s\" on both",
                    os->debug_off);
}

static void check_risks(const struct playbook *b, size_t step, const char *list,
                        const struct playbook_command *commands, size_t count, struct problems *p)
{
    const struct platform *os = pack_platform(b->pack);
    bool configuring[SIDES] = {false, false};
    for (size_t i = 0; i < count; i++) {
        const struct playbook_command *c = &commands[i];
        char pointer[100];
        snprintf(pointer, sizeof pointer, "/steps/%zu/%s/%zu/command", step, list, i);
        bool there =
            (c->on[SIDE_A] && configuring[SIDE_A]) || (c->on[SIDE_B] && configuring[SIDE_B]);
        check_risk(b, step, c, there, pointer, p);
        for (int side = 0; side < SIDES; side++)
            if (c->on[side])
                configuring[side] = configuring[side]
                                        ? !platform_is_command(c->command, os->configure_end)
                                        : platform_is_command(c->command, os->configure);
    }
}

static void check_commands(const struct playbook *b, size_t step, struct problems *p)
{
    const struct playbook_step *s = &b->steps[step];
    char pointer[100];
    check_risks(b, step, "run", s->run, s->run_count, p);
    check_risks(b, step, "finally", s->finally, s->finally_count, p);
    for (size_t i = 0; i < s->run_count; i++) {
        snprintf(pointer, sizeof pointer, "/steps/%zu/run/%zu/facts", step, i);
        check_facts(s->run[i].facts, pointer, p);
        snprintf(pointer, sizeof pointer, "/steps/%zu/run/%zu/command", step, i);
        if (s->run[i].facts && s->run[i].text < 0 &&
            !template_index_find(pack_templates(b->pack), s->run[i].command))
            problem_add(p, pointer, "no template of the pack is for this command");
    }
    snprintf(pointer, sizeof pointer, "/steps/%zu/collect/facts", step);
    check_facts(s->collect_facts, pointer, p);
}

static void check_checks(const struct playbook *b, size_t step, struct problems *p)
{
    const struct playbook_step *s = &b->steps[step];
    char pointer[100];
    bool passes = false;
    for (size_t i = 0; i < s->check_count; i++) {
        const char *cause = s->checks[i].cause;
        passes = passes || s->checks[i].kind == CHECK_PASS;
        snprintf(pointer, sizeof pointer, "/steps/%zu/checks/%zu/cause", step, i);
        if (cause && !pack_cause(b->pack, cause))
            problem_add(p, pointer, "causes.json has no cause \"%s\"", cause);
    }
    snprintf(pointer, sizeof pointer, "/steps/%zu/checks", step);
    if (s->check_count > 0 && !passes)
        problem_add(p, pointer, "without a pass_if the step can never pass");
    snprintf(pointer, sizeof pointer, "/steps/%zu/proves", step);
    if (s->proves && !passes)
        problem_add(p, pointer, "a step without a pass_if proves nothing");
}

static void check_ids(const struct playbook *b, struct problems *p)
{
    char pointer[100];
    for (size_t i = 0; i < b->count; i++) {
        snprintf(pointer, sizeof pointer, "/steps/%zu/id", i);
        if (!is_step_id(b->steps[i].id))
            problem_add(p, pointer,
                        "\"%s\" is no step id: small letters, digits and -, and not \"end\"",
                        b->steps[i].id);
        if (playbook_find_step(b, b->steps[i].id) != (int)i)
            problem_add(p, pointer, "a step \"%s\" is there already", b->steps[i].id);
    }
}

static void mark(const struct playbook *b, int step, bool *seen)
{
    if (step < 0 || seen[step])
        return;
    seen[step] = true;
    for (int v = VERDICT_NONE + 1; v < VERDICT_COUNT; v++)
        mark(b, b->steps[step].next[v], seen);
}

static void check_reachable(const struct playbook *b, struct problems *p)
{
    bool *seen = mem_array(b->count, sizeof *seen);
    mark(b, 0, seen);
    for (size_t i = 0; i < b->count; i++) {
        char pointer[100];
        snprintf(pointer, sizeof pointer, "/steps/%zu", i);
        if (!seen[i])
            problem_add(p, pointer, "no other step leads to \"%s\"", b->steps[i].id);
    }
    free(seen);
}

void playbook_check(const struct playbook *b, struct problems *p)
{
    const char *platform = json_str(b->root, "platform", "");
    if (strcmp(platform, pack_name(b->pack)) != 0)
        problem_add(p, "/platform", "is \"%s\", but the pack is \"%s\"", platform,
                    pack_name(b->pack));
    check_ids(b, p);
    for (size_t i = 0; i < b->count; i++) {
        check_commands(b, i, p);
        check_checks(b, i, p);
    }
    if (p->count == 0)
        check_reachable(b, p);
}

/* Samples need not say where a record stands; a row of a live reply always does. */
static void locate_rows(json_t *side, const char *peer)
{
    const char *name;
    json_t *rows, *row;
    size_t i;
    json_object_foreach(side, name, rows)
    {
        json_array_foreach(rows, i, row)
        {
            if (!json_is_object(row) || json_object_get(row, "_at"))
                continue;
            json_object_set_new(row, "_at",
                                json_pack("{s:s, s:i, s:i, s:i, s:{}}", "peer", peer, "block", 0,
                                          "first", (int)i + 1, "last", (int)i + 1, "fields"));
        }
    }
}

static json_t *sample_document(const struct playbook *b, const json_t *sample)
{
    const json_t *facts = json_object_get(sample, "facts");
    json_t *a = json_deep_copy(json_object_get(facts, "a"));
    json_t *other = json_deep_copy(json_object_get(facts, "b"));
    json_t *vars = json_deep_copy(playbook_vars(b));
    a = a ? a : json_object();
    other = other ? other : json_object();
    vars = vars ? vars : json_object();
    json_object_update(vars, json_object_get(facts, "vars"));
    locate_rows(a, "a");
    locate_rows(other, "b");
    return json_pack("{s:o, s:o, s:o, s:[]}", "a", a, "b", other, "vars", vars, "causes");
}

/* The causes of the findings that accuse, each once, in order of their names. */
static json_t *accused(const json_t *findings)
{
    json_t *set = json_object();
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *f = json_array_get(findings, i);
        const char *cause = json_str(f, "cause", NULL);
        if (cause && strcmp(json_str(f, "kind", ""), "pass") != 0)
            json_object_set_new(set, cause, json_true());
    }
    return set;
}

static void compare_causes(const json_t *sample, const json_t *findings, const char *pointer,
                           struct problems *p)
{
    const json_t *want = json_object_get(sample, "causes");
    json_t *got = accused(findings);
    const char *name;
    json_t *ignored;
    for (size_t i = 0; i < json_array_size(want); i++) {
        const char *id = json_string_value(json_array_get(want, i));
        if (json_object_del(got, id) != 0)
            problem_add(p, pointer, "the sample should find the cause \"%s\" and does not", id);
    }
    json_object_foreach(got, name, ignored)
    {
        if (want)
            problem_add(p, pointer, "the sample finds the cause \"%s\" and should not", name);
    }
    json_decref(got);
}

static void run_sample(const struct playbook *b, size_t step, const json_t *sample,
                       const char *pointer, struct problems *p)
{
    struct judgement j;
    const char *want = json_str(sample, "verdict", "");
    json_t *doc = sample_document(b, sample);
    check_step(b, step, doc, NULL, &j);
    if (strcmp(want, verdict_name(j.verdict)) != 0)
        problem_add(p, pointer, "the sample \"%s\" gives %s, not %s%s%.200s",
                    json_str(sample, "name", ""), verdict_name(j.verdict), want,
                    *j.reason ? ": " : "", j.reason);
    compare_causes(sample, j.findings, pointer, p);
    json_decref(j.findings);
    json_decref(doc);
}

/*
 * The same with nobody logged into B: a check that takes the silence of an absent end for a
 * difference would accuse a healthy tunnel.
 */
static void run_sample_alone(const struct playbook *b, size_t step, const json_t *sample,
                             const char *pointer, struct problems *p)
{
    struct judgement j;
    if (strcmp(json_str(sample, "verdict", ""), "fail") == 0)
        return;
    json_t *doc = sample_document(b, sample);
    json_object_set_new(doc, facts_side_name(SIDE_B),
                        json_pack("{s:b, s:s}", "absent", 1, "hostname", "the other end"));
    check_step(b, step, doc, NULL, &j);
    if (j.verdict == VERDICT_FAIL)
        problem_add(p, pointer,
                    "the sample \"%s\" fails when only one end is there%s%.200s: a check that "
                    "compares both ends has \"needs\": \"both\"",
                    json_str(sample, "name", ""), *j.reason ? ": " : "", j.reason);
    json_decref(j.findings);
    json_decref(doc);
}

void playbook_check_samples(const struct playbook *b, struct problems *p)
{
    const json_t *steps = json_object_get(b->root, "steps");
    for (size_t i = 0; i < b->count; i++) {
        const json_t *samples = json_object_get(json_array_get(steps, i), "samples");
        for (size_t k = 0; k < json_array_size(samples); k++) {
            char pointer[100];
            snprintf(pointer, sizeof pointer, "/steps/%zu/samples/%zu", i, k);
            run_sample(b, i, json_array_get(samples, k), pointer, p);
            run_sample_alone(b, i, json_array_get(samples, k), pointer, p);
        }
    }
}
