/* SPDX-License-Identifier: ISC */
#include "lab/faults.h"

#define CE1(text) .lines = {text, NULL}
#define CE2(text) .lines = {NULL, text}

static const struct fault FAULTS[] = {
    {"transform-mismatch", "CE2 has another IPsec transform set",
     CE2("crypto ipsec transform-set myset ah-md5-hmac esp-des\n")},
    {"acl-mismatch", "CE2 protects one host of CE1's network only",
     CE2("no access-list 100\n"
         "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1\n")},
    {"key-mismatch", "CE2 has another pre-shared key",
     CE2("no crypto isakmp key cisco123 address 10.15.58.10\n"
         "crypto isakmp key mykey address 10.15.58.10\n")},
    {"policy-mismatch", "CE2's IKE policy asks for another hash",
     CE2("crypto isakmp policy 10\n"
         " hash sha\n")},
    {"map-missing-a", "CE1's outside interface has no crypto map",
     CE1("interface FastEthernet0/0\n"
         " no crypto map vpn\n")},
    {"map-missing-b", "CE2's outside interface has no crypto map",
     CE2("interface FastEthernet0/0\n"
         " no crypto map vpn\n")},
};

const struct fault_table faults_ce_pair = {&topology_ce_pair, FAULTS,
                                           sizeof FAULTS / sizeof FAULTS[0]};
