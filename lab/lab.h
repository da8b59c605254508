/* SPDX-License-Identifier: ISC */
/*
 * The lab: simulated routers behind real SSH servers on loopback. A lab is a pair of router models
 * joined by a link, one SSH listener each, on the caller's loop.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "lab/wire/trouble.h"

#include "base/err.h"
#include "base/loop.h"

#include <jansson.h>
#include <stdint.h>

struct lab;

struct lab_options {
    const char *topology; /* NULL: the usual pair */
    const char *ios;      /* the release whose words the routers use, NULL: 12.2 */
    const char *faults;   /* comma-separated names, NULL or "none" for a healthy pair */
    uint64_t seed;        /* identifiers, cookies, SPIs; the same seed gives the same bytes */
    unsigned port[2];     /* 0: any free port */
    struct wire_options wire[2]; /* what is the matter with the way to each router */
    const char *ssh_config; /* where to write a configuration file for clients; NULL: a temporary */
};

/* Start the routers. NULL on failure. */
struct lab *lab_new(struct loop *l, const struct lab_options *o, struct err *e);
void lab_free(struct lab *lab); /* closes every line, removes what it wrote */

/*
 * What `lab --serve --json` prints: for "a" and "b" name, hostname, host, port, user, password,
 * enable, hostkey; for both ssh_config, known_hosts, topology, ios, seed.
 */
json_t *lab_describe(const struct lab *lab); /* new reference */

/* The topologies: array of { "name", "summary", "routers": [NAME],
 * "faults": [{ "name", "summary", "subject" }] }; new reference. */
json_t *lab_topologies(void);

/*
 * The same lab in a child process that ends when the caller ends or calls lab_child_stop(). The
 * caller keeps its own loop to itself. Returns the description, as lab_describe().
 */
struct lab_child;
struct lab_child *lab_child_start(const struct lab_options *o, json_t **description, struct err *e);
void lab_child_stop(struct lab_child *c);

#endif
