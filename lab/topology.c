/* SPDX-License-Identifier: ISC */
#include "lab/topology.h"

#include "base/buf.h"

#include <string.h>

static const struct topology *const all[] = {&topology_ce_pair, &topology_pe_pair,
                                             &topology_client};

const struct topology *const *topologies(size_t *count)
{
    *count = sizeof all / sizeof all[0];
    return all;
}

const struct topology *topology_find(const char *name, struct err *e)
{
    struct buf names = {0};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (!name || strcmp(all[i]->name, name) == 0) {
            buf_fini(&names);
            return all[i];
        }
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", all[i]->name);
    }
    err_set(e, ERR_NOT_FOUND, NULL, 0, "no topology is called \"%s\"; there are %s", name,
            buf_str(&names));
    buf_fini(&names);
    return NULL;
}

char *topology_configuration(const struct topology_router *r, enum release release,
                             const struct topology_access *access)
{
    struct buf text = {0};
    const char *stamps = release >= IOS_15 ? "datetime msec" : "uptime";
    buf_printf(&text,
               "version %s\n"
               "service timestamps debug %s\n"
               "service timestamps log %s\n"
               "no service password-encryption\n"
               "!\n"
               "hostname %s\n"
               "!\n"
               "enable password %s\n"
               "!\n"
               "username %s password 0 %s\n"
               "!\n"
               "%s"
               "line con 0\n"
               "line vty 0 4\n"
               " login local\n"
               "!\n"
               "end\n",
               release >= IOS_15 ? "15.1" : release_name(release), stamps, stamps, r->hostname,
               access->enable, access->user, access->password, r->configuration);
    return buf_take(&text, NULL);
}
