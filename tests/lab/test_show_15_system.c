/* SPDX-License-Identifier: ISC */
/* What IOS 15 prints of routes, configurations, lists and the system. */
#include "tests/lab/guide.h"

static void compare(struct pair *p, const char *command, const char *listing)
{
    assert_listing(pair_type(p, 0, command), listing, 0);
}

static void test_routes(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0, "ip route 0.0.0.0 0.0.0.0 10.15.58.38");
    compare(p, "show ip route",
            "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n");
    compare(p, "show ip route",
            "Gateway of last resort is 10.15.58.38 to network 0.0.0.0\n"
            "\n"
            "S*    0.0.0.0/0 [1/0] via 10.15.58.38\n"
            "      10.0.0.0/8 is variably subnetted, 2 subnets, 2 masks\n"
            "C        10.15.58.0/24 is directly connected, FastEthernet0/0\n"
            "L        10.15.58.10/32 is directly connected, FastEthernet0/0\n"
            "      192.168.1.0/24 is variably subnetted, 2 subnets, 2 masks\n"
            "C        192.168.1.0/24 is directly connected, FastEthernet0/1\n"
            "L        192.168.1.1/32 is directly connected, FastEthernet0/1\n"
            "S     192.168.2.0/24 [1/0] via 10.15.58.38\n");
    compare(p, "show ip route static",
            "Gateway of last resort is 10.15.58.38 to network 0.0.0.0\n"
            "\n"
            "S*    0.0.0.0/0 [1/0] via 10.15.58.38\n"
            "S     192.168.2.0/24 [1/0] via 10.15.58.38\n");
    pair_free(p);
}

static void test_configuration(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0,
                   "crypto isakmp policy 10\n encr 3des\n group 2\n"
                   "interface f0/1\n duplex full\n shutdown\n");
    char *text = mem_dup(pair_type(p, 0, "show running-config"));
    assert_has(text, "Building configuration...\r\n\r\nCurrent configuration : ");
    assert_has(text,
               " bytes\r\n!\r\n! No configuration change since last restart\r\n!\r\nversion ");
    assert_has(text, "crypto isakmp policy 10\r\n encr 3des\r\n hash md5\r\n"
                     " authentication pre-share\r\n group 2\r\n");
    assert_has(text, "crypto isakmp key cisco123 address 10.15.58.38  \r\n");
    assert_has(text, "crypto ipsec transform-set myset esp-des esp-md5-hmac \r\n");
    assert_has(text, "crypto map vpn 10 ipsec-isakmp \r\n set peer 10.15.58.38\r\n"
                     " set transform-set myset \r\n match address 100\r\n");
    assert_has(text, "interface FastEthernet0/0\r\n ip address 10.15.58.10 255.255.255.0\r\n"
                     " duplex auto\r\n speed auto\r\n crypto map vpn\r\n");
    assert_has(text, " shutdown\r\n duplex full\r\n speed auto\r\n!\r\n");
    free(text);
    pair_type(p, 0, "configure terminal");
    pair_type(p, 0, "end");
    assert_has(pair_type(p, 0, "show running-config"), "! Last configuration change at 0");
    pair_free(p);
}

static void test_lists(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_type(p, 0, "ping 192.168.2.1 source f0/1");
    pair_configure(p, 0, "access-list 7 permit 10.0.0.0 0.0.0.255\naccess-list 7 permit any\n");
    compare(p, "show access-lists",
            "Standard IP access list 7\n"
            "    10 permit 10.0.0.0, wildcard bits 0.0.0.255\n"
            "    20 permit any\n"
            "Extended IP access list 100\n"
            "    10 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255 (5 matches)\n");
    pair_free(p);
}

static void test_system(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    compare(p, "show version",
            "Cisco IOS Software, 2800 Software (C2800NM-ADVENTERPRISEK9-M), Version 15.1(4)M4, "
            "RELEASE SOFTWARE (fc1)\n");
    compare(p, "show version", "2 FastEthernet interfaces\n");
    compare(p, "show interfaces f0/0",
            "FastEthernet0/0 is up, line protocol is up\n"
            "  Hardware is Gt96k FE, address is 0004.cb1b.daea (bia 0004.cb1b.daea)\n"
            "  Internet address is 10.15.58.10/24\n"
            "  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec,\n");
    assert_string_equal(pair_type(p, 0, "show crypto ikev2 sa"), "");
    pair_free(p);
    p = pair_new(1);
    assert_has(pair_type(p, 0, "show crypto ikev2 sa"), "% Invalid input detected");
    assert_has(pair_type(p, 0, "show crypto session"), "% Invalid input detected");
    pair_free(p);
}

/* Algorithms of a later day are not there before. */
static void test_algorithms(void **state)
{
    (void)state;
    static const struct {
        const char *section, *line;
    } cases[] = {
        {"crypto isakmp policy 10", "hash sha256"},
        {"crypto isakmp policy 10", "group 14"},
        {"crypto map vpn 10", "set pfs group14"},
        {"crypto map vpn 10", "crypto ipsec transform-set t esp-aes esp-sha256-hmac"},
    };
    for (enum release release = IOS_12_2; release <= IOS_15; release++) {
        struct pair *p = pair_new_at(1, release);
        pair_type(p, 0, "configure terminal");
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            pair_type(p, 0, cases[i].section);
            bool refused = has(pair_type(p, 0, cases[i].line), "% Invalid input detected");
            assert_int_equal(refused, release < IOS_15);
        }
        pair_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_routes),     cmocka_unit_test(test_configuration),
        cmocka_unit_test(test_lists),      cmocka_unit_test(test_system),
        cmocka_unit_test(test_algorithms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
