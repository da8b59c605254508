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

/* What a fault may touch. */
struct fault_site {
    struct router *router[TOPOLOGY_ROUTERS];
    size_t routers;
    struct link *link;
};

struct fault {
    const char *name;
    const char *summary;
    const char *lines[TOPOLOGY_ROUTERS];  /* per router, for router_configure(); NULL: nothing */
    void (*befall)(struct fault_site *s); /* after the lines; NULL: nothing */
};

/* The faults of one topology, one file each. */
struct fault_table {
    const struct topology *topology;
    const struct fault *fault;
    size_t count;
};
extern const struct fault_table faults_ce_pair;

enum { FAULTS_MAX = 16 }; /* that one lab may have at once */

/* Those of a topology, "none" left out. */
const struct fault_table *faults_of(const struct topology *t);

/*
 * Look up comma-separated names (NULL or "none": none); "random" is one of them, drawn with `seed`.
 * Returns how many `found` holds, or a negative error that lists the names there are.
 */
int faults_find(const struct topology *t, const char *names, uint64_t seed,
                const struct fault *found[FAULTS_MAX], struct err *e);

/* Let it happen. */
int fault_apply(const struct fault *f, struct fault_site *s, struct err *e);

#endif
