/* SPDX-License-Identifier: ISC */
/*
 * What is said to the sentinel: messages of texts over a socket pair that keeps messages apart
 * (SOCK_SEQPACKET). The first text is the verb:
 *
 *     hello   platform file, journal or ""
 *     peer    side, target, ssh_config or "", known_hosts or "", legacy "1" or "", timeout in ms
 *     answer  side, kind, text, answer     what a person or the configuration answered
 *     on      side, hostname, also         debugging is about to be switched on there; `also` is a
 *                                          line to send besides when it is switched off, or ""
 *     off     side                         the router has confirmed that it is off
 *     here                                 the program is alive
 *     hurry   ms                           somebody waits: be done in so long
 *     bye                                  there is nothing to do any more
 *
 * An answer goes from locked memory into the socket and from there into locked memory; no copy of
 * it is made on the way.
 */
#ifndef SESSION_SENTINEL_WIRE_H
#define SESSION_SENTINEL_WIRE_H

#include <stdbool.h>
#include <stddef.h>

enum { SENTINEL_TEXTS = 8, SENTINEL_BYTES = 16 * 1024 };

/* The routers that one sentinel may have to care for. */
enum { SENTINEL_SIDES = 4 };

/* NULL counts as "". Never waits. False when it does not arrive. */
bool sentinel_say(int fd, const char *const *texts, size_t count);

/*
 * Wait for a message; `room` of SENTINEL_BYTES holds the texts, and those not given are "". Returns
 * their number, 0 at the end, -1 for what is no message.
 */
int sentinel_hear(int fd, char *room, const char *texts[SENTINEL_TEXTS]);

#endif
