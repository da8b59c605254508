/* SPDX-License-Identifier: ISC */
/* The filters of a program, compiled together. How they are run: program_run.c. */
#include "walk/program_private.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/leak_check.h"
#include "walk/safe.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_LIMIT_MS = 3000, OUTPUT_LIMIT = 100000, FILTER_MAX = 1500, NESTED_MAX = 100 };
enum { COMPILE_LIMIT_MS = 20000, COMPILE_BYTES = 1 << 28, RUN_BYTES = 1 << 28 };

struct program *program_new(const char *library)
{
    struct program *p = mem_alloc(sizeof *p);
    p->library = mem_dup(library ? library : "");
    p->cache = jv_cache_new();
    p->cage = cage_new();
    p->limit_ms = RUN_LIMIT_MS;
    p->limit_outputs = OUTPUT_LIMIT;
    p->limit_bytes = RUN_BYTES;
    return p;
}

void program_free(struct program *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->count; i++) {
        free(p->filters[i].code);
        free(p->filters[i].where);
    }
    if (p->jq)
        jq_teardown(&p->jq);
    free(p->filters);
    jv_cache_free(p->cache);
    cage_free(p->cage);
    free(p->library);
    free(p);
}

void program_set_limits(struct program *p, unsigned ms, size_t outputs)
{
    p->limit_ms = ms;
    p->limit_outputs = outputs;
}

void program_set_memory(struct program *p, size_t bytes)
{
    p->limit_bytes = bytes;
}

int program_add(struct program *p, const char *filter, const char *where, int line)
{
    p->filters = mem_grow(p->filters, p->count, &p->capacity, sizeof *p->filters);
    p->filters[p->count] =
        (struct filter){mem_dup(filter), mem_dup(where ? where : ""), line, false};
    if (p->jq)
        jq_teardown(&p->jq);
    return (int)p->count++;
}

/*
 * The end of the interpolation whose text starts at `s`: its closing bracket, or the end, which is
 * also that of one with too many others inside it: jq complains about the brackets then.
 */
static const char *interpolation_end(const char *s, int outer)
{
    int depth = 1;
    bool quoted = false;
    if (outer == NESTED_MAX)
        return s + strlen(s);
    for (; *s; s++) {
        if (quoted && s[0] == '\\' && s[1] == '(') {
            s = interpolation_end(s + 2, outer + 1);
            if (!*s)
                return s;
        } else if (quoted && s[0] == '\\' && s[1]) {
            s++;
        } else if (*s == '"') {
            quoted = !quoted;
        } else if (!quoted && *s == '(') {
            depth++;
        } else if (!quoted && *s == ')' && --depth == 0) {
            return s;
        }
    }
    return s;
}

static void add_literal(struct buf *b, char c)
{
    if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", c);
    else if ((unsigned char)c < 0x20)
        buf_printf(b, "\\u%04x", (unsigned)c);
    else
        buf_add_char(b, c);
}

int program_add_text(struct program *p, const char *text, enum program_guard guard,
                     const char *where, int line)
{
    struct buf b = {0};
    buf_add_char(&b, '"');
    while (*text) {
        if (text[0] != '\\' || text[1] != '(') {
            add_literal(&b, *text++);
            continue;
        }
        const char *end = interpolation_end(text + 2, 0);
        buf_add_str(&b, "\\((");
        buf_add(&b, text + 2, (size_t)(end - text - 2));
        /* The newline ends a comment that the expression may close with. */
        buf_printf(&b, "\n)|%s%s", guard == GUARD_WORD ? "__word" : "__given", *end ? ")" : "");
        text = *end ? end + 1 : end;
    }
    buf_add_char(&b, '"');
    int number = program_add(p, buf_str(&b), where, line);
    p->filters[number].text = true;
    buf_fini(&b);
    return number;
}

bool program_text_is_plain(const char *text)
{
    return strstr(text, "\\(") == NULL;
}

struct compilation {
    char *text;
    jq_state *jq;
    char *problem; /* the first message of libjq */
};

static void first_message(void *user, jv msg)
{
    struct compilation *c = user;
    msg = jq_format_error(msg);
    if (!c->problem && jv_get_kind(msg) == JV_KIND_STRING)
        c->problem = mem_dup(jv_string_value(msg));
    jv_free(msg);
}

/* Of an interpreter that has compiled: nobody hears it. */
static void no_message(void *user, jv msg)
{
    (void)user;
    jv_free(msg);
}

/* On the cage's thread. */
static void compile_there(void *user)
{
    struct compilation *c = user;
    c->jq = jq_init();
    if (!c->jq)
        return;
    jq_set_error_cb(c->jq, first_message, c);
    /* libjq 1.6 leaks the token at which a syntax error was noticed: a few bytes. */
    LEAK_CHECK_OFF();
    int compiled = jq_compile(c->jq, c->text);
    LEAK_CHECK_ON();
    if (!compiled)
        jq_teardown(&c->jq);
    else
        jq_set_error_cb(c->jq, no_message, NULL);
}

/*
 * NULL with a sentence in `problem` (free()) when it does not compile; takes `text`. What is left
 * behind in the cage is never freed.
 */
static jq_state *compile_text(struct program *p, char *text, char **problem)
{
    const struct cage_limits limits = {COMPILE_LIMIT_MS, COMPILE_BYTES, NULL};
    struct compilation *c = mem_alloc(sizeof *c);
    c->text = text;
    enum cage_end end = cage_run(p->cage, &limits, compile_there, c);
    *problem = NULL;
    if (program_left_behind(p, end)) {
        *problem = mem_printf("cannot be compiled: %s", program_why(end));
        return NULL;
    }
    jq_state *jq = c->jq;
    if (end == CAGE_CLOSED)
        *problem = mem_printf("cannot be compiled: %s", program_why(end));
    else if (!jq)
        *problem = c->problem ? c->problem : mem_dup("does not compile");
    else
        free(c->problem);
    free(c->text);
    free(c);
    return jq;
}

static bool compiles_alone(struct program *p, int number, struct err *e)
{
    char *problem = NULL;
    jq_state *jq = compile_text(p, program_text(p, number), &problem);
    bool good = jq != NULL;
    if (!good)
        program_blame(p, number, problem, e);
    else
        jq_teardown(&jq);
    free(problem);
    return good;
}

int program_compile(struct program *p, struct err *e)
{
    if (p->jq)
        return ERR_NONE;
    if (p->count > FILTER_MAX)
        return err_set(e, ERR_LIMIT, "", 0, "more than %d filters in one playbook", FILTER_MAX);
    char *problem = NULL;
    p->jq = compile_text(p, program_text(p, -1), &problem);
    if (p->jq)
        return ERR_NONE;
    /* An open string is noticed in a later filter: only one that fails alone is blamed. */
    struct err whole = {0}, alone = {0};
    int which = program_blame(p, -1, problem, &whole);
    free(problem);
    bool told = which == -1 || (which >= 0 && !compiles_alone(p, which, &alone));
    for (size_t i = 0; !told && i < p->count; i++)
        told = !compiles_alone(p, (int)i, &alone);
    const struct err *best = alone.code ? &alone : &whole;
    return err_set(e, best->code, best->where, best->line, "%s", best->text);
}

size_t program_check(struct program *p, json_t *problems)
{
    struct err e = {0};
    char line[1200];
    size_t count = 0;
    if (program_compile(p, &e) == ERR_NONE)
        return 0;
    for (size_t i = 0; i < p->count; i++) {
        struct err own = {0};
        if (compiles_alone(p, (int)i, &own))
            continue;
        json_array_append_new(problems, safe_string(err_format(&own, line, sizeof line)));
        count++;
        /* A broken library breaks every filter in the same way. */
        if (own.line == e.line && strcmp(own.where, e.where) == 0 &&
            !text_starts(p->filters[i].where, own.where))
            return count;
    }
    if (count == 0)
        json_array_append_new(problems, safe_string(err_format(&e, line, sizeof line)));
    return count ? count : 1;
}
