/* SPDX-License-Identifier: ISC */
/* reload: everything but the startup configuration is lost. */
#include "lab/shell/exec.h"

#include <string.h>
#include <strings.h>

static void confirm(struct shell *s, const char *line)
{
    if (line[0] != '\0' && strncasecmp(line, "y", 1) != 0)
        return;
    router_syslog(s->r, "%%SYS-5-RELOAD: Reload requested by lab on vty0");
    for (struct shell *o = s->r->shells, *next; o; o = next) {
        next = o->next;
        if (o != s)
            shell_hang_up(o);
    }
    s->closing = true;
    router_reload(s->r);
}

static void proceed(struct shell *s)
{
    shell_ask(s, "Proceed with reload? [confirm]", false, confirm);
}

static void take_save(struct shell *s, const char *line)
{
    size_t n = strlen(line);
    if (n > 0 && strncasecmp("yes", line, n) == 0) {
        router_save(s->r);
        shell_printf(s, "Building configuration...\n[OK]\n");
        proceed(s);
    } else if (n > 0 && strncasecmp("no", line, n) == 0) {
        proceed(s);
    } else {
        shell_printf(s, "%% Please answer 'yes' or 'no'.\n");
        shell_ask(s, "System configuration has been modified. Save? [yes/no]: ", false, take_save);
    }
}

void exec_reload(struct shell *s, const struct parsed *p)
{
    (void)p;
    if (tree_same(s->r->config.tree, s->r->startup))
        proceed(s);
    else
        shell_ask(s, "System configuration has been modified. Save? [yes/no]: ", false, take_save);
}
