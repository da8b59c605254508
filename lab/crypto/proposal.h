/* SPDX-License-Identifier: ISC */
/* The numbers and words of phase 2 transforms (RFC 2407), between who offers and who judges. */
#ifndef LAB_PROPOSAL_H
#define LAB_PROPOSAL_H

#include "lab/crypto/ike_sa.h"

enum { P2_LIFE_TYPE = 1, P2_LIFE, P2_GROUP, P2_ENCAPS, P2_AUTH, P2_KEY_BITS };
enum { LIFE_SECONDS = 1, LIFE_KILOBYTES = 2, ENCAPS_TUNNEL = 1, ENCAPS_TRANSPORT = 2 };

/* A transform in the words a set would have for it, and by its name. */
void proposal_text(int protocol, const struct offer_transform *t, char out[CONF_NAME]);
const char *proposal_name(int protocol, const struct offer_transform *t);

/* The attributes of a transform, as debug messages. */
void proposal_say(struct ike *k, const struct ike_sa *sa, const struct offer_transform *t);

#endif
