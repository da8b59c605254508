/* SPDX-License-Identifier: ISC */
/* What BGP speakers and label distributors tell each other: records that travel in packets. */
#ifndef LAB_BGP_MESSAGE_H
#define LAB_BGP_MESSAGE_H

#include "lab/config/conf_vrf.h"
#include "lab/net/link.h"

enum bgp_kind {
    BGP_OPEN = 1,
    BGP_UPDATE,
    BGP_NOTIFICATION,
    BGP_KEEPALIVE,
    BGP_REFRESH,
};

/* A VPNv4 network, or (withdrawn) the end of one. */
struct bgp_update {
    bool withdrawn;
    conf_target rd;
    struct network to;
    uint32_t next_hop;
    unsigned label, metric, preference;
    conf_target target[VRF_TARGETS];
    size_t targets;
};

struct bgp_message {
    enum bgp_kind kind;
    bool calls;          /* an OPEN that is not an answer to one */
    unsigned as, hold_s; /* of an OPEN */
    uint32_t router_id;
    bool vpnv4, ipv4; /* address families of an OPEN */
    unsigned error, suberror;
    struct bgp_update update;
};

/* A network and the label its sender wants to see on packets to it. */
struct ldp_binding {
    struct network to;
    unsigned label;
};

struct packet *bgp_packet(uint32_t from, uint32_t to, const struct bgp_message *m);

/* False for what is no message. */
bool bgp_packet_read(const struct packet *p, struct bgp_message *m);

struct packet *ldp_packet(uint32_t from, uint32_t to, const struct ldp_binding *b, size_t count);

/* The n-th binding of a packet; false when there are fewer. */
bool ldp_packet_read(const struct packet *p, size_t n, struct ldp_binding *b);

#endif
