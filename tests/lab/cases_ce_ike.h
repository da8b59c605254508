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
            "No cert, and no keys (public or pre-shared)|No Cert or pre-shared address key", NULL  \
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

#define POLICIES_DIFFER(title, attribute, line)                                                    \
    {                                                                                              \
        .name = title, .mend = {NULL, POLICY(line)}, .from = {                                     \
            REFUSED_BY_RIGHT(attribute),                                                           \
            REFUSED_BY_WRONG("acceptable!")                                                        \
        }                                                                                          \
    }

/* Release 15 has default policies that would do with a key, only not for the other end. */
static const struct view default_policies_15[] = {
    REFUSED_BY_RIGHT("phase 1 SA policy not acceptable!"),
    REFUSED_BY_WRONG("phase 1 SA policy not acceptable!"),
};

static const struct fault_case ike_cases[] = {
    POLICIES_DIFFER("policy-mismatch", "hash SHA", "hash md5"),
    POLICIES_DIFFER("policy-encryption", "encryption 3DES-CBC", "encryption des"),
    POLICIES_DIFFER("policy-group", "default group 2", "group 1"),
    {.name = "policy-auth",
     .from = {NOT_EVEN_ASKED, REFUSED_BY_WRONG("auth pre-share")},
     .mend = {NULL, POLICY("authentication pre-share")}},
    /* A shorter lifetime may be asked for, a longer one not. */
    {.name = "policy-lifetime",
     .from = {{80, {"QM_IDLE", "QM_IDLE"}, {"4/4", "4/4"}, {NULL, "life duration (basic) of 3600"}},
              REFUSED_BY_WRONG("phase 1 SA not acceptable!|phase 1 SA policy not acceptable!")},
     .mend = {NULL, POLICY("lifetime 86400")}},
    {.name = "policy-default",
     .from = {NOT_EVEN_ASKED,
              REFUSED_BY_WRONG("Checking ISAKMP transform 1 against priority 65535 policy")},
     .mend = {POLICY("hash md5\n authentication pre-share"),
              POLICY("hash md5\n authentication pre-share")},
     .twin = true,
     .from_15 = default_policies_15},
    {.name = "key-mismatch",
     .from = {{0,
               {"MM_KEY_EXCH", "MM_KEY_EXCH"},
               NOTHING,
               {"reserved not zero on NOTIFY payload!", "reserved not zero on ID payload!"}},
              {0,
               {"MM_KEY_EXCH", "MM_KEY_EXCH"},
               NOTHING,
               {"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.15.58.10 failed its sanity check",
                "reserved not zero on NOTIFY payload!"}}},
     .mend = {NULL, "no crypto isakmp key mykey address 10.15.58.10\n" KEY("10.15.58.10")}},
    {.name = "key-case",
     .from =
         {{0, {"MM_KEY_EXCH", "MM_KEY_EXCH"}, NOTHING, {"IKMP_BAD_MESSAGE", ": PAYLOAD_MALFORMED"}},
          {0, {"MM_KEY_EXCH", "MM_KEY_EXCH"}, NOTHING, {"IKMP_BAD_MESSAGE", "IKMP_BAD_MESSAGE"}}},
     .mend = {NULL, KEY("10.15.58.10")}},
    {.name = "key-missing",
     .from = {NOT_EVEN_ASKED, REFUSED_BY_WRONG("No pre-shared key with 10.15.58.")},
     .mend = {KEY("10.15.58.38"), KEY("10.15.58.10")},
     .twin = true},
    {.name = "key-address",
     .from = {NOT_EVEN_ASKED, REFUSED_BY_WRONG("No pre-shared key with 10.15.58.")},
     .mend = {KEY("10.15.58.38"), KEY("10.15.58.10")},
     .twin = true},
    /* The right end gets through phase 1: the key fits, only the crypto map does not. */
    {.name = "peer-wrong",
     .from = {NOT_EVEN_ASKED,
              {0,
               {"QM_IDLE", "QM_IDLE"},
               NOTHING,
               {": peer address 10.15.58.", "processing NOTIFY PROPOSAL_NOT_CHOSEN"}}},
     .mend = {PEER("10.15.58.83", "10.15.58.38"), PEER("10.15.58.100", "10.15.58.10")},
     .twin = true},
    {.name = "address-changed",
     .from = {REFUSED_BY_RIGHT("No pre-shared key with 10.15.58."), UNHEARD_FROM_RIGHT},
     .mend = {ADDRESS("10.15.58.10"), ADDRESS("10.15.58.38")},
     .twin = true},
    {.name = "isakmp-off",
     .from = {{0, {NULL, NULL}, NOTHING, {"IPSEC(sa_request)", NULL}}, UNHEARD_FROM_RIGHT},
     .mend = {"crypto isakmp enable", "crypto isakmp enable"},
     .twin = true},
};
enum { IKE_CASES = sizeof ike_cases / sizeof ike_cases[0] };

#endif
