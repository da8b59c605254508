/* SPDX-License-Identifier: ISC */
/* show crypto isakmp sa, policy, key, peers. */
#include "lab/show/show_isakmp.h"
#include "lab/box/card.h"
#include "lab/crypto/ike.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

static void show_sas_12(struct shell *s)
{
    struct ike_row row;
    shell_printf(s, "dst             src             state           conn-id    slot\n");
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        char dst[IP_TEXT];
        char src[IP_TEXT];
        shell_printf(s, "%-15s %-15s %-15s %7u %7u\n", ip_text(row.responder, dst),
                     ip_text(row.initiator, src), row.state, row.conn, engine_slot(s->r));
    }
    shell_printf(s, "\n");
}

static void show_sas_15(struct shell *s)
{
    struct ike_row row;
    shell_printf(s, "IPv4 Crypto ISAKMP SA\n"
                    "dst             src             state          conn-id status\n");
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        char dst[IP_TEXT];
        char src[IP_TEXT];
        shell_printf(s, "%-15s %-15s %-14s %7u ACTIVE%s\n", ip_text(row.responder, dst),
                     ip_text(row.initiator, src), row.state, row.keyed ? row.conn : 0,
                     row.deleted ? " (deleted)" : "");
    }
    shell_printf(s, "\nIPv6 Crypto ISAKMP SA\n\n");
}

/* What a policy's settings are called in the columns of the detailed list. */
static const char *const short_encryption[] = {"des", "3des", "aes"};
static const char *const short_hash[] = {"md5", "sha", "sha256", "sha384", "sha512"};
static const char *const short_auth[] = {"psk", "rsig", "renc"};

void isakmp_capabilities(const struct conf *c, const struct ike_row *row, char out[4])
{
    const struct isakmp_profile *f = conf_profile(c, row->profile);
    unsigned keepalive = f && f->keepalive.seconds ? f->keepalive.seconds : c->keepalive.seconds;
    snprintf(out, 4, "%s%s%s", row->client ? "C" : "", keepalive ? "D" : "", *row->user ? "X" : "");
}

const char *isakmp_inside(const struct conf *c, const struct ike_row *row)
{
    const struct isakmp_profile *f = conf_profile(c, row->profile);
    return f && f->vrf[0] ? f->vrf : row->vrf;
}

static void show_detail_row(struct shell *s, const struct ike_row *row)
{
    char capabilities[4];
    char local[IP_TEXT];
    char peer[IP_TEXT];
    const struct policy *y = row->policy;
    bool late = s->r->release >= IOS_15;
    shell_printf(s, "%-5u %-15s %-15s %-6.6s %s", row->conn, ip_text(row->local, local),
                 ip_text(row->peer, peer), isakmp_inside(s->r->conf, row), late ? "ACTIVE " : "");
    isakmp_capabilities(s->r->conf, row, capabilities);
    if (row->established)
        shell_printf(s, "%-4s %-6s %-4s %-2u %02u:%02u:%02u", short_encryption[y->encryption],
                     short_hash[y->hash], short_auth[y->auth], y->group, row->left_s / 3600,
                     row->left_s / 60 % 60, row->left_s % 60);
    else
        shell_printf(s, "                 0    0       ");
    shell_printf(s, " %-4s\n", capabilities);
    if (late && row->established)
        shell_printf(s, "       Engine-id:Conn-id =  %s:%u\n", engine_name(s->r), row->conn % 1000);
    if (late)
        shell_printf(s, "\n");
}

static void show_sas_detail(struct shell *s)
{
    struct ike_row row;
    bool late = s->r->release >= IOS_15;
    shell_printf(s,
                 "Codes: C - IKE configuration mode, D - Dead Peer Detection\n"
                 "       K - Keepalives, N - NAT-traversal\n"
                 "       %sX - IKE Extended Authentication\n"
                 "       psk - Preshared key, rsig - RSA signature\n"
                 "       renc - RSA encryption\n%s\n",
                 late ? "T - cTCP encapsulation, " : "", late ? "IPv4 Crypto ISAKMP SA\n" : "");
    shell_printf(s,
                 "C-id  Local           Remote          I-VRF  %sEncr Hash   Auth DH Lifetime "
                 "Cap.\n%s",
                 late ? "Status " : "", late ? "\n" : "");
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++)
        show_detail_row(s, &row);
    shell_printf(s, late ? "\nIPv6 Crypto ISAKMP SA\n\n" : "\n");
}

void show_isakmp_sa(struct shell *s, const struct parsed *p)
{
    if (s->r->release >= IOS_12_3 && parsed_after(p, "detail"))
        show_sas_detail(s);
    else if (s->r->release < IOS_15)
        show_sas_12(s);
    else
        show_sas_15(s);
}

/* Columns are made with tabs from 12.3 on. */
static void show_label(struct shell *s, const char *label)
{
    enum { COLUMN = 24, TAB = 8 };
    if (s->r->release < IOS_12_3)
        shell_printf(s, "        %-*s", COLUMN, label);
    else
        shell_printf(s, "\t%s%s", label, strlen(label) < COLUMN - TAB ? "\t\t" : "\t");
}

static void show_encryption(struct shell *s, const struct policy *y)
{
    show_label(s, "encryption algorithm:");
    if (y->encryption == IKE_DES)
        shell_printf(s, "DES - Data Encryption Standard (56 bit keys).\n");
    else if (y->encryption == IKE_3DES)
        shell_printf(s, "Three key triple DES\n");
    else
        shell_printf(s, "AES - Advanced Encryption Standard (%u bit keys).\n", y->key_bits);
}

static unsigned group_bits(unsigned group)
{
    static const struct {
        unsigned group, bits;
    } sizes[] = {{1, 768},   {2, 1024}, {5, 1536}, {14, 2048}, {15, 3072},
                 {16, 4096}, {19, 256}, {20, 384}, {21, 521},  {24, 2048}};
    size_t i = 0;
    while (sizes[i].group != group && i + 1 < sizeof sizes / sizeof sizes[0])
        i++;
    return sizes[i].bits;
}

static void show_suite(struct shell *s, const struct policy *y)
{
    static const char *const hash[] = {
        "Message Digest 5", "Secure Hash Standard", "Secure Hash Standard 2 (256 bit)",
        "Secure Hash Standard 2 (384 bit)", "Secure Hash Standard 2 (512 bit)"};
    static const char *const auth[] = {"Pre-Shared Key", "Rivest-Shamir-Adleman Signature",
                                       "Rivest-Shamir-Adleman Encryption"};
    if (y->priority == POLICY_DEFAULT)
        shell_printf(s, "Default protection suite\n");
    else
        shell_printf(s, "Protection suite of priority %u\n", y->priority);
    show_encryption(s, y);
    show_label(s, "hash algorithm:");
    shell_printf(s, "%s\n", hash[y->hash]);
    show_label(s, "authentication method:");
    shell_printf(s, "%s\n", auth[y->auth]);
    show_label(s, "Diffie-Hellman group:");
    shell_printf(s, "#%u (%u bit)\n", y->group, group_bits(y->group));
    show_label(s, "lifetime:");
    shell_printf(s, "%u seconds, no volume limit\n", y->lifetime);
}

void show_isakmp_defaults(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_printf(s, "\nDefault IKE policy\n");
    for (unsigned i = 0; i < POLICY_SUITES_15; i++) {
        struct policy suite = conf_default_policy_15(i);
        show_suite(s, &suite);
    }
}

void show_isakmp_policy(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    if (s->r->release >= IOS_15)
        shell_printf(s, "\n%s IKE policy\n",
                     c->policy[0].priority >= POLICY_DEFAULTS_15 ? "Default" : "Global");
    for (size_t i = 0; i < c->policies; i++)
        show_suite(s, &c->policy[i]);
}

static void show_keyring_row(struct shell *s, const char *ring, const struct key *k)
{
    char address[IP_TEXT];
    char mask[IP_TEXT];
    char peer[2 * IP_TEXT + 4];
    ip_text(k->peer.address, address);
    if (k->peer.mask == UINT32_MAX)
        snprintf(peer, sizeof peer, "%s", address);
    else
        snprintf(peer, sizeof peer, "%-15s[%s]", address, ip_text(k->peer.mask, mask));
    shell_printf(s, "%-12s %-43s %s\n", ring, peer, k->secret);
}

void show_isakmp_key(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    bool rings = s->r->release >= IOS_12_3;
    shell_printf(
        s, rings ? "Keyring      Hostname/Address                            Preshared Key\n\n"
                 : "Hostname/Address        Preshared key\n\n");
    for (size_t i = 0; rings && i < c->keyrings; i++)
        for (size_t k = 0; k < c->keyring[i].keys; k++)
            show_keyring_row(s, c->keyring[i].name, &c->keyring[i].key[k]);
    for (size_t i = 0; i < c->keys; i++) {
        char address[IP_TEXT];
        if (rings)
            show_keyring_row(s, "default", &c->key[i]);
        else
            shell_printf(s, "%-23s %s\n", ip_text(c->key[i].peer.address, address),
                         c->key[i].secret);
    }
}

void show_isakmp_peers(struct shell *s, const struct parsed *p)
{
    (void)p;
    struct ike_row row;
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        char peer[IP_TEXT];
        char local[IP_TEXT];
        shell_printf(s, "Peer: %s Port: 500 Local: %s\n", ip_text(row.peer, peer),
                     ip_text(row.local, local));
        if (row.established)
            shell_printf(s, " Phase1 id: %s\n", peer);
    }
}
