/* SPDX-License-Identifier: ISC */
/*
 * ISAKMP messages as bytes (RFC 2408): a header, then payloads, each naming the next.
 *
 *   | initiator cookie 8 | responder cookie 8 | next 1 | version 1 | exchange 1 | flags 1 |
 *   | message id 4 | length 4 |  then payloads:  | next 1 | reserved 1 | length 2 | body |
 */
#ifndef LAB_ISAKMP_H
#define LAB_ISAKMP_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum isakmp_payload {
    PAYLOAD_NONE = 0,
    PAYLOAD_SA = 1,
    PAYLOAD_PROPOSAL = 2,
    PAYLOAD_TRANSFORM = 3,
    PAYLOAD_KE = 4,
    PAYLOAD_ID = 5,
    PAYLOAD_CERT = 6,
    PAYLOAD_HASH = 8,
    PAYLOAD_SIG = 9,
    PAYLOAD_NONCE = 10,
    PAYLOAD_NOTIFY = 11,
    PAYLOAD_DELETE = 12,
    PAYLOAD_VENDOR = 13,
    PAYLOAD_ATTRIBUTES = 14 /* of a transaction exchange */
};
enum isakmp_exchange {
    EXCHANGE_MAIN = 2,
    EXCHANGE_AGGRESSIVE = 4,
    EXCHANGE_INFO = 5,
    EXCHANGE_TRANSACTION = 6, /* XAUTH and mode configuration */
    EXCHANGE_QUICK = 32
};
enum { ISAKMP_ENCRYPTED = 1, ISAKMP_HEADER = 28, ISAKMP_MAX_PAYLOADS = 12 };
enum {
    NOTIFY_INVALID_COOKIE = 4,
    NOTIFY_INVALID_SPI = 11,
    NOTIFY_PROPOSAL_NOT_CHOSEN = 14,
    NOTIFY_PAYLOAD_MALFORMED = 16,
    NOTIFY_INVALID_HASH = 23,
    NOTIFY_RESPONDER_LIFETIME = 24576,
    NOTIFY_INITIAL_CONTACT = 24578,
    NOTIFY_R_U_THERE = 36136,
    NOTIFY_R_U_THERE_ACK = 36137
};
enum { ID_ADDRESS = 1, ID_SUBNET = 4, ID_KEY = 11 };

struct isakmp_header {
    uint64_t icookie, rcookie;
    unsigned next, exchange, flags;
    uint32_t message;
};

/* A message as received: borrowed bytes. */
struct isakmp_message {
    struct isakmp_header h;
    struct {
        unsigned type;
        const unsigned char *body;
        size_t len;
    } payload[ISAKMP_MAX_PAYLOADS];
    size_t count;
    uint64_t mark;         /* digest of the bytes as they came, to know the message again */
    const char *malformed; /* name of the first payload that is not one, or NULL */
};

void isakmp_begin(struct buf *out, const struct isakmp_header *h);
void isakmp_add(struct buf *out, unsigned type, const void *body, size_t len);

/* Close the message: set its length and, with the flag, encrypt what follows the header. */
void isakmp_end(struct buf *out, uint64_t key);

/* The header alone. False when there is none. */
bool isakmp_peek(const char *bytes, size_t len, struct isakmp_header *out);

/* Decrypt in place when encrypted, then read all payloads. False when malformed is set. */
bool isakmp_read(char *bytes, size_t len, uint64_t key, struct isakmp_message *out);

/* The index of the n-th payload (from 0) of a type, or -1. */
int isakmp_find(const struct isakmp_message *m, unsigned type, int n);

const char *isakmp_payload_name(unsigned type);
unsigned isakmp_payload_number(const char *name);

/* Big-endian numbers. */
void put_number(struct buf *out, uint64_t value, size_t bytes);
uint64_t get_number(const unsigned char *at, size_t bytes);

#endif
