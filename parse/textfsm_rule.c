/* SPDX-License-Identifier: ISC */
/*
 * A rule: "^expression -> LineOp.RecordOp State". Values are put in for $NAME and ${NAME} as
 * Python's string.Template does, each as a group that is known by its number from then on.
 */
#include "parse/textfsm_internal.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(char ch)
{
    return ch == ' ' || (ch >= '\t' && ch <= '\r') || (ch >= 0x1c && ch <= 0x1f);
}

static bool is_word_char(char ch)
{
    return isalnum((unsigned char)ch) || ch == '_' || (unsigned char)ch >= 0x80;
}

struct span textfsm_strip(struct span line)
{
    while (line.len > 0 && is_space(line.at[line.len - 1]))
        line.len--;
    while (line.len > 0 && is_space(line.at[0]))
        line = (struct span){line.at + 1, line.len - 1};
    return line;
}

bool textfsm_is_word(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_word_char(s.at[i]))
            return false;
    return s.len > 0;
}

/* ---- the action ---- */

/*
 * Split at the last "->" that has white space before it, of which one character goes with it.
 */
static void split_action(struct span line, struct span *match, struct span *action)
{
    for (size_t i = line.len; i >= 3; i--) {
        const char *p = line.at + i - 3;
        if (!is_space(p[0]) || p[1] != '-' || p[2] != '>')
            continue;
        *match = (struct span){line.at, i - 3};
        *action = (struct span){p + 3, line.len - i};
        return;
    }
    *match = line;
    *action = (struct span){line.at + line.len, 0};
}

static struct span take_word(struct span *rest)
{
    struct span word = {rest->at, 0};
    while (word.len < rest->len && is_word_char(rest->at[word.len]))
        word.len++;
    *rest = (struct span){rest->at + word.len, rest->len - word.len};
    return word;
}

static int find_word(struct span word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == word.len && memcmp(names[i], word.at, word.len) == 0)
            return (int)i;
    return -1;
}

static bool take_line_op(struct textfsm_rule *r, struct span word)
{
    static const char *const names[] = {"Next", "Continue", "Error"};
    int i = find_word(word, names, 3);
    if (i >= 0)
        r->line_op = (enum textfsm_line_op)i;
    return i >= 0;
}

static bool take_record_op(struct textfsm_rule *r, struct span word)
{
    static const char *const names[] = {"NoRecord", "Record", "Clear", "Clearall"};
    int i = find_word(word, names, 4);
    if (i >= 0)
        r->record_op = (enum textfsm_record_op)i;
    return i >= 0;
}

/* The operators at the start of the action. False when they are malformed. */
static bool take_operators(struct textfsm_rule *r, struct span *action)
{
    struct span rest = textfsm_strip(*action);
    struct span word = take_word(&rest);
    if (rest.len > 0 && rest.at[0] == '.') {
        rest = (struct span){rest.at + 1, rest.len - 1};
        if (!take_line_op(r, word) || !take_record_op(r, take_word(&rest)))
            return false;
    } else if (!take_line_op(r, word) && !take_record_op(r, word)) {
        return true; /* no operator: all of it is the state */
    }
    *action = rest;
    return true;
}

/* A reserved word in place of the state: two operators. Only an Error's message may be one. */
static bool is_operator(struct span word)
{
    struct textfsm_rule scratch;
    return take_line_op(&scratch, word) || take_record_op(&scratch, word);
}

/* The whole action. Returns what is wrong with it, NULL when nothing. */
static const char *parse_action(struct textfsm_rule *r, struct span action)
{
    static const char bad[] = "Badly formatted rule";
    if (action.len == 0)
        return NULL;
    if (!is_space(action.at[0]) || !take_operators(r, &action))
        return bad;
    if (action.len == 0)
        return NULL;
    if (!is_space(action.at[0]))
        return bad;
    struct span state = textfsm_strip(action);
    bool quoted = state.len >= 2 && state.at[0] == '"' && state.at[state.len - 1] == '"';
    if (!quoted && !textfsm_is_word(state))
        return bad;
    if (r->line_op == LINE_CONTINUE)
        return "Action \"Continue\" with new state specified";
    if (r->line_op != LINE_ERROR && quoted)
        return "Alphanumeric characters only in state names";
    if (r->line_op != LINE_ERROR && is_operator(state))
        return bad;
    r->target = mem_ndup(state.at, state.len);
    return NULL;
}

/* ---- the expression ---- */

static bool is_identifier_char(char ch, bool first)
{
    bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
    return letter || (!first && ch >= '0' && ch <= '9');
}

/* The name behind a "$", with or without braces; *at moves behind it. Empty when there is none. */
static struct span take_name(const char **at, const char *end)
{
    const char *p = *at;
    bool brace = p < end && *p == '{';
    p += brace;
    struct span name = {p, 0};
    while (p < end && is_identifier_char(*p, p == name.at))
        p++;
    name.len = (size_t)(p - name.at);
    if (brace && (p == end || *p != '}'))
        name.len = 0;
    *at = p + brace;
    return name;
}

/* Put the values in. False when a "$" stands for nothing. */
static bool substitute(const struct textfsm *t, struct span match, struct buf *out)
{
    const char *end = match.at + match.len;
    for (const char *p = match.at; p < end;) {
        if (*p != '$' || t->value_count == 0) {
            buf_add_char(out, *p++);
            continue;
        }
        p++;
        if (p < end && *p == '$') {
            buf_add_char(out, *p++);
            continue;
        }
        struct span name = take_name(&p, end);
        struct textfsm_value *v = name.len ? textfsm_value_named(t, name.at, name.len) : NULL;
        if (!v)
            return false;
        buf_printf(out, "(?P<%s>", v->name);
        buf_add_str(out, v->regex + 1);
    }
    return true;
}

/* Which groups are values. A group nested in a value, of another value's name, is one too. */
static void find_captures(const struct textfsm *t, struct textfsm_rule *r, const struct pyre *p)
{
    r->captures = mem_array(p->name_count, sizeof *r->captures);
    for (size_t i = 0; i < p->name_count; i++) {
        const char *name = p->names[i].name;
        struct textfsm_value *v = textfsm_value_named(t, name, strlen(name));
        if (!v)
            continue;
        r->captures[r->capture_count++] =
            (struct textfsm_capture){p->names[i].group, (size_t)(v - t->values)};
    }
    r->first = p->first;
    memcpy(r->ink, p->ink, sizeof r->ink);
    r->need = p->need;
}

/* A rule of any state with this expression: what was learnt of it is not learnt again. */
static const struct textfsm_rule *find_same(const struct textfsm *t, const char *regex)
{
    for (size_t i = 0; i < t->state_count; i++)
        for (size_t k = 0; k < t->states[i].rule_count; k++)
            if (strcmp(t->states[i].rules[k].regex, regex) == 0)
                return &t->states[i].rules[k];
    return NULL;
}

static void borrow(struct textfsm_rule *r, const struct textfsm_rule *from)
{
    r->matcher = from->matcher;
    r->captures = from->captures;
    r->capture_count = from->capture_count;
    r->first = from->first;
    memcpy(r->ink, from->ink, sizeof r->ink);
    r->need = from->need;
    r->borrowed = true;
}

static int compile(struct textfsm *t, struct textfsm_rule *r, struct span match, struct err *e)
{
    const struct textfsm_rule *same;
    struct buf regex = {0};
    struct pyre learnt = {0};
    int rc = ERR_NONE;
    if (!substitute(t, match, &regex)) {
        rc = err_set(e, ERR_FORMAT, t->name, r->line,
                     "Duplicate or invalid variable substitution: \"%.*s\".", (int)match.len,
                     match.at);
    } else if ((same = find_same(t, buf_str(&regex))) != NULL) {
        borrow(r, same);
    } else if (!matcher_init(&r->matcher, buf_str(&regex), regex.len, &learnt)) {
        rc = err_set(e, ERR_FORMAT, t->name, r->line, "Invalid regular expression (%s): \"%s\".",
                     learnt.why, buf_str(&regex));
    } else {
        find_captures(t, r, &learnt);
        if (r->matcher.groups > t->groups)
            t->groups = r->matcher.groups;
    }
    r->regex = buf_take(&regex, NULL);
    pyre_fini(&learnt);
    return rc;
}

int textfsm_rule_parse(struct textfsm *t, struct textfsm_state *state, struct span line, int number,
                       struct err *e)
{
    struct textfsm_rule r = {.line = number, .next = STATE_SAME};
    struct span match;
    struct span action;
    struct span whole = textfsm_strip(line);
    split_action(whole, &match, &action);
    int rc = compile(t, &r, match, e);
    const char *problem = rc == ERR_NONE ? parse_action(&r, action) : NULL;
    if (problem)
        rc = err_set(e, ERR_FORMAT, t->name, number, "%s: \"%.*s\".", problem, (int)whole.len,
                     whole.at);
    if (rc != ERR_NONE) {
        textfsm_rule_fini(&r);
        return rc;
    }
    state->rules =
        mem_grow(state->rules, state->rule_count, &state->rule_cap, sizeof *state->rules);
    state->rules[state->rule_count++] = r;
    return ERR_NONE;
}

void textfsm_rule_fini(struct textfsm_rule *r)
{
    if (!r->borrowed) {
        matcher_fini(&r->matcher);
        free(r->captures);
    }
    free(r->regex);
    free(r->target);
}
