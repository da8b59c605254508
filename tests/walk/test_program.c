/* SPDX-License-Identifier: ISC */
#include "walk/program.h"

#include "base/buf.h"
#include "base/json.h"
#include "tests/base/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Run one filter over JSON with ' for "; the outputs as text, or the error's. */
static char *run_in(struct program *p, int number, const char *doc)
{
    struct err e = {0};
    json_t *in = quoted_value(doc);
    json_t *out = program_run(p, number, in, &e);
    char *text = out ? json_text(out, JSON_COMPACT) : strdup(e.text);
    json_decref(in);
    json_decref(out);
    return text;
}

static void assert_yields(struct program *p, int number, const char *doc, const char *want)
{
    char *got = run_in(p, number, doc);
    assert_string_equal(got, want);
    free(got);
}

static void assert_run(const char *filter, const char *doc, const char *want)
{
    struct program *p = program_new("def twice: . * 2;");
    assert_yields(p, program_add(p, filter, "f", 1), doc, want);
    program_free(p);
}

static void assert_text(const char *text, enum program_guard g, const char *doc, const char *want)
{
    struct program *p = program_new("");
    assert_yields(p, program_add_text(p, text, g, "f", 1), doc, want);
    program_free(p);
}

static void test_values(void **state)
{
    (void)state;
    assert_run(".a | twice", "{'a': 21}", "[42]");
    assert_run(".[]", "[null, true, false, 1.5, -3, '\\u00e9', {'k': []}]",
               "[null,true,false,1.5,-3,\"\u00e9\",{\"k\":[]}]");
    assert_run("infinite, nan", "null", "[null,null]");
    assert_run("empty", "null", "[]");
    assert_run(".x # a comment", "{'x': 1}", "[1]");
    assert_run("def f: 3; f + f", "null", "[6]");
    assert_run("9007199254740991", "null", "[9007199254740991]");
}

static void test_dispatch(void **state)
{
    (void)state;
    struct program *p = program_new(NULL);
    for (int i = 0; i < 200; i++) {
        char filter[32];
        snprintf(filter, sizeof filter, ". + %d", i);
        assert_int_equal(program_add(p, filter, "f", i), i);
    }
    assert_yields(p, 0, "1", "[1]");
    assert_yields(p, 199, "1", "[200]");
    int late = program_add(p, ". * 7", "f", 1);
    assert_yields(p, late, "6", "[42]");
    program_free(p);
}

static void test_raised(void **state)
{
    (void)state;
    assert_run("error(\"no SA\")", "null", "jq: no SA");
    assert_run("error({a: 1})", "null", "jq: {\"a\":1}");
    assert_run(".a.b", "{'a': 'text'}", "jq: Cannot index string with string \"b\"");
    /* A run after one that failed starts afresh. */
    struct program *p = program_new("");
    int bad = program_add(p, "1, error(\"x\")", "f", 1), good = program_add(p, ".", "f", 1);
    assert_yields(p, bad, "1", "jq: x");
    assert_yields(p, good, "[2]", "[[2]]");
    program_free(p);
}

static void test_sandbox(void **state)
{
    (void)state;
    static const char *const SHUT[] = {"env",
                                       "input",
                                       "inputs",
                                       "debug",
                                       "stderr",
                                       "input_filename",
                                       "input_line_number",
                                       "get_search_list",
                                       "modulemeta",
                                       "halt",
                                       "halt_error"};
    for (size_t i = 0; i < sizeof SHUT / sizeof *SHUT; i++) {
        char want[80];
        snprintf(want, sizeof want, "jq: %s is not available in checks", SHUT[i]);
        assert_run(SHUT[i], "null", want);
    }
    assert_run("halt_error(3)", "null", "jq: halt_error is not available in checks");
    assert_run("$ENV", "null", "[null]");
    assert_run("$ENV.HOME", "null", "[null]");
    assert_run("$__loc__ | type", "null", "[\"object\"]");
    assert_run("import \"a\" as a; 1", "null", "jq: syntax error, unexpected import");
    assert_run("include \"a\"; 1", "null", "jq: syntax error, unexpected include");
}

static void test_limits(void **state)
{
    (void)state;
    struct program *p = program_new("");
    program_set_limits(p, 30, 1000);
    int endless = program_add(p, "def f: f; f", "book.json", 7);
    int flood = program_add(p, "repeat(1)", "book.json", 8);
    int good = program_add(p, "[limit(3; repeat(1))]", "book.json", 9);
    assert_yields(p, endless, "null", "does not end within 30 ms");
    assert_yields(p, flood, "null", "yields more than 1000 outputs");
    assert_yields(p, good, "null", "[[1,1,1]]");

    char deep[400] = "";
    memset(deep, '[', 180);
    memset(deep + 180, ']', 180);
    assert_yields(p, good, deep, "facts are nested too deeply");
    program_free(p);
}

/* Filters that take all they can get; `again` is run after each, and is well. */
static void test_bombs(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *want;
    } BOMBS[] = {
        {"[range(1e9)]", "needs more than 8 MiB of memory"},
        {"def f: 1 + f; f", "needs more than 8 MiB of memory"},
        {"reduce range(1e9) as $i (0; {a: .}) | 1", "needs more than 8 MiB of memory"},
        {"reduce range(1e4) as $i (0; [.])",
         "yields values that are too large or nested too deeply"},
        {"reduce range(40) as $i ([1]; [., .])",
         "yields values that are too large or nested too deeply"},
        /* One instruction, which cannot be stopped. */
        {"null | .[5e8] = 1", "needs more than 8 MiB of memory"},
    };
    struct program *p = program_new("");
    program_set_limits(p, 20000, 1000);
    program_set_memory(p, 8 << 20);
    int again = program_add(p, "[limit(2; repeat(1))]", "book.json", 9);
    int bombs = again + 1;
    for (size_t i = 0; i < sizeof BOMBS / sizeof *BOMBS; i++)
        program_add(p, BOMBS[i].filter, "book.json", (int)i);
    for (size_t i = 0; i < sizeof BOMBS / sizeof *BOMBS; i++) {
        assert_yields(p, bombs + (int)i, "null", BOMBS[i].want);
        assert_yields(p, again, "null", "[[1,1]]");
    }
    program_free(p);
}

/* Two values with 2^60 ways through each, compared by one instruction. */
static void test_instruction_without_end(void **state)
{
    (void)state;
    struct program *p = program_new("def v: reduce range(60) as $i ([1]; [., .]);");
    int endless = program_add(p, "[v == v] | length", "book.json", 7);
    int good = program_add(p, "1 + 1", "book.json", 8);
    program_set_limits(p, 30, 10);
    assert_yields(p, endless, "null", "does not end within 30 ms");
    assert_yields(p, good, "null", "[2]");
    program_free(p);
}

/* A stranger's text may hold more of them in each other than there is stack for. */
static void test_nested_text(void **state)
{
    (void)state;
    enum { NESTED = 400000 };
    struct buf text = {0};
    struct err e = {0};
    for (int i = 0; i < NESTED; i++)
        buf_add_str(&text, "\\(\"");
    struct program *p = program_new("");
    program_add_text(p, buf_str(&text), GUARD_WORD, "book.json", 3);
    assert_int_equal(program_compile(p, &e), ERR_FORMAT);
    assert_string_equal(e.where, "book.json");
    assert_int_equal(e.line, 3);
    program_free(p);
    buf_fini(&text);
}

static void test_text(void **state)
{
    (void)state;
    assert_text("show ip route", GUARD_WORD, "null", "[\"show ip route\"]");
    assert_text("ping \\(.a) size \\(.n)", GUARD_WORD, "{'a':'10.0.0.1','n':100}",
                "[\"ping 10.0.0.1 size 100\"]");
    assert_text("a \"b\" \\d | c\nd", GUARD_WORD, "null", "[\"a \\\"b\\\" \\\\d | c\\nd\"]");
    assert_text("x \\(if .a == \")\" then \"\\(\"y)\")\" else 1 end)", GUARD_GIVEN, "{'a':')'}",
                "[\"x y)\"]");
    assert_text("\\(.a # odd)", GUARD_GIVEN, "{'a':1}", "[\"1\"]");
    assert_true(program_text_is_plain("show (x)"));
    assert_false(program_text_is_plain("show \\(.x)"));
}

static void test_guard(void **state)
{
    (void)state;
    static const char *const BAD[] = {"a;b",      "a|b",     "a?b",    "a\\nb",
                                      "a\\u0007", "\\u00e9", "\\u007f"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        char doc[64];
        snprintf(doc, sizeof doc, "{'a':'%s'}", BAD[i]);
        struct program *p = program_new("");
        char *got = run_in(p, program_add_text(p, "x \\(.a)", GUARD_WORD, "f", 1), doc);
        assert_non_null(strstr(got, "holds characters that no command may hold"));
        free(got);
        program_free(p);
    }
    assert_text("x \\(.a)", GUARD_WORD, "{}", "jq: a value to put in is missing");
    assert_text("x \\(.a)", GUARD_WORD, "{'a':[1]}", "jq: a list cannot be put into a command");
    assert_text("x \\(.a)", GUARD_GIVEN, "{}", "jq: a value to put in is missing");
    assert_text("x \\(.a)", GUARD_GIVEN, "{'a':'b;c'}", "[\"x b;c\"]");
}

static void assert_blamed(struct program *p, const char *where, int line, const char *text)
{
    struct err e = {0};
    assert_int_equal(program_compile(p, &e), ERR_FORMAT);
    assert_string_equal(e.where, where);
    assert_int_equal(e.line, line);
    assert_string_equal(e.text, text);
    program_free(p);
}

static void test_blame(void **state)
{
    (void)state;
    struct program *p = program_new("def ok: 1;");
    program_add(p, "ok", "book.json", 10);
    program_add(p, ".a\n| nosuch(1)\n| .b", "book.json", 20);
    program_add(p, "ok", "book.json", 30);
    assert_blamed(p, "book.json", 21, "jq: nosuch/1 is not defined");

    p = program_new("def ok: 1;");
    program_add(p, "ok", "book.json", 10);
    program_add(p, ". == \"open", "book.json", 20);
    program_add(p, ". == \"closed\"", "book.json", 30);
    struct err e = {0};
    assert_int_equal(program_compile(p, &e), ERR_FORMAT);
    assert_int_equal(e.line, 20);
    json_t *problems = json_array();
    program_check(p, problems);
    assert_int_equal(json_array_size(problems), 1);
    json_decref(problems);
    program_free(p);

    p = program_new("#@ one.jq\ndef ok: 1;\n#@ two.jq\ndef a: 1;\ndef b: nosuch;\n");
    program_add(p, "b", "book.json", 10);
    assert_blamed(p, "two.jq", 2, "jq: nosuch/0 is not defined");

    p = program_new("#@ one.jq\ndef ok: 1;\n#@ two.jq\ndef a: 1;\ndef b: );\n");
    program_add(p, "a", "book.json", 10);
    program_add(p, "b", "book.json", 11);
    problems = json_array();
    program_check(p, problems);
    assert_int_equal(json_array_size(problems), 1);
    assert_string_equal(json_string_value(json_array_get(problems, 0)),
                        "two.jq:2: jq: syntax error, unexpected INVALID_CHARACTER");
    json_decref(problems);
    assert_blamed(p, "two.jq", 2, "jq: syntax error, unexpected INVALID_CHARACTER");
}

/* Long arrays are converted once; a new one in the same place is another. */
static void test_cached_rows(void **state)
{
    (void)state;
    struct err e = {0};
    struct program *p = program_new("");
    int sum = program_add(p, "[.rows[].n] | add", "f", 1);
    int change = program_add(p, ".rows[0].n = 1000 | [.rows[].n] | add", "f", 2);
    json_t *doc = json_object();
    for (int round = 0; round < 3; round++) {
        json_t *rows = json_array();
        for (int i = 0; i < 100; i++)
            json_array_append_new(rows, json_pack("{s:i}", "n", round));
        json_object_set_new(doc, "rows", rows);
        for (int again = 0; again < 2; again++) {
            json_t *out = program_run(p, sum, doc, &e);
            assert_int_equal(json_integer_value(json_array_get(out, 0)), 100 * round);
            json_decref(out);
            out = program_run(p, change, doc, &e);
            assert_int_equal(json_integer_value(json_array_get(out, 0)), 1000 + 99 * round);
            json_decref(out);
        }
    }
    json_decref(doc);
    program_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),      cmocka_unit_test(test_dispatch),
        cmocka_unit_test(test_raised),      cmocka_unit_test(test_sandbox),
        cmocka_unit_test(test_bombs),       cmocka_unit_test(test_instruction_without_end),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_text),
        cmocka_unit_test(test_nested_text), cmocka_unit_test(test_guard),
        cmocka_unit_test(test_blame),       cmocka_unit_test(test_cached_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
