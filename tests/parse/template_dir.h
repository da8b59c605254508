/* SPDX-License-Identifier: ISC */
/* A directory of templates for one test; removed by template_dir_fini(). */
#ifndef TESTS_PARSE_TEMPLATE_DIR_H
#define TESTS_PARSE_TEMPLATE_DIR_H

#include "base/file.h"
#include "base/mem.h"
#include "parse/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct template_dir {
    char path[64];
    char *files[16];
    size_t count;
};

static inline void template_dir_init(struct template_dir *d)
{
    *d = (struct template_dir){.path = "/tmp/peerwalk-test-XXXXXX"};
    assert_non_null(mkdtemp(d->path));
}

static inline void template_dir_write(struct template_dir *d, const char *name, const char *text)
{
    char *path = file_join(d->path, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    d->files[d->count++] = path;
}

static inline void template_dir_fini(struct template_dir *d)
{
    for (size_t i = 0; i < d->count; i++) {
        unlink(d->files[i]);
        free(d->files[i]);
    }
    rmdir(d->path);
}

static inline struct template_index *template_dir_load(const struct template_dir *d)
{
    struct err e = {0};
    struct template_index *ix = template_index_load(d->path, "cisco_ios", &e);
    if (!ix)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return ix;
}

#endif
