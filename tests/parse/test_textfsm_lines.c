/* SPDX-License-Identifier: ISC */
/* Where values come from, and which lines nobody knew. */
#include "base/buf.h"
#include "tests/parse/textfsm_helper.h"

struct run {
    struct textfsm *t;
    struct textfsm_result *r;
};

static struct run run(const char *template, const char *text)
{
    struct run x;
    x.t = textfsm_compile("t", template, strlen(template), NULL);
    assert_non_null(x.t);
    x.r = textfsm_run(x.t, text, strlen(text), NULL);
    assert_non_null(x.r);
    return x;
}

static void run_free(struct run *x)
{
    textfsm_result_free(x->r);
    textfsm_free(x->t);
}

static void expect_lines(const struct run *x, size_t row, int first, int last)
{
    int a;
    int b;
    assert_true(row < textfsm_row_count(x->r));
    textfsm_row_lines(x->r, row, &a, &b);
    assert_int_equal(a, first);
    assert_int_equal(b, last);
}

static void rows_tell_their_first_and_last_line(void **state)
{
    (void)state;
    struct run x = run("Value A (a\\d)\nValue List B (b\\d)\n\nStart\n  ^a -> Continue.Record\n"
                       "  ^${A}\n  ^${B}\n  ^other\n",
                       "a1\nb1\nother\nb2\n\na2\nother\n");
    assert_int_equal(textfsm_row_count(x.r), 2);
    expect_lines(&x, 0, 1, 4);
    expect_lines(&x, 1, 6, 6);
    assert_int_equal(textfsm_value_line(x.r, 0, 0), 1);
    assert_int_equal(textfsm_value_line(x.r, 0, 1), 4);
    assert_int_equal(textfsm_value_line(x.r, 1, 0), 6);
    assert_int_equal(textfsm_value_line(x.r, 1, 1), 0);
    run_free(&x);
}

static void a_filled_down_value_has_no_line(void **state)
{
    (void)state;
    struct run x =
        run("Value Filldown A ([a-z])\nValue B (\\d)\n\nStart\n  ^${A}\n  ^${B} -> Record\n",
            "x\n1\n2\n");
    assert_int_equal(textfsm_row_count(x.r), 3);
    expect_lines(&x, 0, 1, 2);
    expect_lines(&x, 1, 3, 3);
    assert_int_equal(textfsm_value_line(x.r, 0, 0), 1);
    assert_int_equal(textfsm_value_line(x.r, 1, 0), 0);
    assert_int_equal(textfsm_value_line(x.r, 1, 1), 3);
    /* The row that the end of the text makes has nothing of its own. */
    expect_lines(&x, 2, 3, 3);
    run_free(&x);
}

static void a_carried_list_tells_its_new_pieces(void **state)
{
    (void)state;
    struct run x = run("Value List,Filldown A ([a-z])\nValue Required B (\\d)\n\nStart\n  ^${A}\n"
                       "  ^${B} -> Record\n",
                       "x\n1\n2\ny\n3\n");
    assert_int_equal(textfsm_row_count(x.r), 3);
    assert_int_equal(textfsm_value_line(x.r, 0, 0), 1);
    assert_int_equal(textfsm_value_line(x.r, 1, 0), 0);
    assert_int_equal(textfsm_value_line(x.r, 2, 0), 4);
    run_free(&x);
}

static void a_filled_up_value_has_the_line_it_came_from(void **state)
{
    (void)state;
    struct run x = run("Value Fillup A ([a-z])\nValue B (\\d)\n\nStart\n  ^${B} -> Record\n"
                       "  ^${A} -> Record\n\nEOF\n",
                       "1\nx\n");
    assert_int_equal(textfsm_value_line(x.r, 0, 0), 2);
    expect_lines(&x, 0, 1, 1);
    run_free(&x);
}

static void cleared_values_leave_no_line(void **state)
{
    (void)state;
    struct run x = run("Value A ([a-z])\nValue B (\\d)\n\nStart\n  ^clear -> Clear\n  ^${A}$$\n"
                       "  ^${B} -> Record\n",
                       "x\nclear\n1\n");
    assert_int_equal(textfsm_row_count(x.r), 1);
    expect_lines(&x, 0, 3, 3);
    assert_int_equal(textfsm_value_line(x.r, 0, 0), 0);
    run_free(&x);
}

static void unknown_lines_are_listed(void **state)
{
    (void)state;
    static const char t[] =
        "Value A ([a-z])\n\nStart\n  ^noise\n  ^go -> Two\n  ^${A}$$ -> Record\n"
        "\nTwo\n  ^x -> Continue\n  ^stop -> End\n";
    const int *lines;
    /* A rule without an action knows its line, one that continues too; blank lines need no rule. */
    struct run x = run(t, "a\nnoise\n12\n \t\n\n?\ngo\nxy\na\nstop\nafter\n");
    assert_int_equal(textfsm_unmatched(x.r, &lines), 3);
    assert_int_equal(lines[0], 3);
    assert_int_equal(lines[1], 6);
    assert_int_equal(lines[2], 9);
    run_free(&x);
}

static void no_rule_is_passed_over_wrongly(void **state)
{
    (void)state;
    /* More rules than a word has bits, told apart by their first characters only. */
    struct buf t = {0};
    struct buf text = {0};
    buf_add_str(&t, "Value A (\\d+)\n\nStart\n");
    for (int i = 0; i < 186; i++) {
        buf_printf(&t, "  ^\\s*(?:%c|%c)%d_${A}$$ -> Record\n", 'a' + i % 26, 'A' + i % 26, i);
        buf_printf(&text, "%s%c%d_%d\n", i % 3 ? "  \t" : "", (i % 2 ? 'a' : 'A') + i % 26, i, i);
    }
    struct run x = run(buf_str(&t), buf_str(&text));
    assert_int_equal(textfsm_row_count(x.r), 186);
    expect_lines(&x, 185, 186, 186);
    run_free(&x);
    buf_fini(&t);
    buf_fini(&text);
}

static void first_characters_follow_the_expression(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        /* expression, line it matches */
        {"\\s*x?$$", "   "},     {"\\s+(?:$$|a)", "  a"},
        {"(?=z)", "z1"},         {"(?!a)\\S", "b"},
        {"x{0}y", "y"},          {"(a)?\\1?b", "b"},
        {"(a)?(?(1)b|c)", "c"},  {"\\bq", "q"},
        {"[^a-z ]", "Q"},        {"(?i:k)", "K"},
        {"(?:\\s|x)*y", " x y"}, {"\\ta", "\ta"},
        {" {2}\\S", "  x"},      {"(?: a|b)*\\s*!", " a!"},
        {"\\W+end", " -end"},    {"(?<!x)a", "a"},
        {"(|a)b", "b"},          {"\\Z", ""},
        {"(?:^\\s*|x)#", "  #"}, {".?\\.", "."},
        {"\\S*\\s+x", "  x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char t[200];
        snprintf(t, sizeof t, "Value A (x)\n\nStart\n  ^%s -> Error\n  ^${A}\n", cases[i][0]);
        struct err e = {0};
        struct textfsm *f = textfsm_compile("t", t, strlen(t), &e);
        char text[50];
        snprintf(text, sizeof text, "%s\n", cases[i][1]);
        assert_non_null(f);
        if (textfsm_run(f, text, strlen(text), &e))
            fail_msg("'%s' does not match '%s'", cases[i][0], cases[i][1]);
        assert_int_equal(e.code, ERR_FORMAT);
        textfsm_free(f);
    }
}

/* Every byte, and a text larger than what is written at a time. */
static void any_text_is_written_as_jansson_does(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int round = 0; round < 2000; round++)
        for (int byte = 1; byte < 256; byte++)
            buf_add_char(&text, (char)byte);
    struct run x = run("Value A (.*)\n\nStart\n  ^${A} -> Record\n", buf_str(&text));
    json_t *objects = textfsm_result_json(x.r);
    assert_true(json_array_size(objects) > 2000);
    expect_written(x.r, objects);
    json_decref(objects);
    run_free(&x);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_is_written_as_jansson_does),
        cmocka_unit_test(rows_tell_their_first_and_last_line),
        cmocka_unit_test(a_filled_down_value_has_no_line),
        cmocka_unit_test(a_carried_list_tells_its_new_pieces),
        cmocka_unit_test(a_filled_up_value_has_the_line_it_came_from),
        cmocka_unit_test(cleared_values_leave_no_line),
        cmocka_unit_test(unknown_lines_are_listed),
        cmocka_unit_test(no_rule_is_passed_over_wrongly),
        cmocka_unit_test(first_characters_follow_the_expression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
