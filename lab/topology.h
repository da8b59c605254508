/* SPDX-License-Identifier: ISC */
/* The routers a lab starts with: their configurations, healthy. */
#ifndef LAB_TOPOLOGY_H
#define LAB_TOPOLOGY_H

enum { TOPOLOGY_ROUTERS = 2 };

/* Who may log in. */
struct topology_access {
    const char *user;
    const char *password;
    const char *enable;
};

/* The startup configuration of router `index` as IOS text, on the heap. */
char *topology_configuration(int index, const struct topology_access *access);

#endif
