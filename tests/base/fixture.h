/* SPDX-License-Identifier: ISC */
#ifndef TESTS_BASE_FIXTURE_H
#define TESTS_BASE_FIXTURE_H

#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The text of a file below tests/fixtures, named as by printf; on the heap. */
__attribute__((format(printf, 1, 2))) static inline char *fixture_text(const char *name, ...)
{
    struct err e = {0};
    struct buf text = {0};
    va_list ap;
    va_start(ap, name);
    char *below = mem_vprintf(name, ap);
    va_end(ap);
    char *path = file_join("tests/fixtures", below);
    if (file_read(path, 0, &text, &e) != ERR_NONE)
        fail_msg("%s: %s", path, e.text);
    free(path);
    free(below);
    return buf_take(&text, NULL);
}

#endif
