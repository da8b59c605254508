/* SPDX-License-Identifier: ISC */
/* A stranger's playbook: loaded as for a walk, and looked through as `peerwalk lint` does. */
#include "tests/fuzz/fuzz.h"

#include "walk/playbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pack *pack;
    struct err e = {0};
    if (!pack)
        pack = pack_load("tests/fixtures/pack", "mini", NULL);
    FUZZ_HOLDS(pack);
    const char *file = fuzz_file(data, size);
    struct playbook *b = playbook_load(pack, file, &e);
    fuzz_error(&e, !b);
    json_t *problems = json_array();
    struct err lint = {0};
    int rc = playbook_lint(pack, file, problems, &lint);
    FUZZ_HOLDS(b || rc != ERR_NONE);
    FUZZ_HOLDS((rc == ERR_NONE) == (json_array_size(problems) == 0));
    json_decref(problems);
    playbook_free(b);
    return 0;
}
