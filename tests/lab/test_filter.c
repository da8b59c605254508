/* SPDX-License-Identifier: ISC */
/* Access-groups: hits, logs, what is answered, and what they do to IKE and to tunnels. */
#include "tests/lab/pair.h"

#define PING "ping 192.168.2.1 source 192.168.1.1"
#define OUTSIDE "interface FastEthernet0/0\n"
#define REST "access-list 110 permit ip any any\n"

static void mend(struct pair *p, int end)
{
    pair_configure(p, end, OUTSIDE " no ip access-group 110 in\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
}

/* UDP 500 does not come in: the initiator retransmits in its first state. */
static void test_isakmp(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 1,
                   "access-list 110 deny udp any any eq isakmp\n" REST OUTSIDE
                   " ip access-group 110 in\n");
    assert_has(pair_type(p, 0, PING), "(0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "MM_NO_STATE");
    assert_false(has(pair_type(p, 1, "show crypto isakmp sa"), "MM_"));
    assert_has(pair_type(p, 1, "show access-lists 110"),
               "    deny udp any any eq isakmp (1 match)\r\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), "(5/5)"); /* the peer is there */
    mend(p, 1);
    pair_free(p);
}

/* ESP does not come in: both ends are ready, one sends, the other hears nothing. */
static void test_esp(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 1,
                   "access-list 110 deny esp any any\n" REST OUTSIDE " ip access-group 110 in\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 9, ");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts decaps: 0, ");
    assert_has(pair_type(p, 1, "show access-lists 110"), "    deny esp any any (9 matches)\r\n");
    mend(p, 1);
    pair_free(p);
}

/* Until 12.3(8)T what comes out of a tunnel is held against the list of the interface again. */
static void test_twice(void **state)
{
    (void)state;
    static const char lines[] =
        "access-list 110 permit udp any any eq 500\n"
        "access-list 110 permit esp any any\n" OUTSIDE " ip access-group 110 in\n";
    struct pair *p = pair_new(1);
    pair_configure(p, 1, lines);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(0/5)");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts decaps: 9, ");
    pair_configure(p, 1, "access-list 110 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n");
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
    p = pair_new_at(1, IOS_15);
    pair_configure(p, 1, lines);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
}

static void test_prohibited(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 1,
                   "access-list 110 deny icmp any any echo log\n" REST OUTSIDE
                   " ip access-group 110 in\n");
    pair_listen(p, 1, "debug ip packet");
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), "\r\nU.U.U\r\nSuccess rate is 0 percent");
    assert_has(buf_str(&p->end[1].log),
               ": IP: s=10.15.58.10 (FastEthernet0/0), d=10.15.58.38, len 100, access denied\n");
    const char *log = pair_type(p, 1, "show logging");
    assert_has(log, ": %SEC-6-IPACCESSLOGDP: list 110 denied icmp 10.15.58.10 -> 10.15.58.38 "
                    "(8/0), 1 packet \r\n");
    assert_has(pair_type(p, 1, "ping 10.15.58.10"), "(5/5)"); /* replies may come in */
    world_pass(p->world, 30000);
    pair_type(p, 0, "ping 10.15.58.38 repeat 1");
    assert_has(pair_type(p, 1, "show logging"), "(8/0), 5 packets \r\n");
    pair_configure(p, 1, OUTSIDE " no ip unreachables\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), ".....");
    assert_has(pair_type(p, 1, "show ip interface FastEthernet0/0"),
               "  Inbound  access list is 110\r\n");
    pair_free(p);
}

/* A list by name, with sequence numbers, on the way out: not for what the router itself says. */
static void test_out(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "ip access-list extended WALL\n deny icmp any any\n permit ip any any\n"
                   " 5 permit icmp host 192.168.1.9 any\n"
                   "exit\n" OUTSIDE " ip access-group WALL out\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), "(5/5)");
    assert_has(pair_type(p, 0, "show ip access-lists WALL"),
               "    permit icmp host 192.168.1.9 any\r\n    deny icmp any any\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isakmp),     cmocka_unit_test(test_esp), cmocka_unit_test(test_twice),
        cmocka_unit_test(test_prohibited), cmocka_unit_test(test_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
