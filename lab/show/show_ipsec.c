/* SPDX-License-Identifier: ISC */
/* show crypto ipsec sa, show crypto ipsec security-association lifetime. */
#include "lab/crypto/ipsec.h"
#include "lab/shell/exec.h"

#include <string.h>

static void show_sa(struct shell *s, const struct ident *id, const struct ipsec_sa *sa)
{
    /* What is left of the volume is counted in whole kilobytes. */
    unsigned long left = sa->life_kb - (unsigned long)(sa->bytes / 1024) - (sa->bytes > 0);
    shell_printf(s,
                 "      spi: 0x%X(%u)\n"
                 "        transform: %s ,\n"
                 "        in use settings ={%s, }\n"
                 "        slot: 0, conn id: %u, flow_id: %u, crypto map: %s\n"
                 "        sa timing: remaining key lifetime (k/sec): (%lu/%u)\n",
                 sa->spi, sa->spi, sa->transform, sa->transport ? "Transport" : "Tunnel", sa->conn,
                 sa->flow, id->map, left, ipsec_life_left_s(s->r->ipsec, sa));
    if (sa->protocol == IPSEC_ESP)
        shell_printf(s, "        IV size: 8 bytes\n");
    shell_printf(s, "        replay detection support: %c\n",
                 strstr(sa->transform, "hmac") ? 'Y' : 'N');
}

static void show_direction(struct shell *s, const struct ident *id, bool inbound)
{
    static const struct {
        int protocol;
        const char *name;
    } kinds[] = {{IPSEC_ESP, "esp"}, {IPSEC_AH, "ah"}, {IPSEC_IPCOMP, "pcp"}};
    for (size_t i = 0; i < 3; i++) {
        shell_printf(s, "     %s %s sas:\n", inbound ? "inbound" : "outbound", kinds[i].name);
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
            if (sa->inbound == inbound && sa->protocol == kinds[i].protocol)
                show_sa(s, id, sa);
        shell_printf(s, "\n");
    }
}

static void show_counters(struct shell *s, const struct ident *id)
{
    shell_printf(s,
                 "    #pkts encaps: %llu, #pkts encrypt: %llu, #pkts digest %llu\n"
                 "    #pkts decaps: %llu, #pkts decrypt: %llu, #pkts verify %llu\n"
                 "    #pkts compressed: 0, #pkts decompressed: 0\n"
                 "    #pkts not compressed: 0, #pkts compr. failed: 0, #pkts decompress failed: 0\n"
                 "    #send errors %llu, #recv errors %llu\n\n",
                 (unsigned long long)id->encaps, (unsigned long long)id->encaps,
                 (unsigned long long)id->digests, (unsigned long long)id->decaps,
                 (unsigned long long)id->decaps, (unsigned long long)id->verified,
                 (unsigned long long)id->send_errors, (unsigned long long)id->recv_errors);
}

static void show_ident(struct shell *s, const struct ident *id)
{
    char a[IP_TEXT];
    char b[IP_TEXT];
    const struct ipsec_sa *out = ident_sa(id, false, IPSEC_ESP);
    out = out ? out : ident_sa(id, false, IPSEC_AH);
    const struct interface *i = conf_interface(s->r->conf, id->interface);
    unsigned mtu = i ? i->mtu : 0;
    shell_printf(s, "   local  ident (addr/mask/prot/port): (%s/%s/%d/%u)\n",
                 ip_text(id->here.address, a), ip_text(id->here.mask, b), id->protocol,
                 id->here_port);
    shell_printf(s, "   remote ident (addr/mask/prot/port): (%s/%s/%d/%u)\n",
                 ip_text(id->there.address, a), ip_text(id->there.mask, b), id->protocol,
                 id->there_port);
    shell_printf(s, "   current_peer: %s\n     PERMIT, flags={origin_is_acl,%s}\n",
                 ip_text(id->peer, a), id->requested_ms ? "ipsec_sa_request_sent" : "");
    show_counters(s, id);
    shell_printf(s, "     local crypto endpt.: %s, remote crypto endpt.: %s\n",
                 ip_text(id->local, a), ip_text(id->peer, b));
    shell_printf(s, "     path mtu %u, media mtu %u\n     current outbound spi: %X\n\n", mtu, mtu,
                 out ? out->spi : 0);
    show_direction(s, id, true);
    show_direction(s, id, false);
}

void show_ipsec_sa(struct shell *s, const struct parsed *p)
{
    const char *interface = parsed_after(p, "interface");
    const char *map = parsed_after(p, "map");
    const char *peer = parsed_after(p, "peer");
    const struct ident *before = NULL;
    unsigned address = 0;
    if (peer)
        grammar_ip(peer, &address);
    ipsec_expire(s->r->ipsec);
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next) {
        char local[IP_TEXT];
        if ((interface && strcmp(interface, id->interface) != 0) ||
            (map && strcmp(map, id->map) != 0) || (peer && address != id->peer))
            continue;
        if (!before || strcmp(before->interface, id->interface) != 0)
            shell_printf(s, "\ninterface: %s\n    Crypto map tag: %s, local addr. %s\n\n",
                         id->interface, id->map, ip_text(id->local, local));
        show_ident(s, id);
        before = id;
    }
    if (!before)
        shell_printf(s, "\nNo SAs found\n");
}

void show_ipsec_lifetime(struct shell *s, const struct parsed *p)
{
    shell_printf(s, "%s lifetime: %u kilobytes/%u seconds\n\n",
                 parsed_after(p, "session-key") ? "Session key" : "Security association",
                 s->r->conf->life_kb, s->r->conf->life_s);
}
