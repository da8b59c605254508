/* SPDX-License-Identifier: ISC */
/*
 * Lines against rules. Every line is tried on the rules of the current state in their order; the
 * tables of the state pass over those that cannot match a line which begins as this one does.
 */
#include "parse/textfsm_internal.h"

#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MIN = 4 << 20 }; /* that any text may give; one in two bytes beyond */

struct run {
    const struct textfsm *t;
    const struct textfsm_state *state;
    struct textfsm_record rec;
    struct match match;
    struct err *e;
    bool tolerant;
    bool matched; /* the current line, by some rule */
    bool stopped; /* by End or EOF */
    bool ended;   /* by End: no record at the end */
};

/* ---- one line ---- */

static size_t skip_blanks(const struct textfsm_line *line)
{
    size_t i = 0;
    while (i < line->len && (line->at[i] == ' ' || line->at[i] == '\t'))
        i++;
    return i;
}

static int stop(struct run *run, const struct textfsm_rule *rule, const struct textfsm_line *line,
                int rc)
{
    struct buf shown = {0};
    text_visible(&shown, line->at, line->len < 200 ? line->len : 200);
    const char *text = buf_str(&shown);
    int n = run->rec.line;
    if (rc < 0)
        rc = err_set(run->e, ERR_LIMIT, run->t->name, rule->line,
                     "A match limit was reached (PCRE2 %d): the expression is too slow for input "
                     "line %d: %s",
                     rc, n, text);
    else if (rule->target)
        rc = err_set(run->e, ERR_FORMAT, run->t->name, rule->line,
                     "Error: %s. Rule Line: %d. Input Line %d: %s.", rule->target, rule->line, n,
                     text);
    else
        rc = err_set(run->e, ERR_FORMAT, run->t->name, rule->line,
                     "State Error raised. Rule Line: %d. Input Line %d: %s", rule->line, n, text);
    buf_fini(&shown);
    return rc;
}

static void add_unmatched(struct textfsm_result *r, int number)
{
    r->unmatched =
        mem_grow(r->unmatched, r->unmatched_count, &r->unmatched_cap, sizeof *r->unmatched);
    r->unmatched[r->unmatched_count++] = number;
}

static int assign(struct run *run, const struct textfsm_rule *rule, const struct textfsm_line *line)
{
    for (size_t i = 0; i < rule->capture_count; i++) {
        const struct textfsm_capture *c = &rule->captures[i];
        size_t from;
        size_t to;
        bool set = match_group(&run->match, c->group, &from, &to);
        int rc = textfsm_record_assign(&run->rec, c->value, set ? line->at + from : NULL,
                                       set ? to - from : 0);
        if (rc < 0)
            return stop(run, rule, line, rc);
    }
    return ERR_NONE;
}

/* A template can make far more of a text than there is: every value in every row, a list that is
 * carried from row to row and copied into each. */
static int check_size(struct run *run, int line)
{
    if (!run->rec.too_many)
        return ERR_NONE;
    return err_set(run->e, ERR_LIMIT, run->t->name, line,
                   "The template makes too many values of its input (more than %zu, at line %d).",
                   run->rec.most, run->rec.line);
}

static void record(struct run *run, const struct textfsm_rule *rule)
{
    if (rule->record_op == RECORD_RECORD)
        textfsm_record_save(&run->rec);
    else if (rule->record_op != RECORD_NONE)
        textfsm_record_clear(&run->rec, rule->record_op == RECORD_CLEARALL);
}

static void change_state(struct run *run, const struct textfsm_rule *rule)
{
    if (rule->next >= 0)
        run->state = &run->t->states[rule->next];
    else if (rule->next != STATE_SAME)
        run->stopped = true;
    run->ended = run->ended || rule->next == STATE_END;
}

enum outcome { TRY_NEXT_RULE, LINE_DONE, LINE_UNKNOWN, RUN_FAILED };

static enum outcome try_rule(struct run *run, const struct textfsm_rule *rule,
                             const struct textfsm_line *line)
{
    int rc = matcher_try(&rule->matcher, &run->match, line->at, line->len, run->rec.utf);
    if (rc == 0)
        return TRY_NEXT_RULE;
    if (rc < 0) {
        stop(run, rule, line, rc);
        return RUN_FAILED;
    }
    if (rule->line_op == LINE_ERROR && run->tolerant)
        return LINE_UNKNOWN;
    if (assign(run, rule, line) != ERR_NONE)
        return RUN_FAILED;
    record(run, rule);
    if (check_size(run, rule->line) != ERR_NONE)
        return RUN_FAILED;
    if (rule->line_op == LINE_ERROR) {
        stop(run, rule, line, 0);
        return RUN_FAILED;
    }
    run->matched = true;
    if (rule->line_op == LINE_CONTINUE)
        return TRY_NEXT_RULE;
    change_state(run, rule);
    return LINE_DONE;
}

/* The rules of word `w` that can match a line with its first character after blanks at `ink`. */
static uint64_t candidates(const struct textfsm_state *s, size_t w, const struct textfsm_line *line,
                           size_t ink)
{
    size_t count = s->rule_count - w * 64;
    uint64_t left = count < 64 ? ((uint64_t)1 << count) - 1 : UINT64_MAX;
    if (!line->ascii)
        return left;
    const uint64_t *row = s->table + w;
    const unsigned char *at = (const unsigned char *)line->at, *end = at + line->len;
    size_t words = s->words, place = TABLE_SYMBOLS * words;
    left &= row[(at < end ? *at : TABLE_END) * words];
    for (size_t k = 0; k < PYRE_REACH && left != 0; k++) {
        row += place;
        left &= row[(at + ink + k < end ? at[ink + k] : TABLE_END) * words];
    }
    return left;
}

static struct pyre_ascii characters_of(const struct textfsm_line *line)
{
    struct pyre_ascii all = {{0}};
    for (size_t i = 0; i < line->len; i++)
        pyre_ascii_add(&all, (unsigned char)line->at[i]);
    return all;
}

/*
 * Those of 64 rules that are left, one after the other. After one that was tried in vain the
 * characters of the line tell which of the others need not be tried: that costs less than an
 * attempt.
 */
static enum outcome try_rules(struct run *run, const struct textfsm_rule *rules, uint64_t left,
                              const struct textfsm_line *line)
{
    struct pyre_ascii there = {{UINT64_MAX, UINT64_MAX}};
    bool known = !line->ascii;
    enum outcome outcome = TRY_NEXT_RULE;
    while (left != 0 && outcome == TRY_NEXT_RULE) {
        const struct textfsm_rule *rule = &rules[__builtin_ctzll(left)];
        if (pyre_ascii_within(&rule->need, &there))
            outcome = try_rule(run, rule, line);
        left &= left - 1;
        if (known || left == 0 || outcome != TRY_NEXT_RULE)
            continue;
        there = characters_of(line);
        known = true;
    }
    return outcome;
}

/* All the rules of the state; false when the run failed. */
static bool try_line(struct run *run, const struct textfsm_line *line)
{
    const struct textfsm_state *s = run->state;
    size_t ink = skip_blanks(line);
    enum outcome outcome = TRY_NEXT_RULE;
    run->matched = false;
    for (size_t w = 0; w < s->words && outcome == TRY_NEXT_RULE; w++)
        outcome = try_rules(run, s->rules + w * 64, candidates(s, w, line, ink), line);
    if (outcome == LINE_UNKNOWN || (!run->matched && ink < line->len))
        add_unmatched(run->rec.result, run->rec.line);
    return outcome != RUN_FAILED;
}

static bool try_text(struct run *run, const char *text, size_t len)
{
    const char *end = text + len;
    struct textfsm_line line;
    while (!run->stopped && textfsm_next_line(&text, end, &line)) {
        run->rec.line++;
        run->rec.utf = !line.ascii && textfsm_is_utf8(line.at, line.len);
        run->rec.result->ascii = run->rec.result->ascii && line.ascii;
        run->rec.result->plain = run->rec.result->plain && line.plain;
        if (!try_line(run, &line))
            return false;
    }
    if (!run->ended && !run->t->has_eof)
        textfsm_record_save(&run->rec);
    return check_size(run, 0) == ERR_NONE;
}

struct textfsm_result *textfsm_run_with(const struct textfsm *t, const char *text, size_t len,
                                        bool tolerant, struct err *e)
{
    if (len >= INT_MAX) {
        err_set(e, ERR_LIMIT, t->name, 0, "The text is too long (2 GiB or more).");
        return NULL;
    }
    struct textfsm_result *r = mem_alloc(sizeof *r);
    struct run run = {.t = t, .state = &t->states[t->start], .e = e, .tolerant = tolerant};
    r->template = t;
    r->ascii = true;
    r->plain = len > 0 && !memchr(text, '"', len) && !memchr(text, '\\', len) &&
               !memchr(text, '\x7f', len);
    textfsm_record_init(&run.rec, t, r);
    run.rec.most = VALUES_MIN + len / 2;
    match_init(&run.match, t->groups);
    bool ok = try_text(&run, text, len);
    match_fini(&run.match);
    textfsm_record_fini(&run.rec);
    if (ok)
        return r;
    textfsm_result_free(r);
    return NULL;
}

struct textfsm_result *textfsm_run(const struct textfsm *t, const char *text, size_t len,
                                   struct err *e)
{
    return textfsm_run_with(t, text, len, false, e);
}

bool textfsm_wants(const struct textfsm *t, struct span text)
{
    const struct textfsm_state *s = &t->states[t->start];
    struct match match;
    bool wanted = false;
    match_init(&match, t->groups);
    for (size_t i = 0; i < s->rule_count && !wanted && text.len > 0; i++) {
        const struct textfsm_rule *rule = &s->rules[i];
        /* One that can begin with any letter as well says nothing of this line. */
        if (rule->line_op != LINE_ERROR && pyre_set_has(&rule->first, (unsigned char)text.at[0]) &&
            !pyre_set_has(&rule->first, 'x'))
            wanted = matcher_try(&rule->matcher, &match, text.at, text.len, false) == 1;
    }
    match_fini(&match);
    return wanted;
}
