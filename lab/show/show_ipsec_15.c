/* SPDX-License-Identifier: ISC */
/* An identity of `show crypto ipsec sa` as 15 prints it. */
#include "lab/box/card.h"
#include "lab/show/show_ipsec.h"

#include <string.h>

void show_sa_15(struct shell *s, const struct ident *id, const struct ipsec_sa *sa)
{
    char transform[CONF_NAME];
    transform_shown(sa->transform, transform);
    shell_printf(s,
                 "      spi: 0x%X(%u)\n"
                 "        transform: %s ,\n"
                 "        in use settings ={%s, }\n"
                 "        conn id: %u, flow_id: %s:%u, sibling_flags 80000046, crypto map: %s\n"
                 "        sa timing: remaining key lifetime (k/sec): (%lu/%u)\n",
                 sa->spi, sa->spi, transform, sa->transport ? "Transport" : "Tunnel", sa->conn,
                 engine_name(s->r), sa->flow, id->map, sa_left_kb(sa),
                 ipsec_life_left_s(s->r->ipsec, sa));
    if (sa->protocol == IPSEC_ESP)
        shell_printf(s, "        IV size: %u bytes\n", transform_iv(sa->transform));
    shell_printf(s, "        replay detection support: %c\n        Status: ACTIVE(ACTIVE)\n",
                 strstr(sa->transform, "hmac") ? 'Y' : 'N');
}

static void show_direction(struct shell *s, const struct ident *id, bool inbound)
{
    static const int kinds[] = {IPSEC_ESP, IPSEC_AH, IPSEC_IPCOMP};
    for (size_t i = 0; i < 3; i++) {
        shell_printf(s, "\n");
        show_sas(s, id, inbound, kinds[i], show_sa_15);
    }
}

static void show_failures(struct shell *s, const struct ident *id)
{
    shell_printf(s,
                 "    #pkts no sa (send) %llu, #pkts invalid sa (rcv) 0\n"
                 "    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0\n"
                 "    #pkts invalid prot (recv) 0, #pkts verify failed: %llu\n"
                 "    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0\n"
                 "    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0\n"
                 "    ##pkts replay failed (rcv): %llu\n"
                 "    #pkts tagged (send): 0, #pkts untagged (rcv): 0\n"
                 "    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0\n"
                 "    #pkts internal err (send): 0, #pkts internal err (recv) 0\n",
                 (unsigned long long)id->send_errors,
                 (unsigned long long)(id->recv_errors - id->replays),
                 (unsigned long long)id->replays);
}

static void show_counters(struct shell *s, const struct ident *id, bool detail)
{
    shell_printf(s,
                 "    #pkts encaps: %llu, #pkts encrypt: %llu, #pkts digest: %llu\n"
                 "    #pkts decaps: %llu, #pkts decrypt: %llu, #pkts verify: %llu\n"
                 "    #pkts compressed: 0, #pkts decompressed: 0\n"
                 "    #pkts not compressed: 0, #pkts compr. failed: 0\n"
                 "    #pkts not decompressed: 0, #pkts decompress failed: 0\n",
                 (unsigned long long)id->encaps, (unsigned long long)id->encaps,
                 (unsigned long long)id->digests, (unsigned long long)id->decaps,
                 (unsigned long long)id->decaps, (unsigned long long)id->verified);
    if (detail)
        show_failures(s, id);
    else
        shell_printf(s, "    #send errors %llu, #recv errors %llu\n",
                     (unsigned long long)id->send_errors, (unsigned long long)id->recv_errors);
}

static void show_pfs(struct shell *s, const struct ident *id)
{
    const struct ipsec_sa *sa = ident_sa(id, false, IPSEC_ESP);
    sa = sa ? sa : ident_sa(id, false, IPSEC_AH);
    if (sa && sa->pfs)
        shell_printf(s, "     PFS (Y/N): Y, DH group: group%u\n", sa->pfs);
    else
        shell_printf(s, "     PFS (Y/N): N, DH group: none\n");
}

void show_ident_15(struct shell *s, const struct ident *id, bool detail)
{
    char a[IP_TEXT];
    char b[IP_TEXT];
    uint32_t spi = shown_spi(id);
    const struct interface *i = conf_interface(s->r->conf, id->interface);
    unsigned mtu = i ? interface_ip_mtu(i) : 0;
    shell_printf(s, "\n   protected vrf: %s\n", *id->inside ? id->inside : "(none)");
    show_proxies(s, id);
    shell_printf(s, "   current_peer %s port 500\n     PERMIT, flags={%s%s}\n",
                 ip_text(id->peer, a), id->dynamic[0] ? "" : "origin_is_acl,",
                 id->requested_ms ? "ipsec_sa_request_sent" : "");
    show_counters(s, id, detail);
    shell_printf(s,
                 "\n     local crypto endpt.: %s, remote crypto endpt.: %s\n"
                 "     path mtu %u, ip mtu %u, ip mtu idb %s\n"
                 "     current outbound spi: 0x%X(%u)\n",
                 ip_text(id->local, a), ip_text(id->peer, b), mtu, mtu, id->interface, spi, spi);
    show_pfs(s, id);
    show_direction(s, id, true);
    show_direction(s, id, false);
}
