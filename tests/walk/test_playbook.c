/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"
#include "walk/lint.h"

/* All complaints about a playbook, its file name cut off, one a line. */
static char *complaints(const char *text)
{
    struct err e = {0};
    struct pack *pack = mini_pack();
    json_t *problems = json_array();
    char *file = mini_file(text, ".json"), *out = mem_dup("");
    int rc = playbook_lint(pack, file, problems, &e);
    assert_int_equal(e.code, ERR_NONE);
    assert_int_equal(rc, json_array_size(problems) ? ERR_FORMAT : ERR_NONE);
    for (size_t i = 0; i < json_array_size(problems); i++) {
        const char *line = json_string_value(json_array_get(problems, i));
        assert_memory_equal(line, file, strlen(file));
        char *longer = mem_printf("%s%s%s", out, i ? "\n" : "", line + strlen(file) + 1);
        free(out);
        out = longer;
    }
    unlink(file);
    free(file);
    json_decref(problems);
    pack_free(pack);
    return out;
}

static void assert_complaints(const char *text, const char *want)
{
    char *got = complaints(text);
    assert_string_equal(got, want);
    free(got);
}

/* The complaint about one step, without its line and "/steps/0". */
static void assert_step(const char *step, const char *want)
{
    char *text = mem_printf("{'id':'b','title':'B','platform':'mini','steps':[%s]}", step);
    char *got = complaints(text);
    assert_holds(got, want);
    free(got);
    free(text);
}

static void test_good(void **state)
{
    (void)state;
    struct err e = {0};
    struct pack *pack = mini_pack();
    struct playbook *p = playbook_load(pack, "tiny", &e);
    assert_non_null(p);
    assert_string_equal(playbook_id(p), "tiny");
    assert_int_equal(playbook_step_count(p), 1);
    const struct playbook_step *s = playbook_step(p, 0);
    assert_string_equal(s->id, "sa");
    assert_int_equal(s->risk, RISK_READ);
    assert_true(s->proves);
    assert_int_equal(s->run_count, 1);
    assert_true(s->run[0].on[SIDE_A] && s->run[0].on[SIDE_B]);
    assert_int_equal(s->check_count, 2);
    assert_int_equal(s->checks[0].kind, CHECK_FAIL);
    assert_string_equal(s->checks[0].cause, "link-down");
    assert_int_equal(s->next[VERDICT_PASS], -1);
    assert_int_equal(playbook_tunnel_program(p), -1);
    playbook_free(p);
    json_t *problems = json_array();
    assert_int_equal(playbook_lint(pack, "tiny", problems, &e), ERR_NONE);
    assert_int_equal(json_array_size(problems), 0);
    assert_int_equal(lint_pack(pack, problems, &e), ERR_NONE);
    assert_int_equal(json_array_size(problems), 0);
    json_decref(problems);
    json_t *list = pack_playbooks(pack, &e);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_str(json_array_get(list, 0), "title", ""), "A tiny playbook");
    json_decref(list);
    pack_free(pack);
}

static void test_missing(void **state)
{
    (void)state;
    struct err e = {0};
    struct pack *pack = mini_pack();
    assert_null(playbook_load(pack, "no-such", &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_non_null(strstr(e.text, "no such playbook"));
    e = (struct err){0};
    assert_null(playbook_load(pack, "/tmp/nowhere/x.json", &e));
    assert_int_equal(e.code, ERR_IO);
    e = (struct err){0};
    assert_null(pack_load("tests/fixtures/pack", "none", &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    e = (struct err){0};
    assert_null(pack_load("tests/fixtures/pack", "../mini", &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    pack_free(pack);
}

static void test_shape(void **state)
{
    (void)state;
    assert_complaints("{", "1:1: is not valid JSON: string or '}' expected near end of file");
    assert_complaints("[]", "1: /: must be object, not array");
    assert_complaints("{'id': 'b',\n'title': 'B', 'platform': 'mini'}",
                      "1: /: \"steps\" is missing");
    assert_complaints("{'id': 'b', 'title': 'B', 'platform': 'mini',\n"
                      "'steps': [\n{'id': 'x', 'title': 'X', 'risk': 'rad',\n'chekcs': []}]}",
                      "3: /steps/0/risk: \"rad\" is none of \"read\", \"traffic\", \"debug\", "
                      "\"disruptive\", \"config\"\n"
                      "4: /steps/0/chekcs: is not known here; is \"checks\" meant?");
    assert_complaints("{'id': 'b', 'title': 'B', 'platform': 'mini',\n"
                      "'steps': [\n{'id': 'x', 'title': 'X', 'risk': 'read', 'checks': [\n"
                      "{'fail_if': '.', 'pass_if': '.'},\n{'cause': 'late'}]}]}",
                      "4: /steps/0/checks/0: needs exactly one of fail_if, warn_if, pass_if\n"
                      "5: /steps/0/checks/1: needs exactly one of fail_if, warn_if, pass_if");
}

static void test_names(void **state)
{
    (void)state;
    assert_complaints("{'id': 'b', 'title': 'B', 'platform': 'ios',\n"
                      "'tunnel': {'after': 'none', 'find': '.'},\n"
                      "'steps': [\n{'id': 'x', 'title': 'X', 'risk': 'read',\n"
                      "'next': {'pass': 'y',\n 'fail': 'end'}},\n"
                      "{'id': 'x', 'title': 'X', 'risk': 'read'},\n"
                      "{'id': 'End', 'title': 'X', 'risk': 'read'}\n]}",
                      "5: /steps/0/next/pass: there is no step \"y\"\n"
                      "2: /tunnel/after: there is no step \"none\"\n"
                      "1: /platform: is \"ios\", but the pack is \"mini\"\n"
                      "7: /steps/1/id: a step \"x\" is there already\n"
                      "8: /steps/2/id: \"End\" is no step id: small letters, digits and -, and not "
                      "\"end\"");
    assert_step("{'id':'end','title':'X','risk':'read'}", "/steps/0/id: \"end\" is no step id");
    assert_step("{'id':'x','title':'X','risk':'read','next':{'pass':'end','fail':'end',"
                "'warn':'end','unknown':'end','skipped':'end'}},"
                "{'id':'y','title':'Y','risk':'read'}",
                "/steps/1: no other step leads to \"y\"");
}

static void test_commands(void **state)
{
    (void)state;
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'show sa','facts':'me'}]}",
                "/steps/0/run/0/facts: \"me\" is no name for facts");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'show sa','facts':'sa_before'}]}",
                "\"sa_before\" is no name for facts");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'show nothing','facts':'x'}]}",
                "/steps/0/run/0/command: no template of the pack is for this command");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'show sa','append':true}]}",
                "/steps/0/run/0: \"append\" needs \"facts\"");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'show sa','timeout_s':9,'limit_s':5}]}",
                "/steps/0/run/0: \"limit_s\" ends a command before its \"timeout_s\" is over");
    assert_step("{'id':'x','title':'X','risk':'read','timeout_s':9,"
                "'run':[{'on':'both','command':'show sa','limit_s':5}]}",
                "/steps/0/run/0: \"limit_s\" ends a command before its \"timeout_s\" is over");
    assert_step("{'id':'x','title':'X','risk':'read','timeout_s':9,'limit_s':5,"
                "'run':[{'on':'both','command':'show sa'}]}",
                "/steps/0: \"limit_s\" ends a command before its \"timeout_s\" is over");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'both','command':'debug all'}]}",
                "/steps/0/run/0/command: is debug in a step that says it is only read");
    assert_step("{'id':'x','title':'X','risk':'debug',"
                "'run':[{'on':'a','command':'debug all'}],"
                "'finally':[{'on':'a','command':'undebug all'}]}",
                "\"finally\" must run \"undebug all\" on both");
    assert_step("{'id':'x','title':'X','risk':'debug',"
                "'run':[{'on':'a','command':'configure terminal'}]}",
                "/steps/0/run/0/command: is config in a step that says it is only debug");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'a','command':'show sa | redirect tftp://192.0.2.1/x'}]}",
                "/steps/0/run/0/command: is config in a step that says it is only read");
    assert_step("{'id':'x','title':'X','risk':'traffic',"
                "'run':[{'on':'a','command':'erase flash:'}]}",
                "no rule of safety.json knows \"erase flash:\", so it counts as disruptive; the "
                "step says it is only traffic");
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'run':[{'on':'a','command':'\\\\(.me.word) sa'}]}",
                "so it counts as disruptive; the step says it is only read");
    /* Nothing is harmless once a line has led into configuration mode, on that side. */
    assert_step("{'id':'x','title':'X','risk':'read',"
                "'finally':[{'on':'a','command':'show sa'},{'on':'a','command':'clear sa'}]}",
                "/steps/0/finally/1/command: is disruptive in a step that says it is only read");
}

static void test_checks(void **state)
{
    (void)state;
    assert_step("{'id':'x','title':'X','risk':'read','checks':[{'fail_if':'.','cause':'unheard'},"
                "{'pass_if':'.'}]}",
                "/steps/0/checks/0/cause: causes.json has no cause \"unheard\"");
    assert_step("{'id':'x','title':'X','risk':'read','checks':[{'fail_if':'.'}]}",
                "/steps/0/checks: without a pass_if the step can never pass");
    assert_step("{'id':'x','title':'X','risk':'read','proves':true}",
                "/steps/0/proves: a step without a pass_if proves nothing");
}

static void test_jq(void **state)
{
    (void)state;
    assert_complaints("{'id': 'b', 'title': 'B', 'platform': 'mini',\n"
                      "'steps': [\n{'id': 'x', 'title': 'X', 'risk': 'read',\n'checks': [\n"
                      "{'fail_if': '.a | nosuch'},\n"
                      "{'pass_if': [\n'.a',\n'| .b[',\n'| .c']}],\n"
                      "'run': [{'on': 'a', 'command': 'show \\\\(.x'}]}]}",
                      "10: /steps/0/run/0/command: jq: syntax error, unexpected QQSTRING_START\n"
                      "5: /steps/0/checks/0/fail_if: jq: nosuch/0 is not defined\n"
                      "9: /steps/0/checks/1/pass_if: jq: syntax error, unexpected '|'");
    struct err e = {0};
    struct pack *pack = mini_pack();
    char *file = mini_file("{'id': 'b', 'title': 'B', 'platform': 'mini',\n"
                           "'steps': [\n{'id': 'x', 'title': 'X', 'risk': 'read',\n'checks': [\n"
                           "{'fail_if': '.a | nosuch'},{'pass_if': '.'}]}]}",
                           ".json");
    assert_null(playbook_load(pack, file, &e));
    assert_string_equal(e.where, file);
    assert_int_equal(e.line, 5);
    assert_string_equal(e.text, "/steps/0/checks/0/fail_if: jq: nosuch/0 is not defined");
    struct err later = {0};
    struct playbook *p = playbook_load_lazily(pack, file, &later);
    assert_non_null(p);
    assert_int_equal(playbook_compile(p, &later), ERR_FORMAT);
    assert_string_equal(later.text, e.text);
    playbook_free(p);
    unlink(file);
    free(file);
    pack_free(pack);
}

static void test_samples(void **state)
{
    (void)state;
    static const char STEP[] =
        "{'id': 'x', 'title': 'X', 'risk': 'read', 'checks': ["
        "{'fail_if': 'down', 'cause': 'link-down'}, {'pass_if': 'up'}], 'samples': [\n"
        "{'name': 'one', 'facts': {'a': {'sa': [{'state': '%s'}]}}, 'verdict': '%s',"
        " 'causes': [%s]}]}";
    static const struct {
        const char *state, *verdict, *causes, *want;
    } CASES[] = {
        {"down", "fail", "'link-down'", ""},
        {"up", "pass", "", ""},
        {"odd", "unknown", "", ""},
        {"down", "pass", "'link-down'", "the sample \"one\" gives fail, not pass: A link is down."},
        {"up", "pass", "'late'", "the sample should find the cause \"late\" and does not"},
        {"down", "fail", "", "the sample finds the cause \"link-down\" and should not"},
        {"up", "fail", "", "the sample \"one\" gives pass, not fail"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char step[600];
        snprintf(step, sizeof step, STEP, CASES[i].state, CASES[i].verdict, CASES[i].causes);
        if (*CASES[i].want)
            assert_step(step, CASES[i].want);
        char *text = mem_printf("{'id':'b','title':'B','platform':'mini','steps':[%s]}", step);
        if (!*CASES[i].want)
            assert_complaints(text, "");
        free(text);
    }
}

/* What passes with both ends must accuse nobody when only one is there. */
static void test_samples_alone(void **state)
{
    (void)state;
    static const char STEP[] =
        "{'id': 'x', 'title': 'X', 'risk': 'read', 'checks': ["
        "{'fail_if': 'select(.a.sa != .b.sa) | {peer: \\'both\\', evidence: []}',"
        " 'cause': 'link-down'%s}, {'pass_if': 'up'}], 'samples': [\n"
        "{'name': 'one', 'facts': {'a': {'sa': [{'state': 'up', '_at': {}}]},"
        " 'b': {'sa': [{'state': 'up', '_at': {}}]}}, 'verdict': 'pass'}]}";
    char step[600];
    snprintf(step, sizeof step, STEP, "");
    assert_step(step,
                "the sample \"one\" fails when only one end is there: A link is down.: a check "
                "that compares both ends has \"needs\": \"both\"");
    snprintf(step, sizeof step, STEP, ", 'needs': 'both'");
    char *text = mem_printf("{'id':'b','title':'B','platform':'mini','steps':[%s]}", step);
    assert_complaints(text, "");
    free(text);
}

/* Lint a file of another kind; its complaints without the file name. */
static void assert_lint(const char *text, const char *suffix, const char *want)
{
    struct err e = {0};
    struct pack *pack = mini_pack();
    json_t *problems = json_array();
    char *file = mini_file(text, suffix);
    lint_file(pack, file, problems, &e);
    const char *got = json_string_value(json_array_get(problems, 0));
    got = got && strncmp(got, file, strlen(file)) == 0 ? got + strlen(file) + 1 : got;
    assert_string_equal(got ? got : "", want);
    unlink(file);
    free(file);
    json_decref(problems);
    pack_free(pack);
}

static void test_other_files(void **state)
{
    (void)state;
    assert_lint("{'causes': [\n{'id': 'x'}]}", ".json", "2: /causes/0: \"title\" is missing");
    assert_lint("{'causes': [{'id': 'x', 'title': 'X', 'what': 'w', 'rank': 1, 'confirm': [],\n"
                "'fix': ['a', \n'b \\\\(nosuch)']}]}",
                ".json", "3: /causes/0/fix/1: jq: nosuch/0 is not defined");
    assert_lint("{'signatures': [\n{'id': 'x', 'match': '^A', 'meaning': 'm', 'cause': 'none'}]}",
                ".json", "2: /signatures/0/cause: causes.json has no cause \"none\"");
    assert_lint("[{'name': 'x', 'command': 'show', 'input': 'text', 'rows': []}]", ".samples.json",
                "1: /0/input: must be array, not string");
    assert_lint("def ok: down;\ndef bad: nosuch;\n", ".jq", "2: jq: nosuch/0 is not defined");
    assert_lint("def ok: down;\n", ".jq", "");
    assert_lint("no: template\n", ".textfsm", "1: No Value definitions found: \"no: template\".");
    struct err e = {0};
    struct pack *pack = mini_pack();
    assert_int_equal(lint_file(pack, "/nowhere/x.json", NULL, &e), ERR_NOT_FOUND);
    pack_free(pack);
}

/* All that is shipped is without fault, samples included. */
static void test_shipped(void **state)
{
    (void)state;
    struct err e = {0};
    struct pack *pack = pack_load(".", "ios", &e);
    if (!pack)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    json_t *problems = json_array();
    lint_pack(pack, problems, &e);
    if (json_array_size(problems) > 0)
        fail_msg("%s", json_string_value(json_array_get(problems, 0)));
    assert_int_equal(e.code, ERR_NONE);
    json_decref(problems);
    pack_free(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_jq),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_samples_alone),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
