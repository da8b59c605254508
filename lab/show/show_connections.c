/* SPDX-License-Identifier: ISC */
/* show crypto engine connections: every SA, IKE's first, with what it has carried. */
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

enum { ALGORITHM_WIDTH = 18 };

/* How a release fills the row of an ISAKMP SA; NULL: with the interface and its address. */
struct form {
    const char *interface, *address;
    bool hash;  /* said besides the cipher */
    bool brief; /* "Se0/0.1" for an interface */
};
static const struct form forms[IOS_15] = {
    [IOS_11_3] = {"no idb", "no address", .hash = false},
    [IOS_12_0] = {"no idb", "no address", .hash = false, .brief = true},
    [IOS_12_2] = {"<none>", "<none>", .hash = true},
    [IOS_12_3] = {NULL, NULL, .hash = true},
};

/* What the engine calls an algorithm, in the rows up to 12.3 and in those of 15. */
struct algorithm {
    const char *transform;
    const char *name, *name_15;
};
static const struct algorithm hashes[] = {{"md5", "HMAC_MD5", "MD5"},
                                          {"sha-", "HMAC_SHA", "SHA"},
                                          {"sha256", "HMAC_SHA256", "SHA256"},
                                          {"sha384", "HMAC_SHA384", "SHA384"},
                                          {"sha512", "HMAC_SHA512", "SHA512"}};
static const struct algorithm ciphers[] = {
    {"esp-des", "DES_56_CBC", "DES"},     {"esp-rfc1829", "DES_56_CBC", "DES"},
    {"esp-3des", "3DES_56_C", "3DES"},    {"esp-aes 192", "AES_CBC", "AES192"},
    {"esp-aes 256", "AES_CBC", "AES256"}, {"esp-aes", "AES_CBC", "AES"}};
enum { HASHES = sizeof hashes / sizeof hashes[0], CIPHERS = sizeof ciphers / sizeof ciphers[0] };

static const struct algorithm *find(const struct algorithm *a, size_t n, const char *transform)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(transform, a[i].transform))
            return &a[i];
    return NULL;
}

/* "HMAC_MD5+DES_56_CBC": the column cuts it; 15 begins with the cipher of IPsec SAs. */
static void algorithm_text(enum release release, const char *transform, bool ike,
                           char out[CONF_NAME])
{
    const struct algorithm *hash = find(hashes, HASHES, transform);
    const struct algorithm *cipher = find(ciphers, CIPHERS, transform);
    const char *h = !hash ? "" : release < IOS_15 ? hash->name : hash->name_15;
    const char *c = !cipher ? "" : release < IOS_15 ? cipher->name : cipher->name_15;
    bool cipher_first = release >= IOS_15 && !ike;
    if (ike && release < IOS_15 && !forms[release].hash)
        h = "";
    snprintf(out, CONF_NAME, "%s%s%s", cipher_first ? c : h, *h && *c ? "+" : "",
             cipher_first ? h : c);
}

/* The algorithms of a policy, as if they were a transform. */
static void policy_algorithm(enum release release, const struct policy *y, char out[CONF_NAME])
{
    static const char *const encryption[] = {"esp-des", "esp-3des", "esp-aes"};
    static const char *const hash[] = {"md5", "sha-", "sha256", "sha384", "sha512"};
    char transform[CONF_NAME];
    if (y->encryption == IKE_AES && y->key_bits > 128)
        snprintf(transform, sizeof transform, "esp-aes %u %s", y->key_bits, hash[y->hash]);
    else
        snprintf(transform, sizeof transform, "%s %s", encryption[y->encryption], hash[y->hash]);
    algorithm_text(release, transform, true, out);
}

/* The kind in two letters and the number. */
static void brief_name(const char *name, char out[CONF_NAME])
{
    snprintf(out, CONF_NAME, "%.2s%s", name, name + strcspn(name, "0123456789"));
}

static const char *interface_with(const struct conf *c, uint32_t address)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].address == address)
            return c->interface[i].name;
    return "<none>";
}

static void row_12(struct shell *s, unsigned id, const char *interface, const char *address,
                   const char *algorithm, uint64_t encrypt, uint64_t decrypt)
{
    char brief[CONF_NAME];
    brief_name(interface, brief);
    if (forms[s->r->release].brief && strpbrk(interface, "0123456789"))
        interface = brief;
    shell_printf(s, "%4u %-15s %-15s %-6s %-*.*s %8llu %8llu\n", id, interface, address, "set",
                 ALGORITHM_WIDTH, ALGORITHM_WIDTH, algorithm, (unsigned long long)encrypt,
                 (unsigned long long)decrypt);
}

static void show_active_12(struct shell *s)
{
    const struct form *f = &forms[s->r->release];
    struct ike_row ike;
    char algorithm[CONF_NAME];
    char address[IP_TEXT];
    shell_printf(s, "\n  ID Interface       IP-Address      State  Algorithm           Encrypt  "
                    "Decrypt\n");
    for (size_t i = 0; ike_row(s->r->ike, i, &ike); i++) {
        if (!ike.established)
            continue;
        policy_algorithm(s->r->release, ike.policy, algorithm);
        row_12(s, ike.conn, f->interface ? f->interface : interface_with(s->r->conf, ike.local),
               f->address ? f->address : ip_text(ike.local, address), algorithm, 0, 0);
    }
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            algorithm_text(s->r->release, sa->transform, false, algorithm);
            row_12(s, sa->conn, id->interface, ip_text(id->local, address), algorithm,
                   sa->inbound ? 0 : sa->packets, sa->inbound ? sa->packets : 0);
        }
    shell_printf(s, "\n");
}

static void row_15(struct shell *s, unsigned id, const char *type, const char *algorithm,
                   const struct ipsec_sa *sa, uint32_t local)
{
    char address[IP_TEXT];
    unsigned long long packets = sa ? sa->packets : 0;
    bool inbound = sa && sa->inbound;
    shell_printf(s, "%5u  %-6s  %-*s %8llu %8llu %8llu %s\n", id, type, ALGORITHM_WIDTH, algorithm,
                 inbound ? 0 : packets, inbound ? packets : 0, inbound ? packets : 0,
                 ip_text(local, address));
}

static void show_active_15(struct shell *s)
{
    struct ike_row ike;
    char algorithm[CONF_NAME];
    shell_printf(s, "Crypto Engine Connections\n\n"
                    "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n");
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next)
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            algorithm_text(IOS_15, sa->transform, false, algorithm);
            row_15(s, sa->conn, "IPsec", algorithm, sa, id->local);
        }
    for (size_t i = 0; ike_row(s->r->ike, i, &ike); i++)
        if (ike.established) {
            policy_algorithm(IOS_15, ike.policy, algorithm);
            row_15(s, ike.conn, "IKE", algorithm, NULL, ike.local);
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
    if (!parsed_after(p, "active"))
        show_dropped(s);
    else if (s->r->release < IOS_15)
        show_active_12(s);
    else
        show_active_15(s);
}
