/* SPDX-License-Identifier: ISC */
#include "lab/box/meter.h"

static const double CONSTANT_S = 300;
static const double BITS = 8;

/* What is left of an old average: exp(-x), near enough, and 0 after a long time. */
static double left(const struct meter *m, uint64_t now_ms)
{
    double x = (double)(now_ms - m->at_ms) / 1000 / CONSTANT_S;
    return 1 / (1 + x + x * x / 2 + x * x * x / 6);
}

void meter_flow(struct meter *m, uint64_t now_ms, double bits, double packets)
{
    double keep = left(m, now_ms);
    m->bits = m->bits * keep + bits * (1 - keep);
    m->packets = m->packets * keep + packets * (1 - keep);
    m->at_ms = now_ms;
}

void meter_decay(struct meter *m, uint64_t now_ms)
{
    meter_flow(m, now_ms, 0, 0);
}

void meter_hit(struct meter *m, uint64_t now_ms, unsigned bytes)
{
    meter_decay(m, now_ms);
    m->bits += bytes * BITS / CONSTANT_S;
    m->packets += 1 / CONSTANT_S;
}
