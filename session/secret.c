/* SPDX-License-Identifier: ISC */
#include "session/secret.h"

#include "base/mem.h"

#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void secret_no_dumps(void)
{
    static const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    /* A handler of cores may ignore the limit, but not this. */
    prctl(PR_SET_DUMPABLE, 0);
}

char *secret_alloc(size_t size)
{
    if (sodium_init() < 0)
        abort();
    secret_no_dumps();
    char *p = sodium_malloc(size);
    if (!p)
        mem_die(); /* what cannot be kept safe is not kept at all */
    sodium_memzero(p, size);
    return p;
}

char *secret_dup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *p = secret_alloc(size);
    memcpy(p, text, size);
    return p;
}

void secret_free(char *secret)
{
    sodium_free(secret);
}

void secret_forget(char *text)
{
    if (text)
        explicit_bzero(text, malloc_usable_size(text));
    free(text);
}
