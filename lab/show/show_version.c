/* SPDX-License-Identifier: ISC */
/* show version. */
#include "lab/box/card.h"
#include "lab/shell/exec.h"
#include "lab/show/image.h"

#include <stdio.h>
#include <string.h>

static void count(char *out, size_t size, unsigned long n, const char *unit)
{
    snprintf(out, size, "%lu %s%s", n, unit, n == 1 ? "" : "s");
}

/* "1 day, 9 hours, 3 minutes" */
static void uptime_text(const struct router *r, char *out, size_t size)
{
    unsigned long minutes = (unsigned long)(router_uptime_ms(r) / 60000);
    char d[32];
    char h[32];
    char m[32];
    count(d, sizeof d, minutes / 60 / 24, "day");
    count(h, sizeof h, minutes / 60 % 24, "hour");
    count(m, sizeof m, minutes % 60, "minute");
    if (minutes >= 60UL * 24)
        snprintf(out, size, "%s, %s, %s", d, h, m);
    else if (minutes >= 60)
        snprintf(out, size, "%s, %s", h, m);
    else
        snprintf(out, size, "%s", m);
}

static const struct image images[RELEASES] = {
    [IOS_11_3] = {"C2600 Software (C2600-IS56I-M)", "11.3(8)T1", "11.3(2)XA4",
                  "c2600-is56i-mz.113-8.T1.bin", "cisco 2611 (MPC860) processor (revision 0x202)",
                  "20480K/4096K", "32K", "8192K", "2611", 5381216, 9142272},
    [IOS_12_0] = {"C2600 Software (C2600-JO3S56I-M)", "12.0(7)T", "11.3(2)XA4",
                  "c2600-jo3s56i-mz.120-7.T.bin", "cisco 2611 (MPC860) processor (revision 0x202)",
                  "39936K/9216K", "32K", "8192K", "2611", 7423356, 24187904},
    [IOS_12_2] = {"C2600 Software (C2600-IK9O3S-M)", "12.2(15)T", "12.2(7r)",
                  "c2600-ik9o3s-mz.122-15.T.bin", "cisco 2651 (MPC860P) processor (revision 0x100)",
                  "60416K/5120K", "32K", "16384K", "2651", 14432444, 36904960},
    [IOS_12_3] = {"C2600 Software (C2600-ADVSECURITYK9-M)", "12.3(8)T", "12.2(7r)",
                  "c2600-advsecurityk9-mz.123-8.T.bin",
                  "Cisco 2651XM (MPC860P) processor (revision 0x100)", "125952K/5120K", "32K",
                  "32768K", "2651XM", 17853664, 98566144},
    [IOS_15] = {"2800 Software (C2800NM-ADVENTERPRISEK9-M)", "15.1(4)M4", "12.4(13r)T",
                "c2800nm-adventerprisek9-mz.151-4.M4.bin", "Cisco 2811 (revision 49.46)",
                "509952K/14336K", "239K", "62720K", "2811", 60237220, 419430400},
};

const struct image *image_of(enum release release)
{
    return &images[release];
}

static void show_ports(struct shell *s)
{
    static const char *const kinds[] = {
        "FastEthernet", "Ethernet", "GigabitEthernet", "Serial", "TokenRing", "ATM", "BRI"};
    const struct conf *c = s->r->conf;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        size_t ports = 0;
        for (size_t i = 0; i < c->interfaces; i++)
            ports += strncmp(c->interface[i].name, kinds[k], strlen(kinds[k])) == 0 &&
                     !strchr(c->interface[i].name, '.');
        if (ports == 0)
            continue;
        if (s->r->release >= IOS_15)
            shell_printf(s, "%zu %s interface%s\n", ports, kinds[k], ports == 1 ? "" : "s");
        else
            shell_printf(s, "%zu %s%s interface(s)\n", ports, kinds[k],
                         strstr(kinds[k], "Ethernet") ? "/IEEE 802.3" : "");
    }
}

void show_version(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct image *m = image_of(s->r->release);
    bool late = s->r->release >= IOS_15;
    char up[128];
    uptime_text(s->r, up, sizeof up);
    shell_printf(s, late ? "Cisco IOS Software, "
                         : "Cisco Internetwork Operating System Software \n"
                           "IOS (tm) ");
    shell_printf(s,
                 "%s, Version %s, RELEASE SOFTWARE (fc1)\n"
                 "Compiled Mon 01-Mar-93 00:00 by peerwalk %s, for a simulated router\n\n"
                 "ROM: System Bootstrap, Version %s, RELEASE SOFTWARE (fc1)\n\n"
                 "%s uptime is %s\n"
                 "System returned to ROM by %s\n"
                 "System image file is \"flash:%s\"\n\n"
                 "%s with %s bytes of memory.\n",
                 m->software, m->version, PEERWALK_VERSION, m->rom, s->r->conf->hostname, up,
                 s->r->reloaded ? "reload" : "power-on", m->file, m->box, m->memory);
    show_ports(s);
    if (s->r->card->kind != CARD_NONE)
        shell_printf(s, "1 Virtual Private Network (VPN) Module(s)\n");
    shell_printf(s,
                 "%s bytes of non-volatile configuration memory.\n"
                 "%s bytes of %s (Read/Write)\n\n"
                 "Configuration register is 0x2102\n\n",
                 m->nvram, m->flash, late ? "ATA CompactFlash" : "processor board System flash");
}
