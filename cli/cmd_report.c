/* SPDX-License-Identifier: ISC */
/* peerwalk report: a walk out of its journal, as a document. */
#include "cli/cli.h"

#include "cli/option.h"

#include <stdio.h>

struct report_args {
    const char *file;
    enum report_format format;
};

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0, "text (the default), markdown, html, json or junit", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct report_args *a = state->input;
    switch (key) {
    case 'f':
        a->format = option_format(arg, state);
        return 0;
    default:
        return option_journal(key, &a->file, arg, state);
    }
}

int cmd_report(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        on_option,
        "FILE",
        "Print the walk that a journal tells of, as it was judged then, also of a run that did not "
        "end or still goes on. The exit code is that of the walk.",
        NULL,
        NULL,
        NULL};
    struct report_args a = {0};
    struct err e = {0};
    int code = EXIT_USAGE;

    argv[0] = "peerwalk report";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    struct retelling *r = retelling_open(a.file, false, &e);
    if (r && report_journal(r, a.format, false, stdout, &e) == ERR_NONE)
        code = cli_told_exit(r);
    retelling_free(r);
    return e.code == ERR_NONE ? code : cli_complain(&e, EXIT_USAGE);
}
