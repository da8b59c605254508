/* SPDX-License-Identifier: ISC */
/* What several commands say of an ISAKMP SA. */
#ifndef LAB_SHOW_ISAKMP_H
#define LAB_SHOW_ISAKMP_H

#include "lab/crypto/ike.h"

/* "D": letters for mode config, dead peer detection, extended authentication. */
void isakmp_capabilities(const struct conf *c, const struct ike_row *row, char out[4]);

/* The VRF of the packets it is about, "" for the global table. */
const char *isakmp_inside(const struct conf *c, const struct ike_row *row);

#endif
