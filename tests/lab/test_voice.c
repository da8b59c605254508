/* SPDX-License-Identifier: ISC */
/*
 * What two routers say of a negotiation against the guide's listings of it, release by release:
 * for each listing a pair with its addresses, policies and proxies is brought into its state.
 */
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

enum { MENDS = 8 };

/* One end as a listing shows it. */
struct site {
    const char *outside, *inside; /* addresses of its two interfaces, masks included; or NULL */
    const char *policy;           /* lines of its ISAKMP policy */
    const char *sets;             /* lines of its transform sets, which are called a, b, c */
    const char *use;              /* those that its crypto map names */
    const char *list;             /* entries of its crypto access list */
};

struct listing {
    const char *name; /* in tests/fixtures/debug */
    enum release release;
    int end; /* 0: who began, 1: who answered */
    struct site site[2];
    const char *target; /* of the ping, and its source */
    const char *fault[2];
    unsigned pass_s; /* to wait before the log is read */
    unsigned options;
    const char *mend[MENDS][2];
};

/* The address alone: "10.1.1.1 255.255.255.0" without its mask. */
static char *address_of(const char *outside)
{
    return mem_ndup(outside, strcspn(outside, " "));
}

static char *configuration(const struct listing *l, int end)
{
    const struct site *s = &l->site[end];
    char *peer = address_of(l->site[1 - end].outside);
    char *text = mem_printf(
        "version 12.0\nservice timestamps debug %s\nservice timestamps log %s\n"
        "hostname R%d\nenable secret letmein\n!\n"
        "crypto isakmp policy %s\ncrypto isakmp key cisco123 address %s\n!\n%s!\n"
        "crypto map vpn 10 ipsec-isakmp\n set peer %s\n set transform-set %s\n"
        " match address 100\n!\n"
        "interface Ethernet0\n ip address %s\n crypto map vpn\n!\n"
        "interface Ethernet1\n%s%s\n!\n"
        "ip route 0.0.0.0 0.0.0.0 Ethernet0\n!\n%s!\nline vty 0 4\n login local\n!\nend\n",
        l->release >= IOS_12_3 ? "datetime msec" : "uptime",
        l->release >= IOS_12_3 ? "datetime msec" : "uptime", end, s->policy, peer, s->sets, peer,
        s->use, s->outside, s->inside ? " ip address " : " no ip address",
        s->inside ? s->inside : "", s->list);
    free(peer);
    return text;
}

static struct pair *pair_of(const struct listing *l)
{
    char *first = configuration(l, 0);
    char *second = configuration(l, 1);
    struct pair *p = pair_new_with(5, l->release, first, second);
    free(first);
    free(second);
    for (int i = 0; i < 2; i++)
        if (l->fault[i])
            pair_configure(p, i, l->fault[i]);
    return p;
}

/* Lines that were set without what they began with, and packets, which are another debug. */
static char *with_prefixes(char *listing)
{
    static const char *const attributes[] = {"    encryption ", "    hash ", "    default group ",
                                             "    auth "};
    struct listing_lines s = listing_split(listing);
    struct buf out = {0};
    for (size_t i = 0; i < s.count; i++) {
        if (text_starts(s.line[i], "IP: s="))
            continue;
        for (size_t k = 0; k < sizeof attributes / sizeof attributes[0]; k++)
            if (text_starts(s.line[i], attributes[k]))
                buf_add_str(&out, "ISAKMP:");
        buf_printf(&out, "%s\n", s.line[i]);
    }
    listing_free(&s);
    free(listing);
    return buf_take(&out, NULL);
}

static void run_listing(const struct listing *l)
{
    struct pair *p = pair_of(l);
    char *name = mem_printf("debug/%s", l->name);
    char *listing = listing_fixture(name);
    for (size_t i = 0; i < MENDS && l->mend[i][0]; i++)
        listing = listing_mend(listing, l->mend[i][0], l->mend[i][1]);
    listing = with_prefixes(listing);
    pair_debug(p);
    char *ping = mem_printf("ping ip %s", l->target);
    pair_type(p, 0, ping);
    world_pass(p->world, 1000ULL * l->pass_s);
    assert_log(buf_str(&p->end[l->end].log), listing, LISTING_IDS | LISTING_DOTS | l->options);
    free(ping);
    free(listing);
    free(name);
    pair_free(p);
}

#define DES_MD5 "10\n hash md5\n authentication pre-share"
#define DES_SHA "10\n authentication pre-share"

/* Of a host with another, as the older listings have it. */
#define HOSTS(here, there, sets, use, policy)                                                      \
    {                                                                                              \
        here " 255.255.255.0", NULL, policy, sets, use,                                            \
            "access-list 100 permit ip host " here " host " there "\n"                             \
    }

#define LIFE_600 "crypto ipsec security-association lifetime seconds 600\n"
#define LIFE_190 "crypto ipsec security-association lifetime seconds 190\n"
#define LIFE_120 "crypto ipsec security-association lifetime seconds 120\n"
#define SET_A(transforms) "crypto ipsec transform-set a " transforms "\n"

#define PAGE_3_13                                                                                  \
    {                                                                                              \
        {"205.136.238.33 255.255.255.0",                                                           \
         NULL,                                                                                     \
         "1\n hash md5\n authentication pre-share",                                                \
         SET_A("esp-des"),                                                                         \
         "a",                                                                                      \
         "access-list 100 permit ip 205.136.238.0 0.0.0.255 10.146.1.0 0.0.0.255\n"},              \
            {"209.146.47.206 255.255.255.0",                                                       \
             "10.146.1.1 255.255.255.0",                                                           \
             "1\n hash md5\n authentication pre-share",                                            \
             SET_A("esp-des"),                                                                     \
             "a",                                                                                  \
             "access-list 100 permit ip 10.146.1.0 0.0.0.255 205.136.238.0 0.0.0.255\n"},          \
    }

#define PAGE_3_4                                                                                   \
    {                                                                                              \
        HOSTS("155.0.0.1", "155.0.0.2", LIFE_600 SET_A("esp-des esp-md5-hmac"), "a", DES_SHA),     \
            HOSTS("155.0.0.2", "155.0.0.1", LIFE_600 SET_A("esp-des esp-md5-hmac"), "a", DES_SHA)  \
    }

#define SETS_3_5 LIFE_120 SET_A("esp-des esp-md5-hmac") "crypto ipsec transform-set b ah-sha-hmac\n"
#define PAGE_3_5                                                                                   \
    {                                                                                              \
        HOSTS("172.21.114.123", "172.21.114.67", SETS_3_5, "a b", DES_SHA),                        \
            HOSTS("172.21.114.67", "172.21.114.123", SETS_3_5, "a b", DES_SHA)                     \
    }

#define SETS_A_9                                                                                   \
    LIFE_190 SET_A("esp-rfc1829") "crypto ipsec transform-set b ah-md5-hmac esp-des\n"             \
                                  "crypto ipsec transform-set c ah-rfc1828\n"
#define POLICY_A_9 "1\n hash md5\n authentication pre-share"
#define PAGE_A_9                                                                                   \
    {                                                                                              \
        HOSTS("192.168.10.38", "192.168.10.66", SETS_A_9, "a b c", POLICY_A_9),                    \
            HOSTS("192.168.10.66", "192.168.10.38", SETS_A_9, "a b c", POLICY_A_9)                 \
    }

#define PAGE_3_25                                                                                  \
    {                                                                                              \
        HOSTS("172.21.114.123", "172.21.114.68", SET_A("esp-des esp-md5-hmac"), "a", DES_SHA),     \
            HOSTS("172.21.114.68", "172.21.114.123", SET_A("esp-des esp-md5-hmac"), "a", DES_SHA)  \
    }

static const struct listing old_listings[] = {
    {"3-13-initiator.log",
     IOS_12_0,
     0,
     PAGE_3_13,
     "10.146.1.1 source 205.136.238.33",
     {NULL},
     0,
     0,
     {{NULL}}},
    {"3-4-initiator.log",
     IOS_11_3,
     0,
     PAGE_3_4,
     "155.0.0.2",
     {NULL},
     0,
     0,
     {{"to 155.0.0.1)", "to 155.0.0.1 )"}}},
    {"3-5-initiator.log",
     IOS_12_0,
     0,
     PAGE_3_5,
     "172.21.114.67",
     {NULL},
     0,
     0,
     {{"flags= 0x4\n00:24:30", "flags= 0x4004\n00:24:30"},
      {"flags= 0x0.", "flags= 0x4004"},
      {"4608000 kb", "4608000kb"},
      {"3029740121d", "302974012ld"},
      {"5250759401d", "525075940ld"}}},
    {"3-5-responder.log", IOS_12_0, 1, PAGE_3_5, "172.21.114.67", {NULL}, 0, 0, {{NULL}}},
    {"a-9.a.log",
     IOS_11_3,
     0,
     PAGE_A_9,
     "192.168.10.66",
     {NULL},
     0,
     LISTING_CASE,
     {{"IPSEC(initialize_sas): ,\nIPSEC(initialize_sas): ,", "IPSEC(initialize_sas): ,"}}},
    {"a-9.b.log",
     IOS_11_3,
     1,
     PAGE_A_9,
     "192.168.10.66",
     {NULL},
     61,
     LISTING_CASE,
     {{"dt3-45a#\n", ""},
      {"\nSAKMP (165)", "\nISAKMP (165)"},
      {"atts are acceptable\n", "atts are acceptable.\n"},
      {"len 184, send\ning", "len 184, sending"},
      {"!-- The IPsec SAs are created, and now we see the packets going back and forth.\n", ""}}},
    {"3-25-healthy.log",
     IOS_11_3,
     0,
     PAGE_3_25,
     "172.21.114.68",
     {NULL},
     0,
     LISTING_CASE,
     {{"6008371161d", "600837116"}, {"preshared", "pre-shared"}, {"\nSAKMP:", "\nISAKMP:"}}},
    {"3-23-key.log",
     IOS_11_3,
     1,
     PAGE_3_4,
     "155.0.0.2",
     {NULL, "crypto isakmp key another address 155.0.0.1"},
     0,
     0,
     {{"preshared", "pre-shared"}, {"(62);", "(62):"}}},
    {"3-23-policy.log",
     IOS_11_3,
     1,
     PAGE_3_4,
     "155.0.0.2",
     {NULL, "crypto isakmp policy 10\n hash md5"},
     0,
     LISTING_CASE,
     {{"(17);", "(17):"}}},
};

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
    {"3-20-policy.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {"crypto isakmp policy 1\n hash md5", NULL},
     0,
     0,
     {{NULL}}},
    {"3-20-no-key.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "no crypto isakmp key cisco123 address 20.1.1.1"},
     0,
     0,
     {{NULL}}},
    {"3-21-key.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "crypto isakmp key another address 20.1.1.1"},
     0,
     0,
     {{NULL}}},
    {"3-21-no-peer.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "crypto map vpn 10 ipsec-isakmp\n no set peer 20.1.1.1\n set peer 20.1.1.9"},
     0,
     0,
     {{NULL}}},
    {"3-21-transform.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "crypto ipsec transform-set a esp-des esp-sha-hmac"},
     0,
     0,
     {{NULL}}},
    {"3-21-map.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "interface Ethernet0\n no crypto map"},
     0,
     0,
     {{NULL}}},
    {"3-22-proxies.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "no access-list 100\naccess-list 100 permit ip 101.1.2.0 0.0.0.255 any"},
     0,
     0,
     {{NULL}}},
    {"3-24-acl.log",
     IOS_12_2,
     1,
     PAGE_3_24,
     "172.16.171.5",
     {NULL, "no access-list 100\naccess-list 100 permit ip host 172.16.171.5 any"},
     0,
     LISTING_CASE,
     {{NULL}}},
};

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
#define GROUP_2 "1\n encr 3des\n authentication pre-share\n group 2"

static const struct listing later[] = {
    {"b-proposal-mismatch.b.log",
     IOS_12_2,
     1,
     PAGE_B_13("esp-sha-hmac"),
     "10.1.1.1 source 10.2.1.1",
     {NULL},
     20,
     LISTING_CASE | LISTING_NOTES,
     {{"7100-UUT#show cry isa sa\ndst src state conn-id slot\n"
       "195.168.1.1 193.168.1.1 QM_IDLE 1 0\n"
       "7100-UUT#show cry isa sa\ndst src state conn-id slot",
       ""}}},
    {"3-28-retransmit.log",
     IOS_12_3,
     1,
     PAGE_3_20,
     FROM_3_20,
     {NULL, "no ip route 0.0.0.0 0.0.0.0 Ethernet0"},
     20,
     0,
     {{"IKE_MSG_INTERNAL", "IKE_MESG_INTERNAL"}}},
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
    char *listing = listing_fixture("debug/b-missing-sa.b.log");
    assert_log(buf_str(&p->end[1].log), listing, LISTING_IDS);
    free(listing);
    pair_free(p);
}

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        run_listing(&refusals[i]);
}

static void test_old_listings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof old_listings / sizeof old_listings[0]; i++)
        run_listing(&old_listings[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old_listings),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_later_listings),
        cmocka_unit_test(test_missing_sas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
