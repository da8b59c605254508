/* SPDX-License-Identifier: ISC */
/* The samples beside the templates, and what is said of bad ones. */
#include "tests/parse/template_dir.h"

static const char TEMPLATE[] =
    "Value A ([a-z]+)\nValue List B (\\d)\n\nStart\n  ^${A} ${B} -> Record\n"
    "\nEOF\n";

/* The problems of an index with one template a.textfsm; `samples` may be NULL for no file. */
static void expect_problems(const char *rows, const char *samples, const char *const *wanted,
                            size_t count)
{
    struct template_dir d;
    template_dir_init(&d);
    char *index = mem_printf("Template, Hostname, Platform, Command\n%s", rows);
    template_dir_write(&d, "index", index);
    template_dir_write(&d, "a.textfsm", TEMPLATE);
    template_dir_write(&d, "bad.textfsm", "Value A (x)\n\nStart\n  ^${B}\n");
    if (samples)
        template_dir_write(&d, "a.samples.json", samples);
    struct template_index *ix = template_dir_load(&d);
    json_t *problems = json_array();
    struct err e = {0};
    assert_int_equal(template_index_check(ix, problems, &e), ERR_NONE);
    for (size_t i = 0; i < count && i < json_array_size(problems); i++) {
        const char *got = json_string_value(json_array_get(problems, i));
        if (!strstr(got, wanted[i]))
            fail_msg("'%s' does not hold '%s'", got, wanted[i]);
    }
    assert_int_equal(json_array_size(problems), count);
    json_decref(problems);
    template_index_free(ix);
    template_dir_fini(&d);
    free(index);
}

#define ROW "a.textfsm, .*, cisco_ios, show a\n"
#define PROBLEMS(...)                                                                              \
    (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static void good_samples_pass(void **state)
{
    (void)state;
    expect_problems(ROW ROW,
                    "[{\"name\":\"one\",\"command\":\"sh a\",\"input\":[\"x 1\",\"y 2\"],"
                    "\"rows\":[{\"b\":[\"1\"]},{\"a\":\"y\",\"b\":[\"2\"]}],\"status\":\"ok\"},"
                    "{\"name\":\"none\",\"command\":\"show a\",\"input\":[],\"rows\":[]}]",
                    NULL, 0);
}

static void wrong_rows_are_told(void **state)
{
    (void)state;
    expect_problems(
        ROW,
        "[{\"name\":\"one\",\"command\":\"show a\",\"input\":[\"x 1\"],"
        "\"rows\":[{\"a\":\"y\",\"c\":\"\"}],\"status\":\"empty\"},"
        "{\"command\":\"show a\",\"input\":[\"x 1\"],\"rows\":[]}]",
        PROBLEMS("a.samples.json: sample \"one\": row 1: \"a\" is \"x\", should be \"y\"",
                 "sample \"one\": row 1: the template has no value \"c\"",
                 "sample \"one\": the status is ok, should be empty",
                 "sample \"2\": gives 1 rows, should give 0"));
}

static void samples_must_be_there(void **state)
{
    (void)state;
    expect_problems(ROW, NULL, PROBLEMS("a.samples.json: is missing"));
    expect_problems(ROW, "[]", PROBLEMS("at least one sample"));
    expect_problems(ROW, "{}", PROBLEMS("at least one sample"));
    expect_problems(ROW, "[", PROBLEMS("a.samples.json:1"));
    expect_problems(ROW, "[{\"name\":\"x\"}]", PROBLEMS("sample \"x\": must have \"command\""));
}

static void commands_must_lead_to_the_template(void **state)
{
    (void)state;
    expect_problems(ROW, "[{\"name\":\"x\",\"command\":\"ping\",\"input\":[],\"rows\":[]}]",
                    PROBLEMS("No template is known for \"ping\""));
}

static void every_template_must_compile(void **state)
{
    (void)state;
    static const char good[] = "[{\"command\":\"show a\",\"input\":[],\"rows\":[]}]";
    expect_problems(ROW "bad.textfsm, .*, cisco_ios, show bad\n"
                        "no.textfsm, .*, cisco_ios, show no\n"
                        "too, many, cells, in, a, row\n",
                    good,
                    PROBLEMS("index:5: the row does not have 4 columns",
                             "bad.textfsm:4: Duplicate or invalid variable substitution",
                             "no.textfsm: cannot be opened"));
}

static void an_index_without_rows_cannot_be_checked(void **state)
{
    (void)state;
    struct template_dir d;
    struct err e = {0};
    template_dir_init(&d);
    template_dir_write(&d, "index", "Template, Hostname, Platform, Command\n");
    struct template_index *ix = template_dir_load(&d);
    json_t *problems = json_array();
    assert_int_equal(template_index_check(ix, problems, &e), ERR_NOT_FOUND);
    json_decref(problems);
    template_index_free(ix);
    template_dir_fini(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_samples_pass),
        cmocka_unit_test(wrong_rows_are_told),
        cmocka_unit_test(samples_must_be_there),
        cmocka_unit_test(commands_must_lead_to_the_template),
        cmocka_unit_test(every_template_must_compile),
        cmocka_unit_test(an_index_without_rows_cannot_be_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
