/* SPDX-License-Identifier: ISC */
/* debug ip packet, clear ip nat translation. */
#include "lab/net/nat.h"
#include "lab/net/net.h"
#include "lab/shell/exec_net.h"

#include <stdio.h>
#include <string.h>

static void say_state(struct shell *s, bool on)
{
    struct buf note = {0};
    if (on)
        net_debug_note(s->r, &note);
    shell_printf(s, "IP packet debugging is %s%s\n", on ? "on" : "off", buf_str(&note));
    buf_fini(&note);
}

void exec_debug_packet(struct shell *s, const struct parsed *p)
{
    struct net *n = s->r->net;
    const char *list = parsed_parameter(p, 0);
    n->detail = parsed_after(p, "detail") != NULL;
    snprintf(n->list, sizeof n->list, "%s", list ? list : "");
    s->r->debug |= DEBUG_IP_PACKET;
    say_state(s, true);
}

void exec_undebug_packet(struct shell *s, const struct parsed *p)
{
    (void)p;
    s->r->debug &= ~(unsigned)DEBUG_IP_PACKET;
    say_state(s, false);
}

void clear_nat(struct shell *s, const struct parsed *p)
{
    (void)p;
    nat_clear(s->r->net);
}
