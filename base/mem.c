/* SPDX-License-Identifier: ISC */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kept like a signal flag: set once, read only on the way out. */
static void (*exhausted)(void);

void mem_on_exhaustion(void (*hook)(void))
{
    exhausted = hook;
}

_Noreturn void mem_die(void)
{
    static const char message[] = "peerwalk: out of memory\n";
    if (exhausted)
        exhausted();
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
        _exit(3);
    _exit(2);
}

void *mem_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        mem_die();
    return p;
}

void *mem_resize(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);
    if (!p)
        mem_die();
    return p;
}

void *mem_array(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        mem_die();
    return p;
}

char *mem_dup(const char *text)
{
    return text ? mem_ndup(text, strlen(text)) : NULL;
}

char *mem_ndup(const char *bytes, size_t n)
{
    char *p = mem_alloc(n + 1);
    if (n > 0)
        memcpy(p, bytes, n);
    return p;
}

char *mem_printf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *out = mem_vprintf(fmt, ap);
    va_end(ap);
    return out;
}

char *mem_vprintf(const char *fmt, va_list ap)
{
    char *out = NULL;
    if (vasprintf(&out, fmt, ap) < 0)
        mem_die();
    return out;
}

void *mem_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    if (wanted <= *capacity || wanted > SIZE_MAX / size)
        mem_die();
    *capacity = wanted;
    return mem_resize(array, wanted * size);
}
