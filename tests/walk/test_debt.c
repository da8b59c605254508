/* SPDX-License-Identifier: ISC */
/* What journals say is owed. They are written here as they are by hand, with ' for ". */
#include "tests/walk/mini.h"
#include "walk/debt.h"

#define OPEN                                                                                       \
    "{'n':1,'ms':0,'at':'2026-03-01T09:00:00.000Z','event':'open','version':1,"                    \
    "'pack':{'name':'mini_os'},'playbook':{'id':'book'},'peers':{"                                 \
    "'a':{'target':'me@ce1','ssh_config':'/x/config','legacy_crypto':true},"                       \
    "'b':{'target':'ce2','known_hosts':'/x/known'}}}\n"
#define EVENT(rest) "{'n':2,'ms':5,'at':'2026-03-01T09:00:00.005Z','event':" rest "}\n"
#define READY_A EVENT("'state','side':'a','state':'ready','hostname':'CE1'")
#define UNDO(step, line)                                                                           \
    EVENT("'undo','side':'a','step':'" step "','hostname':'CE1','commands':['configure','" line    \
          "'],'before':['" step "']")
#define UNDONE EVENT("'undone','side':'a'")
#define DEBUG_ON EVENT("'sent','side':'b','block':3,'command':'debug x','risk':'debug'")
#define DEBUG_OFF EVENT("'sent','side':'b','block':4,'command':'undebug all','risk':'read'")
#define REPLY(block, more) EVENT("'reply','side':'b','block':" block more ",'text':''")

static const struct platform OS = {.name = "mini_os", .debug_off = "undebug all"};

static int read_text(const char *text, struct debt *d, struct err *e)
{
    char *file = mini_file(text, ".jsonl");
    int rc = debt_read(file, &OS, d, e);
    unlink(file);
    free(file);
    return rc;
}

static struct debt must_read(const char *text)
{
    struct debt d;
    struct err e = {0};
    if (read_text(text, &d, &e) != ERR_NONE)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return d;
}

static void assert_commands(const struct debt_side *s, const char *want)
{
    char *got = json_text(s->commands, JSON_COMPACT);
    assert_string_equal(got, want);
    free(got);
}

static void test_configuration(void **state)
{
    (void)state;
    struct debt d = must_read(OPEN READY_A UNDO("s1", "cable"));
    const struct debt_side *a = &d.side[SIDE_A];
    assert_true(debt_owes(&d));
    assert_true(debt_side_owes(a));
    assert_false(debt_side_owes(&d.side[SIDE_B]));
    assert_string_equal(d.began, "2026-03-01T09:00:00.000Z");
    assert_string_equal(d.playbook, "book");
    assert_string_equal(a->target, "me@ce1");
    assert_string_equal(a->ssh_config, "/x/config");
    assert_null(a->known_hosts);
    assert_true(a->legacy_crypto);
    assert_string_equal(a->hostname, "CE1");
    assert_string_equal(a->step, "s1");
    assert_commands(a, "[\"configure\",\"cable\"]");
    assert_int_equal(json_array_size(a->before), 1);
    assert_false(a->debugging);
    assert_string_equal(d.side[SIDE_B].known_hosts, "/x/known");
    char *what = debt_describe(a);
    assert_string_equal(what, "step s1 may have changed its configuration");
    free(what);
    debt_fini(&d);

    d = must_read(OPEN READY_A UNDO("s1", "cable") UNDONE);
    assert_false(debt_owes(&d));
    debt_fini(&d);
    d = must_read(OPEN UNDO("s1", "cable") UNDONE UNDO("s2", "name"));
    assert_string_equal(d.side[SIDE_A].step, "s2");
    debt_fini(&d);
}

/* One change on top of another: back over both, the later one first, to what was before both. */
static void test_two_changes(void **state)
{
    (void)state;
    struct debt d = must_read(OPEN UNDO("s1", "cable") UNDO("s2", "name"));
    assert_commands(&d.side[SIDE_A], "[\"configure\",\"name\",\"configure\",\"cable\"]");
    assert_string_equal(d.side[SIDE_A].step, "s1");
    assert_string_equal(json_string_value(json_array_get(d.side[SIDE_A].before, 0)), "s1");
    debt_fini(&d);
}

static void assert_debugging(const char *text, bool want)
{
    struct debt d = must_read(text);
    assert_int_equal(d.side[SIDE_B].debugging, want);
    assert_int_equal(debt_owes(&d), want);
    assert_false(d.side[SIDE_A].debugging);
    debt_fini(&d);
}

static void test_debugging(void **state)
{
    (void)state;
    assert_debugging(OPEN, false);
    assert_debugging(OPEN DEBUG_ON, true);
    assert_debugging(OPEN DEBUG_ON REPLY("3", ""), true);
    assert_debugging(OPEN DEBUG_ON DEBUG_OFF, true);
    assert_debugging(OPEN DEBUG_ON DEBUG_OFF REPLY("3", ""), true);
    assert_debugging(OPEN DEBUG_ON DEBUG_OFF REPLY("4", ",'error':'timeout'"), true);
    assert_debugging(OPEN DEBUG_ON DEBUG_OFF REPLY("4", ""), false);
    assert_debugging(OPEN DEBUG_ON DEBUG_OFF DEBUG_ON REPLY("4", ""), true);
    assert_debugging(OPEN DEBUG_ON EVENT("'debug','side':'b','on':false"), false);
    assert_debugging(OPEN EVENT("'debug','side':'b','on':true"), true);
    /* What the journal says counts more than what can be made out. */
    assert_debugging(OPEN DEBUG_ON EVENT("'debug','side':'b','on':true") DEBUG_OFF REPLY("4", "")
                         EVENT("'state','side':'b','state':'closed','hostname':''"),
                     true);
    assert_debugging(
        OPEN EVENT("'debug','side':'b','on':true") EVENT("'debug','side':'b','on':false"), false);
    assert_debugging(OPEN DEBUG_ON EVENT("'state','side':'b','state':'closed','hostname':''"),
                     false);
    assert_debugging(
        OPEN DEBUG_ON EVENT("'state','side':'b','state':'closed','hostname':'','reason':'late'"),
        true);
    assert_debugging(OPEN DEBUG_ON EVENT("'state','side':'b','state':'lost','hostname':''"), true);
}

/* What a crash tore off, what others add, and a lab that is gone. */
/* Another router answered after the line was lost: it is owed nothing. */
static void test_a_stranger(void **state)
{
    (void)state;
    struct debt d = must_read(OPEN READY_A EVENT(
        "'debug','side':'a','hostname':'CE1','on':true,'commands':['undebug all']")
                                  EVENT("'state','side':'a','state':'ready','hostname':'PE9'"));
    assert_true(d.side[SIDE_A].debugging);
    assert_string_equal(d.side[SIDE_A].hostname, "CE1");
    debt_fini(&d);

    d = must_read(
        OPEN READY_A DEBUG_ON EVENT("'state','side':'b','state':'ready','hostname':'PE9'"));
    assert_string_equal(d.side[SIDE_B].hostname, "");
    debt_fini(&d);
}

static void test_tolerant(void **state)
{
    (void)state;
    struct debt d = must_read(OPEN EVENT("'future','side':'c'") UNDO("s1", "cable") "{'n':9,'ev");
    assert_true(debt_owes(&d));
    debt_fini(&d);
    d = must_read("{'n':1,'ms':0,'at':'x','event':'open','version':1,'pack':{'name':'mini_os'},"
                  "'peers':{'a':{'target':'ce1','passing':true}}}\n" UNDO("s1", "cable"));
    assert_true(debt_side_owes(&d.side[SIDE_A]));
    assert_false(debt_owes(&d));
    assert_null(d.side[SIDE_B].target);
    debt_fini(&d);
}

/* The platform's line first, no other one twice, and none that does more than to end debugging. */
static void test_ends_of_debugging(void **state)
{
    (void)state;
    struct pack *pack = mini_pack();
    json_t *lines = json_array();
    struct debt_side a = {.off = json_pack("[sss]", "undebug peer CE2", "undebug all", "clear sa")};
    struct debt_side b = {
        .off = json_pack("[sss]", "undebug peer CE2", "undebug peer CE3", "whatever")};
    struct debt_side plain = {.off = NULL};
    debt_add_off(&plain, pack, lines);
    debt_add_off(&a, pack, lines);
    debt_add_off(&b, pack, lines);
    char *got = json_text(lines, JSON_COMPACT);
    assert_string_equal(got, "[\"undebug all\",\"undebug peer CE2\",\"undebug peer CE3\"]");
    free(got);
    json_decref(lines);
    json_decref(a.off);
    json_decref(b.off);
    pack_free(pack);
}

static void assert_refused(const char *text, const char *why)
{
    struct debt d;
    struct err e = {0};
    assert_int_not_equal(read_text(text, &d, &e), ERR_NONE);
    assert_holds(e.text, why);
    assert_null(d.file);
}

static void test_refused(void **state)
{
    (void)state;
    struct debt d;
    struct err e = {0};
    assert_int_equal(debt_read("/nowhere/at/all", &OS, &d, &e), ERR_IO);
    assert_refused("hello\n", "is no event of a journal");
    assert_refused("{'event':'open','version':2,'pack':{'name':'mini_os'}}\n", "another version");
    assert_refused("{'event':'open','version':1,'pack':{'name':'junos'}}\n", "the kind junos");
    assert_refused(OPEN EVENT("'undo','side':'a','step':'s1'"), "step s1 is not whole");
    assert_refused(OPEN UNDO("s1", "cable\\nreload"), "line 2 of the way back from step s1");
    assert_refused(OPEN UNDO("s1", "key <secret:00112233aabb>"), "line 2 of the way back");
    assert_refused(OPEN UNDO("s1", ""), "line 2 of the way back");
    assert_refused(OPEN UNDO("s1", "a\\u0000b"), "line 2 of the way back");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_configuration),     cmocka_unit_test(test_two_changes),
        cmocka_unit_test(test_debugging),         cmocka_unit_test(test_a_stranger),
        cmocka_unit_test(test_tolerant),          cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ends_of_debugging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
