/* SPDX-License-Identifier: ISC */
/* show crypto isakmp profile. */
#include "lab/shell/exec.h"

static void show_matches(struct shell *s, const struct isakmp_profile *f)
{
    for (size_t i = 0; i < f->matches; i++) {
        const struct profile_match *m = &f->match[i];
        char address[IP_TEXT];
        char mask[IP_TEXT];
        if (m->group[0])
            shell_printf(s, "    group %s \n", m->group);
        else
            shell_printf(s, "    ip-address %s %s %s\n", ip_text(m->peer.address, address),
                         ip_text(m->peer.mask, mask), m->vrf);
    }
}

void show_isakmp_profiles(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    bool late = s->r->release >= IOS_15;
    for (size_t i = 0; i < c->profiles; i++) {
        const struct isakmp_profile *f = &c->profile[i];
        shell_printf(s, "\n%s PROFILE %s\n   Identities matched are:\n", late ? "IKEv1" : "ISAKMP",
                     f->name);
        show_matches(s, f);
        shell_printf(s, "   Certificate maps matched are:\n");
        if (late)
            shell_printf(s, "   Identity presented is: ip-address\n");
        shell_printf(s, "   keyring%s: %s\n   trustpoint(s): <all>\n", late ? "" : "(s)",
                     f->keyring[0] ? f->keyring : "<none>");
    }
}
