/* SPDX-License-Identifier: ISC */
#include "walk/risk.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char *const NAMES[] = {"read", "traffic", "debug", "disruptive", "config"};

const char *risk_name(enum risk r)
{
    return NAMES[r];
}

int risk_from_name(const char *name)
{
    for (int r = RISK_READ; r <= RISK_CONFIG; r++)
        if (name && strcmp(name, NAMES[r]) == 0)
            return r;
    return -1;
}

/* The next word at `*pos`, which moves behind it; empty at the end. */
static struct span next_word(const char **pos)
{
    *pos += strspn(*pos, " \t");
    size_t len = **pos == '|' ? 1 : strcspn(*pos, " \t|");
    struct span word = {*pos, len};
    *pos += len;
    return word;
}

static bool cut_short(struct span given, struct span whole)
{
    return given.len > 0 && given.len <= whole.len &&
           strncasecmp(given.at, whole.at, given.len) == 0;
}

static bool fits(const char *rule, const char *line)
{
    for (;;) {
        struct span want = next_word(&rule);
        if (want.len == 0)
            return true;
        if (want.len == 3 && memcmp(want.at, "...", 3) == 0) {
            for (; *line; next_word(&line))
                if (fits(rule, line))
                    return true;
            return fits(rule, line);
        }
        if (!cut_short(next_word(&line), want))
            return false;
    }
}

/* Words of its own: the more, the more a rule knows of the line. */
static size_t weight(const char *rule)
{
    size_t words = 0;
    for (struct span w = next_word(&rule); w.len > 0; w = next_word(&rule))
        words += w.len != 3 || memcmp(w.at, "...", 3) != 0;
    return words;
}

static bool is_same(struct span a, struct span b)
{
    return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

static struct span first_word(const char *text)
{
    return next_word(&text);
}

static bool is_anywhere(const struct risk_rule *r)
{
    return strncmp(r->command, "...", 3) == 0;
}

/* The best that begin with the same word. */
static const struct risk_rule *find_beside(const struct risk_rule *rules, size_t count,
                                           const char *line, const struct risk_rule *beside)
{
    const struct risk_rule *best = NULL;
    struct span word = first_word(beside->command);
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct risk_rule *r = &rules[i];
        if (r->configuring != beside->configuring || !is_same(first_word(r->command), word) ||
            !fits(r->command, line))
            continue;
        size_t words = weight(r->command);
        if (!best || words > most || (words == most && r->risk > best->risk)) {
            best = r;
            most = words;
        }
    }
    return best;
}

/* Does a line give the rule's first word in whole? Then no other word is meant. */
static bool is_whole(const struct risk_rule *r, const char *line)
{
    return is_same(first_word(r->command), first_word(line));
}

const struct risk_rule *risk_find(const struct risk_rule *rules, size_t count, const char *line,
                                  bool configuring)
{
    const struct risk_rule *worst = NULL, *anywhere = NULL;
    bool whole = false;
    for (size_t i = 0; i < count; i++) {
        const struct risk_rule *r = &rules[i];
        if (r->configuring != configuring || !fits(r->command, line))
            continue;
        if (is_anywhere(r)) {
            anywhere = !anywhere || r->risk > anywhere->risk ? r : anywhere;
            continue;
        }
        bool exact = is_whole(r, line);
        if (whole && !exact)
            continue;
        const struct risk_rule *best = find_beside(rules, count, line, r);
        if (!worst || (exact && !whole) || best->risk > worst->risk)
            worst = best;
        whole = exact;
    }
    return anywhere && (!worst || anywhere->risk > worst->risk) ? anywhere : worst;
}
