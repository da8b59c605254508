/* SPDX-License-Identifier: ISC */
/* Limits of time and memory for tests that valgrind makes slow and large: see `make valgrind`. */
#ifndef TESTS_SLOW_H
#define TESTS_SLOW_H

#include <stdlib.h>

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
