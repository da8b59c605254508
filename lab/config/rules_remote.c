/* SPDX-License-Identifier: ISC */
/* Configuration commands of remote access: AAA, client groups, pools, dynamic maps. */
#include "lab/config/config_rule.h"

#define METHODS "( local | none | enable | line | group <word> )"
#define MORE_METHODS " { local | none | enable | line | group <word> }"
#define GROUP(words, rank, same) ROW(words, MODE_GROUP, rank, same, 0, NULL, 0)

static const struct config_rule rules[] = {
    TOP("aaa new-model", R_AAA, 0),
    TOP("aaa authentication login <word> " METHODS MORE_METHODS, R_AAA, 4),
    TOP("aaa authorization network <word> " METHODS MORE_METHODS, R_AAA, 4),
    TOP("aaa session-id ( common | unique )", R_AAA, 2),
    TOP("crypto isakmp aggressive-mode disable", R_CRYPTO_ISAKMP, 0),
    OPEN("crypto isakmp client configuration group <word>", R_GROUP, 6, MODE_GROUP),
    OPEN("crypto dynamic-map <word> <num:1-65535>", R_DYNAMIC_MAP, 4, MODE_DYNAMIC),
    TOP("crypto map <word> client authentication list <word>", R_MAP, 6),
    TOP("crypto map <word> isakmp authorization list <word>", R_MAP, 6),
    TOP("crypto map <word> client configuration address ( initiate | respond )", R_MAP, 0),
    TOP("crypto map <word> <num:1-65535> ipsec-isakmp dynamic <word>", R_MAP, 4),
    TOP("ip local pool <word> <ip> { <ip> }", R_POOL, 4),

    GROUP("key <line>", 0, 1),
    GROUP("dns <ip> { <ip> }", 1, 1),
    GROUP("wins <ip> { <ip> }", 2, 1),
    GROUP("domain <word>", 3, 1),
    GROUP("pool <word>", 4, 1),
    GROUP("acl <word>", 5, 1),
};

const struct grammar config_grammar_remote = {rules, sizeof rules / sizeof rules[0],
                                              sizeof rules[0], &config_grammar_mpls};
