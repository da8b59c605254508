/* SPDX-License-Identifier: ISC */
/* Lines that a person types, or a stranger's playbook has: what they would do is known before. */
#include "tests/walk/mini.h"

static const char READS[] = "{'id':'s1','title':'T','risk':'read'}";

/* "RISK: effect" of a line for side A. */
static void assert_effect(struct mini *m, const char *line, const char *want)
{
    json_t *list = walk_command_effects(m->walk, SIDE_A, line);
    const json_t *one = json_array_get(list, 0);
    char *got = mem_printf("%s: %s", json_str(one, "risk", ""), json_str(one, "effect", "-"));
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_str(one, "side", ""), "a");
    assert_string_equal(json_str(one, "command", ""), line);
    assert_string_equal(got, want);
    free(got);
    json_decref(list);
}

static void type(struct mini *m, const char *line)
{
    walk_command(m->walk, SIDE_A, line);
    mini_answer(m, SIDE_A, line, "");
}

static void test_effects(void **state)
{
    (void)state;
    struct mini *m = mini_new(READS, NULL, NULL);
    assert_effect(m, "show sa", "read: -");
    assert_effect(m, "clear sa", "disruptive: Clears 0 SAs.");
    assert_effect(m, " cl", "disruptive: Clears 0 SAs.");
    assert_effect(m, "show sa\nclear sa", "disruptive: Clears 0 SAs.");
    assert_effect(m, "show sa;clear sa", "disruptive: Clears 0 SAs.");
    assert_effect(m, "do clear sa", "disruptive: Clears 0 SAs.");
    assert_effect(m, "fly", "disruptive: Nothing is known about this command: it may do anything.");
    assert_effect(m, "show sa\rclear sa",
                  "config: It holds keys that edit a line: what becomes of it is not known.");
    mini_free(m);
}

static void test_configuring(void **state)
{
    (void)state;
    struct mini *m = mini_new(READS, NULL, NULL);
    type(m, "conf t");
    assert_effect(m, "show sa", "config: -");
    assert_effect(m, "clear sa", "config: -");
    assert_effect(m, "do show sa", "config: -");
    assert_effect(m, "do clear sa", "config: Clears 0 SAs.");
    assert_effect(m, "DO\tclear sa", "config: Clears 0 SAs.");
    assert_effect(m, "do ping x", "config: Runs a command that is traffic.");
    assert_effect(m, "do fly", "config: Nothing is known about this command: it may do anything.");
    /* Too short to be sure of. */
    type(m, "e");
    assert_effect(m, "show sa", "config: -");
    type(m, " END");
    assert_effect(m, "show sa", "read: -");
    mini_free(m);
}

static void test_read_only(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "clear sa",   "do clear sa", "show sa\nclear sa",   "debug one",
        "show sa\rx", "fly",         "show sa | redirect x"};
    struct walk_options o = {.read_only = true};
    struct mini *m = mini_new(READS, NULL, &o);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        walk_command(m->walk, SIDE_A, lines[i]);
    assert_null(mini_waiting(m, SIDE_A, NULL));
    assert_note(m, "not sent to CE1: this walk only reads, and \"fly\"");
    type(m, "show sa | include x");
    mini_free(m);
}

static void test_amid_a_walk(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ), NULL, &ALLOW_ALL);
    mini_both(m, "show sa", "x is up\n");
    assert_effect(m, "show sa", "read: -");
    assert_effect(m, "cle", "disruptive: Clears 1 SAs.");
    walk_command(m->walk, SIDE_A, "conf t");
    assert_effect(m, "show sa", "config: -");
    assert_effect(m, "clear", "config: -"); /* another mode's command: the rule is not for it */
    walk_command(m->walk, SIDE_A, "end");
    assert_effect(m, "show sa", "read: -");
    assert_int_equal(m->sent_count, 5); /* and the configuration before the change */
    mini_free(m);
}

static void test_amid_a_walk_that_only_reads(void **state)
{
    (void)state;
    struct walk_options o = ALLOW_ALL;
    o.read_only = true;
    struct mini *m = mini_start(SA_STEP("s1", READ), NULL, &o);
    mini_both(m, "show sa", "x is up\n");
    walk_command(m->walk, SIDE_A, "ping 10.0.0.1");
    assert_int_equal(m->sent_count, 2);
    assert_note(m, "note not sent to CE1: this walk only reads, and \"ping 10.0.0.1\" is traffic");
    walk_command(m->walk, SIDE_A, "show sa");
    assert_int_equal(m->sent_count, 3);
    mini_free(m);
}

static void test_belongs_to_no_step(void **state)
{
    (void)state;
    struct mini *m = mini_start(SA_STEP("s1", READ ",'proves':true"), NULL, NULL);
    walk_command(m->walk, SIDE_A, "show clock");
    mini_both(m, "show sa", "x is up\n");
    assert_end(m, "pass", "-");
    mini_answer(m, SIDE_A, "show clock", "12:00\n");
    const struct block *b = transcript_block(walk_transcript(m->walk, SIDE_A), 1);
    assert_string_equal(b->command, "show clock");
    assert_string_equal(b->step, "");
    assert_int_equal(b->line_count, 1);
    mini_free(m);
}

/* The risk that a playbook gives its step does not matter. */
static void test_stranger(void **state)
{
    (void)state;
    static const char *const commands[] = {"show sa\\rclear sa", "show sa\\nclear sa",
                                           "show sa;clear sa", "show sa \\u0015clear"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *step = mem_printf("{'id':'s1','title':'T','risk':'read','proves':true,"
                                "'run':[{'on':'both','command':'%s'}],"
                                "'checks':[{'pass_if':'true'}]}",
                                commands[i]);
        struct mini *m = mini_new(step, NULL, &ALLOW_ALL);
        walk_start(m->walk);
        assert_null(mini_waiting(m, SIDE_A, NULL));
        assert_reason(m, 0, "says that it is only read");
        assert_end(m, "unknown", "-");
        mini_free(m);
        free(step);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effects),
        cmocka_unit_test(test_configuring),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_amid_a_walk),
        cmocka_unit_test(test_amid_a_walk_that_only_reads),
        cmocka_unit_test(test_belongs_to_no_step),
        cmocka_unit_test(test_stranger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
