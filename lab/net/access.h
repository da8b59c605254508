/* SPDX-License-Identifier: ISC */
/* Access-groups: packets against the access lists of interfaces. */
#ifndef LAB_ACCESS_H
#define LAB_ACCESS_H

#include "lab/net/net.h"

/*
 * Whether the list (by name; "" or one that is not there lets everything pass) stops the packet at
 * an interface. Counts the hit and logs it when the entry says so.
 */
bool access_refuses(struct router *r, const char *list, const struct packet *p);

#endif
