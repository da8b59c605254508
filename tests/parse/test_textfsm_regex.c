/* SPDX-License-Identifier: ISC */
/* Where Python's `re` and PCRE2 differ, a template means what Python makes of it. */
#include "tests/parse/textfsm_helper.h"

#include <stdio.h>

/* Which of the lines the expression matches, as rows of the whole line. */
static void expect_matches(const char *regex, const char *text, const char *rows)
{
    char t[400];
    snprintf(t, sizeof t,
             "Value A (.*)\n\nStart\n  ^%s$$ -> Continue.Clear\n  ^(?=%s$$)${A} -> Record\n\nEOF\n",
             regex, regex);
    expect_rows(t, text, rows);
}

static void expect_bad(const char *regex, const char *what)
{
    char t[300];
    snprintf(t, sizeof t, "Value A (x)\n\nStart\n  ^%s\n", regex);
    expect_refused(t, 4, what);
}

static void group_names_may_have_48_characters(void **state)
{
    (void)state;
#define LONG "A23456789012345678901234567890123456789012345678"
    expect_rows("Value " LONG " (\\d)\nValue B ((?P<n" LONG ">y))\n\nStart\n  ^${" LONG
                "}${B} -> Record\n",
                "1y\n", "[['1','y']]");
}

static void braces_without_a_minimum_start_at_zero(void **state)
{
    (void)state;
    expect_matches("a{,2}", "\na\naa\naaa\na{,2}\n", "[[''],['a'],['aa']]");
    expect_matches("a{,}b", "b\naaab\n", "[['b'],['aaab']]");
    expect_matches("a{2,}", "a\naaa\n", "[['aaa']]");
    expect_matches("a{2}", "a\naa\naaa\n", "[['aa']]");
}

static void other_braces_are_plain(void **state)
{
    (void)state;
    expect_matches("{x}a{}b{,c}{1", "{x}a{}b{,c}{1\n", "[['{x}a{}b{,c}{1']]");
}

static void repeats_are_checked(void **state)
{
    (void)state;
    expect_bad("*x", "nothing to repeat");
    expect_bad("(?:+x)", "nothing to repeat");
    expect_bad("(*COMMIT)x", "nothing to repeat");
    expect_bad("x\\b+", "nothing to repeat");
    expect_bad("x**", "multiple repeat");
    expect_bad("x{2}{3}", "multiple repeat");
    expect_bad("x*?+", "multiple repeat");
    expect_bad("x{3,2}", "min repeat greater than max repeat");
    /* Possessive, as in Python 3.11. */
    expect_matches("a++b", "aab\n", "[['aab']]");
    expect_matches("a++ab", "aab\n", "[]");
    expect_matches("(?>a*)b", "aab\n", "[['aab']]");
}

static void letters_that_only_pcre2_knows_are_refused(void **state)
{
    (void)state;
    static const char letters[] = "cegheijklmopqyzCEFGHIJKLMNOPQRTVXY";
    char regex[8];
    char what[24];
    for (const char *p = letters; *p; p++) {
        snprintf(regex, sizeof regex, "\\%c", *p);
        snprintf(what, sizeof what, "bad escape \\%c", *p);
        expect_bad(regex, what);
    }
    expect_bad("[\\e]", "bad escape \\e");
    expect_bad("[\\B]", "bad escape \\B");
    expect_bad("\\Qa.b\\E", "bad escape \\Q");
}

static void escapes_stand_for_what_python_says(void **state)
{
    (void)state;
    expect_matches("\\x41\\102\\u0043\\.\\-\\/", "ABC.-/\n", "[['ABC.-/']]");
    expect_matches("a\\Z", "a\nab\n", "[['a']]");
    expect_matches("\\B", "", "[]");
    expect_matches("\\B.", "-\nx\n", "[['-']]");
    expect_matches("\\Aa\\tb", "a\tb\n", "[['a\\tb']]");
    expect_matches("[\\x41-\\x43\\]\\d]+", "AB]7\nD\n", "[['AB]7']]");
    expect_matches("[]a]+[^]]", "]ax\n", "[[']ax']]");
    expect_matches("[a-]+[[]", "a-[\n", "[['a-[']]");
    expect_bad("\\x4", "incomplete escape \\x");
    expect_bad("\\777", "outside of range");
    expect_bad("[\\8]", "bad escape \\8");
    expect_bad("x\\", "bad escape (end of pattern)");
}

static void classes_are_checked(void **state)
{
    (void)state;
    expect_bad("[\\w-z]", "bad character range");
    expect_bad("[a-\\d]", "bad character range");
    expect_bad("[z-a]", "bad character range");
    expect_bad("[abc", "unterminated character set");
    expect_bad("[]", "unterminated character set");
    expect_bad("[[:alpha:]]", "POSIX classes");
}

static void groups_are_those_of_python(void **state)
{
    (void)state;
    expect_bad("(?<n>x)", "unknown extension ?<n");
    expect_bad("(?|a|b)", "unknown extension ?|");
    expect_bad("(?R)", "unknown extension ?R");
    expect_bad("(?P>n)", "unknown extension ?P>");
    expect_bad("(?P<1>x)", "bad character in group name \"1\"");
    expect_bad("(?P<>x)", "missing group name");
    expect_bad("(?P<n x", "unterminated name");
    expect_bad("(x", "missing )");
    expect_bad("x)", "unbalanced parenthesis");
    expect_bad("(?i)x", "global flags not at the start");
    expect_bad("(?a:x)", "inline flag a is not supported");
    expect_matches("(?i:aB)c", "AbC\nAbc\n", "[['Abc']]");
    expect_matches("(?:a|b)(?#note)c", "ac\nbc\n", "[['ac'],['bc']]");
    expect_matches("(?=b)(?#note)?\\w", "a\nb\n", "[['a'],['b']]");
    expect_matches("(?!b)\\w(?<=a)x(?<!b)", "ax\nbx\n", "[['ax']]");
}

static void look_behind_has_one_width(void **state)
{
    (void)state;
    expect_bad("x(?<=a|bc)", "look-behind requires fixed-width pattern");
    expect_bad("x(?<!a*)", "look-behind requires fixed-width pattern");
    expect_matches("x\\w\\w(?<=ab|cd)", "xab\nxcd\nxad\n", "[['xab'],['xcd']]");
}

static void references_work_by_number_and_name(void **state)
{
    (void)state;
    expect_rows("Value A (\\w)\n\nStart\n  ^(.)${A}\\1(?P=A)$$ -> Record\n\nEOF\n", "-x-x\n-x-y\n",
                "[['x']]");
    expect_rows("Value A (\\w)\n\nStart\n  ^(<)?${A}(?(1)>|$$) -> Record\n\nEOF\n", "<x>\ny\n<z\n",
                "[['x'],['y']]");
    expect_bad("\\1(x)", "invalid group reference 1");
    expect_bad("(x\\1)", "cannot refer to an open group");
    expect_bad("(?P=n)", "unknown group name \"n\"");
    expect_bad("(?(2)x)", "invalid group reference 2");
    expect_bad("(x)(?(1)a|b|c)", "more than two branches");
}

static void unicode_lines_have_unicode_classes(void **state)
{
    (void)state;
    expect_rows("Value A (\\S+)\nValue B (\\w+)\n\nStart\n  ^${A}\\s${B}$$ -> Record\n\nEOF\n",
                "a\xc2\xa0\xc3\xa9t\xc3\xa9\n", "[['a','\xc3\xa9t\xc3\xa9']]");
    expect_rows("Value A (\xc3\xa9?.)\n\nStart\n  ^${A}$$ -> Record\n\nEOF\n",
                "\xc3\xa9x\nx\n\xc3\xbc\nab\n", "[['\xc3\xa9x'],['x'],['\xc3\xbc']]");
    expect_rows("Value A ([\xc3\xa0-\xc3\xbf]|[^\xc3\xa9]b)\n\nStart\n  ^${A}$$ -> Record\n\nEOF\n",
                "\xc3\xa9\nab\n\xc3\xa9"
                "b\n",
                "[['\xc3\xa9'],['ab']]");
}

static void bytes_that_are_no_text_pass(void **state)
{
    (void)state;
    expect_rows("Value A (.*)\n\nStart\n  ^x${A}$$ -> Record\n\nEOF\n", "x\xff\xfey\n",
                "[['\xef\xbf\xbd\xef\xbf\xbdy']]");
}

static void long_lines_need_no_more_stack(void **state)
{
    (void)state;
    /* Each turn of the group is remembered: more than the JIT keeps. */
    size_t n = 60000;
    char *text = malloc(n + 3);
    memset(text, 'a', n);
    strcpy(text + n, "b\n");
    expect_rows("Value A (b)\n\nStart\n  ^(?:a|aa|(a)x)*${A} -> Record\n\nEOF\n", text, "[['b']]");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(group_names_may_have_48_characters),
        cmocka_unit_test(braces_without_a_minimum_start_at_zero),
        cmocka_unit_test(other_braces_are_plain),
        cmocka_unit_test(repeats_are_checked),
        cmocka_unit_test(letters_that_only_pcre2_knows_are_refused),
        cmocka_unit_test(escapes_stand_for_what_python_says),
        cmocka_unit_test(classes_are_checked),
        cmocka_unit_test(groups_are_those_of_python),
        cmocka_unit_test(look_behind_has_one_width),
        cmocka_unit_test(references_work_by_number_and_name),
        cmocka_unit_test(unicode_lines_have_unicode_classes),
        cmocka_unit_test(bytes_that_are_no_text_pass),
        cmocka_unit_test(long_lines_need_no_more_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
