/* SPDX-License-Identifier: ISC */
/* Logging in anew to switch debugging off, when whoever had switched it on is gone. */
#ifndef SESSION_RESCUE_H
#define SESSION_RESCUE_H

#include "session/peer.h"
#include "session/vault.h"

/* A router, how to get there, and whether debugging may be on. */
struct ward {
    char *side; /* its name in the journal */
    char *target, *ssh_config, *known_hosts;
    struct peer_config config; /* of these texts */
    struct vault *answers;
    char *hostname; /* its prompt must say so, or it is another router */
    char *also;     /* one more line to send; NULL: none */
    bool on;
};

/*
 * Log in to every ward that is on, as often as need be within the time, and switch debugging off.
 * What became of it goes to standard error, and to the journal (NULL: none) as soon as nobody else
 * has it open. Returns how many may still be debugging.
 */
int rescue_wards(struct ward *wards, size_t count, const struct platform *platform,
                 const char *journal, unsigned limit_ms);

#endif
