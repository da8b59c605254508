/* SPDX-License-Identifier: ISC */
/* BGP, and the filters its neighbours are given, as the configuration defines them. */
#ifndef LAB_CONF_BGP_H
#define LAB_CONF_BGP_H

#include "lab/config/conf_vrf.h"

enum { BGP_NEIGHBORS = 8, BGP_FAMILIES = 8, BGP_AGGREGATES = 4 };
enum { BGP_KEEPALIVE_S = 60, BGP_HOLD_S = 180 };

struct bgp_neighbor {
    uint32_t address;
    unsigned remote_as;
    char source[CONF_NAME]; /* update-source, "": of the interface towards it */
    char description[CONF_NAME * 4];
    bool shutdown;
    bool ipv4;     /* exchanges plain IPv4 routes */
    bool vpnv4;    /* activated in the address family vpnv4 */
    bool extended; /* extended communities are sent to it */
    unsigned keepalive_s, hold_s;
    char map_in[CONF_NAME], map_out[CONF_NAME]; /* route-maps of vpnv4 */
};

/* What a VRF puts into BGP. */
struct bgp_family {
    char vrf[CONF_NAME];
    bool connected, statics, default_route;
    struct network aggregate[BGP_AGGREGATES];
    bool summary_only[BGP_AGGREGATES];
    size_t aggregates;
    struct network network[BGP_AGGREGATES];
    size_t networks;
};

struct bgp_conf {
    unsigned as;        /* 0: BGP does not run */
    uint32_t router_id; /* 0: not given */
    bool log_changes;
    struct bgp_neighbor neighbor[BGP_NEIGHBORS];
    size_t neighbors;
    struct bgp_family family[BGP_FAMILIES];
    size_t families;
};

/* One entry of a route-map. */
struct route_map {
    char name[CONF_NAME];
    bool permit;
    unsigned sequence;
    char list[CONF_NAME]; /* match ip address, "": any */
    unsigned communities; /* match extcommunity, 0: any */
    unsigned preference;  /* set local-preference, 0: not */
};

/* One line of an extended community list. */
struct community_line {
    unsigned list;
    bool permit;
    conf_target target;
};

void conf_read_bgp(struct conf *c, const struct tree *section);
void conf_read_route_map(struct conf *c, const struct tree *section);
void conf_read_community(struct conf *c, const char *rest);

const struct bgp_neighbor *conf_neighbor(const struct conf *c, uint32_t address); /* or NULL */

/* The highest address of a loopback, or else of any interface, unless one is configured. */
uint32_t conf_router_id(const struct conf *c);

#endif
