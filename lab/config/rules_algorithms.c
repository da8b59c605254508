/* SPDX-License-Identifier: ISC */
/* Configuration commands that name algorithms: what a release can do, it takes. */
#include "lab/config/config_rule.h"

#define TRANSFORM_ALL                                                                              \
    "ah-md5-hmac | ah-sha-hmac | esp-des | esp-3des | esp-aes 128 | esp-aes 192 | esp-aes 256 |"   \
    " esp-aes | esp-null | esp-md5-hmac | esp-sha-hmac | comp-lzs"
#define TRANSFORM_12 TRANSFORM_ALL " | ah-rfc1828 | esp-rfc1829"
#define TRANSFORM_15                                                                               \
    TRANSFORM_ALL " | ah-sha256-hmac | ah-sha384-hmac | ah-sha512-hmac | esp-sha256-hmac |"        \
                  " esp-sha384-hmac | esp-sha512-hmac"
#define SET(transform)                                                                             \
    OPEN("crypto ipsec transform-set <word> ( " transform " ) { " transform " }", R_TRANSFORM, 4,  \
         MODE_TRANSFORM)

static const struct config_rule rules_12[] = {
    SET(TRANSFORM_12),
    POLICY("hash ( md5 | sha )", 1, "hash sha"),
    POLICY("group ( 1 | 2 | 5 )", 3, "group 1"),
    MAP("set pfs ( group1 | group2 | group5 )", 4, 2),
};

static const struct config_rule rules_15[] = {
    SET(TRANSFORM_15),
    POLICY("hash ( md5 | sha | sha256 | sha384 | sha512 )", 1, "hash sha"),
    POLICY("group ( 1 | 2 | 5 | 14 | 15 | 16 | 19 | 20 | 21 | 24 )", 3, "group 1"),
    MAP("set pfs ( group1 | group2 | group5 | group14 | group15 | group16 | group19 | group20 |"
        " group21 | group24 )",
        4, 2),
};

#define GRAMMAR(rules)                                                                             \
    {                                                                                              \
        rules, sizeof(rules) / sizeof(rules)[0], sizeof(rules)[0], &config_grammar                 \
    }

const struct grammar *config_grammar_of(enum release release)
{
    static const struct grammar of_12 = GRAMMAR(rules_12);
    static const struct grammar of_15 = GRAMMAR(rules_15);
    return release < IOS_15 ? &of_12 : &of_15;
}
