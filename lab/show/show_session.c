/* SPDX-License-Identifier: ISC */
/* show crypto session: what IKE and IPsec have with each peer, side by side. */
#include "lab/crypto/ipsec.h"
#include "lab/show/show_ipsec.h"
#include "lab/show/show_isakmp.h"

#include "lab/shell/exec.h"

#include <string.h>

/* What an interface has with one peer: the identities that share both. */
struct session {
    const struct ident *first;
    size_t sas;
    size_t ike_active, ike_all;
    uint64_t since_ms; /* 0: no SA */
};

static bool of_session(const struct session *n, const struct ident *id)
{
    return id->peer == n->first->peer && strcmp(id->interface, n->first->interface) == 0;
}

/* An ISAKMP SA with the peer; what is only left of one is no part of a session. */
static bool of_peer(const struct session *n, const struct ike_row *row)
{
    return !(row->deleted && row->keyed) && row->peer == n->first->peer &&
           row->local == n->first->local;
}

static struct session session_of(const struct router *r, const struct ident *first)
{
    struct session n = {.first = first};
    struct ike_row row;
    for (const struct ident *id = first; id; id = id->next)
        for (const struct ipsec_sa *sa = of_session(&n, id) ? id->sas : NULL; sa; sa = sa->next) {
            n.sas++;
            if (!n.since_ms || sa->created_ms < n.since_ms)
                n.since_ms = sa->created_ms;
        }
    for (size_t i = 0; ike_row(r->ike, i, &row); i++) {
        n.ike_all += of_peer(&n, &row);
        n.ike_active += of_peer(&n, &row) && row.established;
    }
    return n;
}

static const char *status(const struct session *n)
{
    if (n->sas > 0)
        return n->ike_active > 0 ? "UP-ACTIVE     " : "UP-NO-IKE";
    return n->ike_active > 0 ? "UP-IDLE" : n->ike_all > 0 ? "DOWN-NEGOTIATING" : "DOWN";
}

static void show_capabilities(struct shell *s, const struct ike_row *row)
{
    char letters[4];
    unsigned left = row->established ? row->left_s : 0;
    isakmp_capabilities(s->r->conf, row, letters);
    shell_printf(s, "          Capabilities:%s connid:%u lifetime:%02u:%02u:%02u\n",
                 *letters ? letters : "(none)", row->conn, left / 3600, left / 60 % 60, left % 60);
}

static void show_ike(struct shell *s, const struct session *n, bool detail)
{
    struct ike_row row;
    const char *name = s->r->release >= IOS_15 ? "IKEv1" : "IKE";
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        char local[IP_TEXT];
        char peer[IP_TEXT];
        if (!of_peer(n, &row))
            continue;
        shell_printf(s, "  %s SA: local %s/500 remote %s/500 %s \n", name,
                     ip_text(row.local, local), ip_text(row.peer, peer),
                     row.established ? "Active" : "Inactive");
        if (detail)
            show_capabilities(s, &row);
    }
}

static void show_traffic(struct shell *s, const struct ident *id)
{
    for (int inbound = 1; inbound >= 0; inbound--) {
        const struct ipsec_sa *sa = ident_sa(id, inbound, IPSEC_ESP);
        sa = sa ? sa : ident_sa(id, inbound, IPSEC_AH);
        shell_printf(s, "        %s #pkts %s'ed %llu drop %llu life (KB/Sec) %lu/%u\n",
                     inbound ? "Inbound: " : "Outbound:", inbound ? "dec" : "enc",
                     (unsigned long long)(inbound ? id->decaps : id->encaps),
                     (unsigned long long)(inbound ? id->recv_errors : id->send_errors),
                     sa ? sa_left_kb(sa) : 0, sa ? ipsec_life_left_s(s->r->ipsec, sa) : 0);
    }
}

static void show_flow(struct shell *s, const struct ident *id, bool detail)
{
    const struct network *ends[] = {&id->here, &id->there};
    size_t sas = 0;
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        sas++;
    shell_printf(s, "  IPSEC FLOW: permit ");
    if (id->protocol == 0)
        shell_printf(s, "ip ");
    else
        shell_printf(s, "%d ", id->protocol);
    for (size_t i = 0; i < 2; i++) {
        char address[IP_TEXT];
        char mask[IP_TEXT];
        if (ends[i]->mask == UINT32_MAX)
            shell_printf(s, "host %s ", ip_text(ends[i]->address, address));
        else
            shell_printf(s, "%s/%s ", ip_text(ends[i]->address, address),
                         ip_text(ends[i]->mask, mask));
    }
    shell_printf(s, "\n        Active SAs: %zu, origin: %scrypto map\n", sas,
                 *id->dynamic ? "dynamic " : "");
    if (detail)
        show_traffic(s, id);
}

static const char *vrf_name(const char *vrf)
{
    return *vrf ? vrf : "(none)";
}

/* The client at the other end: who it is, and its address in here. Its group, "" for others. */
static const char *show_client(struct shell *s, const struct session *n)
{
    struct ike_row row;
    char address[IP_TEXT];
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        if (!of_peer(n, &row) || !row.established || !*row.group)
            continue;
        if (*row.user)
            shell_printf(s, "Username: %s\n", row.user);
        shell_printf(s, "Group: %s\n", row.group);
        if (row.assigned)
            shell_printf(s, "Assigned address: %s\n", ip_text(row.assigned, address));
        return row.group;
    }
    return "";
}

static void show_one(struct shell *s, const struct session *n, bool detail)
{
    char peer[IP_TEXT];
    uint64_t up_s = (router_uptime_ms(s->r) - n->since_ms) / 1000;
    ip_text(n->first->peer, peer);
    shell_printf(s, "Interface: %s\n", n->first->interface);
    const char *group = show_client(s, n);
    if (detail && n->since_ms)
        shell_printf(s, "Uptime: %02u:%02u:%02u\n", (unsigned)(up_s / 3600),
                     (unsigned)(up_s / 60 % 60), (unsigned)(up_s % 60));
    shell_printf(s, "Session status: %s\nPeer: %s port 500 ", status(n), peer);
    if (detail)
        shell_printf(s, "fvrf: %s ivrf: %s\n      Phase1_id: %s\n      Desc: (none)",
                     vrf_name(n->first->vrf), vrf_name(n->first->inside),
                     *group              ? group
                     : n->ike_active > 0 ? peer
                                         : "(none)");
    shell_printf(s, "\n");
    if (s->r->release >= IOS_15 && n->ike_all > 0)
        shell_printf(s, "  Session ID: 0  \n");
    show_ike(s, n, detail);
    for (const struct ident *id = n->first; id; id = id->next)
        if (of_session(n, id))
            show_flow(s, id, detail);
    shell_printf(s, "\n");
}

static bool seen_before(const struct router *r, const struct ident *id)
{
    struct session n = {.first = id};
    for (const struct ident *before = r->ipsec->idents; before != id; before = before->next)
        if (of_session(&n, before))
            return true;
    return false;
}

void show_session(struct shell *s, const struct parsed *p)
{
    bool detail = parsed_after(p, "detail") != NULL;
    ipsec_expire(s->r->ipsec);
    shell_printf(s, "Crypto session current status\n\n");
    if (detail)
        shell_printf(s, "Code: C - IKE Configuration mode, D - Dead Peer Detection     \n"
                        "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     \n"
                        "X - IKE Extended Authentication, F - IKE Fragmentation\n"
                        "R - IKE Auto Reconnect, U - IKE Dynamic Route Update\n\n");
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        if (!seen_before(s->r, id)) {
            struct session n = session_of(s->r, id);
            show_one(s, &n, detail);
        }
}
