/* SPDX-License-Identifier: ISC */
/* From records with "_at" to the lines a person is shown. */
#ifndef WALK_EVIDENCE_H
#define WALK_EVIDENCE_H

#include "walk/transcript.h"

#include <jansson.h>

/*
 * Append the lines of `records` to `lines`, each once: { "peer", "source", "line", "text", "block"
 * }. The source is the block's command, "monitor" for lines that were heard. A record that spans
 * many lines gives its first; checks narrow "_at" to the line they mean.
 */
void evidence_add(json_t *lines, const json_t *records,
                  const struct transcript *const transcripts[2]);

#endif
