/* SPDX-License-Identifier: ISC */
/*
 * What a pack knows about doing no harm (safety.json): which commands do what, how to see that a
 * router is too busy for debugging, and how to debug one peer only. Read-only after loading.
 */
#ifndef WALK_SAFETY_H
#define WALK_SAFETY_H

#include "base/err.h"
#include "walk/risk.h"
#include "walk/schema.h"

#include <jansson.h>

struct safety;

/* NULL on failure, with file and line. */
struct safety *safety_load(const char *file, const struct schema *schema, struct err *e);
void safety_free(struct safety *s);

size_t safety_rule_count(const struct safety *s);
const struct risk_rule *safety_rule(const struct safety *s, size_t i);

/* The index of the rule for a command, or for a line of configuration mode; -1 for none. */
int safety_find(const struct safety *s, const char *line, bool configuring);

/* The risk of a command. One that no rule knows may do anything: RISK_DISRUPTIVE. */
enum risk safety_risk(const struct safety *s, const char *line);

/*
 * The risk of a command as it is about to go out, whoever wrote it: with answers to its questions
 * behind newlines, several commands behind ";", the "?" that asks for help and is not part of what
 * follows it. Keys that edit a line, or end it, may make anything of it: RISK_CONFIG. `rule` gets
 * the index of the rule that decided, or -1. Nothing at all is RISK_READ.
 */
enum risk safety_judge(const struct safety *s, const char *line, int *rule);

/* When debugging would be too much for a router. */
struct cpu_guard {
    const char *command;  /* tells how busy it is */
    const char *facts;    /* the name of its rows */
    const char *busy;     /* jq: percent over some time, from what the commands of a side see */
    const char *busy_now; /* the same of this moment, for looks while debugging is on */
    double limit;         /* percent from which on no debugging is switched on, or left on */
    unsigned every_ms;    /* between looks while debugging is on */
};
const struct cpu_guard *safety_cpu(const struct safety *s); /* NULL when the pack has none */

/* The command that prints a whole configuration; NULL when the pack has none. */
const char *safety_configuration(const struct safety *s);

/*
 * The lines of such a reply that make two configurations equal or not: without blanks at the end,
 * and without those that change by themselves. Array of strings; new reference. NULL when there is
 * none, or when it does not end as a whole one does.
 */
json_t *safety_configuration_lines(const struct safety *s, const char *text, size_t len);

/* How debugging is kept to one peer, where the device can. */
struct debug_condition {
    const char *what;  /* how the commands begin that it works on */
    const char *set;   /* sent before the first debug command of a step; with \( jq ) */
    const char *clear; /* sent after debugging is off */
};
const struct debug_condition *safety_condition(const struct safety *s); /* NULL: none */

#endif
