/* SPDX-License-Identifier: ISC */
/* Address translation: of other traffic, and of traffic that should have gone into the tunnel. */
#include "tests/lab/pair.h"

#define PING "ping 192.168.2.1 source 192.168.1.1"

#define DYNAMIC "ip nat inside source list 1 interface FastEthernet0/0 overload\n"
#define STATIC "ip nat inside source static 192.168.1.1 10.15.58.77\n"

/* A pair whose first end translates by these lines. */
static struct pair *pair_translating(const char *lines)
{
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "interface FastEthernet0/1\n ip nat inside\n"
                   "interface FastEthernet0/0\n ip nat outside\n");
    pair_configure(p, 0, lines);
    return p;
}

/* The list translates everything: nothing is left that the crypto map would know. */
static void test_interesting(void **state)
{
    (void)state;
    struct pair *p = pair_translating(DYNAMIC "access-list 1 permit 192.168.1.0 0.0.0.255\n");
    pair_listen(p, 1, "debug ip packet");
    assert_has(pair_type(p, 0, PING), "!!!!!"); /* plain packets find their way here */
    assert_has(pair_type(p, 0, "show access-lists 100"),
               "    permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\r\n");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 0, ");
    assert_has(pair_type(p, 0, "show access-lists 1"), "(1 match)");
    /* The other end sees them in clear, from the wrong address. */
    assert_has(buf_str(&p->end[1].log), ": IP: s=10.15.58.10 (FastEthernet0/0), "
                                        "d=192.168.2.1 (FastEthernet0/0), len 100, rcvd 3\n");
    assert_has(pair_type(p, 0, "show ip nat translations"),
               "Pro Inside global      Inside local       Outside local      Outside global\r\n"
               "icmp 10.15.58.10:1     192.168.1.1:1      192.168.2.1:1      192.168.2.1:1\r\n");
    assert_has(pair_type(p, 0, "show ip interface FastEthernet0/0"),
               "  Network address translation is enabled, interface in domain outside\r\n");
    pair_free(p);
}

/* A route-map, or a list with a deny in front, keeps the tunnel's traffic out of it. */
static void test_mended(void **state)
{
    (void)state;
    struct pair *p = pair_translating(DYNAMIC "access-list 1 permit 192.168.1.0 0.0.0.255\n");
    pair_type(p, 0, PING);
    pair_type(p, 0, "clear ip nat translation *");
    assert_string_equal(pair_type(p, 0, "show ip nat translations"), "");
    pair_configure(p, 0,
                   "no " DYNAMIC
                   "ip nat inside source route-map NONAT interface FastEthernet0/0 overload\n"
                   "access-list 110 deny ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
                   "access-list 110 permit ip 192.168.1.0 0.0.0.255 any\n"
                   "route-map NONAT permit 10\n match ip address 110\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 9, ");
    assert_string_equal(pair_type(p, 0, "show ip nat translations"), "");
    assert_has(pair_type(p, 0, "show access-lists 110"), "192.168.2.0 0.0.0.255 (10 matches)\r\n");
    /* Anything else is still translated. */
    assert_has(pair_type(p, 0, "ping 10.15.58.38 source 192.168.1.1"), "(5/5)");
    assert_has(pair_type(p, 0, "show ip nat translations"), "icmp 10.15.58.10:4     192.168.1.1:4");
    assert_has(pair_type(p, 0, "show ip nat statistics"),
               "Total active translations: 1 (0 static, 1 dynamic; 1 extended)\r\n"
               "Outside interfaces: \r\n  FastEthernet0/0\r\n"
               "Inside interfaces: \r\n  FastEthernet0/1\r\n");
    pair_free(p);
}

static void test_static(void **state)
{
    (void)state;
    struct pair *p = pair_translating(STATIC);
    assert_has(pair_type(p, 0, "show ip nat translations"),
               "--- 10.15.58.77        192.168.1.1        ---                ---\r\n");
    /* The router answers for the address on the wire, and gives back what comes for it. */
    pair_listen(p, 1, "debug ip packet");
    assert_has(pair_type(p, 0, PING), "(5/5)");
    assert_has(buf_str(&p->end[1].log), ": IP: s=10.15.58.77 (FastEthernet0/0), ");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 0, ");
    pair_configure(p, 0, "no " STATIC);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
}

/* Translations that nobody uses go away. */
static void test_expiry(void **state)
{
    (void)state;
    struct pair *p = pair_translating(DYNAMIC "access-list 1 permit any\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, "show ip nat translations"), "icmp ");
    world_pass(p->world, 10000);
    assert_string_equal(pair_type(p, 0, "show ip nat translations"), "");
    assert_has(pair_type(p, 0, "show ip nat statistics"), "Expired translations: 1\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interesting),
        cmocka_unit_test(test_mended),
        cmocka_unit_test(test_static),
        cmocka_unit_test(test_expiry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
