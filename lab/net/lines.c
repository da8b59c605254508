/* SPDX-License-Identifier: ISC */
#include "lab/net/lines.h"

#include "lab/net/link.h"

static void say_protocol(struct router *r, const struct interface *i, bool up)
{
    router_syslog(r, "%%LINEPROTO-5-UPDOWN: Line protocol on Interface %s, changed state to %s",
                  i->name, up ? "up" : "down");
}

static void say_change(struct router *r, const struct interface *i, bool was_up)
{
    if (i->shutdown)
        router_syslog(r, "%%LINK-5-CHANGED: Interface %s, changed state to administratively down",
                      i->name);
    else
        router_syslog(r, "%%LINK-3-UPDOWN: Interface %s, changed state to up", i->name);
    if (was_up != interface_is_up(i))
        say_protocol(r, i, interface_is_up(i));
}

void lines_refresh(struct router *r, const struct conf *before)
{
    for (size_t i = 0; before && i < r->conf->interfaces; i++) {
        const struct interface *now = &r->conf->interface[i];
        const struct interface *old = conf_interface(before, now->name);
        if (old && old->shutdown != now->shutdown)
            say_change(r, now, interface_is_up(old));
    }
    link_lines(r->link);
}

void lines_set_dead(struct router *r, struct interface *i, bool dead)
{
    if (i->dead == dead)
        return;
    i->dead = dead;
    if (!i->shutdown)
        say_protocol(r, i, !dead);
}
