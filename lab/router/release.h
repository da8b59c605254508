/* SPDX-License-Identifier: ISC */
/* The IOS releases a router model can speak as. The model is one; only its words differ. */
#ifndef LAB_RELEASE_H
#define LAB_RELEASE_H

#include <stdbool.h>

/* In the order of their age, so that they can be compared. */
enum release {
    IOS_11_3, /* "transform proposals", SAs of IKE and IPsec in one row of numbers */
    IOS_12_0, /* ISAKMP (16): */
    IOS_12_2, /* ISAKMP (0:1): */
    IOS_12_3, /* 12.2(15)T and 12.3: reasons of a refusal, states, keyrings, VRF-aware IPsec */
    IOS_15,   /* 15.x and IOS XE 16 */
    RELEASES
};

/* "12.2", "15" ... */
const char *release_name(enum release r);

/* False when no release has that name. */
bool release_find(const char *name, enum release *out);

/* "12.2, 15": for messages. Static. */
const char *release_names(void);

#endif
