/* SPDX-License-Identifier: ISC */
/*
 *   tunnel:     IP 20 | AH 12 + check | ESP 8 | IV | packet, padding, 2 | check
 *   transport:  the packet's own IP 20 instead (RFC 2402, RFC 2406)
 */
#include "lab/crypto/overhead.h"

#include <string.h>

enum { IP_HEADER = 20, AH_HEADER = 12, ESP_HEADER = 8, ESP_TRAILER = 2, NULL_BLOCK = 4 };
enum { DES_BLOCK = 8, AES_BLOCK = 16 };

static unsigned check_size(const char *transform)
{
    return strstr(transform, "sha512")   ? 32
           : strstr(transform, "sha384") ? 24
           : strstr(transform, "sha256") ? 16
           : strstr(transform, "hmac")   ? 12
                                         : 0;
}

static unsigned block_size(const char *transform)
{
    return strstr(transform, "esp-aes")                               ? AES_BLOCK
           : strstr(transform, "esp-null")                            ? NULL_BLOCK
           : strstr(transform, "des") || strstr(transform, "rfc1829") ? DES_BLOCK
                                                                      : NULL_BLOCK;
}

/* What ESP makes of a payload; its first block is the IV, unless there is no cipher. */
static unsigned esp_size(const char *transform, unsigned payload)
{
    unsigned block = block_size(transform);
    unsigned padded = (payload + ESP_TRAILER + block - 1) / block * block;
    unsigned iv = block == NULL_BLOCK ? 0 : block;
    return ESP_HEADER + iv + padded + check_size(transform);
}

static const struct ipsec_sa *part(const struct ident *id, unsigned bundle, int protocol)
{
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (!sa->inbound && sa->bundle == bundle && sa->protocol == protocol)
            return sa;
    return NULL;
}

unsigned ipsec_sealed_size(const struct ident *id, unsigned bundle, unsigned size)
{
    const struct ipsec_sa *esp = part(id, bundle, IPSEC_ESP);
    const struct ipsec_sa *ah = part(id, bundle, IPSEC_AH);
    bool transport = esp ? esp->transport : ah && ah->transport;
    unsigned payload = transport ? size - IP_HEADER : size;
    if (esp)
        payload = esp_size(esp->transform, payload);
    if (ah)
        payload += AH_HEADER + check_size(ah->transform);
    return IP_HEADER + payload;
}

unsigned ipsec_room(const struct ident *id, unsigned bundle, unsigned mtu)
{
    unsigned size = mtu;
    while (size > IP_HEADER && ipsec_sealed_size(id, bundle, size) > mtu)
        size--;
    return size;
}
