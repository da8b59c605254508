/* SPDX-License-Identifier: ISC */
/* The forwarding table that routes and interfaces make (CEF), its adjacencies and its losses. */
#ifndef LAB_CEF_H
#define LAB_CEF_H

#include "lab/net/ip.h"

struct cef_drops {
    unsigned long long encapsulation, unresolved, unsupported, no_route, no_adjacency, checksum;
};

enum cef_kind { CEF_VIA, CEF_ATTACHED, CEF_RECEIVE, CEF_DROP };

struct cef_entry {
    struct network to;
    enum cef_kind kind;
    struct hop hop; /* CEF_VIA, CEF_ATTACHED */
};

struct cef_table {
    struct cef_entry *entry; /* by network */
    size_t count, capacity;
};

/* The table of a VRF ("": global), on the heap: free the entries. */
struct cef_table cef_table(const struct router *r, const char *vrf);

/* Whether the next router can be reached out of an interface: who has the address answers ARP. */
bool cef_adjacent(const struct router *r, const struct interface *out, uint32_t address);

/* A packet was lost because nobody did. */
void cef_stalled(struct router *r, const struct interface *out, uint32_t address,
                 const struct packet *p);

/* A next hop as of any packet: with an address, or on an interface that needs none. */
bool cef_has_next_hop(const struct hop *hop);

/* "Fa2/1.1" */
char *cef_interface(const struct interface *i, char out[CONF_NAME]);

#endif
