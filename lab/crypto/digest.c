/* SPDX-License-Identifier: ISC */
#include "lab/crypto/digest.h"

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

uint64_t digest(uint64_t key, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = mix(key ^ 0x9e3779b97f4a7c15U) + n;
    for (size_t i = 0; i < n; i++)
        h = mix(h ^ p[i]) + 0x9e3779b97f4a7c15U;
    return mix(h);
}

uint64_t digest_number(uint64_t key, uint64_t number)
{
    return digest(key, &number, sizeof number);
}

void digest_cipher(uint64_t key, char *bytes, size_t n)
{
    uint64_t block = 0;
    for (size_t i = 0; i < n; i++) {
        if (i % sizeof block == 0)
            block = digest_number(key, i);
        bytes[i] = (char)(bytes[i] ^ (char)(block >> i % sizeof block * 8 & 0xff));
    }
}

/* Every group has a prime of its own, so that a value of one is no use in another. */
static uint32_t prime(unsigned group)
{
    static const uint32_t primes[] = {2147483647U, 2147483629U, 2147483587U, 2147483579U,
                                      2147483563U, 2147483549U, 2147483543U, 2147483497U};
    return primes[group % (sizeof primes / sizeof primes[0])];
}

static uint32_t power(uint32_t base, uint32_t exponent, uint32_t p)
{
    uint64_t result = 1;
    uint64_t b = base % p;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = result * b % p;
        b = b * b % p;
    }
    return (uint32_t)result;
}

uint32_t dh_public(unsigned group, uint32_t secret)
{
    return power(7, secret, prime(group));
}

uint32_t dh_shared(unsigned group, uint32_t secret, uint32_t theirs)
{
    return power(theirs, secret, prime(group));
}
