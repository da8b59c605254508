/* SPDX-License-Identifier: ISC */
/* The faults of lab/faults_ce_ipsec.c and of lab/faults_ce_map.c. */
#ifndef TESTS_LAB_CASES_CE_IPSEC_H
#define TESTS_LAB_CASES_CE_IPSEC_H

#include "tests/lab/fault_case.h"

#define IDLE                                                                                       \
    {                                                                                              \
        "QM_IDLE", "QM_IDLE"                                                                       \
    }
#define UNMOVED                                                                                    \
    {                                                                                              \
        "0/0", "0/0"                                                                               \
    }
#define SET(transforms) "crypto ipsec transform-set myset " transforms
#define LIST(entry) "no access-list 100\naccess-list 100 permit ip " entry
#define LISTS                                                                                      \
    {                                                                                              \
        LIST("192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255"),                                       \
            LIST("192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255")                                    \
    }
#define OUTSIDE(line) "interface FastEthernet0/0\n " line
#define INSIDE(line) "interface FastEthernet0/1\n " line
#define RENEW_MAP OUTSIDE("no crypto map vpn\n crypto map vpn")

#define MEND_BOTH(line)                                                                            \
    {                                                                                              \
        line, line                                                                                 \
    }

#define NOT_CHOSEN "processing NOTIFY PROPOSAL_NOT_CHOSEN"
#define BAD_PROXIES "proxy identities not supported"
#define BAD_TRANSFORM ": transform proposal "
#define BAD_LOCAL "invalid local address 10.15.58."
#define CLEAR_TEXT "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet."
#define BAD_SPI "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi"

/* Phase 1 is through; in phase 2 the responder knows why, the initiator only that. */
#define WRONG_REFUSES(moved_wrong, why)                                                            \
    {                                                                                              \
        0, IDLE, {moved_wrong, "0/0"},                                                             \
        {                                                                                          \
            why, NOT_CHOSEN                                                                        \
        }                                                                                          \
    }
#define RIGHT_REFUSES(why)                                                                         \
    {                                                                                              \
        0, IDLE, UNMOVED,                                                                          \
        {                                                                                          \
            NOT_CHOSEN, why                                                                        \
        }                                                                                          \
    }
/* The wrong end does not know that it should encrypt. */
#define WRONG_SENDS_CLEAR(moved_wrong)                                                             \
    {                                                                                              \
        0, {NULL, NULL}, {moved_wrong, "0/0"},                                                     \
        {                                                                                          \
            NULL, CLEAR_TEXT                                                                       \
        }                                                                                          \
    }
/* The tunnel comes up as it should. */
#define COMES_UP                                                                                   \
    {                                                                                              \
        80, IDLE, {"4/4", "4/4"},                                                                  \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

static const struct fault_case ipsec_cases[] = {
    {.name = "transform-mismatch",
     .from = {RIGHT_REFUSES(BAD_TRANSFORM), WRONG_REFUSES("0/0", BAD_TRANSFORM)},
     .mend = {NULL, SET("esp-des esp-md5-hmac")}},
    {.name = "transform-hmac",
     .from = {RIGHT_REFUSES("authenticator is HMAC-MD5"),
              WRONG_REFUSES("0/0", "authenticator is HMAC-SHA")},
     .mend = {SET("esp-3des esp-md5-hmac"), NULL}},
    {.name = "mode-transport",
     .from = {RIGHT_REFUSES("invalid transform proposal flags"),
              WRONG_REFUSES("0/0", "invalid transform proposal flags")},
     .mend = {NULL, SET("esp-des esp-md5-hmac") "\n mode tunnel"},
     .ping = {"ping 10.15.58.38", "ping 10.15.58.10"}},
    /* More than what is asked for is as good, less is not. */
    {.name = "pfs",
     .from = {COMES_UP, WRONG_REFUSES("0/0", "phase 2 SA not acceptable!|phase 2 SA policy not")},
     .mend = MEND_BOTH("crypto map vpn 10\n no set pfs"),
     .twin = true},
    {.name = "pfs-group",
     .from = {RIGHT_REFUSES("group is 2"), WRONG_REFUSES("0/0", "group is 1")},
     .mend = {NULL, "crypto map vpn 10\n set pfs group1"}},
    {.name = "acl-mismatch",
     .from = {RIGHT_REFUSES(BAD_PROXIES), WRONG_REFUSES("0/0", BAD_PROXIES)},
     .mend = {NULL, LIST("192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255")}},
    {.name = "acl-mirror",
     .from = {WRONG_SENDS_CLEAR("0/0"), WRONG_REFUSES("0/0", BAD_PROXIES)},
     .mend = LISTS,
     .twin = true},
    {.name = "acl-any",
     .from = {RIGHT_REFUSES(BAD_PROXIES), WRONG_REFUSES("0/0", BAD_PROXIES)},
     .mend = LISTS,
     .twin = true},
    /* Everything works, but nothing is protected. */
    {.name = "acl-elsewhere",
     .from = {{100, {NULL, NULL}, UNMOVED, {NULL, NULL}},
              {100, {NULL, NULL}, UNMOVED, {NULL, NULL}}},
     .mend = LISTS},
    /* CE1 sends CE2's packets into the tunnel to CE3. */
    {.name = "peers-overlap-a",
     .from = {{0, IDLE, UNMOVED, {NOT_CHOSEN, "peer address 10.15.58.38 not found"}},
              {0,
               {NULL, "QM_IDLE"},
               {"0/0", "4/0"},
               {NULL, "SA has been authenticated with 10.15.58.50"}}},
     .mend = {"no access-list 105\naccess-list 105 permit ip 192.168.1.0 0.0.0.255 192.168.3.0 "
              "0.0.0.255",
              NULL}},
    /* The end without SAs can bring the tunnel up again, the other believes that it is up. */
    {.name = "sas-lost",
     .from = {COMES_UP, {0, {NULL, "QM_IDLE"}, {"0/0", "5/0"}, {BAD_SPI, NULL}}},
     .mend = {RENEW_MAP, RENEW_MAP},
     .twin = true,
     .mend_right = true},
    {.name = "sas-cleared",
     .from = {COMES_UP, {0, IDLE, {"0/0", "5/0"}, {BAD_SPI, NULL}}},
     .mend = {RENEW_MAP, RENEW_MAP},
     .twin = true,
     .mend_right = true},
};
enum { IPSEC_CASES = sizeof ipsec_cases / sizeof ipsec_cases[0] };

/* Without an identity of its own the wrong end refuses what the right end asks for. */
#define MAP_USELESS(moved_wrong, why)                                                              \
    {                                                                                              \
        WRONG_SENDS_CLEAR(moved_wrong),                                                            \
        {                                                                                          \
            0, IDLE, {moved_wrong, "0/0"},                                                         \
            {                                                                                      \
                why, NOT_CHOSEN                                                                    \
            }                                                                                      \
        }                                                                                          \
    }
#define ENTRY(line) "crypto map vpn 10\n " line

static const struct fault_case map_cases[] = {
    {.name = "map-missing",
     .from = MAP_USELESS(NULL, BAD_LOCAL),
     .mend = MEND_BOTH(OUTSIDE("crypto map vpn")),
     .twin = true},
    {.name = "map-inside",
     .from = MAP_USELESS("0/0", BAD_LOCAL),
     .mend = MEND_BOTH(INSIDE("no crypto map vpn\n" OUTSIDE("crypto map vpn"))),
     .twin = true},
    {.name = "map-physical",
     .from = MAP_USELESS("0/0", BAD_LOCAL),
     .mend = MEND_BOTH("interface FastEthernet0/0.1\n crypto map vpn"),
     .twin = true},
    {.name = "local-address",
     .from = {{0,
               {"MM_NO_STATE", "MM_NO_STATE"},
               UNMOVED,
               {"Notify has no hash. Rejected.", "No pre-shared key with 192.168."}},
              WRONG_REFUSES("0/0", BAD_LOCAL)},
     .mend = MEND_BOTH("no crypto map vpn local-address FastEthernet0/1"),
     .twin = true},
    {.name = "map-no-peer",
     .from = MAP_USELESS(NULL, BAD_PROXIES),
     .mend = {ENTRY("set peer 10.15.58.38"), ENTRY("set peer 10.15.58.10")},
     .twin = true},
    {.name = "map-no-list",
     .from = MAP_USELESS(NULL, BAD_PROXIES),
     .mend = MEND_BOTH(ENTRY("match address 100")),
     .twin = true},
    {.name = "map-no-set",
     .from = MAP_USELESS(NULL, BAD_TRANSFORM),
     .mend = MEND_BOTH(ENTRY("set transform-set myset")),
     .twin = true},
};
enum { MAP_CASES = sizeof map_cases / sizeof map_cases[0] };

#endif
