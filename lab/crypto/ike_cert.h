/* SPDX-License-Identifier: ISC */
/*
 * RSA signatures in phase 1. A router that has keys and names a certificate authority counts as
 * enrolled there; it believes the certificates of others that were enrolled at the same one.
 */
#ifndef LAB_IKE_CERT_H
#define LAB_IKE_CERT_H

#include "lab/crypto/ike_sa.h"

bool cert_can_sign(const struct router *r);

/* Add a certificate, and the proof signed, to a message. */
void cert_sign(struct ike *k, const struct ike_sa *sa, const char proof[KEYING_HASH],
               struct buf *m);

/* Whether a message holds a certificate to believe, and the signed proof that was expected. */
bool cert_proven(struct ike *k, const struct ike_sa *sa, const struct isakmp_message *m,
                 const char expected[KEYING_HASH]);

#endif
