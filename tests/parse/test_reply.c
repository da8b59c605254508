/* SPDX-License-Identifier: ISC */
/* What a reply amounts to: ok, partial, empty, error; and templates that are merged. */
#include "tests/parse/template_dir.h"

#include "base/json.h"
#include "tests/base/quoted.h"

static const char INDEX[] = "Template, Hostname, Platform, Command\n"
                            "pairs.textfsm, .*, cisco_ios, show pairs\n"
                            "strict.textfsm, .*, cisco_ios, show strict\n"
                            "route.textfsm, .*, cisco_ios, show route\n"
                            "loose.textfsm, .*, cisco_ios, show loose\n"
                            "pairs.textfsm:more.textfsm, .*, cisco_ios, show both\n"
                            "left.textfsm:right.textfsm, .*, cisco_ios, show rows\n"
                            "pairs.textfsm:left.textfsm, .*, cisco_ios, show odd\n"
                            "pairs.textfsm:side.textfsm, .*, cisco_ios, show half\n"
                            "broken.textfsm, .*, cisco_ios, show broken\n"
                            "slow.textfsm, .*, cisco_ios, show slow\n"
                            "missing.textfsm, .*, cisco_ios, show missing\n";

struct fixture {
    struct template_dir dir;
    struct template_index *ix;
};

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    struct template_dir *d = &f->dir;
    template_dir_init(d);
    template_dir_write(d, "index", INDEX);
    template_dir_write(d, "pairs.textfsm",
                       "Value Key NAME ([a-z]+)\nValue NUMBER (\\d+)\n\nStart\n"
                       "  ^${NAME} ${NUMBER}$$ -> Record\n  ^NAME\n\nEOF\n");
    template_dir_write(d, "more.textfsm",
                       "Value Key NAME ([a-z]+)\nValue NUMBER (\\d+)\nValue List COLOUR (\\S+)\n\n"
                       "Start\n  ^${NAME}: -> Continue\n  ^\\S+: ${COLOUR} -> Record\n\nEOF\n");
    template_dir_write(d, "strict.textfsm",
                       "Value NAME ([a-z]+)\n\nStart\n  ^${NAME}$$ -> Record\n  ^$$\n"
                       "  ^. -> Error \"LINE NOT FOUND\"\n");
    template_dir_write(d, "route.textfsm",
                       "Value NETWORK (\\S+)\nValue MISSING (not in table)\n\nStart\n"
                       "  ^Routing entry for ${NETWORK} -> Record\n"
                       "  ^% (?:Subnet|Network) ${MISSING} -> Record\n\nEOF\n");
    template_dir_write(d, "loose.textfsm",
                       "Value NAME ([a-z]+)\n\nStart\n  ^name ${NAME} -> Record\n  ^.*\n\nEOF\n");
    template_dir_write(d, "left.textfsm", "Value L (l\\d)\n\nStart\n  ^${L} -> Record\n\nEOF\n");
    template_dir_write(d, "right.textfsm",
                       "Value R (r\\d)\n\nStart\n  ^l. ${R} -> Record\n\nEOF\n");
    template_dir_write(d, "side.textfsm",
                       "Value SIDE (s\\d)\n\nStart\n  ^${SIDE} -> Record\n\nEOF\n");
    template_dir_write(d, "broken.textfsm", "Value A (x)\n\nStart\n  ^${B}\n");
    template_dir_write(d, "slow.textfsm", "Value A (x)\n\nStart\n  ^(?:-*)(-*)*(\\1-*)*(-*)*$$\n");
    f->ix = template_dir_load(d);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    template_index_free(f->ix);
    template_dir_fini(&f->dir);
    free(f);
    return 0;
}

/* A value is this JSON with ' for ", members in the same order. */
static void expect_json(const json_t *value, const char *text)
{
    json_t *wanted = quoted_value(text);
    char *got = json_dumps(value, JSON_COMPACT), *want = json_dumps(wanted, JSON_COMPACT);
    assert_string_equal(got, want);
    free(got);
    free(want);
    json_decref(wanted);
}

/* Printed at once it is the same. */
static void expect_printed(struct fixture *f, const char *command, const char *text,
                           const struct parsed_reply *r)
{
    struct printed_reply printed;
    char *got = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&got, &len);
    assert_non_null(to);
    struct span whole = {text, strlen(text)};
    assert_int_equal(reply_print(&printed, f->ix, command, whole, to, NULL), ERR_NONE);
    fclose(to);
    char *wanted = json_dumps(r->rows, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    assert_string_equal(got, wanted);
    assert_int_equal(printed.status, r->status);
    assert_int_equal(printed.unmatched, json_array_size(r->unmatched));
    free(wanted);
    free(got);
}

/* Parse and compare status, rows and unmatched lines. */
static void expect_reply(struct fixture *f, const char *command, const char *text,
                         const char *status, const char *rows, const char *unmatched)
{
    struct parsed_reply r;
    struct err e = {0};
    if (parsed_reply_init(&r, f->ix, command, text, strlen(text), &e) != ERR_NONE)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    assert_string_equal(reply_status_name(r.status), status);
    expect_json(r.rows, rows);
    expect_json(r.unmatched, unmatched);
    assert_int_equal(json_array_size(r.spans), json_array_size(r.rows));
    expect_printed(f, command, text, &r);
    parsed_reply_fini(&r);
}

static void known_lines_are_ok(void **state)
{
    expect_reply(*state, "show pairs", "NAME NUMBER\na 1\n\nb 2\n", "ok",
                 "[{'name':'a','number':'1'},{'name':'b','number':'2'}]", "[]");
}

static void unknown_lines_make_it_partial(void **state)
{
    expect_reply(*state, "show pairs", "a 1\nwhat is this\n", "partial",
                 "[{'name':'a','number':'1'}]", "[{'line':2,'text':'what is this'}]");
}

static void nothing_is_empty(void **state)
{
    expect_reply(*state, "show pairs", "NAME NUMBER\n\n", "empty", "[]", "[]");
    expect_reply(*state, "show pairs", "", "empty", "[]", "[]");
}

static void strict_templates_keep_their_rows(void **state)
{
    expect_reply(*state, "show strict", "a\n?? 1\nb\n", "partial", "[{'name':'a'},{'name':'b'}]",
                 "[{'line':2,'text':'?? 1'}]");
}

static void error_replies_are_errors(void **state)
{
    static const char invalid[] = "         ^\n% Invalid input detected at '^' marker.\n\n";
    static const char lines[] =
        "[{'line':2,'text':'% Invalid input detected at \\u0027^\\u0027 marker.'}]";
    expect_reply(*state, "show pairs", invalid, "error", "[]", lines);
    expect_reply(*state, "show strict", invalid, "error", "[]", lines);
    /* A rule for any line does not make it a reply. */
    expect_reply(*state, "show loose", invalid, "error", "[]", lines);
    expect_reply(*state, "show route", invalid, "error", "[]", lines);
    expect_reply(*state, "show pairs",
                 "Translating \"pears\"...domain server (255.255.255.255)\n% Unknown command\n",
                 "error", "[]", "[{'line':2,'text':'% Unknown command'}]");
}

static void a_line_the_template_asks_for_is_no_error(void **state)
{
    expect_reply(*state, "show route", "% Subnet not in table\n", "ok",
                 "[{'network':'','missing':'not in table'}]", "[]");
    expect_reply(*state, "show route", "% Network not in table\n", "ok",
                 "[{'network':'','missing':'not in table'}]", "[]");
}

static void an_error_line_among_rows_is_not_all(void **state)
{
    expect_reply(*state, "show pairs", "a 1\n% Something else\n", "partial",
                 "[{'name':'a','number':'1'}]", "[{'line':2,'text':'% Something else'}]");
    /* Without any row it is what the reply says. */
    expect_reply(*state, "show loose", "Building...\n% Failed\n", "error", "[]",
                 "[{'line':2,'text':'% Failed'}]");
    /* A log line is no error reply. */
    expect_reply(*state, "show loose", "%SYS-5-CONFIG_I: Configured\nname a\n", "ok",
                 "[{'name':'a'}]", "[]");
}

static void spans_tell_the_lines(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "NAME\r\na 1\r\n\r\nb 2\r\n";
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, f->ix, "show pairs", text, strlen(text), NULL), 0);
    json_t *meta = parsed_reply_meta(&r);
    expect_json(meta, "{'status':'ok','template':'pairs.textfsm','rows':[{'name':'a',"
                      "'number':'1'},{'name':'b','number':'2'}],'spans':[{'first':2,"
                      "'last':2,'fields':{'name':2,'number':2}},{'first':4,'last':4,"
                      "'fields':{'name':4,'number':4}}],'unmatched':[]}");
    json_decref(meta);
    parsed_reply_fini(&r);
}

static void joined_templates_merge_on_their_keys(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "a 1\nb 2\nc 3\nc: red\na: blue\n?\n";
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, f->ix, "show both", text, strlen(text), NULL), 0);
    expect_json(r.rows, "[{'name':'a','number':'1','colour':['blue']},"
                        "{'name':'b','number':'2','colour':''},"
                        "{'name':'c','number':'3','colour':['red']}]");
    /* The span grows with the lines of the other template. */
    expect_json(json_array_get(r.spans, 0),
                "{'first':1,'last':5,'fields':{'name':1,'number':1,'colour':5}}");
    /* Only a line that neither knows is unknown. */
    expect_json(r.unmatched, "[{'line':6,'text':'?'}]");
    assert_string_equal(r.template_name, "pairs.textfsm:more.textfsm");
    parsed_reply_fini(&r);
}

static void without_keys_rows_are_paired(void **state)
{
    expect_reply(*state, "show rows", "l1 r1\nl2\nl3 r2\n", "ok",
                 "[{'l':'l1','r':'r1'},{'l':'l2','r':'r2'},"
                 "{'l':'l3','r':''}]",
                 "[]");
}

#define TEN "abcdefghij"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

/* Of a longer line a terminal makes lines of 80 characters; what was understood stays as it is. */
static void lines_that_a_terminal_broke_are_joined(void **state)
{
    struct fixture *f = *state;
    static const char broken[] = "a 1\n" SEVENTY TEN "\n" TEN " 22\n" SEVENTY "kkkkkk 55\nb 3\n";
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, f->ix, "show pairs", broken, strlen(broken), NULL), 0);
    assert_int_equal(r.status, REPLY_STATUS_OK);
    expect_json(r.rows, "[{'name':'a','number':'1'},"
                        "{'name':'" SEVENTY TEN TEN "','number':'22'},"
                        "{'name':'" SEVENTY "kkkkkk','number':'55'},"
                        "{'name':'b','number':'3'}]");
    expect_json(json_array_get(r.spans, 1), "{'first':2,'last':3,'fields':{'name':2,'number':2}}");
    expect_json(json_array_get(r.spans, 3), "{'first':5,'last':5,'fields':{'name':5,'number':5}}");
    expect_printed(f, "show pairs", broken, &r);
    parsed_reply_fini(&r);
}

static void lines_are_joined_only_if_that_helps(void **state)
{
    /* 80 characters of their own accord; a longer line says that no terminal was that narrow. */
    expect_reply(*state, "show pairs", SEVENTY "kkkkkkk 55\nb 3\n?\n", "partial",
                 "[{'name':'" SEVENTY "kkkkkkk','number':'55'},"
                 "{'name':'b','number':'3'}]",
                 "[{'line':3,'text':'?'}]");
    expect_reply(*state, "show pairs", SEVENTY TEN "\nb 3\n" SEVENTY TEN "k 4\n", "partial",
                 "[{'name':'b','number':'3'},"
                 "{'name':'" SEVENTY TEN "k','number':'4'}]",
                 "[{'line':1,'text':'" SEVENTY TEN "'}]");
    expect_reply(*state, "show pairs", SEVENTY TEN "\n?\na 1\n", "partial",
                 "[{'name':'a','number':'1'}]",
                 "[{'line':1,'text':'" SEVENTY TEN "'},{'line':2,'text':'?'}]");
}

/* A key that one of them lacks matters only where there are rows to join. */
static void a_missing_key_needs_rows(void **state)
{
    expect_reply(*state, "show odd", "", "empty", "[]", "[]");
    expect_reply(*state, "show half", "a 1\nb 2\n", "ok",
                 "[{'name':'a','number':'1','side':''},"
                 "{'name':'b','number':'2','side':''}]",
                 "[]");
}

static void expect_failure(struct fixture *f, const char *command, const char *text, int code,
                           const char *what)
{
    struct parsed_reply r;
    struct err e = {0};
    char shown[1200];
    assert_int_equal(parsed_reply_init(&r, f->ix, command, text, strlen(text), &e), code);
    assert_int_equal(e.code, code);
    if (!strstr(err_format(&e, shown, sizeof shown), what))
        fail_msg("'%s' does not hold '%s'", shown, what);
    assert_int_equal(json_array_size(r.rows), 0);
    parsed_reply_fini(&r);
}

static void failures_of_the_template_are_told(void **state)
{
    expect_failure(*state, "show broken", "x\n", ERR_FORMAT,
                   "broken.textfsm:4: Duplicate or invalid");
    expect_failure(*state, "show missing", "x\n", ERR_IO, "missing.textfsm");
    expect_failure(*state, "show odd", "a 1\nl1\n", ERR_FORMAT, "Key value \"name\"");
    expect_failure(*state, "show slow", "------------------------------------------------------x\n",
                   ERR_LIMIT, "slow.textfsm:4:");
    expect_failure(*state, "show nothing", "x\n", ERR_NOT_FOUND, "show nothing");
}

static void an_unknown_command_may_still_be_refused(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "% Incomplete command.\n";
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, f->ix, "show x", text, strlen(text), NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(r.status, REPLY_STATUS_ERROR);
    assert_null(r.template_name);
    parsed_reply_fini(&r);
}

static void a_template_file_can_be_named(void **state)
{
    struct fixture *f = *state;
    struct parsed_reply r;
    struct err e = {0};
    char *path = file_join(f->dir.path, "pairs.textfsm");
    assert_int_equal(parsed_reply_with(&r, path, "a 1\n", 4, &e), ERR_NONE);
    expect_json(r.rows, "[{'name':'a','number':'1'}]");
    assert_string_equal(r.template_name, path);
    parsed_reply_fini(&r);
    free(path);
    assert_int_equal(parsed_reply_with(&r, "/tmp/peerwalk-no.textfsm", "a 1\n", 4, &e), ERR_IO);
    assert_int_equal(e.code, ERR_IO);
    parsed_reply_fini(&r);
}

/* With one in front: "show pairs" without NUMBER, "show strict" with more, "show new" alone. */
static void load_front(struct template_dir *d, struct template_index *ix)
{
    template_dir_init(d);
    template_dir_write(d, "index",
                       "Template, Command\nless.textfsm, show pairs\nmore.textfsm, show strict\n"
                       "less.textfsm, show new\nnone.textfsm, show loose\n");
    template_dir_write(d, "less.textfsm", "Value NAME (\\w+)\n\nStart\n  ^${NAME} -> Record\n");
    template_dir_write(
        d, "more.textfsm",
        "Value NAME (\\w+)\nValue REST (.*)\n\nStart\n  ^${NAME} ${REST} -> Record\n");
    template_index_prepend(ix, template_dir_load(d));
}

static void expect_template(struct template_index *ix, const char *command, const char *name)
{
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, ix, command, "a 1\n", 4, NULL), ERR_NONE);
    assert_string_equal(r.template_name, name);
    parsed_reply_fini(&r);
}

static void a_front_without_the_fields_replaces_nothing(void **state)
{
    (void)state;
    struct template_dir d;
    struct fixture *f;
    struct parsed_reply r;
    setup((void **)&f);
    load_front(&d, f->ix);
    expect_template(f->ix, "show pairs", "less.textfsm");
    assert_int_equal(parsed_reply_init(&r, f->ix, "show loose", "", 0, NULL), ERR_IO);
    parsed_reply_fini(&r);
    template_index_keep_fields(f->ix);
    expect_template(f->ix, "show pairs", "pairs.textfsm");
    expect_template(f->ix, "show strict", "more.textfsm");
    expect_template(f->ix, "show new", "less.textfsm");
    expect_template(f->ix, "show loose", "loose.textfsm");
    template_dir_fini(&d);
    teardown((void **)&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_lines_are_ok),
        cmocka_unit_test(unknown_lines_make_it_partial),
        cmocka_unit_test(nothing_is_empty),
        cmocka_unit_test(strict_templates_keep_their_rows),
        cmocka_unit_test(error_replies_are_errors),
        cmocka_unit_test(a_line_the_template_asks_for_is_no_error),
        cmocka_unit_test(an_error_line_among_rows_is_not_all),
        cmocka_unit_test(spans_tell_the_lines),
        cmocka_unit_test(joined_templates_merge_on_their_keys),
        cmocka_unit_test(without_keys_rows_are_paired),
        cmocka_unit_test(lines_that_a_terminal_broke_are_joined),
        cmocka_unit_test(lines_are_joined_only_if_that_helps),
        cmocka_unit_test(a_missing_key_needs_rows),
        cmocka_unit_test(failures_of_the_template_are_told),
        cmocka_unit_test(an_unknown_command_may_still_be_refused),
        cmocka_unit_test(a_template_file_can_be_named),
        cmocka_unit_test(a_front_without_the_fields_replaces_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
