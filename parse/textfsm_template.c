/* SPDX-License-Identifier: ISC */
/*
 * The template file: Values from the top to the first blank line, then states, each a name and its
 * rules up to a blank line. White space at the end of a line never counts.
 */
#include "parse/textfsm_internal.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* The largest templates in use have a few hundred rules. */
enum { TEMPLATE_BYTES_MAX = 4 << 20, VALUES_MAX = 1000, STATES_MAX = 2000, RULES_MAX = 20000 };

struct reader {
    struct textfsm *t;
    const char *at;
    const char *end;
    int line;
    size_t rules;
    struct err *e;
};

static int too_many(const struct reader *r, int limit, const char *what)
{
    return err_set(r->e, ERR_LIMIT, r->t->name, r->line, "A template has at most %d %s.", limit,
                   what);
}

static bool next_line(struct reader *r, struct span *line)
{
    if (!text_next_line(&r->at, r->end, line))
        return false;
    r->line++;
    const char *start = line->at;
    struct span stripped = textfsm_strip(*line);
    *line =
        (struct span){start, stripped.len > 0 ? (size_t)(stripped.at + stripped.len - start) : 0};
    return true;
}

static bool is_comment(struct span line)
{
    struct span s = textfsm_strip(line);
    return s.len > 0 && s.at[0] == '#';
}

static bool begins(struct span line, const char *with)
{
    size_t n = strlen(with);
    return line.len >= n && memcmp(line.at, with, n) == 0;
}

static bool equals(struct span line, const char *word)
{
    return line.len == strlen(word) && begins(line, word);
}

static int fail(const struct reader *r, const char *what, struct span line)
{
    return err_set(r->e, ERR_FORMAT, r->t->name, r->line, "%s: \"%.*s\".", what, (int)line.len,
                   line.at);
}

static int read_values(struct reader *r)
{
    struct span line;
    while (next_line(r, &line) && line.len > 0) {
        if (is_comment(line))
            continue;
        if (!begins(line, "Value "))
            return fail(r,
                        r->t->value_count == 0 ? "No Value definitions found"
                                               : "Expected blank line after last Value entry",
                        line);
        if (r->t->value_count == VALUES_MAX)
            return too_many(r, VALUES_MAX, "values");
        int rc = textfsm_value_parse(r->t, line, r->line, r->e);
        if (rc != ERR_NONE)
            return rc;
    }
    return ERR_NONE;
}

static bool is_reserved(struct span name)
{
    static const char *const words[] = {"Continue", "Next",   "Error",   "Clear",
                                        "Clearall", "Record", "NoRecord"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (equals(name, words[i]))
            return true;
    return false;
}

static int state_index(const struct textfsm *t, const char *name)
{
    for (size_t i = 0; i < t->state_count; i++)
        if (strcmp(t->states[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int add_state(struct reader *r, struct span name)
{
    struct textfsm *t = r->t;
    if (!textfsm_is_word(name) || name.len > TEXTFSM_NAME_MAX || is_reserved(name))
        return fail(r, "Invalid state name", name);
    if (t->state_count == STATES_MAX)
        return too_many(r, STATES_MAX, "states");
    char *copy = mem_ndup(name.at, name.len);
    if (state_index(t, copy) >= 0) {
        free(copy);
        return fail(r, "Duplicate state name", name);
    }
    t->states = mem_grow(t->states, t->state_count, &t->state_cap, sizeof *t->states);
    t->states[t->state_count++] = (struct textfsm_state){.name = copy};
    return ERR_NONE;
}

static int read_rules(struct reader *r)
{
    struct textfsm_state *state = &r->t->states[r->t->state_count - 1];
    struct span line;
    while (next_line(r, &line) && line.len > 0) {
        if (is_comment(line))
            continue;
        if (!begins(line, " ^") && !begins(line, "  ^") && !begins(line, "\t^"))
            return fail(r, "Missing white space or carat (\"^\") before rule", line);
        if (r->rules++ == RULES_MAX)
            return too_many(r, RULES_MAX, "rules");
        int rc = textfsm_rule_parse(r->t, state, line, r->line, r->e);
        if (rc != ERR_NONE)
            return rc;
    }
    return ERR_NONE;
}

static int read_states(struct reader *r)
{
    struct span line;
    while (next_line(r, &line)) {
        if (line.len == 0 || is_comment(line))
            continue;
        int rc = add_state(r, line);
        if (rc == ERR_NONE)
            rc = read_rules(r);
        if (rc != ERR_NONE)
            return rc;
    }
    return ERR_NONE;
}

/* ---- what must hold between the states ---- */

static int resolve_rule(struct textfsm *t, const struct textfsm_state *state,
                        struct textfsm_rule *rule, struct err *e)
{
    if (rule->line_op == LINE_ERROR || !rule->target)
        return ERR_NONE;
    if (strcmp(rule->target, "End") == 0)
        rule->next = STATE_END;
    else if (strcmp(rule->target, "EOF") == 0)
        rule->next = STATE_EOF;
    else
        rule->next = state_index(t, rule->target);
    if (rule->next == -1)
        return err_set(e, ERR_FORMAT, t->name, rule->line,
                       "State \"%s\" not found, referenced in state \"%s\".", rule->target,
                       state->name);
    return ERR_NONE;
}

static int check_states(struct textfsm *t, struct err *e)
{
    int start = state_index(t, "Start");
    int eof = state_index(t, "EOF");
    int end = state_index(t, "End");
    if (start < 0)
        return err_set(e, ERR_FORMAT, t->name, 0, "Missing state \"Start\".");
    if (end >= 0 && t->states[end].rule_count > 0)
        return err_set(e, ERR_FORMAT, t->name, t->states[end].rules[0].line,
                       "Non-Empty \"End\" state.");
    if (eof >= 0 && t->states[eof].rule_count > 0)
        return err_set(e, ERR_FORMAT, t->name, t->states[eof].rules[0].line,
                       "Non-Empty \"EOF\" state.");
    t->start = (size_t)start;
    t->has_eof = eof >= 0;
    for (size_t i = 0; i < t->state_count; i++) {
        struct textfsm_state *s = &t->states[i];
        for (size_t j = 0; j < s->rule_count; j++) {
            int rc = resolve_rule(t, s, &s->rules[j], e);
            if (rc != ERR_NONE)
                return rc;
        }
    }
    return ERR_NONE;
}

/* Enter a rule with the symbols it can meet at a place. */
static void index_place(struct textfsm_state *s, size_t rule, size_t place,
                        const struct pyre_set *set)
{
    for (unsigned i = 0; i < TABLE_SYMBOLS; i++)
        if (pyre_set_has(set, i == TABLE_END ? PYRE_END : i))
            s->table[(place * TABLE_SYMBOLS + i) * s->words + rule / 64] |= (uint64_t)1
                                                                            << (rule % 64);
}

static void index_rules(struct textfsm_state *s)
{
    s->words = (s->rule_count + 63) / 64;
    s->table = mem_array((size_t)TABLE_PLACES * TABLE_SYMBOLS * s->words, sizeof *s->table);
    for (size_t i = 0; i < s->rule_count; i++) {
        index_place(s, i, 0, &s->rules[i].first);
        for (size_t k = 0; k < PYRE_REACH; k++)
            index_place(s, i, 1 + k, &s->rules[i].ink[k]);
    }
}

static size_t *values_with(const struct textfsm *t, enum textfsm_option option, size_t *count)
{
    size_t *list = mem_array(t->value_count, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < t->value_count; i++)
        if (t->values[i].has[option])
            list[(*count)++] = i;
    return list;
}

/* Names and expressions go into JSON and PCRE2, which want UTF-8. */
static int check_utf8(struct reader r)
{
    struct span line;
    while (next_line(&r, &line))
        if (!textfsm_is_utf8(line.at, line.len))
            return err_set(r.e, ERR_FORMAT, r.t->name, r.line, "The line is not valid UTF-8.");
    return ERR_NONE;
}

struct textfsm *textfsm_compile(const char *name, const char *text, size_t len, struct err *e)
{
    struct textfsm *t = mem_alloc(sizeof *t);
    struct reader r = {.t = t, .at = text, .end = text + len, .e = e};
    t->name = mem_dup(name);
    int rc = check_utf8(r);
    if (rc == ERR_NONE)
        rc = read_values(&r);
    if (rc == ERR_NONE)
        rc = read_states(&r);
    if (rc == ERR_NONE)
        rc = check_states(t, e);
    if (rc != ERR_NONE) {
        textfsm_free(t);
        return NULL;
    }
    t->required = values_with(t, OPTION_REQUIRED, &t->required_count);
    t->carried = values_with(t, OPTION_FILLDOWN, &t->carried_count);
    for (size_t i = 0; i < t->state_count; i++)
        index_rules(&t->states[i]);
    return t;
}

struct textfsm *textfsm_load(const char *file, struct err *e)
{
    struct buf text = {0};
    struct textfsm *t = NULL;
    if (file_read_regular(file, TEMPLATE_BYTES_MAX, &text, e) == ERR_NONE)
        t = textfsm_compile(file, buf_str(&text), text.len, e);
    buf_fini(&text);
    return t;
}

void textfsm_free(struct textfsm *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->value_count; i++)
        textfsm_value_fini(&t->values[i]);
    for (size_t i = 0; i < t->state_count; i++) {
        struct textfsm_state *s = &t->states[i];
        for (size_t j = 0; j < s->rule_count; j++)
            textfsm_rule_fini(&s->rules[j]);
        free(s->rules);
        free(s->table);
        free(s->name);
    }
    free(t->values);
    free(t->required);
    free(t->carried);
    free(t->states);
    free(t->name);
    free(t);
}

const char *textfsm_name(const struct textfsm *t)
{
    return t->name;
}

size_t textfsm_value_count(const struct textfsm *t)
{
    return t->value_count;
}

const char *textfsm_value_name(const struct textfsm *t, size_t i)
{
    return t->values[i].name;
}

bool textfsm_value_is_list(const struct textfsm *t, size_t i)
{
    return t->values[i].has[OPTION_LIST];
}

bool textfsm_value_is_key(const struct textfsm *t, size_t i)
{
    return t->values[i].has[OPTION_KEY];
}
