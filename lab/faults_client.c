/* SPDX-License-Identifier: ISC */
/* Faults of remote access: what keeps VPN clients out, or in but deaf. */
#include "lab/faults.h"

#define VPNGW(text) .lines = {text}

static const struct fault phase1[] = {
    {"group-unknown", "VPNGW has no group of the clients' name",
     VPNGW("no crypto isakmp client configuration group VPN1-RA-GROUP\n")},
    {"group-key", "VPNGW's group has another key than the clients",
     VPNGW("crypto isakmp client configuration group VPN1-RA-GROUP\n"
           " key VPN1\n")},
    {"group-list", "VPNGW has not the AAA list that its crypto map names",
     VPNGW("no aaa authorization network VPN1-RA-LIST\n")},
    {"client-policy", "VPNGW has no IKE policy with the clients' group 2",
     VPNGW("crypto isakmp policy 20\n"
           " group 1\n")},
    {"aggressive-off", "VPNGW does not take part in aggressive mode",
     VPNGW("crypto isakmp aggressive-mode disable\n")},
};

static const struct fault user[] = {
    {"user-unknown", "VPNGW does not know the user of one client", VPNGW("no username client1\n")},
    {"user-password", "VPNGW has another password for one client's user",
     VPNGW("username client1 password 0 sesame\n")},
    {"user-list", "VPNGW looks users up with a server that does not answer",
     VPNGW("aaa authentication login VPN1-RA-LIST group radius\n")},
    {"site-user", "VPNGW asks the site's router for a user, too",
     VPNGW("no crypto isakmp key VPN1 address 172.21.25.74\n"
           "crypto isakmp key VPN1 address 172.21.25.74\n")},
};

static const struct fault address[] = {
    {"pool-undefined", "VPNGW has no pool of the name its group gives",
     VPNGW("no ip local pool VPN1-RA\n")},
    {"pool-other", "VPNGW's group names another pool",
     VPNGW("crypto isakmp client configuration group VPN1-RA-GROUP\n"
           " pool VPN1\n")},
    {"pool-small", "VPNGW's pool has one address for two clients",
     VPNGW("ip local pool VPN1-RA 10.254.1.1\n")},
    {"address-refused", "VPNGW does not answer requests for an address",
     VPNGW("no crypto map VPN1 client configuration address respond\n")},
};

static const struct fault tunnel[] = {
    {"dynamic-map-absent", "VPNGW's crypto map leaves out the dynamic map",
     VPNGW("no crypto map VPN1 20\n")},
    {"dynamic-transform", "VPNGW's dynamic map has a set that no client offers",
     VPNGW("crypto ipsec transform-set VPN1-RA esp-des esp-sha-hmac\n")},
    {"dynamic-pfs", "VPNGW's dynamic map asks for PFS, which no client offers",
     VPNGW("crypto dynamic-map VPN1-RA 1\n"
           " set pfs group2\n")},
    {"dynamic-list", "VPNGW's dynamic map protects other addresses",
     VPNGW("access-list 120 permit ip any 10.254.2.0 0.0.0.255\n"
           "crypto dynamic-map VPN1-RA 1\n"
           " match address 120\n")},
    {"route-back", "VPNGW has no routes back to the clients' addresses",
     VPNGW("crypto dynamic-map VPN1-RA 1\n"
           " no reverse-route\n")},
};

const struct fault_table faults_client_phase1 =
    FAULT_TABLE(&topology_client, "Phase 1 of clients", phase1);
const struct fault_table faults_client_user = FAULT_TABLE(&topology_client, "Users", user);
const struct fault_table faults_client_address =
    FAULT_TABLE(&topology_client, "Addresses of clients", address);
const struct fault_table faults_client_tunnel =
    FAULT_TABLE(&topology_client, "Tunnels of clients", tunnel);
