/* SPDX-License-Identifier: ISC */
/* show clock, processes cpu, logging, users, privilege. */
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

void show_clock(struct shell *s, const struct parsed *p)
{
    (void)p;
    char now[48];
    clock_text(s->r, true, now, sizeof now);
    /* "Mar  1 00:27:07.123" is printed the other way round. */
    shell_printf(s, "*%s UTC Mon %.6s 1993\n", now + strlen("Mar  1 "), now);
}

void show_processes(struct shell *s, const struct parsed *p)
{
    (void)p;
    unsigned load = (unsigned)(s->r->debug != 0) * 4 + (unsigned)(s->r->pings != NULL) * 2 + 1;
    shell_printf(
        s,
        "CPU utilization for five seconds: %u%%/0%%; one minute: %u%%; five minutes: 1%%\n"
        " PID Runtime(ms)   Invoked      uSecs   5Sec   1Min   5Min TTY Process \n"
        "   1           0         1          0  0.00%%  0.00%%  0.00%%   0 Chunk Manager    "
        "\n"
        "   2           4       331         12  0.00%%  0.00%%  0.00%%   0 Load Meter       "
        "\n"
        "   3         812       297       2734  0.16%%  0.12%%  0.09%%   2 Virtual Exec     "
        "\n"
        "  71         120       412        291  0.08%%  0.04%%  0.01%%   0 Crypto IKMP      "
        "\n",
        load, (load + 1) / 2);
}

void show_logging(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct router *r = s->r;
    unsigned long all = (unsigned long)(r->logged + r->debugged);
    size_t monitors = 0;
    for (const struct shell *o = r->shells; o; o = o->next)
        monitors += o->monitor;
    shell_printf(s,
                 "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, "
                 "0 overruns)\n"
                 "    Console logging: level debugging, %lu messages logged\n"
                 "    Monitor logging: level debugging, %lu messages logged\n"
                 "    Buffer logging: level debugging, %lu messages logged\n"
                 "    Logging Exception size (4096 bytes)\n"
                 "    Trap logging: level informational, %lu message lines logged\n\n"
                 "Log Buffer (16384 bytes):\n\n%s",
                 all, monitors ? all : 0, all, (unsigned long)r->logged, buf_str(&r->log));
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
