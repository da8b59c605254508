/* SPDX-License-Identifier: ISC */
/* Values between jansson and libjq, without a detour over text. */
#ifndef WALK_JV_JSON_H
#define WALK_JV_JSON_H

#include <jansson.h>
#include <jv.h>

enum { JV_DEPTH_MAX = 128 };

/* A jq value of a JSON value. Invalid when it is nested deeper than JV_DEPTH_MAX. */
jv jv_from_json(const json_t *value);

/* A JSON value of a jq value, which is consumed; NaN and the infinities become null. */
json_t *json_from_jv(jv value);

#endif
