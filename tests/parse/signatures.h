/* SPDX-License-Identifier: ISC */
/* The signatures of the IOS pack as the state of a group of tests. */
#ifndef TESTS_PARSE_SIGNATURES_H
#define TESTS_PARSE_SIGNATURES_H

#include "parse/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline int signatures_set_up(void **state)
{
    struct err e = {0};
    *state = signature_set_load("playbooks/ios/signatures.json", &e);
    if (!*state)
        print_error("%s:%d: %s\n", e.where, e.line, e.text);
    return *state ? 0 : -1;
}

static inline int signatures_tear_down(void **state)
{
    signature_set_free(*state);
    return 0;
}

#endif
