/* SPDX-License-Identifier: ISC */
/* peerwalk run: a playbook over two peers without the console. */
#include "cli/cli.h"

#include "cli/dry_run.h"
#include "cli/headless.h"
#include "cli/option.h"

#include <errno.h>

struct run_args {
    struct peers peers;
    const char *playbook;
    enum report_format format;
    bool dry;
};

static const struct argp_option options[] = {
    {"json", 'j', NULL, 0, "Print one JSON document instead of text", 0},
    {"format", 'f', "FORMAT", 0, "Print text (the default), markdown, html, json or junit", 0},
    {"dry-run", 'n', NULL, 0,
     "Print every command the walk might send, by risk; connect to nothing", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct run_args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->peers;
        return 0;
    case 'j':
        a->format = REPORT_JSON;
        return 0;
    case 'f':
        a->format = option_format(arg, state);
        return 0;
    case 'n':
        a->dry = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            a->playbook = arg;
        else if (state->arg_num <= SIDES)
            a->peers.target[state->arg_num - 1] = arg;
        else
            argp_error(state, "a walk has two peers");
        return 0;
    case ARGP_KEY_END:
        if (!a->playbook)
            argp_error(state, "which playbook? \"peerwalk list\" shows them");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int cmd_run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&peers_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        on_option,
        "PLAYBOOK A [B]\nPLAYBOOK --lab FAULT\nPLAYBOOK --dry-run",
        "Walk a playbook over two peers and print the failing step, its evidence, the cause and "
        "the fix. Reading needs no permission; everything else needs --allow. With one peer, what "
        "takes both ends is left open, and what to look at on the other end is said.",
        children,
        NULL,
        NULL};
    struct run_args a = {0};

    argv[0] = "peerwalk run";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    /* Without any peer the question is what could be typed at all. */
    bool alone = peers_alone(&a.peers) && (a.peers.target[SIDE_A] || a.peers.lab);
    int code = a.dry ? dry_run(a.playbook, a.peers.templates, alone, a.format == REPORT_JSON)
                     : headless_walk(&a.peers, a.playbook, a.format);
    peers_fini(&a.peers);
    return code;
}
