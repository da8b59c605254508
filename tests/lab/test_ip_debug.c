/* SPDX-License-Identifier: ISC */
/* debug ip packet, and the ways a packet may not go: routes, next hops, interfaces. */
#include "tests/lab/pair.h"

#define PING "ping 192.168.2.1 source 192.168.1.1"

static struct pair *pair_listening(enum release release, const char *command)
{
    struct pair *p = pair_new_at(1, release);
    for (int i = 0; i < 2; i++)
        pair_listen(p, i, command);
    return p;
}

static void test_commands(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "debug ip packet"), "IP packet debugging is on\r\n");
    assert_string_equal(pair_type(p, 0, "debug ip packet detail"),
                        "IP packet debugging is on (detailed)\r\n");
    assert_string_equal(pair_type(p, 0, "debug ip packet 101 detail"),
                        "IP packet debugging is on (detailed) for access list 101\r\n");
    assert_string_equal(pair_type(p, 0, "show debugging"),
                        "\r\nGeneric IP:\r\n"
                        "  IP packet debugging is on (detailed) for access list 101\r\n");
    assert_string_equal(pair_type(p, 0, "no debug ip packet"), "IP packet debugging is off\r\n");
    assert_string_equal(pair_type(p, 0, "show debugging"), "");
    pair_free(p);
}

static void test_own_packets(void **state)
{
    (void)state;
    struct pair *p = pair_listening(IOS_12_2, "debug ip packet detail");
    pair_type(p, 0, "ping 10.15.58.38 repeat 1");
    assert_has(buf_str(&p->end[0].log),
               ": IP: s=10.15.58.10 (local), d=10.15.58.38 (FastEthernet0/0), len 100, sending\n"
               "    ICMP type=8, code=0\n");
    assert_has(buf_str(&p->end[0].log),
               ": IP: s=10.15.58.38 (FastEthernet0/0), d=10.15.58.10 (FastEthernet0/0), len 100, "
               "rcvd 3\n    ICMP type=0, code=0\n");
    pair_forget(p);
    pair_type(p, 0, PING " repeat 3");
    const char *log = buf_str(&p->end[0].log);
    assert_has(log, ": IP: s=192.168.1.1 (local), d=192.168.2.1 (FastEthernet0/0), len 100, "
                    "sending\n    ICMP type=8, code=0\n");
    assert_has(log, ": IP: s=10.15.58.10 (local), d=10.15.58.38 (FastEthernet0/0), len ");
    assert_has(log, ", sending\n    UDP src=500, dst=500\n");
    assert_has(log, ", len 152, sending, proto=50\n"); /* what it looks like when sealed */
    assert_has(buf_str(&p->end[1].log), "d=192.168.2.1 (FastEthernet0/0), len 100, rcvd 3\n");
    pair_free(p);
}

static void test_limited(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0, "access-list 101 permit udp any any\n");
    pair_listen(p, 0, "debug ip packet 101");
    pair_type(p, 0, PING);
    assert_has(buf_str(&p->end[0].log), "IP: s=10.15.58.10 (local), d=10.15.58.38 (");
    assert_false(has(buf_str(&p->end[0].log), "s=192.168.1.1"));
    assert_false(has(buf_str(&p->end[0].log), "len 152"));
    pair_free(p);
}

#define PAGE_A12(host, own)                                                                        \
    "hostname " host "\nenable secret letmein\n"                                                   \
    "interface Ethernet0\n ip address " own " 255.255.255.0\n"

/* The peer's view on page A-12. */
static void test_page_a12(void **state)
{
    (void)state;
    struct pair *p = pair_new_with(1, IOS_11_3, PAGE_A12("dt3-4kb", "192.168.10.38"),
                                   PAGE_A12("dt3-45a", "192.168.10.66"));
    pair_listen(p, 1, "debug ip packet");
    pair_type(p, 0, "ping 192.168.10.66 repeat 1");
    assert_string_equal(
        buf_str(&p->end[1].log),
        "IP: s=192.168.10.38 (Ethernet0), d=192.168.10.66, len 100, rcvd 1\n"
        "IP: s=192.168.10.66 (local), d=192.168.10.38 (Ethernet0), len 100, sending\n");
    pair_free(p);
}

/* Later releases tell how they found the way, and 15 says everything twice. */
static void test_later(void **state)
{
    (void)state;
    static const char sent[] =
        "IP: tableid=0, s=10.15.58.10 (local), d=10.15.58.38 (FastEthernet0/0), routed via FIB\n";
    static const char full[] = "IP: s=10.15.58.10 (local), d=10.15.58.38 (FastEthernet0/0), len "
                               "100, sending full packet\n";
    for (enum release r = IOS_12_2; r <= IOS_15; r++) {
        struct pair *p = pair_listening(r, "debug ip packet");
        pair_type(p, 0, "ping 10.15.58.38 repeat 1");
        const char *log = buf_str(&p->end[0].log);
        assert_has(log, "d=10.15.58.38 (FastEthernet0/0), len 100, sending\n");
        assert_has(log, "d=10.15.58.10 (FastEthernet0/0), len 100, rcvd 3\n");
        assert_int_equal(has(log, sent), r >= IOS_12_3);
        assert_int_equal(has(log, full), r >= IOS_15);
        pair_free(p);
    }
}

static void test_no_route(void **state)
{
    (void)state;
    struct pair *p = pair_listening(IOS_12_2, "debug ip packet");
    pair_configure(p, 0, "no ip route 192.168.2.0 255.255.255.0 10.15.58.38\n");
    assert_has(pair_type(p, 0, PING), "\r\n.....\r\n");
    assert_has(buf_str(&p->end[0].log),
               ": IP: s=192.168.1.1 (local), d=192.168.2.1, len 100, unroutable\n");
    assert_has(pair_type(p, 0, "show ip traffic"), " 5 no route,");
    assert_has(pair_type(p, 0, "show access-lists 100"), "0.0.0.255\r\n"); /* no match */
    pair_configure(p, 0, "ip route 192.168.2.0 255.255.255.0 10.15.58.38\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
}

/* The next router has no route: it says so. */
static void test_unreachable(void **state)
{
    (void)state;
    struct pair *p = pair_listening(IOS_12_2, "debug ip packet");
    pair_configure(p, 0, "ip route 172.16.0.0 255.255.0.0 10.15.58.38\n");
    assert_has(pair_type(p, 0, "ping 172.16.1.1"), "\r\nU.U.U\r\n");
    assert_has(buf_str(&p->end[1].log),
               ": IP: s=10.15.58.10 (FastEthernet0/0), d=172.16.1.1, len 100, unroutable\n");
    world_pass(p->world, 1000);
    assert_has(pair_type(p, 0, "traceroute 172.16.1.1"),
               "\r\nType escape sequence to abort.\r\nTracing the route to 172.16.1.1\r\n\r\n"
               "  1 10.15.58.38 4 msec 4 msec 4 msec \r\n"
               "  2 10.15.58.38 !H   * !H  \r\n");
    assert_has(pair_type(p, 0, "traceroute 192.168.2.1"), "  1  * 10.15.58.38 4 msec  * \r\n");
    pair_free(p);
}

/* The outside interface of the other end is shut: nobody answers for the next hop. */
static void test_shut_peer(void **state)
{
    (void)state;
    struct pair *p = pair_listening(IOS_12_2, "debug ip packet");
    pair_configure(p, 1, "interface FastEthernet0/0\n shutdown\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38 repeat 2"), "\r\n..\r\n");
    assert_has(buf_str(&p->end[0].log), "d=10.15.58.38 (FastEthernet0/0), len 100, "
                                        "encapsulation failed\n");
    assert_has(pair_type(p, 0, "show ip arp"), "Internet  10.15.58.38         0   Incomplete      "
                                               "ARPA   \r\n");
    assert_has(pair_type(p, 1, "show logging"),
               ": %LINK-5-CHANGED: Interface FastEthernet0/0, changed state to administratively "
               "down\r\n");
    /* An Ethernet does not notice what is at its other end. */
    assert_has(pair_type(p, 0, "show interfaces FastEthernet0/0"),
               "FastEthernet0/0 is up, line protocol is up\r\n");
    pair_configure(p, 1, "interface FastEthernet0/0\n no shutdown\n");
    assert_has(pair_type(p, 1, "show logging"),
               ": %LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/0, changed state "
               "to up\r\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), "(5/5)");
    pair_free(p);
}

/* The inside interface is shut: no source to ping from, no connected network. */
static void test_shut_inside(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 1, "interface FastEthernet0/1\n shutdown\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(0/5)");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts decaps: 9, ");
    assert_has(pair_type(p, 1, "show ip interface brief"), "administratively down down");
    assert_has(pair_type(p, 1, "ping 192.168.1.1 source FastEthernet0/1"), "% Invalid source");
    pair_configure(p, 1, "interface FastEthernet0/1\n no shutdown\n");
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
}

static const char serial_a[] = "hostname A\nenable secret letmein\ninterface Serial0/0\n"
                               " ip address 10.1.1.1 255.255.255.252\n";
static const char serial_b[] = "hostname B\nenable secret letmein\ninterface Serial0/0\n"
                               " ip address 10.1.1.2 255.255.255.252\n";

/* A serial line is dead when its other end is shut. */
static void test_serial(void **state)
{
    (void)state;
    struct pair *p = pair_new_with(1, IOS_12_2, serial_a, serial_b);
    assert_has(pair_type(p, 0, "ping 10.1.1.2"), "(5/5)");
    pair_configure(p, 1, "interface Serial0/0\n shutdown\n");
    assert_has(pair_type(p, 0, "show interfaces Serial0/0"),
               "Serial0/0 is up, line protocol is down\r\n");
    assert_has(pair_type(p, 0, "show logging"),
               "%LINEPROTO-5-UPDOWN: Line protocol on Interface Serial0/0, changed state to "
               "down\r\n");
    assert_has(pair_type(p, 0, "show ip route"), "Gateway of last resort is not set\r\n");
    pair_configure(p, 0, "interface Serial0/0\n no keepalive\n");
    assert_has(pair_type(p, 0, "show interfaces Serial0/0"), "line protocol is up\r\n");
    pair_configure(p, 0, "interface Serial0/0\n keepalive 10\n");
    pair_configure(p, 1, "interface Serial0/0\n no shutdown\n");
    assert_has(pair_type(p, 0, "ping 10.1.1.2"), "(5/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),    cmocka_unit_test(test_own_packets),
        cmocka_unit_test(test_limited),     cmocka_unit_test(test_page_a12),
        cmocka_unit_test(test_no_route),    cmocka_unit_test(test_later),
        cmocka_unit_test(test_unreachable), cmocka_unit_test(test_shut_peer),
        cmocka_unit_test(test_shut_inside), cmocka_unit_test(test_serial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
