/* SPDX-License-Identifier: ISC */
/*
 * What can be wrong with a lab: each fault is lines typed into the routers' configurations, or
 * something that befalls a router or the link. Lines typed into a configuration mend each of them.
 */
#ifndef LAB_FAULTS_H
#define LAB_FAULTS_H

#include "lab/topology.h"

#include <stdint.h>

struct router;
struct link;
struct world;

/* What a fault may touch. The world's time is still moved by hand: a fault may let some pass. */
struct fault_site {
    struct world *world;
    struct router *router[TOPOLOGY_ROUTERS];
    size_t routers;
    struct link *link;
};

struct fault {
    const char *name;
    const char *summary;
    const char *lines[TOPOLOGY_ROUTERS];  /* per router, for router_configure(); NULL: nothing */
    void (*befall)(struct fault_site *s); /* after the lines; NULL: nothing */
    enum release mended_in;               /* IOS itself knows better from this one on; 0: in none */
};

/* The faults of one topology that have to do with one subject, one file each. */
struct fault_table {
    const struct topology *topology;
    const char *subject;
    const struct fault *fault;
    size_t count;
};
#define FAULT_TABLE(topology, subject, array)                                                      \
    {                                                                                              \
        topology, subject, array, sizeof(array) / sizeof(array)[0]                                 \
    }
extern const struct fault_table faults_ce_ike;
extern const struct fault_table faults_ce_ipsec;
extern const struct fault_table faults_ce_map;
extern const struct fault_table faults_ce_path;
extern const struct fault_table faults_pe_bgp;
extern const struct fault_table faults_pe_path;
extern const struct fault_table faults_client_phase1;
extern const struct fault_table faults_client_user;
extern const struct fault_table faults_client_address;
extern const struct fault_table faults_client_tunnel;

enum { FAULTS_MAX = 16 }; /* that one lab may have at once */

/* All of them, those of a topology together; their number to *count. */
const struct fault_table *const *fault_tables(size_t *count);

/*
 * Look up comma-separated names (NULL or "none": none). "random" is any one that is not
 * named, drawn with `seed`. Returns how many `found` holds, or a negative error that lists
 * names like the one that is unknown, or says that the release has no such fault.
 */
int faults_find(const struct topology *t, enum release release, const char *names, uint64_t seed,
                const struct fault *found[FAULTS_MAX], struct err *e);

/* Let it happen. */
int fault_apply(const struct fault *f, struct fault_site *s, struct err *e);

#endif
