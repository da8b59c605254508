/* SPDX-License-Identifier: ISC */
/*
 * A running ping of one shell. The lab's clock for pings is ten times faster than a router's: a
 * lost packet costs 200 ms instead of the 2 s that are printed.
 */
#ifndef LAB_PING_H
#define LAB_PING_H

#include "lab/shell/shell.h"

enum { PING_LOST_MS = 200, PING_REPLY_MS = 5 };

struct packet;

struct ping_request {
    uint32_t dest;
    char vrf[CONF_NAME]; /* "": global */
    uint32_t source;     /* 0: of the interface it leaves by */
    unsigned count, size, timeout_s;
    bool df;
    unsigned sweep_to, sweep_step; /* sizes from `size` on; 0: one size */
};

/* Start; the shell's command ends when the last packet was answered or lost. */
void ping_start(struct shell *s, const struct ping_request *q);
void ping_stop(struct ping *p); /* the escape sequence: print the rate so far and end */
void ping_free(struct ping *p);

/* An echo reply came in. */
void ping_reply(struct router *r, uint16_t id, uint16_t sequence);

/* An ICMP error came in: about an echo, or not. */
void ping_error(struct router *r, const struct packet *e);

/* Read an address of the VRF, or the name of an interface that has one. False: said why not. */
bool ping_source(struct shell *s, const char *vrf, const char *text, uint32_t *out);

/* The dialogue of `ping` alone; `vrf` may be "". */
void ping_dialogue(struct shell *s, const char *vrf);

#endif
