/* SPDX-License-Identifier: ISC */
/* show ip local pool. */
#include "lab/remote/pool.h"
#include "lab/shell/exec.h"

#include <string.h>

enum { LISTED = 100 }; /* free addresses that are listed */

static void show_addresses(struct shell *s, const struct address_pool *p, bool used)
{
    size_t count = 0;
    shell_printf(s, "%s addresses:\n", used ? "Inuse" : "Available");
    for (size_t i = 0; i < pool_size(p) && count < LISTED; i++) {
        char address[IP_TEXT];
        if (pool_has(s->r, p->first + (uint32_t)i) != used)
            continue;
        shell_printf(s, "   %s\n", ip_text(p->first + (uint32_t)i, address));
        count++;
    }
    if (count == 0)
        shell_printf(s, "   None\n");
}

void show_ip_pool(struct shell *s, const struct parsed *p)
{
    const char *name = parsed_parameter(p, 0);
    const struct conf_remote *remote = s->r->conf->remote;
    bool later = s->r->release >= IOS_15;
    bool any = false;
    for (size_t i = 0; i < remote->pools; i++) {
        const struct address_pool *pool = &remote->pool[i];
        char first[IP_TEXT];
        char last[IP_TEXT];
        if (name && strcmp(name, pool->name) != 0)
            continue;
        if (!any)
            shell_printf(
                s, " Pool                     Begin           End             Free  In use%s\n",
                later ? "   Blocked" : "");
        any = true;
        size_t used = pool_used(s->r, pool);
        shell_printf(s, " %-24s %-15s %-15s %4zu    %4zu%s\n", pool->name,
                     ip_text(pool->first, first), ip_text(pool->last, last), pool_size(pool) - used,
                     used, later ? "         0" : "");
        if (name) {
            show_addresses(s, pool, false);
            show_addresses(s, pool, true);
        }
    }
    if (name && !any)
        shell_printf(s, "%% No such pool: %s\n", name);
}
