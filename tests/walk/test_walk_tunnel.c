/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"

static const char TUNNELS[] =
    ",'tunnel':{'after':'s1','find':'.a.sa[] | {label: .name, a: {acl: .name}, b: {acl: 7}}'}";
static const char TUNNEL_STEPS[] =
    SA_STEP("s1", READ) ","
                        "{'id':'s2','title':'T'," READ
                        ",'run':[{'on':'both','command':'list \\\\(.me.tunnel.acl) of "
                        "\\\\(.vars.tunnel)'}]}";

static void test_one_tunnel(void **state)
{
    (void)state;
    struct mini *m = mini_start(TUNNEL_STEPS, TUNNELS, NULL);
    mini_both(m, "show sa", "t1 is up\n");
    assert_string_equal(walk_tunnel_label(m->walk), "t1");
    assert_non_null(mini_waiting(m, SIDE_A, "list t1 of t1"));
    assert_non_null(mini_waiting(m, SIDE_B, "list 7 of t1"));
    json_t *result = walk_result(m->walk);
    assert_string_equal(json_str(json_object_get(result, "tunnel"), "label", ""), "t1");
    json_decref(result);
    mini_free(m);
}

static void test_choice(void **state)
{
    (void)state;
    struct walk_options o = {.ask = true};
    struct mini *m = mini_start(TUNNEL_STEPS, TUNNELS, &o);
    mini_both(m, "show sa", "t1 is up\nt2 is up\n");
    assert_note(m, "choose\n");
    assert_int_equal(json_array_size(walk_choices(m->walk)), 2);
    assert_int_equal(m->sent_count, 2);
    walk_choose(m->walk, 9);
    walk_choose(m->walk, 1);
    assert_non_null(mini_waiting(m, SIDE_A, "list t2 of t2"));
    mini_free(m);

    o.tunnel = "t1";
    m = mini_start(TUNNEL_STEPS, TUNNELS, &o);
    mini_both(m, "show sa", "t1 is up\nt2 is up\n");
    assert_non_null(mini_waiting(m, SIDE_A, "list t1 of t1"));
    mini_free(m);
}

static void test_no_choice(void **state)
{
    (void)state;
    struct mini *m = mini_start(TUNNEL_STEPS, TUNNELS, NULL);
    mini_both(m, "show sa", "t1 is up\nt2 is up\n");
    assert_non_null(strstr(m->events, "note there are 2 tunnels between the two, choose one:\n"
                                      "note   t1\nnote   t2\n"));
    assert_end(m, "unknown", "-");
    mini_free(m);

    /* A part of a label will do, if it is of one only. */
    m = mini_start(TUNNEL_STEPS, TUNNELS, &(struct walk_options){.tunnel = "1"});
    mini_both(m, "show sa", "t1 is up\nt2 is up\n");
    assert_string_equal(walk_tunnel_label(m->walk), "t1");
    mini_free(m);
    m = mini_start(TUNNEL_STEPS, TUNNELS, &(struct walk_options){.tunnel = "t"});
    mini_both(m, "show sa", "t1 is up\nt2 is up\n");
    assert_non_null(
        strstr(m->events,
               "note no tunnel, or more than one, is called \"t\"; choose one of:\nnote   t1\n"));
    assert_end(m, "unknown", "-");
    mini_free(m);
    m = mini_start(TUNNEL_STEPS, TUNNELS, &(struct walk_options){.tunnel = "t3"});
    mini_both(m, "show sa", "t1 is up\n");
    assert_note(m, "note no tunnel, or more than one, is called \"t3\"");
    assert_end(m, "unknown", "-");
    mini_free(m);

    m = mini_start(TUNNEL_STEPS, TUNNELS, NULL);
    mini_both(m, "show sa", "");
    assert_note(m, "note no tunnel between the two peers was found\n");
    assert_verdict(m, "s2", "unknown");
    mini_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_tunnel),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_no_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
