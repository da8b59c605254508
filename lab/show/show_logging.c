/* SPDX-License-Identifier: ISC */
/* show logging. */
#include "lab/shell/exec.h"

struct counts {
    unsigned long all, monitor, trap, buffered;
    const char *level;
};

static void show_old(struct shell *s, const struct counts *n)
{
    shell_printf(s,
                 "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, "
                 "0 overruns)\n"
                 "    Console logging: level debugging, %lu messages logged\n"
                 "    Monitor logging: level debugging, %lu messages logged\n",
                 n->all, n->monitor);
    if (s->r->conf->log_bytes)
        shell_printf(s, "    Buffer logging: level %s, %lu messages logged\n", n->level,
                     n->buffered);
    else
        shell_printf(s, "    Buffer logging: disabled\n");
    shell_printf(s,
                 "    Logging Exception size (4096 bytes)\n"
                 "    Trap logging: level informational, %lu message lines logged\n",
                 n->trap);
}

static void show_new(struct shell *s, const struct counts *n)
{
    static const char tail[] = ", xml disabled,\n                     filtering disabled";
    shell_printf(s, "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 "
                    "flushes, 0 overruns, xml disabled, filtering disabled)\n\n"
                    "No Active Message Discriminator.\n\n\n\n"
                    "No Inactive Message Discriminator.\n\n\n");
    shell_printf(s,
                 "    Console logging: level debugging, %lu messages logged%s\n"
                 "    Monitor logging: level debugging, %lu messages logged%s\n",
                 n->all, tail, n->monitor, tail);
    if (s->r->conf->log_bytes)
        shell_printf(s, "    Buffer logging:  level %s, %lu messages logged%s\n", n->level,
                     n->buffered, tail);
    else
        shell_printf(s, "    Buffer logging:  disabled, xml disabled,\n"
                        "                    filtering disabled\n");
    shell_printf(s,
                 "    Exception Logging: size (4096 bytes)\n"
                 "    Count and timestamp logging messages: disabled\n"
                 "    Persistent logging: disabled\n\n"
                 "No active filter modules.\n\n"
                 "    Trap logging: level informational, %lu message lines logged\n"
                 "        Logging Source-Interface:       VRF Name:\n",
                 n->trap);
}

void show_logging(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct router *r = s->r;
    struct counts n = {.all = (unsigned long)(r->logged + r->debugged),
                       .trap = (unsigned long)r->logged,
                       .buffered = (unsigned long)r->buffered,
                       .level = log_level_name(r->conf->log_level)};
    for (const struct shell *o = r->shells; o; o = o->next)
        n.monitor = o->monitor ? n.all : n.monitor;
    if (r->release >= IOS_15)
        show_new(s, &n);
    else
        show_old(s, &n);
    if (r->conf->log_bytes)
        shell_printf(s, "\nLog Buffer (%u bytes):\n\n%s", r->conf->log_bytes, buf_str(&r->log));
    else
        shell_printf(s, "\n");
}
