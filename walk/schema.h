/* SPDX-License-Identifier: ISC */
/*
 * A validator for the part of JSON Schema 2020-12 that the shipped schema uses: type, enum, const,
 * properties, required, additionalProperties, items, minItems, uniqueItems, minLength, minimum,
 * maximum, oneOf and $ref to #/$defs. A schema with any other keyword is refused when it is loaded,
 * so that nothing that looks checked goes unchecked.
 */
#ifndef WALK_SCHEMA_H
#define WALK_SCHEMA_H

#include "walk/problem.h"

#include <stdbool.h>

struct schema;

struct schema *schema_load(const char *file, struct err *e);
void schema_free(struct schema *s);

/* Is there a definition of that name below $defs? */
bool schema_has(const struct schema *s, const char *def);

/* Check a value against $defs/`def`; every complaint goes to `p`. Returns how many there were. */
size_t schema_check(const struct schema *s, const char *def, const json_t *value,
                    struct problems *p);

#endif
