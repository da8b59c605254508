/* SPDX-License-Identifier: ISC */
/* Where a test runs: what it cannot do there, and limits that valgrind (`make valgrind`) widens. */
#ifndef TESTS_SLOW_H
#define TESTS_SLOW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The case cannot run here; run-tests passes the reason on, and in CI it is a failure. */
static inline void cannot_run(const char *why)
{
    printf("skipped: %s\n", why);
    skip();
}

/* The case is nothing for valgrind, and runs everywhere else. */
static inline void not_under_valgrind(const char *why)
{
    if (getenv("TEST_WRAPPER"))
        cannot_run(why);
}

/* How many times slower everything is than it would be by itself. */
static inline unsigned slow_times(void)
{
    const char *said = getenv("TEST_SLOWNESS");
    return said ? (unsigned)strtoul(said, NULL, 10) : 1;
}

/* As many times more memory as a sanitizer takes (shadow, red zones, quarantine), or valgrind. */
static inline long large_times(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return 8;
#else
    return slow_times() > 1 ? 8 : 1;
#endif
}

#endif
