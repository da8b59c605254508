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

const struct risk_rule *risk_find(const struct risk_rule *rules, size_t count, const char *line)
{
    const struct risk_rule *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fits(rules[i].command, line))
            continue;
        size_t words = weight(rules[i].command);
        if (!best || words > most || (words == most && rules[i].risk > best->risk)) {
            best = &rules[i];
            most = words;
        }
    }
    return best;
}
