/* SPDX-License-Identifier: ISC */
/* show ip interface, show ip arp, show ip traffic. */
#include "lab/mpls/cef.h"
#include "lab/net/ip.h"
#include "lab/net/net.h"
#include "lab/shell/exec_net.h"

#include <stdio.h>
#include <string.h>

static const char *list_text(const char *name)
{
    return name[0] ? name : "not set";
}

/* How packets leave: the order in which IOS names the paths. */
static void show_switching(struct shell *s, const struct interface *i)
{
    bool fast = !i->route_cache_off;
    /* CEF is the default of later releases only. */
    const struct conf *c = s->r->conf;
    bool cef = fast && !i->cef_off && (s->r->release >= IOS_15 ? !c->cef_off : c->cef_on);
    const char *is = fast ? "enabled" : "disabled";
    shell_printf(s,
                 "  IP fast switching is %s\n"
                 "  IP fast switching on the same interface is disabled\n"
                 "  IP Flow switching is disabled\n"
                 "  IP CEF switching is %s\n"
                 "  IP %s turbo vector\n"
                 "  IP multicast fast switching is %s\n"
                 "  IP multicast distributed fast switching is disabled\n"
                 "  IP route-cache flags are %s%s\n",
                 is, cef ? "enabled" : "disabled",
                 cef    ? "CEF Fast switching"
                 : fast ? "Fast switching"
                        : "Null",
                 is, fast ? "Fast" : "None", cef ? ", CEF" : "");
}

static void show_features(struct shell *s, const struct interface *i)
{
    shell_printf(s,
                 "  Router Discovery is disabled\n"
                 "  IP output packet accounting is disabled\n"
                 "  IP access violation accounting is disabled\n"
                 "  TCP/IP header compression is disabled\n"
                 "  RTP/IP header compression is disabled\n"
                 "  Probe proxy name replies are disabled\n"
                 "  Policy routing is disabled\n"
                 "  Network address translation is %s%s\n"
                 "  WCCP Redirect outbound is disabled\n"
                 "  WCCP Redirect inbound is disabled\n"
                 "  WCCP Redirect exclude is disabled\n"
                 "  BGP Policy Mapping is disabled\n",
                 i->nat == NAT_NEITHER ? "disabled" : "enabled, interface in domain ",
                 i->nat == NAT_NEITHER  ? ""
                 : i->nat == NAT_INSIDE ? "inside"
                                        : "outside");
}

static void show_addresses(struct shell *s, const struct interface *i)
{
    char address[IP_TEXT];
    if (i->address)
        shell_printf(s, "  Internet address is %s/%d\n", ip_text(i->address, address),
                     mask_length(i->mask));
    else
        shell_printf(s, "  Interface is unnumbered. Using address of %s (%s)\n", i->unnumbered,
                     ip_text(conf_address(s->r->conf, i), address));
    shell_printf(s,
                 "  Broadcast address is 255.255.255.255\n"
                 "  Address determined by setup command\n"
                 "  MTU is %u bytes\n"
                 "  Helper address is not set\n"
                 "  Directed broadcast forwarding is disabled\n"
                 "  Outgoing access list is %s\n"
                 "  Inbound  access list is %s\n",
                 interface_ip_mtu(i), list_text(i->filter_out), list_text(i->filter_in));
}

static void show_interface(struct shell *s, const struct interface *i)
{
    shell_printf(s, "%s is %s, line protocol is %s\n", i->name,
                 i->shutdown ? "administratively down" : "up", interface_is_up(i) ? "up" : "down");
    if (conf_address(s->r->conf, i) == 0) {
        shell_printf(s, "  Internet protocol processing disabled\n");
        return;
    }
    show_addresses(s, i);
    shell_printf(s,
                 "  Proxy ARP is enabled\n"
                 "  Security level is default\n"
                 "  Split horizon is enabled\n"
                 "  ICMP redirects are always sent\n"
                 "  ICMP unreachables are %s sent\n"
                 "  ICMP mask replies are never sent\n",
                 i->unreachables_off ? "never" : "always");
    show_switching(s, i);
    show_features(s, i);
    if (i->vrf[0])
        shell_printf(s, "  VPN Routing/Forwarding \"%s\"\n", i->vrf);
}

void show_ip_interface(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_parameter(p, 0);
    if (name && !conf_interface(c, name)) {
        shell_invalid(s, p->at[p->count - 1]);
        return;
    }
    for (size_t i = 0; i < c->interfaces; i++)
        if (!name || strcmp(c->interface[i].name, name) == 0)
            show_interface(s, &c->interface[i]);
}

static void arp_row(struct shell *s, uint32_t address, bool own, bool known,
                    const struct interface *i)
{
    char text[IP_TEXT];
    char mac[MAC_TEXT] = "Incomplete";
    if (known)
        mac_text(address, mac);
    shell_printf(s, "Internet  %-15s %5s   %-14s  ARPA   %s\n", ip_text(address, text),
                 own ? "-" : "0", mac, known ? i->name : "");
}

/* Own addresses, and those of next hops that lie on an Ethernet. */
void show_ip_arp(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct router *r = s->r;
    const struct conf *c = r->conf;
    shell_printf(s, "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n");
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].address && interface_is_up(&c->interface[i]) &&
            strstr(c->interface[i].name, "Ethernet"))
            arp_row(s, c->interface[i].address, true, true, &c->interface[i]);
    for (size_t i = 0; i < c->routes; i++) {
        struct hop hop;
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || c->route[k].next_hop == c->route[i].next_hop;
        if (!seen && c->route[i].next_hop &&
            ip_route(r, c->route[i].vrf, c->route[i].next_hop, &hop) &&
            strstr(hop.out->name, "Ethernet"))
            arp_row(s, hop.address, false, cef_adjacent(r, hop.out, hop.address), hop.out);
    }
}

void show_ip_traffic(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct ip_counters *n = &s->r->net->n;
    shell_printf(s,
                 "IP statistics:\n"
                 "  Rcvd:  %llu total, %llu local destination\n"
                 "         0 format errors, 0 checksum errors, 0 bad hop count\n"
                 "         0 unknown protocol, 0 not a gateway\n"
                 "         0 security failures, 0 bad options, 0 with options\n",
                 (unsigned long long)n->received, (unsigned long long)n->delivered);
    shell_printf(s,
                 "  Frags: %llu reassembled, 0 timeouts, 0 couldn't reassemble\n"
                 "         %llu fragmented, %llu couldn't fragment\n"
                 "  Bcast: 0 received, 0 sent\n"
                 "  Mcast: 0 received, 0 sent\n"
                 "  Sent:  %llu generated, %llu forwarded\n"
                 "  Drop:  %llu encapsulation failed, 0 unresolved, 0 no adjacency\n"
                 "         %llu no route, 0 unicast RPF, 0 forced drop\n\n",
                 (unsigned long long)n->reassembled, (unsigned long long)n->fragmented,
                 (unsigned long long)n->cannot_fragment, (unsigned long long)n->generated,
                 (unsigned long long)n->forwarded, (unsigned long long)n->no_adjacency,
                 (unsigned long long)n->no_route);
    shell_printf(s,
                 "ICMP statistics:\n"
                 "  Rcvd: 0 format errors, 0 checksum errors, 0 redirects, %llu unreachable\n"
                 "        %llu echo, %llu echo reply, 0 mask requests, 0 mask replies, 0 quench\n"
                 "        0 parameter, 0 timestamp, 0 info request, 0 other\n"
                 "  Sent: 0 redirects, %llu unreachable, %llu echo, %llu echo reply\n"
                 "        0 mask requests, 0 mask replies, 0 quench, 0 timestamp\n"
                 "        0 info reply, %llu time exceeded, 0 parameter problem\n",
                 (unsigned long long)n->errors_in, (unsigned long long)n->echoes_in,
                 (unsigned long long)n->replies_in, (unsigned long long)n->errors_out,
                 (unsigned long long)n->echoes_out, (unsigned long long)n->replies_out,
                 (unsigned long long)n->exceeded_out);
}
