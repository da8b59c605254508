/* SPDX-License-Identifier: ISC */
#include "lab/remote/attribute.h"

#include "lab/crypto/isakmp.h"

#include <string.h>

enum { HEAD = 4, ITEM_HEAD = 4, ADDRESS_LEN = 4 };

static const struct {
    enum attribute_type type;
    const char *name;
} names[] = {
    {ATTRIBUTE_ADDRESS, "IP4_ADDRESS"},
    {ATTRIBUTE_NETMASK, "IP4_NETMASK"},
    {ATTRIBUTE_DNS, "IP4_DNS"},
    {ATTRIBUTE_NBNS, "IP4_NBNS"},
    {ATTRIBUTE_XAUTH_TYPE, "XAUTH_TYPE_V2"},
    {ATTRIBUTE_XAUTH_USER, "XAUTH_USER_NAME_V2"},
    {ATTRIBUTE_XAUTH_PASSWORD, "XAUTH_USER_PASSWORD_V2"},
    {ATTRIBUTE_XAUTH_MESSAGE, "XAUTH_MESSAGE_V2"},
    {ATTRIBUTE_XAUTH_STATUS, "XAUTH_STATUS_V2"},
    {ATTRIBUTE_DOMAIN, "DEFAULT_DOMAIN"},
    {ATTRIBUTE_SPLIT, "SPLIT_INCLUDE"},
};

const char *attribute_name(enum attribute_type type)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].type == type)
            return names[i].name;
    return "UNKNOWN";
}

void attributes_add(struct attributes *a, enum attribute_type type, const void *value, size_t len)
{
    if (a->count == ATTRIBUTES_MAX || len >= ATTRIBUTE_SIZE)
        return;
    struct attribute *n = &a->item[a->count++];
    *n = (struct attribute){.type = type, .len = len};
    if (len > 0)
        memcpy(n->value, value, len);
}

void attributes_add_number(struct attributes *a, enum attribute_type type, uint32_t value)
{
    struct buf bytes = {0};
    put_number(&bytes, value, ADDRESS_LEN);
    attributes_add(a, type, bytes.data, bytes.len);
    buf_fini(&bytes);
}

void attributes_add_text(struct attributes *a, enum attribute_type type, const char *text)
{
    attributes_add(a, type, text, strlen(text));
}

void attributes_write(const struct attributes *a, struct buf *out)
{
    put_number(out, a->kind, 1);
    put_number(out, 0, 1);
    put_number(out, a->id, 2);
    for (size_t i = 0; i < a->count; i++) {
        put_number(out, a->item[i].type, 2);
        put_number(out, a->item[i].len, 2);
        buf_add(out, a->item[i].value, a->item[i].len);
    }
}

bool attributes_read(const unsigned char *at, size_t len, struct attributes *out)
{
    if (len < HEAD)
        return false;
    *out = (struct attributes){.kind = (enum attributes_kind)at[0],
                               .id = (unsigned)get_number(at + 2, 2)};
    for (size_t i = HEAD; i < len;) {
        size_t n = i + ITEM_HEAD <= len ? (size_t)get_number(at + i + 2, 2) : len;
        if (i + ITEM_HEAD + n > len)
            return false;
        attributes_add(out, (enum attribute_type)get_number(at + i, 2), at + i + ITEM_HEAD, n);
        i += ITEM_HEAD + n;
    }
    return true;
}

const struct attribute *attributes_find(const struct attributes *a, enum attribute_type type)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->item[i].type == type)
            return &a->item[i];
    return NULL;
}

uint32_t attributes_number(const struct attributes *a, enum attribute_type type)
{
    const struct attribute *n = attributes_find(a, type);
    bool number = n && n->len >= ADDRESS_LEN;
    return number ? (uint32_t)get_number((const unsigned char *)n->value, ADDRESS_LEN) : 0;
}

const char *attributes_text(const struct attributes *a, enum attribute_type type)
{
    const struct attribute *n = attributes_find(a, type);
    return n ? n->value : "";
}
