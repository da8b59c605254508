/* SPDX-License-Identifier: ISC */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "{\n"
                           "  \"a\": [ 1,\n"
                           "    { \"b\": \"x,]}\\\"\",\n"
                           "      \"c/d\": null } ],\n"
                           "  \"e~f\": true,\n"
                           "  \"g\": { }\n"
                           "}\n";

static void pointers_give_lines(void **state)
{
    (void)state;
    assert_int_equal(json_line(text, ""), 1);
    assert_int_equal(json_line(text, "/a"), 2);
    assert_int_equal(json_line(text, "/a/0"), 2);
    assert_int_equal(json_line(text, "/a/1"), 3);
    assert_int_equal(json_line(text, "/a/1/b"), 3);
    assert_int_equal(json_line(text, "/a/1/c~1d"), 4);
    assert_int_equal(json_line(text, "/e~0f"), 5);
    assert_int_equal(json_line(text, "/g"), 6);
}

static void a_missing_member_gives_the_line_of_its_parent(void **state)
{
    (void)state;
    assert_int_equal(json_line(text, "/g/nothing"), 6);
    assert_int_equal(json_line(text, "/a/7"), 2);
    assert_int_equal(json_line(text, "/nothing/x"), 1);
}

static void syntax_errors_tell_file_line_and_column(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(json_parse("x.json", "{\n  \"a\": }\n", &e));
    assert_int_equal(e.code, ERR_FORMAT);
    assert_string_equal(e.where, "x.json");
    assert_int_equal(e.line, 2);
    assert_true(e.column > 0);
}

static void duplicate_keys_are_refused(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(json_parse("x.json", "{\"a\":1,\"a\":2}", &e));
    assert_int_equal(e.code, ERR_FORMAT);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    char shown[1200];
    assert_null(json_read("/nowhere/x.json", NULL, &e));
    assert_string_equal(err_format(&e, shown, sizeof shown),
                        "/nowhere/x.json: cannot be opened: No such file or directory");
}

static void members_fall_back(void **state)
{
    (void)state;
    json_t *o = json_parse("x", "{\"s\":\"t\",\"n\":7}", NULL);
    assert_string_equal(json_str(o, "s", "-"), "t");
    assert_string_equal(json_str(o, "n", "-"), "-");
    assert_int_equal(json_int(o, "n", 0), 7);
    assert_int_equal(json_int(o, "s", 3), 3);
    json_decref(o);
}

/* The same value for a program, and nothing that a terminal would obey. */
static void printed_json_holds_no_control(void **state)
{
    (void)state;
    const char *value = "\x1b[2J\x7f \xc2\x9b \xe2\x80\xae \xc3\xa9 \xf3\xa0\x81\x81";
    char *printed = NULL;
    size_t len = 0;
    json_t *in = json_pack("{s:s}", "k\xe2\x80\x8b", value);
    FILE *out = open_memstream(&printed, &len);
    assert_non_null(out);
    json_print(in, JSON_COMPACT, out);
    fclose(out);
    assert_string_equal(printed, "{\"k\\u200B\":\"\\u001B[2J\\u007F \\u009B \\u202E \xc3\xa9 "
                                 "\\uDB40\\uDC41\"}");
    json_t *again = json_parse("printed", printed, NULL);
    assert_true(json_equal(in, again));
    json_decref(again);
    json_decref(in);
    free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_give_lines),
        cmocka_unit_test(a_missing_member_gives_the_line_of_its_parent),
        cmocka_unit_test(syntax_errors_tell_file_line_and_column),
        cmocka_unit_test(duplicate_keys_are_refused),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(members_fall_back),
        cmocka_unit_test(printed_json_holds_no_control),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
