/* SPDX-License-Identifier: ISC */
#include "lab/mpls/bgp_message.h"

#include "base/mem.h"

#include <string.h>

enum { FIRST_TTL = 255, HEADERS = 40, PROTO_TCP = 6, PORT_BGP = 179, PORT_LDP = 646 };

static struct packet *packet_of(enum packet_kind kind, const struct flow *f, const void *bytes,
                                size_t len)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = kind,
                         .flow = *f,
                         .size = HEADERS + (unsigned)len,
                         .ttl = FIRST_TTL,
                         .bytes = mem_ndup(bytes, len),
                         .len = len};
    return p;
}

struct packet *bgp_packet(uint32_t from, uint32_t to, const struct bgp_message *m)
{
    struct flow f = {from, to, PROTO_TCP, PORT_BGP, PORT_BGP, 0};
    return packet_of(PACKET_BGP, &f, m, sizeof *m);
}

bool bgp_packet_read(const struct packet *p, struct bgp_message *m)
{
    if (p->kind != PACKET_BGP || p->len != sizeof *m)
        return false;
    memcpy(m, p->bytes, sizeof *m);
    return true;
}

struct packet *ldp_packet(uint32_t from, uint32_t to, const struct ldp_binding *b, size_t count)
{
    struct flow f = {from, to, PROTO_UDP, PORT_LDP, PORT_LDP, 0};
    return packet_of(PACKET_LDP, &f, b, count * sizeof *b);
}

bool ldp_packet_read(const struct packet *p, size_t n, struct ldp_binding *b)
{
    if (p->kind != PACKET_LDP || (n + 1) * sizeof *b > p->len)
        return false;
    memcpy(b, p->bytes + n * sizeof *b, sizeof *b);
    return true;
}
