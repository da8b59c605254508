/* SPDX-License-Identifier: ISC */
/*
 * What a reply amounts to. An error reply is one whose first words are "% ...", whatever a template
 * would make of it, unless the template asks for that very line ("% Subnet not in table" answers
 * the question for a route). A line that a strict template would stop at is listed as unmatched.
 */
#include "parse/reply.h"

#include "base/mem.h"
#include "parse/index_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- error replies ---- */

static bool is_percent(const struct textfsm_line *line)
{
    return line->len > 2 && line->at[0] == '%' && line->at[1] == ' ';
}

/* What IOS prints before the sentence: the caret under the offending word, a name look-up. */
static bool is_prelude(const struct textfsm_line *line)
{
    static const char lookup[] = "Translating \"";
    size_t carets = 0;
    for (size_t i = 0; i < line->len; i++) {
        if (line->at[i] == '^')
            carets++;
        else if (line->at[i] != ' ' && line->at[i] != '\t')
            return line->len >= sizeof lookup && memcmp(line->at, lookup, sizeof lookup - 1) == 0;
    }
    return carets <= 1;
}

json_t *reply_errors(const struct textfsm *const *templates, size_t count, const char *text,
                     size_t len, bool *leads)
{
    json_t *numbers = json_array();
    const char *end = text + len;
    struct textfsm_line line;
    bool start = true;
    *leads = false;
    if (len == 0 || !memchr(text, '%', len))
        return numbers;
    for (int number = 1; textfsm_next_line(&text, end, &line); number++) {
        bool refused = is_percent(&line);
        for (size_t i = 0; refused && i < count; i++)
            refused = !textfsm_wants(templates[i], (struct span){line.at, line.len});
        if (refused) {
            json_array_append_new(numbers, json_integer(number));
            *leads = *leads || start;
        }
        start = start && is_prelude(&line);
    }
    return numbers;
}

/* ---- unmatched lines ---- */

static json_t *unmatched_json(const struct textfsm_result *r)
{
    const int *lines;
    size_t n = textfsm_unmatched(r, &lines);
    json_t *numbers = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(numbers, json_integer(lines[i]));
    return numbers;
}

/* Keep the numbers that are in both, which are sorted. */
static void intersect(json_t *numbers, const json_t *others)
{
    size_t j = 0;
    for (size_t i = 0; i < json_array_size(numbers);) {
        long long n = json_integer_value(json_array_get(numbers, i));
        while (j < json_array_size(others) && json_integer_value(json_array_get(others, j)) < n)
            j++;
        if (json_integer_value(json_array_get(others, j)) == n)
            i++;
        else
            json_array_remove(numbers, i);
    }
}

/* Line numbers, sorted, as { "line", "text" }. */
static json_t *with_text(const json_t *numbers, const char *text, size_t len)
{
    json_t *list = json_array();
    const char *end = text + len;
    struct textfsm_line line;
    size_t next = 0;
    for (int number = 1; textfsm_next_line(&text, end, &line); number++) {
        if (json_integer_value(json_array_get(numbers, next)) != number)
            continue;
        json_array_append_new(list, json_pack("{s:i, s:o}", "line", number, "text",
                                              textfsm_json_string(line.at, line.len)));
        next++;
    }
    return list;
}

/* ---- one reply ---- */

static int run_all(struct reply_table *table, json_t **unmatched,
                   const struct textfsm *const *templates, size_t count, const char *text,
                   size_t len, struct err *e)
{
    int rc = ERR_NONE;
    for (size_t i = 0; rc == ERR_NONE && i < count; i++) {
        struct err own = {0};
        struct textfsm_result *r = textfsm_run_with(templates[i], text, len, true, &own);
        if (!r)
            return err_set(e, own.code, own.where, own.line, "%s", own.text);
        json_t *lines = unmatched_json(r);
        struct reply_table more = {0};
        if (i == 0) {
            reply_table_init(table, r);
            *unmatched = json_incref(lines);
        } else {
            reply_table_init(&more, r);
            rc = reply_table_merge(table, &more, textfsm_name(templates[i]), e);
            intersect(*unmatched, lines);
            reply_table_fini(&more);
        }
        json_decref(lines);
        textfsm_result_free(r);
    }
    return rc;
}

/* Once more with the lines joined that a terminal may have broken, if more of them is understood.
 */
static void try_rejoined(struct reply_table *table, json_t **unmatched,
                         const struct textfsm *const *templates, size_t count, const char *text,
                         size_t len)
{
    struct rejoined joined;
    struct reply_table other = {0};
    json_t *left = NULL;
    if (json_array_size(*unmatched) == 0 || !rejoined_init(&joined, text, len, *unmatched))
        return;
    int rc = run_all(&other, &left, templates, count, buf_str(&joined.text), joined.text.len, NULL);
    if (rc == ERR_NONE && json_array_size(left) < json_array_size(*unmatched) &&
        json_array_size(other.rows) >= json_array_size(table->rows)) {
        struct reply_table plain = *table;
        json_t *lines = *unmatched;
        rejoined_restore(&joined, other.spans, left);
        *table = other;
        *unmatched = left;
        other = plain;
        left = lines;
    }
    reply_table_fini(&other);
    json_decref(left);
    rejoined_fini(&joined);
}

static void set_error(struct parsed_reply *out, const json_t *errors, const char *text, size_t len)
{
    out->status = REPLY_STATUS_ERROR;
    json_array_clear(out->rows);
    json_array_clear(out->spans);
    json_decref(out->unmatched);
    out->unmatched = with_text(errors, text, len);
}

int reply_parse(struct parsed_reply *out, const struct textfsm *const *templates, size_t count,
                const char *text, size_t len, struct err *e)
{
    struct reply_table table = {0};
    json_t *unmatched = NULL;
    bool leads;
    int rc = ERR_NONE;
    json_t *errors = reply_errors(templates, count, text, len, &leads);
    if (!leads && count > 0)
        rc = run_all(&table, &unmatched, templates, count, text, len, e);
    if (rc == ERR_NONE && unmatched)
        try_rejoined(&table, &unmatched, templates, count, text, len);
    if (!leads && count > 0 && rc == ERR_NONE) {
        json_array_extend(out->rows, table.rows);
        json_array_extend(out->spans, table.spans);
        json_decref(out->unmatched);
        out->unmatched = with_text(unmatched, text, len);
    }
    size_t rows = json_array_size(out->rows);
    out->status = json_array_size(out->unmatched) > 0 ? REPLY_STATUS_PARTIAL
                  : rows > 0                          ? REPLY_STATUS_OK
                                                      : REPLY_STATUS_EMPTY;
    if (leads || (rows == 0 && json_array_size(errors) > 0))
        set_error(out, errors, text, len);
    reply_table_fini(&table);
    json_decref(unmatched);
    json_decref(errors);
    return rc;
}

static void start(struct parsed_reply *out)
{
    *out = (struct parsed_reply){.status = REPLY_STATUS_EMPTY,
                                 .rows = json_array(),
                                 .spans = json_array(),
                                 .unmatched = json_array()};
}

/* The compiled templates of a row, in its order. */
static int get_templates(struct template_index *ix, struct template_list *list, struct err *e)
{
    for (const char *p = list->joined;; p++) {
        size_t n = strcspn(p, ":");
        char *name = mem_ndup(p, n);
        struct err own = {0};
        if (list->count == TEMPLATES_MAX)
            err_set(&own, ERR_LIMIT, ix->file, 0, "Too many templates are joined.");
        else
            list->at[list->count] = index_template_get(ix, name, &own);
        free(name);
        if (own.code != ERR_NONE)
            return err_set(e, own.code, own.where, own.line, "%s", own.text);
        list->count++;
        p += n;
        if (!*p)
            return ERR_NONE;
    }
}

/* The index that owns a row was borrowed as const; it is `ix` or one of its fronts. */
static struct template_index *writable(struct template_index *ix,
                                       const struct template_index *owner)
{
    while (ix != owner)
        ix = ix->front;
    return ix;
}

static bool list_has(const struct template_list *list, const char *key)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < list->at[i]->value_count; j++)
            if (strcmp(list->at[i]->values[j].key, key) == 0)
                return true;
    return false;
}

/* Does a reply read with `list` have all fields that it would have with `own`? */
static bool list_covers(const struct template_list *list, const struct template_list *own)
{
    for (size_t i = 0; i < own->count; i++)
        for (size_t j = 0; j < own->at[i]->value_count; j++)
            if (!list_has(list, own->at[i]->values[j].key))
                return false;
    return true;
}

/* The index's own templates for the command, where those that a front has do not replace them. */
static bool keeps_own(struct template_index *ix, const char *command,
                      const struct template_list *list, int rc, struct template_list *own)
{
    const struct index_row *row = index_row_find_own(ix, command);
    if (!row)
        return false;
    *own = (struct template_list){.joined = row->templates};
    return get_templates(ix, own, NULL) == ERR_NONE && (rc != ERR_NONE || !list_covers(list, own));
}

int reply_templates(struct template_index *ix, const char *command, struct template_list *list,
                    struct err *e)
{
    const struct template_index *owner;
    struct template_list own;
    const struct index_row *row = index_row_find(ix, command, &owner);
    *list = (struct template_list){.joined = row ? row->templates : NULL};
    if (!row)
        return err_set(e, ERR_NOT_FOUND, "", 0, "No template is known for \"%s\".", command);
    if (owner == ix || !ix->keeps_fields)
        return get_templates(writable(ix, owner), list, e);
    struct err first = {0};
    int rc = get_templates(writable(ix, owner), list, &first);
    if (keeps_own(ix, command, list, rc, &own)) {
        *list = own;
        return ERR_NONE;
    }
    return rc == ERR_NONE ? rc : err_set(e, first.code, first.where, first.line, "%s", first.text);
}

int parsed_reply_init(struct parsed_reply *out, struct template_index *ix, const char *command,
                      const char *text, size_t len, struct err *e)
{
    struct template_list list;
    start(out);
    int rc = reply_templates(ix, command, &list, e);
    out->template_name = mem_dup(list.joined);
    if (!list.joined)
        reply_parse(out, NULL, 0, text, len, e);
    return rc == ERR_NONE ? reply_parse(out, list.at, list.count, text, len, e) : rc;
}

int parsed_reply_with(struct parsed_reply *out, const char *template_file, const char *text,
                      size_t len, struct err *e)
{
    struct err own = {0};
    start(out);
    out->template_name = mem_dup(template_file);
    struct textfsm *t = textfsm_load(template_file, &own);
    if (!t)
        return err_set(e, own.code, own.where, own.line, "%s", own.text);
    int rc = reply_parse(out, (const struct textfsm *const[]){t}, 1, text, len, e);
    textfsm_free(t);
    return rc;
}

void parsed_reply_fini(struct parsed_reply *out)
{
    free(out->template_name);
    json_decref(out->rows);
    json_decref(out->spans);
    json_decref(out->unmatched);
    *out = (struct parsed_reply){0};
}

const char *reply_status_name(enum reply_status s)
{
    static const char *const names[] = {"ok", "partial", "empty", "error"};
    return names[s];
}

json_t *parsed_reply_meta(const struct parsed_reply *r)
{
    return json_pack("{s:s, s:s?, s:O, s:O, s:O}", "status", reply_status_name(r->status),
                     "template", r->template_name, "rows", r->rows, "spans", r->spans, "unmatched",
                     r->unmatched);
}
