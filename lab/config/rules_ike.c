/* SPDX-License-Identifier: ISC */
/* Configuration commands of keyrings and ISAKMP profiles, and of IKE beyond the oldest releases. */
#include "lab/config/config_rule.h"

#define RING(words, rank, same) ROW(words, MODE_KEYRING, rank, same, 0, NULL, 0)
#define PROFILE(words, rank, same) ROW(words, MODE_PROFILE, rank, same, 0, NULL, 0)

static const struct config_rule rules[] = {
    OPEN("crypto ca identity <word>", R_CRYPTO_ISAKMP, 4, MODE_CA),
    OPEN("crypto ca trustpoint <word>", R_CRYPTO_ISAKMP, 4, MODE_CA),
    OPEN("crypto pki trustpoint <word>", R_CRYPTO_ISAKMP, 4, MODE_CA),
    ROW("enrollment ( url | mode | retry ) <line>", MODE_CA, 0, 2, 0, NULL, 0),
    ROW("query url <line>", MODE_CA, 0, 2, 0, NULL, 0),
    ROW("revocation-check <line>", MODE_CA, 1, 1, 0, NULL, 0),
    ROW("crl <line>", MODE_CA, 1, 1, 0, NULL, 0),
    TOP("crypto logging session", R_CRYPTO_ISAKMP, 0),
    TOP("crypto isakmp invalid-spi-recovery", R_CRYPTO_ISAKMP, 0),
    TOP("crypto map <word> isakmp-profile <word>", R_MAP, 4),
    OPEN("crypto keyring <word> { vrf <word> }", R_KEYRING, 3, MODE_KEYRING),
    OPEN("crypto isakmp profile <word>", R_PROFILE, 4, MODE_PROFILE),

    RING("description <line>", 0, 1),
    RING("pre-shared-key address <ip> key <word>", 1, 3),
    RING("pre-shared-key address <ip> key <num:0-0> <word>", 1, 3),
    RING("pre-shared-key address <ip> <mask> key <word>", 1, 4),
    RING("pre-shared-key address <ip> <mask> key <num:0-0> <word>", 1, 4),
    RING("pre-shared-key hostname <word> key <word>", 1, 3),

    PROFILE("description <line>", 0, 1),
    PROFILE("vrf <word>", 1, 1),
    PROFILE("keyring <word>", 2, 1),
    PROFILE("self-identity ( address | fqdn | user-fqdn <word> )", 3, 1),
    PROFILE("match identity address <ip>", 4, 0),
    PROFILE("match identity address <ip> <word>", 4, 0),
    PROFILE("match identity address <ip> <mask> <word>", 4, 0),
    PROFILE("match identity group <word>", 4, 0),
    PROFILE("match identity host <word>", 4, 0),
    PROFILE("client authentication list <word>", 5, 3),
    PROFILE("isakmp authorization list <word>", 6, 3),
    PROFILE("client configuration address initiate", 7, 0),
    PROFILE("client configuration address respond", 8, 0),
    PROFILE("keepalive <num:10-3600> retry <num:2-60>", 9, 1),

    ROW("set isakmp-profile <word>", MODE_MAP | MODE_DYNAMIC, 4, 2, 0, NULL, 0),
};

const struct grammar config_grammar_ike = {rules, sizeof rules / sizeof rules[0], sizeof rules[0],
                                           &config_grammar_net};
