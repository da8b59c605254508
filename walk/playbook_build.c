/* SPDX-License-Identifier: ISC */
/* From the JSON of a playbook, which fits the schema, to its steps and jq programs. */
#include "walk/playbook_private.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* How sure a check is that does not say so. */
static const double FAIL_CONFIDENCE = 0.9, WARN_CONFIDENCE = 0.4;

struct builder {
    struct playbook *book;
    struct problems *problems;
};

/* "file#/json/path" for program_add(), and the line of it. */
static char *place(const struct builder *b, const char *pointer, int *line)
{
    *line = problem_line(b->problems, pointer);
    return mem_printf("%s#%s", b->problems->file, pointer);
}

/* Add a filter that is a text or a list of lines. Returns its number, -1 for none. */
static int add_filter(struct builder *b, const json_t *jq, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static int add_filter(struct builder *b, const json_t *jq, const char *fmt, ...)
{
    if (!jq)
        return -1;
    char pointer[200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(pointer, sizeof pointer, fmt, ap);
    va_end(ap);
    struct buf text = {0};
    if (json_is_string(jq))
        buf_add_str(&text, json_string_value(jq));
    for (size_t i = 0; i < json_array_size(jq); i++)
        buf_printf(&text, "%s%s", i ? "\n" : "", json_string_value(json_array_get(jq, i)));
    int line;
    char *where = place(b, pointer, &line);
    if (json_is_array(jq)) {
        char *first = mem_printf("%s/0", pointer);
        line = problem_line(b->problems, first);
        free(first);
    }
    int number = program_add(b->book->programs, buf_str(&text), where, line);
    buf_fini(&text);
    free(where);
    return number;
}

static unsigned read_ms(const json_t *json, const char *name)
{
    return (unsigned)(json_number_value(json_object_get(json, name)) * 1000);
}

/* What a command, or a step for its commands, says; the rest is `other`. */
static struct patience read_patience(struct builder *b, const json_t *json, const char *pointer,
                                     struct patience other)
{
    struct patience own = {read_ms(json, "timeout_s"), read_ms(json, "limit_s")};
    bool says = own.silence_ms > 0 || own.hard_ms > 0;
    if (own.silence_ms == 0)
        own.silence_ms = other.silence_ms;
    if (own.hard_ms == 0)
        own.hard_ms = other.hard_ms;
    if (says && own.hard_ms > 0 && own.hard_ms < own.silence_ms)
        problem_add(b->problems, pointer,
                    "\"limit_s\" ends a command before its \"timeout_s\" is over");
    return own;
}

static void build_command(struct builder *b, const json_t *json, const char *pointer,
                          struct patience of_step, struct playbook_command *out)
{
    const char *on = json_str(json, "on", "both");
    out->on[SIDE_A] = strcmp(on, "b") != 0;
    out->on[SIDE_B] = strcmp(on, "a") != 0;
    out->wait = json_is_true(json_object_get(json, "wait"));
    out->command = json_str(json, "command", "");
    out->facts = json_str(json, "facts", NULL);
    out->append = json_is_true(json_object_get(json, "append"));
    out->patience = read_patience(b, json, pointer, of_step);
    out->when = add_filter(b, json_object_get(json, "when"), "%s/when", pointer);
    out->text = -1;
    if (!program_text_is_plain(out->command)) {
        char *own = mem_printf("%s/command", pointer);
        int line;
        char *where = place(b, own, &line);
        out->text = program_add_text(b->book->programs, out->command, GUARD_WORD, where, line);
        free(where);
        free(own);
    }
    if (out->append && !out->facts)
        problem_add(b->problems, pointer, "\"append\" needs \"facts\"");
}

static struct playbook_command *build_commands(struct builder *b, const json_t *list,
                                               const char *name, size_t step,
                                               struct patience patience, size_t *count)
{
    *count = json_array_size(list);
    struct playbook_command *out = mem_array(*count, sizeof *out);
    for (size_t i = 0; i < *count; i++) {
        char pointer[100];
        snprintf(pointer, sizeof pointer, "/steps/%zu/%s/%zu", step, name, i);
        build_command(b, json_array_get(list, i), pointer, patience, &out[i]);
    }
    return out;
}

static void build_check(struct builder *b, const json_t *json, size_t step, size_t i,
                        struct playbook_check *out)
{
    static const char *const NAMES[] = {"fail_if", "warn_if", "pass_if"};
    const double SURE[] = {FAIL_CONFIDENCE, WARN_CONFIDENCE, 1};
    for (int kind = CHECK_FAIL; kind <= CHECK_PASS; kind++) {
        const json_t *jq = json_object_get(json, NAMES[kind]);
        if (!jq)
            continue;
        const json_t *sure = json_object_get(json, "confidence");
        out->kind = (enum check_kind)kind;
        out->filter = add_filter(b, jq, "/steps/%zu/checks/%zu/%s", step, i, NAMES[kind]);
        out->cause = json_str(json, "cause", NULL);
        out->confidence = sure ? json_number_value(sure) : SURE[kind];
        out->both_ends = strcmp(json_str(json, "needs", ""), "both") == 0;
    }
}

static void build_checks(struct builder *b, const json_t *list, size_t step,
                         struct playbook_step *out)
{
    out->check_count = json_array_size(list);
    out->checks = mem_array(out->check_count, sizeof *out->checks);
    for (size_t i = 0; i < out->check_count; i++)
        build_check(b, json_array_get(list, i), step, i, &out->checks[i]);
}

static void build_collect(const json_t *collect, struct playbook_step *out)
{
    out->collect_facts = json_str(collect, "facts", NULL);
    out->collect_quiet_ms = read_ms(collect, "quiet_s");
    out->collect_max_ms = read_ms(collect, "max_s");
}

static void build_step(struct builder *b, const json_t *json, size_t i, struct playbook_step *out)
{
    static const struct patience any = {0, 0};
    char pointer[100];
    out->id = json_str(json, "id", "");
    out->title = json_str(json, "title", "");
    out->guide = json_str(json, "guide", "");
    out->why = json_str(json, "why", "");
    out->good = json_str(json, "good", "");
    out->risk = (enum risk)risk_from_name(json_str(json, "risk", "read"));
    out->proves = json_is_true(json_object_get(json, "proves"));
    out->when = add_filter(b, json_object_get(json, "when"), "/steps/%zu/when", i);
    snprintf(pointer, sizeof pointer, "/steps/%zu", i);
    out->run = build_commands(b, json_object_get(json, "run"), "run", i,
                              read_patience(b, json, pointer, any), &out->run_count);
    /* What cleans up is not hurried. */
    out->finally =
        build_commands(b, json_object_get(json, "finally"), "finally", i, any, &out->finally_count);
    build_collect(json_object_get(json, "collect"), out);
    build_checks(b, json_object_get(json, "checks"), i, out);
}

/* The step after a verdict: by name, "end", or the one that follows in the file. */
static int find_next(struct builder *b, const json_t *next, size_t step, const char *verdict)
{
    const char *id = json_str(next, verdict, NULL);
    int follows = step + 1 < b->book->count ? (int)step + 1 : -1;
    if (!id)
        return follows;
    if (strcmp(id, "end") == 0)
        return -1;
    int found = playbook_find_step(b->book, id);
    if (found < 0) {
        char pointer[100];
        snprintf(pointer, sizeof pointer, "/steps/%zu/next/%s", step, verdict);
        problem_add(b->problems, pointer, "there is no step \"%s\"", id);
    }
    return found;
}

static void build_tunnel(struct builder *b, const json_t *tunnel)
{
    const char *after = json_str(tunnel, "after", "");
    b->book->tunnel_program = add_filter(b, json_object_get(tunnel, "find"), "/tunnel/find");
    b->book->tunnel_after = playbook_find_step(b->book, after);
    if (b->book->tunnel_after < 0)
        problem_add(b->problems, "/tunnel/after", "there is no step \"%s\"", after);
}

/* The jq of safety.json sees the same facts, so it is compiled with the playbook's. */
static void build_safety(struct playbook *book)
{
    const struct safety *s = pack_safety(book->pack);
    const struct cpu_guard *cpu = safety_cpu(s);
    const struct debug_condition *condition = safety_condition(s);
    char *file = file_join(pack_dir(book->pack), "safety.json");
    size_t n = safety_rule_count(s);
    book->effects = mem_array(n, sizeof *book->effects);
    for (size_t i = 0; i < n; i++) {
        const char *effect = safety_rule(s, i)->effect;
        book->effects[i] =
            effect ? program_add_text(book->programs, effect, GUARD_GIVEN, file, 0) : -1;
    }
    book->guards = (struct playbook_guards){-1, -1, -1, -1};
    if (cpu) {
        book->guards.busy = program_add(book->programs, cpu->busy, file, 0);
        book->guards.busy_now = program_add(book->programs, cpu->busy_now, file, 0);
    }
    if (condition) {
        book->guards.condition_set =
            program_add_text(book->programs, condition->set, GUARD_WORD, file, 0);
        book->guards.condition_clear =
            program_add_text(book->programs, condition->clear, GUARD_WORD, file, 0);
    }
    free(file);
}

void playbook_build(struct playbook *book, struct problems *p)
{
    struct builder b = {book, p};
    const json_t *steps = json_object_get(book->root, "steps");
    const json_t *tunnel = json_object_get(book->root, "tunnel");
    book->count = json_array_size(steps);
    book->steps = mem_array(book->count, sizeof *book->steps);
    for (size_t i = 0; i < book->count; i++)
        build_step(&b, json_array_get(steps, i), i, &book->steps[i]);
    for (size_t i = 0; i < book->count; i++) {
        const json_t *next = json_object_get(json_array_get(steps, i), "next");
        for (int v = VERDICT_NONE + 1; v < VERDICT_COUNT; v++)
            book->steps[i].next[v] = find_next(&b, next, i, verdict_name((enum verdict)v));
    }
    if (tunnel)
        build_tunnel(&b, tunnel);
    build_safety(book);
}
