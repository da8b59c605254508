/* SPDX-License-Identifier: ISC */
/* show interfaces, show ip interface brief. */
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

static const char *hardware(const struct interface *i)
{
    if (strncmp(i->name, "Loopback", 8) == 0)
        return "Loopback";
    if (strncmp(i->name, "Tunnel", 6) == 0)
        return "Tunnel";
    if (strstr(i->name, "Ethernet"))
        return "AmdFE";
    return "PowerQUICC Serial";
}

/* A made-up but steady hardware address. */
static void mac_text(const struct interface *i, char out[16])
{
    unsigned h = 0;
    for (const char *p = i->name; *p; p++)
        h = h * 31 + (unsigned char)*p;
    h += i->address;
    snprintf(out, 16, "0004.%04x.%04x", h >> 16 & 0xffff, h & 0xffff);
}

static void show_one(struct shell *s, const struct interface *i)
{
    char address[IP_TEXT];
    char mac[16];
    mac_text(i, mac);
    shell_printf(s, "%s is %s, line protocol is %s\n", i->name, status(i), protocol(i));
    if (i->virtual)
        shell_printf(s, "  Hardware is %s\n", hardware(i));
    else
        shell_printf(s, "  Hardware is %s, address is %s (bia %s)\n", hardware(i), mac, mac);
    if (i->description[0])
        shell_printf(s, "  Description: %s\n", i->description);
    if (i->address)
        shell_printf(s, "  Internet address is %s/%d\n", ip_text(i->address, address),
                     mask_length(i->mask));
    else if (i->unnumbered[0])
        shell_printf(s, "  Interface is unnumbered. Using address of %s (%s)\n", i->unnumbered,
                     ip_text(conf_address(s->r->conf, i), address));
    shell_printf(s,
                 "  MTU %u bytes, BW %u Kbit, DLY 100 usec, \n"
                 "     reliability 255/255, txload 1/255, rxload 1/255\n"
                 "  Encapsulation %s, loopback not set\n"
                 "  Keepalive set (10 sec)\n"
                 "  Last input 00:00:00, output 00:00:00, output hang never\n"
                 "  Last clearing of \"show interface\" counters never\n"
                 "  Queueing strategy: fifo\n"
                 "  Output queue :0/40 (size/max)\n"
                 "  5 minute input rate 0 bits/sec, 0 packets/sec\n"
                 "  5 minute output rate 0 bits/sec, 0 packets/sec\n"
                 "     %llu packets input, %llu bytes\n"
                 "     Received 0 broadcasts, 0 runts, 0 giants, 0 throttles\n"
                 "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored\n"
                 "     %llu packets output, %llu bytes, 0 underruns\n"
                 "     0 output errors, 0 collisions, 1 interface resets\n",
                 i->mtu, i->bandwidth_kb, i->virtual ? "LOOPBACK" : "ARPA",
                 (unsigned long long)i->n.packets_in, (unsigned long long)i->n.bytes_in,
                 (unsigned long long)i->n.packets_out, (unsigned long long)i->n.bytes_out);
}

void show_interfaces(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_parameter(p, 0);
    if (name && !conf_interface(c, name)) {
        shell_invalid(s, p->at[p->count - 1]);
        return;
    }
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
