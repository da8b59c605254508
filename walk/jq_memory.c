/* SPDX-License-Identifier: ISC */
/*
 * libjq takes all its memory by functions that it exports, so those of the program stand in for
 * them: they count. It has no way to be told that there is no more; see cage.h for what happens
 * then. The library's header does not declare them.
 */
#include "walk/jq_memory.h"

#include "base/mem.h"
#include "walk/cage.h"
#include "walk/leak_check.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *jv_mem_alloc(size_t size);
void *jv_mem_alloc_unguarded(size_t size);
void *jv_mem_calloc(size_t count, size_t size);
void *jv_mem_calloc_unguarded(size_t count, size_t size);
char *jv_mem_strdup(const char *text);
char *jv_mem_strdup_unguarded(const char *text);
void jv_mem_free(void *p);
void *jv_mem_realloc(void *p, size_t size);

/*
 * An allocation says only how large it is: the count belongs to all of them. Below zero when more
 * came back than was taken: what the C library allocated for libjq's parser is freed here, too.
 */
static atomic_long bytes_now;

size_t jq_memory_bytes(void)
{
    long now = atomic_load_explicit(&bytes_now, memory_order_relaxed);
    return now > 0 ? (size_t)now : 0;
}

static void give_back(void *p)
{
    if (p)
        atomic_fetch_sub_explicit(&bytes_now, (long)malloc_usable_size(p), memory_order_relaxed);
}

static void *taken(void *p)
{
    atomic_fetch_add_explicit(&bytes_now, (long)malloc_usable_size(p), memory_order_relaxed);
    return p;
}

void *jv_mem_alloc(size_t size)
{
    cage_grows(jq_memory_bytes() + size);
    return taken(mem_resize(NULL, size));
}

void *jv_mem_alloc_unguarded(size_t size)
{
    return jv_mem_alloc(size);
}

void *jv_mem_calloc(size_t count, size_t size)
{
    size_t all;
    if (__builtin_mul_overflow(count, size, &all))
        all = SIZE_MAX / 2;
    cage_grows(jq_memory_bytes() + all);
    return taken(mem_array(count, size));
}

void *jv_mem_calloc_unguarded(size_t count, size_t size)
{
    return jv_mem_calloc(count, size);
}

char *jv_mem_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(jv_mem_alloc(size), text, size);
}

char *jv_mem_strdup_unguarded(const char *text)
{
    return jv_mem_strdup(text);
}

void jv_mem_free(void *p)
{
    give_back(p);
    free(p);
}

void *jv_mem_realloc(void *p, size_t size)
{
    cage_grows(jq_memory_bytes() + size);
    give_back(p);
    /* The interpreter knows its stack by the end only; it is no leak when it was left behind. */
    LEAK_CHECK_OFF();
    p = taken(mem_resize(p, size));
    LEAK_CHECK_ON();
    return p;
}
