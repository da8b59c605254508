/* SPDX-License-Identifier: ISC */
#include "report/report.h"

#include "tests/walk/mini.h"

#define STEP(id, rest)                                                                             \
    "{'id':'" id "','title':'Is it up?','guide':'3-9','risk':'read','proves':true,"                \
    "'run':[{'on':'both','command':'show sa','facts':'sa'}],"                                      \
    "'checks':[{'fail_if':'down','cause':'link-down'},{'pass_if':'up'}]" rest "}"

struct paper {
    char *text;
    size_t len;
    FILE *out;
};

static void paper_open(struct paper *p)
{
    p->out = open_memstream(&p->text, &p->len);
    assert_non_null(p->out);
}

/* What was printed; the paper is gone after. */
static char *paper_read(struct paper *p)
{
    fclose(p->out);
    return p->text;
}

static void a_step_is_a_line_when_it_ends(void **state)
{
    (void)state;
    struct mini *m = mini_new(STEP("one", "") "," STEP("two", ""), NULL, NULL);
    struct paper p;
    paper_open(&p);
    struct report lines = {.walk = m->walk, .out = p.out};
    walk_observe(m->walk, report_line, &lines);
    walk_start(m->walk);
    m->now += 300;
    mini_both(m, "show sa", "x is up\n");
    m->now += 1200;
    mini_both(m, "show sa", "x is down\n");
    char *text = paper_read(&p);
    assert_holds(text, "pass     one                  Is it up? (0.3 s)\n");
    assert_holds(text, "FAIL     two                  Is it up? (1.2 s)\n");
    free(text);
    mini_free(m);
}

static void the_finding_names_step_evidence_cause_and_fix(void **state)
{
    (void)state;
    struct mini *m = mini_start(STEP("one", ""), NULL, NULL);
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    mini_answer(m, SIDE_B, "show sa", "x is up\ny is down\n");
    struct paper p;
    paper_open(&p);
    report_text(m->walk, p.out);
    char *text = paper_read(&p);
    assert_holds(text, "\nFailing step: one - Is it up? (guide page 3-9)\n");
    assert_holds(text, "[link-down], peer b CE2, confidence 90 %\n");
    assert_holds(text, "  Evidence\n    b CE2 show sa:2: y is down\n");
    assert_holds(text, "  Fix\n    ");
    free(text);
    mini_free(m);
}

static void passing_is_said_plainly(void **state)
{
    (void)state;
    struct mini *m = mini_start(STEP("one", ""), NULL, NULL);
    mini_both(m, "show sa", "x is up\n");
    struct paper p;
    paper_open(&p);
    report_text(m->walk, p.out);
    char *text = paper_read(&p);
    assert_string_equal(text, "\nNothing fails, and what this walk is to prove is proven.\n");
    free(text);
    mini_free(m);
}

static void what_a_device_printed_is_no_terminal_control(void **state)
{
    (void)state;
    json_t *causes =
        json_parse("test",
                   "[{\"id\":\"x\",\"peer\":\"a\",\"confidence\":0.5,\"summary\":\"s\\u001b[2Jt\","
                   "\"fix\":[\"f\\u0007g\"],\"confirm\":[],\"guide\":\"1-1\",\"evidence\":"
                   "[{\"peer\":\"a\",\"source\":\"show\\u001bx\",\"line\":3,"
                   "\"text\":\"  \\u001b]0;title\\u0007\"}]}]",
                   NULL);
    struct paper p;
    paper_open(&p);
    report_causes(causes, NULL, p.out);
    char *text = paper_read(&p);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\a'));
    assert_holds(text, "  s^[[2Jt\n");
    assert_holds(text, "    a show^[x:3: ^[]0;title^G\n");
    assert_holds(text, "    f^Gg\n");
    free(text);
    json_decref(causes);
}

static void json_is_one_document(void **state)
{
    static const struct peer_config CONFIG[SIDES] = {{.target = "ce1"}, {.target = "ce2"}};
    struct about about;
    (void)state;
    struct mini *m = mini_new(STEP("one", ""), NULL, NULL);
    struct account *account = account_new(m->walk);
    report_about_begin(&about, m->book, CONFIG);
    walk_start(m->walk);
    mini_answer(m, SIDE_A, "show sa", "x is down\n");
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    struct paper p;
    paper_open(&p);
    report_about_end(&about, m->walk, false);
    report_json(account, &about, p.out);
    char *text = paper_read(&p);
    json_t *doc = json_parse("printed", text, NULL);
    assert_string_equal(json_str(doc, "playbook", ""), "book");
    assert_string_equal(json_str(doc, "verdict", ""), "fail");
    assert_string_equal(json_str(doc, "failing_step", ""), "one");
    const json_t *cause = json_array_get(json_object_get(doc, "causes"), 0);
    assert_string_equal(json_str(cause, "id", ""), "link-down");
    assert_string_equal(json_str(cause, "peer", ""), "a");
    const json_t *evidence = json_array_get(json_object_get(cause, "evidence"), 0);
    assert_int_equal(json_int(evidence, "line", 0), 1);
    assert_string_equal(json_str(evidence, "text", ""), "x is down");
    const json_t *commands = json_object_get(doc, "commands");
    assert_int_equal(json_array_size(commands), 2);
    assert_string_equal(json_str(json_array_get(commands, 1), "command", ""), "show sa");
    const json_t *peer = json_object_get(json_object_get(doc, "peers"), "b");
    assert_string_equal(json_str(peer, "target", ""), "ce2");
    assert_string_equal(json_str(peer, "hostname", ""), "CE2");
    account_free(account);
    json_decref(doc);
    free(text);
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_a_line_when_it_ends),
        cmocka_unit_test(the_finding_names_step_evidence_cause_and_fix),
        cmocka_unit_test(passing_is_said_plainly),
        cmocka_unit_test(what_a_device_printed_is_no_terminal_control),
        cmocka_unit_test(json_is_one_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
