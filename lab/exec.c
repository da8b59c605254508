/* SPDX-License-Identifier: ISC */
/* The table of exec commands, and what happens to a line typed at the exec prompt. */
#include "lab/exec.h"

#include "lab/filter.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ANY(words, run)                                                                            \
    {                                                                                              \
        {words, MODE_EXEC}, run                                                                    \
    }
#define ENABLED(words, run)                                                                        \
    {                                                                                              \
        {words, MODE_ENABLED}, run                                                                 \
    }

static const struct exec_row rows[] = {
    ANY("enable", exec_enable),
    ANY("disable", exec_disable),
    ANY("exit", exec_exit),
    ANY("logout", exec_exit),
    ANY("quit", exec_exit),
    ANY("terminal length <num:0-512>", exec_terminal),
    ANY("terminal width <num:0-512>", exec_terminal),
    ANY("terminal monitor", exec_terminal),
    ANY("terminal no monitor", exec_terminal),
    ANY("no terminal monitor", exec_terminal),
    ANY("show running-config { interface <if> }", show_running),
    ENABLED("configure terminal", exec_configure),
    ENABLED("configure", exec_configure),
};

const struct grammar exec_grammar = {rows, sizeof rows / sizeof rows[0], sizeof rows[0]};

/* IOS takes a word it does not know for the name of a host to connect to. */
static void unknown_command(struct shell *s, const char *line, const struct parsed *p)
{
    line += strspn(line, " ");
    if (p->count == 0 && line[strcspn(line, " ")] == '\0')
        shell_printf(s,
                     "Translating \"%s\"\n%% Unknown command or computer name, or unable to find "
                     "computer address\n",
                     line);
    else
        shell_invalid(s, p->column);
}

static void run_line(struct shell *s, const char *line, struct parsed *p)
{
    switch (grammar_match(&exec_grammar, s->mode, line, false, p)) {
    case GRAMMAR_OK:
        ((const struct exec_row *)p->row)->run(s, p);
        return;
    case GRAMMAR_AMBIGUOUS:
        shell_printf(s, "%% Ambiguous command:  \"%s\"\n", line);
        return;
    case GRAMMAR_INCOMPLETE:
        shell_printf(s, "%% Incomplete command.\n\n");
        return;
    case GRAMMAR_INVALID:
        unknown_command(s, line, p);
        return;
    case GRAMMAR_EMPTY:
        return;
    }
}

void exec_line(struct shell *s, const char *line)
{
    struct parsed *p = mem_alloc(sizeof *p);
    const char *bar = strchr(line, '|');
    char *command = mem_ndup(line, bar ? (size_t)(bar - line) : strlen(line));
    for (size_t n = strlen(command); bar && n > 0 && command[n - 1] == ' ';)
        command[--n] = '\0';
    if (bar && !(s->filter = filter_new(bar + 1)))
        shell_printf(s, "%% Incomplete command.\n\n");
    else
        run_line(s, command, p);
    free(command);
    free(p);
}
