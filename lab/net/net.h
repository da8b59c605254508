/* SPDX-License-Identifier: ISC */
/*
 * What a router keeps about packets besides its configuration: translations, fragments that wait
 * for the rest, counters of the IP layer, and what `debug ip packet` is to show.
 */
#ifndef LAB_NET_H
#define LAB_NET_H

#include "lab/net/link.h"
#include "lab/router/model.h"

/* show ip traffic */
struct ip_counters {
    uint64_t received, delivered, generated, forwarded;
    uint64_t no_route, no_adjacency, refused, fragments_in, reassembled, fragmented, fragments_out;
    uint64_t cannot_fragment, errors_in, errors_out, exceeded_out, echoes_in, echoes_out,
        replies_in, replies_out;
    uint64_t nat_hits, nat_misses, nat_expired;
};

/* A fragment that waits for the others. */
struct piece {
    struct packet *packet;
};

struct net {
    struct nat_entry *nat; /* lab/net/nat.h, the newest first */
    struct piece *piece;   /* lab/net/fragment.h, the oldest first */
    size_t pieces, piece_cap;
    uint32_t datagrams;
    uint64_t error_ms;     /* when the last ICMP error was sent */
    bool fast_path_broken; /* what is not process switched is lost before it is decrypted */
    bool detail;           /* debug ip packet detail */
    char list[CONF_NAME];
    struct ip_counters n;
};

/* " (detailed) for access list 101": what `debug ip packet` is limited to. */
void net_debug_note(const struct router *r, struct buf *out);

/* From now on a defect of fast switching loses packets that should be decrypted. */
void net_break_fast_path(struct router *r);

struct net *net_new(void);
void net_free(struct net *n);

#endif
