/* SPDX-License-Identifier: ISC */
/* A running traceroute of one shell. */
#ifndef LAB_TRACE_H
#define LAB_TRACE_H

#include "lab/net/link.h"
#include "lab/shell/shell.h"

void trace_stop(struct trace *t); /* the escape sequence */
void trace_free(struct trace *t);

/* An ICMP error came in; false when no probe waits for it. */
bool trace_answer(struct router *r, const struct packet *e);

#endif
