/* SPDX-License-Identifier: ISC */
#include "session/route.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HOPS = 8 };

/* Add a target behind its jump hosts: those of `via` (a,b,c) or else of its own settings. */
static int add(struct route *r, const char *target, const char *via, const char *file, int depth,
               struct err *e)
{
    static const char scheme[] = "ssh://";
    struct sshconfig c;
    if (text_starts(target, scheme))
        target += strlen(scheme);
    int code = sshconfig_read(&c, target, file, e);
    if (code != ERR_NONE)
        return code;
    const char *jump = via ? via : c.proxy_jump;
    if (jump && depth == MAX_HOPS)
        code = err_set(e, ERR_FORMAT, c.name, 0,
                       "ssh_config: ProxyJump %s goes in a circle or over more than %d hosts", jump,
                       MAX_HOPS);
    else if (jump) {
        const char *comma = strrchr(jump, ',');
        char *before = comma ? mem_ndup(jump, (size_t)(comma - jump)) : NULL;
        code = add(r, comma ? comma + 1 : jump, before, file, depth + 1, e);
        free(before);
    }
    if (code != ERR_NONE) {
        sshconfig_fini(&c);
        return code;
    }
    r->hops = mem_grow(r->hops, r->count, &r->capacity, sizeof *r->hops);
    r->hops[r->count++] = c;
    return ERR_NONE;
}

int route_read(struct route *r, const char *target, const char *file, const char *known_hosts,
               struct err *e)
{
    *r = (struct route){0};
    int code = add(r, target, NULL, file, 0, e);
    if (code != ERR_NONE)
        route_fini(r);
    for (size_t i = 0; known_hosts && i < r->count; i++) {
        free(r->hops[i].known_hosts);
        r->hops[i].known_hosts = mem_dup(known_hosts);
    }
    return code;
}

void route_fini(struct route *r)
{
    for (size_t i = 0; i < r->count; i++)
        sshconfig_fini(&r->hops[i]);
    free(r->hops);
    *r = (struct route){0};
}

const struct sshconfig *route_target(const struct route *r)
{
    return r->count > 0 ? &r->hops[r->count - 1] : NULL;
}
