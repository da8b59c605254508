/* SPDX-License-Identifier: ISC */
#include "lab/wire/flood.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { TICK_MS = 20, CATCH_UP_MS = 100 };

struct flood {
    struct loop *loop;
    struct loop_timer *timer;
    struct tty *vty;
    unsigned rate;
    uint64_t since_ms; /* the line has been listening; 0: it is not */
    uint64_t said;     /* lines since then */
    unsigned id;       /* of the packet the next line tells of */
};

static void say(struct flood *f)
{
    char line[128];
    unsigned n = f->id++;
    snprintf(line, sizeof line,
             "00:27:07: IP: s=172.16.%u.%u (FastEthernet0/1), d=255.255.255.255, len %u, rcvd 2",
             n >> 8 & 0xff, n & 0xff, 40 + n % 1000);
    tty_log(f->vty, line);
}

static void on_tick(void *user)
{
    struct flood *f = user;
    uint64_t now = loop_now_ms(f->loop);
    loop_timer_set(f->timer, TICK_MS);
    if (!tty_monitors(f->vty)) {
        f->since_ms = 0;
        return;
    }
    if (!f->since_ms) {
        f->since_ms = now;
        f->said = 0;
    }
    uint64_t due = (now - f->since_ms) * f->rate / 1000;
    /* After a long sleep there is no catching up: others want to have their turn. */
    uint64_t most = f->said + (uint64_t)f->rate * CATCH_UP_MS / 1000 + 1;
    for (; f->said < due && f->said < most; f->said++)
        say(f);
    f->said = due;
}

struct flood *flood_new(struct loop *l, unsigned rate, struct tty *v)
{
    struct flood *f = mem_alloc(sizeof *f);
    f->loop = l;
    f->rate = rate;
    f->vty = v;
    f->timer = loop_timer_new(l, on_tick, f);
    loop_timer_set(f->timer, TICK_MS);
    return f;
}

void flood_free(struct flood *f)
{
    if (!f)
        return;
    loop_timer_free(f->timer);
    free(f);
}
