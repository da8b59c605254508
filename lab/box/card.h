/* SPDX-License-Identifier: ISC */
/*
 * The encryption engine: software, or a card that takes its place while the configuration lets it.
 * A card in limbo takes packets and gives nothing back.
 */
#ifndef LAB_CARD_H
#define LAB_CARD_H

#include "lab/router/model.h"

enum card_kind {
    CARD_NONE,
    CARD_AIM, /* AIM-VPN of the 2600 and 3600 */
    CARD_ISA  /* ISA of the 7200 */
};

struct card {
    enum card_kind kind;
    unsigned slot;
    bool limbo;
    bool off; /* by configuration */
    struct {
        uint64_t packets_in, packets_out, encrypted, decrypted, bytes_in, bytes_out;
        uint64_t commands, errors_in, errors_out;
    } n;
    uint64_t since_ms, error_ms;
    struct buf said; /* to whoever typed the line that changed it */
};

struct card *card_new(void);
void card_free(struct card *k);

/* Put a card in, switched on; CARD_NONE takes it out. Crypto connections do not survive it. */
void card_install(struct router *r, enum card_kind kind, unsigned slot);

/* The card lapses into limbo, or comes back to its senses. */
void card_limbo(struct router *r, bool limbo);

/* Whether the card does the work. */
bool card_is_on(const struct router *r);

/* What encrypts, as SAs name it: the slot, and a short name. */
unsigned engine_slot(const struct router *r);
const char *engine_name(const struct router *r);

/* The configuration changed: a card that is switched off or on tears all connections down. */
void card_refresh(struct router *r);

/* The engine works on a packet; false when it was lost in the card. */
bool engine_encrypt(struct router *r, unsigned bytes);
bool engine_decrypt(struct router *r, unsigned bytes);

#endif
