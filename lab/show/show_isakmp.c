/* SPDX-License-Identifier: ISC */
/* show crypto isakmp sa, policy, key. */
#include "lab/crypto/ike.h"
#include "lab/shell/exec.h"

void show_isakmp_sa(struct shell *s, const struct parsed *p)
{
    (void)p;
    struct ike_row row;
    shell_printf(s, "dst             src             state           conn-id    slot\n");
    for (size_t i = 0; ike_row(s->r->ike, i, &row); i++) {
        char dst[IP_TEXT];
        char src[IP_TEXT];
        shell_printf(s, "%-15s %-15s %-15s %7u %7u\n", ip_text(row.responder, dst),
                     ip_text(row.initiator, src), row.state, row.conn, 0U);
    }
    shell_printf(s, "\n");
}

static void show_encryption(struct shell *s, const struct policy *y)
{
    shell_printf(s, "        encryption algorithm:   ");
    if (y->encryption == IKE_DES)
        shell_printf(s, "DES - Data Encryption Standard (56 bit keys).\n");
    else if (y->encryption == IKE_3DES)
        shell_printf(s, "Three key triple DES\n");
    else
        shell_printf(s, "AES - Advanced Encryption Standard (%u bit keys).\n", y->key_bits);
}

static void show_suite(struct shell *s, const struct policy *y)
{
    static const char *const auth[] = {"Pre-Shared Key", "Rivest-Shamir-Adleman Signature",
                                       "Rivest-Shamir-Adleman Encryption"};
    if (y->priority == 65535)
        shell_printf(s, "Default protection suite\n");
    else
        shell_printf(s, "Protection suite of priority %u\n", y->priority);
    show_encryption(s, y);
    shell_printf(s,
                 "        hash algorithm:         %s\n"
                 "        authentication method:  %s\n"
                 "        Diffie-Hellman group:   #%u (%u bit)\n"
                 "        lifetime:               %u seconds, no volume limit\n",
                 y->hash == IKE_MD5 ? "Message Digest 5" : "Secure Hash Standard", auth[y->auth],
                 y->group,
                 y->group == 1   ? 768
                 : y->group == 2 ? 1024
                                 : 1536,
                 y->lifetime);
}

void show_isakmp_policy(struct shell *s, const struct parsed *p)
{
    (void)p;
    for (size_t i = 0; i < s->r->conf->policies; i++)
        show_suite(s, &s->r->conf->policy[i]);
}

void show_isakmp_key(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    shell_printf(s, "Hostname/Address        Preshared key\n\n");
    for (size_t i = 0; i < c->keys; i++) {
        char address[IP_TEXT];
        shell_printf(s, "%-23s %s\n", ip_text(c->key[i].peer.address, address), c->key[i].secret);
    }
}
