/* SPDX-License-Identifier: ISC */
/* A configuration is changed only when the way back is kept, and is proven to be as before. */
#include "tests/walk/mini.h"

static const char CHANGE[] =
    "{'id':'s1','title':'T','risk':'config','proves':true,"
    "'run':[{'on':'a','command':'configure terminal'},{'on':'a','command':'no cable'},"
    "{'on':'a','command':'end'},{'on':'both','command':'show sa','facts':'sa','wait':true}],"
    "'finally':[{'on':'a','command':'configure terminal'},{'on':'a','command':'cable "
    "\\\\(.me.hostname)'},"
    "{'on':'a','command':'end'}]," SA_CHECKS "}";

static const char BEFORE[] = "! changed at 10:00\r\ncable CE1\r\nname x  \r\n\r\nend\r\n";
static const char AFTER[] = "! changed at 10:05\ncable CE1\nname x\nend\n";

static void answer_read(struct mini *m, const char *text)
{
    mini_answer(m, SIDE_A, "look config", text);
    mini_answer(m, SIDE_B, "look config", "name y\n");
}

static struct mini *changing(void)
{
    struct mini *m = mini_start(CHANGE, NULL, &ALLOW_ALL);
    answer_read(m, BEFORE);
    return m;
}

static void put_back(struct mini *m)
{
    mini_answer(m, SIDE_A, "configure terminal", "");
    mini_answer(m, SIDE_A, "cable CE1", "");
    mini_answer(m, SIDE_A, "end", "");
}

static void change(struct mini *m)
{
    mini_answer(m, SIDE_A, "configure terminal", "");
    mini_answer(m, SIDE_A, "no cable", "");
    mini_answer(m, SIDE_A, "end", "");
    mini_both(m, "show sa", "x is up\n");
    put_back(m);
}

static void test_kept_before_and_proven_after(void **state)
{
    (void)state;
    struct mini *m = mini_start(CHANGE, NULL, &ALLOW_ALL);
    assert_null(mini_waiting(m, SIDE_A, "configure terminal"));
    mini_answer(m, SIDE_A, "look config", BEFORE);
    assert_null(m->owed[SIDE_A]);
    mini_answer(m, SIDE_B, "look config", "name y\n");
    char *undo = json_text(m->owed[SIDE_A], JSON_SORT_KEYS | JSON_COMPACT);
    assert_string_equal(undo, "{\"before\":[\"cable CE1\",\"name x\",\"end\"],"
                              "\"commands\":[\"configure terminal\",\"cable CE1\",\"end\"],"
                              "\"hostname\":\"CE1\",\"side\":\"a\",\"step\":\"s1\"}");
    free(undo);
    change(m);
    assert_non_null(m->owed[SIDE_A]);
    answer_read(m, AFTER);
    assert_null(m->owed[SIDE_A]);
    assert_null(m->owed[SIDE_B]);
    assert_note(m, "note the running configuration of CE1 is as it was before");
    assert_end(m, "pass", "-");
    mini_free(m);
}

static void test_not_as_before(void **state)
{
    (void)state;
    struct mini *m = changing();
    change(m);
    answer_read(m, "no cable\nname x\nend\n");
    assert_non_null(m->owed[SIDE_A]);
    assert_null(m->owed[SIDE_B]);
    assert_verdict(m, "s1", "unknown");
    assert_reason(m, 0,
                  "the running configuration of CE1 is not as it was before: +no cable; "
                  "-cable CE1");
    mini_free(m);

    m = changing();
    change(m);
    mini_reply(m, SIDE_A, "look config", "", REPLY_OK, ERR_TIMEOUT);
    mini_answer(m, SIDE_B, "look config", "name y\n");
    assert_non_null(m->owed[SIDE_A]);
    assert_reason(m, 0, "whether CE1 is as it was before could not be read");
    mini_free(m);
}

static void test_not_without_the_way_back(void **state)
{
    (void)state;
    struct mini *m = mini_new(CHANGE, NULL, &ALLOW_ALL);
    m->cannot_owe = true;
    walk_start(m->walk);
    answer_read(m, BEFORE);
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "what puts CE1 back could not be written down: the disk is full");
    assert_int_equal(m->sent_count, 2);
    mini_free(m);

    m = mini_start(CHANGE, NULL, &ALLOW_ALL);
    mini_reply(m, SIDE_A, "look config", "% Invalid input", REPLY_INVALID, ERR_NONE);
    mini_answer(m, SIDE_B, "look config", "name y\n");
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "the configuration of CE1 could not be read before");
    assert_int_equal(m->sent_count, 2);
    mini_free(m);
}

/* Nothing follows the first line that goes wrong, but what puts things back does. */
static void test_stops_at_the_first_refusal(void **state)
{
    (void)state;
    struct mini *m = changing();
    assert_null(mini_waiting(m, SIDE_A, "no cable"));
    mini_reply(m, SIDE_A, "configure terminal", "not you", REPLY_UNAUTHORIZED, ERR_NONE);
    put_back(m);
    answer_read(m, AFTER);
    assert_times_sent(m, "no cable", 0);
    assert_null(m->owed[SIDE_A]);
    assert_verdict(m, "s1", "unknown");
    assert_reason(m, 0, "\"configure terminal\" is not allowed to this user on CE1");
    mini_free(m);
}

/* The user stops in the middle: put back, proven, settled. */
static void test_stopped(void **state)
{
    (void)state;
    struct mini *m = changing();
    mini_answer(m, SIDE_A, "configure terminal", "");
    walk_stop(m->walk);
    mini_reply(m, SIDE_A, "no cable", "", REPLY_OK, ERR_CANCELLED);
    put_back(m);
    answer_read(m, AFTER);
    assert_null(m->owed[SIDE_A]);
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

/* The way back begins where a login does, wherever the change was left. */
static void test_left_in_the_middle(void **state)
{
    (void)state;
    struct mini *m = changing();
    m->configuring[SIDE_A] = true;
    mini_answer(m, SIDE_A, "configure terminal", "");
    mini_reply(m, SIDE_A, "no cable", "", REPLY_INVALID, ERR_NONE);
    struct mini_sent *first = mini_waiting(m, SIDE_A, NULL);
    assert_string_equal(first->command, "end");
    m->configuring[SIDE_A] = false;
    mini_answer(m, SIDE_A, "end", "");
    put_back(m);
    answer_read(m, AFTER);
    assert_null(m->owed[SIDE_A]);
    assert_null(strstr(m->events, "by hand"));
    assert_true(walk_finished(m->walk));
    mini_free(m);
}

/* The line drops: the debt stays. */
static void test_lost(void **state)
{
    (void)state;
    struct mini *m = changing();
    mini_answer(m, SIDE_A, "configure terminal", "");
    walk_on_lost(m->walk, SIDE_A, NULL);
    mini_answer(m, SIDE_B, "look config", "name y\n");
    assert_true(walk_finished(m->walk));
    assert_non_null(m->owed[SIDE_A]);
    assert_null(m->owed[SIDE_B]);
    assert_note(m, "note CE1 may not be as it was before: \"peerwalk undo\" puts it back\nends");
    mini_free(m);
}

static const char BOTH[] =
    "{'id':'s1','title':'T','risk':'config','run':[{'on':'both','command':'configure terminal'},"
    "{'on':'both','command':'no cable'},{'on':'both','command':'end'}],"
    "'finally':[{'on':'both','command':'cable'}]}";

/* One side cannot be kept: nothing goes to the other, and nothing is owed to it. */
static void test_one_side_refuses(void **state)
{
    (void)state;
    struct mini *m = mini_start(BOTH, NULL, &ALLOW_ALL);
    mini_answer(m, SIDE_A, "look config", BEFORE);
    mini_reply(m, SIDE_B, "look config", "", REPLY_OK, ERR_TIMEOUT);
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "the configuration of CE2 could not be read before");
    assert_int_equal(m->sent_count, 2);
    assert_null(m->owed[SIDE_A]);
    assert_null(m->owed[SIDE_B]);
    mini_free(m);
}

/* Stopped before the first line: nothing is put back either. */
static void test_stopped_before(void **state)
{
    (void)state;
    struct mini *m = mini_start(CHANGE, NULL, &ALLOW_ALL);
    walk_stop(m->walk);
    answer_read(m, BEFORE);
    assert_int_equal(m->sent_count, 2);
    assert_true(walk_finished(m->walk));
    assert_null(m->owed[SIDE_A]);
    mini_free(m);
}

/* A side that is not put back is not changed again. */
static void test_not_on_top(void **state)
{
    (void)state;
    struct mini *m = changing();
    change(m);
    answer_read(m, "no cable\nname x\nend\n");
    assert_non_null(m->owed[SIDE_A]);
    size_t sent = m->sent_count;
    walk_run_step(m->walk, 0);
    answer_read(m, "no cable\nname x\nend\n");
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "CE1 is still to be put back as it was before an earlier change");
    assert_int_equal(m->sent_count, sent + 2);
    assert_non_null(m->owed[SIDE_A]);
    mini_free(m);
}

/* Another walk over the same playbook, with its own way out; no peer is ready. */
static void walk_anew(struct mini *m, const struct walk_port *port)
{
    walk_free(m->walk);
    m->walk = walk_new(m->book, &ALLOW_ALL, port, m);
    walk_observe(m->walk, mini_observe, m);
}

static char *redact_cable(void *user, const char *line)
{
    (void)user;
    return mem_dup(strncmp(line, "cable", 5) == 0 ? "cable <secret:00112233aabb>" : line);
}

/* What puts it back would need a secret: in clear it must not be written down ... */
static void test_secret_in_the_way_back(void **state)
{
    (void)state;
    struct walk_port port = MINI_PORT;
    port.redact = redact_cable;
    struct mini *m = mini_new(CHANGE, NULL, &ALLOW_ALL);
    walk_anew(m, &port);
    walk_on_ready(m->walk, SIDE_A, "CE1");
    walk_on_ready(m->walk, SIDE_B, "CE2");
    walk_start(m->walk);
    answer_read(m, BEFORE);
    assert_verdict(m, "s1", "skipped");
    assert_reason(m, 0, "what puts CE1 back holds a secret, which is never kept");
    assert_int_equal(m->sent_count, 2);
    assert_null(m->owed[SIDE_A]);
    mini_free(m);
}

/* ... and what stands in its place would be taken for it, in any line. */
static void test_tag_in_a_line(void **state)
{
    (void)state;
    struct mini *m =
        mini_start("{'id':'s1','title':'T','risk':'config','run':["
                   "{'on':'a','command':'configure terminal'},{'on':'a','command':'no cable'}],"
                   "'finally':[{'on':'a','command':'cable <secret:00112233aabb>'}]}",
                   NULL, &ALLOW_ALL);
    mini_answer(m, SIDE_A, "look config", BEFORE);
    assert_reason(m, 0, "what puts CE1 back holds a secret, which is never kept");
    assert_int_equal(m->sent_count, 1);
    mini_free(m);

    m = mini_start("{'id':'s1','title':'T','risk':'read','run':["
                   "{'on':'a','command':'show sa <secret:00112233aabb>'}]}",
                   NULL, &ALLOW_ALL);
    assert_int_equal(m->sent_count, 0);
    assert_reason(m, 0, "it holds what stands for a secret, not the secret");
    mini_free(m);
}

/* The disk fills up in the middle: no line more, but the way back. */
static void test_disk_full_in_the_middle(void **state)
{
    (void)state;
    struct mini *m = changing();
    m->cannot_write = true;
    mini_answer(m, SIDE_A, "configure terminal", "");
    assert_non_null(mini_waiting(m, SIDE_A, "configure terminal"));
    put_back(m);
    answer_read(m, AFTER);
    assert_times_sent(m, "no cable", 0);
    assert_null(m->owed[SIDE_A]);
    assert_verdict(m, "s1", "unknown");
    assert_reason(m, 0, "it was not run to its end: the disk is full");
    mini_free(m);
}

/* A person types: how it was is read before the first line, once, and goes to the port. */
static void test_typed(void **state)
{
    (void)state;
    struct mini *m = mini_new(SA_STEP("s1", READ), NULL, NULL);
    walk_command(m->walk, SIDE_A, "show sa");
    walk_command(m->walk, SIDE_A, "configure terminal");
    walk_command(m->walk, SIDE_A, "no cable");
    walk_command(m->walk, SIDE_A, "end");
    walk_command(m->walk, SIDE_A, "configure terminal");
    static const char *const want[] = {"show sa",  "look config", "configure terminal",
                                       "no cable", "end",         "configure terminal"};
    assert_int_equal(m->sent_count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < m->sent_count; i++)
        assert_string_equal(m->sent[i].command, want[i]);
    assert_null(m->typed[SIDE_A]);
    mini_answer(m, SIDE_A, "look config", BEFORE);
    char *before = json_text(m->typed[SIDE_A], JSON_COMPACT);
    assert_string_equal(before, "[\"cable CE1\",\"name x\",\"end\"]");
    free(before);
    assert_null(m->typed[SIDE_B]);
    walk_command(m->walk, SIDE_B, "configure terminal");
    mini_reply(m, SIDE_B, "look config", "", REPLY_INVALID, ERR_NONE);
    assert_null(m->typed[SIDE_B]);
    assert_note(m, "how CE2 is configured before your change could not be read");
    mini_free(m);
}

/* What an earlier run left on goes off before the walk does anything. */
static void test_begins_with(void **state)
{
    (void)state;
    uint64_t block = 0;
    struct mini *m = mini_new(SA_STEP("s1", READ), NULL, NULL);
    walk_anew(m, &MINI_PORT);
    json_t *lines = json_pack("[ss]", "debug off", "no debug condition");
    walk_begin_with(m->walk, SIDE_A, lines, &block);
    json_decref(lines);
    walk_start(m->walk);
    walk_on_ready(m->walk, SIDE_A, "CE1");
    walk_on_ready(m->walk, SIDE_B, "CE2");
    assert_int_equal(m->sent_count, 2);
    assert_string_equal(m->sent[0].command, "debug off");
    assert_int_equal(block, 1);
    mini_answer(m, SIDE_A, "debug off", "");
    assert_int_equal(m->sent_count, 2);
    mini_answer(m, SIDE_A, "no debug condition", "");
    mini_both(m, "show sa", "x is up\n");
    assert_events(m, "begin s1\nend s1 pass\nends unknown\n");
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_before_and_proven_after),
        cmocka_unit_test(test_not_as_before),
        cmocka_unit_test(test_not_without_the_way_back),
        cmocka_unit_test(test_stops_at_the_first_refusal),
        cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_left_in_the_middle),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_one_side_refuses),
        cmocka_unit_test(test_stopped_before),
        cmocka_unit_test(test_not_on_top),
        cmocka_unit_test(test_secret_in_the_way_back),
        cmocka_unit_test(test_tag_in_a_line),
        cmocka_unit_test(test_disk_full_in_the_middle),
        cmocka_unit_test(test_typed),
        cmocka_unit_test(test_begins_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
