/* SPDX-License-Identifier: ISC */
/* Which characters an expression is known to need, and that no line without them ever matches. */
#include "parse/matcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void needs(const char *regex, char *out)
{
    struct pyre p = {0};
    if (!pyre_translate(&p, regex, strlen(regex), false))
        fail_msg("%s: %s", regex, p.why);
    for (unsigned ch = 0; ch < 128; ch++)
        if (p.need.bits[ch / 64] >> (ch % 64) & 1)
            *out++ = (char)ch;
    *out = '\0';
    pyre_fini(&p);
}

static void test_known(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"^abc", "abc"},
        {"^\\s*via\\s+x", "aivx"},
        {"^(?:ab|bc)d", "bd"},
        {"^(a|)b", "b"},
        {"^a?b*c+d{0,3}e{2}f{1,}", "cef"},
        {"^(?:ab)?c(?:de)+", "cde"},
        {"^[a]b[cd][^e]", "ab"},
        {"^(?i:ab)c", "c"},
        {"^a(?=bc)d", "ad"},
        {"^a(?!bc)d", "ad"},
        {"^ab(?<=b)c(?<!x)", "abc"},
        {"^(a)\\1", "a"},
        {"^(?:(a)|b)(?(1)c|d)e", "e"},
        {"^(?:(a)|b)(?(1)c)e", "e"},
        {"^a.\\.\\[\\d+/", "./[a"},
        {"^a(?#b)c", "ac"},
        {"^\\x41\\t$", "\tA"},
        {"^((?=a))b", "b"},
        {"^a|b", ""},
    };
    char got[140];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char want[140];
        size_t n = 0;
        for (unsigned ch = 0; ch < 128; ch++)
            if (ch && strchr(cases[i][1], (int)ch))
                want[n++] = (char)ch;
        want[n] = '\0';
        needs(cases[i][0], got);
        if (strcmp(got, want) != 0)
            fail_msg("%s needs \"%s\", not \"%s\"", cases[i][0], want, got);
    }
}

/* A random expression over few letters, and random lines: what matches has what is needed. */
static uint32_t seed = 7;
static unsigned roll(unsigned n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 16) % n;
}

static void expression(char *out, size_t size, int depth)
{
    static const char *const atoms[] = {"a", "b", "c", "[ab]", ".", "\\w", "(?:", "(?i:", "(?="};
    static const char *const times[] = {"", "", "", "?", "*", "+", "{2}", "{0,1}"};
    size_t n = 0;
    out[0] = '\0';
    for (unsigned i = 1 + roll(4); i > 0; i--) {
        const char *atom = atoms[roll(depth > 0 ? 9 : 6)];
        char inner[400] = "";
        bool group = atom[0] == '(';
        if (group)
            expression(inner, sizeof inner, depth - 1);
        const char *count = times[roll(strcmp(atom, "(?=") == 0 ? 3 : 8)];
        n += (size_t)snprintf(out + n, size - n, "%s%s%s%s%s", atom, inner, group ? ")" : "", count,
                              roll(6) == 0 && i > 1 ? "|" : "");
        if (n + 200 > size)
            return;
    }
}

static void test_never_too_much(void **state)
{
    (void)state;
    unsigned matched = 0;
    for (int i = 0; i < 3000; i++) {
        char regex[1200];
        struct matcher m;
        struct pyre learnt = {0};
        struct match x;
        expression(regex, sizeof regex, 2);
        if (!matcher_init(&m, regex, strlen(regex), &learnt))
            fail_msg("%s: %s", regex, learnt.why);
        match_init(&x, m.groups);
        for (int k = 0; k < 40; k++) {
            char line[8];
            size_t len = roll(7);
            struct pyre_ascii there = {{0}};
            for (size_t c = 0; c < len; c++) {
                line[c] = "abcAx"[roll(5)];
                pyre_ascii_add(&there, (unsigned char)line[c]);
            }
            if (matcher_try(&m, &x, line, len, false) != 1)
                continue;
            matched++;
            if (!pyre_ascii_within(&learnt.need, &there))
                fail_msg("%s matches \"%.*s\", which has not all it is said to need", regex,
                         (int)len, line);
        }
        match_fini(&x);
        matcher_fini(&m);
        pyre_fini(&learnt);
    }
    assert_true(matched > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_never_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
