/* SPDX-License-Identifier: ISC */
#include "lab/crypto/isakmp.h"

#include "lab/crypto/digest.h"

#include <string.h>

enum { NEXT_AT = 16, EXCHANGE_AT = 18, FLAGS_AT = 19, MESSAGE_AT = 20, LENGTH_AT = 24 };
enum { GENERIC = 4, VERSION = 0x10 };

void put_number(struct buf *out, uint64_t value, size_t bytes)
{
    while (bytes-- > 0)
        buf_add_char(out, (char)(value >> 8 * bytes & 0xff));
}

uint64_t get_number(const unsigned char *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

const char *isakmp_payload_name(unsigned type)
{
    switch (type) {
    case PAYLOAD_SA:
        return "SA";
    case PAYLOAD_KE:
        return "KE";
    case PAYLOAD_ID:
        return "ID";
    case PAYLOAD_CERT:
        return "CERT";
    case PAYLOAD_SIG:
        return "SIG";
    case PAYLOAD_HASH:
        return "HASH";
    case PAYLOAD_NONCE:
        return "NONCE";
    case PAYLOAD_NOTIFY:
        return "NOTIFY";
    case PAYLOAD_DELETE:
        return "DELETE";
    case PAYLOAD_VENDOR:
        return "VENDOR";
    default:
        return "payload";
    }
}

unsigned isakmp_payload_number(const char *name)
{
    unsigned type = PAYLOAD_NONE + 1;
    while (type < PAYLOAD_VENDOR && strcmp(isakmp_payload_name(type), name) != 0)
        type++;
    return type;
}

void isakmp_begin(struct buf *out, const struct isakmp_header *h)
{
    buf_clear(out);
    put_number(out, h->icookie, 8);
    put_number(out, h->rcookie, 8);
    put_number(out, PAYLOAD_NONE, 1);
    put_number(out, VERSION, 1);
    put_number(out, h->exchange, 1);
    put_number(out, h->flags, 1);
    put_number(out, h->message, 4);
    put_number(out, 0, 4);
}

void isakmp_add(struct buf *out, unsigned type, const void *body, size_t len)
{
    /* The payload before, or the header, says what comes next. */
    size_t at = ISAKMP_HEADER;
    size_t last = NEXT_AT;
    while (at < out->len) {
        last = at;
        at += get_number((unsigned char *)out->data + at + 2, 2);
    }
    out->data[last] = (char)type;
    put_number(out, PAYLOAD_NONE, 1);
    put_number(out, 0, 1);
    put_number(out, len + GENERIC, 2);
    buf_add(out, body, len);
}

static uint64_t stream_key(uint64_t key, const struct isakmp_header *h)
{
    return digest_number(digest_number(key, h->message), h->exchange);
}

void isakmp_end(struct buf *out, uint64_t key)
{
    struct isakmp_header h;
    for (size_t i = 0; i < 4; i++)
        out->data[LENGTH_AT + i] = (char)(out->len >> 8 * (3 - i) & 0xff);
    isakmp_peek(out->data, out->len, &h);
    if (h.flags & ISAKMP_ENCRYPTED)
        digest_cipher(stream_key(key, &h), out->data + ISAKMP_HEADER, out->len - ISAKMP_HEADER);
}

bool isakmp_peek(const char *bytes, size_t len, struct isakmp_header *out)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (len < ISAKMP_HEADER || get_number(p + LENGTH_AT, 4) != len)
        return false;
    *out = (struct isakmp_header){.icookie = get_number(p, 8),
                                  .rcookie = get_number(p + 8, 8),
                                  .next = p[NEXT_AT],
                                  .exchange = p[EXCHANGE_AT],
                                  .flags = p[FLAGS_AT],
                                  .message = (uint32_t)get_number(p + MESSAGE_AT, 4)};
    return true;
}

bool isakmp_read(char *bytes, size_t len, uint64_t key, struct isakmp_message *out)
{
    *out = (struct isakmp_message){0};
    if (!isakmp_peek(bytes, len, &out->h)) {
        out->malformed = isakmp_payload_name(PAYLOAD_NONE);
        return false;
    }
    if (out->h.flags & ISAKMP_ENCRYPTED)
        digest_cipher(stream_key(key, &out->h), bytes + ISAKMP_HEADER, len - ISAKMP_HEADER);
    const unsigned char *p = (const unsigned char *)bytes;
    unsigned type = out->h.next;
    for (size_t at = ISAKMP_HEADER; type != PAYLOAD_NONE;) {
        size_t n = at + GENERIC <= len ? get_number(p + at + 2, 2) : 0;
        /* What was encrypted with another key shows here: the reserved byte is not zero. */
        if (n < GENERIC || at + n > len || p[at + 1] != 0 || out->count == ISAKMP_MAX_PAYLOADS) {
            out->malformed = isakmp_payload_name(type);
            return false;
        }
        out->payload[out->count].type = type;
        out->payload[out->count].body = p + at + GENERIC;
        out->payload[out->count++].len = n - GENERIC;
        type = p[at];
        at += n;
    }
    return true;
}

int isakmp_find(const struct isakmp_message *m, unsigned type, int n)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->payload[i].type == type && n-- == 0)
            return (int)i;
    return -1;
}
