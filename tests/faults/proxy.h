/* SPDX-License-Identifier: ISC */
/*
 * A wire that fails: listens on loopback, passes every connection on to one port, and on the
 * chosen one stops after so many bytes, both directions counted together.
 *
 *     program ---> proxy ---> router of the lab
 */
#ifndef TESTS_FAULTS_PROXY_H
#define TESTS_FAULTS_PROXY_H

#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

enum proxy_kind {
    PROXY_DROP, /* the connection is reset */
    PROXY_HANG  /* it stays, and nothing more comes through */
};

struct proxy_plan {
    enum proxy_kind kind;
    unsigned connection; /* which one it befalls, counted from 0; the others are well */
    uint64_t after;      /* bytes that still come through */
    bool for_good;       /* nobody answers from then on */
};

struct proxy;

/* Borrows the loop. `plan` NULL: a wire without fault. */
struct proxy *proxy_new(struct loop *l, uint16_t to, const struct proxy_plan *plan);
void proxy_free(struct proxy *p);

uint16_t proxy_port(const struct proxy *p);
bool proxy_struck(const struct proxy *p);    /* the plan came true */
uint64_t proxy_bytes(const struct proxy *p); /* that the planned connection has carried */

#endif
