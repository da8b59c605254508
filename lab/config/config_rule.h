/* SPDX-License-Identifier: ISC */
/* What the tables of configuration commands are written with. */
#ifndef LAB_CONFIG_RULE_H
#define LAB_CONFIG_RULE_H

#include "lab/config/config.h"

/* The groups of lines in the order in which a configuration is printed. */
enum rank {
    R_VERSION,
    R_SERVICE = R_VERSION, /* one group */
    R_HOSTNAME,
    R_BOOT,
    R_LOGGING,
    R_ENABLE,
    R_USERNAME,
    R_AAA,
    R_IP,
    R_VRF,
    R_MPLS,
    R_CRYPTO_ISAKMP,
    R_POLICY,
    R_KEYRING,
    R_KEY,
    R_GROUP,
    R_PROFILE,
    R_LIFETIME,
    R_TRANSFORM,
    R_DYNAMIC_MAP,
    R_MAP,
    R_ENGINE,
    R_INTERFACE,
    R_ROUTER,
    R_POOL,
    R_ROUTING,
    R_NAT,
    R_ACL_NAMED,
    R_ACL,
    R_ROUTE_MAP,
    R_SNMP,
    R_LINE,
    R_NTP
};

/* The chained tables, one file each. */
extern const struct grammar config_grammar_ike;
extern const struct grammar config_grammar_remote;
extern const struct grammar config_grammar_mpls;
extern const struct grammar config_grammar_net;

/* words: see grammar.h; same, opens, unset, flags: see struct config_rule. */
#define ROW(words, mode, rank, same, opens, unset, flags)                                          \
    {                                                                                              \
        {words, mode}, rank, same, opens, unset, flags                                             \
    }
#define TOP(words, rank, same) ROW(words, MODE_CONFIG, rank, same, 0, NULL, 0)
#define ON(words, rank) ROW(words, MODE_CONFIG, rank, 0, 0, NULL, RULE_KEEP_NO)
#define BOTH(words, rank) ROW(words, MODE_CONFIG, rank, 0, 0, NULL, RULE_KEEP_BOTH)
#define OPEN(words, rank, same, opens) ROW(words, MODE_CONFIG, rank, same, opens, NULL, 0)
#define IF(words, rank, same) ROW(words, MODE_INTERFACE, rank, same, 0, NULL, 0)
#define IF_ON(words, rank) ROW(words, MODE_INTERFACE, rank, 0, 0, NULL, RULE_KEEP_NO)
#define MAP(words, rank, same) ROW(words, MODE_MAP | MODE_DYNAMIC, rank, same, 0, NULL, 0)
#define POLICY(words, rank, unset) ROW(words, MODE_ISAKMP, rank, 1, 0, unset, 0)
#define LINE(words, rank, same) ROW(words, MODE_LINE, rank, same, 0, NULL, 0)

#endif
