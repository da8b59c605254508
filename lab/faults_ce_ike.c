/* SPDX-License-Identifier: ISC */
/* What keeps the two routers from agreeing on an ISAKMP SA. */
#include "lab/faults_ce.h"

#define POLICY(line) "crypto isakmp policy 10\n " line "\n"
#define KEY(secret, peer) "crypto isakmp key " secret " address " peer "\n"
#define PEER_INSTEAD(right, wrong)                                                                 \
    "crypto map vpn 10\n"                                                                          \
    " no set peer " right "\n"                                                                     \
    " set peer " wrong "\n"
#define ADDRESS(address)                                                                           \
    "interface FastEthernet0/0\n"                                                                  \
    " ip address " address " 255.255.255.0\n"

static const struct fault FAULTS[] = {
    {"policy-mismatch", "CE2's IKE policy asks for another hash", CE2(POLICY("hash sha"))},
    {"policy-encryption", "CE2's IKE policy asks for another encryption",
     CE2(POLICY("encryption 3des"))},
    {"policy-group", "CE2's IKE policy asks for another Diffie-Hellman group",
     CE2(POLICY("group 2"))},
    {"policy-auth", "CE2's IKE policy wants certificates instead of a key",
     CE2(POLICY("authentication rsa-sig"))},
    {"policy-lifetime", "CE2's IKE SAs live shorter than CE1 offers", CE2(POLICY("lifetime 3600"))},
    {"policy-default-a", "CE1 has lost its IKE policy, only the default is left",
     CE1("no crypto isakmp policy 10\n")},
    {"policy-default-b", "CE2 has lost its IKE policy, only the default is left",
     CE2("no crypto isakmp policy 10\n")},
    {"key-mismatch", "CE2 has another pre-shared key",
     CE2("no " KEY("cisco123", OUTSIDE_1) KEY("mykey", OUTSIDE_1))},
    {"key-case", "CE2's pre-shared key differs in one capital letter",
     CE2("no " KEY("cisco123", OUTSIDE_1) KEY("Cisco123", OUTSIDE_1))},
    {"key-missing-a", "CE1 has no pre-shared key", CE1("no " KEY("cisco123", OUTSIDE_2))},
    {"key-missing-b", "CE2 has no pre-shared key", CE2("no " KEY("cisco123", OUTSIDE_1))},
    {"key-address-a", "CE1's pre-shared key is for another address",
     CE1("no " KEY("cisco123", OUTSIDE_2) KEY("cisco123", "10.15.58.83"))},
    {"key-address-b", "CE2's pre-shared key is for another address",
     CE2("no " KEY("cisco123", OUTSIDE_1) KEY("cisco123", "10.15.58.100"))},
    {"peer-wrong-a", "CE1 takes another address for its peer",
     CE1(PEER_INSTEAD(OUTSIDE_2, "10.15.58.83"))},
    {"peer-wrong-b", "CE2 takes another address for its peer",
     CE2(PEER_INSTEAD(OUTSIDE_1, "10.15.58.100"))},
    {"address-changed-a", "CE1 has a new outside address", CE1(ADDRESS("10.15.58.11"))},
    {"address-changed-b", "CE2 has a new outside address", CE2(ADDRESS("10.15.58.39"))},
    {"isakmp-off-a", "CE1 has ISAKMP switched off", CE1("no crypto isakmp enable\n")},
    {"isakmp-off-b", "CE2 has ISAKMP switched off", CE2("no crypto isakmp enable\n")},
};

const struct fault_table faults_ce_ike =
    FAULT_TABLE(&topology_ce_pair, "ISAKMP policies, keys and peers", FAULTS);
