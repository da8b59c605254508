/* SPDX-License-Identifier: ISC */
/* What IOS 11.3 and 12.0 say, against the guide's listings. */
#include "tests/lab/voice_listing.h"

#define LIFE_600 "crypto ipsec security-association lifetime seconds 600\n"
#define LIFE_190 "crypto ipsec security-association lifetime seconds 190\n"
#define LIFE_120 "crypto ipsec security-association lifetime seconds 120\n"

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

#define SITE_A_12(address)                                                                         \
    {                                                                                              \
        address " 255.255.0.0", NULL, "1\n authentication pre-share",                              \
            SET_A("esp-des esp-md5-hmac"), "a",                                                    \
            "access-list 100 permit ip 10.1.0.0 0.0.255.255 10.1.0.0 0.0.255.255\n"                \
    }
#define PAGE_A_12                                                                                  \
    {                                                                                              \
        SITE_A_12("10.1.1.2"), SITE_A_12("10.1.1.1")                                               \
    }

static const struct listing old_listings[] = {
    {.name = "3-13-initiator.log",
     .release = IOS_12_0,
     .site = PAGE_3_13,
     .target = "10.146.1.1 source 205.136.238.33"},
    {.name = "3-4-initiator.log",
     .release = IOS_11_3,
     .site = PAGE_3_4,
     .target = "155.0.0.2",
     .mend = {{"to 155.0.0.1)", "to 155.0.0.1 )"}}},
    {.name = "3-5-initiator.log",
     .release = IOS_12_0,
     .site = PAGE_3_5,
     .target = "172.21.114.67",
     .mend = {{"flags= 0x4\n00:24:30", "flags= 0x4004\n00:24:30"},
              {"flags= 0x0.", "flags= 0x4004"},
              {"4608000 kb", "4608000kb"},
              {"3029740121d", "302974012ld"},
              {"5250759401d", "525075940ld"}}},
    {.name = "a-12-initiator.log",
     .release = IOS_12_0,
     .site = PAGE_A_12,
     .target = "10.1.1.1",
     .options = LISTING_GLUED,
     .mend = {{"413467620 for", "413467620ld for"}}},
    {.name = "3-5-responder.log",
     .release = IOS_12_0,
     .end = 1,
     .site = PAGE_3_5,
     .target = "172.21.114.67"},
    {.name = "a-9.a.log",
     .release = IOS_11_3,
     .site = PAGE_A_9,
     .target = "192.168.10.66",
     .options = LISTING_CASE,
     .mend = {{"IPSEC(initialize_sas): ,\nIPSEC(initialize_sas): ,", "IPSEC(initialize_sas): ,"}}},
    {.name = "a-9.b.log",
     .release = IOS_11_3,
     .end = 1,
     .site = PAGE_A_9,
     .target = "192.168.10.66",
     .pass_s = 61,
     .options = LISTING_CASE | LISTING_COUNTERS,
     .mend = {{"dt3-45a#\n", ""},
              {"\nSAKMP (165)", "\nISAKMP (165)"},
              {"atts are acceptable\n", "atts are acceptable.\n"},
              {"len 184, send\ning", "len 184, sending"},
              {"!-- The IPsec SAs are created, and now we see the packets going back and forth.\n",
               ""}}},
    {.name = "3-25-healthy.log",
     .release = IOS_11_3,
     .site = PAGE_3_25,
     .target = "172.21.114.68",
     .options = LISTING_CASE,
     .mend = {{"6008371161d", "600837116"},
              {"preshared", "pre-shared"},
              {"\nSAKMP:", "\nISAKMP:"}}},
    {.name = "3-23-key.log",
     .release = IOS_11_3,
     .end = 1,
     .site = PAGE_3_4,
     .target = "155.0.0.2",
     .fault = {NULL, "crypto isakmp key another address 155.0.0.1"},
     .mend = {{"preshared", "pre-shared"}, {"(62);", "(62):"}}},
    {.name = "3-23-policy.log",
     .release = IOS_11_3,
     .end = 1,
     .site = PAGE_3_4,
     .target = "155.0.0.2",
     .fault = {NULL, "crypto isakmp policy 10\n hash md5"},
     .options = LISTING_CASE,
     .mend = {{"(17);", "(17):"}}},
};

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
