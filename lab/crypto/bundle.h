/* SPDX-License-Identifier: ISC */
/*
 * The parts of an offer that share a number, and so belong together (AH and ESP), against transform
 * sets and crypto maps. Borrows the offer.
 */
#ifndef LAB_BUNDLE_H
#define LAB_BUNDLE_H

#include "lab/crypto/ike_sa.h"

struct bundle {
    const struct offer_proposal *part[2];
    size_t count;
};

bool bundle_transport(const struct bundle *b); /* transport mode is asked for */

/* The first set of a map entry that is exactly this, or NULL. */
const struct transform_set *bundle_set(const struct conf *c, const struct map_entry *m,
                                       const struct bundle *b);

/*
 * What is wrong with it before its proxies are looked at, by the maps that are applied where the SA
 * ends; SAY_COUNT: nothing.
 */
enum saying bundle_problem(const struct conf *c, const struct ike_sa *sa, const struct bundle *b);

/* What comes of it under a map entry: of both lifetimes the shorter one. SPIs and keys of this end
 * are not filled in. */
void bundle_agree(const struct map_entry *m, const struct bundle *b, const struct proposal_asked *a,
                  struct ipsec_agreed *out);

#endif
