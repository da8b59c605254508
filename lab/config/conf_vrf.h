/* SPDX-License-Identifier: ISC */
/* VRFs as the configuration defines them; part of struct conf. */
#ifndef LAB_CONF_VRF_H
#define LAB_CONF_VRF_H

#include "lab/config/conf.h"

enum { VRF_TARGETS = 8, VRF_WARN_PERCENT = 80 };

/* "100:1": a route target or a route distinguisher as it is typed. */
typedef char conf_target[24];

struct vrf {
    char name[CONF_NAME];
    char description[CONF_NAME * 4];
    conf_target rd; /* "" when it has none: then it takes no part in BGP */
    conf_target export_to[VRF_TARGETS], import_from[VRF_TARGETS];
    size_t exports, imports;
    unsigned limit; /* maximum routes, 0: none */
    unsigned warn_percent;
    bool warning_only;
};

void conf_read_vrf(struct conf *c, const struct tree *section);

const struct vrf *conf_vrf(const struct conf *c, const char *name); /* or NULL */

#endif
