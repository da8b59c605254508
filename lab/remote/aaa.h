/* SPDX-License-Identifier: ISC */
/*
 * AAA of one router, as far as VPN clients need it: who asks for a group or brings a password,
 * which list answers, and the debug lines of that. Methods are tried in order until one decides;
 * there is no RADIUS server, so `group radius` never does.
 */
#ifndef LAB_AAA_H
#define LAB_AAA_H

#include "lab/config/conf_remote.h"
#include "lab/router/model.h"

struct aaa_question {
    const char *port; /* "ISAKMP-ID-AUTH" */
    const char *list; /* of methods */
    const char *user; /* or group */
    uint32_t peer;
    unsigned session;
};

/* Begin a session: gives it its number. */
void aaa_open(struct router *r, struct aaa_question *q);

/* Whether the list's methods know the client group. */
const struct client_group *aaa_group(struct router *r, const struct aaa_question *q);

/* A login starts: until somebody tells the user's name. */
void aaa_login_start(struct router *r, const struct aaa_question *q);

/* Name and password are there. */
bool aaa_login(struct router *r, const struct aaa_question *q, const char *password);

#endif
