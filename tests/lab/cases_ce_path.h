/* SPDX-License-Identifier: ISC */
/* The faults of lab/faults_ce_path.c. */
#ifndef TESTS_LAB_CASES_CE_PATH_H
#define TESTS_LAB_CASES_CE_PATH_H

#include "tests/lab/fault_case.h"

#define STILL                                                                                      \
    {                                                                                              \
        "0/0", "0/0"                                                                               \
    }
#define PATH_OUTSIDE(line) "interface FastEthernet0/0\n " line
#define MEND_ALIKE(line)                                                                           \
    {                                                                                              \
        line, line                                                                                 \
    }
#define RETRIES "retransmitting phase 1 MM_NO_STATE..."
#define DUPLICATES "phase 1 packet is a duplicate of a previous packet"
#define ROUTE(net, by) "ip route " net " 255.255.255.0 " by

/* Nothing leaves the wrong end. */
#define NO_WAY_OUT                                                                                 \
    {                                                                                              \
        0, {NULL, NULL}, STILL,                                                                    \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
/* The request arrives, the echo does not come back. */
#define NO_WAY_BACK                                                                                \
    {                                                                                              \
        0, {"QM_IDLE", "QM_IDLE"}, {"0/4", "4/0"},                                                 \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
/* One end asks in vain, the other (when it hears at all) answers in vain. */
#define UNANSWERED_BY_WRONG(heard, says)                                                           \
    {                                                                                              \
        0, {heard, "MM_NO_STATE"}, STILL,                                                          \
        {                                                                                          \
            says, RETRIES                                                                          \
        }                                                                                          \
    }
#define UNANSWERED_BY_RIGHT(heard, says)                                                           \
    {                                                                                              \
        0, {"MM_NO_STATE", heard}, STILL,                                                          \
        {                                                                                          \
            RETRIES, says                                                                          \
        }                                                                                          \
    }

#define NO_TRANSLATION                                                                             \
    "interface FastEthernet0/0\n no ip nat outside\n"                                              \
    "interface FastEthernet0/1\n no ip nat inside"

static const struct fault_case path_cases[] = {
    {.name = "shut-outside",
     .from = {NO_WAY_OUT, UNANSWERED_BY_WRONG(NULL, NULL)},
     .mend = MEND_ALIKE(PATH_OUTSIDE("no shutdown")),
     .twin = true},
    {.name = "shut-inside",
     .from = {NO_WAY_OUT, NO_WAY_BACK},
     .mend = MEND_ALIKE("interface FastEthernet0/1\n no shutdown"),
     .twin = true},
    {.name = "route-inside",
     .from = {NO_WAY_OUT, NO_WAY_BACK},
     .mend = {ROUTE("192.168.2.0", "10.15.58.38"), ROUTE("192.168.1.0", "10.15.58.10")},
     .twin = true},
    {.name = "route-astray",
     .from = {NO_WAY_OUT, NO_WAY_BACK},
     .mend = {"no " ROUTE("192.168.2.0", "192.168.1.254\n") ROUTE("192.168.2.0", "10.15.58.38"),
              "no " ROUTE("192.168.1.0", "192.168.2.254\n") ROUTE("192.168.1.0", "10.15.58.10")},
     .twin = true},
    {.name = "peer-route",
     .from = {UNANSWERED_BY_RIGHT(NULL, NULL), UNANSWERED_BY_WRONG("MM_SA_SETUP", DUPLICATES)},
     .mend = {"no ip route 10.15.58.38 255.255.255.255 10.15.58.254",
              "no ip route 10.15.58.10 255.255.255.255 10.15.58.254"},
     .twin = true},
    {.name = "mask-outside",
     .from = {NO_WAY_OUT, UNANSWERED_BY_WRONG("MM_SA_SETUP", DUPLICATES)},
     .mend = {PATH_OUTSIDE("ip address 10.15.58.10 255.255.255.0"),
              PATH_OUTSIDE("ip address 10.15.58.38 255.255.255.0")},
     .twin = true},
    {.name = "filter-ike",
     .from = {UNANSWERED_BY_RIGHT("MM_SA_SETUP", DUPLICATES), UNANSWERED_BY_WRONG(NULL, NULL)},
     .mend = MEND_ALIKE(PATH_OUTSIDE("no ip access-group 110 in")),
     .twin = true},
    /* IKE gets through, so the SAs stand; what they carry arrives at one end only. */
    {.name = "filter-esp",
     .from = {{0, {"QM_IDLE", "QM_IDLE"}, {"4/0", "4/4"}, {NULL, NULL}},
              {0, {"QM_IDLE", "QM_IDLE"}, {"0/0", "4/0"}, {NULL, NULL}}},
     .mend = MEND_ALIKE(PATH_OUTSIDE("no ip access-group 110 in")),
     .twin = true},
    /* Out goes what the list does not know any more, in clear, and comes back so. */
    {.name = "nat-inside",
     .from = {{100, {NULL, NULL}, STILL, {NULL, NULL}},
              {80, {"QM_IDLE", "QM_IDLE"}, {"0/4", "4/0"}, {NULL, NULL}}},
     .mend = {NO_TRANSLATION, NO_TRANSLATION},
     .twin = true},
    /* The tunnel comes up, and what is large does not arrive. */
    {.name = "mtu-path",
     .from = {{0, {"QM_IDLE", "QM_IDLE"}, {"4/0", "0/0"}, {NULL, NULL}},
              {0, {"QM_IDLE", "QM_IDLE"}, {"0/0", "4/0"}, {NULL, NULL}}},
     .mend = MEND_ALIKE(PATH_OUTSIDE("ip mtu 1400")),
     .ping = {"ping ip 192.168.2.1 source 192.168.1.1 size 1400",
              "ping ip 192.168.1.1 source 192.168.2.1 size 1400"}},
    /* Keys are agreed upon without the card, so the SAs stand. */
    {.name = "card-limbo",
     .from = {{0, {"QM_IDLE", "QM_IDLE"}, STILL, {NULL, NULL}},
              {0, {"QM_IDLE", "QM_IDLE"}, {"0/0", "4/0"}, {NULL, NULL}}},
     .mend = MEND_ALIKE("no crypto engine accelerator"),
     .twin = true},
    /* Of IKE's messages, too, every second one gets lost. */
    {.name = "busy",
     .from = {{0, {"MM_NO_STATE", "MM_SA_SETUP"}, STILL, {RETRIES, DUPLICATES}},
              {0, {NULL, "MM_NO_STATE"}, STILL, {NULL, RETRIES}}},
     .mend = MEND_ALIKE("interface FastEthernet0/1\n ip route-cache"),
     .twin = true},
    /* Another path, another piece of software. */
    {.name = "switching",
     .from = {{0, {"QM_IDLE", "QM_IDLE"}, {"4/0", "4/4"}, {NULL, NULL}},
              {0, {"QM_IDLE", "QM_IDLE"}, {"0/0", "4/0"}, {NULL, NULL}}},
     .mend = MEND_ALIKE(PATH_OUTSIDE("no ip route-cache")),
     .twin = true},
};
enum { PATH_CASES = sizeof path_cases / sizeof path_cases[0] };

#endif
