/* SPDX-License-Identifier: ISC */
/* What the tables of wordings are written with: a message in its category. */
#ifndef LAB_VOICE_H
#define LAB_VOICE_H

#include "lab/router/say.h"

#define WORDING(bits, text)                                                                        \
    {                                                                                              \
        bits, text                                                                                 \
    }
#define I(text) WORDING(DEBUG_ISAKMP, text)
#define P(text) WORDING(DEBUG_IPSEC, text)
#define E(text) WORDING(DEBUG_ENGINE, text)
#define N(text) WORDING(DEBUG_IP_PACKET, "IP: s={src} ({role}), d={dst}" text "{reason}")
#define LOG(text) WORDING(0, text)
#define SILENT WORDING(0, "")

#endif
