/* SPDX-License-Identifier: ISC */
#include "walk/schema.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "tests/base/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Load a schema from text with ' for "; its problems, when it is refused, go to `e`. */
static struct schema *load(const char *text, struct err *e)
{
    char path[] = "/tmp/peerwalk-schema-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    char *json = quoted(text);
    assert_int_equal(write(fd, json, strlen(json)), (ssize_t)strlen(json));
    close(fd);
    free(json);
    struct schema *s = schema_load(path, e);
    unlink(path);
    return s;
}

/* Check a text against a rule, both JSON with ' for "; all complaints, one a line. */
static char *complaints(const char *rule, const char *text)
{
    struct err e = {0};
    struct buf out = {0};
    char *schema = mem_printf("{'$defs': {'name': {'type': 'string'}, 'x': %s}}", rule);
    struct schema *s = load(schema, &e);
    if (!s)
        fail_msg("%s", e.text);
    char *json = quoted(text);
    json_t *value = quoted_value(text), *list = json_array();
    struct problems p = {.file = "f.json", .text = json, .list = list};
    size_t n = schema_check(s, "x", value, &p);
    assert_int_equal(n, json_array_size(list));
    for (size_t i = 0; i < n; i++)
        buf_printf(&out, "%s%s", i ? "\n" : "", json_string_value(json_array_get(list, i)));
    json_decref(list);
    json_decref(value);
    schema_free(s);
    free(json);
    free(schema);
    return buf_take(&out, NULL);
}

static void assert_complaints(const char *rule, const char *text, const char *want)
{
    char *got = complaints(rule, text);
    assert_string_equal(got, want);
    free(got);
}

static void test_types(void **state)
{
    (void)state;
    assert_complaints("{'type': 'integer'}", "3", "");
    assert_complaints("{'type': 'number'}", "3", "");
    assert_complaints("{'type': 'integer'}", "3.5", "f.json:1: /: must be integer, not number");
    assert_complaints("{'type': 'boolean'}", "true", "");
    assert_complaints("{'type': ['string', 'null']}", "null", "");
    assert_complaints("{'type': ['string', 'array']}", "{}",
                      "f.json:1: /: must be string or array, not object");
    assert_complaints("{'$ref': '#/$defs/name'}", "[]", "f.json:1: /: must be string, not array");
    assert_complaints("false", "1", "f.json:1: /: must not be here");
}

static void test_values(void **state)
{
    (void)state;
    assert_complaints("{'enum': ['a', 'b']}", "'b'", "");
    assert_complaints("{'enum': ['a', 'b']}", "'c'", "f.json:1: /: \"c\" is none of \"a\", \"b\"");
    assert_complaints("{'const': 1}", "2", "f.json:1: /: must be 1");
    assert_complaints("{'minLength': 1}", "''", "f.json:1: /: must not be empty");
    assert_complaints("{'minimum': 0, 'maximum': 1}", "0.5", "");
    assert_complaints("{'minimum': 0}", "-1", "f.json:1: /: must be at least 0");
    assert_complaints("{'maximum': 1}", "1.5", "f.json:1: /: must be at most 1");
}

static void test_objects(void **state)
{
    (void)state;
    static const char RULE[] = "{'type': 'object', 'required': ['id', 'title'],"
                               "'additionalProperties': false, 'properties':"
                               "{'id': {'type': 'string'}, 'title': {'type': 'string'}}}";
    assert_complaints(RULE, "{'id': 'a', 'title': 't'}", "");
    assert_complaints(RULE, "{\n 'id': 1,\n 'titel': 't',\n 'a/b~c': 0\n}",
                      "f.json:1: /: \"title\" is missing\n"
                      "f.json:2: /id: must be string, not integer\n"
                      "f.json:3: /titel: is not known here; is \"title\" meant?\n"
                      "f.json:4: /a~1b~0c: is not known here");
    assert_complaints("{'additionalProperties': {'type': 'string'}}", "{'x': 1}",
                      "f.json:1: /x: must be string, not integer");
}

static void test_arrays(void **state)
{
    (void)state;
    assert_complaints("{'minItems': 1}", "[]", "f.json:1: /: needs at least 1 entry");
    assert_complaints("{'uniqueItems': true}", "[1,\n2,\n1]", "f.json:3: /2: stands here twice");
    assert_complaints("{'items': {'type': 'string'}}", "['a',\n1]",
                      "f.json:2: /1: must be string, not integer");
    assert_complaints("{'oneOf': [{'required': ['x']}, {'required': ['y']}]}", "{'x': 1, 'y': 2}",
                      "f.json:1: /: needs exactly one of x, y");
    assert_complaints("{'oneOf': [{'required': ['x']}, {'required': ['y']}]}", "{'y': 2}", "");
}

static void test_refused(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(load("{'$defs': {'x': {\n'pattern': 'a'}}}", &e));
    assert_string_equal(e.text, "/$defs/x/pattern: \"pattern\" is not checked by peerwalk");
    assert_int_equal(e.line, 2);
    e = (struct err){0};
    assert_null(load("{'$defs': {'x': {'items': {'$ref': '#/$defs/y'}}}}", &e));
    assert_string_equal(e.text, "/$defs/x/items/$ref: refers to a definition that is not there");
    e = (struct err){0};
    assert_null(load("{", &e));
    assert_int_equal(e.code, ERR_FORMAT);
    e = (struct err){0};
    assert_null(schema_load("/nonexistent/schema.json", &e));
    assert_int_equal(e.code, ERR_IO);
}

static void test_deep(void **state)
{
    (void)state;
    char text[400] = "";
    memset(text, '[', 100);
    memset(text + 100, ']', 100);
    assert_complaints("{'items': {'$ref': '#/$defs/x'}}", "[[1]]", "");
    char *got = complaints("{'items': {'$ref': '#/$defs/x'}}", text);
    assert_non_null(strstr(got, "is nested too deeply"));
    free(got);
}

static void test_shipped(void **state)
{
    (void)state;
    struct err e = {0};
    struct schema *s = schema_load("playbooks/playbook.schema.json", &e);
    if (!s)
        fail_msg("%s", e.text);
    assert_true(schema_has(s, "playbook"));
    assert_true(schema_has(s, "samples"));
    assert_false(schema_has(s, "lesson"));
    schema_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),   cmocka_unit_test(test_values),
        cmocka_unit_test(test_objects), cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_deep),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
