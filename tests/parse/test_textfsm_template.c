/* SPDX-License-Identifier: ISC */
/* The grammar of a template file: values, states, rules, actions. */
#include "tests/parse/textfsm_helper.h"

#define RULES(rules) "Value A (\\w+)\nValue B (\\d+)\n\nStart\n" rules

/* ---- file ---- */

static void lines_are_stripped_at_the_right_only(void **state)
{
    (void)state;
    expect_rows("Value A (x+)  \t\r\n   \t \r\nStart \r\n  ^${A} -> Record  \r\n", "xx\n",
                "[['xx']]");
    expect_refused(" Value A (x)\n\nStart\n", 1, "No Value definitions found");
}

static void values_end_at_the_first_blank_line(void **state)
{
    (void)state;
    expect_rows(
        "# one\n  # two\nValue A (x)\n# three\nValue B (y)\n\nStart\n  ^${A}${B} -> Record\n",
        "xy\n", "[['x','y']]");
    expect_refused("Value A (x)\nStart\n", 2, "Expected blank line after last Value entry");
    expect_refused("Start\n  ^x\n", 1, "No Value definitions found");
    expect_refused("Value\tA (x)\n\nStart\n", 1, "No Value definitions found");
}

static void a_blank_first_line_means_no_values(void **state)
{
    (void)state;
    /* No output, and "$" is not put in anywhere. */
    expect_rows("\nStart\n  ^x$ -> Record\n  ^. -> Error\n", "x\nx\n", "[]");
    expect_stopped("\nStart\n  ^x$$ -> Record\n  ^x+y -> Error \"long\"\n", "x\nxxy\n", ERR_FORMAT,
                   4, "Error: \"long\"");
}

static void value_lines_split_at_single_blanks(void **state)
{
    (void)state;
    expect_rows("Value A (x  y)\n\nStart\n  ^${A} -> Record\n", "x  y\n", "[['x  y']]");
    expect_rows("Value Required A (x y)\n\nStart\n  ^${A} -> Record\n", "x y\n", "[['x y']]");
    expect_refused("Value  A (x)\n\nStart\n", 1, "Unknown option \"\"");
    expect_refused("Value Filldown, Required X ()\n\nStart\n", 1, "Unknown option \"\"");
    expect_refused("Value A\n\nStart\n", 1, "Expect at least 3 tokens on line");
    expect_refused("Value A \n\nStart\n", 1, "Expect at least 3 tokens on line");
    expect_refused("Value Required A\n\nStart\n", 1, "must be contained within a \"()\" pair");
    expect_rows("Value Spirits,and,some ()\n\nStart\n  ^x\n", "x\n", "[]");
}

static void options_are_known_and_given_once(void **state)
{
    (void)state;
    expect_rows("Value Filldown,Key,Required,Fillup A (x)\nValue List B (y)\n\nStart\n"
                "  ^${A}${B} -> Record\n\nEOF\n",
                "xy\n", "[['x',['y']]]");
    expect_refused("Value required A (x)\n\nStart\n", 1, "Unknown option \"required\"");
    expect_refused("Value Key,List,Key A (x)\n\nStart\n", 1, "Duplicate option \"Key\"");
    expect_refused("Value Key, A (x)\n\nStart\n", 1, "Unknown option \"\"");
}

static void names_have_48_characters_and_are_unique(void **state)
{
    (void)state;
#define NAME48 "A23456789012345678901234567890123456789012345678"
    expect_rows("Value " NAME48 " (x)\n\nStart\n  ^${" NAME48 "} -> Record\n", "x\n", "[['x']]");
    expect_refused("Value " NAME48 "9 (x)\n\nStart\n", 1, "name too long");
    expect_refused("Value A (x)\nValue A (y)\n\nStart\n", 2, "Duplicate declarations");
    /* The characters do not matter until a rule uses the name. */
    expect_rows("Value A-B (x)\nValue C (y)\n\nStart\n  ^${C} -> Record\n", "y\n", "[['','y']]");
    expect_refused("Value A-B (x)\n\nStart\n  ^${A-B}\n", 4, "invalid variable substitution");
}

static void value_expressions_stand_in_parentheses(void **state)
{
    (void)state;
    expect_refused("Value A (x\n\nStart\n", 1, "must be contained within a \"()\" pair");
    expect_refused("Value A (x)y\n\nStart\n", 1, "must be contained within a \"()\" pair");
    expect_refused("Value A (x\\)\n\nStart\n", 1, "must be contained within a \"()\" pair");
    expect_refused("Value A (\n\nStart\n", 1, "must be contained within a \"()\" pair");
    expect_rows("Value A (boo[(]hoo)\n\nStart\n  ^${A} -> Record\n", "boo(hoo\n", "[['boo(hoo']]");
    expect_refused("Value A (a**)\n\nStart\n", 1, "multiple repeat");
    expect_rows("Value A ()\nValue B (x)\n\nStart\n  ^${A}${B} -> Record\n", "x\n", "[['','x']]");
}

static void only_the_first_parenthesis_gets_the_name(void **state)
{
    (void)state;
    expect_rows("Value A (a)|(b)\n\nStart\n  ^${A} -> Record\n", "a\nb\n", "[['a']]");
    expect_refused("Value A (?:a|b)\n\nStart\n  ^${A}\n", 4, "Invalid regular expression");
}

static void state_names_are_words(void **state)
{
    (void)state;
    static const char *const reserved[] = {"Continue", "Next",   "Error",   "Clear",
                                           "Clearall", "Record", "NoRecord"};
    char text[200];
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        snprintf(text, sizeof text, "Value A (x)\n\nStart\n  ^x\n\n%s\n", reserved[i]);
        expect_refused(text, 6, "Invalid state name");
    }
    expect_refused("Value A (x)\n\n Start\n", 3, "Invalid state name");
    expect_refused("Value A (x)\n\nSta-rt\n", 3, "Invalid state name");
    expect_refused("Value A (x)\n\nStart\n\nS23456789012345678901234567890123456789012345678_\n", 5,
                   "Invalid state name");
    expect_refused("Value A (x)\n\nStart\n\nStart\n", 5, "Duplicate state name");
}

static void states_are_separated_by_blank_lines(void **state)
{
    (void)state;
    expect_rows("Value A (\\w)\n\n\n# a comment\n\nStart\n  # inside\n# and here\n  ^x -> Two\n\n\n"
                "# between\nTwo\n  ^${A} -> Record\n",
                "x\ny\n", "[['y']]");
    expect_refused("Value A (x)\n\nStart\n  ^x\n\n  ^y\n", 6, "Invalid state name");
}

static void rules_start_with_one_or_two_blanks_or_a_tab(void **state)
{
    (void)state;
    expect_rows(
        "Value A (\\w)\n\nStart\n ^a${A} -> Record\n  ^b${A} -> Record\n\t^c${A} -> Record\n",
        "a1\nb2\nc3\n", "[['1'],['2'],['3']]");
    expect_refused(RULES("   ^x\n"), 5, "Missing white space or carat");
    expect_refused(RULES("^x\n"), 5, "Missing white space or carat");
    expect_refused(RULES("  x\n"), 5, "Missing white space or carat");
    expect_refused(RULES("\t\t^x\n"), 5, "Missing white space or carat");
}

static void the_states_must_fit_together(void **state)
{
    (void)state;
    expect_refused("Value A (x)\n", 0, "Missing state \"Start\"");
    expect_refused("Value A (x)\n\nOther\n", 0, "Missing state \"Start\"");
    expect_refused("", 0, "Missing state \"Start\"");
    expect_refused("Value A (x)\n\nStart\n\nEOF\n  ^x\n", 6, "Non-Empty \"EOF\" state");
    expect_refused("Value A (x)\n\nStart\n\nEnd\n  ^x\n", 6, "Non-Empty \"End\" state");
    expect_refused(RULES("  ^x -> Nowhere\n"), 5, "State \"Nowhere\" not found");
    expect_refused(RULES("  ^x -> EOFs\n"), 5, "State \"EOFs\" not found");
    expect_rows(RULES("  ^x -> End\n  ^y -> EOF\n  ^z -> Error Nowhere\n"), "", "[]");
}

/* ---- rules ---- */

static void the_last_arrow_with_a_blank_before_it_counts(void **state)
{
    (void)state;
    expect_rows(RULES("  ^${A} -> Record -> Record\n"), "foo -> Record\n", "[['foo','']]");
    /* Exactly one blank goes with the arrow: the rule wants the other one. */
    expect_rows(RULES("  ^${A}  -> Record\n\nEOF\n"), "foo\nbar \n", "[['bar','']]");
    /* Without a blank before it, it is text. */
    expect_rows(RULES("  ^${A}->Record\n"), "x->Record\n", "[['x','']]");
    expect_refused(RULES("  ^${A} ->Record\n"), 5, "Badly formatted rule");
    expect_rows(RULES("  ^${A} ->\n"), "foo\n", "[['foo','']]");
    expect_rows(RULES("  ^${A}\t-> Record\n\nEOF\n"), "foo\n", "[['foo','']]");
}

static void actions_have_one_form(void **state)
{
    (void)state;
    static const char *const good[] = {
        "Next",          "Continue",         "Error",       "Record",           "Clear",
        "Clearall",      "NoRecord",         "Next.Record", "Continue.Clear",   "Error.NoRecord",
        "Record Start",  "Next.Clear Start", "Start",       "Error \"text x\"", "Error bare",
        "NoRecord  End", "Next EOF",         "Error Next",  "Error.Clear \"\"",
    };
    static const char *const bad[] = {
        "Record.Next", "Next.Error",   "Next Next", "Next.Record.Clear", ".Record",   "Next.",
        "Start Start", "Next. Record", "record. x", "Next.Next",         "Error a b", "\"open",
    };
    char text[200];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, "Value A (x)\n\nStart\n  ^${A} -> %s\n", good[i]);
        expect_rows(text, "", "[]");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(text, sizeof text, "Value A (x)\n\nStart\n  ^${A} -> %s\n", bad[i]);
        expect_refused(text, 4, "Badly formatted rule");
    }
}

static void continue_cannot_change_the_state(void **state)
{
    (void)state;
    expect_refused(RULES("  ^x -> Continue Start\n"), 5, "Action \"Continue\" with new state");
    expect_refused(RULES("  ^x -> Continue.Record Start\n"), 5,
                   "Action \"Continue\" with new state");
}

static void only_an_error_has_quoted_text(void **state)
{
    (void)state;
    expect_refused(RULES("  ^x -> \"text\"\n"), 5, "Alphanumeric characters only");
    expect_refused(RULES("  ^x -> Record \"text\"\n"), 5, "Alphanumeric characters only");
}

static void values_are_put_in_as_python_templates_do(void **state)
{
    (void)state;
    expect_rows(RULES("  ^${A} $B$$ -> Record\n"), "x 12\nx 12 \n", "[['x','12']]");
    expect_rows("Value A (x)\nValue AB (y)\n\nStart\n  ^$AB -> Record\n", "y\n", "[['','y']]");
    /* What was put in is not read again: a "$" in a value is single. */
    expect_rows("Value A (x$)\n\nStart\n  ^${A} -> Record\n", "x\nxy\n", "[['x']]");
    static const char *const bad[] = {"$",  "$ x",  "${A", "${}",   "$C", "${C}",
                                      "$1", "${1}", "$$$", "${A }", "$-"};
    char text[200];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(text, sizeof text, "Value A (x)\n\nStart\n  ^a%s\n", bad[i]);
        expect_refused(text, 4, "Duplicate or invalid variable substitution");
    }
}

static void a_value_stands_once_in_a_rule(void **state)
{
    (void)state;
    expect_refused(RULES("  ^${A} ${A}\n"), 5, "redefinition of group name \"A\"");
    expect_refused("Value A (x)\nValue B ((?P<A>y))\n\nStart\n  ^${A}${B}\n", 5,
                   "redefinition of group name \"A\"");
}

static void matches_start_with_the_line(void **state)
{
    (void)state;
    /* In every alternative. */
    expect_rows("Value A (x)\n\nStart\n  ^q|z${A} -> Record\n", "zx\nazx\n", "[['x']]");
    expect_rows(RULES("  ^${A}$$ -> Record\n"), "foo\r\nbar \n", "[['foo','']]");
}

static void bad_bytes_are_refused(void **state)
{
    (void)state;
    expect_refused("Value A (x)\n\nStart\n  ^\xff\n", 4, "not valid UTF-8");
}

static void the_template_tells_its_values(void **state)
{
    (void)state;
    static const char text[] = "Value Key One (x)\nValue List Two (y)\n\nStart\n";
    struct textfsm *t = textfsm_compile("name", text, sizeof text - 1, NULL);
    assert_string_equal(textfsm_name(t), "name");
    assert_int_equal(textfsm_value_count(t), 2);
    assert_string_equal(textfsm_value_name(t, 0), "One");
    assert_true(textfsm_value_is_key(t, 0));
    assert_false(textfsm_value_is_list(t, 0));
    assert_false(textfsm_value_is_key(t, 1));
    assert_true(textfsm_value_is_list(t, 1));
    textfsm_free(t);
}

static void a_missing_file_is_an_error(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(textfsm_load("tests/parse/no-such.textfsm", &e));
    assert_int_equal(e.code, ERR_IO);
    assert_string_equal(e.where, "tests/parse/no-such.textfsm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_stripped_at_the_right_only),
        cmocka_unit_test(values_end_at_the_first_blank_line),
        cmocka_unit_test(a_blank_first_line_means_no_values),
        cmocka_unit_test(value_lines_split_at_single_blanks),
        cmocka_unit_test(options_are_known_and_given_once),
        cmocka_unit_test(names_have_48_characters_and_are_unique),
        cmocka_unit_test(value_expressions_stand_in_parentheses),
        cmocka_unit_test(only_the_first_parenthesis_gets_the_name),
        cmocka_unit_test(state_names_are_words),
        cmocka_unit_test(states_are_separated_by_blank_lines),
        cmocka_unit_test(rules_start_with_one_or_two_blanks_or_a_tab),
        cmocka_unit_test(the_states_must_fit_together),
        cmocka_unit_test(the_last_arrow_with_a_blank_before_it_counts),
        cmocka_unit_test(actions_have_one_form),
        cmocka_unit_test(continue_cannot_change_the_state),
        cmocka_unit_test(only_an_error_has_quoted_text),
        cmocka_unit_test(values_are_put_in_as_python_templates_do),
        cmocka_unit_test(a_value_stands_once_in_a_rule),
        cmocka_unit_test(matches_start_with_the_line),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(the_template_tells_its_values),
        cmocka_unit_test(a_missing_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
