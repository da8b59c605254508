/* SPDX-License-Identifier: ISC */
#include "base/mem.h"
#include "parse/scan_private.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 15, ENTRIES_MAX = SLOTS / 2 };

struct memory {
    struct known *slot[SLOTS];
    size_t count;
};

struct memory *memory_new(void)
{
    return mem_alloc(sizeof(struct memory));
}

static void forget(struct memory *m)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (m->slot[i]) {
            free(m->slot[i]->shape);
            free(m->slot[i]->hits);
            free(m->slot[i]);
        }
        m->slot[i] = NULL;
    }
    m->count = 0;
}

void memory_free(struct memory *m)
{
    if (m)
        forget(m);
    free(m);
}

bool memory_tidy(struct memory *m)
{
    if (m->count <= ENTRIES_MAX)
        return false;
    forget(m);
    return true;
}

static uint64_t fold(uint64_t hash, const char *text)
{
    static const uint64_t prime = 0x9E3779B97F4A7C15U;
    uint64_t part;
    memcpy(&part, text, sizeof part);
    hash = (hash ^ part) * prime;
    return hash ^ hash >> 32;
}

/* Two strands of eight bytes at a time, multiplied and folded. */
static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t a = len, b = 1;
    char rest[16] = {0};
    for (; len >= sizeof rest; text += sizeof rest, len -= sizeof rest) {
        a = fold(a, text);
        b = fold(b, text + 8);
    }
    memcpy(rest, text, len);
    return fold(fold(a, rest), rest + 8) ^ b * 3;
}

struct known *memory_find(struct memory *m, const char *shape, size_t len, bool *is_new)
{
    uint64_t hash = hash_of(shape, len);
    size_t i = hash % SLOTS;
    struct known *k;
    for (; (k = m->slot[i]) != NULL; i = (i + 1) % SLOTS)
        if (k->hash == hash && k->len == len && memcmp(k->shape, shape, len) == 0) {
            *is_new = false;
            return k;
        }
    m->slot[i] = k = mem_alloc(sizeof *k);
    m->count++;
    k->shape = mem_ndup(shape, len);
    k->len = len;
    k->hash = hash;
    *is_new = true;
    return k;
}
