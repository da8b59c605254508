/* SPDX-License-Identifier: ISC */
/*
 * What is wrong with a pair of routers is found in what they say, whatever release they speak as:
 * the voices and the signatures of the playbooks understand one another.
 */
#include "base/json.h"
#include "tests/lab/pair.h"
#include "walk/diagnose.h"

/* 12.2 has the guide's own listings in tests/walk; 11.3 says what 12.0 does. */
static const enum release releases[] = {IOS_12_0, IOS_12_3, IOS_15};
enum { COUNT = sizeof releases / sizeof releases[0] };

struct wrong {
    const char *lines; /* typed at the second router */
    const char *cause; /* found in the logs of both */
};

static const struct wrong wrongs[] = {
    {"crypto isakmp policy 10\n hash sha", "phase1-policy-mismatch/both"},
    {"crypto isakmp key another address 10.15.58.10", "psk-mismatch/both"},
    {"no crypto isakmp key cisco123 address 10.15.58.10", "psk-missing/b"},
    {"crypto ipsec transform-set myset esp-3des esp-md5-hmac", "phase2-transform-mismatch/both"},
    {"no access-list 100\n"
     "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1",
     "proxy-identity-mismatch/both"},
    {"interface FastEthernet0/0\n no crypto map", "crypto-map-not-applied/b"},
    {"crypto map vpn 10 ipsec-isakmp\n no set peer 10.15.58.10\n set peer 10.15.58.11",
     "no-matching-peer/b"},
};

static int set_up(void **state)
{
    struct err e = {0};
    *state = pack_load(".", "ios", &e);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    pack_free(*state);
    return 0;
}

/* "verdict cause/peer" of what both ends have said. */
static char *judge(struct pack *pack, const struct pair *p)
{
    struct err e = {0};
    struct capture each[SIDES];
    for (int i = 0; i < SIDES; i++)
        each[i] =
            (struct capture){i ? "b.log" : "a.log", buf_str(&p->end[i].log), p->end[i].log.len};
    const struct captures both[SIDES] = {{&each[SIDE_A], 1}, {&each[SIDE_B], 1}};
    json_t *result = diagnose(pack, both, &e);
    assert_non_null(result);
    const json_t *first = json_array_get(json_object_get(result, "causes"), 0);
    char *text = mem_printf("%s %s/%s", json_str(result, "verdict", "?"),
                            json_str(first, "id", "none"), json_str(first, "peer", "none"));
    json_decref(result);
    return text;
}

static void test_every_release(void **state)
{
    for (size_t n = 0; n < COUNT; n++)
        for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
            struct pair *p = pair_new_at(3, releases[n]);
            pair_configure(p, 1, wrongs[i].lines);
            pair_debug(p);
            pair_type(p, 0, "ping ip 192.168.2.1 source 192.168.1.1");
            char *got = judge(*state, p);
            char *want = mem_printf("fail %s", wrongs[i].cause);
            if (strcmp(got, want) != 0)
                print_error("as %s: %s\n", release_name(releases[n]), wrongs[i].lines);
            assert_string_equal(got, want);
            free(want);
            free(got);
            pair_free(p);
        }
}

static void test_nothing_wrong(void **state)
{
    for (size_t n = 0; n < COUNT; n++) {
        struct pair *p = pair_new_at(3, releases[n]);
        pair_debug(p);
        pair_type(p, 0, "ping ip 192.168.2.1 source 192.168.1.1");
        char *got = judge(*state, p);
        assert_string_equal(got, "pass none/none");
        free(got);
        pair_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_release),
        cmocka_unit_test(test_nothing_wrong),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
