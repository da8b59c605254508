/* SPDX-License-Identifier: ISC */
/* Commands about the session itself: privilege, terminal, configuration mode, saving. */
#include "lab/config/conf_read.h"
#include "lab/shell/exec.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { ENABLE_TRIES = 3 };

/* The enable password: `enable secret` goes before `enable password`; NULL when there is none. */
static const char *enable_password(const struct router *r)
{
    static const char *const kinds[] = {"enable secret", "enable password"};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < r->config.tree->count; i++) {
            const char *rest = line_after(r->config.tree->kid[i]->text, kinds[k]);
            if (rest)
                return strncmp(rest, "0 ", 2) == 0 ? rest + 2 : rest;
        }
    return NULL;
}

static void take_password(struct shell *s, const char *line)
{
    const char *wanted = enable_password(s->r);
    if (wanted && strcmp(line, wanted) == 0) {
        s->mode = MODE_ENABLED;
        return;
    }
    if (++s->tries < ENABLE_TRIES)
        shell_ask(s, "Password: ", true, take_password);
    else
        shell_printf(s, "%% Bad secrets\n\n");
}

void exec_enable(struct shell *s, const struct parsed *p)
{
    (void)p;
    if (s->mode == MODE_ENABLED)
        return;
    s->tries = 0;
    if (enable_password(s->r))
        shell_ask(s, "Password: ", true, take_password);
    else
        shell_printf(s, "%% No password set\n");
}

void exec_disable(struct shell *s, const struct parsed *p)
{
    (void)p;
    s->mode = MODE_USER;
}

void exec_exit(struct shell *s, const struct parsed *p)
{
    (void)p;
    s->closing = true;
}

void exec_terminal(struct shell *s, const struct parsed *p)
{
    const char *value = parsed_parameter(p, 0);
    if (parsed_after(p, "length"))
        s->length = (unsigned)strtoul(value, NULL, 10);
    else if (parsed_after(p, "width"))
        s->width = (unsigned)strtoul(value, NULL, 10);
    else
        s->monitor = !parsed_after(p, "no");
}

void exec_history(struct shell *s, const struct parsed *p)
{
    const char *size = parsed_parameter(p, 0);
    if (parsed_after(p, "no"))
        history_resize(&s->history, 0);
    else if (size || s->history.size == 0)
        history_resize(&s->history, size ? strtoul(size, NULL, 10) : HISTORY_USUAL);
}

void show_history(struct shell *s, const struct parsed *p)
{
    (void)p;
    for (size_t i = 0; i < s->history.count; i++)
        shell_printf(s, "  %s\n", s->history.line[i]);
}

static void configure_from_terminal(struct shell *s)
{
    shell_printf(s, "Enter configuration commands, one per line.  End with CNTL/Z.\n");
    s->configuring = true;
    s->place = (struct config_place){.mode = MODE_CONFIG};
}

static void take_source(struct shell *s, const char *line)
{
    if (line[0] == '\0' || strncmp("terminal", line, strlen(line)) == 0)
        configure_from_terminal(s);
    else
        shell_printf(s, "?Must be \"terminal\"\n");
}

void exec_configure(struct shell *s, const struct parsed *p)
{
    if (p->count > 1)
        configure_from_terminal(s);
    else
        shell_ask(s, "Configuring from terminal, memory, or network [terminal]? ", false,
                  take_source);
}

static void save(struct shell *s)
{
    router_save(s->r);
    shell_printf(s, "Building configuration...\n[OK]\n");
}

void exec_write(struct shell *s, const struct parsed *p)
{
    if (parsed_after(p, "terminal"))
        show_running(s, p);
    else
        save(s);
}

static void take_file(struct shell *s, const char *line)
{
    (void)line;
    save(s);
}

void exec_copy(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_ask(s, "Destination filename [startup-config]? ", false, take_file);
}
