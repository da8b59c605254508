/* SPDX-License-Identifier: ISC */
/* show interfaces, show ip interface brief. */
#include "lab/box/load.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

static const char *status(const struct interface *i)
{
    return i->shutdown ? "administratively down" : "up";
}

static const char *protocol(const struct interface *i)
{
    return interface_is_up(i) ? "up" : "down";
}

/* What an interface is made of, by the beginning of its name. */
static const struct kind {
    const char *name, *hardware, *hardware_15, *encapsulation;
    unsigned delay_us;
} kinds[] = {{"Loopback", "Loopback", "Loopback", "LOOPBACK", 5000},
             {"Tunnel", "Tunnel", "Tunnel", "TUNNEL", 50000},
             {"FastEthernet", "AmdFE", "Gt96k FE", "ARPA", 100},
             {"GigabitEthernet", "BCM1125 Internal MAC", "iGbE", "ARPA", 10},
             {"Ethernet", "AmdP2", "AmdP2", "ARPA", 1000},
             {"TokenRing", "TMS380", "TMS380", "SNAP", 630},
             {"ATM", "ENHANCED ATM PA", "ENHANCED ATM PA", "ATM", 80},
             {"Serial", "PowerQUICC Serial", "GT96K Serial", "HDLC", 20000}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct kind *kind_of(const struct interface *i)
{
    size_t k = 0;
    while (k + 1 < KINDS && strncmp(i->name, kinds[k].name, strlen(kinds[k].name)) != 0)
        k++;
    return &kinds[k];
}

static void show_address(struct shell *s, const struct interface *i)
{
    char address[IP_TEXT];
    if (i->address)
        shell_printf(s, "  Internet address is %s/%d\n", ip_text(i->address, address),
                     mask_length(i->mask));
    else if (i->unnumbered[0])
        shell_printf(s, "  Interface is unnumbered. Using address of %s (%s)\n", i->unnumbered,
                     ip_text(conf_address(s->r->conf, i), address));
}

enum { SPAN = 24 };

/* How long ago that was. */
static const char *since(const struct shell *s, uint64_t when_ms, char out[SPAN])
{
    uint64_t now = router_uptime_ms(s->r);
    if (when_ms == 0)
        return "never";
    span_text(now > when_ms ? now - when_ms : 0, out, SPAN);
    return out;
}

static void show_queues(struct shell *s, const struct interface *i, const struct kind *k)
{
    bool late = s->r->release >= IOS_15;
    bool alive = !i->virtual && !i->keepalive_off;
    char in[SPAN];
    char out[SPAN];
    char cleared[SPAN];
    shell_printf(s, "  Keepalive %sset%s\n", alive ? "" : "not ", alive ? " (10 sec)" : "");
    if (strncmp(i->name, "Fast", 4) == 0)
        shell_printf(s, "  Full-duplex, 100Mb/s, 100BaseTX/FX\n");
    if (!i->virtual && strcmp(k->encapsulation, "ARPA") == 0)
        shell_printf(s, "  ARP type: ARPA, ARP Timeout 04:00:00\n");
    shell_printf(s,
                 "  Last input %s, output %s, output hang never\n"
                 "  Last clearing of \"show interface\" counters %s\n"
                 "  Input queue: 0/75/%llu/0 (size/max/drops/flushes); Total output drops: %llu\n"
                 "  Queueing strategy: fifo\n  Output queue%s0/40 (size/max)\n",
                 since(s, i->n.last_in_ms, in), since(s, i->n.last_out_ms, out),
                 since(s, i->n.cleared_ms, cleared), (unsigned long long)i->n.drops_in,
                 (unsigned long long)i->n.drops_out, late ? ": " : " :");
}

/* IOS rounds to thousands. */
static unsigned long long bit_rate(const struct meter *m)
{
    return (unsigned long long)(m->bits / 1000 + 0.5) * 1000;
}

static unsigned long long packet_rate(const struct meter *m)
{
    return (unsigned long long)(m->packets + 0.5);
}

static void show_traffic(struct shell *s, struct interface *i)
{
    bool late = s->r->release >= IOS_15;
    meter_decay(&i->n.in, router_uptime_ms(s->r));
    meter_decay(&i->n.out, router_uptime_ms(s->r));
    shell_printf(
        s,
        "  5 minute input rate %llu bits/sec, %llu packets/sec\n"
        "  5 minute output rate %llu bits/sec, %llu packets/sec\n"
        "     %llu packets input, %llu bytes\n"
        "     Received 0 broadcasts, 0 runts, 0 giants, 0 throttles\n"
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored\n%s"
        "     %llu packets output, %llu bytes, 0 underruns\n"
        "     0 output errors, 0 collisions, 1 interface resets\n%s",
        bit_rate(&i->n.in), packet_rate(&i->n.in), bit_rate(&i->n.out), packet_rate(&i->n.out),
        (unsigned long long)i->n.packets_in, (unsigned long long)i->n.bytes_in,
        late ? "     0 watchdog\n     0 input packets with dribble condition detected\n" : "",
        (unsigned long long)i->n.packets_out, (unsigned long long)i->n.bytes_out,
        late ? "     0 unknown protocol drops\n"
               "     0 babbles, 0 late collision, 0 deferred\n"
               "     0 lost carrier, 0 no carrier\n"
               "     0 output buffer failures, 0 output buffers swapped out\n"
             : "");
}

/* 255ths of what the line can carry. */
static unsigned load_of(const struct meter *m, unsigned kilobits)
{
    double part = m->bits / 1000 / kilobits;
    return part >= 1 ? 255 : 1 + (unsigned)(part * 254);
}

static void show_one(struct shell *s, struct interface *i)
{
    char mac[MAC_TEXT];
    const struct kind *k = kind_of(i);
    bool late = s->r->release >= IOS_15;
    const char *hardware = late ? k->hardware_15 : k->hardware;
    mac_text(i->address, mac);
    shell_printf(s, "%s is %s, line protocol is %s%s\n", i->name, status(i), protocol(i),
                 late ? " " : "");
    if (i->virtual || strcmp(k->encapsulation, "HDLC") == 0)
        shell_printf(s, "  Hardware is %s\n", hardware);
    else
        shell_printf(s, "  Hardware is %s, address is %s (bia %s)\n", hardware, mac, mac);
    if (i->description[0])
        shell_printf(s, "  Description: %s\n", i->description);
    show_address(s, i);
    shell_printf(s,
                 "  MTU %u bytes, BW %u Kbit%s, DLY %u usec, \n"
                 "     reliability 255/255, txload %u/255, rxload %u/255\n",
                 i->mtu, i->bandwidth_kb, late ? "/sec" : "", k->delay_us,
                 load_of(&i->n.out, i->bandwidth_kb), load_of(&i->n.in, i->bandwidth_kb));
    if (i->vlan)
        shell_printf(s, "  Encapsulation 802.1Q Virtual LAN, Vlan ID  %u.\n", i->vlan);
    else
        shell_printf(s, "  Encapsulation %s, loopback not set\n", k->encapsulation);
    show_queues(s, i, k);
    show_traffic(s, i);
}

void show_interfaces(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_parameter(p, 0);
    if (name && !conf_interface(c, name)) {
        shell_invalid(s, p->at[p->count - 1]);
        return;
    }
    load_refresh(s->r);
    for (size_t i = 0; i < c->interfaces; i++)
        if (!name || strcmp(c->interface[i].name, name) == 0)
            show_one(s, &c->interface[i]);
}

void show_ip_brief(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    shell_printf(s, "Interface                  IP-Address      OK? Method Status                "
                    "Protocol\n");
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        char address[IP_TEXT] = "unassigned";
        if (conf_address(c, f))
            ip_text(conf_address(c, f), address);
        shell_printf(s, "%-26s %-15s YES %-6s %-21s %-8s\n", f->name, address,
                     conf_address(c, f) ? "NVRAM" : "unset", status(f), protocol(f));
    }
}
