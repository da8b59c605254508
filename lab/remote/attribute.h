/* SPDX-License-Identifier: ISC */
/*
 * The attributes payload of a transaction exchange, by which a gateway asks a VPN client for its
 * user (XAUTH) and the client asks the gateway for an address (mode configuration):
 *
 *   | kind 1 | reserved 1 | identifier 2 |  then attributes:  | type 2 | length 2 | value |
 */
#ifndef LAB_ATTRIBUTE_H
#define LAB_ATTRIBUTE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum attributes_kind { CONFIG_REQUEST = 1, CONFIG_REPLY, CONFIG_SET, CONFIG_ACK };

enum attribute_type {
    ATTRIBUTE_ADDRESS = 1,
    ATTRIBUTE_NETMASK = 2,
    ATTRIBUTE_DNS = 3,
    ATTRIBUTE_NBNS = 4,
    ATTRIBUTE_XAUTH_TYPE = 16520,
    ATTRIBUTE_XAUTH_USER = 16521,
    ATTRIBUTE_XAUTH_PASSWORD = 16522,
    ATTRIBUTE_XAUTH_MESSAGE = 16524,
    ATTRIBUTE_XAUTH_STATUS = 16527,
    ATTRIBUTE_DOMAIN = 28674,
    ATTRIBUTE_SPLIT = 28676
};

enum { ATTRIBUTES_MAX = 16, ATTRIBUTE_SIZE = 128 };

struct attribute {
    enum attribute_type type;
    char value[ATTRIBUTE_SIZE]; /* a text has its '\0' behind `len` */
    size_t len;
};

struct attributes {
    enum attributes_kind kind;
    unsigned id;
    struct attribute item[ATTRIBUTES_MAX];
    size_t count;
};

/* What does not fit is left out. */
void attributes_add(struct attributes *a, enum attribute_type type, const void *value, size_t len);
void attributes_add_number(struct attributes *a, enum attribute_type type, uint32_t value);
void attributes_add_text(struct attributes *a, enum attribute_type type, const char *text);

void attributes_write(const struct attributes *a, struct buf *out);
bool attributes_read(const unsigned char *at, size_t len, struct attributes *out);

/* The first of a type, or NULL. */
const struct attribute *attributes_find(const struct attributes *a, enum attribute_type type);

/* The value of the first of a type: 0 or "" when there is none. */
uint32_t attributes_number(const struct attributes *a, enum attribute_type type);
const char *attributes_text(const struct attributes *a, enum attribute_type type);

/* "IP4_ADDRESS", "XAUTH_USER_NAME_V2" */
const char *attribute_name(enum attribute_type type);

#endif
