/* SPDX-License-Identifier: ISC */
/*
 * What came out against what was wanted: a part of it, or all of it kept in a file. With
 * GOLDEN_UPDATE set in the environment such files are written anew; look at the difference then.
 */
#ifndef TESTS_BASE_EXPECTED_H
#define TESTS_BASE_EXPECTED_H

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static inline void assert_kept(const char *text, const char *path)
{
    struct buf kept = {0};
    if (getenv("GOLDEN_UPDATE")) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        fputs(text, out);
        fclose(out);
    }
    assert_int_equal(file_read(path, 0, &kept, NULL), ERR_NONE);
    assert_string_equal(text, buf_str(&kept));
    buf_fini(&kept);
}

#endif
