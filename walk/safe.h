/* SPDX-License-Identifier: ISC */
/* Strings for JSON out of bytes that may be anything: devices' lines, sentences that were cut. */
#ifndef WALK_SAFE_H
#define WALK_SAFE_H

#include <jansson.h>
#include <stddef.h>

/* Never NULL: what is no valid UTF-8 is shown as text_visible() does. */
json_t *safe_string(const char *text);

/* A device's line for a person: always through text_visible(). */
json_t *safe_line(const char *bytes, size_t len);

#endif
