/* SPDX-License-Identifier: ISC */
/* The faults of lab/faults_ce_ike.c. */
#ifndef TESTS_LAB_CASES_CE_IKE_H
#define TESTS_LAB_CASES_CE_IKE_H

#include "tests/lab/fault_case.h"

#define NOTHING                                                                                    \
    {                                                                                              \
        "0/0", "0/0"                                                                               \
    }
#define POLICY(line) "crypto isakmp policy 10\n " line
#define KEY(peer) "crypto isakmp key cisco123 address " peer
#define PEER(wrong, peer) "crypto map vpn 10\n no set peer " wrong "\n set peer " peer
#define ADDRESS(address) "interface FastEthernet0/0\n ip address " address " 255.255.255.0"

/* Phase 1 ends with the first message. The responder knows why, and tells without a hash. */
#define REFUSED_BY_WRONG(why)                                                                      \
    {                                                                                              \
        0, {"MM_NO_STATE", "MM_NO_STATE"}, NOTHING,                                                \
        {                                                                                          \
            why, "Notify has no hash. Rejected."                                                   \
        }                                                                                          \
    }
#define REFUSED_BY_RIGHT(why)                                                                      \
    {                                                                                              \
        0, {"MM_NO_STATE", "MM_NO_STATE"}, NOTHING,                                                \
        {                                                                                          \
            "Notify has no hash. Rejected.", why                                                   \
        }                                                                                          \
    }
/* An end that has nothing to offer does not even begin. */
#define NOT_EVEN_ASKED                                                                             \
    {                                                                                              \
        0, {NULL, NULL}, NOTHING,                                                                  \
        {                                                                                          \
            "No cert, and no keys (public or pre-shared)", NULL                                    \
        }                                                                                          \
    }
/* Nobody answers. */
#define UNHEARD_FROM_RIGHT                                                                         \
    {                                                                                              \
        0, {NULL, "MM_NO_STATE"}, NOTHING,                                                         \
        {                                                                                          \
            NULL, "retransmitting phase 1 MM_NO_STATE..."                                          \
        }                                                                                          \
    }

#define POLICIES_DIFFER(name, attribute, line)                                                     \
    {                                                                                              \
        name, {REFUSED_BY_RIGHT(attribute), REFUSED_BY_WRONG("phase 1 SA not acceptable!")},       \
            {NULL, POLICY(line)}, false,                                                           \
        {                                                                                          \
            NULL                                                                                   \
        }                                                                                          \
    }

static const struct fault_case ike_cases[] = {
    POLICIES_DIFFER("policy-mismatch", "hash SHA", "hash md5"),
    POLICIES_DIFFER("policy-encryption", "encryption 3DES-CBC", "encryption des"),
    POLICIES_DIFFER("policy-group", "default group 2", "group 1"),
    {"policy-auth",
     {NOT_EVEN_ASKED, REFUSED_BY_WRONG("auth pre-share")},
     {NULL, POLICY("authentication pre-share")},
     false,
     {NULL}},
    /* A shorter lifetime may be asked for, a longer one not. */
    {"policy-lifetime",
     {{80, {"QM_IDLE", "QM_IDLE"}, {"4/4", "4/4"}, {NULL, "life duration (basic) of 3600"}},
      REFUSED_BY_WRONG("phase 1 SA not acceptable!")},
     {NULL, POLICY("lifetime 86400")},
     false,
     {NULL}},
    {"policy-default",
     {NOT_EVEN_ASKED,
      REFUSED_BY_WRONG("Checking ISAKMP transform 1 against priority 65535 policy")},
     {POLICY("hash md5\n authentication pre-share"), POLICY("hash md5\n authentication pre-share")},
     true,
     {NULL}},
    {"key-mismatch",
     {{0,
       {"MM_KEY_EXCH", "MM_KEY_EXCH"},
       NOTHING,
       {"reserved not zero on NOTIFY payload!", "reserved not zero on ID payload!"}},
      {0,
       {"MM_KEY_EXCH", "MM_KEY_EXCH"},
       NOTHING,
       {"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.15.58.10 failed its sanity check",
        "reserved not zero on NOTIFY payload!"}}},
     {NULL, "no crypto isakmp key mykey address 10.15.58.10\n" KEY("10.15.58.10")},
     false,
     {NULL}},
    {"key-case",
     {{0,
       {"MM_KEY_EXCH", "MM_KEY_EXCH"},
       NOTHING,
       {"IKMP_BAD_MESSAGE", "incrementing error counter on sa: PAYLOAD_MALFORMED"}},
      {0, {"MM_KEY_EXCH", "MM_KEY_EXCH"}, NOTHING, {"IKMP_BAD_MESSAGE", "IKMP_BAD_MESSAGE"}}},
     {NULL, KEY("10.15.58.10")},
     false,
     {NULL}},
    {"key-missing",
     {NOT_EVEN_ASKED, REFUSED_BY_WRONG("No pre-shared key with 10.15.58.")},
     {KEY("10.15.58.38"), KEY("10.15.58.10")},
     true,
     {NULL}},
    {"key-address",
     {NOT_EVEN_ASKED, REFUSED_BY_WRONG("No pre-shared key with 10.15.58.")},
     {KEY("10.15.58.38"), KEY("10.15.58.10")},
     true,
     {NULL}},
    /* The right end gets through phase 1: the key fits, only the crypto map does not. */
    {"peer-wrong",
     {NOT_EVEN_ASKED,
      {0,
       {"QM_IDLE", "QM_IDLE"},
       NOTHING,
       {"IPSEC(validate_transform_proposal): peer address 10.15.58.",
        "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"}}},
     {PEER("10.15.58.83", "10.15.58.38"), PEER("10.15.58.100", "10.15.58.10")},
     true,
     {NULL}},
    {"address-changed",
     {REFUSED_BY_RIGHT("No pre-shared key with 10.15.58."), UNHEARD_FROM_RIGHT},
     {ADDRESS("10.15.58.10"), ADDRESS("10.15.58.38")},
     true,
     {NULL}},
    {"isakmp-off",
     {{0, {NULL, NULL}, NOTHING, {"IPSEC(sa_request)", NULL}}, UNHEARD_FROM_RIGHT},
     {"crypto isakmp enable", "crypto isakmp enable"},
     true,
     {NULL}},
};
enum { IKE_CASES = sizeof ike_cases / sizeof ike_cases[0] };

#endif
