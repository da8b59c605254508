/* SPDX-License-Identifier: ISC */
/*
 * Two configurations as safety_configuration_lines() gives them, held against each other. Their
 * secrets are tags of two runs, which have different keys: the configurations are the same when
 * their tags correspond one to one, equal ones to equal ones. A secret that became another one,
 * which occurs nowhere else, cannot be seen that way.
 */
#ifndef WALK_CONFIGURATION_H
#define WALK_CONFIGURATION_H

#include "base/buf.h"

#include <jansson.h>
#include <stdbool.h>

bool configuration_same(const json_t *before, const json_t *now);

/*
 * How they differ: array of "-LINE" for what was there before and "+LINE" for what is there now,
 * each line behind those it stands below ("interface X > ip address ..."); new reference. Empty
 * when only the order of lines or the equality of secrets is different.
 */
json_t *configuration_difference(const json_t *before, const json_t *now);

/* The difference in a sentence's words: its first lines, or what else it is. */
void configuration_describe(const json_t *before, const json_t *now, struct buf *out);

#endif
