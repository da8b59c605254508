/* SPDX-License-Identifier: ISC */
/* IPsec SAs: made by a negotiation, found by SPI, deleted by age, command or notice. */
#include "lab/crypto/ipsec.h"

#include "lab/crypto/ike.h"
#include "lab/router/say.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where 12.2 starts to count the connections of software encryption. */
enum { FIRST_FLOW = 1, IP_ESP = 50, IP_AH = 51 };

uint32_t ipsec_new_spi(struct ipsec *x)
{
    return router_random_spi(x->r);
}

struct ipsec_sa *ident_sa(const struct ident *id, bool inbound, int protocol)
{
    struct ipsec_sa *best = NULL;
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->inbound == inbound && sa->protocol == protocol &&
            (!best || sa->bundle > best->bundle))
            best = sa;
    return best;
}

unsigned ipsec_flags(bool transport, unsigned pfs)
{
    enum { TUNNEL = 0x4, PFS = 0x10 };
    return (transport ? 0 : TUNNEL) | (pfs ? PFS : 0);
}

const char *ipsec_mode(bool transport)
{
    return transport ? "Transport" : "Tunnel";
}

bool ipsec_is_transport(const struct transform_set *s, uint32_t local, uint32_t peer,
                        const struct network *here, const struct network *there)
{
    return s->transport && here->mask == UINT32_MAX && there->mask == UINT32_MAX &&
           here->address == local && there->address == peer;
}

static struct facts sa_facts(const struct ident *id, const struct ipsec_sa *sa)
{
    return (struct facts){.conn = sa->conn,
                          .local = id->local,
                          .peer = id->peer,
                          .here = &id->here,
                          .there = &id->there,
                          .ip_protocol = id->protocol,
                          .here_port = id->here_port,
                          .there_port = id->there_port,
                          .source = sa->inbound ? id->peer : id->local,
                          .dest = sa->inbound ? id->local : id->peer,
                          .source_proxy = sa->inbound ? &id->there : &id->here,
                          .dest_proxy = sa->inbound ? &id->here : &id->there,
                          .transform = sa->transform,
                          .spi = sa->spi,
                          .protocol = sa->protocol,
                          .number = sa->protocol == IPSEC_AH ? IP_AH : IP_ESP,
                          .life_s = sa->life_s,
                          .life_kb = sa->life_kb,
                          .mode = ipsec_mode(sa->transport),
                          .flags = ipsec_flags(sa->transport, sa->pfs)};
}

/* Whether there are SAs with the peer, which makes a session. */
static bool has_tunnel(const struct ipsec *x, uint32_t peer)
{
    for (const struct ident *id = x->idents; id; id = id->next)
        if (id->peer == peer && id->sas)
            return true;
    return false;
}

static void say_tunnel(struct ipsec *x, const struct ident *id, const char *state)
{
    if (tree_find(x->r->config.tree, "crypto logging session"))
        say(x->r, SAY_LOG_SESSION, &(struct facts){.peer = id->peer, .text = state});
}

static void remove_sa(struct ipsec *x, struct ident *id, struct ipsec_sa **at)
{
    struct ipsec_sa *sa = *at;
    struct facts f = sa_facts(id, sa);
    *at = sa->next;
    say(x->r, SAY_SA_DELETED, &f);
    say(x->r, SAY_ENGINE_RELEASED, &f);
    free(sa);
    if (!id->sas && !has_tunnel(x, id->peer))
        say_tunnel(x, id, "DOWN");
    if (!id->sas && id->dynamic[0]) {
        reverse_unroute(x, id);
        ipsec_set_timer(x);
    }
}

void ident_delete_sas(struct ipsec *x, struct ident *id)
{
    while (id->sas)
        remove_sa(x, id, &id->sas);
    id->requested_ms = 0;
}

static void delete_bundle(struct ipsec *x, struct ident *id, unsigned bundle)
{
    for (struct ipsec_sa **at = &id->sas; *at;) {
        if ((*at)->bundle == bundle)
            remove_sa(x, id, at);
        else
            at = &(*at)->next;
    }
}

/* The peer hears of the SAs it sends by. */
static void tell(struct ipsec *x, const struct ident *id, unsigned bundle)
{
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->inbound && (bundle == 0 || sa->bundle == bundle))
            ike_tell_deleted(x->r->ike, id, sa->protocol, sa->spi);
}

void ident_end_bundle(struct ipsec *x, struct ident *id, unsigned bundle)
{
    tell(x, id, bundle);
    delete_bundle(x, id, bundle);
}

void ident_end_sas(struct ipsec *x, struct ident *id)
{
    tell(x, id, 0);
    ident_delete_sas(x, id);
}

void ipsec_delete_peer(struct ipsec *x, uint32_t peer)
{
    for (struct ident *id = x->idents; id; id = id->next)
        if (peer == 0 || id->peer == peer)
            ident_delete_sas(x, id);
}

void ipsec_delete_before(struct ipsec *x, const char *vrf, uint32_t peer, uint64_t ms)
{
    for (struct ident *id = x->idents; id; id = id->next)
        for (struct ipsec_sa *sa = id->sas; sa && id->peer == peer && strcmp(id->vrf, vrf) == 0;) {
            bool old = sa->created_ms < ms;
            if (old)
                delete_bundle(x, id, sa->bundle);
            sa = old ? id->sas : sa->next;
        }
}

/* Both directions of a negotiation go when the peer lets go of one. */
void ipsec_delete_spi(struct ipsec *x, const char *vrf, uint32_t peer, int protocol, uint32_t spi)
{
    for (struct ident *id = x->idents; id; id = id->next) {
        unsigned bundle = 0;
        bool shared = id->peer == peer && strcmp(id->vrf, vrf) == 0;
        for (struct ipsec_sa *sa = id->sas; sa && shared; sa = sa->next)
            if (!sa->inbound && sa->spi == spi && sa->protocol == protocol)
                bundle = sa->bundle;
        if (bundle)
            delete_bundle(x, id, bundle);
    }
}

static struct ipsec_sa *add_sa(struct ipsec *x, struct ident *id, const struct ipsec_agreed *a,
                               size_t part, bool inbound)
{
    struct ipsec_sa *sa = mem_alloc(sizeof *sa);
    struct ipsec_sa **last = &id->sas;
    while (*last)
        last = &(*last)->next;
    *last = sa;
    *sa = (struct ipsec_sa){.inbound = inbound,
                            .protocol = a->part[part].protocol,
                            .spi = inbound ? a->part[part].spi_in : a->part[part].spi_out,
                            .conn = router_new_conn(x->r, CONN_IPSEC),
                            .flow = FIRST_FLOW + x->flows++,
                            .bundle = x->bundles,
                            .asked = !a->as_heard,
                            .pfs = a->pfs,
                            .transport = a->transport,
                            .life_s = a->life_s,
                            .life_kb = a->life_kb,
                            .created_ms = router_uptime_ms(x->r),
                            .key = inbound ? a->part[part].key_in : a->part[part].key_out};
    memcpy(sa->transform, a->part[part].transform, sizeof sa->transform);
    return sa;
}

/* IKE tells about both directions first, IPsec then takes them in. */
static void say_new_sa(struct ipsec *x, const struct ident *id, const struct ipsec_sa *sa)
{
    struct facts f = sa_facts(id, sa);
    f.text = sa->inbound ? "inbound" : "outbound";
    say(x->r, SAY_NEW_SA, &f);
    f.number = (int)f.flags;
    say(x->r, SAY_NEW_SPI, &f);
    say(x->r, SAY_NEW_LIFE_S, &f);
    say(x->r, SAY_NEW_LIFE_KB, &f);
}

static void say_installed(struct ipsec *x, const struct ident *id, bool as_heard)
{
    say(x->r, SAY_QUEUE_EVENT, &(struct facts){0});
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
        struct facts f = sa_facts(id, sa);
        f.as_heard = as_heard;
        if (sa->bundle == x->bundles)
            say(x->r, sa->inbound ? SAY_INIT_IN : SAY_INIT_OUT, &f);
    }
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
        struct facts f = sa_facts(id, sa);
        if (sa->bundle == x->bundles)
            say(x->r, SAY_SA_CREATED, &f);
    }
}

void ipsec_install(struct ipsec *x, struct ident *id, const struct ipsec_agreed *a)
{
    ipsec_expire(x);
    x->bundles++;
    if (!has_tunnel(x, id->peer))
        say_tunnel(x, id, "UP  ");
    for (size_t i = 0; i < a->count; i++) {
        say_new_sa(x, id, add_sa(x, id, a, i, true));
        say_new_sa(x, id, add_sa(x, id, a, i, false));
    }
    say_installed(x, id, a->as_heard);
    reverse_route(x, id);
    id->requested_ms = 0;
    ipsec_set_timer(x);
}
