/* SPDX-License-Identifier: ISC */
/* show clock, users, privilege. */
#include "lab/router/clock.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

void show_clock(struct shell *s, const struct parsed *p)
{
    (void)p;
    char now[CLOCK_TEXT];
    shell_printf(s, "%s\n", clock_long(s->r, true, now));
}

void show_users(struct shell *s, const struct parsed *p)
{
    (void)p;
    size_t line = 0;
    shell_printf(s, "    Line       User       Host(s)              Idle       Location\n");
    for (const struct shell *o = s->r->shells; o; o = o->next, line++)
        shell_printf(s,
                     "%c %3zu vty %zu     lab        idle                 00:00:00   127.0.0.1\n",
                     o == s ? '*' : ' ', line + 66, line);
    shell_printf(s, "\n  Interface  User      Mode                     Idle     Peer Address\n\n");
}

void show_privilege(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_printf(s, "Current privilege level is %d\n", s->mode == MODE_ENABLED ? 15 : 1);
}
