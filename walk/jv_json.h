/* SPDX-License-Identifier: ISC */
/* Values between jansson and libjq, without a detour over text. */
#ifndef WALK_JV_JSON_H
#define WALK_JV_JSON_H

#include <jansson.h>
#include <jv.h>

enum { JV_DEPTH_MAX = 128 };

/*
 * The jq values of arrays that were converted before, so that a document of which little has
 * changed costs little. Arrays are told apart by their identity and must not be changed in place
 * once they were converted; what one conversion did not need is forgotten by the next.
 */
struct jv_cache;
struct jv_cache *jv_cache_new(void);
void jv_cache_free(struct jv_cache *c);

/* A jq value of a JSON value. Invalid when it is nested deeper than JV_DEPTH_MAX. */
jv jv_from_json_cached(struct jv_cache *c, const json_t *value);

/*
 * A JSON value of a jq value, which is consumed; NaN and the infinities become null. A value shared
 * in many places becomes many: *budget is what they may take, in bytes, and what is left of it.
 * NULL when it is not enough, or the value is nested deeper than JV_DEPTH_MAX.
 */
json_t *json_from_jv(jv value, size_t *budget);

#endif
