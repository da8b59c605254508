/* SPDX-License-Identifier: ISC */
/*
 * All filters of a program are definitions of one jq text, and a dispatcher picks one by number:
 *
 *     prelude      functions that could do input or output, defined anew so that they raise
 *     null as $ENV | library
 *     def __f0: ( filter ); def __f1: ( filter ); ...
 *     .[0] as $n | .[1] | if $n == 0 then __f0 elif ...
 *
 * Directives (import, include) may stand at the very beginning of a jq text only, where the
 * prelude is, so no filter and no library can load anything. libjq has no hook in its interpreter,
 * but it looks at its `halted` flag before every instruction: a watchdog thread that raises the
 * flag ends an endless filter.
 */
#include "walk/program.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/jv_json.h"
#include "walk/safe.h"
#include "walk/watchdog.h"

#include <jq.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/*
 * libjq 1.6 leaks the token at which a syntax error was noticed (a few bytes, only when a filter is
 * broken). Nothing but its compiler is hidden from the leak checker.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAK_CHECKED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAK_CHECKED 1
#endif
#ifdef LEAK_CHECKED
#include <sanitizer/lsan_interface.h>
#define LEAK_CHECK_OFF() __lsan_disable()
#define LEAK_CHECK_ON() __lsan_enable()
#else
#define LEAK_CHECK_OFF() ((void)0)
#define LEAK_CHECK_ON() ((void)0)
#endif

enum { RUN_LIMIT_MS = 3000, OUTPUT_LIMIT = 100000, FILTER_MAX = 1500 };

static const char PRELUDE[] =
    "def __no($x): error(\"\\($x) is not available in checks\");\n"
    "def env: __no(\"env\");\n"
    "def input: __no(\"input\");\n"
    "def inputs: __no(\"inputs\");\n"
    "def debug: __no(\"debug\");\n"
    "def stderr: __no(\"stderr\");\n"
    "def input_filename: __no(\"input_filename\");\n"
    "def input_line_number: __no(\"input_line_number\");\n"
    "def get_search_list: __no(\"get_search_list\");\n"
    "def get_jq_origin: __no(\"get_jq_origin\");\n"
    "def get_prog_origin: __no(\"get_prog_origin\");\n"
    "def modulemeta: __no(\"modulemeta\");\n"
    "def halt: __no(\"halt\");\n"
    "def halt_error: __no(\"halt_error\");\n"
    "def halt_error($x): __no(\"halt_error\");\n"
    "def __given: if . == null then error(\"a value to put in is missing\") else . end;\n"
    "def __word: __given | if type == \"array\" or type == \"object\""
    " then error(\"a list cannot be put into a command\") else tostring end"
    " | if all(explode[]; . > 31 and . < 127 and . != 59 and . != 63 and . != 124) then ."
    " else error(\"the value \\(tojson) holds characters that no command may hold\") end;\n"
    "null as $ENV |\n";

struct filter {
    char *code;
    char *where;
    int line;
    bool text; /* a text: all of it stands on `line` */
};

struct program {
    char *library;
    struct filter *filters;
    size_t count, capacity;
    jq_state *jq; /* NULL while not compiled */
    struct jv_cache *cache;
    unsigned limit_ms;
    size_t limit_outputs;
};

struct program *program_new(const char *library)
{
    struct program *p = mem_alloc(sizeof *p);
    p->library = mem_dup(library ? library : "");
    p->cache = jv_cache_new();
    p->limit_ms = RUN_LIMIT_MS;
    p->limit_outputs = OUTPUT_LIMIT;
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
    free(p->library);
    free(p);
}

void program_set_limits(struct program *p, unsigned ms, size_t outputs)
{
    p->limit_ms = ms;
    p->limit_outputs = outputs;
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

/* The end of the interpolation whose text starts at `s`: its closing bracket, or the end. */
static const char *interpolation_end(const char *s)
{
    int depth = 1;
    bool quoted = false;
    for (; *s; s++) {
        if (quoted && s[0] == '\\' && s[1] == '(') {
            s = interpolation_end(s + 2);
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
        const char *end = interpolation_end(text + 2);
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

/* The whole text, or with filter `only` alone when that is not negative. */
static char *program_text(const struct program *p, int only)
{
    struct buf b = {0};
    buf_printf(&b, "%s%s\n", PRELUDE, p->library);
    for (size_t i = 0; i < p->count; i++)
        if (only < 0 || (size_t)only == i)
            buf_printf(&b, "def __f%zu: (\n%s\n);\n", i, p->filters[i].code);
    buf_add_str(&b, ".[0] as $n | .[1] |");
    const char *word = " if";
    for (size_t i = 0; i < p->count; i++) {
        if (only >= 0 && (size_t)only != i)
            continue;
        buf_printf(&b, "%s $n == %zu then __f%zu", word, i, i);
        word = " elif";
    }
    buf_add_str(&b, p->count ? " else empty end" : " empty");
    return buf_take(&b, NULL);
}

static void first_message(void *user, jv msg)
{
    char **first = user;
    msg = jq_format_error(msg);
    if (!*first && jv_get_kind(msg) == JV_KIND_STRING)
        *first = mem_dup(jv_string_value(msg));
    jv_free(msg);
}

/* NULL with the first message of libjq in `problem` (free()) when it does not compile. */
static jq_state *compile_text(const char *text, char **problem)
{
    *problem = NULL;
    jq_state *jq = jq_init();
    if (!jq) {
        *problem = mem_dup("libjq does not start");
        return NULL;
    }
    jq_set_error_cb(jq, first_message, problem);
    LEAK_CHECK_OFF();
    int compiled = jq_compile(jq, text);
    LEAK_CHECK_ON();
    if (!compiled) {
        if (!*problem)
            *problem = mem_dup("does not compile");
        jq_teardown(&jq);
    }
    return jq;
}

static int count_lines(const char *text)
{
    int n = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        n++;
    return n;
}

/* Take "jq: error: SENTENCE at <top-level>, line N:\nTEXT" apart; returns N, or 0. */
static int parse_message(char *msg, const char **sentence)
{
    static const char AT[] = " at <top-level>, line ", SHELL[] = " (Unix shell quoting issues?)";
    *sentence = text_starts(msg, "jq: error: ") ? msg + strlen("jq: error: ") : msg;
    char *at = strstr(msg, AT);
    int line = at ? atoi(at + strlen(AT)) : 0;
    if (at)
        *at = '\0';
    char *shell = strstr(msg, SHELL);
    if (shell)
        *shell = '\0';
    char *newline = strchr(msg, '\n');
    if (newline)
        *newline = '\0';
    return line;
}

/* The file and line of line `line` of the library. */
static int library_line(const struct program *p, int line, char *file, size_t size)
{
    const char *pos = p->library, *end = pos + strlen(pos);
    struct span s;
    int from = 0;
    snprintf(file, size, "%s", "jq library");
    for (int n = 1; n < line && text_next_line(&pos, end, &s); n++) {
        if (s.len < 4 || strncmp(s.at, "#@ ", 3) != 0)
            continue;
        snprintf(file, size, "%.*s", (int)s.len - 3, s.at + 3);
        from = n;
    }
    return line - from;
}

/* Which filter line `line` of the whole text belongs to; -1: the library, -2: none. */
static int filter_at(const struct program *p, int only, int line, int *inner)
{
    int at = count_lines(PRELUDE);
    int library = count_lines(p->library) + 1;
    *inner = line - at;
    if (line <= at + library)
        return -1;
    at += library;
    for (size_t i = 0; i < p->count; i++) {
        if (only >= 0 && (size_t)only != i)
            continue;
        int lines = count_lines(p->filters[i].code) + 1;
        if (line <= at + lines + 2) {
            *inner = line - at - 1;
            if (*inner < 1)
                *inner = 1;
            if (*inner > lines)
                *inner = lines;
            if (p->filters[i].text)
                *inner = 1;
            return (int)i;
        }
        at += lines + 2;
    }
    return -2;
}

/* Record an error of a filter: the JSON path, when `where` has one, opens the sentence. */
static int filter_err(const struct filter *f, int code, int line, struct err *e, const char *fmt,
                      ...) __attribute__((format(printf, 5, 6)));

static int filter_err(const struct filter *f, int code, int line, struct err *e, const char *fmt,
                      ...)
{
    char text[500], file[250];
    const char *path = strrchr(f->where, '#');
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    snprintf(file, sizeof file, "%.*s", path ? (int)(path - f->where) : (int)strlen(f->where),
             f->where);
    if (path)
        return err_set(e, code, file, line, "%s: %s", path + 1, text);
    return err_set(e, code, file, line, "%s", text);
}

/* Turn a message of libjq into an error; returns the filter blamed as filter_at(). */
static int blame(const struct program *p, int only, char *msg, struct err *e)
{
    const char *sentence;
    int inner = 0;
    int line = parse_message(msg, &sentence);
    int which = line > 0 ? filter_at(p, only, line, &inner) : only;
    if (which == -2 && only >= 0)
        which = only;
    if (which >= 0) {
        const struct filter *f = &p->filters[which];
        filter_err(f, ERR_FORMAT, f->line > 0 && inner > 0 ? f->line + inner - 1 : f->line, e,
                   "jq: %s", sentence);
    } else if (which == -1 && line > 0) {
        char file[200];
        int n = library_line(p, inner, file, sizeof file);
        err_set(e, ERR_FORMAT, file, n, "jq: %s", sentence);
    } else {
        err_set(e, ERR_FORMAT, "", 0, "jq: %s", sentence);
    }
    return which;
}

static bool compiles_alone(const struct program *p, int number, struct err *e)
{
    char *problem = NULL;
    char *text = program_text(p, number);
    jq_state *jq = compile_text(text, &problem);
    bool good = jq != NULL;
    if (!good)
        blame(p, number, problem, e);
    else
        jq_teardown(&jq);
    free(problem);
    free(text);
    return good;
}

int program_compile(struct program *p, struct err *e)
{
    if (p->jq)
        return ERR_NONE;
    if (p->count > FILTER_MAX)
        return err_set(e, ERR_LIMIT, "", 0, "more than %d filters in one playbook", FILTER_MAX);
    char *problem = NULL;
    char *text = program_text(p, -1);
    p->jq = compile_text(text, &problem);
    free(text);
    if (p->jq)
        return ERR_NONE;
    /* An open string or bracket is noticed in a later filter: only one that fails alone is blamed.
     */
    struct err whole = {0}, alone = {0};
    int which = blame(p, -1, problem, &whole);
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

/* The sentence of an error value, which is consumed. */
static void raise_message(const struct filter *f, jv msg, struct err *e)
{
    if (jv_get_kind(msg) != JV_KIND_STRING)
        msg = jv_dump_string(msg, 0);
    filter_err(f, ERR_FORMAT, f->line, e, "jq: %s", jv_string_value(msg));
    jv_free(msg);
}

static void halt(void *jq)
{
    jq_halt(jq, jv_invalid(), jv_invalid());
}

/* Take all outputs. Returns ERR_NONE at the plain end. */
static int collect(struct program *p, const struct filter *f, json_t *out, struct err *e)
{
    for (;;) {
        jv v = jq_next(p->jq);
        if (jv_is_valid(v)) {
            json_array_append_new(out, json_from_jv(v));
            if (json_array_size(out) <= p->limit_outputs)
                continue;
            return filter_err(f, ERR_LIMIT, f->line, e, "yields more than %zu outputs",
                              p->limit_outputs);
        }
        if (jv_invalid_has_msg(jv_copy(v))) {
            raise_message(f, jv_invalid_get_msg(v), e);
            return ERR_FORMAT;
        }
        jv_free(v);
        if (jq_halted(p->jq))
            return filter_err(f, ERR_LIMIT, f->line, e, "does not end within %u ms", p->limit_ms);
        return ERR_NONE;
    }
}

json_t *program_run(struct program *p, int number, const json_t *doc, struct err *e)
{
    if (program_compile(p, e) != ERR_NONE)
        return NULL;
    const struct filter *f = &p->filters[number];
    jv input = jv_from_json_cached(p->cache, doc);
    if (!jv_is_valid(input)) {
        jv_free(input);
        filter_err(f, ERR_LIMIT, f->line, e, "facts are nested too deeply");
        return NULL;
    }
    json_t *out = json_array();
    jq_start(p->jq, JV_ARRAY(jv_number(number), input), 0);
    struct watchdog *dog = watchdog_new(p->limit_ms, halt, p->jq);
    int rc = collect(p, f, out, e);
    watchdog_free(dog);
    /* Unwind, so that nothing of this run is left in the interpreter's stack. */
    jq_start(p->jq, jv_null(), 0);
    if (rc == ERR_NONE)
        return out;
    json_decref(out);
    return NULL;
}
