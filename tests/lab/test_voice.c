/* SPDX-License-Identifier: ISC */
/* What IOS 12.2 and 12.3 say of failures, against the guide's listings. */
#include "lab/crypto/ipsec.h"
#include "tests/lab/voice_listing.h"

#define THREE_DES "1\n encr 3des\n authentication pre-share"

#define PAGE_3_20                                                                                  \
    {                                                                                              \
        {"20.1.1.1 255.255.255.0",                                                                 \
         "101.1.1.1 255.255.255.0",                                                                \
         THREE_DES,                                                                                \
         SET_A("esp-3des esp-sha-hmac"),                                                           \
         "a",                                                                                      \
         "access-list 100 permit ip 101.1.1.0 0.0.0.255 101.1.2.0 0.0.0.255\n"},                   \
            {"30.1.1.2 255.255.255.0",                                                             \
             "101.1.2.1 255.255.255.0",                                                            \
             THREE_DES,                                                                            \
             SET_A("esp-3des esp-sha-hmac"),                                                       \
             "a",                                                                                  \
             "access-list 100 permit ip 101.1.2.0 0.0.0.255 101.1.1.0 0.0.0.255\n"},               \
    }

#define FROM_3_20 "101.1.2.1 source 101.1.1.1"

#define PAGE_3_24                                                                                  \
    {                                                                                              \
        HOSTS("172.16.171.27", "172.16.171.5", SET_A("esp-des esp-sha-hmac"), "a", DES_SHA),       \
            HOSTS("172.16.171.5", "172.16.171.27", SET_A("esp-des esp-sha-hmac"), "a", DES_SHA)    \
    }

static const struct listing refusals[] = {
    {.name = "3-20-policy.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {"crypto isakmp policy 1\n hash md5", NULL}},
    {.name = "3-20-no-key.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "no crypto isakmp key cisco123 address 20.1.1.1"}},
    {.name = "3-21-key.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "crypto isakmp key another address 20.1.1.1"}},
    {.name = "3-21-no-peer.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "crypto map vpn 10 ipsec-isakmp\n no set peer 20.1.1.1\n set peer 20.1.1.9"}},
    {.name = "3-21-transform.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "crypto ipsec transform-set a esp-des esp-sha-hmac"}},
    {.name = "3-21-map.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "interface Ethernet0\n no crypto map"}},
    {.name = "3-22-proxies.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "no access-list 100\naccess-list 100 permit ip 101.1.2.0 0.0.0.255 any"}},
    {.name = "3-24-acl.log",
     .release = IOS_12_2,
     .end = 1,
     .site = PAGE_3_24,
     .target = "172.16.171.5",
     .fault = {NULL, "no access-list 100\naccess-list 100 permit ip host 172.16.171.5 any"},
     .options = LISTING_CASE},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        run_listing(&refusals[i]);
}

#define GROUP_2 "1\n encr 3des\n authentication pre-share\n group 2"
#define PAGE_B_13(md5_or_sha)                                                                      \
    {                                                                                              \
        {"193.168.1.1 255.255.255.0",                                                              \
         "10.2.1.1 255.255.255.0",                                                                 \
         GROUP_2,                                                                                  \
         SET_A("esp-3des esp-md5-hmac"),                                                           \
         "a",                                                                                      \
         "access-list 100 permit ip 10.2.1.0 0.0.0.255 10.1.1.0 0.0.0.255\n"},                     \
            {"195.168.1.1 255.255.255.0",                                                          \
             "10.1.1.1 255.255.255.0",                                                             \
             GROUP_2,                                                                              \
             SET_A("esp-3des " md5_or_sha),                                                        \
             "a",                                                                                  \
             "access-list 100 permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255\n"},                 \
    }

static const struct listing later[] = {
    {.name = "b-proposal-mismatch.b.log",
     .release = IOS_12_2,
     .end = 1,
     .site = PAGE_B_13("esp-sha-hmac"),
     .target = "10.1.1.1 source 10.2.1.1",
     .pass_s = 20,
     .options = LISTING_CASE | LISTING_NOTES,
     .mend = {{"7100-UUT#show cry isa sa\ndst src state conn-id slot\n"
               "195.168.1.1 193.168.1.1 QM_IDLE 1 0\n"
               "7100-UUT#show cry isa sa\ndst src state conn-id slot",
               ""}}},
    {.name = "3-28-retransmit.log",
     .release = IOS_12_3,
     .end = 1,
     .site = PAGE_3_20,
     .target = FROM_3_20,
     .fault = {NULL, "no ip route 0.0.0.0 0.0.0.0 Ethernet0"},
     .pass_s = 20,
     .mend = {{"IKE_MSG_INTERNAL", "IKE_MESG_INTERNAL"}}},
};

/* The answer does not come, or is not believed: messages that come again. */
static void test_later_listings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        run_listing(&later[i]);
}

/* One end was switched off and on, and the other goes on with what it has. */
static void test_missing_sas(void **state)
{
    (void)state;
    struct pair *p = pair_new(5);
    pair_type(p, 0, "ping ip 192.168.2.1 source 192.168.1.1");
    pair_debug(p);
    pair_type(p, 1, "clear crypto sa");
    pair_type(p, 0, "ping ip 192.168.2.1 source 192.168.1.1");
    char *listing = fixture_text("debug/b-missing-sa.b.log");
    assert_log(buf_str(&p->end[1].log), listing, LISTING_IDS);
    free(listing);
    pair_free(p);
}

#define PAGE_3_24_SA                                                                               \
    {                                                                                              \
        {"6.6.6.6 255.255.255.0",                                                                  \
         "2.3.4.5 255.255.255.0",                                                                  \
         DES_SHA,                                                                                  \
         SET_A("esp-des esp-md5-hmac"),                                                            \
         "a",                                                                                      \
         "access-list 100 permit ip host 2.3.4.5 host 1.2.3.5\n"},                                 \
            {"5.5.5.5 255.255.255.0",                                                              \
             "1.2.3.5 255.255.255.0",                                                              \
             DES_SHA,                                                                              \
             SET_A("esp-des esp-md5-hmac"),                                                        \
             "a",                                                                                  \
             "access-list 100 permit ip host 1.2.3.5 host 2.3.4.5\n"},                             \
    }

/* The other end puts a packet into an SA that was not made for it. */
static void test_wrong_sa(void **state)
{
    (void)state;
    static const struct listing page = {.release = IOS_12_2, .site = PAGE_3_24_SA};
    struct pair *p = pair_of(&page);
    assert_has(pair_type(p, 0, "ping 1.2.3.5 source 2.3.4.5"), "(4/5)");
    pair_debug(p);
    const struct ident *id = p->end[1].r->ipsec->idents;
    const struct ipsec_sa *sa = ident_sa(id, true, IPSEC_ESP);
    struct packet *inner = mem_alloc(sizeof *inner);
    *inner = (struct packet){
        .flow = {.source = 0x02030405, .dest = 0x01020304, .protocol = PROTO_ICMP}, .size = 100};
    struct packet *outer = mem_alloc(sizeof *outer);
    *outer = (struct packet){.kind = PACKET_ESP,
                             .flow = {.source = id->peer, .dest = id->local, .protocol = PROTO_ESP},
                             .spi = sa->spi,
                             .esp_sequence = sa->sequence + 1,
                             .seal = ipsec_seal(sa, inner),
                             .size = 156,
                             .ttl = 64,
                             .inner = inner};
    ipsec_input(p->end[1].r->ipsec, outer);
    char *listing = fixture_text("debug/3-24-sa.log");
    listing = listing_mend(listing, "Identity", "%CRYPTO-4-RECVD_PKT_INV_IDENTITY: Identity");
    assert_log(buf_str(&p->end[1].log), listing, 0);
    free(listing);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_later_listings),
        cmocka_unit_test(test_missing_sas),
        cmocka_unit_test(test_wrong_sa),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
