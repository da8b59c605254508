/* SPDX-License-Identifier: ISC */
/* The host key of a simulated router, and how it is told to clients. */
#ifndef LAB_HOSTKEY_H
#define LAB_HOSTKEY_H

#include "base/err.h"

#include <libssh/libssh.h>
#include <stdint.h>

/*
 * With `rsa_bits` 0 an Ed25519 key drawn from the seed: the same seed, the same key. RSA keys are
 * made by libssh, which takes no seed: two runs have different ones. NULL on failure.
 */
ssh_key hostkey_new(uint64_t seed, int rsa_bits, struct err *e);

/* "SHA256:..." as OpenSSH prints it, and "ssh-ed25519 AAAA..."; on the heap, NULL on failure. */
char *hostkey_fingerprint(ssh_key key);
char *hostkey_public(ssh_key key);

#endif
