/* SPDX-License-Identifier: ISC */
/* debug, undebug, show debugging. */
#include "lab/net/net.h"
#include "lab/shell/exec.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* By subsystem, in the order in which `show debugging` lists them. */
static const struct topic {
    const char *subsystem;
    const char *words; /* after "debug" */
    enum debug bit;
    const char *name;
} topics[] = {
    {"General OS", "aaa authentication", DEBUG_AAA_AUTHEN, "AAA Authentication"},
    {"General OS", "aaa authorization", DEBUG_AAA_AUTHOR, "AAA Authorization"},
    {"Generic IP", "ip packet", DEBUG_IP_PACKET, "IP packet"},
    {"IP routing", "ip bgp updates", DEBUG_BGP_UPDATES, "BGP updates"},
    {"IP cef", "ip cef drops", DEBUG_CEF_DROPS, "IP CEF drops"},
    {"MPLS", "mpls packets", DEBUG_MPLS_PACKETS, "MPLS packet"},
    {"MPLS", "tag-switching packets", DEBUG_MPLS_PACKETS, "MPLS packet"},
    {"Cryptographic Subsystem", "crypto isakmp", DEBUG_ISAKMP, "Crypto ISAKMP"},
    {"Cryptographic Subsystem", "crypto engine", DEBUG_ENGINE, "Crypto Engine"},
    {"Cryptographic Subsystem", "crypto ipsec", DEBUG_IPSEC, "Crypto IPSEC"},
};
enum { TOPICS = sizeof topics / sizeof topics[0] };

/* The topic whose words stand in the command behind "debug". */
static const struct topic *topic_of(const struct parsed *p)
{
    struct buf line = {0};
    const struct topic *found = NULL;
    parsed_join(p, &line);
    const char *words = strstr(buf_str(&line), "debug ");
    for (size_t i = 0; words && i < TOPICS; i++)
        if (tree_starts(words + strlen("debug "), topics[i].words))
            found = &topics[i];
    buf_fini(&line);
    return found;
}

static void switch_debug(struct shell *s, const struct parsed *p, bool on)
{
    const struct topic *t = topic_of(p);
    if (!t)
        return;
    if (on)
        s->r->debug |= t->bit;
    else
        s->r->debug &= ~(unsigned)t->bit;
    shell_printf(s, "%s debugging is %s\n", t->name, on ? "on" : "off");
}

void exec_debug(struct shell *s, const struct parsed *p)
{
    switch_debug(s, p, true);
}

static void take_all(struct shell *s, const char *line)
{
    if (strncasecmp(line, "y", 1) == 0) {
        for (size_t i = 0; i < TOPICS; i++)
            s->r->debug |= topics[i].bit;
        shell_printf(s, "All possible debugging has been turned on\n");
    }
    shell_end(s);
}

/* What brings a busy router down is asked about. */
void exec_debug_all(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_ask(s, "This may severely impact network performance. Continue? (yes/[no]): ", false,
              take_all);
}

void exec_undebug(struct shell *s, const struct parsed *p)
{
    if (!parsed_after(p, "all")) {
        switch_debug(s, p, false);
        return;
    }
    s->r->debug = 0;
    shell_printf(s, "All possible debugging has been turned off\n");
}

static size_t find_condition(const struct router *r, uint32_t peer)
{
    size_t i = 0;
    while (i < r->debug_peer_count && r->debug_peers[i] != peer)
        i++;
    return i;
}

/* Crypto debugging about one peer only. `undebug all` leaves the condition. */
void exec_condition(struct shell *s, const struct parsed *p)
{
    struct router *r = s->r;
    unsigned peer = 0;
    if (grammar_ip(parsed_after(p, "ipv4"), &peer) &&
        find_condition(r, peer) == r->debug_peer_count && r->debug_peer_count < DEBUG_PEERS_MAX)
        r->debug_peers[r->debug_peer_count++] = peer;
}

void exec_no_condition(struct shell *s, const struct parsed *p)
{
    struct router *r = s->r;
    const char *address = parsed_after(p, "ipv4");
    unsigned peer = 0;
    if (!address) {
        r->debug_peer_count = 0;
        return;
    }
    size_t i = grammar_ip(address, &peer) ? find_condition(r, peer) : r->debug_peer_count;
    if (i < r->debug_peer_count)
        r->debug_peers[i] = r->debug_peers[--r->debug_peer_count];
}

void show_conditions(struct shell *s, const struct parsed *p)
{
    const struct router *r = s->r;
    (void)p;
    shell_printf(s, "Crypto conditional debug currently is turned %s\n",
                 r->debug_peer_count > 0 ? "ON" : "OFF");
    for (size_t i = 0; i < r->debug_peer_count; i++) {
        char address[IP_TEXT];
        ip_text(r->debug_peers[i], address);
        shell_printf(s, "%s  %s\n", i == 0 ? "IKE peer IP address filters:\n" : "", address);
    }
}

void show_debugging(struct shell *s, const struct parsed *p)
{
    (void)p;
    const char *subsystem = NULL;
    for (size_t i = 0; i < TOPICS; i++) {
        bool alias = i > 0 && topics[i].bit == topics[i - 1].bit;
        if (alias || !(s->r->debug & topics[i].bit))
            continue;
        if (!subsystem || strcmp(subsystem, topics[i].subsystem) != 0)
            shell_printf(s, "\n%s:\n", topics[i].subsystem);
        subsystem = topics[i].subsystem;
        struct buf note = {0};
        if (topics[i].bit == DEBUG_IP_PACKET)
            net_debug_note(s->r, &note);
        shell_printf(s, "  %s debugging is on%s\n", topics[i].name, buf_str(&note));
        buf_fini(&note);
    }
}
