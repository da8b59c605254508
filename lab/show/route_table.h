/* SPDX-License-Identifier: ISC */
/*
 * A routing table as it is printed: what packets are really sent by, ordered, and filed under the
 * classful networks.
 */
#ifndef LAB_ROUTE_TABLE_H
#define LAB_ROUTE_TABLE_H

#include "lab/net/ip.h"

struct route_row {
    struct hop hop;
    bool local; /* an address of the router itself, from 15 on */
};

struct route_table {
    const char *vrf;
    struct route_row *row; /* by network */
    size_t count, capacity;
    bool has_gateway;
    uint32_t gateway; /* of last resort */
};

/* The network IOS files an address under. */
struct network classful(uint32_t address);

/* Every route of t->vrf that is in use, once. The caller frees t->row. */
void route_table_fill(struct route_table *t, const struct router *r);

/* 'C', 'S' ... */
char route_row_code(const struct route_row *row);

/* Keep the rows with one of these codes. */
void route_table_filter(struct route_table *t, const char *codes);

/* How the routes into a classful network look: those to parts of it, and to itself besides. */
struct route_family {
    struct network major;
    size_t subnets, masks;
    bool divided; /* there is a route to a part, and the row is one of them */
    bool first;   /* the row is the first of them in the table */
};
struct route_family route_table_family(const struct route_table *t, size_t i);

#endif
