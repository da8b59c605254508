/* SPDX-License-Identifier: ISC */
/* show ip bgp summary, show ip bgp neighbors; clear ip bgp. */
#include "lab/mpls/bgp.h"
#include "lab/shell/exec.h"

#include <string.h>

/* What a network takes in the table. */
enum { PREFIX_BYTES = 60, PREFIX_BYTES_15 = 80 };

static const char *state_name(const struct bgp_peer *n)
{
    static const char *const names[] = {"Idle", "Active", "OpenConfirm", "Established"};
    return names[n->state];
}

static bool runs(struct shell *s)
{
    if (s->r->conf->bgp->as == 0)
        shell_printf(s, "%% BGP not active\n");
    return s->r->conf->bgp->as != 0;
}

/* Networks a neighbour sent that were taken. */
static unsigned prefixes(const struct bgp_peer *n)
{
    unsigned count = 0;
    for (size_t i = 0; i < n->bgp->paths; i++)
        count += n->bgp->path[i].from == n->conf.address;
    return count;
}

static unsigned messages(const unsigned count[BGP_KINDS])
{
    unsigned sum = 0;
    for (size_t i = 0; i < BGP_KINDS; i++)
        sum += count[i];
    return sum;
}

static void say_age(struct shell *s, uint64_t since_ms, char out[32])
{
    span_text(router_uptime_ms(s->r) - since_ms, out, 32);
}

/* Numbers of four octets need room. */
static int as_width(const struct shell *s)
{
    return s->r->release >= IOS_15 ? 12 : 5;
}

static void show_summary_line(struct shell *s, const struct bgp_peer *n)
{
    char address[IP_TEXT];
    char age[32];
    bool up = n->state == BGP_ESTABLISHED;
    say_age(s, up || n->downs ? n->since_ms : 0, age);
    shell_printf(s, "%-15s 4 %*u %7u %7u %8u    0    0 %8s ", ip_text(n->conf.address, address),
                 as_width(s), n->conf.remote_as, messages(n->in), messages(n->out),
                 up ? n->bgp->version : 0, up || n->downs ? age : "never");
    if (up)
        shell_printf(s, "%8u\n", prefixes(n));
    else
        shell_printf(s, "%s\n", n->conf.shutdown ? "Idle (Admin)" : state_name(n));
}

void show_bgp_summary(struct shell *s, const struct parsed *p)
{
    const struct bgp *b = s->r->mpls->bgp;
    char id[IP_TEXT];
    (void)p;
    if (!runs(s))
        return;
    shell_printf(s,
                 "BGP router identifier %s, local AS number %u\n"
                 "BGP table version is %u, main routing table version %u\n\n"
                 "%-15s V %*s MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n",
                 ip_text(conf_router_id(s->r->conf), id), s->r->conf->bgp->as, b->version,
                 b->version, "Neighbor", as_width(s), "AS");
    for (size_t i = 0; i < b->peers; i++)
        show_summary_line(s, b->peer[i]);
}

/* "advertised and received", or only what this end has said. */
static const char *exchanged(bool both)
{
    return both ? "advertised and received" : "advertised";
}

static void say_session(struct shell *s, const struct bgp_peer *n)
{
    char read[32];
    char written[32];
    const bool later = s->r->release >= IOS_15;
    say_age(s, n->read_ms, read);
    say_age(s, n->written_ms, written);
    shell_printf(s, "  Last read %s, ", read);
    if (later)
        shell_printf(s, "last write %s, ", written);
    shell_printf(s, "hold time is %u, keepalive interval is %u seconds\n", n->hold_s,
                 n->keepalive_s);
    if (later)
        shell_printf(s, "  Neighbor sessions:\n"
                        "    1 active, is not multisession capable (disabled)\n");
    shell_printf(s,
                 "  Neighbor capabilities:\n"
                 "    Route refresh: advertised and received(%s)\n",
                 later ? "new" : "old & new");
    if (later)
        shell_printf(s, "    Four-octets ASN Capability: advertised and received\n");
    if (n->conf.ipv4)
        shell_printf(s, "    Address family IPv4 Unicast: %s\n", exchanged(n->ipv4));
    if (n->conf.vpnv4)
        shell_printf(s, "    Address family VPNv4 Unicast: %s\n", exchanged(n->vpnv4));
}

static void say_messages_15(struct shell *s, const struct bgp_peer *n)
{
    static const struct {
        const char *name;
        enum bgp_kind kind;
    } rows[] = {{"Opens:", BGP_OPEN},
                {"Notifications:", BGP_NOTIFICATION},
                {"Updates:", BGP_UPDATE},
                {"Keepalives:", BGP_KEEPALIVE},
                {"Route Refresh:", BGP_REFRESH}};
    shell_printf(s, "  Message statistics:\n"
                    "    InQ depth is 0\n"
                    "    OutQ depth is 0\n\n"
                    "                         Sent       Rcvd\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        shell_printf(s, "    %-16s %8u %10u\n", rows[i].name, n->out[rows[i].kind],
                     n->in[rows[i].kind]);
    shell_printf(s, "    %-16s %8u %10u\n", "Total:", messages(n->out), messages(n->in));
}

static void say_messages(struct shell *s, const struct bgp_peer *n)
{
    if (s->r->release >= IOS_15)
        say_messages_15(s, n);
    else
        shell_printf(s,
                     "  Received %u messages, %u notifications, 0 in queue\n"
                     "  Sent %u messages, %u notifications, 0 in queue\n",
                     messages(n->in), n->in[BGP_NOTIFICATION], messages(n->out),
                     n->out[BGP_NOTIFICATION]);
    shell_printf(s, "  Default minimum time between advertisement runs is %u seconds\n\n",
                 s->r->release >= IOS_15 ? 0U : 5U);
}

static unsigned advertised(const struct bgp_peer *n)
{
    unsigned count = 0;
    for (size_t i = 0; i < n->bgp->paths && bgp_exchanges(n); i++)
        count += n->bgp->path[i].from == 0 && !n->bgp->path[i].suppressed;
    return count;
}

static void say_prefixes(struct shell *s, unsigned out, unsigned in)
{
    if (s->r->release >= IOS_15)
        shell_printf(s,
                     "                                 Sent       Rcvd\n"
                     "  Prefix activity:               ----       ----\n"
                     "    Prefixes Current:      %10u %10u (Consumes %u bytes)\n"
                     "    Prefixes Total:        %10u %10u\n",
                     out, in, in * PREFIX_BYTES_15, out, in);
    else
        shell_printf(s, "  %u accepted prefixes consume %u bytes\n", in, in * PREFIX_BYTES);
    shell_printf(s, "\n");
}

static void say_family(struct shell *s, const struct bgp_peer *n, const char *name,
                       unsigned version)
{
    shell_printf(s,
                 " For address family: %s\n"
                 "  BGP table version %u, neighbor version %u\n"
                 "  Index 1, Offset 0, Mask 0x2\n",
                 name, version, n->state == BGP_ESTABLISHED ? version : 0);
}

static void say_families(struct shell *s, const struct bgp_peer *n)
{
    if (n->conf.ipv4) {
        say_family(s, n, "IPv4 Unicast", 1);
        say_prefixes(s, 0, 0);
    }
    if (!n->conf.vpnv4)
        return;
    say_family(s, n, "VPNv4 Unicast", n->bgp->version);
    if (n->conf.extended)
        shell_printf(s, "  Extended-community attribute sent to this neighbor\n");
    if (n->conf.map_in[0])
        shell_printf(s, "  Route map for incoming advertisements is %s\n", n->conf.map_in);
    if (n->conf.map_out[0])
        shell_printf(s, "  Route map for outgoing advertisements is %s\n", n->conf.map_out);
    say_prefixes(s, advertised(n), prefixes(n));
}

static void say_connections(struct shell *s, const struct bgp_peer *n)
{
    char age[32];
    char here[IP_TEXT];
    char there[IP_TEXT];
    shell_printf(s, "  Connections established %u; dropped %u\n", n->ups, n->downs);
    say_age(s, n->reset_ms, age);
    if (n->reset)
        shell_printf(s, "  Last reset %s, due to %s\n", age, n->reset);
    else
        shell_printf(s, "  Last reset never\n");
    if (n->state != BGP_ESTABLISHED) {
        shell_printf(s, "  No active TCP connection\n");
        return;
    }
    shell_printf(s,
                 "Connection state is ESTAB, I/O status: 1, unread input bytes: 0        \n"
                 "Local host: %s, Local port: %u\n"
                 "Foreign host: %s, Foreign port: %u\n",
                 ip_text(n->local, here), n->local < n->conf.address ? 11000U : 179U,
                 ip_text(n->conf.address, there), n->local < n->conf.address ? 179U : 11000U);
}

static void show_neighbor(struct shell *s, const struct bgp_peer *n)
{
    char address[IP_TEXT];
    char age[32];
    bool up = n->state == BGP_ESTABLISHED;
    bool internal = n->conf.remote_as == s->r->conf->bgp->as;
    shell_printf(s, "BGP neighbor is %s,  remote AS %u, %s link\n",
                 ip_text(n->conf.address, address), n->conf.remote_as,
                 internal ? "internal" : "external");
    if (n->conf.description[0])
        shell_printf(s, " Description: %s\n", n->conf.description);
    if (n->conf.shutdown)
        shell_printf(s, " Administratively shut down\n");
    shell_printf(s, "  BGP version 4, remote router ID %s\n",
                 ip_text(up ? n->router_id : 0, address));
    say_age(s, n->since_ms, age);
    if (up)
        shell_printf(s, "  BGP state = Established, up for %s\n", age);
    else if (n->downs)
        shell_printf(s, "  BGP state = %s, down for %s\n", state_name(n), age);
    else
        shell_printf(s, "  BGP state = %s\n", state_name(n));
    if (up)
        say_session(s, n);
    say_messages(s, n);
    say_families(s, n);
    say_connections(s, n);
    shell_printf(s, "\n");
}

void show_bgp_neighbors(struct shell *s, const struct parsed *p)
{
    const struct bgp *b = s->r->mpls->bgp;
    const char *text = parsed_parameter(p, 0);
    unsigned address = 0;
    if (!runs(s))
        return;
    if (text && grammar_ip(text, &address) && !bgp_peer(b, address)) {
        shell_printf(s, "%% No such neighbor or address family\n");
        return;
    }
    for (size_t i = 0; i < b->peers; i++)
        if (!text || b->peer[i]->conf.address == address)
            show_neighbor(s, b->peer[i]);
}

/* No IPv4 networks are ever in BGP here: an empty table prints nothing. */
void show_bgp_table(struct shell *s, const struct parsed *p)
{
    (void)p;
    runs(s);
}

void clear_bgp(struct shell *s, const struct parsed *p)
{
    const char *text = parsed_parameter(p, 0);
    unsigned address = 0;
    if (!runs(s))
        return;
    if (text && grammar_ip(text, &address) && !bgp_peer(s->r->mpls->bgp, address))
        shell_printf(s, "%%BGP: Unknown neighbor - \"%s\"\n", text);
    else if (parsed_after(p, "soft") || parsed_after(p, "in") || parsed_after(p, "out"))
        bgp_renew(s->r->mpls->bgp, address);
    else
        bgp_clear(s->r->mpls->bgp, address);
}
