/* SPDX-License-Identifier: ISC */
/*
 * Stand-ins for cryptography: keyed digests, a key stream and Diffie-Hellman small enough for a
 * simulation. They behave as the real ones (the same key gives the same, another key nonsense) and
 * protect nothing.
 */
#ifndef LAB_DIGEST_H
#define LAB_DIGEST_H

#include <stddef.h>
#include <stdint.h>

uint64_t digest(uint64_t key, const void *bytes, size_t n);
uint64_t digest_number(uint64_t key, uint64_t number);

/* XOR with the key's stream: encrypts and decrypts. */
void digest_cipher(uint64_t key, char *bytes, size_t n);

uint32_t dh_public(unsigned group, uint32_t secret);
uint32_t dh_shared(unsigned group, uint32_t secret, uint32_t theirs);

#endif
