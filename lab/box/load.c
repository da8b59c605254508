/* SPDX-License-Identifier: ISC */
#include "lab/box/load.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Averages are taken every 5 s. One is full: 5 s of work in 5 s, 10000 hundredths of a percent. */
enum {
    SECOND_US = 1000000,
    TICK_MS = 5000,
    TICK_US = TICK_MS * 1000,
    FULL = 10000,
    MINUTE_TICKS = 12
};
/* What a packet costs that is fast switched, and one the processor looks at. */
enum { FAST_US = 12, PROCESS_US = 250, BASE_US = 40000 };
/* An average that was left alone for so long is what the last ticks were. */
enum { TICKS_MAX = 1000 };
/* The part of an average that a tick replaces: 1 - exp(-5/60) and 1 - exp(-5/300), in 10000ths. */
enum { OF_MINUTE = 800, OF_FIVE = 165 };

struct load {
    uint64_t tick; /* up to which averages are right */
    uint64_t now_us[WORKS];
    struct load_row row[WORKS];
    uint64_t average[WORKS][2]; /* 1 min, 5 min, a thousand times finer */
    struct stream stream;
    uint64_t stream_ms; /* up to which it is counted */
    uint64_t credit_us; /* towards the next packet the processor gets round to */
    unsigned seconds[LOAD_HISTORY / 5], minutes[LOAD_HISTORY];
    size_t ticks;
};

struct load *load_new(void)
{
    return mem_alloc(sizeof(struct load));
}

void load_free(struct load *l)
{
    free(l);
}

static bool stream_runs(const struct router *r)
{
    const struct stream *s = &r->load->stream;
    if (s->packets_s == 0)
        return false;
    const struct interface *in = conf_interface(r->conf, s->in);
    const struct interface *out = conf_interface(r->conf, s->out);
    return in && out && interface_is_up(in) && interface_is_up(out);
}

void load_restart(struct load *l)
{
    *l = (struct load){.stream = l->stream};
}

/* Whether the processor has to look at every packet of the stream. */
static bool stream_is_slow(const struct router *r)
{
    const struct stream *s = &r->load->stream;
    return conf_interface(r->conf, s->in)->route_cache_off ||
           conf_interface(r->conf, s->out)->route_cache_off;
}

/* What the stream costs in a second, in microseconds. */
static uint64_t stream_cost(const struct router *r)
{
    if (!stream_runs(r))
        return 0;
    return (uint64_t)r->load->stream.packets_s * (stream_is_slow(r) ? PROCESS_US : FAST_US);
}

/* Whole seconds of the stream: what comes in, what the processor and the line let pass. */
static void count_stream(struct router *r, uint64_t now)
{
    struct load *l = r->load;
    const struct stream *s = &l->stream;
    uint64_t seconds = (now - l->stream_ms) / 1000;
    if (seconds == 0)
        return;
    struct interface *in = conf_interface(r->conf, s->in);
    struct interface *out = conf_interface(r->conf, s->out);
    uint64_t cost = stream_cost(r);
    uint64_t passed = cost > SECOND_US ? s->packets_s * (uint64_t)SECOND_US / cost : s->packets_s;
    uint64_t room = (uint64_t)out->bandwidth_kb * 1000 / 8 / s->size;
    uint64_t sent = passed < room ? passed : room;
    in->n.packets_in += s->packets_s * seconds;
    in->n.bytes_in += s->packets_s * seconds * s->size;
    in->n.drops_in += (s->packets_s - passed) * seconds;
    out->n.drops_out += (passed - sent) * seconds;
    out->n.packets_out += sent * seconds;
    out->n.bytes_out += sent * seconds * s->size;
    in->n.last_in_ms = out->n.last_out_ms = now;
    meter_flow(&in->n.in, now, (double)s->packets_s * s->size * 8, s->packets_s);
    meter_flow(&out->n.out, now, (double)sent * s->size * 8, (double)sent);
    l->stream_ms += seconds * 1000;
}

static void average(struct load *l, enum work what, unsigned percent)
{
    static const unsigned part[] = {OF_MINUTE, OF_FIVE};
    uint64_t *a = l->average[what];
    for (size_t i = 0; i < 2; i++)
        a[i] = (a[i] * (FULL - part[i]) + (uint64_t)percent * 1000 * part[i]) / FULL;
    l->row[what].five_s = percent;
    l->row[what].one_min = (unsigned)((a[0] + 500) / 1000);
    l->row[what].five_min = (unsigned)((a[1] + 500) / 1000);
}

static void remember(struct load *l, unsigned all)
{
    unsigned percent = (all + 50) / 100;
    memmove(l->seconds + 1, l->seconds, sizeof l->seconds - sizeof *l->seconds);
    l->seconds[0] = percent;
    if (l->ticks % MINUTE_TICKS == 0) {
        memmove(l->minutes + 1, l->minutes, sizeof l->minutes - sizeof *l->minutes);
        l->minutes[0] = 0;
    }
    l->minutes[0] = percent > l->minutes[0] ? percent : l->minutes[0];
    l->ticks++;
}

/* Five seconds are over. There is no more time than there is: all work shrinks alike. */
static void end_tick(struct router *r)
{
    struct load *l = r->load;
    uint64_t sum = 0;
    uint64_t cost = stream_cost(r) * TICK_MS / 1000;
    if (cost)
        l->now_us[stream_is_slow(r) ? WORK_IP_INPUT : WORK_SWITCHING] += cost;
    l->now_us[WORK_BASE] += BASE_US;
    l->row[WORK_BASE].times++;
    for (size_t i = 0; i < WORKS; i++)
        sum += l->now_us[i];
    unsigned all = 0;
    uint64_t scale = sum > TICK_US ? sum : TICK_US;
    for (size_t i = 0; i < WORKS; i++) {
        unsigned percent = (unsigned)(l->now_us[i] * FULL / scale);
        l->row[i].total_us += l->now_us[i] * TICK_US / scale;
        l->now_us[i] = 0;
        average(l, (enum work)i, percent);
        all += percent;
    }
    remember(l, all);
    l->tick++;
}

void load_refresh(struct router *r)
{
    struct load *l = r->load;
    uint64_t now = router_uptime_ms(r);
    uint64_t tick = now / TICK_MS;
    if (stream_runs(r))
        count_stream(r, now);
    else
        l->stream_ms = now;
    if (tick - l->tick > TICKS_MAX)
        l->tick = tick - TICKS_MAX;
    while (l->tick < tick)
        end_tick(r);
}

void load_add(struct router *r, enum work what, unsigned us)
{
    load_refresh(r);
    r->load->now_us[what] += us;
    r->load->row[what].times++;
}

void load_stream(struct router *r, const struct stream *s)
{
    static const struct stream none;
    load_refresh(r);
    r->load->stream = s ? *s : none;
    for (size_t i = 0; i < r->conf->interfaces; i++) {
        struct interface_counters *n = &r->conf->interface[i].n;
        meter_decay(&n->in, router_uptime_ms(r));
        meter_decay(&n->out, router_uptime_ms(r));
    }
}

struct load_row load_row(const struct router *r, enum work what)
{
    return r->load->row[what];
}

size_t load_minutes(const struct router *r, unsigned out[LOAD_HISTORY])
{
    size_t count = (r->load->ticks + MINUTE_TICKS - 1) / MINUTE_TICKS;
    memcpy(out, r->load->minutes, sizeof r->load->minutes);
    return count < LOAD_HISTORY ? count : LOAD_HISTORY;
}

/* IOS has one value for every second, and draws the one of five seconds five times. */
size_t load_seconds(const struct router *r, unsigned out[LOAD_HISTORY])
{
    for (size_t i = 0; i < LOAD_HISTORY; i++)
        out[i] = r->load->seconds[i / 5];
    return r->load->ticks * 5 < LOAD_HISTORY ? r->load->ticks * 5 : LOAD_HISTORY;
}

bool load_drops(struct router *r)
{
    uint64_t cost = stream_cost(r);
    /* Of four seconds' work in one, every fourth packet is done. */
    r->load->credit_us += SECOND_US;
    if (r->load->credit_us < cost)
        return true;
    r->load->credit_us = cost > SECOND_US ? r->load->credit_us - cost : 0;
    return false;
}
