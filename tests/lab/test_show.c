/* SPDX-License-Identifier: ISC */
/* What show commands print, word for word, where numbers are not counters. */
#include "tests/lab/pair.h"

static void test_isakmp(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "show crypto isakmp sa"),
                        "dst             src             state           conn-id    slot\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto isakmp key"),
                        "Hostname/Address        Preshared key\r\n\r\n"
                        "10.15.58.38             cisco123\r\n");
    assert_string_equal(
        pair_type(p, 0, "show crypto isakmp policy"),
        "Protection suite of priority 10\r\n"
        "        encryption algorithm:   DES - Data Encryption Standard (56 bit keys).\r\n"
        "        hash algorithm:         Message Digest 5\r\n"
        "        authentication method:  Pre-Shared Key\r\n"
        "        Diffie-Hellman group:   #1 (768 bit)\r\n"
        "        lifetime:               86400 seconds, no volume limit\r\n"
        "Default protection suite\r\n"
        "        encryption algorithm:   DES - Data Encryption Standard (56 bit keys).\r\n"
        "        hash algorithm:         Secure Hash Standard\r\n"
        "        authentication method:  Rivest-Shamir-Adleman Signature\r\n"
        "        Diffie-Hellman group:   #1 (768 bit)\r\n"
        "        lifetime:               86400 seconds, no volume limit\r\n");
    pair_configure(p, 0, "crypto isakmp policy 1\n encr aes 256\n group 5\n lifetime 180");
    const char *reply = pair_type(p, 0, "show crypto isakmp policy");
    assert_has(reply, "AES - Advanced Encryption Standard (256 bit keys).\r\n");
    assert_has(reply, "#5 (1536 bit)\r\n        lifetime:               180 seconds");
    pair_free(p);
}

static void test_crypto_map(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *whole = "Crypto Map \"vpn\" 10 ipsec-isakmp\r\n"
                        "        Peer = 10.15.58.38\r\n"
                        "        Extended IP access list 100\r\n"
                        "            access-list 100 permit ip\r\n"
                        "                source: addr = 192.168.1.0/0.0.0.255\r\n"
                        "                dest:   addr = 192.168.2.0/0.0.0.255\r\n"
                        "        Current peer: 10.15.58.38\r\n"
                        "        Security association lifetime: 4608000 kilobytes/3600 seconds\r\n"
                        "        PFS (Y/N): N\r\n"
                        "        Transform sets={ myset, }\r\n"
                        "        Interfaces using crypto map vpn:\r\n"
                        "                FastEthernet0/0\r\n\r\n";
    assert_string_equal(pair_type(p, 0, "show crypto map"), whole);
    assert_string_equal(pair_type(p, 0, "show crypto map tag vpn"), whole);
    assert_string_equal(pair_type(p, 0, "show crypto map interface f0/0"), whole);
    assert_string_equal(pair_type(p, 0, "show crypto map interface f0/1"),
                        "No crypto maps found.\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto ipsec transform-set"),
                        "Transform set myset: { esp-des esp-md5-hmac  }\r\n"
                        "   will negotiate = { Tunnel,  },\r\n\r\n");
    pair_configure(p, 0,
                   "interface FastEthernet0/0\n no crypto map\n"
                   "crypto map vpn 10 ipsec-isakmp\n set pfs group2\n no match address");
    const char *reply = pair_type(p, 0, "show crypto map");
    assert_has(reply, "WARNING: This crypto map is in an incomplete state!");
    assert_has(reply, "PFS (Y/N): Y\r\n        DH group:  group2\r\n");
    assert_has(reply, "Interfaces using crypto map vpn:\r\n\r\n");
    pair_free(p);
}

static void test_ipsec_sa_without_sas(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(
        pair_type(p, 0, "show crypto ipsec sa"),
        "\r\ninterface: FastEthernet0/0\r\n"
        "    Crypto map tag: vpn, local addr. 10.15.58.10\r\n\r\n"
        "   local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)\r\n"
        "   remote ident (addr/mask/prot/port): (192.168.2.0/255.255.255.0/0/0)\r\n"
        "   current_peer: 10.15.58.38\r\n"
        "     PERMIT, flags={origin_is_acl,}\r\n"
        "    #pkts encaps: 0, #pkts encrypt: 0, #pkts digest 0\r\n"
        "    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify 0\r\n"
        "    #pkts compressed: 0, #pkts decompressed: 0\r\n"
        "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0\r\n"
        "    #send errors 0, #recv errors 0\r\n\r\n"
        "     local crypto endpt.: 10.15.58.10, remote crypto endpt.: 10.15.58.38\r\n"
        "     path mtu 1500, media mtu 1500\r\n"
        "     current outbound spi: 0\r\n\r\n"
        "     inbound esp sas:\r\n\r\n     inbound ah sas:\r\n\r\n     inbound pcp sas:\r\n\r\n"
        "     outbound esp sas:\r\n\r\n     outbound ah sas:\r\n\r\n     outbound pcp "
        "sas:\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto ipsec security-association lifetime"),
                        "Security association lifetime: 4608000 kilobytes/3600 seconds\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto ipsec session-key"),
                        "Session key lifetime: 4608000 kilobytes/3600 seconds\r\n\r\n");
    assert_has(pair_type(p, 0, "show crypto ipsec sa peer 9.9.9.9"), "No SAs found");
    pair_free(p);
}

static void test_routes(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *reply = pair_type(p, 0, "show ip route");
    assert_has(reply, "Gateway of last resort is not set\r\n\r\n"
                      "     10.0.0.0/24 is subnetted, 1 subnets\r\n"
                      "C       10.15.58.0 is directly connected, FastEthernet0/0\r\n"
                      "C    192.168.1.0/24 is directly connected, FastEthernet0/1\r\n"
                      "S    192.168.2.0/24 [1/0] via 10.15.58.38\r\n");
    assert_string_equal(pair_type(p, 0, "show ip route 192.168.2.7"),
                        "Routing entry for 192.168.2.0/24\r\n"
                        "  Known via \"static\", distance 1, metric 0\r\n"
                        "  Routing Descriptor Blocks:\r\n  * 10.15.58.38\r\n"
                        "      Route metric is 0, traffic share count is 1\r\n\r\n");
    assert_has(pair_type(p, 0, "show ip route 10.15.58.38"),
               "Known via \"connected\", distance 0, metric 0 (connected, via interface)");
    assert_string_equal(pair_type(p, 0, "show ip route 10.9.9.9"), "% Subnet not in table\r\n");
    assert_string_equal(pair_type(p, 0, "show ip route 172.16.0.1"), "% Network not in table\r\n");
    pair_configure(p, 0, "ip route 0.0.0.0 0.0.0.0 10.15.58.38");
    assert_has(pair_type(p, 0, "show ip route"),
               "Gateway of last resort is 10.15.58.38 to network 0.0.0.0\r\n");
    assert_has(pair_type(p, 0, "show ip route"), "S*   0.0.0.0/0 [1/0] via 10.15.58.38\r\n");
    pair_configure(p, 0, "interface FastEthernet0/0\n shutdown");
    assert_false(has(pair_type(p, 0, "show ip route"), "192.168.2.0"));
    pair_free(p);
}

static void test_interfaces(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(
        pair_type(p, 0, "show ip interface brief"),
        "Interface                  IP-Address      OK? Method Status                Protocol\r\n"
        "FastEthernet0/0            10.15.58.10     YES NVRAM  up                    up      \r\n"
        "FastEthernet0/1            192.168.1.1     YES NVRAM  up                    up      \r\n");
    pair_configure(p, 0, "interface FastEthernet0/1\n shutdown\n description inside");
    const char *reply = pair_type(p, 0, "show interface f0/1");
    assert_has(reply, "FastEthernet0/1 is administratively down, line protocol is down\r\n");
    assert_has(reply, "  Description: inside\r\n  Internet address is 192.168.1.1/24\r\n");
    assert_has(pair_type(p, 0, "show interfaces f5/5"), "^\r\n% Invalid input");
    pair_free(p);
}

static void test_counters(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "ping 10.15.58.38 repeat 4 size 200");
    assert_has(pair_type(p, 0, "show int f0/0"), "     4 packets input, 800 bytes\r\n");
    assert_has(pair_type(p, 0, "show int f0/0"), "     4 packets output, 800 bytes,");
    /* A change of the configuration does not reset them. */
    pair_configure(p, 0, "interface FastEthernet0/1\n description x");
    assert_has(pair_type(p, 0, "show int f0/0"), "     4 packets output, 800 bytes,");
    pair_type(p, 0, "clear counters");
    assert_string_equal(shell_prompt(p->end[0].s),
                        "Clear \"show interface\" counters on all interfaces [confirm]");
    pair_type(p, 0, "");
    assert_has(pair_type(p, 0, "show int f0/0"), "     0 packets output, 0 bytes,");
    pair_type(p, 0, "ping 192.168.2.1 source f0/1");
    assert_has(pair_type(p, 0, "show access-lists"), "(5 matches)");
    pair_type(p, 0, "clear access-list counters");
    assert_false(has(pair_type(p, 0, "show access-lists"), "match"));
    pair_free(p);
}

static void test_system(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *reply = pair_type(p, 0, "show version");
    assert_has(reply, "IOS (tm) C2600 Software (C2600-IK9O3S-M), Version 12.2(15)T,");
    assert_has(reply, "\r\nCE1 uptime is ");
    assert_has(pair_type(p, 0, "show clock"), " UTC Mon Mar 1 1993\r\n");
    assert_has(pair_type(p, 0, "show processes cpu"), "CPU utilization for five seconds: 1%/0%; ");
    assert_has(pair_type(p, 0, "show crypto engine configuration"),
               "        engine type: software\r\n");
    assert_has(pair_type(p, 0, "show users"), "vty 0");
    assert_string_equal(pair_type(p, 0, "show privilege"), "Current privilege level is 15\r\n");
    assert_has(pair_type(p, 0, "write memory"), "[OK]\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isakmp),
        cmocka_unit_test(test_crypto_map),
        cmocka_unit_test(test_ipsec_sa_without_sas),
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
