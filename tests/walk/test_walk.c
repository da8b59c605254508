/* SPDX-License-Identifier: ISC */
/* A walk from its first step to its verdict: what is sent, judged, asked, and which step is next.
 */
#include "tests/walk/mini.h"

static void test_pass(void **state)
{
    (void)state;
    struct mini *m = mini_new(SA_STEP("s1", READ ",'proves':true"), NULL, NULL);
    assert_string_equal(verdict_name(walk_verdict(m->walk)), "");
    walk_start(m->walk);
    assert_true(walk_busy(m->walk));
    assert_int_equal(m->sent_count, 2);
    m->now += 250;
    mini_both(m, "show sa", "x is up\n");
    assert_events(m, "begin s1\nend s1 pass\nends pass\n");
    assert_end(m, "pass", "-");
    assert_true(walk_step_state(m->walk, 0)->seconds > 0.24);
    assert_int_equal(walk_current(m->walk), -1);
    const struct block *b = transcript_block(walk_transcript(m->walk, SIDE_A), 0);
    assert_string_equal(b->step, "s1");
    assert_true(b->done);
    assert_string_equal(walk_hostname(m->walk, SIDE_B), "CE2");
    mini_free(m);
}

/* A command waits as long as it says, else as its step says; what cleans up is not hurried. */
static void test_patience(void **state)
{
    (void)state;
    static const struct patience WANT[] = {{9000, 90000}, {5000, 90000}, {9000, 20500}, {0, 0}};
    struct mini *m = mini_start("{'id':'s1','title':'T','risk':'read','timeout_s':9,'limit_s':90,"
                                "'run':[{'on':'a','command':'show sa'},"
                                "{'on':'a','command':'show sa','timeout_s':5},"
                                "{'on':'a','command':'show sa','limit_s':20.5}],"
                                "'finally':[{'on':'a','command':'show sa'}]}",
                                NULL, NULL);
    for (int i = 0; i < 4; i++)
        mini_answer(m, SIDE_A, "show sa", "x is up\n");
    assert_int_equal(m->sent_count, 4);
    for (size_t i = 0; i < m->sent_count; i++) {
        assert_int_equal(m->sent[i].patience.silence_ms, WANT[i].silence_ms);
        assert_int_equal(m->sent[i].patience.hard_ms, WANT[i].hard_ms);
    }
    mini_free(m);
}

/* Passing steps of which none proves anything are no pass of the walk. */
static void test_never_pass(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum reply_class class;
        int error;
        const char *verdict, *reason;
    } CASES[] = {
        {"x is up\n", REPLY_OK, ERR_NONE, "pass", ""},
        {"Header\n", REPLY_OK, ERR_NONE, "unknown", "nothing in the replies proves it"},
        {"x is up\n", REPLY_INVALID, ERR_NONE, "unknown", "\"show sa\" is not known to CE1"},
        {"x is up\n", REPLY_UNAUTHORIZED, ERR_NONE, "unknown",
         "is not allowed to this user on CE1"},
        {"x is up\n", REPLY_OK, ERR_TIMEOUT, "unknown", "was not answered in time by CE1"},
        {"x is up\n", REPLY_OK, ERR_LIMIT, "unknown", "has an answer without end on CE1"},
        {"% Invalid input detected\n", REPLY_OK, ERR_NONE, "unknown", "is an error"},
        {"", REPLY_OK, ERR_NONE, "unknown", ""},
        {"y is slow\n", REPLY_OK, ERR_NONE, "warn", ""},
        {"y is down\n", REPLY_OK, ERR_NONE, "fail", "A link is down."},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct mini *m = mini_new(SA_STEP("s1", READ), NULL, NULL);
        walk_start(m->walk);
        mini_reply(m, SIDE_A, "show sa", CASES[i].text, CASES[i].class, CASES[i].error);
        mini_answer(m, SIDE_B, "show sa", i < 2 || i > 6 ? "" : "x is up\n");
        assert_verdict(m, "s1", CASES[i].verdict);
        assert_reason(m, 0, CASES[i].reason);
        bool failed = strcmp(CASES[i].verdict, "fail") == 0;
        assert_end(m, failed ? "fail" : "unknown", failed ? "s1" : "-");
        mini_free(m);
    }
}

/* A finding that shows its line stands though the other side's reply is missing; others do not. */
static void test_half_blind(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ), NULL, NULL);
    mini_reply(m, SIDE_A, "show sa", "", REPLY_OK, ERR_TIMEOUT);
    mini_answer(m, SIDE_B, "show sa", "x is down\n");
    assert_end(m, "fail", "s1");
    mini_free(m);

    m = mini_start("{'id':'s1','title':'T'," READ "," SA_RUN
                   "'checks':[{'fail_if':'select(.a.sa == null) | {peer: \\'a\\'}',"
                   "'cause':'link-down'},{'pass_if':'up'}]}",
                   NULL, NULL);
    mini_reply(m, SIDE_A, "show sa", "", REPLY_OK, ERR_TIMEOUT);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    assert_end(m, "unknown", "-");
    assert_int_equal(json_array_size(walk_causes(m->walk)), 0);
    mini_free(m);
}

static void test_jq_error(void **state)
{
    (void)state;
    static const char STEP[] =
        "{'id':'s1','title':'T'," READ "," SA_RUN "'checks':[{'warn_if':'error(\\'odd\\')'},"
        "{'fail_if':'down','cause':'link-down'},{'pass_if':'up'}]}";
    struct mini *m = mini_start(STEP, NULL, NULL);
    mini_both(m, "show sa", "x is up\n");
    assert_verdict(m, "s1", "unknown");
    assert_reason(m, 0, "a check could not be made: /steps/0/checks/0/warn_if: jq: odd");
    assert_end(m, "unknown", "-");
    mini_free(m);
    m = mini_start(STEP, NULL, NULL);
    mini_both(m, "show sa", "x is down\n");
    assert_end(m, "fail", "s1");
    mini_free(m);
}

/* A bare true is no evidence. */
static void test_no_evidence(void **state)
{
    (void)state;
    struct mini *m = mini_start("{'id':'s1','title':'T'," READ ",'proves':true,"
                                "'checks':[{'pass_if':'true'}]}",
                                NULL, NULL);
    assert_verdict(m, "s1", "unknown");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_next(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ ",'next':{'fail':'s3','pass':'s2'}") "," SA_STEP(
                                    "s2", READ) "," SA_STEP("s3", READ ",'proves':true"),
                                NULL, NULL);
    mini_both(m, "show sa", "x is down\n");
    mini_both(m, "show sa", "x is up\n");
    assert_events(m, "begin s1\nend s1 fail\nbegin s3\nend s3 pass\nends fail\n");
    assert_verdict(m, "s2", "");
    assert_end(m, "fail", "s1");
    json_t *result = walk_result(m->walk);
    assert_int_equal(json_array_size(json_object_get(result, "steps")), 2);
    json_decref(result);
    mini_free(m);
}

static void test_loop(void **state)
{
    (void)state;
    struct mini *m =
        mini_start("{'id':'s1','title':'T'," READ ",'next':{'unknown':'s1'}}", NULL, NULL);
    assert_true(walk_finished(m->walk));
    assert_note(m, "note step s1 was run 8 times");
    assert_end(m, "unknown", "-");
    mini_free(m);
}

static void test_not_before_ready(void **state)
{
    (void)state;
    struct mini *m = mini_new(SA_STEP("s1", READ), NULL, NULL);
    struct walk *w = walk_new(m->book, &(struct walk_options){0}, &MINI_PORT, m);
    walk_start(w);
    walk_on_ready(w, SIDE_B, "CE2");
    assert_int_equal(m->sent_count, 0);
    walk_on_ready(w, SIDE_A, "CE1");
    assert_int_equal(m->sent_count, 2);
    walk_free(w);
    mini_free(m);
}

static const char TWO_COMMANDS[] =
    "{'id':'s1','title':'T'," READ ",'run':["
    "{'on':'both','command':'show sa','facts':'sa'},"
    "{'on':'a','command':'show count','facts':'count'},"
    "{'on':'a','command':'show count \\\\(.me.count[0].count)','facts':'count','wait':true},"
    "{'on':'b','command':'never','when':'.me.count'},"
    "{'on':'b','command':'on \\\\(.peer.hostname)','when':'.peer.count'}],"
    "'checks':[{'pass_if':'.a | select(.count[0].count > .count_before[0].count) | .count[]'}]}";

/* All that need not wait goes out at once, to both; a barrier waits for both. */
static void test_pipeline(void **state)
{
    (void)state;
    struct mini *m = mini_start(TWO_COMMANDS, NULL, NULL);
    assert_int_equal(m->sent_count, 3);
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    mini_answer(m, SIDE_A, "show count", "count 3\n");
    assert_int_equal(m->sent_count, 3);
    mini_answer(m, SIDE_B, "show sa", "x is up\n");
    assert_int_equal(m->sent_count, 5);
    assert_non_null(mini_waiting(m, SIDE_A, "show count 3"));
    assert_non_null(mini_waiting(m, SIDE_B, "on CE1"));
    mini_answer(m, SIDE_B, "on CE1", "");
    mini_answer(m, SIDE_A, "show count 3", "count 5\n");
    assert_verdict(m, "s1", "pass");
    mini_free(m);
}

static void test_refused_value(void **state)
{
    (void)state;
    struct mini *m =
        mini_start("{'id':'s1','title':'T'," READ "," SA_RUN SA_CHECKS "},"
                   "{'id':'s2','title':'T'," READ
                   ",'run':[{'on':'a','command':'show count \\\\(.me.sa[0].name)','facts':'count'},"
                   "{'on':'b','command':'show count \\\\(.me.none)','facts':'count'}],"
                   "'checks':[{'pass_if':'.a.sa[]'}]}",
                   NULL, NULL);
    mini_both(m, "show sa", "x;reload is up\n");
    assert_int_equal(m->sent_count, 2);
    assert_verdict(m, "s2", "unknown");
    assert_reason(m, 1, "was not sent to CE1");
    assert_reason(m, 1, "holds characters that no command may hold");
    mini_free(m);
}

static void test_risk_skipped(void **state)
{
    (void)state;
    static const char STEPS[] =
        "{'id':'s1','title':'T','risk':'traffic'," SA_RUN SA_CHECKS
        ",'finally':[{'on':'both','command':'off'}],'next':{'skipped':'s3'}}," SA_STEP(
            "s2", READ) "," SA_STEP("s3", READ ",'proves':true");
    struct mini *m = mini_start(STEPS, NULL, NULL);
    assert_reason(m, 0, "not run: traffic steps need to be allowed");
    mini_both(m, "show sa", "x is up\n");
    assert_events(m, "begin s1\nend s1 skipped\nbegin s3\nend s3 pass\nends pass\n");
    assert_int_equal(m->sent_count, 2);
    assert_end(m, "pass", "-");
    mini_free(m);

    struct walk_options o = ALLOW_ALL;
    o.read_only = true;
    m = mini_start(STEPS, NULL, &o);
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "this walk only reads");
    mini_free(m);

    m = mini_start(STEPS, NULL, &ALLOW_ALL);
    mini_both(m, "show sa", "x is up\n");
    mini_both(m, "off", "");
    assert_verdict(m, "s1", "pass");
    mini_free(m);
}

static void test_ask(void **state)
{
    (void)state;
    static const char STEPS[] =
        "{'id':'s1','title':'T','risk':'traffic'," SA_RUN SA_CHECKS "},"
        "{'id':'s2','title':'T','risk':'traffic'," SA_RUN SA_CHECKS "},"
        "{'id':'s3','title':'T','risk':'disruptive','run':[{'on':'b','command':'clear \\\\("
        ".peer.hostname)'}],'checks':[{'pass_if':'.a.sa[]'}],'next':{'pass':'s4'}},"
        "{'id':'s4','title':'T','risk':'disruptive','run':[{'on':'b','command':'clear'}],"
        "'checks':[{'pass_if':'.a.sa[]'}]}";
    struct walk_options o = {.ask = true};
    struct mini *m = mini_start(STEPS, NULL, &o);
    assert_int_equal(m->sent_count, 0);
    assert_string_equal(m->events, "ask s1\n");
    assert_int_equal(walk_current(m->walk), 0);
    walk_answer(m->walk, true);
    mini_both(m, "show sa", "x is up\n");
    mini_both(m, "show sa", "x is up\n");
    assert_int_equal(m->asked, 2);
    const json_t *q = json_array_get(walk_question(m->walk), 0);
    assert_string_equal(json_str(q, "side", ""), "b");
    assert_string_equal(json_str(q, "command", ""), "clear CE1");
    walk_answer(m->walk, true);
    mini_answer(m, SIDE_B, "clear CE1", "");
    assert_int_equal(m->asked, 3);
    walk_answer(m->walk, false);
    assert_verdict(m, "s4", "skipped");
    assert_reason(m, 3, "not run: disruptive was refused");
    assert_true(walk_finished(m->walk));
    mini_free(m);

    /* An observer may answer from within the event. */
    m = mini_new(STEPS, NULL, &o);
    m->answer = 0;
    walk_start(m->walk);
    assert_int_equal(m->asked, 4);
    assert_end(m, "unknown", "-");
    mini_free(m);
}

/* A word from a device decides what the line is: it is looked up as it goes out. */
static void test_risk_of_the_line(void **state)
{
    (void)state;
    static const char STEPS[] =
        SA_STEP("s1", READ) ",{'id':'s2','title':'T','risk':'disruptive',"
                            "'run':[{'on':'a','command':'\\\\(.a.sa[0].name) sa'}],"
                            "'checks':[{'pass_if':'.a.sa[]'}]}";
    struct mini *m = mini_start(STEPS, NULL, &ALLOW_ALL);
    mini_both(m, "show sa", "configure is up\n");
    assert_int_equal(m->sent_count, 2);
    assert_verdict(m, "s2", "unknown");
    assert_reason(m, 1, "\"configure sa\" is config, and step s2 says that it is only disruptive");
    mini_free(m);
}

static void test_when(void **state)
{
    (void)state;
    struct mini *m = mini_start(
        SA_STEP("s1", READ) "," SA_STEP("s2", READ ",'when':'.causes | length == 0'") "," SA_STEP(
            "s3", READ ",'when':'error(1)','proves':true"),
        NULL, NULL);
    mini_both(m, "show sa", "x is down\n");
    assert_verdict(m, "s2", "skipped");
    assert_reason(m, 1, "not needed: a cause is found already");
    mini_both(m, "show sa", "x is down\n");
    assert_verdict(m, "s3", "fail");
    assert_end(m, "fail", "s1");
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pass),
        cmocka_unit_test(test_patience),
        cmocka_unit_test(test_never_pass),
        cmocka_unit_test(test_half_blind),
        cmocka_unit_test(test_jq_error),
        cmocka_unit_test(test_no_evidence),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_loop),
        cmocka_unit_test(test_not_before_ready),
        cmocka_unit_test(test_pipeline),
        cmocka_unit_test(test_refused_value),
        cmocka_unit_test(test_risk_skipped),
        cmocka_unit_test(test_risk_of_the_line),
        cmocka_unit_test(test_ask),
        cmocka_unit_test(test_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
