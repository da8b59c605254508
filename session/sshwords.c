/* SPDX-License-Identifier: ISC */
#include "session/sshwords.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\f"

enum { MAX_SECONDS = 24 * 60 * 60 };

static void add_word(struct sshwords *w, char *word)
{
    w->at = mem_grow(w->at, w->count, &w->capacity, sizeof *w->at);
    w->at[w->count++] = word;
}

/* A backslash counts before what would mean something without it. */
static bool is_escaped(const char *p, char quote)
{
    return *p == '\\' && p[1] && (strchr("'\"\\", p[1]) || (!quote && p[1] == ' '));
}

/* Take one word, without its quotes and backslashes. Returns false when a quote is left open. */
static bool take_word(struct sshwords *w, const char **pos)
{
    struct buf word = {0};
    const char *p = *pos;
    char quote = '\0';
    for (; *p && (quote || !strchr(BLANKS, *p)); p++) {
        if (is_escaped(p, quote))
            buf_add_char(&word, *++p);
        else if (quote ? *p == quote : *p == '"' || *p == '\'')
            quote = quote ? '\0' : *p;
        else
            buf_add_char(&word, *p);
    }
    *pos = p;
    add_word(w, buf_take(&word, NULL));
    return quote == '\0';
}

bool sshwords_cut(struct sshwords *w, const char *line)
{
    *w = (struct sshwords){.line = mem_dup(line + strspn(line, BLANKS))};
    size_t len = strlen(w->line);
    while (len > 0 && strchr(BLANKS, w->line[len - 1]))
        w->line[--len] = '\0';
    w->keyword = w->line;
    if (*w->line == '#')
        *w->line = '\0';
    size_t n = strcspn(w->line, BLANKS "=");
    char *rest = w->line + n + strspn(w->line + n, BLANKS);
    if (*rest == '=')
        rest += 1 + strspn(rest + 1, BLANKS);
    w->rest = rest;
    const char *p = rest;
    bool closed = true;
    while (closed && *p && *p != '#') {
        closed = take_word(w, &p);
        p += strspn(p, BLANKS);
    }
    if (rest > w->line + n)
        w->line[n] = '\0';
    return closed;
}

void sshwords_cut_at_equals(struct sshwords *w)
{
    struct sshwords out = *w;
    out.at = NULL;
    out.count = out.capacity = 0;
    for (size_t i = 0; i < w->count; i++) {
        char *equals = strchr(w->at[i], '=');
        if (equals) {
            add_word(&out, mem_ndup(w->at[i], (size_t)(equals - w->at[i])));
            add_word(&out, mem_dup(equals + 1));
            free(w->at[i]);
        } else {
            add_word(&out, w->at[i]);
        }
    }
    free(w->at);
    *w = out;
}

void sshwords_fini(struct sshwords *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->at[i]);
    free(w->at);
    free(w->line);
    *w = (struct sshwords){0};
}

static bool same_letter(char a, char b, bool fold)
{
    return a == b || (fold && tolower((unsigned char)a) == tolower((unsigned char)b));
}

/* Only `*` and `?` mean something: a bracket may belong to an address. */
static bool pattern_fits(const char *pattern, const char *name, bool fold)
{
    const char *star = NULL, *resume = NULL;
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = name;
        } else if (*pattern && (*pattern == '?' || same_letter(*pattern, *name, fold))) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++resume;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static bool chooses(const char *pattern, const char *name, bool fold, bool *denied)
{
    bool negative = *pattern == '!';
    bool fits = pattern_fits(pattern + negative, name, fold);
    *denied = *denied || (negative && fits);
    return fits && !negative;
}

bool sshwords_choose(char *const *patterns, size_t count, const char *name)
{
    bool chosen = false, denied = false;
    for (size_t i = 0; i < count; i++)
        chosen = chooses(patterns[i], name, false, &denied) || chosen;
    return chosen && !denied;
}

bool sshwords_list_chooses(const char *list, const char *name, bool fold)
{
    bool chosen = false, denied = false;
    char *copy = mem_dup(list);
    for (char *save = NULL, *p = strtok_r(copy, ",", &save); p; p = strtok_r(NULL, ",", &save))
        chosen = chooses(p, name, fold, &denied) || chosen;
    free(copy);
    return chosen && !denied;
}

/* Seconds of a unit; 0 for what is none. */
static unsigned long unit_of(char c)
{
    static const struct {
        char letter;
        unsigned long seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (units[i].letter == tolower((unsigned char)c))
            return units[i].seconds;
    return 0;
}

unsigned sshwords_seconds(const char *text, unsigned otherwise)
{
    unsigned long sum = 0;
    for (const char *p = text; p && *p;) {
        char *end;
        if (!isdigit((unsigned char)*p))
            return otherwise;
        unsigned long n = strtoul(p, &end, 10);
        unsigned long unit = *end ? unit_of(*end) : 1;
        if (unit == 0 || n > MAX_SECONDS)
            return otherwise;
        sum += n * unit;
        p = end + (*end != '\0');
    }
    return text && *text && sum <= MAX_SECONDS ? (unsigned)sum : otherwise;
}
