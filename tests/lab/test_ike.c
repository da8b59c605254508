/* SPDX-License-Identifier: ISC */
/* Negotiations: a healthy pair, and each scenario of appendix B against the guide's own listing. */
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"

static void test_first_packet_is_lost(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *reply = pair_type(p, 0, PING);
    assert_has(reply, "\r\nType escape sequence to abort.\r\n"
                      "Sending 5, 100-byte ICMP Echos to 192.168.2.1, timeout is 2 seconds:\r\n"
                      "Packet sent with a source address of 192.168.1.1 \r\n.!!!!\r\n"
                      "Success rate is 80 percent (4/5), round-trip min/avg/max = ");
    reply = pair_type(p, 0, PING);
    assert_has(reply, "!!!!!\r\nSuccess rate is 100 percent (5/5)");
    reply = pair_type(p, 1, "ping 192.168.1.1 source FastEthernet0/1 repeat 3");
    assert_has(reply, "!!!\r\nSuccess rate is 100 percent (3/3)");
    pair_free(p);
}

static void test_tables_of_both_ends(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, PING);
    for (int i = 0; i < 2; i++) {
        const char *reply = pair_type(p, i, "show crypto isakmp sa");
        assert_has(reply, "10.15.58.38     10.15.58.10     QM_IDLE               1       0\r\n");
        reply = pair_type(p, i, "show crypto ipsec sa");
        assert_has(reply, "#pkts encaps: 4, #pkts encrypt: 4, #pkts digest 4\r\n");
        assert_has(reply, "#pkts decaps: 4, #pkts decrypt: 4, #pkts verify 4\r\n");
        assert_has(reply, i ? "#send errors 0, #recv errors 0" : "#send errors 1, #recv errors 0");
        assert_has(reply, "conn id: 2000, flow_id: 1, crypto map: vpn");
        assert_has(reply, "conn id: 2001, flow_id: 2, crypto map: vpn");
        reply = pair_type(p, i, "show crypto engine connections active");
        assert_has(reply, "   1 <none>          <none>          set    HMAC_MD5+DES_56_CB");
        assert_has(reply,
                   i ? "2000 FastEthernet0/0 10.15.58.38     set    HMAC_MD5+DES_56_CB        "
                       "0        4\r\n"
                     : "2001 FastEthernet0/0 10.15.58.10     set    HMAC_MD5+DES_56_CB        "
                       "4        0\r\n");
    }
    assert_has(pair_type(p, 0, "show access-lists 100"), "(5 matches)");
    pair_free(p);
}

/* The SPI one end sends with is the one the other receives with. */
static void test_spis_cross(void **state)
{
    (void)state;
    struct pair *p = pair_new(7);
    unsigned in[2] = {0};
    unsigned out[2] = {0};
    pair_type(p, 0, PING);
    for (int i = 0; i < 2; i++) {
        const char *reply = pair_type(p, i, "show crypto ipsec sa");
        const char *inbound = strstr(strstr(reply, "inbound esp sas:"), "spi: 0x");
        const char *outbound = strstr(strstr(reply, "outbound esp sas:"), "spi: 0x");
        assert_int_equal(sscanf(inbound, "spi: 0x%X", &in[i]), 1);
        assert_int_equal(sscanf(outbound, "spi: 0x%X", &out[i]), 1);
    }
    assert_int_equal(in[0], out[1]);
    assert_int_equal(in[1], out[0]);
    assert_int_not_equal(in[0], in[1]);
    pair_free(p);
}

/* Words that the scan of the listings broke, and the way they were printed. */
static const char *const misprints[][3] = {
    {"b-acl-mismatch.a.log", "vendor i.d payload", "vendor id payload"},
    {"b-map-missing.a.log", "\"information\"", "\"information"},
};

static void assert_follows(const char *log, const char *fixture)
{
    char *listing = fixture_text("debug/%s", fixture);
    for (size_t i = 0; i < sizeof misprints / sizeof misprints[0]; i++)
        if (strcmp(misprints[i][0], fixture) == 0)
            listing = listing_mend(listing, misprints[i][1], misprints[i][2]);
    assert_log(log, listing, LISTING_IDS | LISTING_DOTS);
    free(listing);
}

struct scenario {
    const char *name;
    int end;
    const char *fault, *fix;
    const char *guide[2];
    const char *state; /* of the ISAKMP SA afterwards */
};

static const struct scenario scenarios[] = {
    {"transform sets",
     1,
     "crypto ipsec transform-set myset ah-md5-hmac esp-des",
     "crypto ipsec transform-set myset esp-des esp-md5-hmac",
     {"b-transform-mismatch.a.log", "b-transform-mismatch.b.log"},
     "QM_IDLE"},
    {"access lists",
     1,
     "no access-list 100\n"
     "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1",
     "no access-list 100\n"
     "access-list 100 permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255",
     {"b-acl-mismatch.a.log", "b-acl-mismatch.b.log"},
     "QM_IDLE"},
    {"keys",
     1,
     "crypto isakmp key mykey address 10.15.58.10",
     "crypto isakmp key cisco123 address 10.15.58.10",
     {"b-key-mismatch.a.log", "b-key-mismatch.b.log"},
     "MM_KEY_EXCH"},
    {"policies",
     1,
     "crypto isakmp policy 10\n hash sha",
     "crypto isakmp policy 10\n hash md5",
     {"b-policy-mismatch.a.log", "b-policy-mismatch.b.log"},
     "MM_NO_STATE"},
    {"map on CE2",
     1,
     "interface FastEthernet0/0\n no crypto map",
     "interface FastEthernet0/0\n crypto map vpn",
     {"b-map-missing.a.log", "b-map-missing.b.log"},
     "QM_IDLE"},
};

static void run_scenario(const struct scenario *s)
{
    struct pair *p = pair_new(3);
    pair_configure(p, s->end, s->fault);
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), ".....\r\nSuccess rate is 0 percent (0/5)\r\n");
    for (int i = 0; i < 2; i++)
        assert_follows(buf_str(&p->end[i].log), s->guide[i]);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), s->state);
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "current outbound spi: 0\r\n");
    assert_has(pair_type(p, 0, "show access-lists"), "(5 matches)");
    pair_configure(p, s->end, s->fix);
    assert_has(pair_type(p, 0, PING), ".!!!!\r\nSuccess rate is 80 percent (4/5)");
    pair_free(p);
}

static void test_appendix_b(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        run_scenario(&scenarios[i]);
}

static void test_no_map_at_the_start(void **state)
{
    (void)state;
    struct pair *p = pair_new(3);
    pair_configure(p, 0, "interface FastEthernet0/0\n no crypto map vpn");
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_int_equal(p->end[0].log.len, 0);
    assert_has(buf_str(&p->end[1].log),
               "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) dest_addr= "
               "192.168.2.1, src_addr= 192.168.1.1, prot= 1");
    assert_false(has(pair_type(p, 0, "show access-lists"), "match"));
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "No SAs found");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#recv errors 5");
    pair_configure(p, 0, "interface FastEthernet0/0\n crypto map vpn");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    pair_free(p);
}

/* One end forgets its SAs: packets of the other are of no SA it knows. */
static void test_invalid_spi(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_type(p, 0, PING);
    pair_debug(p);
    pair_type(p, 1, "clear crypto sa");
    assert_has(buf_str(&p->end[1].log), "IPSEC(delete_sa): deleting SA,\n  (sa) sa_dest= ");
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log),
               "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
               "destaddr=10.15.58.38, prot=50, spi=0x");
    pair_type(p, 0, "clear crypto sa");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    pair_free(p);
}

static void test_clear_isakmp_tells_the_peer(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_type(p, 0, PING);
    pair_debug(p);
    pair_type(p, 0, "clear crypto isakmp");
    assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
    assert_has(buf_str(&p->end[0].log), "ISADB: reaper checking SA, conn_id = 1 DELETE IT!");
    assert_has(buf_str(&p->end[1].log),
               "deleting SA reason \"P1 delete notify (in)\" state (R) QM_IDLE (peer 10.15.58.10) "
               "input queue 0");
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"));
    assert_false(has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE"));
    pair_free(p);
}

static void test_map_taken_off_ends_the_tunnel(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_type(p, 0, PING);
    pair_configure(p, 1, "interface FastEthernet0/0\n no crypto map");
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "current outbound spi: 0\r\n");
    pair_free(p);
}

static void test_ah_and_esp_together(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    for (int i = 0; i < 2; i++)
        pair_configure(p, i, "crypto ipsec transform-set myset ah-sha-hmac esp-3des");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    const char *reply = pair_type(p, 0, "show crypto ipsec sa");
    assert_has(reply, "transform: ah-sha-hmac ,");
    assert_has(reply, "transform: esp-3des ,");
    pair_free(p);
}

static void test_perfect_forward_secrecy(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_configure(p, 0, "crypto map vpn 10 ipsec-isakmp\n set pfs group2");
    pair_configure(p, 1, "crypto map vpn 10 ipsec-isakmp\n set pfs group2");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    pair_type(p, 0, "clear crypto sa");
    pair_type(p, 1, "clear crypto sa");
    pair_configure(p, 0, "crypto map vpn 10 ipsec-isakmp\n no set pfs");
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    pair_free(p);
}

/* The second policy of one end meets the first of the other. */
static void test_policies_fall_through(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_configure(p, 0, "crypto isakmp policy 5\n encr 3des\n authentication pre-share\n group 2");
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    assert_has(buf_str(&p->end[1].log), "atts are not acceptable. Next payload is 3");
    assert_has(buf_str(&p->end[1].log), "Checking ISAKMP transform 2 against priority 10 policy");
    pair_free(p);
}

static void test_no_key_for_the_peer(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_configure(p, 0, "no crypto isakmp key cisco123 address 10.15.58.38");
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log), "ISAKMP: No cert, and no keys (public or pre-shared) with "
                                        "remote peer 10.15.58.38");
    pair_configure(p, 0, "crypto isakmp key cisco123 address 10.15.58.38");
    pair_configure(p, 1, "no crypto isakmp key cisco123 address 10.15.58.10");
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log), "No pre-shared key with 10.15.58.10!");
    pair_free(p);
}

static void test_same_seed_same_bytes(void **state)
{
    (void)state;
    char *first[2] = {NULL};
    for (int run = 0; run < 2; run++) {
        struct pair *p = pair_new(11);
        pair_configure(p, 0, "no service timestamps debug uptime");
        pair_debug(p);
        pair_type(p, 0, PING);
        first[run] = mem_printf("%s%s", buf_str(&p->end[0].log), buf_str(&p->end[0].reply));
        pair_free(p);
    }
    assert_string_equal(first[0], first[1]);
    free(first[0]);
    free(first[1]);
}

static void test_interface_down(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_configure(p, 1, "interface FastEthernet0/0\n shutdown");
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "MM_NO_STATE");
    assert_has(pair_type(p, 1, "show ip interface brief"), "administratively down down");
    pair_debug(p);
    pair_configure(p, 1, "interface FastEthernet0/0\n no shutdown");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    const char *log = buf_str(&p->end[0].log);
    assert_has(log, "SA is still budding. Attached new ipsec request to it.");
    assert_has(log, "ISAKMP (0:1): retransmitting phase 1 MM_NO_STATE...");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_packet_is_lost),
        cmocka_unit_test(test_tables_of_both_ends),
        cmocka_unit_test(test_spis_cross),
        cmocka_unit_test(test_appendix_b),
        cmocka_unit_test(test_no_map_at_the_start),
        cmocka_unit_test(test_invalid_spi),
        cmocka_unit_test(test_clear_isakmp_tells_the_peer),
        cmocka_unit_test(test_map_taken_off_ends_the_tunnel),
        cmocka_unit_test(test_ah_and_esp_together),
        cmocka_unit_test(test_perfect_forward_secrecy),
        cmocka_unit_test(test_policies_fall_through),
        cmocka_unit_test(test_no_key_for_the_peer),
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_interface_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
