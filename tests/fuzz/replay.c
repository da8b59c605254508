/* SPDX-License-Identifier: ISC */
/*
 * Runs a fuzz target over its corpus without libFuzzer: over tests/fuzz/corpus/NAME for a program
 * called fuzz_NAME, or over the files that are given.
 */
#include "tests/fuzz/fuzz.h"

#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>

static void replay(const char *file)
{
    struct buf data = {0};
    struct err e = {0};
    if (file_read(file, 0, &data, &e) != ERR_NONE) {
        fprintf(stderr, "%s: %s\n", file, e.text);
        exit(1);
    }
    /* Told before, for when it does not come back. */
    printf("[ RUN      ] %s\n", file);
    fflush(stdout);
    /* A copy of just this size, so that a sanitizer sees who reads beyond it. */
    uint8_t *exact = malloc(data.len ? data.len : 1);
    if (data.len > 0)
        memcpy(exact, data.data, data.len);
    LLVMFuzzerTestOneInput(exact, data.len);
    free(exact);
    buf_fini(&data);
    printf("[       OK ] %s\n", file);
}

static int is_input(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static int replay_corpus(const char *program)
{
    const char *name = strrchr(program, '/');
    name = name ? name + 1 : program;
    char *dir = mem_printf("tests/fuzz/corpus/%s", text_starts(name, "fuzz_") ? name + 5 : name);
    struct dirent **list = NULL;
    int n = scandir(dir, &list, is_input, alphasort);
    if (n <= 0)
        fprintf(stderr, "%s: no corpus\n", dir);
    for (int i = 0; i < n; i++) {
        char *file = file_join(dir, list[i]->d_name);
        replay(file);
        free(file);
        free(list[i]);
    }
    free(list);
    free(dir);
    return n > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    return argc > 1 ? 0 : replay_corpus(argv[0]);
}
