/* SPDX-License-Identifier: ISC */
/*
 * The SSH face of one router: a listener on loopback, any number of logins, each a vty. The host
 * key is made at the start and lives as long as the server.
 */
#ifndef LAB_SERVER_H
#define LAB_SERVER_H

#include "lab/router/router.h"

#define SERVER_ADDRESS "127.0.0.1"

struct server;

/* Listen on `port` (0: any that is free). The router must outlive the server. */
struct server *server_new(struct loop *l, struct router *r, unsigned port, struct err *e);
void server_free(struct server *s); /* hangs up on everybody */

unsigned server_port(const struct server *s);
const char *server_fingerprint(const struct server *s); /* "SHA256:..." as OpenSSH prints it */
const char *server_public_key(const struct server *s);  /* "ssh-ed25519 AAAA..." */

#endif
