/* SPDX-License-Identifier: ISC */
#include "lab/config/config_vrf.h"

#include "lab/config/conf_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_LEN = 2 * CONF_NAME };

/* The first line below `t` that starts so, or NULL. */
static const char *find_line(const struct tree *t, const char *words)
{
    for (size_t i = 0; i < t->count; i++)
        if (tree_starts(t->kid[i]->text, words))
            return t->kid[i]->text;
    return NULL;
}

void vrf_canonical(struct parsed *line)
{
    if (strcmp(line->word[0], "tag-switching") == 0)
        snprintf(line->word[0], sizeof line->word[0], "mpls");
}

static bool accepts_binding(const struct tree *root, const char *name, struct buf *say)
{
    char head[LINE_MAX_LEN];
    snprintf(head, sizeof head, "ip vrf %s", name);
    if (find_line(root, head))
        return true;
    buf_printf(say, "%% VRF %s not configured.\r\n", name);
    return false;
}

bool vrf_accepts(const struct tree *root, const struct tree *section, const char *line,
                 struct buf *say)
{
    const char *rest;
    if ((rest = line_after(line, "ip vrf forwarding")) != NULL)
        return accepts_binding(root, rest, say);
    if ((rest = line_after(line, "address-family ipv4 vrf")) != NULL)
        return accepts_binding(root, rest, say);
    if (line_after(line, "router bgp")) {
        const char *other = find_line(root, "router bgp");
        if (!other || strcmp(other, line) == 0)
            return true;
        buf_printf(say, "BGP is already running; AS is %u\r\n", line_number(other, 2));
        return false;
    }
    if (line_after(line, "rd") && section) {
        const char *other = find_line(section, "rd");
        if (!other || strcmp(other, line) == 0)
            return true;
        buf_printf(say, "%% Do \"no %s\" before redefining the VRF\r\n", section->text);
        return false;
    }
    return true;
}

static void edit_target(struct tree *vrf, const char *way, const char *target, bool no, int rank)
{
    char line[LINE_MAX_LEN];
    snprintf(line, sizeof line, "route-target %s %s", way, target);
    if (no)
        tree_remove_prefix(vrf, line);
    else if (!tree_find(vrf, line))
        tree_add(vrf, line, rank, 0);
}

bool vrf_edit(struct tree *section, const char *line, bool no, int rank)
{
    const char *target = line_after(line, "route-target both");
    if (!target)
        return false;
    edit_target(section, "export", target, no, rank);
    edit_target(section, "import", target, no, rank);
    return true;
}

/* An interface that changes its table loses its address. */
static void drop_address(struct tree *interface, const char *vrf, bool no, struct buf *say)
{
    const char *old = find_line(interface, "ip address");
    if (!old)
        return;
    char address[CONF_NAME];
    line_word(old, 2, address, sizeof address);
    buf_printf(say, "%% Interface %s IP address %s removed due to %s VRF %s\r\n",
               interface->text + strlen("interface "), address, no ? "disabling" : "enabling", vrf);
    tree_remove_prefix(interface, "ip address");
}

static void drop_vrf(struct tree *root, const char *name, struct buf *say)
{
    char line[LINE_MAX_LEN];
    size_t gone = 0;
    snprintf(line, sizeof line, "ip vrf forwarding %s", name);
    for (size_t i = 0; i < root->count; i++)
        if (tree_remove_prefix(root->kid[i], line) > 0)
            gone += tree_remove_prefix(root->kid[i], "ip address");
    if (gone > 0)
        buf_printf(say, "%% IP addresses from all interfaces in VRF %s have been removed\r\n",
                   name);
    snprintf(line, sizeof line, "ip route vrf %s", name);
    tree_remove_prefix(root, line);
    snprintf(line, sizeof line, "address-family ipv4 vrf %s", name);
    for (size_t i = 0; i < root->count; i++)
        if (tree_starts(root->kid[i]->text, "router bgp"))
            tree_remove_prefix(root->kid[i], line);
}

/* Without its AS a neighbour is nothing: what else was said about it goes, too. */
static void drop_neighbor(struct tree *router, const char *address)
{
    char line[LINE_MAX_LEN];
    snprintf(line, sizeof line, "neighbor %s", address);
    tree_remove_prefix(router, line);
    for (size_t i = 0; i < router->count; i++)
        tree_remove_prefix(router->kid[i], line);
}

/* VPNv4 is nothing without route targets: they are sent unless somebody says no. */
static void add_communities(struct tree *family, const char *line, const char *address)
{
    char text[LINE_MAX_LEN];
    const struct tree *activate = tree_find(family, line);
    snprintf(text, sizeof text, "neighbor %s send-community", address);
    if (!activate || find_line(family, text))
        return;
    snprintf(text, sizeof text, "neighbor %s send-community extended", address);
    tree_add(family, text, activate->rank, activate->key);
}

void vrf_follow(struct tree *root, struct tree *section, const char *line, bool no, struct buf *say)
{
    char word[CONF_NAME];
    const char *rest;
    if ((rest = line_after(line, "ip vrf forwarding")) != NULL) {
        drop_address(section, rest, no, say);
    } else if (no && (rest = line_after(line, "ip vrf")) != NULL) {
        drop_vrf(root, line_word(rest, 0, word, sizeof word), say);
    } else if (no && (rest = line_after(line, "neighbor")) != NULL &&
               strcmp(line_word(line, 2, word, sizeof word), "remote-as") == 0) {
        drop_neighbor(section, line_word(rest, 0, word, sizeof word));
    } else if (!no && (rest = line_after(line, "neighbor")) != NULL &&
               strcmp(line_word(line, 2, word, sizeof word), "activate") == 0 &&
               tree_starts(section->text, "address-family vpnv4")) {
        add_communities(section, line, line_word(rest, 0, word, sizeof word));
    }
}
