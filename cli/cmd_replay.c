/* SPDX-License-Identifier: ISC */
/* peerwalk replay: a walk out of its journal, in the console, as it went. */
#include "cli/cli.h"

#include "cli/option.h"
#include "report/report.h"
#include "tui/console.h"

#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct replay_args {
    const char *file;
    struct player_pace pace;
    bool ascii;
};

static const double SPEED_MAX = 10000;

static const struct argp_option options[] = {
    {"speed", 's', "N", 0,
     "So many times as fast as it went (1 is exact; without it, no wait is longer than two "
     "seconds); 0 or max shows the end at once",
     0},
    {"ascii", 'a', NULL, 0, "Draw with ASCII characters only", 0},
    {0},
};

static struct player_pace parse_pace(const char *arg, struct argp_state *state)
{
    char *end;
    if (strcmp(arg, "max") == 0)
        return (struct player_pace){.speed = 0};
    double speed = strtod(arg, &end);
    if (end == arg || *end != '\0' || !isfinite(speed) || speed < 0 || speed > SPEED_MAX)
        argp_error(state, "\"%s\" is no speed: give a number up to %g, or max", arg, SPEED_MAX);
    return (struct player_pace){.speed = speed, .exact = speed == 1};
}

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct replay_args *a = state->input;
    switch (key) {
    case 's':
        a->pace = parse_pace(arg, state);
        return 0;
    case 'a':
        a->ascii = true;
        return 0;
    default:
        return option_journal(key, &a->file, arg, state);
    }
}

static int print(const char *file, struct err *e)
{
    struct retelling *r = retelling_open(file, false, e);
    int code = EXIT_USAGE;
    if (r && report_journal(r, REPORT_TEXT, true, stdout, e) == ERR_NONE)
        code = cli_told_exit(r);
    retelling_free(r);
    return code;
}

static int show(const struct replay_args *a, struct err *e)
{
    struct console_options look = {.ascii = a->ascii};
    struct loop *loop = loop_new();
    struct console *console = console_replay(loop, a->file, a->pace, &look, e);
    int code = EXIT_USAGE;
    if (console) {
        loop_run(loop);
        code = cli_told_exit(console_retelling(console));
    }
    console_free(console);
    loop_free(loop);
    return code;
}

int cmd_replay(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        on_option,
        "FILE",
        "Show the walk that a journal tells of in the console, as it went and as it was judged "
        "then. Nothing is connected to, and nothing can be sent. Without a terminal it is printed "
        "as text with its times.",
        NULL,
        NULL,
        NULL};
    struct replay_args a = {.pace = {.speed = 1}};
    struct err e = {0};

    argv[0] = "peerwalk replay";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    int code = terminal ? show(&a, &e) : print(a.file, &e);
    return e.code == ERR_NONE ? code : cli_complain(&e, EXIT_USAGE);
}
