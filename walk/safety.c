/* SPDX-License-Identifier: ISC */
#include "walk/safety.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

struct safety {
    json_t *root; /* all strings are borrowed from here */
    struct risk_rule *rules;
    size_t count;
    struct cpu_guard cpu;
    struct debug_condition condition;
    const json_t *configuration; /* borrowed; NULL for none */
};

static void take_group(struct safety *s, const json_t *group, size_t *capacity)
{
    const json_t *commands = json_object_get(group, "commands");
    for (size_t i = 0; i < json_array_size(commands); i++) {
        s->rules = mem_grow(s->rules, s->count, capacity, sizeof *s->rules);
        s->rules[s->count++] = (struct risk_rule){
            json_string_value(json_array_get(commands, i)),
            (enum risk)risk_from_name(json_str(group, "risk", "config")),
            json_str(group, "effect", NULL), json_is_true(json_object_get(group, "configuring"))};
    }
}

static void take(struct safety *s, const json_t *root)
{
    const json_t *risks = json_object_get(root, "risks");
    const json_t *cpu = json_object_get(root, "cpu");
    const json_t *condition = json_object_get(root, "debug_condition");
    size_t capacity = 0;
    s->configuration = json_object_get(root, "configuration");
    for (size_t i = 0; i < json_array_size(risks); i++)
        take_group(s, json_array_get(risks, i), &capacity);
    s->cpu =
        (struct cpu_guard){json_str(cpu, "command", NULL),
                           json_str(cpu, "facts", NULL),
                           json_str(cpu, "busy", NULL),
                           json_str(cpu, "busy_now", NULL),
                           json_number_value(json_object_get(cpu, "limit")),
                           (unsigned)(json_number_value(json_object_get(cpu, "every_s")) * 1000)};
    s->condition =
        (struct debug_condition){json_str(condition, "for", NULL), json_str(condition, "set", NULL),
                                 json_str(condition, "clear", NULL)};
}

struct safety *safety_load(const char *file, const struct schema *schema, struct err *e)
{
    char *text = NULL;
    json_t *root = json_read(file, &text, e);
    struct problems problems = {.file = file, .text = text, .first = e};
    struct safety *s = NULL;
    if (root && schema_check(schema, "safety", root, &problems) == 0) {
        s = mem_alloc(sizeof *s);
        s->root = json_incref(root);
        take(s, root);
    }
    json_decref(root);
    free(text);
    return s;
}

void safety_free(struct safety *s)
{
    if (!s)
        return;
    free(s->rules);
    json_decref(s->root);
    free(s);
}

size_t safety_rule_count(const struct safety *s)
{
    return s->count;
}

const struct risk_rule *safety_rule(const struct safety *s, size_t i)
{
    return &s->rules[i];
}

int safety_find(const struct safety *s, const char *line, bool configuring)
{
    const struct risk_rule *r = risk_find(s->rules, s->count, line, configuring);
    return r ? (int)(r - s->rules) : -1;
}

enum risk safety_risk(const struct safety *s, const char *line)
{
    int rule = safety_find(s, line, false);
    return rule < 0 ? RISK_DISRUPTIVE : s->rules[rule].risk;
}

static bool holds_keys(const char *line)
{
    for (; *line; line++)
        if (((unsigned char)*line < ' ' && *line != '\t' && *line != '\n') || *line == 0x7f)
            return true;
    return false;
}

/* What stands up to the next separator, without "?", on the heap. */
static char *part_of(const char *line, size_t len)
{
    char *part = mem_alloc(len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        if (line[i] != '?')
            part[n++] = line[i];
    return part;
}

enum risk safety_judge(const struct safety *s, const char *line, int *rule)
{
    enum risk worst = RISK_READ;
    bool answer = false; /* to a question of the command: need not be known */
    *rule = -1;
    if (holds_keys(line))
        return RISK_CONFIG;
    for (size_t len; *line; line += len + (line[len] != '\0')) {
        len = strcspn(line, ";\n");
        char *part = part_of(line, len);
        bool empty = part[strspn(part, " \t")] == '\0';
        int found = safety_find(s, part, false);
        enum risk risk = found >= 0 ? s->rules[found].risk : RISK_DISRUPTIVE;
        if (!empty && (found >= 0 || !answer) && (risk > worst || (*rule < 0 && risk == worst))) {
            worst = risk;
            *rule = found;
        }
        answer = line[len] == '\n' || (answer && line[len] != ';');
        free(part);
    }
    return worst;
}

const struct cpu_guard *safety_cpu(const struct safety *s)
{
    return s->cpu.command ? &s->cpu : NULL;
}

const struct debug_condition *safety_condition(const struct safety *s)
{
    return s->condition.set ? &s->condition : NULL;
}

const char *safety_configuration(const struct safety *s)
{
    return json_str(s->configuration, "command", NULL);
}

static bool is_volatile(const struct safety *s, struct span line)
{
    const json_t *list = json_object_get(s->configuration, "volatile");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *prefix = json_array_get(list, i);
        size_t len = json_string_length(prefix);
        if (line.len >= len && memcmp(line.at, json_string_value(prefix), len) == 0)
            return true;
    }
    return false;
}

json_t *safety_configuration_lines(const struct safety *s, const char *text, size_t len)
{
    json_t *out = json_array();
    const char *pos = text;
    struct span line;
    while (text_next_line(&pos, text + len, &line)) {
        while (line.len > 0 && strchr(" \t\r", line.at[line.len - 1]) && line.at[line.len - 1])
            line.len--;
        if (line.len > 0 && !is_volatile(s, line))
            json_array_append_new(out, safe_line(line.at, line.len));
    }
    /* Two that are cut off before the difference are not the same. */
    const char *wanted = json_str(s->configuration, "last", NULL);
    const char *last = json_string_value(json_array_get(out, json_array_size(out) - 1));
    if (last && (!wanted || strcmp(last, wanted) == 0))
        return out;
    json_decref(out);
    return NULL;
}
