/* SPDX-License-Identifier: ISC */
#ifndef TESTS_BASE_QUOTED_H
#define TESTS_BASE_QUOTED_H

#include "base/json.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* A text with every ' turned into ", which JSON in C would be full of; on the heap. */
static inline char *quoted(const char *text)
{
    char *json = mem_dup(text);
    for (char *c = json; *c; c++)
        if (*c == '\'')
            *c = '"';
    return json;
}

/* The value of such a text. */
static inline json_t *quoted_value(const char *text)
{
    struct err e = {0};
    char *json = quoted(text);
    json_t *value = json_parse("quoted", json, &e);
    if (!value)
        fail_msg("%s: %s", json, e.text);
    free(json);
    return value;
}

#endif
