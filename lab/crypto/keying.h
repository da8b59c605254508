/* SPDX-License-Identifier: ISC */
/* What two ends that know the same secret compute alike, whatever kind of ends they are. */
#ifndef LAB_KEYING_H
#define LAB_KEYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYING_NONCE = 8, KEYING_HASH = 16 };

/* What phase 1 has told both ends. */
struct keying {
    uint64_t icookie, rcookie;
    uint32_t public_i, public_r;
    char nonce_i[KEYING_NONCE], nonce_r[KEYING_NONCE];
    uint64_t skeyid, skeyid_d, skeyid_e;
};

/* The keys of an ISAKMP SA; `secret` is the pre-shared key (NULL: none), `shared` of the exchange.
 */
void keying_derive(struct keying *k, const char *secret, uint32_t shared);

/* What an end proves to know in phase 1; `initiator`: whose proof. `offered`: the first SA payload.
 */
void keying_proof(const struct keying *k, bool initiator, const char *offered, size_t len,
                  char out[KEYING_HASH]);

/* The hash payload of a message under an ISAKMP SA. */
void keying_hash(const struct keying *k, uint32_t message, char out[KEYING_HASH]);

/* The key of one IPsec SA; nonces and `shared` are those of its quick mode. */
uint64_t keying_spi(const struct keying *k, const char nonce_i[KEYING_NONCE],
                    const char nonce_r[KEYING_NONCE], uint32_t shared, int protocol, uint32_t spi);

#endif
