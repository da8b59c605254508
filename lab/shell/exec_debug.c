/* SPDX-License-Identifier: ISC */
/* debug, undebug, show debugging. */
#include "lab/shell/exec.h"

#include <string.h>

/* In the order in which `show debugging` lists them. */
static const struct {
    const char *word;
    enum debug bit;
    const char *name;
} kinds[] = {
    {"isakmp", DEBUG_ISAKMP, "Crypto ISAKMP"},
    {"engine", DEBUG_ENGINE, "Crypto Engine"},
    {"ipsec", DEBUG_IPSEC, "Crypto IPSEC"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void switch_debug(struct shell *s, const struct parsed *p, bool on)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(p->word[p->count - 1], kinds[i].word) != 0)
            continue;
        if (on)
            s->r->debug |= kinds[i].bit;
        else
            s->r->debug &= ~(unsigned)kinds[i].bit;
        shell_printf(s, "%s debugging is %s\n", kinds[i].name, on ? "on" : "off");
    }
}

void exec_debug(struct shell *s, const struct parsed *p)
{
    switch_debug(s, p, true);
}

void exec_undebug(struct shell *s, const struct parsed *p)
{
    if (!parsed_after(p, "all")) {
        switch_debug(s, p, false);
        return;
    }
    s->r->debug = 0;
    shell_printf(s, "All possible debugging has been turned off\n");
}

void show_debugging(struct shell *s, const struct parsed *p)
{
    (void)p;
    if (s->r->debug == 0)
        return;
    shell_printf(s, "\nCryptographic Subsystem:\n");
    for (size_t i = 0; i < KINDS; i++)
        if (s->r->debug & kinds[i].bit)
            shell_printf(s, "  %s debugging is on\n", kinds[i].name);
}
