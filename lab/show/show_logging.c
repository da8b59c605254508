/* SPDX-License-Identifier: ISC */
/* show logging. */
#include "lab/shell/exec.h"

/* "    Console logging: level debugging, 24 messages logged" */
static void show_destination(struct shell *s, const char *name, bool on, unsigned level,
                             uint64_t messages)
{
    const char *tail =
        s->r->release >= IOS_15 ? ", xml disabled,\n                     filtering disabled" : "";
    shell_printf(s, "    %s logging: ", name);
    if (on)
        shell_printf(s, "level %s, %llu messages logged%s\n", log_level_name(level),
                     (unsigned long long)messages, tail);
    else
        shell_printf(s, "disabled%s\n", tail);
}

static void show_destinations(struct shell *s)
{
    const struct router *r = s->r;
    const struct conf *c = r->conf;
    uint64_t all = r->logged + r->debugged;
    uint64_t seen = 0;
    for (const struct shell *o = r->shells; o; o = o->next)
        seen = o->monitor ? all : seen;
    show_destination(s, "Console", !c->console_off, LOG_DEBUGGING, all);
    show_destination(s, "Monitor", true, LOG_DEBUGGING, seen);
    show_destination(s, "Buffer", c->log_bytes > 0, c->log_level, r->buffered);
}

static void show_rest(struct shell *s)
{
    unsigned long long lines = (unsigned long long)s->r->logged;
    if (s->r->release >= IOS_15)
        shell_printf(s,
                     "    Exception Logging: size (4096 bytes)\n"
                     "    Count and timestamp logging messages: disabled\n"
                     "    Persistent logging: disabled\n\n"
                     "No active filter modules.\n\n"
                     "    Trap logging: level informational, %llu message lines logged\n"
                     "        Logging Source-Interface:       VRF Name:\n",
                     lines);
    else
        shell_printf(s,
                     "    Logging Exception size (4096 bytes)\n"
                     "    Trap logging: level informational, %llu message lines logged\n",
                     lines);
}

void show_logging(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct router *r = s->r;
    bool late = r->release >= IOS_15;
    shell_printf(s,
                 "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, "
                 "0 overruns%s)\n%s",
                 late ? ", xml disabled, filtering disabled" : "",
                 late ? "\nNo Active Message Discriminator.\n\n\n\n"
                        "No Inactive Message Discriminator.\n\n\n"
                      : "");
    show_destinations(s);
    show_rest(s);
    if (r->conf->log_bytes)
        shell_printf(s, "\nLog Buffer (%u bytes):\n\n%s", r->conf->log_bytes, buf_str(&r->log));
    else
        shell_printf(s, "\n");
}
