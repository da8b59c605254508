/* SPDX-License-Identifier: ISC */
/* What IOS 15 prints, line by line; numbers that are counters or identifiers may differ. */
#include "tests/lab/guide.h"

#define NUMBERS (LISTING_IDS | LISTING_COUNTERS)

/* The pair with its tunnel up. */
static struct pair *tunnel(void)
{
    struct pair *p = pair_new_at(1, IOS_15);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(4/5)");
    return p;
}

static void compare(struct pair *p, const char *command, const char *listing, unsigned options)
{
    assert_listing(pair_type(p, 0, command), listing, options);
}

static void test_isakmp_sa(void **state)
{
    (void)state;
    struct pair *p = tunnel();
    compare(p, "show crypto isakmp sa",
            "IPv4 Crypto ISAKMP SA\n"
            "dst             src             state          conn-id status\n"
            "10.15.58.38     10.15.58.10     QM_IDLE           1001 ACTIVE\n"
            "\n"
            "IPv6 Crypto ISAKMP SA\n",
            0);
    world_pass(p->world, 14000);
    compare(
        p, "show crypto isakmp sa detail",
        "Codes: C - IKE configuration mode, D - Dead Peer Detection\n"
        "       K - Keepalives, N - NAT-traversal\n"
        "       T - cTCP encapsulation, X - IKE Extended Authentication\n"
        "       psk - Preshared key, rsig - RSA signature\n"
        "       renc - RSA encryption\n"
        "IPv4 Crypto ISAKMP SA\n"
        "\n"
        "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n"
        "\n"
        "1001  10.15.58.10     10.15.58.38            ACTIVE des  md5    psk  1  23:59:46\n"
        "       Engine-id:Conn-id =  SW:1\n",
        LISTING_TIMES);
    compare(p, "show crypto isakmp peers",
            "Peer: 10.15.58.38 Port: 500 Local: 10.15.58.10\n Phase1 id: 10.15.58.38\n", 0);
    pair_free(p);
}

/* What was cleared is listed for a while, beside its successor. */
static void test_deleted_isakmp_sa(void **state)
{
    (void)state;
    struct pair *p = tunnel();
    pair_type(p, 0, "clear crypto isakmp");
    compare(p, "show crypto isakmp sa",
            "10.15.58.38     10.15.58.10     MM_NO_STATE       1001 ACTIVE (deleted)\n", 0);
    world_pass(p->world, 1000);
    pair_type(p, 0, "clear crypto sa");
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(4/5)");
    compare(p, "show crypto isakmp sa",
            "10.15.58.38     10.15.58.10     QM_IDLE           1002 ACTIVE\n"
            "10.15.58.38     10.15.58.10     MM_NO_STATE       1001 ACTIVE (deleted)\n",
            0);
    world_pass(p->world, 60000);
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "deleted"));
    pair_free(p);
}

static void test_isakmp_sa_without_answer(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 1, "interface f0/0\n shutdown");
    pair_type(p, 0, "ping 192.168.2.1 source f0/1");
    compare(p, "show crypto isakmp sa",
            "10.15.58.38     10.15.58.10     MM_NO_STATE          0 ACTIVE\n", 0);
    compare(p, "show crypto session",
            "Interface: FastEthernet0/0\n"
            "Session status: DOWN-NEGOTIATING\n"
            "Peer: 10.15.58.38 port 500\n"
            "  Session ID: 0\n"
            "  IKEv1 SA: local 10.15.58.10/500 remote 10.15.58.38/500 Inactive\n"
            "  IPSEC FLOW: permit ip 192.168.1.0/255.255.255.0 192.168.2.0/255.255.255.0\n"
            "        Active SAs: 0, origin: crypto map\n",
            0);
    pair_free(p);
}

static void test_policies(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(
        p, 0,
        "crypto isakmp policy 20\n encr aes 256\n hash sha256\n authentication pre-share\n"
        " group 14\n lifetime 3600\ncrypto isakmp policy 30\n encr 3des\n group 2\n");
    compare(p, "show crypto isakmp policy",
            "Global IKE policy\n"
            "Protection suite of priority 10\n"
            "\tencryption algorithm:\tDES - Data Encryption Standard (56 bit keys).\n"
            "\thash algorithm:\t\tMessage Digest 5\n"
            "\tauthentication method:\tPre-Shared Key\n"
            "\tDiffie-Hellman group:\t#1 (768 bit)\n"
            "\tlifetime:\t\t86400 seconds, no volume limit\n"
            "Protection suite of priority 20\n"
            "\tencryption algorithm:\tAES - Advanced Encryption Standard (256 bit keys).\n"
            "\thash algorithm:\t\tSecure Hash Standard 2 (256 bit)\n"
            "\tauthentication method:\tPre-Shared Key\n"
            "\tDiffie-Hellman group:\t#14 (2048 bit)\n"
            "\tlifetime:\t\t3600 seconds, no volume limit\n"
            "Protection suite of priority 30\n"
            "\tencryption algorithm:\tThree key triple DES\n"
            "\thash algorithm:\t\tSecure Hash Standard\n"
            "\tauthentication method:\tRivest-Shamir-Adleman Signature\n"
            "\tDiffie-Hellman group:\t#2 (1024 bit)\n",
            0);
    assert_false(has(pair_type(p, 0, "show crypto isakmp policy"), "Default"));
    pair_free(p);
}

/* Without a policy there are eight, and a tunnel comes up with the best that has a key. */
static void test_default_policies(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0, "no crypto isakmp policy 10");
    compare(p, "show crypto isakmp policy",
            "Default IKE policy\n"
            "Protection suite of priority 65507\n"
            "\tencryption algorithm:\tAES - Advanced Encryption Standard (128 bit keys).\n"
            "\thash algorithm:\t\tSecure Hash Standard\n"
            "\tauthentication method:\tRivest-Shamir-Adleman Signature\n"
            "\tDiffie-Hellman group:\t#5 (1536 bit)\n"
            "\tlifetime:\t\t86400 seconds, no volume limit\n"
            "Protection suite of priority 65508\n"
            "\tencryption algorithm:\tAES - Advanced Encryption Standard (128 bit keys).\n"
            "\thash algorithm:\t\tSecure Hash Standard\n"
            "\tauthentication method:\tPre-Shared Key\n",
            0);
    assert_has(pair_type(p, 0, "show crypto isakmp policy"), "priority 65514\r\n");
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(0/5)");
    pair_configure(p, 1, "no crypto isakmp policy 10");
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(4/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa detail"), "ACTIVE aes  sha    psk  5 ");
    pair_free(p);
}

static void test_keys(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0,
                   "crypto isakmp key other address 10.9.0.0 255.255.0.0\n"
                   "crypto keyring RED\n pre-shared-key address 10.8.1.1 key third\n");
    compare(p, "show crypto isakmp key",
            "Keyring      Hostname/Address                            Preshared Key\n"
            "\n"
            "RED          10.8.1.1                                    third\n"
            "default      10.15.58.38                                 cisco123\n"
            "default      10.9.0.0       [255.255.0.0]                other\n",
            0);
    pair_free(p);
}

static void test_ipsec_sa(void **state)
{
    (void)state;
    struct pair *p = tunnel();
    compare(p, "show crypto ipsec sa",
            "interface: FastEthernet0/0\n"
            "    Crypto map tag: vpn, local addr 10.15.58.10\n"
            "\n"
            "   protected vrf: (none)\n"
            "   local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)\n"
            "   remote ident (addr/mask/prot/port): (192.168.2.0/255.255.255.0/0/0)\n"
            "   current_peer 10.15.58.38 port 500\n"
            "     PERMIT, flags={origin_is_acl,}\n"
            "    #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4\n"
            "    #pkts decaps: 4, #pkts decrypt: 4, #pkts verify: 4\n"
            "    #pkts compressed: 0, #pkts decompressed: 0\n"
            "    #pkts not compressed: 0, #pkts compr. failed: 0\n"
            "    #pkts not decompressed: 0, #pkts decompress failed: 0\n"
            "    #send errors 1, #recv errors 0\n"
            "\n"
            "     local crypto endpt.: 10.15.58.10, remote crypto endpt.: 10.15.58.38\n"
            "     path mtu 1500, ip mtu 1500, ip mtu idb FastEthernet0/0\n"
            "     current outbound spi: 0x3BF2A5D1(1005757905)\n"
            "     PFS (Y/N): N, DH group: none\n"
            "\n"
            "     inbound esp sas:\n"
            "      spi: 0x3CAD2B67(1017981799)\n"
            "        transform: esp-des esp-md5-hmac ,\n"
            "        in use settings ={Tunnel, }\n"
            "        conn id: 1, flow_id: SW:1, sibling_flags 80000046, crypto map: vpn\n"
            "        sa timing: remaining key lifetime (k/sec): (4607999/3598)\n"
            "        IV size: 8 bytes\n"
            "        replay detection support: Y\n"
            "        Status: ACTIVE(ACTIVE)\n"
            "\n"
            "     inbound ah sas:\n"
            "\n"
            "     inbound pcp sas:\n"
            "\n"
            "     outbound esp sas:\n",
            LISTING_IDS);
    compare(p, "show crypto ipsec sa detail",
            "    #pkts not decompressed: 0, #pkts decompress failed: 0\n"
            "    #pkts no sa (send) 1, #pkts invalid sa (rcv) 0\n"
            "    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0\n"
            "    #pkts invalid prot (recv) 0, #pkts verify failed: 0\n"
            "    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0\n"
            "    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0\n"
            "    ##pkts replay failed (rcv): 0\n",
            0);
    pair_free(p);
}

static void test_ipsec_sa_by_address(void **state)
{
    (void)state;
    struct pair *p = tunnel();
    compare(p, "show crypto ipsec sa address",
            "fvrf/address: (none)/10.15.58.10\n"
            "   protocol: ESP\n"
            "      spi: 0x3CAD2B67(1017981799)\n"
            "        transform: esp-des esp-md5-hmac ,\n",
            LISTING_IDS);
    compare(p, "show crypto ipsec sa address", "fvrf/address: (none)/10.15.58.38\n", 0);
    assert_has(pair_type(p, 0, "show crypto ipsec sa vrf RED"), "No SAs found");
    pair_free(p);
}

static void test_profiles(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0, "crypto isakmp profile blue\n match identity address 10.15.58.38\n");
    compare(p, "show crypto isakmp profile",
            "IKEv1 PROFILE blue\n"
            "   Identities matched are:\n"
            "    ip-address 10.15.58.38 255.255.255.255\n"
            "   Certificate maps matched are:\n"
            "   Identity presented is: ip-address\n"
            "   keyring: <none>\n"
            "   trustpoint(s): <all>\n",
            0);
    pair_free(p);
}

/* Later algorithms, and a key exchange of its own. */
static void test_strong_ipsec_sa(void **state)
{
    (void)state;
    static const char strong[] =
        "crypto isakmp policy 10\n encr aes 256\n hash sha512\n group 14\n"
        "crypto ipsec transform-set strong esp-aes 256 esp-sha256-hmac\n"
        "crypto map vpn 10 ipsec-isakmp\n set transform-set strong\n set pfs group14\n";
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0, strong);
    pair_configure(p, 1, strong);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(4/5)");
    compare(p, "show crypto ipsec sa", "     PFS (Y/N): Y, DH group: group14\n", 0);
    compare(p, "show crypto ipsec sa", "        transform: esp-256-aes esp-sha256-hmac ,\n", 0);
    compare(p, "show crypto ipsec sa", "        IV size: 16 bytes\n", 0);
    compare(p, "show crypto engine connections active",
            "Crypto Engine Connections\n"
            "\n"
            "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n"
            "    1  IPsec   AES256+SHA256             0        4        4 10.15.58.10\n"
            "    2  IPsec   AES256+SHA256             4        0        0 10.15.58.10\n"
            " 1001  IKE     SHA512+AES256             0        0        0 10.15.58.10\n",
            0);
    pair_free(p);
}

static void test_map(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    static const char body[] =
        "        Extended IP access list 100\n"
        "            access-list 100 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
        "        Current peer: 10.15.58.38\n"
        "        Security association lifetime: 4608000 kilobytes/3600 seconds\n"
        "        Responder-Only (Y/N): N\n"
        "        PFS (Y/N): N\n"
        "        Mixed-mode : Disabled\n"
        "        Transform sets={\n"
        "                myset:  { esp-des esp-md5-hmac  } ,\n"
        "        }\n"
        "        Interfaces using crypto map vpn:\n"
        "                FastEthernet0/0\n";
    compare(p, "show crypto map",
            "Crypto Map IPv4 \"vpn\" 10 ipsec-isakmp\n        Peer = 10.15.58.38\n", 0);
    compare(p, "show crypto map", body, 0);
    pair_configure(p, 0, "interface f0/0\n no crypto map\ncrypto map vpn 10\n no match address");
    compare(p, "show crypto map",
            "Crypto Map IPv4 \"vpn\" 10 ipsec-isakmp\n"
            "        WARNING: This crypto map is in an incomplete state!\n"
            "                (missing peer or access-list definitions)\n"
            "        Peer = 10.15.58.38\n"
            "        No matching address list set.\n"
            "        Security association lifetime: 4608000 kilobytes/3600 seconds\n",
            0);
    compare(p, "show crypto map", "        Interfaces using crypto map vpn:\n\n", 0);
    pair_free(p);
}

static void test_transform_sets(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    pair_configure(p, 0,
                   "crypto ipsec transform-set strong esp-aes 256 esp-sha256-hmac\n"
                   " mode transport\n"
                   "crypto ipsec transform-set both ah-sha-hmac esp-3des\n");
    compare(p, "show crypto ipsec transform-set",
            "Transform set default: { esp-aes esp-sha-hmac  }\n"
            "   will negotiate = { Transport,  },\n"
            "\n"
            "Transform set myset: { esp-des esp-md5-hmac  }\n"
            "   will negotiate = { Tunnel,  },\n"
            "\n"
            "Transform set strong: { esp-256-aes esp-sha256-hmac  }\n"
            "   will negotiate = { Transport,  },\n"
            "\n"
            "Transform set both: { ah-sha-hmac  }\n"
            "   will negotiate = { Tunnel,  },\n"
            "   { esp-3des  }\n"
            "   will negotiate = { Tunnel,  },\n",
            0);
    pair_free(p);
}

static void test_session(void **state)
{
    (void)state;
    struct pair *p = tunnel();
    world_pass(p->world, 21000);
    compare(p, "show crypto session detail",
            "Interface: FastEthernet0/0\n"
            "Uptime: 00:00:21\n"
            "Session status: UP-ACTIVE\n"
            "Peer: 10.15.58.38 port 500 fvrf: (none) ivrf: (none)\n"
            "      Phase1_id: 10.15.58.38\n"
            "      Desc: (none)\n"
            "  Session ID: 0\n"
            "  IKEv1 SA: local 10.15.58.10/500 remote 10.15.58.38/500 Active\n"
            "          Capabilities:(none) connid:1001 lifetime:23:59:38\n"
            "  IPSEC FLOW: permit ip 192.168.1.0/255.255.255.0 192.168.2.0/255.255.255.0\n"
            "        Active SAs: 2, origin: crypto map\n"
            "        Inbound:  #pkts dec'ed 4 drop 0 life (KB/Sec) 4607999/3578\n"
            "        Outbound: #pkts enc'ed 4 drop 1 life (KB/Sec) 4607999/3578\n",
            LISTING_IDS | LISTING_TIMES);
    pair_type(p, 0, "clear crypto isakmp");
    compare(p, "show crypto session", "Session status: UP-NO-IKE\n", 0);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source f0/1"), "(5/5)");
    pair_type(p, 0, "clear crypto session remote 10.15.58.99");
    compare(p, "show crypto session", "Session status: UP-NO-IKE\n", 0);
    pair_type(p, 0, "clear crypto session");
    compare(p, "show crypto session", "Session status: DOWN\n", 0);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isakmp_sa),
        cmocka_unit_test(test_deleted_isakmp_sa),
        cmocka_unit_test(test_isakmp_sa_without_answer),
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_default_policies),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_ipsec_sa),
        cmocka_unit_test(test_ipsec_sa_by_address),
        cmocka_unit_test(test_profiles),
        cmocka_unit_test(test_strong_ipsec_sa),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_transform_sets),
        cmocka_unit_test(test_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
