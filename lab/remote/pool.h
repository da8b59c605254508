/* SPDX-License-Identifier: ISC */
/*
 * Address pools of one router. Who has which address is not kept here: the clients' ISAKMP SAs and
 * IPsec identities know.
 */
#ifndef LAB_POOL_H
#define LAB_POOL_H

#include "lab/config/conf_remote.h"
#include "lab/router/model.h"

/* The lowest address of a pool that nobody has; 0: the pool is not there, or all are taken. */
uint32_t pool_take(const struct router *r, const char *name);

size_t pool_size(const struct address_pool *p);
size_t pool_used(const struct router *r, const struct address_pool *p);
bool pool_has(const struct router *r, uint32_t address); /* somebody has it */

#endif
