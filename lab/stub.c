/* SPDX-License-Identifier: ISC */
#include "base/mem.h"
#include "lab/ike.h"
#include "lab/ip.h"
#include "lab/ipsec.h"
#include "lab/ping.h"
struct ike *ike_new(struct router *r)
{
    (void)r;
    return NULL;
}
void ike_free(struct ike *k)
{
    (void)k;
}
void ike_refresh(struct ike *k, const struct conf *c)
{
    (void)k;
    (void)c;
}
struct ipsec *ipsec_new(struct router *r)
{
    (void)r;
    return NULL;
}
void ipsec_free(struct ipsec *k)
{
    (void)k;
}
void ipsec_refresh(struct ipsec *k)
{
    (void)k;
}
void ip_input(struct router *r, const char *p, struct packet *q)
{
    (void)r;
    (void)p;
    packet_free(q);
}
void ping_stop(struct ping *p)
{
    (void)p;
}
void ping_free(struct ping *p)
{
    (void)p;
}
