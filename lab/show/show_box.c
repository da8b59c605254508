/* SPDX-License-Identifier: ISC */
/* show environment, diag, inventory, flash, cdp neighbors: what the box is made of. */
#include "lab/box/card.h"
#include "lab/net/link.h"
#include "lab/shell/exec_net.h"
#include "lab/show/image.h"

#include <stdlib.h>
#include <string.h>

/* A 7200 has sensors for everything; smaller boxes just have it or not. */
void show_environment(struct shell *s, const struct parsed *p)
{
    unsigned warm = (unsigned)(router_uptime_ms(s->r) / 60000 % 3);
    if (!parsed_after(p, "all")) {
        shell_printf(s, "All measured values are normal\n");
        return;
    }
    shell_printf(s,
                 "Power Supplies:\n"
                 "        Power Supply 1 is AC Power Supply. Unit is on.\n"
                 "        Power Supply 2 is AC Power Supply. Unit is on.\n\n"
                 "Temperature readings:\n"
                 "        chassis inlet      measured at %uC/%uF\n"
                 "        chassis outlet 1   measured at %uC/%uF\n"
                 "        chassis outlet 2   measured at %uC/%uF\n\n",
                 25 + warm, 77 + warm * 9 / 5, 29 + warm, 84 + warm * 9 / 5, 31 + warm,
                 88 + warm * 9 / 5);
    shell_printf(s, "Voltage readings:\n"
                    "        +3.45 V            measured at +3.49 V\n"
                    "        +5.15 V            measured at +5.21 V\n"
                    "        +12.15 V           measured at +12.34 V\n"
                    "        -11.95 V           measured at -11.83 V\n\n"
                    "Envm stats saved 1 time(s) since reload\n");
}

static const char *card_name(const struct card *k)
{
    return k->kind == CARD_ISA ? "Integrated Service Adapter" : "Encryption AIM Element";
}

void show_diag(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct card *k = s->r->card;
    shell_printf(s,
                 "Slot 0:\n"
                 "        C%s 2FE Mainboard Port adapter, 2 ports\n"
                 "        Port adapter is analyzed \n"
                 "        Port adapter insertion time unknown\n"
                 "        Hardware revision 2.3           Board revision B0\n",
                 image_of(s->r->release)->model);
    if (k->kind != CARD_NONE)
        shell_printf(s,
                     "\n        %s %u:\n"
                     "        Hardware Revision        : 1.0\n"
                     "        Board Revision           : A0\n"
                     "        Deviation Number         : 0-0\n"
                     "        Fab Version              : 02\n",
                     card_name(k), k->slot);
    shell_printf(s, "\n");
}

void show_inventory(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct card *k = s->r->card;
    const char *model = image_of(s->r->release)->model;
    shell_printf(s,
                 "NAME: \"%s chassis\", DESCR: \"%s chassis, Hw Serial#: JAD0621 (01496536), Hw "
                 "Revision: 0x100\"\n"
                 "PID: CISCO%-13s, VID: 0x100, SN: JAD0621 (01496536)\n\n",
                 model, model, model);
    if (k->kind != CARD_NONE)
        shell_printf(s,
                     "NAME: \"%s %u\", DESCR: \"%s\"\n"
                     "PID: %-18s, VID: 1.0, SN: 21520091\n\n",
                     card_name(k), k->slot, card_name(k),
                     k->kind == CARD_ISA ? "SA-ISA" : "AIM-VPN/BP");
}

void show_flash(struct shell *s, const struct parsed *p)
{
    const struct image *m = image_of(s->r->release);
    const char *image = m->file;
    unsigned long size = m->size;
    unsigned long total = strtoul(m->flash, NULL, 10) * 1008;
    if (parsed_after(p, "dir"))
        shell_printf(s,
                     "Directory of flash:/\n\n"
                     "    1  -rw-    %lu                    <no date>  %s\n\n"
                     "%lu bytes total (%lu bytes free)\n",
                     size, image, total, total - size);
    else if (s->r->release >= IOS_15)
        shell_printf(s,
                     "-#- --length-- -----date/time------ path\n"
                     "1     %lu Mar 1 1993 00:00:00 +00:00 %s\n\n"
                     "%lu bytes available (%lu bytes used)\n\n",
                     size, image, total - size - 64, size + 64);
    else
        shell_printf(s,
                     "\nSystem flash directory:\n"
                     "File  Length   Name/status\n"
                     "  1   %lu %s  \n"
                     "[%lu bytes used, %lu available, %lu total]\n"
                     "%s bytes of processor board System flash (Read/Write)\n\n",
                     size, image, size + 64, total - size - 64, total, m->flash);
}

/* Routers that answer on a network of ours, and speak the protocol. */
void show_cdp_neighbors(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    shell_printf(s,
                 "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge\n"
                 "                  S - Switch, H - Host, I - IGMP, r - Repeater\n\n"
                 "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n");
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        const struct router *other;
        const struct interface *far;
        if (f->virtual || !interface_is_up(f) || f->address == 0)
            continue;
        for (size_t n = 0; link_neighbor(s->r->link, s->r, f, n, &other, &far); n++)
            shell_printf(s, "%-16s %.3s %-13s  %3u           R        %-9s %.3s %s\n",
                         other->conf->hostname, f->name, f->name + strcspn(f->name, "0123456789"),
                         175U - (unsigned)(router_uptime_ms(s->r) / 1000 % 60),
                         image_of(other->release)->model, far->name,
                         far->name + strcspn(far->name, "0123456789"));
    }
}
