/* SPDX-License-Identifier: ISC */
/* The networks a lab can be: routers with their configurations, healthy. One file each. */
#ifndef LAB_TOPOLOGY_H
#define LAB_TOPOLOGY_H

#include "lab/router/release.h"

#include "base/err.h"

#include <stddef.h>

/* The first two routers are the ones one can log into; the others just do their work. */
enum { TOPOLOGY_LOGINS = 2, TOPOLOGY_ROUTERS = 6, TOPOLOGY_CLIENTS = 4 };

struct client_script; /* see lab/remote/client.h */

struct topology_router {
    const char *hostname;
    const char *configuration; /* IOS text, without what topology_configuration() puts first */
};

struct topology {
    const char *name;
    const char *summary;
    struct topology_router router[TOPOLOGY_ROUTERS];
    size_t routers;
    const struct client_script *client; /* VPN clients on the wire */
    size_t clients;
};

extern const struct topology topology_ce_pair;
extern const struct topology topology_pe_pair;
extern const struct topology topology_client;

/* All of them, the usual one first; their number to *count. */
const struct topology *const *topologies(size_t *count);

/* By name; NULL is the usual one. NULL, with the names there are, when there is none such. */
const struct topology *topology_find(const char *name, struct err *e);

/* Who may log in. */
struct topology_access {
    const char *user;
    const char *password;
    const char *enable;
};

/* The startup configuration of a router as IOS text, on the heap. */
char *topology_configuration(const struct topology_router *r, enum release release,
                             const struct topology_access *access);

#endif
