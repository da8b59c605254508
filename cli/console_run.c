/* SPDX-License-Identifier: ISC */
#include "cli/console_run.h"

#include "cli/cli.h"
#include "cli/setup.h"
#include "tui/console.h"

#include <stdlib.h>

/* Returns the exit code, unless the error says otherwise. */
static int open_console(struct setup *s, bool ascii, struct err *e)
{
    int code = EXIT_USAGE;
    char *notice = debts_text(s->debts);
    struct console_options look = {.ascii = ascii, .notice = notice};
    const struct console_walk walk = {s->playbook, &s->options, s->config, s->journal, s->sentinel};
    struct loop *loop = loop_new();
    struct console *console = console_new(loop, &walk, &look, e);
    if (console) {
        debts_mend(s->debts, console_walk(console));
        /* The first frame is on the screen before the time that compiling the checks takes. */
        loop_step(loop, false);
    }
    if (console && playbook_compile(s->playbook, e) == ERR_NONE) {
        loop_run(loop);
        code = cli_walk_exit(console_walk(console));
    }
    console_free(console);
    loop_free(loop);
    free(notice);
    return code;
}

int console_run(struct console_args *a)
{
    struct setup setup = {0};
    struct err e = {0};
    int code = EXIT_USAGE;
    if (setup_begin(&setup, &a->peers, a->playbook, SETUP_CONSOLE, &e) == ERR_NONE) {
        setup.options.single_step = a->step;
        code = open_console(&setup, a->ascii, &e);
    }
    if (e.code != ERR_NONE)
        code = cli_complain(&e, cli_err_exit(&e));
    setup_end(&setup);
    return code;
}
