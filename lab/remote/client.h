/* SPDX-License-Identifier: ISC */
/*
 * A VPN client on the wire, played from a script: it dials a gateway (aggressive mode with its
 * group's key, XAUTH, mode configuration, quick mode), pings something behind it once a second, and
 * dials again when that failed or its tunnel has gone. It speaks to nobody but the gateway.
 */
#ifndef LAB_CLIENT_H
#define LAB_CLIENT_H

#include "lab/net/link.h"
#include "lab/router/world.h"

/* All addresses in dotted quads. */
struct client_script {
    const char *address, *uplink; /* its own and that of the router it is attached to */
    const char *gateway;
    const char *group, *key;     /* without a group it goes by its address */
    const char *user, *password; /* without a user it asks for no address either */
    const char *ping;            /* behind the gateway */
};

/* How far it has come. */
enum client_state {
    CLIENT_WAITS,      /* to dial again */
    CLIENT_GREETS,     /* aggressive mode */
    CLIENT_IDENTIFIES, /* XAUTH */
    CLIENT_TYPES,      /* its user's name and password */
    CLIENT_CONFIGURES, /* mode configuration */
    CLIENT_AGREES,     /* quick mode */
    CLIENT_CONNECTED
};

struct client_report {
    enum client_state state;
    uint32_t address; /* assigned; 0: none */
    uint32_t dns;     /* the first it was told of */
    unsigned dials;
    uint64_t pings, answers;
    const char *trouble; /* why the latest try came to nothing, "" */
};

struct client;

/* Plugs itself into the wire and dials a moment later. The script must outlive it. */
struct client *client_new(struct world *w, struct link *k, const struct client_script *s,
                          uint64_t seed);
void client_free(struct client *c);
struct client_report client_report(const struct client *c);

#endif
