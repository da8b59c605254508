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

/* Eight bytes at a time, multiplied and folded. */
static uint64_t hash_of(const char *text, size_t len)
{
    static const uint64_t prime = 0x9E3779B97F4A7C15U;
    uint64_t hash = len * prime;
    uint64_t part = 0;
    for (; len >= sizeof part; text += sizeof part, len -= sizeof part) {
        memcpy(&part, text, sizeof part);
        hash = (hash ^ part) * prime;
        hash ^= hash >> 32;
    }
    part = 0;
    memcpy(&part, text, len);
    hash = (hash ^ part) * prime;
    return hash ^ hash >> 29;
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
