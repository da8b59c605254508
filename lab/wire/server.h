/* SPDX-License-Identifier: ISC */
/*
 * The SSH face of one router: a listener on loopback, any number of logins, each a vty. The host
 * key is made at the start and lives as long as the server.
 */
#ifndef LAB_SERVER_H
#define LAB_SERVER_H

#include "lab/router/router.h"
#include "lab/wire/trouble.h"

#define SERVER_ADDRESS "127.0.0.1"

struct server;

struct server_options {
    unsigned port; /* 0: any that is free */
    uint64_t seed; /* of the host key and of what the wire does */
    struct wire_options wire;
};

/* The router must outlive the server. */
struct server *server_new(struct loop *l, struct router *r, const struct server_options *o,
                          struct err *e);
void server_free(struct server *s); /* hangs up on everybody */

unsigned server_port(const struct server *s);
const char *server_fingerprint(const struct server *s); /* "SHA256:..." as OpenSSH prints it */

/* "ssh-ed25519 AAAA...", for a known_hosts file; with WIRE_WRONG_HOSTKEY it is another key. */
const char *server_known_key(const struct server *s);

#endif
