/* SPDX-License-Identifier: ISC */
/* A template and a text in, rows as JSON or the error out; for the tests of the engine. */
#ifndef TESTS_PARSE_TEXTFSM_HELPER_H
#define TESTS_PARSE_TEXTFSM_HELPER_H

#include "base/json.h"
#include "parse/textfsm.h"
#include "tests/base/expected.h"
#include "tests/base/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What is written as text is what jansson makes of the objects, byte by byte. */
static inline void expect_written(const struct textfsm_result *r, const json_t *objects)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    assert_non_null(to);
    textfsm_result_write(r, to);
    fclose(to);
    char *wanted = NULL;
    to = open_memstream(&wanted, &len);
    assert_non_null(to);
    json_print(objects, JSON_INDENT(2), to);
    fclose(to);
    assert_string_equal(text, wanted);
    free(wanted);
    free(text);
}

/* The rows, each an array of its values in the order of the template: "[['x','1'],...]". */
static inline void expect_rows(const char *template, const char *text, const char *rows)
{
    struct err e = {0};
    struct textfsm *t = textfsm_compile("t.textfsm", template, strlen(template), &e);
    if (!t)
        fail_msg("line %d: %s", e.line, e.text);
    struct textfsm_result *r = textfsm_run(t, text, strlen(text), &e);
    if (!r)
        fail_msg("line %d: %s", e.line, e.text);
    json_t *objects = textfsm_result_json(r);
    expect_written(r, objects);
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(objects); i++) {
        json_t *row = json_array();
        const char *key;
        json_t *value;
        json_object_foreach(json_array_get(objects, i), key, value) json_array_append(row, value);
        json_array_append_new(list, row);
    }
    char *got = json_dumps(list, JSON_COMPACT), *want = quoted(rows);
    assert_string_equal(got, want);
    free(got);
    free(want);
    json_decref(list);
    json_decref(objects);
    textfsm_result_free(r);
    textfsm_free(t);
}

/* The template is refused at a line, with a sentence that holds `what`. */
static inline void expect_refused(const char *template, int line, const char *what)
{
    struct err e = {0};
    struct textfsm *t = textfsm_compile("t.textfsm", template, strlen(template), &e);
    if (t)
        fail_msg("accepted, should be refused with: %s", what);
    assert_int_equal(e.code, ERR_FORMAT);
    assert_string_equal(e.where, "t.textfsm");
    assert_holds(e.text, what);
    assert_int_equal(e.line, line);
}

/* The run ends with an error of the template's line `line`. */
static inline void expect_stopped(const char *template, const char *text, int code, int line,
                                  const char *what)
{
    struct err e = {0};
    struct textfsm *t = textfsm_compile("t.textfsm", template, strlen(template), &e);
    assert_non_null(t);
    assert_null(textfsm_run(t, text, strlen(text), &e));
    assert_int_equal(e.code, code);
    assert_string_equal(e.where, "t.textfsm");
    assert_int_equal(e.line, line);
    assert_holds(e.text, what);
    textfsm_free(t);
}

#endif
