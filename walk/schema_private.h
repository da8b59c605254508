/* SPDX-License-Identifier: ISC */
/* What loading a schema and checking with it share. */
#ifndef WALK_SCHEMA_PRIVATE_H
#define WALK_SCHEMA_PRIVATE_H

#include "base/buf.h"
#include "walk/schema.h"

struct schema {
    json_t *root;
};

/* The definition that a "$ref" value names, or NULL. */
const json_t *schema_resolve(const struct schema *s, const json_t *ref);

/* Append "/token" to a JSON Pointer, escaped. Returns the length before, for buf_cut(). */
size_t pointer_push(struct buf *at, const char *token);

#endif
