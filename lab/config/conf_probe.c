/* SPDX-License-Identifier: ISC */
/* Probes: "rtr 1" until 12.3, "ip sla 1" from 12.4 on. */
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { PROBE_FREQUENCY_S = 60 };

static struct probe *probe_for(struct conf *c, unsigned number)
{
    for (size_t i = 0; i < c->probes; i++)
        if (c->probe[i].number == number)
            return &c->probe[i];
    c->probe = mem_grow(c->probe, c->probes, &c->probe_cap, sizeof *c->probe);
    struct probe *p = &c->probe[c->probes++];
    *p = (struct probe){.number = number, .frequency_s = PROBE_FREQUENCY_S};
    return p;
}

static void read_line(struct probe *p, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "type echo protocol ipIcmpEcho")) != NULL ||
        (rest = line_after(line, "icmp-echo")) != NULL) {
        p->dest = line_address(rest, 0);
        p->source = line_address(rest, 2);
    } else if ((rest = line_after(line, "frequency")) != NULL) {
        p->frequency_s = line_number(rest, 0);
    }
}

void conf_read_probe(struct conf *c, const struct tree *line, const char *rest)
{
    const char *scheduled = line_after(rest, "schedule");
    struct probe *p = probe_for(c, line_number(scheduled ? scheduled : rest, 0));
    p->scheduled = p->scheduled || scheduled;
    for (size_t i = 0; i < line->count; i++)
        read_line(p, line->kid[i]->text);
}
