/* SPDX-License-Identifier: ISC */
/* Rates as `show interfaces` has them: averages that forget with a time constant of 5 minutes. */
#ifndef LAB_METER_H
#define LAB_METER_H

#include <stdint.h>

struct meter {
    uint64_t at_ms; /* when the rates were right */
    double bits, packets;
};

/* One packet now. */
void meter_hit(struct meter *m, uint64_t now_ms, unsigned bytes);

/* An even stream since the last time. */
void meter_flow(struct meter *m, uint64_t now_ms, double bits, double packets);

/* Let time pass. */
void meter_decay(struct meter *m, uint64_t now_ms);

#endif
