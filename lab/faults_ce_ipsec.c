/* SPDX-License-Identifier: ISC */
/* What keeps the two routers from agreeing on IPsec SAs, or from using the same ones. */
#include "lab/faults_ce.h"

#include "lab/crypto/ipsec.h"
#include "lab/net/ip.h"
#include "lab/router/model.h"

#include "base/mem.h"

enum { PING_SIZE = 100, FIRST_TTL = 255, TUNNEL_UP_MS = 5000, BACK_UP_MS = 90 * 1000 };

#define SET(transforms) "crypto ipsec transform-set myset " transforms "\n"
#define PFS(group) "crypto map vpn 10\n set pfs " group "\n"
#define LIST(entry) "no access-list 100\naccess-list 100 " entry "\n"

/* The tunnel has been in use for a while. */
static void use_tunnel(struct fault_site *s)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){
        .kind = PACKET_ECHO,
        .flow = {.source = s->router[0]->conf->interface[1].address,
                 .dest = s->router[1]->conf->interface[1].address,
                 .protocol = PROTO_ICMP},
        .size = PING_SIZE,
        .ttl = FIRST_TTL,
    };
    ip_output(s->router[0], p);
    world_pass(s->world, TUNNEL_UP_MS);
}

static void restart_a(struct fault_site *s)
{
    use_tunnel(s);
    router_restart(s->router[0]);
    world_pass(s->world, BACK_UP_MS);
}

static void restart_b(struct fault_site *s)
{
    use_tunnel(s);
    router_restart(s->router[1]);
    world_pass(s->world, BACK_UP_MS);
}

static void clear_a(struct fault_site *s)
{
    use_tunnel(s);
    ipsec_delete_peer(s->router[0]->ipsec, 0);
}

static void clear_b(struct fault_site *s)
{
    use_tunnel(s);
    ipsec_delete_peer(s->router[1]->ipsec, 0);
}

static const struct fault FAULTS[] = {
    {"transform-mismatch", "CE2 has another IPsec transform set", CE2(SET("ah-md5-hmac esp-des"))},
    {"transform-hmac", "Both encrypt alike, but authenticate with SHA and MD5",
     BOTH(SET("esp-3des esp-sha-hmac"), SET("esp-3des esp-md5-hmac"))},
    {"mode-transport", "CE2 wants transport mode for traffic between the routers",
     BOTH("access-list 100 permit ip host " OUTSIDE_1 " host " OUTSIDE_2 "\n",
          "access-list 100 permit ip host " OUTSIDE_2 " host " OUTSIDE_1
          "\n" SET("esp-des esp-md5-hmac") " mode transport\n")},
    {"pfs-a", "CE1 asks for perfect forward secrecy, CE2 does not", CE1(PFS("group2"))},
    {"pfs-b", "CE2 asks for perfect forward secrecy, CE1 does not", CE2(PFS("group2"))},
    {"pfs-group", "Both ask for perfect forward secrecy, in different groups",
     BOTH(PFS("group1"), PFS("group2"))},
    {"acl-mismatch", "CE2 protects one host of CE1's network only",
     CE2(LIST("permit ip " NET_2 " 0.0.0.255 host " INSIDE_1))},
    {"acl-mirror-a", "CE1's access list copies CE2's instead of mirroring it",
     CE1(LIST("permit ip " NET_2 " 0.0.0.255 " NET_1 " 0.0.0.255"))},
    {"acl-mirror-b", "CE2's access list copies CE1's instead of mirroring it",
     CE2(LIST("permit ip " NET_1 " 0.0.0.255 " NET_2 " 0.0.0.255"))},
    {"acl-any-a", "CE1 protects traffic to any destination",
     CE1(LIST("permit ip " NET_1 " 0.0.0.255 any"))},
    {"acl-any-b", "CE2 protects traffic to any destination",
     CE2(LIST("permit ip " NET_2 " 0.0.0.255 any"))},
    {"acl-elsewhere", "Both access lists speak of networks that are not there",
     BOTH(LIST("permit ip 192.168.10.0 0.0.0.255 192.168.20.0 0.0.0.255"),
          LIST("permit ip 192.168.20.0 0.0.0.255 192.168.10.0 0.0.0.255"))},
    {"peers-overlap-a", "CE1's list for another peer, CE3, covers CE2's network",
     .lines = {"crypto isakmp key cisco123 address " OUTSIDE_3 "\n"
               "access-list 105 permit ip " NET_1 " 0.0.0.255 192.168.0.0 0.0.255.255\n"
               "crypto map vpn 5 ipsec-isakmp\n"
               " set peer " OUTSIDE_3 "\n"
               " set transform-set myset\n"
               " match address 105\n",
               NULL, LIST("permit ip 192.168.0.0 0.0.255.255 " NET_1 " 0.0.0.255")}},
    {"sas-lost-a", "CE1 has rebooted, CE2 still has the SAs from before", .befall = restart_a},
    {"sas-lost-b", "CE2 has rebooted, CE1 still has the SAs from before", .befall = restart_b},
    {"sas-cleared-a", "CE1's IPsec SAs have been cleared, CE2 has kept its own", .befall = clear_a},
    {"sas-cleared-b", "CE2's IPsec SAs have been cleared, CE1 has kept its own", .befall = clear_b},
};

const struct fault_table faults_ce_ipsec =
    FAULT_TABLE(&topology_ce_pair, "Transform sets, access lists and SAs", FAULTS);
