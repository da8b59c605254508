/* SPDX-License-Identifier: ISC */
/* Lines about packets and the box into records: NAT, MTU, switching, logging, the engine's card. */
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static enum df_bit read_df(const char *word)
{
    return strcmp(word, "clear") == 0 ? DF_CLEAR : strcmp(word, "set") == 0 ? DF_SET : DF_COPY;
}

/* What follows "ip nat inside source": "static L G", "list N interface X overload", "route-map". */
static void read_nat(struct conf *c, const char *rest)
{
    char kind[CONF_NAME];
    struct nat_rule n = {0};
    line_word(rest, 0, kind, sizeof kind);
    if (strcmp(kind, "static") == 0) {
        n.local = line_address(rest, 1);
        n.global = line_address(rest, 2);
    } else {
        line_word(rest, 1, strcmp(kind, "list") == 0 ? n.list : n.map, CONF_NAME);
        line_word(rest, 3, n.interface, sizeof n.interface);
    }
    c->nat = mem_grow(c->nat, c->nats, &c->nat_cap, sizeof *c->nat);
    c->nat[c->nats++] = n;
}

static const char *const LEVELS[LOG_LEVELS] = {"emergencies",   "alerts",   "critical",
                                               "errors",        "warnings", "notifications",
                                               "informational", "debugging"};

const char *log_level_name(unsigned level)
{
    return LEVELS[level < LOG_LEVELS ? level : LOG_DEBUGGING];
}

/* "logging buffered", behind it a size, or a level, or both. */
static void read_log(struct conf *c, const char *line)
{
    char word[CONF_NAME];
    for (size_t i = 2; *line_word(line, i, word, sizeof word); i++) {
        if (line_number(line, i) >= LOG_LEVELS)
            c->log_bytes = line_number(line, i);
        for (unsigned k = 0; k < LOG_LEVELS; k++)
            if (strcmp(word, LEVELS[k]) == 0)
                c->log_level = k;
    }
}

bool conf_read_net(struct conf *c, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "ip nat inside source")) != NULL)
        read_nat(c, rest);
    else if ((rest = line_after(line, "crypto ipsec df-bit")) != NULL)
        c->df_bit = read_df(rest);
    else if ((rest = line_after(line, "crypto ipsec fragmentation")) != NULL)
        c->fragment_after = strcmp(rest, "after-encryption") == 0;
    else if (line_after(line, "no crypto engine accelerator"))
        c->card_off = true;
    else if (strcmp(line, "ip cef") == 0)
        c->cef_on = true;
    else if (strcmp(line, "no logging console") == 0)
        c->console_off = true;
    else if (strcmp(line, "no logging buffered") == 0)
        c->log_bytes = 0;
    else if (line_after(line, "logging buffered"))
        read_log(c, line);
    else
        return false;
    return true;
}

bool conf_read_interface_net(struct interface *i, const char *line)
{
    const char *rest;
    if (line_after(line, "ip mtu"))
        i->ip_mtu = line_number(line, 2);
    else if (strcmp(line, "ip nat inside") == 0)
        i->nat = NAT_INSIDE;
    else if (strcmp(line, "ip nat outside") == 0)
        i->nat = NAT_OUTSIDE;
    else if ((rest = line_after(line, "crypto ipsec df-bit")) != NULL)
        i->df_bit = read_df(rest);
    else if (strcmp(line, "no ip route-cache") == 0)
        i->route_cache_off = true;
    else if (strcmp(line, "no ip route-cache cef") == 0)
        i->cef_off = true;
    else if (strcmp(line, "no ip unreachables") == 0)
        i->unreachables_off = true;
    else if (strcmp(line, "no keepalive") == 0)
        i->keepalive_off = true;
    else
        return false;
    return true;
}
