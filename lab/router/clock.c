/* SPDX-License-Identifier: ISC */
#include "lab/router/clock.h"

#include "lab/config/conf_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 March 1993 and 2002, 00:00, where IOS starts when nobody set the clock; and a later day. */
static const time_t START_1993 = 730944000;
static const time_t START_2002 = 1014940800;
static const time_t CALENDAR = 1696204800; /* 2 October 2023 */

uint64_t router_uptime_ms(const struct router *r)
{
    return world_now_ms(r->world) - r->start_ms;
}

void span_text(uint64_t ms, char *out, size_t size)
{
    unsigned long s = (unsigned long)(ms / 1000);
    unsigned long hours = s / 3600;
    if (hours < 24)
        snprintf(out, size, "%02lu:%02lu:%02lu", hours, s / 60 % 60, s % 60);
    else if (hours < 24UL * 7)
        snprintf(out, size, "%lud%02luh", hours / 24, hours % 24);
    else
        snprintf(out, size, "%luw%lud", hours / 24 / 7, hours / 24 % 7);
}

/* Milliseconds since 1970. */
static int64_t now_ms(const struct router *r)
{
    int64_t up = (int64_t)router_uptime_ms(r);
    if (r->release >= IOS_15)
        return CALENDAR * 1000 + (int64_t)world_now_ms(r->world) + r->clock_shift_ms;
    return (r->release >= IOS_12_3 ? START_2002 : START_1993) * 1000 + up + r->clock_shift_ms;
}

/* "clock timezone CET 1 30" in seconds east of UTC, and its name. */
static long zone(const struct router *r, char *name, size_t size)
{
    long hours = 0;
    long minutes = 0;
    snprintf(name, size, "UTC");
    for (size_t i = 0; i < r->config.tree->count; i++) {
        const char *line = line_after(r->config.tree->kid[i]->text, "clock timezone");
        if (!line)
            continue;
        line_word(line, 0, name, size);
        char number[16];
        hours = strtol(line_word(line, 1, number, sizeof number), NULL, 10);
        minutes = strtol(line_word(line, 2, number, sizeof number), NULL, 10);
    }
    return hours * 3600 + (hours < 0 ? -minutes : minutes) * 60;
}

void clock_read(const struct router *r, bool local, struct wall *out)
{
    long east = zone(r, out->zone, sizeof out->zone);
    int64_t ms = now_ms(r);
    time_t seconds = (time_t)(ms / 1000) + (local ? east : 0);
    gmtime_r(&seconds, &out->t);
    out->ms = (unsigned)(ms % 1000);
    if (!local)
        snprintf(out->zone, sizeof out->zone, "UTC");
}

void clock_set(struct router *r, const struct tm *t)
{
    char name[16];
    struct tm copy = *t;
    int64_t wanted = ((int64_t)timegm(&copy) - zone(r, name, sizeof name)) * 1000;
    r->clock_shift_ms += wanted - now_ms(r);
    r->clock_set = true;
}

char *clock_long(const struct router *r, bool msec, char out[CLOCK_TEXT])
{
    struct wall w;
    char time[16];
    char day[24];
    char fraction[8] = "";
    clock_read(r, true, &w);
    strftime(time, sizeof time, "%H:%M:%S", &w.t);
    strftime(day, sizeof day, "%a %b %e %Y", &w.t);
    /* The day of the month takes no room of its own here. */
    char *gap = strstr(day, "  ");
    if (gap)
        memmove(gap, gap + 1, strlen(gap));
    if (msec)
        snprintf(fraction, sizeof fraction, ".%03u", w.ms);
    snprintf(out, CLOCK_TEXT, "%s%s%s %s %s", r->clock_set ? "" : "*", time, fraction, w.zone, day);
    return out;
}
