/* SPDX-License-Identifier: ISC */
/*
 * The samples beside the templates. NAME.samples.json beside NAME.textfsm holds an array of
 *
 *     { "name", "command", "input": [ lines ], "rows": [ { field: value } ], "status"?: "ok" }
 *
 * A sample names the fields it cares about; the number of rows must be right. It is parsed by its
 * command, so the index is tested with it.
 */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "parse/index_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct checker {
    struct template_index *ix; /* all of them, for commands */
    json_t *problems;
    const char *where;    /* the samples file */
    const char *template; /* that is checked */
    const char *sample;   /* name of the current one */
};

static void problem(struct checker *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void problem(struct checker *c, const char *fmt, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    char *what = mem_vprintf(fmt, ap);
    va_end(ap);
    buf_printf(&text, "%s: ", c->where);
    if (c->sample)
        buf_printf(&text, "sample \"%s\": ", c->sample);
    buf_add_str(&text, what);
    json_array_append_new(c->problems, json_string(buf_str(&text)));
    free(what);
    buf_fini(&text);
}

static void check_row(struct checker *c, size_t number, const json_t *wanted, const json_t *got)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)wanted, key, value)
    {
        json_t *have = json_object_get(got, key);
        if (!have) {
            problem(c, "row %zu: the template has no value \"%s\"", number, key);
            continue;
        }
        if (json_equal(have, value))
            continue;
        char *a = json_text(have, JSON_ENCODE_ANY);
        char *b = json_text(value, JSON_ENCODE_ANY);
        problem(c, "row %zu: \"%s\" is %s, should be %s", number, key, a, b);
        free(a);
        free(b);
    }
}

static void check_rows(struct checker *c, const json_t *wanted, const json_t *got)
{
    size_t count = json_array_size(got);
    size_t i;
    json_t *row;
    if (count != json_array_size(wanted)) {
        problem(c, "gives %zu rows, should give %zu", count, json_array_size(wanted));
        return;
    }
    json_array_foreach(wanted, i, row)
    {
        check_row(c, i + 1, row, json_array_get(got, i));
    }
}

static bool join_lines(const json_t *lines, struct buf *text)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (!json_is_string(line))
            return false;
        buf_add(text, json_string_value(line), json_string_length(line));
        buf_add_char(text, '\n');
    }
    return json_is_array(lines);
}

/* Whether `name` is one of the names joined with ":". */
static bool is_joined(const char *joined, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = joined; p; p = strchr(p, ':') ? strchr(p, ':') + 1 : NULL)
        if (strncmp(p, name, n) == 0 && (p[n] == ':' || p[n] == '\0'))
            return true;
    return false;
}

static void run_sample(struct checker *c, const char *command, const struct buf *text,
                       const json_t *sample)
{
    struct parsed_reply reply;
    struct err e = {0};
    char shown[sizeof e.text + 300];
    const char *status = json_str(sample, "status", NULL);
    if (parsed_reply_init(&reply, c->ix, command, buf_str(text), text->len, &e) != ERR_NONE)
        problem(c, "%s", err_format(&e, shown, sizeof shown));
    else if (!is_joined(reply.template_name, c->template))
        problem(c, "the command \"%s\" belongs to %s", command, reply.template_name);
    else
        check_rows(c, json_object_get(sample, "rows"), reply.rows);
    if (e.code == ERR_NONE && status && strcmp(status, reply_status_name(reply.status)) != 0)
        problem(c, "the status is %s, should be %s", reply_status_name(reply.status), status);
    parsed_reply_fini(&reply);
}

static void check_sample(struct checker *c, const json_t *sample, size_t number)
{
    struct buf text = {0};
    char *fallback = mem_printf("%zu", number);
    const char *command = json_str(sample, "command", NULL);
    c->sample = json_str(sample, "name", fallback);
    if (!command || !json_is_array(json_object_get(sample, "rows")) ||
        !join_lines(json_object_get(sample, "input"), &text))
        problem(c, "must have \"command\", \"input\" (array of lines) and \"rows\" (array)");
    else
        run_sample(c, command, &text, sample);
    buf_fini(&text);
    c->sample = NULL;
    free(fallback);
}

static char *samples_path(const char *dir, const char *template)
{
    size_t n = strlen(template);
    if (text_ends(template, ".textfsm"))
        n -= strlen(".textfsm");
    char *name = mem_printf("%.*s.samples.json", (int)n, template);
    char *path = file_join(dir, name);
    free(name);
    return path;
}

static void check_samples(struct checker *c)
{
    struct err e = {0};
    char shown[sizeof e.text + 300];
    if (!file_exists(c->where)) {
        problem(c, "is missing: every template needs a sample");
        return;
    }
    json_t *samples = json_read(c->where, NULL, &e);
    if (!samples)
        json_array_append_new(c->problems, json_string(err_format(&e, shown, sizeof shown)));
    else if (!json_is_array(samples) || json_array_size(samples) == 0)
        problem(c, "must be an array with at least one sample");
    for (size_t i = 0; i < json_array_size(samples); i++)
        check_sample(c, json_array_get(samples, i), i + 1);
    json_decref(samples);
}

/* One template of `ix`, which is `c->ix` or in front of it. */
static void check_template(struct checker *c, struct template_index *ix, const char *name)
{
    struct err e = {0};
    char shown[sizeof e.text + 300];
    char *path = samples_path(ix->dir, name);
    c->where = path;
    c->template = name;
    if (!index_template_get(ix, name, &e))
        json_array_append_new(c->problems, json_string(err_format(&e, shown, sizeof shown)));
    else
        check_samples(c);
    free(path);
}

/* Every template that a row names and no row before it. */
static void check_row_templates(struct checker *c, struct template_index *ix, const char *joined,
                                json_t *seen)
{
    for (const char *p = joined;; p++) {
        size_t n = strcspn(p, ":");
        char *name = mem_ndup(p, n);
        if (!json_object_get(seen, name)) {
            json_object_set_new(seen, name, json_true());
            check_template(c, ix, name);
        }
        free(name);
        p += n;
        if (!*p)
            return;
    }
}

int template_index_check(struct template_index *ix, json_t *problems, struct err *e)
{
    struct checker c = {.ix = ix, .problems = problems};
    size_t rows = 0;
    assert(ix);
    for (struct template_index *i = ix; i; i = i->front) {
        json_t *seen = json_object();
        json_array_extend(problems, i->problems);
        for (size_t j = 0; j < i->row_count; j++)
            check_row_templates(&c, i, i->rows[j].templates, seen);
        rows += i->row_count;
        json_decref(seen);
    }
    if (rows == 0)
        return err_set(e, ERR_NOT_FOUND, ix->file, 0, "The index names no template.");
    return ERR_NONE;
}
