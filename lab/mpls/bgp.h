/* SPDX-License-Identifier: ISC */
/*
 * BGP of one router, as far as a provider edge needs it: sessions with its neighbours (bgp.c), the
 * VPNv4 networks they tell each other (bgp_table.c), and what is let in (bgp_filter.c).
 */
#ifndef LAB_BGP_H
#define LAB_BGP_H

#include "lab/config/conf_bgp.h"
#include "lab/mpls/bgp_message.h"
#include "lab/mpls/mpls.h"

enum bgp_state { BGP_IDLE, BGP_ACTIVE, BGP_OPEN_CONFIRM, BGP_ESTABLISHED };
enum { BGP_KINDS = BGP_REFRESH + 1, BGP_PREFERENCE = 100, BGP_WEIGHT = 32768 };
enum { BGP_DISTANCE = 200, BGP_VPNV4_INDEX = 2 };

struct bgp_peer {
    struct bgp *bgp;
    struct bgp_neighbor conf;
    bool outward; /* what we send it is configured otherwise than it was */
    enum bgp_state state;
    bool answered;      /* its call; nothing has come back yet */
    uint32_t local;     /* our address in the session */
    uint32_t router_id; /* the neighbour's, 0 until it has introduced itself */
    unsigned hold_s, keepalive_s;
    bool ipv4, vpnv4;  /* what both ends want to exchange */
    uint64_t since_ms; /* of the state, as uptime; as are the next three */
    uint64_t read_ms, written_ms;
    uint64_t reset_ms;
    const char *reset; /* why the last session ended, or NULL */
    unsigned ups, downs;
    unsigned in[BGP_KINDS], out[BGP_KINDS];
    struct alarm *timer;
};

/* A network of a VRF: our own (from == 0), or imported from a neighbour. */
struct bgp_path {
    char vrf[CONF_NAME];
    struct bgp_update u;
    uint32_t from;
    unsigned label_in; /* the label we gave it, 0: none */
    bool suppressed;   /* an aggregate stands for it */
    bool was_suppressed;
    bool news;      /* the neighbours have to hear of it */
    bool valid;     /* its next hop can be reached */
    bool installed; /* it is in the VRF's table because of BGP */
    bool refused;   /* the VRF had no room for it */
    bool seen;      /* the mark of a refresh */
};

struct bgp {
    struct mpls *m;
    struct router *r;
    struct bgp_peer **peer;
    size_t peers, peer_cap;
    struct bgp_path *path; /* in the order in which they became known */
    size_t paths, path_cap;
    unsigned version;
    char *policy; /* the lines that decide what is let in, as of the last refresh */
};

struct bgp *bgp_new(struct mpls *m);
void bgp_free(struct bgp *b);
void bgp_refresh(struct bgp *b);
void bgp_input(struct bgp *b, const struct packet *p);

/* End the sessions with a neighbour (0: with all), and start again. */
void bgp_clear(struct bgp *b, uint32_t address);

/* Exchange everything again with a neighbour (0: with all) that there is a session with. */
void bgp_renew(struct bgp *b, uint32_t address);

struct bgp_peer *bgp_peer(const struct bgp *b, uint32_t address); /* or NULL */
void bgp_send(struct bgp_peer *n, const struct bgp_message *m);
bool bgp_exchanges(const struct bgp_peer *n); /* VPNv4 networks, now */

/* bgp_table.c: our own networks as configuration and routes ask for; news go to the neighbours. */
void bgp_table_refresh(struct bgp *b);
void bgp_table_tell(struct bgp_peer *n); /* everything */
void bgp_table_update(struct bgp_peer *n, const struct bgp_update *u);
void bgp_table_forget(struct bgp *b, uint32_t from); /* a neighbour's networks */
void bgp_table_review(struct bgp *b);                /* import and filters have changed */

/* bgp_rib.c: put what is best into the routing tables of the VRFs. */
void bgp_install(struct bgp *b);
void bgp_withdraw(struct bgp *b, struct bgp_path *p);

/* bgp_filter.c */
bool bgp_imports(const struct vrf *v, const struct bgp_update *u);
bool bgp_map_permits(const struct conf *c, const char *map, struct bgp_update *u);
char *bgp_policy_text(const struct tree *configuration); /* on the heap */

#endif
