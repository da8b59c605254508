/* SPDX-License-Identifier: ISC */
/*
 *   192.168.1.0/24 --- CE1 .10 --- 10.15.58.0/24 --- .38 CE2 --- 192.168.2.0/24
 *
 * Addresses, names and parameters are those of the guide's appendix B.
 */
#include "lab/topology.h"

#include "base/buf.h"

#include <assert.h>
#include <stddef.h>

struct site {
    const char *name;
    const char *outside;
    const char *inside;
    const char *network;
};

static const struct site SITES[TOPOLOGY_ROUTERS] = {
    {"CE1", "10.15.58.10", "192.168.1.1", "192.168.1.0"},
    {"CE2", "10.15.58.38", "192.168.2.1", "192.168.2.0"},
};

static void add_system(struct buf *out, const struct site *me, const struct topology_access *access)
{
    buf_printf(out,
               "version 12.2\n"
               "service timestamps debug uptime\n"
               "service timestamps log uptime\n"
               "no service password-encryption\n"
               "!\n"
               "hostname %s\n"
               "!\n"
               "enable password %s\n"
               "!\n"
               "username %s password 0 %s\n"
               "!\n",
               me->name, access->enable, access->user, access->password);
}

static void add_crypto(struct buf *out, const struct site *peer)
{
    buf_printf(out,
               "crypto isakmp policy 10\n"
               " hash md5\n"
               " authentication pre-share\n"
               "crypto isakmp key cisco123 address %s\n"
               "!\n"
               "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"
               "!\n"
               "crypto map vpn 10 ipsec-isakmp\n"
               " set peer %s\n"
               " set transform-set myset\n"
               " match address 100\n"
               "!\n",
               peer->outside, peer->outside);
}

static void add_network(struct buf *out, const struct site *me, const struct site *peer)
{
    buf_printf(out,
               "interface FastEthernet0/0\n"
               " ip address %s 255.255.255.0\n"
               " crypto map vpn\n"
               "!\n"
               "interface FastEthernet0/1\n"
               " ip address %s 255.255.255.0\n"
               "!\n"
               "ip route %s 255.255.255.0 %s\n"
               "!\n"
               "access-list 100 permit ip %s 0.0.0.255 %s 0.0.0.255\n"
               "!\n"
               "line con 0\n"
               "line vty 0 4\n"
               " login local\n"
               "!\n"
               "end\n",
               me->outside, me->inside, peer->network, peer->outside, me->network, peer->network);
}

char *topology_configuration(int index, const struct topology_access *access)
{
    assert(index >= 0 && index < TOPOLOGY_ROUTERS);
    const struct site *me = &SITES[index];
    const struct site *peer = &SITES[1 - index];
    struct buf text = {0};
    add_system(&text, me, access);
    add_crypto(&text, peer);
    add_network(&text, me, peer);
    return buf_take(&text, NULL);
}
