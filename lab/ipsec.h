/* SPDX-License-Identifier: ISC */
/*
 * IPsec of one router: an identity for every permit entry of a crypto access list that is applied,
 * with its SAs and counters.
 */
#ifndef LAB_IPSEC_H
#define LAB_IPSEC_H

#include "lab/link.h"
#include "lab/model.h"

struct ipsec *ipsec_new(struct router *r);
void ipsec_free(struct ipsec *x);

/* The configuration changed: identities come and go with crypto maps and access lists. */
void ipsec_refresh(struct ipsec *x);

#endif
