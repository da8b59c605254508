/* SPDX-License-Identifier: ISC */
/* Packets of hosts behind the routers: switching paths, lists on the way out, errors, NAT. */
#include "tests/lab/host.h"

#include "lab/net/net.h"

#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

struct site {
    struct pair *p;
    struct host a, b;
};

static void begin(struct site *s)
{
    s->p = pair_new(1);
    host_attach(&s->a, s->p->link, IP(192, 168, 1, 9), IP(192, 168, 1, 1));
    host_attach(&s->b, s->p->link, IP(192, 168, 2, 9), IP(192, 168, 2, 1));
    pair_type(s->p, 0, "ping 192.168.2.1 source 192.168.1.1");
}

static void end(struct site *s)
{
    pair_free(s->p);
}

static void test_switching(void **state)
{
    (void)state;
    struct site s;
    begin(&s);
    pair_listen(s.p, 0, "debug ip packet");
    host_ping(s.p, &s.a, s.b.address, 100, false);
    assert_int_equal(s.a.replies, 1);
    assert_int_equal(s.b.echoes, 1);
    /* What is fast switched is not seen, but for the sealed packet the router makes of it. */
    assert_false(has(buf_str(&s.p->end[0].log), "192.168.1.9"));
    pair_configure(s.p, 0, "interface FastEthernet0/1\n no ip route-cache\n");
    host_ping(s.p, &s.a, s.b.address, 100, false);
    assert_has(buf_str(&s.p->end[0].log),
               ": IP: s=192.168.1.9 (FastEthernet0/1), d=192.168.2.9 (FastEthernet0/0), "
               "g=10.15.58.38, len 100, forward\n");
    assert_has(pair_type(s.p, 0, "show ip interface FastEthernet0/1"),
               "  IP fast switching is disabled\r\n");
    assert_has(pair_type(s.p, 0, "show ip traffic"), " 4 forwarded\r\n");
    pair_configure(s.p, 0, "ip cef\ninterface FastEthernet0/1\n ip route-cache\n");
    assert_has(pair_type(s.p, 0, "show ip interface FastEthernet0/1"),
               "  IP CEF switching is enabled\r\n  IP CEF Fast switching turbo vector\r\n");
    pair_configure(s.p, 0, "interface FastEthernet0/1\n no ip route-cache cef\n");
    assert_has(pair_type(s.p, 0, "show ip interface FastEthernet0/1"),
               "  IP CEF switching is disabled\r\n  IP Fast switching turbo vector\r\n");
    end(&s);
}

/* A defect of one path: another one works. */
static void test_broken_path(void **state)
{
    (void)state;
    struct site s;
    begin(&s);
    net_break_fast_path(s.p->end[1].r);
    assert_has(pair_type(s.p, 0, "ping 192.168.2.1 source 192.168.1.1"), "(0/5)");
    assert_has(pair_type(s.p, 0, "show crypto ipsec sa"), "#pkts encaps: 9, ");
    assert_has(pair_type(s.p, 1, "show crypto ipsec sa"), "#pkts decaps: 4, ");
    assert_has(pair_type(s.p, 1, "show crypto ipsec sa"), "#send errors 0, #recv errors 0");
    pair_configure(s.p, 1, "interface FastEthernet0/0\n no ip route-cache\n");
    assert_has(pair_type(s.p, 0, "ping 192.168.2.1 source 192.168.1.1"), "(5/5)");
    end(&s);
}

static void test_list_out(void **state)
{
    (void)state;
    struct site s;
    begin(&s);
    pair_configure(s.p, 0,
                   "access-list 120 deny icmp any any\naccess-list 120 permit ip any any\n"
                   "interface FastEthernet0/0\n ip access-group 120 out\n");
    host_ping(s.p, &s.a, s.b.address, 100, false);
    assert_int_equal(s.a.replies, 0);
    assert_int_equal(s.a.errors, 1);
    assert_int_equal(s.a.code, 13);
    assert_int_equal(s.a.last_from, IP(192, 168, 1, 1));
    assert_has(pair_type(s.p, 0, "show access-lists 120"), "deny icmp any any (1 match)\r\n");
    assert_has(pair_type(s.p, 0, "ping 10.15.58.38"), "(5/5)");
    pair_configure(s.p, 0, "interface FastEthernet0/0\n no ip access-group 120 out\n");
    host_ping(s.p, &s.a, s.b.address, 100, false);
    assert_int_equal(s.a.replies, 1);
    end(&s);
}

static void test_too_big(void **state)
{
    (void)state;
    struct site s;
    begin(&s);
    host_ping(s.p, &s.a, s.b.address, 1446, true);
    assert_int_equal(s.a.replies, 1);
    host_ping(s.p, &s.a, s.b.address, 1447, true);
    assert_int_equal(s.a.replies, 1);
    assert_int_equal(s.a.errors, 1);
    assert_int_equal(s.a.code, 4);
    host_ping(s.p, &s.a, IP(172, 16, 0, 1), 100, true);
    assert_int_equal(s.a.errors, 2);
    assert_int_equal(s.a.code, 1); /* no route */
    end(&s);
}

/* Two hosts with the same identifier behind one address. */
static void test_nat(void **state)
{
    (void)state;
    struct site s;
    struct host other, server;
    begin(&s);
    host_attach(&other, s.p->link, IP(192, 168, 1, 8), IP(192, 168, 1, 1));
    host_attach(&server, s.p->link, IP(10, 15, 58, 99), IP(10, 15, 58, 10));
    pair_configure(s.p, 0,
                   "interface FastEthernet0/1\n ip nat inside\n"
                   "interface FastEthernet0/0\n ip nat outside\n");
    pair_configure(s.p, 0,
                   "ip nat inside source list 1 interface FastEthernet0/0 overload\n"
                   "access-list 1 permit 192.168.1.0 0.0.0.255\n");
    host_ping(s.p, &s.a, server.address, 100, false);
    host_ping(s.p, &other, server.address, 100, false);
    assert_int_equal(server.echoes, 2);
    assert_int_equal(server.last_from, IP(10, 15, 58, 10));
    assert_int_equal(s.a.replies, 1);
    assert_int_equal(other.replies, 1);
    assert_has(pair_type(s.p, 0, "show ip nat translations"),
               "icmp 10.15.58.10:513   192.168.1.8:512    10.15.58.99:512    10.15.58.99:512\r\n"
               "icmp 10.15.58.10:512   192.168.1.9:512    10.15.58.99:512    10.15.58.99:512\r\n");
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_switching), cmocka_unit_test(test_broken_path),
        cmocka_unit_test(test_list_out),  cmocka_unit_test(test_too_big),
        cmocka_unit_test(test_nat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
