/* SPDX-License-Identifier: ISC */
/* peerwalk A B: the console. */
#include "cli/cli.h"

#include "cli/console_run.h"

static const struct argp_option options[] = {
    {"playbook", 'p', "PLAYBOOK", 0, "Walk this instead of tunnel-down", 0},
    {"ascii", 'a', NULL, 0, "Draw with ASCII characters only", 0},
    {"step", 's', NULL, 0, "Wait for a key before every step", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct console_args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->peers;
        return 0;
    case 'p':
        a->playbook = arg;
        return 0;
    case 'a':
        a->ascii = true;
        return 0;
    case 's':
        a->step = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num >= SIDES)
            argp_error(state, "a walk has two peers");
        a->peers.target[state->arg_num] = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->peers.lab && !a->peers.target[SIDE_A])
            argp_error(state, "the console needs a peer, or two, or --lab FAULT");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int cmd_console(int argc, char **argv)
{
    static const struct argp_child children[] = {{&peers_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        on_option,
        "A [B]\n--lab FAULT",
        "Open the console on two peers, or on the only one that can be reached.",
        children,
        NULL,
        NULL};
    struct console_args a = {.playbook = "tunnel-down"};

    argv[0] = "peerwalk";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    int code = console_run(&a);
    peers_fini(&a.peers);
    return code;
}
