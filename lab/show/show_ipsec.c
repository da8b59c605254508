/* SPDX-License-Identifier: ISC */
/* show crypto ipsec sa, show crypto ipsec security-association lifetime. */
#include "lab/show/show_ipsec.h"

#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

void transform_shown(const char *transform, char out[CONF_NAME])
{
    static const char typed[] = "esp-aes ";
    const char *aes = strstr(transform, typed);
    const char *bits = aes ? aes + strlen(typed) : "";
    size_t digits = strspn(bits, "0123456789");
    if (digits > 0)
        snprintf(out, CONF_NAME, "%.*sesp-%.*s-aes%s", (int)(aes - transform), transform,
                 (int)digits, bits, bits + digits);
    else
        snprintf(out, CONF_NAME, "%s", transform);
}

unsigned transform_iv(const char *transform)
{
    return strstr(transform, "esp-aes") ? 16 : strstr(transform, "esp-null") ? 0 : 8;
}

uint32_t shown_spi(const struct ident *id)
{
    const struct ipsec_sa *esp = ident_sa(id, false, IPSEC_ESP);
    const struct ipsec_sa *ah = ident_sa(id, false, IPSEC_AH);
    const struct ipsec_sa *outer = !esp || (ah && ah->bundle >= esp->bundle) ? ah : esp;
    return outer ? outer->spi : 0;
}

unsigned long sa_left_kb(const struct ipsec_sa *sa)
{
    return sa->life_kb - (unsigned long)(sa->bytes / 1024) - (sa->bytes > 0);
}

void show_proxies(struct shell *s, const struct ident *id)
{
    char address[IP_TEXT];
    char mask[IP_TEXT];
    shell_printf(s, "   local  ident (addr/mask/prot/port): (%s/%s/%d/%u)\n",
                 ip_text(id->here.address, address), ip_text(id->here.mask, mask), id->protocol,
                 id->here_port);
    shell_printf(s, "   remote ident (addr/mask/prot/port): (%s/%s/%d/%u)\n",
                 ip_text(id->there.address, address), ip_text(id->there.mask, mask), id->protocol,
                 id->there_port);
}

void show_sas(struct shell *s, const struct ident *id, bool inbound, int protocol,
              void (*show)(struct shell *s, const struct ident *id, const struct ipsec_sa *sa))
{
    static const char *const names[] = {
        [IPSEC_ESP] = "esp", [IPSEC_AH] = "ah", [IPSEC_IPCOMP] = "pcp"};
    shell_printf(s, "     %s %s sas:\n", inbound ? "inbound" : "outbound", names[protocol]);
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->inbound == inbound && sa->protocol == protocol)
            show(s, id, sa);
}

/* What the user asked to see. */
struct choice {
    const char *interface, *map, *vrf;
    unsigned peer; /* 0: any */
    bool detail;
};

static bool chosen(const struct choice *c, const struct ident *id)
{
    return (!c->interface || strcmp(c->interface, id->interface) == 0) &&
           (!c->map || strcmp(c->map, id->map) == 0) &&
           (!c->vrf || strcmp(c->vrf, id->inside) == 0) && (!c->peer || c->peer == id->peer);
}

static void show_heading(struct shell *s, const struct ident *id)
{
    char local[IP_TEXT];
    bool old = s->r->release < IOS_15;
    shell_printf(s, "\ninterface: %s\n    Crypto map tag: %s, local addr%s %s\n%s", id->interface,
                 id->map, old ? "." : "", ip_text(id->local, local), old ? "\n" : "");
}

static size_t show_interface(struct shell *s, const struct choice *c, const char *name)
{
    size_t shown = 0;
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next) {
        if (strcmp(id->interface, name) != 0 || !chosen(c, id))
            continue;
        if (shown++ == 0)
            show_heading(s, id);
        if (s->r->release < IOS_15)
            show_ident_12(s, id);
        else
            show_ident_15(s, id, c->detail);
    }
    return shown;
}

/* An interface whose crypto map protects nothing yet is named all the same. */
static bool show_bare(struct shell *s, const struct choice *c, const struct interface *i)
{
    if (!i->map[0] || c->map || c->vrf || c->peer ||
        (c->interface && strcmp(c->interface, i->name) != 0) || s->r->release >= IOS_15)
        return false;
    shell_printf(s, "\ninterface: %s\n", i->name);
    return true;
}

static uint32_t destination(const struct ident *id, const struct ipsec_sa *sa)
{
    return sa->inbound ? id->local : id->peer;
}

static void show_destination(struct shell *s, uint32_t dest)
{
    char address[IP_TEXT];
    bool late = s->r->release >= IOS_15;
    int shown = 0;
    shell_printf(s, late ? "\nfvrf/address: (none)/%s\n" : "\ndest address: %s\n",
                 ip_text(dest, address));
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            if (destination(id, sa) != dest)
                continue;
            if (sa->protocol != shown)
                shell_printf(s, "   protocol: %s\n", sa->protocol == IPSEC_AH ? "AH" : "ESP");
            shown = sa->protocol;
            if (late)
                show_sa_15(s, id, sa);
            else
                show_sa_12(s, id, sa);
        }
}

/* Every address that SAs lead to, once. */
static void show_by_address(struct shell *s)
{
    enum { MOST = 32 };
    uint32_t dest[MOST];
    size_t count = 0;
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            size_t i = 0;
            while (i < count && dest[i] != destination(id, sa))
                i++;
            if (i == count && count < MOST)
                dest[count++] = destination(id, sa);
        }
    for (size_t i = 0; i < count; i++)
        show_destination(s, dest[i]);
    if (count == 0)
        shell_printf(s, "\nNo SAs found\n");
}

void show_ipsec_sa(struct shell *s, const struct parsed *p)
{
    const char *peer = parsed_after(p, "peer");
    struct choice c = {.interface = parsed_after(p, "interface"),
                       .map = parsed_after(p, "map"),
                       .vrf = parsed_after(p, "vrf"),
                       .detail = parsed_after(p, "detail") != NULL};
    const struct conf *conf = s->r->conf;
    bool any = false;
    if (peer)
        grammar_ip(peer, &c.peer);
    ipsec_expire(s->r->ipsec);
    if (parsed_after(p, "address")) {
        show_by_address(s);
        return;
    }
    for (size_t i = 0; i < conf->interfaces; i++)
        any = show_interface(s, &c, conf->interface[i].name) > 0 ||
              show_bare(s, &c, &conf->interface[i]) || any;
    if (!any)
        shell_printf(s, "\nNo SAs found\n");
}

void show_ipsec_lifetime(struct shell *s, const struct parsed *p)
{
    bool old = s->r->release < IOS_12_2 || strncmp(p->word[3], "session", 7) == 0;
    shell_printf(s, "%s lifetime: %u kilobytes/%u seconds\n\n",
                 old ? "Session key" : "Security association", s->r->conf->life_kb,
                 s->r->conf->life_s);
}
