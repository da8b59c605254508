/* SPDX-License-Identifier: ISC */
/*
 * What can be the matter with the connection to a router, however healthy the router itself is:
 * the options of a lab, by name or by number, and who plays them.
 *
 *     client === cable === SSH server --- login --- tty --- router
 *                  |           |            |        |
 *             rtt, rate     host key,     flood    noise: banner, odd bytes
 *             drop, hang    algorithms,                   in replies, renaming
 *                           one vty
 */
#ifndef LAB_TROUBLE_H
#define LAB_TROUBLE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
    WIRE_SLOW_BANNER = 1 << 0,
    WIRE_LONG_PROMPT = 1 << 1,
    WIRE_RENAME = 1 << 2,
    WIRE_FAKE_PROMPT = 1 << 3,
    WIRE_CONSOLE_LOG = 1 << 4,
    WIRE_ESCAPES = 1 << 5,
    WIRE_8BIT = 1 << 6,
    WIRE_ONE_VTY = 1 << 7,
    WIRE_LEGACY = 1 << 8,
    WIRE_LEGACY_1024 = 1 << 9,
    WIRE_WRONG_HOSTKEY = 1 << 10,
};

enum { WIRE_RTT_MAX_MS = 60 * 1000, WIRE_FLOOD_MAX = 1000 * 1000 };

/* Zero is a wire without fault. */
struct wire_options {
    unsigned names;      /* WIRE_... */
    unsigned rtt_ms;     /* added to every round trip */
    uint64_t rate;       /* bytes a second, each way; 0: no limit */
    unsigned flood;      /* log lines a second to every line with `terminal monitor` */
    uint64_t drop_after; /* the connection is cut after so many bytes to the client; 0: never */
    uint64_t hang_after; /* ... goes silent, and stays */
    unsigned cut_first;  /* only the first so many connections are cut or go silent; 0: all */
};

struct wire_trouble {
    const char *name;
    unsigned bit;
    const char *summary;
};

/* The troubles that have names; their number to *count. */
const struct wire_trouble *wire_troubles(size_t *count);

/* Add the comma-separated names to *names. A negative error lists the names there are. */
int wire_names_parse(const char *list, unsigned *names, struct err *e);

#endif
