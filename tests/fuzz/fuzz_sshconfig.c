/* SPDX-License-Identifier: ISC */
/*
 * An ssh_config file for the target on its first line, and its lists of algorithms written out.
 */
#include "tests/fuzz/fuzz.h"

#include "base/mem.h"
#include "session/sshconfig.h"

static void check_lists(const struct sshconfig *c)
{
    for (int i = 0; i < ALGORITHM_LISTS; i++) {
        char *list = algorithms_list(i, c->lists[i], i % 2);
        FUZZ_HOLDS(list);
        algorithms_have_legacy(i, list);
        free(list);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *home;
    struct err e = {0};
    struct sshconfig c;
    if (!home) {
        home = mem_dup("/nonexistent");
        setenv("HOME", home, 1);
    }
    const uint8_t *nl = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first = nl ? (size_t)(nl - data) : 0;
    char *target = mem_ndup((const char *)data, first);
    int rc = sshconfig_read(&c, target, fuzz_file(data + first, size - first), &e);
    fuzz_error(&e, rc != ERR_NONE);
    if (rc == ERR_NONE) {
        FUZZ_HOLDS(c.name && c.host && c.user && c.port);
        check_lists(&c);
        sshconfig_fini(&c);
    }
    free(target);
    return 0;
}
