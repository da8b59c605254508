/* SPDX-License-Identifier: ISC */
/*
 * A playbook: steps, the commands of each, the checks over their facts, and where to go next. Read
 * from JSON, checked against playbook.schema.json and against itself (steps that exist, causes that
 * exist, jq that compiles); every complaint names file, line and JSON path.
 */
#ifndef WALK_PLAYBOOK_H
#define WALK_PLAYBOOK_H

#include "base/err.h"
#include "base/patience.h"
#include "walk/pack.h"
#include "walk/program.h"
#include "walk/risk.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum verdict {
    VERDICT_NONE, /* not run yet */
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_WARN,
    VERDICT_UNKNOWN,
    VERDICT_SKIPPED
};
enum { VERDICT_COUNT = VERDICT_SKIPPED + 1 };
const char *verdict_name(enum verdict v); /* "pass", "fail", ...; "" for VERDICT_NONE */

enum { SIDE_A = 0, SIDE_B = 1, SIDES = 2 };

struct playbook_command {
    bool on[SIDES];
    bool wait;           /* not before every earlier command of the step is answered, both peers */
    const char *command; /* may hold \( jq ) */
    const char *facts;   /* name under which the rows are kept; NULL: only the transcript */
    bool append;         /* to the rows of that name instead of replacing them */
    struct patience patience;
    int when; /* program of a jq condition, -1 for none */
    int text; /* program that renders the command, -1 when it holds no interpolation */
};

enum check_kind { CHECK_FAIL, CHECK_WARN, CHECK_PASS };

struct playbook_check {
    enum check_kind kind;
    int filter;        /* program */
    const char *cause; /* NULL for pass */
    double confidence;
    bool both_ends; /* it compares the two: not for a walk that has one */
};

struct playbook_step {
    const char *id, *title, *guide, *why, *good;
    enum risk risk;
    bool proves; /* its pass proves the tunnel to be healthy */
    int when;    /* program of a jq condition without which the step is skipped; -1 for none */
    struct playbook_command *run;
    size_t run_count;
    struct playbook_command *finally; /* sent however the step ends */
    size_t finally_count;
    const char *collect_facts; /* monitor lines heard during the step, scanned; NULL for none */
    unsigned collect_quiet_ms; /* wait for this much silence after the last command */
    unsigned collect_max_ms;
    struct playbook_check *checks;
    size_t check_count;
    int next[VERDICT_COUNT]; /* step index, or -1: the end */
};

struct playbook;

/* Programs of the pack's safety.json, run over what the commands of a side see; -1 for none. */
struct playbook_guards {
    int busy, busy_now;                 /* see struct cpu_guard */
    int condition_set, condition_clear; /* yield a command line */
};

/* `file` may also be the id of a playbook of the pack. NULL on failure. Borrows the pack. */
struct playbook *playbook_load(struct pack *pack, const char *file, struct err *e);

/*
 * The same without compiling the jq, which takes over a tenth of a second: the first check does it,
 * or playbook_compile() when there is time. What is wrong with the jq is told then.
 */
struct playbook *playbook_load_lazily(struct pack *pack, const char *file, struct err *e);
int playbook_compile(struct playbook *b, struct err *e);
void playbook_free(struct playbook *b);

/* All complaints about one file, not only the first: array of "file:line: /path: text". */
int playbook_lint(struct pack *pack, const char *file, json_t *problems, struct err *e);

const char *playbook_id(const struct playbook *b);
const char *playbook_title(const struct playbook *b);
size_t playbook_step_count(const struct playbook *b);
const struct playbook_step *playbook_step(const struct playbook *b, size_t i);
const json_t *playbook_vars(const struct playbook *b);
struct program *playbook_programs(const struct playbook *b);
int playbook_tunnel_program(const struct playbook *b); /* yields the candidates; -1 for none */
int playbook_tunnel_after(const struct playbook *b);   /* step index after which it is asked */
const struct playbook_guards *playbook_guards(const struct playbook *b);
int playbook_effect(const struct playbook *b, int rule); /* program that yields a sentence, or -1 */
struct pack *playbook_pack(const struct playbook *b);

#endif
