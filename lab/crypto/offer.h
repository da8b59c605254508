/* SPDX-License-Identifier: ISC */
/* The inside of an SA payload: proposals, their transforms, and the attributes of these. */
#ifndef LAB_OFFER_H
#define LAB_OFFER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OFFER_MAX = 12, OFFER_ATTRIBUTES = 10 };

struct offer_attribute {
    unsigned type;
    uint32_t value;
    bool wide; /* four bytes instead of two */
};

struct offer_transform {
    unsigned number, id;
    struct offer_attribute attribute[OFFER_ATTRIBUTES];
    size_t count;
};

struct offer_proposal {
    unsigned number, protocol;
    uint32_t spi; /* 0 in phase 1 */
    struct offer_transform transform[OFFER_MAX];
    size_t count;
};

struct offer {
    struct offer_proposal proposal[OFFER_MAX];
    size_t count;
};

void offer_write(const struct offer *o, struct buf *out);
bool offer_read(const unsigned char *at, size_t len, struct offer *out);

void offer_attribute(struct offer_transform *t, unsigned type, uint32_t value);

/* The value of the attribute, or `fallback` when it is not there. */
uint32_t offer_value(const struct offer_transform *t, unsigned type, uint32_t fallback);

#endif
