/* SPDX-License-Identifier: ISC */
#include "lab/crypto/offer.h"

#include "lab/crypto/isakmp.h"

enum { SITUATION = 8, GENERIC = 4, PROPOSAL_HEAD = 8, TRANSFORM_HEAD = 8, BASIC = 0x8000 };

static void write_transform(const struct offer_transform *t, bool more, struct buf *out)
{
    struct buf body = {0};
    for (size_t i = 0; i < t->count; i++) {
        const struct offer_attribute *a = &t->attribute[i];
        put_number(&body, a->type | (a->wide ? 0 : BASIC), 2);
        put_number(&body, a->wide ? 4 : a->value, 2);
        if (a->wide)
            put_number(&body, a->value, 4);
    }
    put_number(out, more ? PAYLOAD_TRANSFORM : PAYLOAD_NONE, 1);
    put_number(out, 0, 1);
    put_number(out, TRANSFORM_HEAD + body.len, 2);
    put_number(out, t->number, 1);
    put_number(out, t->id, 1);
    put_number(out, 0, 2);
    buf_add(out, body.data, body.len);
    buf_fini(&body);
}

void offer_write(const struct offer *o, struct buf *out)
{
    put_number(out, 1, 4); /* the IPsec DOI */
    put_number(out, 1, 4); /* identity only */
    for (size_t i = 0; i < o->count; i++) {
        const struct offer_proposal *p = &o->proposal[i];
        struct buf body = {0};
        size_t spi_size = p->spi ? 4 : 0;
        put_number(&body, p->spi, spi_size);
        for (size_t k = 0; k < p->count; k++)
            write_transform(&p->transform[k], k + 1 < p->count, &body);
        put_number(out, i + 1 < o->count ? PAYLOAD_PROPOSAL : PAYLOAD_NONE, 1);
        put_number(out, 0, 1);
        put_number(out, PROPOSAL_HEAD + body.len, 2);
        put_number(out, p->number, 1);
        put_number(out, p->protocol, 1);
        put_number(out, spi_size, 1);
        put_number(out, p->count, 1);
        buf_add(out, body.data, body.len);
        buf_fini(&body);
    }
}

static bool read_transform(const unsigned char *at, size_t len, struct offer_transform *t)
{
    *t = (struct offer_transform){.number = at[4], .id = at[5]};
    for (size_t i = TRANSFORM_HEAD; i + 4 <= len;) {
        unsigned type = (unsigned)get_number(at + i, 2);
        bool wide = !(type & BASIC);
        if (t->count == OFFER_ATTRIBUTES || (wide && i + 8 > len))
            return false;
        t->attribute[t->count++] = (struct offer_attribute){
            type & ~(unsigned)BASIC, (uint32_t)get_number(at + i + (wide ? 4 : 2), wide ? 4 : 2),
            wide};
        i += wide ? 8 : 4;
    }
    return true;
}

static bool read_proposal(const unsigned char *at, size_t len, struct offer_proposal *p)
{
    size_t spi_size = at[6];
    *p = (struct offer_proposal){.number = at[4], .protocol = at[5]};
    if (PROPOSAL_HEAD + spi_size > len || spi_size > 4)
        return false;
    p->spi = (uint32_t)get_number(at + PROPOSAL_HEAD, spi_size);
    for (size_t i = PROPOSAL_HEAD + spi_size; i + TRANSFORM_HEAD <= len;) {
        size_t n = get_number(at + i + 2, 2);
        if (n < TRANSFORM_HEAD || i + n > len || p->count == OFFER_MAX ||
            !read_transform(at + i, n, &p->transform[p->count++]))
            return false;
        i += n;
    }
    return true;
}

bool offer_read(const unsigned char *at, size_t len, struct offer *out)
{
    out->count = 0;
    for (size_t i = SITUATION; i + PROPOSAL_HEAD <= len;) {
        size_t n = get_number(at + i + 2, 2);
        if (n < PROPOSAL_HEAD || i + n > len || out->count == OFFER_MAX ||
            !read_proposal(at + i, n, &out->proposal[out->count++]))
            return false;
        i += n;
    }
    return out->count > 0;
}

void offer_attribute(struct offer_transform *t, unsigned type, uint32_t value)
{
    if (t->count < OFFER_ATTRIBUTES)
        t->attribute[t->count++] = (struct offer_attribute){type, value, value > UINT16_MAX};
}

uint32_t offer_value(const struct offer_transform *t, unsigned type, uint32_t fallback)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->attribute[i].type == type)
            return t->attribute[i].value;
    return fallback;
}
