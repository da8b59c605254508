/* SPDX-License-Identifier: ISC */
/* The clear commands. */
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/shell/exec.h"

#include <stdlib.h>
#include <string.h>

static void clear_ident_counters(struct ipsec *x)
{
    for (struct ident *id = x->idents; id; id = id->next) {
        id->encaps = id->decaps = id->digests = id->verified = 0;
        id->send_errors = id->recv_errors = id->replays = 0;
        for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
            sa->packets = 0;
    }
}

/* Up to 12.2 the peer is not told: it finds out by its packets (invalid SPI). */
static void end_sas(struct router *r, struct ident *id)
{
    if (r->release > IOS_12_2)
        ident_end_sas(r->ipsec, id);
    else
        ident_delete_sas(r->ipsec, id);
}

void clear_crypto_sa(struct shell *s, const struct parsed *p)
{
    struct ipsec *x = s->r->ipsec;
    const char *map = parsed_after(p, "map");
    const char *peer = parsed_after(p, "peer");
    unsigned address = 0;
    if (parsed_after(p, "counters")) {
        clear_ident_counters(x);
        return;
    }
    if (peer && !grammar_ip(peer, &address))
        return;
    for (struct ident *id = x->idents; id; id = id->next)
        if ((!map || strcmp(id->map, map) == 0) && (!peer || id->peer == address))
            end_sas(s->r, id);
}

void clear_crypto_isakmp(struct shell *s, const struct parsed *p)
{
    const char *id = parsed_parameter(p, 0);
    ike_clear(s->r->ike, id ? (unsigned)strtoul(id, NULL, 10) : 0);
}

/* Both phases at once. */
void clear_crypto_session(struct shell *s, const struct parsed *p)
{
    const char *peer = parsed_after(p, "remote");
    struct ike *k = s->r->ike;
    unsigned address = 0;
    struct ike_row row;
    if (peer && !grammar_ip(peer, &address))
        return;
    for (struct ident *id = s->r->ipsec->idents, *next; id; id = next) {
        next = id->next;
        if (!peer || id->peer == address)
            end_sas(s->r, id);
    }
    for (size_t i = 0; ike_row(k, i, &row);) {
        unsigned conn = row.conn;
        if (!peer || row.peer == address)
            ike_clear(k, conn);
        /* What is gone has made room for the next one. */
        i += ike_row(k, i, &row) && row.conn == conn;
    }
}

void clear_access_list(struct shell *s, const struct parsed *p)
{
    const char *name = parsed_parameter(p, 0);
    struct conf *c = s->r->conf;
    for (size_t i = 0; i < c->lists; i++)
        for (size_t k = 0; k < c->list[i].count; k++)
            if (!name || strcmp(c->list[i].name, name) == 0)
                c->list[i].entry[k].hits = 0;
}

static void confirm_counters(struct shell *s, const char *line)
{
    struct conf *c = s->r->conf;
    if (line[0] != '\0' && line[0] != 'y' && line[0] != 'Y')
        return;
    for (size_t i = 0; i < c->interfaces; i++)
        c->interface[i].n = (struct interface_counters){.cleared_ms = router_uptime_ms(s->r)};
    router_syslog(s->r, "%%CLEAR-5-COUNTERS: Clear counter on all interfaces by console on vty0");
}

void clear_counters(struct shell *s, const struct parsed *p)
{
    const char *name = parsed_parameter(p, 0);
    struct interface *i = name ? conf_interface(s->r->conf, name) : NULL;
    if (name && !i)
        shell_invalid(s, p->at[p->count - 1]);
    else if (i)
        i->n = (struct interface_counters){.cleared_ms = router_uptime_ms(s->r)};
    else
        shell_ask(s, "Clear \"show interface\" counters on all interfaces [confirm]", false,
                  confirm_counters);
}

void clear_logging(struct shell *s, const struct parsed *p)
{
    (void)p;
    buf_clear(&s->r->log);
}
