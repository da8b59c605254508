/* SPDX-License-Identifier: ISC */
/* Echoes that a router sends by itself, time and again, to see what answers (rtr, ip sla). */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include "lab/router/model.h"

struct probes;

struct probes *probes_new(struct router *r);
void probes_free(struct probes *p);

/* The configuration changed. */
void probes_refresh(struct probes *p);

#endif
