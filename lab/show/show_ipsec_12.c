/* SPDX-License-Identifier: ISC */
/* An identity of `show crypto ipsec sa` as 11.3 to 12.3 print it. */
#include "lab/box/card.h"
#include "lab/show/show_ipsec.h"

#include <string.h>

/* What came and went. */
struct form {
    bool is_ipsec; /* the flag "ident_is_ipsec" */
    bool pcp;      /* compression: its counters, its SAs, and the flow ids of the engine */
    bool vrf;      /* and the port of the peer */
};
static const struct form forms[IOS_15] = {
    [IOS_11_3] = {.is_ipsec = true},
    [IOS_12_0] = {0},
    [IOS_12_2] = {.pcp = true},
    [IOS_12_3] = {.pcp = true, .vrf = true},
};

void show_sa_12(struct shell *s, const struct ident *id, const struct ipsec_sa *sa)
{
    char transform[CONF_NAME];
    transform_shown(sa->transform, transform);
    shell_printf(s,
                 "      spi: 0x%X(%u)\n"
                 "        transform: %s ,\n"
                 "        in use settings ={%s, }\n"
                 "        slot: %u, conn id: %u, ",
                 sa->spi, sa->spi, transform, sa->transport ? "Transport" : "Tunnel",
                 engine_slot(s->r), sa->conn);
    if (forms[s->r->release].pcp)
        shell_printf(s, "flow_id: %u, ", sa->flow);
    shell_printf(s,
                 "crypto map: %s\n"
                 "        sa timing: remaining key lifetime (k/sec): (%lu/%u)\n",
                 id->map, sa_left_kb(sa), ipsec_life_left_s(s->r->ipsec, sa));
    if (sa->protocol == IPSEC_ESP)
        shell_printf(s, "        IV size: %u bytes\n", transform_iv(sa->transform));
    shell_printf(s, "        replay detection support: %c\n",
                 strstr(sa->transform, "hmac") ? 'Y' : 'N');
}

static void show_direction(struct shell *s, const struct ident *id, bool inbound)
{
    static const int kinds[] = {IPSEC_ESP, IPSEC_AH, IPSEC_IPCOMP};
    for (size_t i = 0; i < (forms[s->r->release].pcp ? 3 : 2); i++) {
        show_sas(s, id, inbound, kinds[i], show_sa_12);
        shell_printf(s, "\n");
    }
}

static void show_counters(struct shell *s, const struct ident *id)
{
    shell_printf(s,
                 "    #pkts encaps: %llu, #pkts encrypt: %llu, #pkts digest %llu\n"
                 "    #pkts decaps: %llu, #pkts decrypt: %llu, #pkts verify %llu\n",
                 (unsigned long long)id->encaps, (unsigned long long)id->encaps,
                 (unsigned long long)id->digests, (unsigned long long)id->decaps,
                 (unsigned long long)id->decaps, (unsigned long long)id->verified);
    if (forms[s->r->release].pcp)
        shell_printf(s, "    #pkts compressed: 0, #pkts decompressed: 0\n"
                        "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress "
                        "failed: 0\n");
    shell_printf(s, "    #send errors %llu, #recv errors %llu\n\n",
                 (unsigned long long)id->send_errors, (unsigned long long)id->recv_errors);
}

static void show_flow(struct shell *s, const struct ident *id)
{
    char a[IP_TEXT];
    if (forms[s->r->release].vrf)
        shell_printf(s, "   protected vrf: %s\n", id->inside);
    show_proxies(s, id);
    shell_printf(s, "   current_peer: %s%s\n     PERMIT, flags={%s%s%s}\n", ip_text(id->peer, a),
                 forms[s->r->release].vrf ? ":500" : "", id->dynamic[0] ? "" : "origin_is_acl,",
                 forms[s->r->release].is_ipsec ? "ident_is_ipsec," : "",
                 id->requested_ms ? "ipsec_sa_request_sent" : "");
}

void show_ident_12(struct shell *s, const struct ident *id)
{
    char a[IP_TEXT];
    char b[IP_TEXT];
    uint32_t spi = shown_spi(id);
    const struct interface *i = conf_interface(s->r->conf, id->interface);
    unsigned mtu = i ? interface_ip_mtu(i) : 0;
    unsigned media = i ? i->mtu : 0;
    show_flow(s, id);
    show_counters(s, id);
    shell_printf(s, "     local crypto endpt.: %s, remote crypto endpt.: %s\n",
                 ip_text(id->local, a), ip_text(id->peer, b));
    shell_printf(s, "     path mtu %u, media mtu %u\n     current outbound spi: %X\n\n", mtu, media,
                 spi);
    show_direction(s, id, true);
    show_direction(s, id, false);
}
