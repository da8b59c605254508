/* SPDX-License-Identifier: ISC */
/* What lines about VRFs and BGP do to a configuration besides standing in it. */
#ifndef LAB_CONFIG_VRF_H
#define LAB_CONFIG_VRF_H

#include "lab/config/tree.h"
#include "lab/grammar/grammar.h"

/* Words of older releases as the newer ones print them. */
void vrf_canonical(struct parsed *line);

/* Whether a line may be typed; if not, the reason is said. */
bool vrf_accepts(const struct tree *root, const struct tree *section, const char *line,
                 struct buf *say);

/* A line that stands for several lines of its section. False when it is none such. */
bool vrf_edit(struct tree *section, const char *line, bool no, int rank);

/* After a line: what it takes away elsewhere. */
void vrf_follow(struct tree *root, struct tree *section, const char *line, bool no,
                struct buf *say);

#endif
