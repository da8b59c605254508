/* SPDX-License-Identifier: ISC */
/*
 * What can be wrong with a lab: each fault is nothing but lines typed into a router's
 * configuration, so typing others mends it.
 */
#ifndef LAB_FAULTS_H
#define LAB_FAULTS_H

#include "base/err.h"

#include <stddef.h>

struct fault {
    const char *name;
    const char *summary;
    int router;        /* 0 or 1 */
    const char *lines; /* for router_configure(); NULL: nothing */
};

enum { FAULTS_MAX = 16 }; /* that one lab may have at once */

/* The table; its length to *count. */
const struct fault *faults_all(size_t *count);

/*
 * Look up comma-separated names (NULL: none). Returns how many `found` holds, or a negative error
 * that lists the names there are.
 */
int faults_find(const char *names, const struct fault *found[FAULTS_MAX], struct err *e);

#endif
