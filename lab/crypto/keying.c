/* SPDX-License-Identifier: ISC */
#include "lab/crypto/keying.h"

#include "lab/crypto/digest.h"

#include <string.h>

void keying_derive(struct keying *k, const char *secret, uint32_t shared)
{
    uint64_t key = secret ? digest(0, secret, strlen(secret)) : 0;
    k->skeyid = digest(digest(key, k->nonce_i, KEYING_NONCE), k->nonce_r, KEYING_NONCE);
    uint64_t base = digest_number(digest_number(k->skeyid, shared), k->icookie ^ k->rcookie);
    k->skeyid_d = digest_number(base, 0);
    k->skeyid_e = digest_number(base, 2);
}

void keying_proof(const struct keying *k, bool initiator, const char *offered, size_t len,
                  char out[KEYING_HASH])
{
    uint64_t text[] = {k->public_i, k->public_r, k->icookie, k->rcookie, initiator};
    uint64_t h = digest(digest(k->skeyid, text, sizeof text), offered, len);
    for (size_t i = 0; i < KEYING_HASH; i++)
        out[i] = (char)(digest_number(h, i) & 0xff);
}

void keying_hash(const struct keying *k, uint32_t message, char out[KEYING_HASH])
{
    uint64_t h = digest_number(k->skeyid, message);
    memset(out, 0, KEYING_HASH);
    memcpy(out, &h, sizeof h);
}

uint64_t keying_spi(const struct keying *k, const char nonce_i[KEYING_NONCE],
                    const char nonce_r[KEYING_NONCE], uint32_t shared, int protocol, uint32_t spi)
{
    uint64_t h = digest(digest(k->skeyid_d, nonce_i, KEYING_NONCE), nonce_r, KEYING_NONCE);
    return digest_number(digest_number(digest_number(h, shared), (uint64_t)protocol), spi);
}
