/* SPDX-License-Identifier: ISC */
/* What a run does: lines, states, records, and the options of values. */
#include "tests/parse/textfsm_helper.h"

#define AB(options) "Value " options "A (\\w+)\nValue B (\\d+)\n\nStart\n"

/* ---- lines and rules ---- */

static void lines_end_as_python_splits_them(void **state)
{
    (void)state;
    expect_rows("Value A (.*)\n\nStart\n  ^${A}$$ -> Record\n\nEOF\n",
                "1\n2\r3\r\n4\v5\f6\x1c"
                "7\x1d"
                "8\x1e"
                "9\xc2\x85"
                "a\xe2\x80\xa8"
                "b\xe2\x80\xa9"
                "c\n",
                "[['1'],['2'],['3'],['4'],['5'],['6'],['7'],['8'],['9'],['a'],"
                "['b'],['c']]");
    /* An empty line within counts, none after the last newline. */
    expect_rows("Value A (.*)\n\nStart\n  ^${A}$$ -> Record\n\nEOF\n", "x\n\ny",
                "[['x'],[''],"
                "['y']]");
}

static void an_empty_text_still_tries_the_last_record(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${A} -> Record\n", "", "[]");
}

static void the_first_rule_that_matches_wins(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${B} -> Record\n  ^${A} -> Record\n", "12\nab\n",
                "[['','12'],['ab','']]");
}

static void unset_groups_assign_nothing(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${A} -> Continue\n  ^x(y ${B})? -> Record\n", "x\n", "[['x','']]");
    /* The second match takes the value of the first away. */
    expect_rows(AB("") "  ^${B} -> Continue\n  ^\\d(x${B})?(${A})?$$ -> Record\n", "1\n", "[]");
}

static void nested_groups_of_a_value_name_assign_it(void **state)
{
    (void)state;
    expect_rows("Value A (x(?P<B>\\d))\nValue B (y)\n\nStart\n  ^${A} -> Record\n", "x7\n",
                "[['x7','7']]");
    expect_rows("Value A (x)\nValue B (y)\n\nStart\n  ^(?P<B>z)${A} -> Record\n", "zx\n",
                "[['x','z']]");
}

static void continue_goes_on_with_the_next_rule(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${B} -> Continue\n  ^\\d+${A} -> Continue.Record\n  ^${B} -> Record\n",
                "1x\n", "[['x','1'],['','1']]");
    /* It does not start over: the rules before it are not tried again. */
    expect_rows(AB("List ") "  ^${A} -> Continue\n  ^${B}? -> Continue\n  ^ -> Record\n", "a\n",
                "[[['a'],'']]");
}

static void next_changes_the_state_for_the_next_line(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^s -> Two\n  ^${A} -> Record\n\nTwo\n  ^${B} -> Record Start\n",
                "s\ns\n12\nx\n", "[['','12'],['x','']]");
}

static void unknown_lines_are_passed_over(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${B} -> Record\n", "x\n1\ny\n", "[['','1']]");
}

static void end_stops_without_a_record(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^stop -> End\n  ^${A}\n", "x\nstop\ny\n", "[]");
    expect_rows(AB("") "  ^stop -> Record End\n  ^${A}\n", "x\nstop\ny\n", "[['x','']]");
    expect_rows(AB("") "  ^stop -> End\n  ^${A}\n\nEnd\n", "x\nstop\ny\n", "[]");
}

static void eof_stops_with_the_last_record(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^stop -> EOF\n  ^${A}\n", "x\nstop\ny\n", "[['x','']]");
    expect_rows(AB("") "  ^stop -> EOF\n  ^${A}\n\nEOF\n", "x\nstop\ny\n", "[]");
}

static void the_end_of_the_text_records(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^${A}\n", "x\n", "[['x','']]");
    expect_rows(AB("") "  ^${A}\n\nEOF\n", "x\n", "[]");
}

/* ---- records ---- */

static void without_values_there_are_no_rows(void **state)
{
    (void)state;
    expect_rows("\nStart\n  ^x -> Record\n", "x\n", "[]");
}

static void required_drops_the_record(void **state)
{
    (void)state;
    static const char t[] = "Value Required A (\\w*)\nValue B (\\d+)\nValue Filldown C (\\w+)\n\n"
                            "Start\n  ^c ${C}\n  ^b ${B}\n  ^a ${A}\n  ^r -> Record\n\nEOF\n";
    /* The other values are lost with it, a fill-down is not. */
    expect_rows(t, "c z\nb 1\nr\na x\nr\n", "[['x','','z']]");
    /* An empty text is not enough. */
    expect_rows(t, "b 1\na \nr\n", "[]");
}

static void an_empty_record_is_dropped_and_not_cleared(void **state)
{
    (void)state;
    expect_rows(AB("") "  ^x -> Record\n", "x\nx\n", "[]");
    expect_rows("Value List A (a)\nValue B (b)\n\nStart\n  ^x -> Record\n", "x\n", "[]");
    /* An empty text is a value, though. */
    expect_rows("Value A (.*)\n\nStart\n  ^${A}$$ -> Record\n\nEOF\n", "\n", "[['']]");
}

static void clear_keeps_what_filldown_remembers(void **state)
{
    (void)state;
    expect_rows(AB("Filldown ") "  ^c -> Clear\n  ^r -> Record\n  ^${B}\n  ^${A}\n\nEOF\n",
                "x\n1\nc\nr\ny\nc\n2\nr\n", "[['x',''],['y','2']]");
}

static void clearall_forgets_everything(void **state)
{
    (void)state;
    expect_rows("Value Filldown A (\\w+)\nValue List B (\\d)\nValue Filldown,List C (c)\n\nStart\n"
                "  ^!a -> Clearall\n  ^!r -> Record\n  ^${B}\n  ^${C}\n  ^${A}\n\nEOF\n",
                "x\n1\nc\n!a\n!r\n2\n!r\n", "[['',['2'],[]]]");
}

/* ---- options ---- */

static void filldown_repeats_the_last_assignment(void **state)
{
    (void)state;
    expect_rows(AB("Filldown ") "  ^${B} -> Record\n  ^${A}\n\nEOF\n", "x\n1\n2\ny\n3\n",
                "[['x','1'],['x','2'],['y','3']]");
}

static void filldown_remembers_an_unset_group_too(void **state)
{
    (void)state;
    expect_rows("Value Filldown A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B}( ${A})? -> Record\n"
                "\nEOF\n",
                "1 a\n2\n3\n", "[['a','1'],['','2'],['','3']]");
}

static void filldown_makes_a_last_row_at_the_end(void **state)
{
    (void)state;
    expect_rows(AB("Filldown ") "  ^${A} ${B} -> Record\n", "q 1\n", "[['q','1'],['q','']]");
}

static void fillup_fills_empty_cells_above(void **state)
{
    (void)state;
    expect_rows(
        "Value Fillup A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${A}? ?${B} -> Record\n\nEOF\n",
        "1\na 2\n3\n4\nb 5\n6\n", "[['a','1'],['a','2'],['b','3'],['b','4'],['b','5'],['','6']]");
}

static void fillup_puts_a_text_into_an_empty_list(void **state)
{
    (void)state;
    expect_rows("Value Fillup,List A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B} -> Record\n"
                "  ^${A} -> Record\n\nEOF\n",
                "1\na\n", "[['a','1'],[['a'],'']]");
}

static void lists_gather(void **state)
{
    (void)state;
    static const char t[] = "Value List A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B} -> Record\n"
                            "  ^${A}\n\nEOF\n";
    expect_rows(t, "a\nb\n1\n2\nc\n3\n", "[[['a','b'],'1'],[[],'2'],[['c'],'3']]");
}

static void an_unset_group_adds_null_to_a_list(void **state)
{
    (void)state;
    expect_rows(
        "Value List A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B}( ${A})? -> Record\n\nEOF\n", "2\n",
        "[[[null],'2']]");
}

static void lists_with_filldown_accumulate(void **state)
{
    (void)state;
    expect_rows("Value List,Filldown A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B} -> Record\n"
                "  ^${A}\n\nEOF\n",
                "x\n1\n2\ny\n3\n", "[[['x'],'1'],[['x'],'2'],[['x','y'],'3']]");
}

static void nested_names_make_objects_of_a_list(void **state)
{
    (void)state;
    expect_rows("Value List A ((?P<name>\\w+)\\s+(?P<age>\\d+)(?P<x>!)?)\n\nStart\n  ^${A}\n",
                "Bob 32\nEve 7!\n",
                "[[[{'name':'Bob','age':'32','x':null},"
                "{'name':'Eve','age':'7','x':'!'}]]]");
    /* Groups without names leave a plain text. */
    expect_rows("Value List A ((\\w)(\\d))\n\nStart\n  ^${A}\n", "x1\n", "[[['x1']]]");
    /* The text is matched alone: what stands around it is out of sight. */
    expect_rows("Value List A ((?<=b)(?P<n>x))\n\nStart\n  ^b${A}\n", "bx\n", "[[['x']]]");
    /* The original crashes here; a group that took no part is null. */
    expect_rows("Value List A ((?P<n>x))\nValue B (y)\n\nStart\n  ^${B}${A}?\n", "y\n",
                "[[[null],'y']]");
}

static void required_and_list_work_in_both_orders(void **state)
{
    (void)state;
    static const char *const orders[] = {"Required,List", "List,Required"};
    char t[300];
    for (size_t i = 0; i < 2; i++) {
        snprintf(
            t, sizeof t,
            "Value %s A ([a-z]+)\nValue B (\\d+)\n\nStart\n  ^${B} -> Record\n  ^${A}\n\nEOF\n",
            orders[i]);
        expect_rows(t, "1\na\n2\n", "[[['a'],'2']]");
    }
    /* They differ where the last piece is empty. */
    expect_rows("Value Required,List A (x?)\n\nStart\n  ^${A}$$\n", "x\n\n", "[]");
    expect_rows("Value List,Required A (x?)\n\nStart\n  ^${A}$$\n", "x\n\n", "[[['x','']]]");
}

static void key_changes_nothing(void **state)
{
    (void)state;
    expect_rows(AB("Key ") "  ^${A} -> Record\n", "x\nx\n", "[['x',''],['x','']]");
}

/* ---- errors ---- */

static void errors_name_the_rule_and_the_input_line(void **state)
{
    (void)state;
    expect_stopped(AB("") "  ^${B} -> Record\n  ^x -> Error \"not this\"\n", "1\nxyz\n", ERR_FORMAT,
                   6, "Error: \"not this\". Rule Line: 6. Input Line 2: xyz.");
    expect_stopped(AB("") "  ^${B} -> Record\n  ^. -> Error\n", "1\n2\n\033[2J\n", ERR_FORMAT, 6,
                   "State Error raised. Rule Line: 6. Input Line 3: ^[[2J");
    expect_stopped(AB("") "  ^${B} -> Error.Record Foo\n", "1\n", ERR_FORMAT, 5, "Error: Foo.");
}

static void exponential_expressions_are_an_error_of_their_own(void **state)
{
    (void)state;
    expect_stopped("Value A (x)\n\nStart\n  ^ok\n  ^(\\s*-*)*\\s*$$ -> Record\n",
                   "ok\n                                         -x\n", ERR_LIMIT, 5,
                   "input line 2");
    /* The piece of a list that is matched again, alone: only here the look-ahead fails. */
    expect_stopped("Value List A ((?P<n>(a|aa)+)(?=b)|a+)\n\nStart\n  ^${A}\n",
                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n", ERR_LIMIT, 4, "input line 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_as_python_splits_them),
        cmocka_unit_test(an_empty_text_still_tries_the_last_record),
        cmocka_unit_test(the_first_rule_that_matches_wins),
        cmocka_unit_test(unset_groups_assign_nothing),
        cmocka_unit_test(nested_groups_of_a_value_name_assign_it),
        cmocka_unit_test(continue_goes_on_with_the_next_rule),
        cmocka_unit_test(next_changes_the_state_for_the_next_line),
        cmocka_unit_test(unknown_lines_are_passed_over),
        cmocka_unit_test(end_stops_without_a_record),
        cmocka_unit_test(eof_stops_with_the_last_record),
        cmocka_unit_test(the_end_of_the_text_records),
        cmocka_unit_test(without_values_there_are_no_rows),
        cmocka_unit_test(required_drops_the_record),
        cmocka_unit_test(an_empty_record_is_dropped_and_not_cleared),
        cmocka_unit_test(clear_keeps_what_filldown_remembers),
        cmocka_unit_test(clearall_forgets_everything),
        cmocka_unit_test(filldown_repeats_the_last_assignment),
        cmocka_unit_test(filldown_remembers_an_unset_group_too),
        cmocka_unit_test(filldown_makes_a_last_row_at_the_end),
        cmocka_unit_test(fillup_fills_empty_cells_above),
        cmocka_unit_test(fillup_puts_a_text_into_an_empty_list),
        cmocka_unit_test(lists_gather),
        cmocka_unit_test(an_unset_group_adds_null_to_a_list),
        cmocka_unit_test(lists_with_filldown_accumulate),
        cmocka_unit_test(nested_names_make_objects_of_a_list),
        cmocka_unit_test(required_and_list_work_in_both_orders),
        cmocka_unit_test(key_changes_nothing),
        cmocka_unit_test(errors_name_the_rule_and_the_input_line),
        cmocka_unit_test(exponential_expressions_are_an_error_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
