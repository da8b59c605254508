/* SPDX-License-Identifier: ISC */
/* show crypto engine connections, show crypto engine configuration. */
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

enum { ALGORITHM_WIDTH = 18 };

static void row(struct shell *s, unsigned id, const char *interface, const char *address,
                const char *algorithm, unsigned long long encrypt, unsigned long long decrypt)
{
    shell_printf(s, "%4u %-15s %-15s %-6s %-*.*s %8llu %8llu\n", id, interface, address, "set",
                 ALGORITHM_WIDTH, ALGORITHM_WIDTH, algorithm, encrypt, decrypt);
}

static const char *ike_cipher(const struct policy *y)
{
    return y->encryption == IKE_DES    ? "DES_56_CBC"
           : y->encryption == IKE_3DES ? "3DES_56_C"
                                       : "AES_CBC";
}

/* "HMAC_MD5+DES_56_CBC": the column cuts it. */
static void sa_algorithm(const struct ipsec_sa *sa, char *out, size_t size)
{
    const char *hmac = strstr(sa->transform, "md5-hmac")   ? "HMAC_MD5"
                       : strstr(sa->transform, "sha-hmac") ? "HMAC_SHA"
                                                           : "";
    const char *cipher = strstr(sa->transform, "esp-3des")  ? "3DES_56_C"
                         : strstr(sa->transform, "esp-des") ? "DES_56_CBC"
                         : strstr(sa->transform, "esp-aes") ? "AES_CBC"
                                                            : "";
    snprintf(out, size, "%s%s%s", hmac, *hmac && *cipher ? "+" : "", cipher);
}

static void show_active(struct shell *s)
{
    struct ike_row ike;
    char algorithm[64];
    shell_printf(s, "\n  ID Interface       IP-Address      State  Algorithm           Encrypt  "
                    "Decrypt\n");
    for (size_t i = 0; ike_row(s->r->ike, i, &ike); i++) {
        snprintf(algorithm, sizeof algorithm, "%s+%s",
                 ike.policy->hash == IKE_MD5 ? "HMAC_MD5" : "HMAC_SHA", ike_cipher(ike.policy));
        if (ike.established)
            row(s, ike.conn, "<none>", "<none>", algorithm, 0, 0);
    }
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            char address[IP_TEXT];
            sa_algorithm(sa, algorithm, sizeof algorithm);
            row(s, sa->conn, id->interface, ip_text(id->local, address), algorithm,
                sa->inbound ? 0 : sa->packets, sa->inbound ? sa->packets : 0);
        }
    shell_printf(s, "\n");
}

static void show_dropped(struct shell *s)
{
    shell_printf(s, "\nInterface            IP-Address      Drop Count\n\n");
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next) {
        char address[IP_TEXT];
        if (id->send_errors)
            shell_printf(s, "%-20s %-15s %llu\n", id->interface, ip_text(id->local, address),
                         (unsigned long long)id->send_errors);
    }
}

void show_engine_connections(struct shell *s, const struct parsed *p)
{
    ipsec_expire(s->r->ipsec);
    if (parsed_after(p, "active"))
        show_active(s);
    else
        show_dropped(s);
}

void show_engine_configuration(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_printf(s, "\n        slot: 0\n"
                    "        engine name: unknown\n"
                    "        engine type: software\n"
                    "        serial number: 01496536\n"
                    "        platform: rp crypto engine\n"
                    "        crypto lib version: 10.0.0\n\n"
                    "Encryption Process Info:\n"
                    "        input queue top: 140\n"
                    "        input queue bot: 140\n"
                    "        input queue count: 0\n\n");
}
