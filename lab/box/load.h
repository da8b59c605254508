/* SPDX-License-Identifier: ISC */
/*
 * The load of a router's processor: every kind of work costs time, and IOS shows averages over 5 s,
 * 1 min and 5 min. A stream of other people's packets may pass through, too.
 */
#ifndef LAB_LOAD_H
#define LAB_LOAD_H

#include "lab/router/model.h"

enum work {
    WORK_SWITCHING, /* packets at interrupt level, software encryption among them */
    WORK_IP_INPUT,  /* packets the processor sees */
    WORK_KEYING,
    WORK_LOGGING, /* debug and syslog lines */
    WORK_COMMANDS,
    WORK_BASE, /* what always goes on */
    WORKS
};

/* In hundredths of a percent. */
struct load_row {
    unsigned five_s, one_min, five_min;
    uint64_t total_us, times;
};

/* Other people's traffic: in by one interface, out by the other. */
struct stream {
    char in[CONF_NAME], out[CONF_NAME];
    unsigned packets_s, size;
};

struct load *load_new(void);
void load_free(struct load *l);

/* The router starts again; what passes through it is still there. */
void load_restart(struct load *l);

/* Work was done that took so long. */
void load_add(struct router *r, enum work what, unsigned us);

/* From now on this passes through; NULL: nothing does. */
void load_stream(struct router *r, const struct stream *s);

/* Bring averages and the stream's counters up to date. */
void load_refresh(struct router *r);

/* The n-th kind of work; its row may be all zero. */
struct load_row load_row(const struct router *r, enum work what);

/* Averages of the last minutes and seconds, the newest first: up to LOAD_HISTORY percentages. */
enum { LOAD_HISTORY = 60 };
size_t load_minutes(const struct router *r, unsigned out[LOAD_HISTORY]);
size_t load_seconds(const struct router *r, unsigned out[LOAD_HISTORY]);

/* The processor cannot keep up: a packet it ought to look at is dropped. */
bool load_drops(struct router *r);

#endif
