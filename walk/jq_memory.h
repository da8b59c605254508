/* SPDX-License-Identifier: ISC */
/* How much memory libjq has: its allocations go through this program (jq_memory.c). */
#ifndef WALK_JQ_MEMORY_H
#define WALK_JQ_MEMORY_H

#include <stddef.h>

size_t jq_memory_bytes(void);

#endif
