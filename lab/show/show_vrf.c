/* SPDX-License-Identifier: ISC */
/* show ip vrf, in its three forms. */
#include "lab/config/conf_vrf.h"
#include "lab/mpls/cef.h"
#include "lab/shell/exec.h"

#include <string.h>

/* Interfaces are named in full until they are named in short. */
static const char *name_of(const struct router *r, const struct interface *i, char out[CONF_NAME])
{
    return r->release >= IOS_15 ? cef_interface(i, out) : i->name;
}

static void show_brief(struct shell *s, const struct vrf *v)
{
    const struct conf *c = s->r->conf;
    const int rd_width = s->r->release >= IOS_15 ? 21 : 19;
    char name[CONF_NAME];
    bool first = true;
    shell_printf(s, "  %-32s %-*s", v->name, rd_width, v->rd[0] ? v->rd : "<not set>");
    for (size_t i = 0; i < c->interfaces; i++) {
        if (strcmp(c->interface[i].vrf, v->name) != 0)
            continue;
        if (!first)
            shell_printf(s, "\n%*s", 2 + 32 + 1 + rd_width, "");
        shell_printf(s, " %s", name_of(s->r, &c->interface[i], name));
        first = false;
    }
    shell_printf(s, "\n");
}

static void say_targets(struct shell *s, const char *way, const conf_target *target, size_t count)
{
    if (count == 0) {
        shell_printf(s, "  No %s VPN route-target communities\n", way);
        return;
    }
    shell_printf(s, "  %s VPN route-target communities\n", way);
    for (size_t i = 0; i < count; i++)
        shell_printf(s, "    RT:%-20s%s", target[i], i % 3 == 2 || i + 1 == count ? "\n" : "");
}

static void show_detail(struct shell *s, const struct vrf *v)
{
    const struct conf *c = s->r->conf;
    char name[CONF_NAME];
    bool any = false;
    shell_printf(s, "VRF %s; default RD %s; default VPNID <not set>\n", v->name,
                 v->rd[0] ? v->rd : "<not set>");
    if (v->description[0])
        shell_printf(s, "  Description: %s\n", v->description);
    for (size_t i = 0; i < c->interfaces; i++) {
        if (strcmp(c->interface[i].vrf, v->name) != 0)
            continue;
        shell_printf(s, "%s    %-24s\n", any ? "" : "  Interfaces:\n",
                     name_of(s->r, &c->interface[i], name));
        any = true;
    }
    if (!any)
        shell_printf(s, "  No interfaces\n");
    shell_printf(s, "  Connected addresses are not in global routing table\n");
    say_targets(s, "Export", v->export_to, v->exports);
    say_targets(s, "Import", v->import_from, v->imports);
    shell_printf(s, "  No import route-map\n  No export route-map\n");
    if (v->limit)
        shell_printf(s, "  Route limit %u, warning limit %u%% (%u)\n", v->limit, v->warn_percent,
                     v->limit * v->warn_percent / 100);
}

static void show_interfaces_of(struct shell *s, const struct vrf *v)
{
    const struct conf *c = s->r->conf;
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        char name[CONF_NAME];
        char address[IP_TEXT] = "unassigned";
        if (strcmp(f->vrf, v->name) != 0)
            continue;
        if (f->address)
            ip_text(f->address, address);
        shell_printf(s, "%-22s %-15s %-32s %-8s\n", name_of(s->r, f, name), address, v->name,
                     interface_is_up(f) ? "up" : "down");
    }
}

void show_ip_vrf(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_parameter(p, 0);
    bool detail = parsed_after(p, "detail") != NULL;
    bool interfaces = parsed_after(p, "interfaces") != NULL;
    if (name && !conf_vrf(c, name)) {
        shell_printf(s, "%% No VRF named %s\n", name);
        return;
    }
    if (interfaces)
        shell_printf(s, "%-22s %-15s %-32s Protocol\n", "Interface", "IP-Address", "VRF");
    else if (!detail)
        shell_printf(s, "  %-32s %-*s Interfaces\n", "Name", s->r->release >= IOS_15 ? 21 : 19,
                     "Default RD");
    for (size_t i = 0; i < c->vrfs; i++) {
        if (name && strcmp(c->vrf[i].name, name) != 0)
            continue;
        if (detail)
            show_detail(s, &c->vrf[i]);
        else if (interfaces)
            show_interfaces_of(s, &c->vrf[i]);
        else
            show_brief(s, &c->vrf[i]);
    }
}
