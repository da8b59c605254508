/* SPDX-License-Identifier: ISC */
/* The guide's listings of older releases: pages 3-12 to 3-16 and. */
#include "lab/box/card.h"
#include "tests/lab/guide.h"

#define PSK " authentication pre-share\n"
#define NUMBERS (LISTING_IDS | LISTING_COUNTERS)

/* Pages 3-12 to 3-16: frame relay, the address borrowed from the Ethernet. */
static const char cayman[] =
    "hostname irmg.cayman\nenable secret letmein\n"
    "crypto isakmp policy 1\n hash md5\n" PSK
    "crypto isakmp key orientexpress address 209.146.47.206\n"
    "crypto ipsec transform-set encrypt-des esp-des\n"
    "crypto map charlie2peer local-address Ethernet0/0\n"
    "crypto map charlie2peer 10 ipsec-isakmp\n set peer 209.146.47.206\n"
    " set transform-set encrypt-des\n match address 110\n"
    "interface Ethernet0/0\n description connected to EthernetLAN\n"
    " ip address 205.136.238.33 255.255.255.224\n no ip directed-broadcast\n no keepalive\n"
    "interface Serial0/0\n no ip address\n no ip directed-broadcast\n"
    " encapsulation frame-relay\n no ip route-cache\n no ip mroute-cache\n"
    " frame-relay lmi-type ansi\n"
    "interface Serial0/0.1 point-to-point\n description connected to Internet\n"
    " ip unnumbered Ethernet0/0\n no ip directed-broadcast\n no ip route-cache\n"
    " no ip mroute-cache\n bandwidth 64\n frame-relay interface-dlci 16 IETF\n"
    " crypto map charlie2peer\n"
    "ip classless\nip route 0.0.0.0 0.0.0.0 Serial0/0.1\n"
    "access-list 110 permit ip 205.136.238.0 0.0.0.255 10.146.1.0 0.0.0.255\n";
static const char cayman_peer[] =
    "hostname peer\nenable secret letmein\n"
    "crypto isakmp policy 1\n hash md5\n" PSK
    "crypto isakmp key orientexpress address 205.136.238.33\n"
    "crypto ipsec transform-set encrypt-des esp-des\n"
    "crypto map m 10 ipsec-isakmp\n set peer 205.136.238.33\n"
    " set transform-set encrypt-des\n match address 110\n"
    "interface Serial0/0\n ip address 209.146.47.206 255.255.255.252\n crypto map m\n"
    "interface Ethernet0/0\n ip address 10.146.1.1 255.255.255.0\n"
    "ip route 0.0.0.0 0.0.0.0 Serial0/0\n"
    "access-list 110 permit ip 10.146.1.0 0.0.0.255 205.136.238.0 0.0.0.255\n";

static void test_frame_relay(void **state)
{
    (void)state;
    struct pair *p = pair_new_with(5, IOS_12_0, cayman, cayman_peer);
    char *listing = guide_reply("3-12-show-debug");
    listing = listing_mend(listing, "onirmg.cayman#ping", "on");
    pair_type(p, 0, "debug crypto isakmp");
    pair_type(p, 0, "debug crypto engine");
    pair_type(p, 0, "debug crypto ipsec");
    guide_compare(p, "show debug", listing, 0);
    assert_has(pair_type(p, 0, "ping 10.146.1.1 source 205.136.238.33 repeat 10"), "percent");
    guide_check(p, "show crypto engine connections active",
                "3-14-show-crypto-engine-connections-active", LISTING_COUNTERS | LISTING_CASE);
    guide_check(p, "show crypto isakmp sa", "3-14-show-crypto-isakmp-sa", LISTING_COUNTERS);
    guide_spi(p, false, IPSEC_ESP, 0x1A420847);
    guide_check(p, "show crypto ipsec sa", "3-14-show-crypto-ipsec-sa", NUMBERS);
    pair_free(p);
}

/* Page 3-15; it leaves out the password and has the bandwidth where nobody else has it. */
static void test_configuration(void **state)
{
    (void)state;
    struct pair *p = pair_new_with(5, IOS_12_0, cayman, cayman_peer);
    char *listing = guide_reply("3-15-show-running-config");
    listing = listing_mend(listing, "hostname irmg.cayman\n",
                           "hostname irmg.cayman\nenable secret letmein\n");
    listing = listing_mend(listing, "bandwidth 64\n", "");
    listing = listing_mend(listing, "to Internet\n", "to Internet\n bandwidth 64\n");
    guide_compare(p, "show running-config", listing, 0);
    pair_free(p);
}

/* Pages: what is proposed first. */
static void test_policies(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_11_3);
    pair_configure(p, 0,
                   "no crypto isakmp policy 10\n"
                   "crypto isakmp policy 1\n hash md5\n lifetime 180\n"
                   "crypto isakmp policy 2\n" PSK " group 2\n lifetime 180\n"
                   "crypto isakmp policy 4\n hash md5\n" PSK " group 2\n lifetime 180\n");
    guide_check(p, "show crypto isakmp policy", "a-02-show-crypto-isakmp-policy", LISTING_GLUED);
    pair_configure(p, 0,
                   "no crypto isakmp policy 1\nno crypto isakmp policy 2\n"
                   "no crypto isakmp policy 4\n"
                   "crypto isakmp policy 1\n" PSK " group 2\n lifetime 240\n");
    guide_check(p, "show crypto isakmp policy", "a-05-show-crypto-isakmp-policy", 0);
    pair_free(p);
}

#define AH_AND_ESP "ah-sha-hmac esp-des esp-sha-hmac\n"
#define POLICY_240 "crypto isakmp policy 1\n" PSK " group 2\n lifetime 240\n"

/* Pages: AH and ESP together, over a serial line. */
static const struct guide_end wan[] = {
    {"wan2611", POLICY_240, "crypto ipsec transform-set auth2 " AH_AND_ESP, "test", "10",
     " set transform-set auth2\n", "Serial0", "20.20.20.21", "255.255.255.0", "20.20.20.20",
     "Ethernet0", "50.50.50.1", "60.60.60.0", "133",
     "permit ip 50.50.50.0 0.0.0.255 60.60.60.0 0.0.0.255", NULL},
    {"other", POLICY_240, "crypto ipsec transform-set auth2 " AH_AND_ESP, "test", "10",
     " set transform-set auth2\n", "Serial0", "20.20.20.20", "255.255.255.0", "20.20.20.21",
     "Ethernet0", "60.60.60.1", "50.50.50.0", "133",
     "permit ip 60.60.60.0 0.0.0.255 50.50.50.0 0.0.0.255", NULL}};

static void test_ah_and_esp(void **state)
{
    (void)state;
    struct pair *p = guide_pair(IOS_11_3, wan);
    assert_has(pair_type(p, 0, "ping 60.60.60.1 source Ethernet0"), "(4/5)");
    struct ident *id = guide_ident(p);
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        sa->packets = 240;
    id->encaps = id->digests = 320;
    guide_spi(p, false, IPSEC_AH, 0x6625CD);
    guide_spi(p, false, IPSEC_ESP, 0x3262313);
    /* By now the ISAKMP SA is too old and gone. */
    guide_age(p, 3354);
    guide_check(p, "show crypto engine connections active",
                "a-03-show-crypto-engine-connections-active", LISTING_COUNTERS);
    char *listing = guide_reply("a-03-show-crypto-ipsec-sa");
    listing = listing_mend(listing, "local crypto endpt.",
                           "#pkts decaps: 4, #pkts decrypt: 4, #pkts verify 4\n"
                           "#send errors 1, #recv errors 0\nlocal crypto endpt.");
    guide_compare(p, "show crypto ipsec sa", listing, NUMBERS);
    pair_free(p);
}

static void test_session_key(void **state)
{
    (void)state;
    struct pair *p = guide_pair(IOS_11_3, wan);
    static const char *const commands[] = {
        "show crypto ipsec session-key",
        "show crypto ipsec session",
        "show crypto ipsec security-association lifetime",
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        guide_compare(p, commands[i],
                      mem_dup("Session key lifetime: 4608000 kilobytes/3600 seconds"), 0);
    guide_check(p, "show crypto ipsec transform-proposal",
                "a-05-show-crypto-ipsec-transform-proposal", 0);
    guide_check(p, "show crypto map interface serial 0", "a-07-show-crypto-map-interface", 0);
    guide_check(p, "show crypto map tag test", "a-07-show-crypto-map-tag", 0);
    pair_free(p);
}

/* Pages: the same over ISDN. */
static void test_isdn(void **state)
{
    (void)state;
    static const char sets[] = "crypto ipsec transform-set mypolicy " AH_AND_ESP;
    static const struct guide_end ends[] = {
        {"lab-isdn1", POLICY_240, sets, "test", "10", " set transform-set mypolicy\n", "BRI0",
         "12.12.12.13", "255.255.255.0", "12.12.12.12", "Ethernet0", "40.40.40.1", "20.20.20.0",
         "144", "permit ip 40.40.40.0 0.0.0.255 20.20.20.0 0.0.0.255", NULL},
        {"lab-isdn2", POLICY_240, sets, "test", "10", " set transform-set mypolicy\n", "BRI0",
         "12.12.12.12", "255.255.255.0", "12.12.12.13", "Ethernet0", "20.20.20.1", "40.40.40.0",
         "144", "permit ip 20.20.20.0 0.0.0.255 40.40.40.0 0.0.0.255", NULL}};
    struct pair *p = guide_pair(IOS_11_3, ends);
    assert_has(pair_type(p, 0, "ping 20.20.20.1 source Ethernet0"), "(4/5)");
    guide_check(p, "show crypto isakmp sa", "a-05-show-crypto-isakmp-sa", LISTING_COUNTERS);
    guide_spi(p, false, IPSEC_AH, 0x6B024AB);
    guide_check(p, "show crypto ipsec sa", "a-05-show-crypto-ipsec-sa", NUMBERS | LISTING_GLUED);
    guide_compare(p, "show crypto engine connections dropped-packet",
                  mem_dup("Interface IP-Address Drop Count\nBRI0 12.12.12.13 4\n"),
                  LISTING_COUNTERS);
    guide_check(p, "show crypto ipsec transform-proposal",
                "a-06-show-crypto-ipsec-transform-proposal", 0);
    guide_check(p, "show crypto map interface bri 0", "a-06-show-crypto-map-interface", 0);
    guide_check(p, "show crypto map tag test", "a-06-show-crypto-map-tag", 0);
    pair_free(p);
}

/* Pages: three proposals, of which the peer takes the last. */
static void test_three_proposals(void **state)
{
    (void)state;
    static const char policy[] = "crypto isakmp policy 1\n" PSK;
    static const char sets[] = "crypto ipsec transform-set Elvis ah-sha-hmac esp-des\n"
                               "crypto ipsec transform-set Bubba ah-rfc1828 esp-des esp-md5-hmac\n"
                               "crypto ipsec transform-set BarneyDino ah-md5-hmac\n";
    static const struct guide_end ends[] = {
        {"S3-2611-2", policy, sets, "ToOtherRouter", "10",
         " set transform-set Elvis Bubba BarneyDino\n", "Ethernet0", "192.168.1.2", "255.255.255.0",
         "192.168.1.1", "Ethernet1", "192.168.45.1", "192.168.3.0", "101",
         "permit ip 192.168.45.0 0.0.0.255 192.168.3.0 0.0.0.255", NULL},
        {"S3-2513-2", policy, sets, "m", "10", " set transform-set BarneyDino\n", "Ethernet0",
         "192.168.1.1", "255.255.255.0", "192.168.1.2", "Ethernet1", "192.168.3.1", "192.168.45.0",
         "101", "permit ip 192.168.3.0 0.0.0.255 192.168.45.0 0.0.0.255", NULL}};
    struct pair *p = guide_pair(IOS_12_0, ends);
    assert_has(pair_type(p, 0, "ping 192.168.3.1 source Ethernet1"), "(4/5)");
    guide_spi(p, false, IPSEC_AH, 0x25081A81);
    char *listing = guide_reply("a-04-show-crypto-ipsec-sa");
    listing = listing_mend(listing, "=(Tunnel, )", "={Tunnel, }");
    guide_compare(p, "show crypto ipsec sa", listing, NUMBERS);
    guide_check(p, "show crypto ipsec transform", "a-03-show-crypto-ipsec-transform", 0);
    guide_check(p, "show crypto map", "a-07-show-crypto-map", 0);
    pair_free(p);
}

/* Pages: the SAs have lived their 190 seconds. */
static const char bears[] = "crypto ipsec transform-set MamaBear esp-rfc1829\n"
                            "crypto ipsec transform-set PapaBear ah-md5-hmac esp-des\n"
                            "crypto ipsec transform-set BabyBear ah-rfc1828\n";
static const char bear_entry[] = " set security-association lifetime seconds 190\n"
                                 " set transform-set MamaBear PapaBear BabyBear\n";
static const char bear_policy[] = "crypto isakmp policy 1\n hash md5\n" PSK;
static const char bear_ring[] = "crypto map empty 1 ipsec-isakmp\n"
                                "interface TokenRing0\n crypto map empty\n";
static struct guide_end bear(const char *host, const char *own, const char *peer,
                             const char *permit)
{
    return (struct guide_end){.host = host,
                              .policies = bear_policy,
                              .sets = bears,
                              .map = "armadillo",
                              .sequence = "1",
                              .entry = bear_entry,
                              .outside = "Ethernet0",
                              .address = own,
                              .mask = "255.255.255.0",
                              .peer = peer,
                              .list = "101",
                              .permit = permit,
                              .more = bear_ring};
}

/* The pair after the source's ping, its SAs gone; the source is the first end, or the second. */
static struct pair *bears_after(int source)
{
    struct guide_end ends[2];
    ends[source] = bear("dt3-4kb", "192.168.10.38", "192.168.10.66",
                        "permit ip host 192.168.10.38 host 192.168.10.66");
    ends[!source] = bear("dt3-45a", "192.168.10.66", "192.168.10.38",
                         "permit ip host 192.168.10.66 host 192.168.10.38");
    struct pair *p = guide_pair(IOS_12_0, ends);
    assert_has(pair_type(p, source, "ping 192.168.10.66"), "(4/5)");
    world_pass(p->world, 200 * 1000);
    return p;
}

/* Interfaces come in the order of the box's modules there, by name here. */
static char *without_ring(char *listing)
{
    return listing_mend(listing, "interface: TokenRing0\n", "");
}

static void test_source_router(void **state)
{
    (void)state;
    struct pair *p = bears_after(0);
    guide_check(p, "show crypto isakmp sa", "a-12-show-crypto-isakmp-sa", LISTING_COUNTERS);
    guide_check(p, "show crypto isakmp policy", "a-12-show-crypto-isakmp-policy", 0);
    char *listing = without_ring(guide_reply("a-12-show-crypto-ipsec-sa"));
    listing = listing_mend(listing, "endpt.:\n", "endpt.: ");
    guide_compare(p, "show crypto ipsec sa", listing, NUMBERS);
    guide_compare(p, "show crypto ipsec sa", mem_dup("interface: TokenRing0\n"), 0);
    pair_free(p);
}

static void test_peer_router(void **state)
{
    (void)state;
    struct pair *p = bears_after(1);
    guide_check(p, "show crypto isakmp sa", "a-13-show-crypto-isakmp-sa", LISTING_COUNTERS);
    char *listing = guide_reply("a-13-show-crypto-isakmp-policy");
    for (int i = 0; i < 2; i++)
        listing = listing_mend(listing, "(56 bit\n", "(56 bit ");
    guide_compare(p, "show crypto isakmp policy", listing, 0);
    listing = without_ring(guide_reply("a-13-show-crypto-ipsec-sa"));
    listing = listing_mend(listing, "255/0\n/0)", "255/0/0)");
    listing = listing_mend(listing, "origin_isakmp_acl", "origin_is_acl");
    listing = listing_mend(listing, "endpt.:\n", "endpt.: ");
    guide_compare(p, "show crypto ipsec sa", listing, NUMBERS);
    /* Page A-13 has the beginning of the same twice. */
    listing = without_ring(guide_reply("a-13-show-crypto-ipsec-sa-cut"));
    listing = listing_mend(listing, "port):\n", "port): ");
    listing = listing_mend(listing, "255/0dt3-45a#sho cry isakmp sa", "255/0/0)");
    guide_compare(p, "show crypto ipsec sa", listing, 0);
    guide_check(p, "show crypto map", "a-13-show-crypto-map", 0);
    pair_free(p);
}

/* Page A-2: a card in slot 5. */
static void test_isakmp_sa_of_a_card(void **state)
{
    (void)state;
    static const char sets[] = "crypto ipsec transform-set t esp-des\n";
    static const struct guide_end ends[] = {
        {"dt1-7ka", bear_policy, sets, "m", "10", " set transform-set t\n", "Ethernet0",
         "172.21.30.71", "255.255.255.0", "172.21.30.70", NULL, NULL, NULL, "101",
         "permit ip host 172.21.30.71 host 172.21.30.70", NULL},
        {"dt1-45a", bear_policy, sets, "m", "10", " set transform-set t\n", "Ethernet0",
         "172.21.30.70", "255.255.255.0", "172.21.30.71", NULL, NULL, NULL, "101",
         "permit ip host 172.21.30.70 host 172.21.30.71", NULL}};
    struct pair *p = guide_pair(IOS_11_3, ends);
    card_install(p->end[0].r, CARD_ISA, 5);
    pair_type(p, 0, "ping 172.21.30.70");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "       5\r\n");
    guide_check(p, "show crypto isakmp sa", "a-02-show-crypto-isakmp-sa", LISTING_COUNTERS);
    pair_free(p);
}

/* Page A-18, as it would be without the blanks it is typeset with, and under its right command. */
static void test_one_network_at_both_ends(void **state)
{
    (void)state;
    static const char sets[] = "crypto ipsec transform-set t esp-des esp-md5-hmac\n";
    static const char permit[] = "permit ip 10.1.0.0 0.0.255.255 10.1.0.0 0.0.255.255";
    static const struct guide_end ends[] = {
        {"R1", bear_policy, sets, "VPN-TO-R2", "10", " set transform-set t\n", "Ethernet0",
         "10.1.1.2", "255.255.255.0", "10.1.1.1", NULL, NULL, NULL, "101", permit, NULL},
        {"R2", bear_policy, sets, "VPN-TO-R1", "10", " set transform-set t\n", "Ethernet0",
         "10.1.1.1", "255.255.255.0", "10.1.1.2", NULL, NULL, NULL, "101", permit, NULL}};
    struct pair *p = guide_pair(IOS_12_0, ends);
    assert_has(pair_type(p, 0, "ping 10.1.1.1"), "(4/5)");
    guide_spi(p, false, IPSEC_ESP, 0x188913E4);
    guide_compare(p, "show crypto ipsec sa",
                  mem_dup("Crypto map tag: VPN-TO-R2, local addr. 10.1.1.2\n"
                          "local ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
                          "remote ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
                          "current_peer: 10.1.1.1\n"
                          "PERMIT, flags={origin_is_acl,}\n"
                          "#pkts encaps: 7, #pkts encrypt: 7, #pkts digest 7\n"
                          "#pkts decaps: 7, #pkts decrypt: 7, #pkts verify 7\n"
                          "#send errors 2, #recv errors 0\n"
                          "local crypto endpt.: 10.1.1.2, remote crypto endpt.: 10.1.1.1\n"
                          "path mtu 1500, media mtu 1500\n"
                          "current outbound spi: 188913E4\n"
                          "inbound esp sas:\n"
                          "spi: 0x18A503E4(413467620)\n"
                          "transform: esp-des esp-md5-hmac ,\n"
                          "in use settings ={Tunnel, }\n"
                          "slot: 0, conn id: 11, crypto map: VPN-TO-R2\n"
                          "sa timing: remaining key lifetime (k/sec): (4607999/3460)\n"
                          "IV size: 8 bytes\n"
                          "replay detection support: Y\n"
                          "inbound ah sas:\n"
                          "outbound esp sas:\n"),
                  NUMBERS);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame_relay),
        cmocka_unit_test(test_configuration),
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_ah_and_esp),
        cmocka_unit_test(test_session_key),
        cmocka_unit_test(test_isdn),
        cmocka_unit_test(test_three_proposals),
        cmocka_unit_test(test_source_router),
        cmocka_unit_test(test_peer_router),
        cmocka_unit_test(test_isakmp_sa_of_a_card),
        cmocka_unit_test(test_one_network_at_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
