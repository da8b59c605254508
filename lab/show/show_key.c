/* SPDX-License-Identifier: ISC */
/* show crypto key mypubkey rsa. */
#include "lab/crypto/digest.h"
#include "lab/crypto/isakmp.h"
#include "lab/shell/exec.h"

enum { DER_SEQUENCE = 0x30, DER_BITS = 0x03, DER_INTEGER = 0x02, DER_SHORT = 0x80 };
enum { GROUP = 4, ROW = 28 }; /* bytes printed together, and in a row */

static void add_der(struct buf *out, unsigned tag, const struct buf *body)
{
    put_number(out, tag, 1);
    if (body->len >= 256) {
        put_number(out, DER_SHORT | 2, 1);
        put_number(out, body->len, 2);
    } else {
        if (body->len >= DER_SHORT)
            put_number(out, DER_SHORT | 1, 1);
        put_number(out, body->len, 1);
    }
    buf_add(out, body->data, body->len);
}

/* The public key as X.509 writes it; the modulus comes out of the toy key. */
static void add_public_key(const struct router *r, struct buf *out)
{
    static const char algorithm[] = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    static const char exponent[] = "\x02\x03\x01\x00\x01";
    struct buf number = {0};
    struct buf pair = {0};
    struct buf bits = {0};
    struct buf all = {0};
    put_number(&number, 0, 1);
    for (unsigned i = 0; i < r->rsa_bits / 8; i++) {
        unsigned byte = (unsigned)(digest_number(r->rsa_key, i) & 0xff);
        put_number(&number, i == 0 ? byte | 0x80 : byte, 1);
    }
    add_der(&pair, DER_INTEGER, &number);
    buf_add(&pair, exponent, sizeof exponent - 1);
    put_number(&bits, 0, 1);
    add_der(&bits, DER_SEQUENCE, &pair);
    buf_add(&all, algorithm, sizeof algorithm - 1);
    add_der(&all, DER_BITS, &bits);
    add_der(out, DER_SEQUENCE, &all);
    buf_fini(&number);
    buf_fini(&pair);
    buf_fini(&bits);
    buf_fini(&all);
}

void show_key(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct router *r = s->r;
    struct buf key = {0};
    if (r->rsa_bits == 0)
        return;
    shell_printf(s,
                 "%% Key pair was generated at: %s\n"
                 "Key name: %s\n"
                 " Usage: General Purpose Key\n"
                 " Key Data:",
                 r->rsa_made, r->rsa_name);
    add_public_key(r, &key);
    for (size_t i = 0; i < key.len; i++) {
        if (i % ROW == 0)
            shell_printf(s, "\n  ");
        shell_printf(s, "%02X%s", (unsigned char)key.data[i], i % GROUP == GROUP - 1 ? " " : "");
    }
    shell_printf(s, "\n");
    buf_fini(&key);
}
