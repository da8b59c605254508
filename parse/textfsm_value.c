/* SPDX-License-Identifier: ISC */
/*
 * Value [option[,option...]] NAME REGEX, split at single blanks: what starts with "(" in third
 * place is the expression, and then there are no options.
 */
#include "parse/textfsm_internal.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The text up to the next blank; *rest moves behind the blank, or becomes empty with at NULL. */
static struct span next_token(struct span *rest)
{
    struct span token = *rest;
    const char *blank = rest->len > 0 ? memchr(rest->at, ' ', rest->len) : NULL;
    if (!blank) {
        *rest = (struct span){NULL, 0};
        return token;
    }
    token.len = (size_t)(blank - token.at);
    *rest = (struct span){blank + 1, rest->len - token.len - 1};
    return token;
}

static int add_option(struct textfsm_value *v, struct span word, const struct textfsm *t, int line,
                      struct err *e)
{
    static const char *const names[] = {"Filldown", "Key", "Required", "List", "Fillup"};
    for (size_t i = 0; i < TEXTFSM_OPTIONS; i++) {
        if (strlen(names[i]) != word.len || memcmp(names[i], word.at, word.len) != 0)
            continue;
        if (v->has[i])
            return err_set(e, ERR_FORMAT, t->name, line, "Duplicate option \"%s\".", names[i]);
        v->has[i] = true;
        v->options[v->option_count++] = (enum textfsm_option)i;
        return ERR_NONE;
    }
    return err_set(e, ERR_FORMAT, t->name, line, "Unknown option \"%.*s\".", (int)word.len,
                   word.at);
}

static int add_options(struct textfsm_value *v, struct span list, const struct textfsm *t, int line,
                       struct err *e)
{
    const char *end = list.at + list.len;
    for (const char *at = list.at;; at++) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        int rc = add_option(v, (struct span){at, (size_t)(stop - at)}, t, line, e);
        if (rc != ERR_NONE || !comma)
            return rc;
        at = comma;
    }
}

static size_t characters(struct span s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
    return n;
}

static int check_regex(struct textfsm_value *v, struct span regex, const struct textfsm *t,
                       int line, struct err *e)
{
    if (regex.len < 2 || regex.at[0] != '(' || regex.at[regex.len - 1] != ')' ||
        regex.at[regex.len - 2] == '\\')
        return err_set(e, ERR_FORMAT, t->name, line,
                       "Value \"%.*s\" must be contained within a \"()\" pair.", (int)regex.len,
                       regex.at ? regex.at : "");
    if (!matcher_init(&v->matcher, regex.at, regex.len, &v->learnt))
        return err_set(e, ERR_FORMAT, t->name, line, "Invalid regular expression (%s): \"%.*s\".",
                       v->learnt.why, (int)regex.len, regex.at);
    v->nested = v->has[OPTION_LIST] && v->matcher.groups > 1;
    if (!v->nested)
        matcher_fini(&v->matcher);
    return ERR_NONE;
}

static char *lower_case(const char *text)
{
    char *out = mem_dup(text);
    for (char *p = out; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return out;
}

static int parse(struct textfsm_value *v, struct span line, const struct textfsm *t, int number,
                 struct err *e)
{
    struct span rest = line;
    next_token(&rest); /* "Value" */
    struct span second = next_token(&rest);
    if (!rest.at)
        return err_set(e, ERR_FORMAT, t->name, number, "Expect at least 3 tokens on line.");
    struct span name = second;
    if (rest.len == 0 || rest.at[0] != '(') {
        int rc = add_options(v, second, t, number, e);
        if (rc != ERR_NONE)
            return rc;
        name = next_token(&rest);
    }
    if (characters(name) > TEXTFSM_NAME_MAX)
        return err_set(e, ERR_FORMAT, t->name, number,
                       "Invalid Value name \"%.*s\" or name too long.", (int)name.len, name.at);
    if (textfsm_value_named(t, name.at, name.len))
        return err_set(e, ERR_FORMAT, t->name, number, "Duplicate declarations for Value \"%.*s\".",
                       (int)name.len, name.at);
    v->name = mem_ndup(name.at, name.len);
    v->key = lower_case(v->name);
    v->regex = mem_ndup(rest.at, rest.len);
    return check_regex(v, rest, t, number, e);
}

int textfsm_value_parse(struct textfsm *t, struct span line, int number, struct err *e)
{
    struct textfsm_value v = {0};
    int rc = parse(&v, line, t, number, e);
    if (rc != ERR_NONE) {
        textfsm_value_fini(&v);
        return rc;
    }
    t->values = mem_grow(t->values, t->value_count, &t->value_cap, sizeof *t->values);
    t->values[t->value_count++] = v;
    if (v.matcher.groups > t->groups)
        t->groups = v.matcher.groups;
    return ERR_NONE;
}

void textfsm_value_fini(struct textfsm_value *v)
{
    free(v->name);
    free(v->key);
    free(v->regex);
    matcher_fini(&v->matcher);
    pyre_fini(&v->learnt);
}

struct textfsm_value *textfsm_value_named(const struct textfsm *t, const char *name, size_t len)
{
    for (size_t i = 0; i < t->value_count; i++)
        if (strlen(t->values[i].name) == len && memcmp(t->values[i].name, name, len) == 0)
            return &t->values[i];
    return NULL;
}
