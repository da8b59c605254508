/* SPDX-License-Identifier: ISC */
/*
 * All rows are followed at once: a place is where in a pattern a row stands after the words read so
 * far. Each word keeps the places it fits; what is left decides between the four answers of IOS.
 */
#include "lab/grammar/grammar.h"

#include "lab/grammar/grammar_word.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MAX_PLACES = 768 };

struct place {
    const struct grammar_row *row;
    const char *at; /* a pattern item, or the pattern's end */
};

struct places {
    struct place list[MAX_PLACES];
    size_t count;
};

static const char *skip_item(const char *at)
{
    at += strcspn(at, " ");
    return at + strspn(at, " ");
}

static void add_place(struct places *set, const struct grammar_row *row, const char *at);

/* A place before a bracket stands for the places before its alternatives. */
static void add_alternatives(struct places *set, const struct grammar_row *row, const char *open)
{
    add_place(set, row, skip_item(open));
    const char *p = skip_item(open);
    for (; *p != '}' && *p != ')'; p = skip_item(p))
        if (*p == '|')
            add_place(set, row, skip_item(p));
    if (*open == '{')
        add_place(set, row, skip_item(p));
}

/* A place after an alternative: behind the bracket for ( ), before it again for { }. */
static void leave_alternative(struct places *set, const struct grammar_row *row, const char *at)
{
    const char *open = at;
    while (*open != '{' && *open != '(')
        open--;
    if (*open == '{') {
        add_alternatives(set, row, open);
        return;
    }
    while (*at != ')')
        at = skip_item(at);
    add_place(set, row, skip_item(at));
}

static void add_place(struct places *set, const struct grammar_row *row, const char *at)
{
    if (*at == '{' || *at == '(') {
        add_alternatives(set, row, at);
        return;
    }
    if (*at == '|' || *at == '}' || *at == ')') {
        leave_alternative(set, row, at);
        return;
    }
    for (size_t i = 0; i < set->count; i++)
        if (set->list[i].row == row && set->list[i].at == at)
            return;
    assert(set->count < MAX_PLACES);
    set->list[set->count++] = (struct place){row, at};
}

static void all_places(const struct grammar *g, unsigned mode, struct places *set)
{
    set->count = 0;
    for (; g; g = g->next)
        for (size_t i = 0; i < g->count; i++) {
            const struct grammar_row *row =
                (const struct grammar_row *)((const char *)g->rows + i * g->stride);
            if (row->modes & mode)
                add_place(set, row, row->words);
        }
}

/* Every place's item against one word; what fits moves on into `next`. */
struct step {
    struct places next;
    char text[GRAMMAR_NAME_MAX]; /* the keyword in full, or the parameter */
    bool parameter;
    size_t taken;  /* words of the line it used */
    size_t common; /* characters that fitted at best */
    bool ambiguous;
};

static void step_keywords(const struct places *from, const char *word, struct step *s)
{
    bool exact = false;
    for (size_t i = 0; i < from->count; i++) {
        const char *item = from->list[i].at;
        if (*item == '\0' || *item == '<')
            continue;
        size_t common;
        enum word_fit fit = word_keyword(item, word, &common);
        s->common = common > s->common ? common : s->common;
        if (fit == WORD_NO || (exact && fit != WORD_EXACT))
            continue;
        if (fit == WORD_EXACT && !exact) {
            exact = true;
            s->next.count = 0;
            s->ambiguous = false;
            s->text[0] = '\0';
        }
        char full[GRAMMAR_NAME_MAX];
        word_full(item, full, sizeof full);
        if (s->text[0] && strcmp(s->text, full) != 0)
            s->ambiguous = true;
        memcpy(s->text, full, sizeof full);
        add_place(&s->next, from->list[i].row, skip_item(item));
    }
}

static void step_parameters(const struct places *from, const struct word_list *line, size_t i,
                            struct step *s)
{
    for (size_t k = 0; k < from->count; k++) {
        const char *item = from->list[k].at;
        char text[GRAMMAR_NAME_MAX];
        size_t taken = *item == '<' ? word_parameter(item, line, i, text, sizeof text) : 0;
        if (taken == 0)
            continue;
        s->parameter = true;
        s->taken = taken;
        memcpy(s->text, text, sizeof text);
        add_place(&s->next, from->list[k].row, skip_item(item));
    }
}

static void step_word(const struct places *from, const struct word_list *line, size_t i,
                      struct step *s)
{
    s->next.count = 0;
    s->text[0] = '\0';
    s->parameter = s->ambiguous = false;
    s->taken = 1;
    s->common = 0;
    step_keywords(from, line->word[i], s);
    if (s->next.count == 0)
        step_parameters(from, line, i, s);
}

static const struct grammar_row *complete_row(const struct places *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (*set->list[i].at == '\0')
            return set->list[i].row;
    return NULL;
}

/* Follow the first `count` words of the line. GRAMMAR_OK when every word fitted. */
static enum grammar_result follow(const struct word_list *line, size_t count, struct places *set,
                                  struct parsed *out)
{
    struct step s;
    out->count = 0;
    for (size_t i = 0; i < count;) {
        step_word(set, line, i, &s);
        out->column = line->at[i] + s.common;
        if (s.next.count == 0)
            return GRAMMAR_INVALID;
        if (s.ambiguous)
            return GRAMMAR_AMBIGUOUS;
        if (out->count == GRAMMAR_MAX_WORDS)
            return GRAMMAR_INVALID;
        memcpy(out->word[out->count], s.text, sizeof s.text);
        out->parameter[out->count] = s.parameter;
        out->at[out->count++] = line->at[i];
        *set = s.next;
        i += s.taken;
    }
    return GRAMMAR_OK;
}

enum grammar_result grammar_match(const struct grammar *g, unsigned mode, const char *line,
                                  bool prefix, struct parsed *out)
{
    struct places set;
    struct word_list words;
    *out = (struct parsed){0};
    word_split(line, &words);
    if (words.count == 0)
        return GRAMMAR_EMPTY;
    all_places(g, mode, &set);
    enum grammar_result result = follow(&words, words.count, &set, out);
    if (result != GRAMMAR_OK)
        return result;
    out->row = complete_row(&set);
    out->complete = out->row != NULL;
    if (!out->row && prefix)
        out->row = set.list[0].row;
    return out->row ? GRAMMAR_OK : GRAMMAR_INCOMPLETE;
}

const char *parsed_parameter(const struct parsed *p, size_t n)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->parameter[i] && n-- == 0)
            return p->word[i];
    return NULL;
}

const char *parsed_after(const struct parsed *p, const char *key)
{
    for (size_t i = 0; i < p->count; i++)
        if (!p->parameter[i] && strcmp(p->word[i], key) == 0)
            return i + 1 < p->count ? p->word[i + 1] : "";
    return NULL;
}

void parsed_join(const struct parsed *p, struct buf *out)
{
    for (size_t i = 0; i < p->count; i++) {
        if (i > 0)
            buf_add_char(out, ' ');
        buf_add_str(out, p->word[i]);
    }
}

/* Whether an item may stand where a word begins as `typed`. */
static bool item_begins(const char *item, const char *typed)
{
    size_t common;
    if (*item == '\0')
        return *typed == '\0';
    if (*item == '<')
        return *typed == '\0';
    return word_keyword(item, typed, &common) != WORD_NO;
}

static void add_help_line(struct buf *out, const char *name, const char *text)
{
    if (*text)
        buf_printf(out, "  %-15s  %s\r\n", name, text);
    else
        buf_printf(out, "  %s\r\n", name);
}

/* Sorted by name as IOS shows them, each once; parameters after keywords, <cr> last. */
static void list_items(const struct places *set, const char *typed, struct buf *out)
{
    char last[GRAMMAR_NAME_MAX] = "";
    for (;;) {
        const char *least = NULL;
        char name[GRAMMAR_NAME_MAX] = "";
        for (size_t i = 0; i < set->count; i++) {
            char full[GRAMMAR_NAME_MAX];
            word_sort_name(set->list[i].at, full, sizeof full);
            if (item_begins(set->list[i].at, typed) && strcmp(full, last) > 0 &&
                (!least || strcmp(full, name) < 0)) {
                least = set->list[i].at;
                memcpy(name, full, sizeof name);
            }
        }
        if (!least)
            return;
        memcpy(last, name, sizeof last);
        char shown[GRAMMAR_NAME_MAX];
        word_shown(least, shown, sizeof shown);
        add_help_line(out, shown, *least == '<' || !*least ? "" : grammar_keyword_help(shown));
    }
}

enum grammar_result grammar_help(const struct grammar *g, unsigned mode, const char *line,
                                 struct buf *out, size_t *column)
{
    struct places set;
    struct word_list words;
    struct parsed parsed = {0};
    word_split(line, &words);
    size_t n = strlen(line);
    bool within = n > 0 && line[n - 1] != ' ' && words.count > 0;
    size_t whole = within ? words.count - 1 : words.count;
    all_places(g, mode, &set);
    enum grammar_result result = follow(&words, whole, &set, &parsed);
    *column = parsed.column;
    if (result == GRAMMAR_OK)
        list_items(&set, within ? words.word[whole] : "", out);
    return result;
}

bool grammar_complete(const struct grammar *g, unsigned mode, const char *line, struct buf *out)
{
    struct places set;
    struct word_list words;
    struct parsed parsed = {0};
    struct step s;
    word_split(line, &words);
    size_t n = strlen(line);
    if (words.count == 0 || line[n - 1] == ' ')
        return false;
    all_places(g, mode, &set);
    if (follow(&words, words.count - 1, &set, &parsed) != GRAMMAR_OK)
        return false;
    step_word(&set, &words, words.count - 1, &s);
    if (s.next.count == 0 || s.ambiguous || s.parameter)
        return false;
    buf_add_str(out, s.text + strlen(words.word[words.count - 1]));
    buf_add_char(out, ' ');
    return true;
}
