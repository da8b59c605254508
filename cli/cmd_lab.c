/* SPDX-License-Identifier: ISC */
/* peerwalk lab: simulated routers, with the console on two of them or serving any SSH client. */
#include "cli/cli.h"

#include "base/json.h"
#include "cli/console_run.h"
#include "cli/headless.h"
#include "cli/lab_list.h"
#include "lab/lab.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OPT_SERVE = 2000, OPT_LIST, OPT_PORT_A, OPT_PORT_B, OPT_JSON, PORT_MAX = 65535 };

struct lab_args {
    struct console_args console;
    unsigned port[SIDES];
    bool serve;
    bool json;
    bool list;
};

static const struct argp_option options[] = {
    {"fault", 'f', "NAME,...", 0, "Break the routers like this (see --list); none by default", 0},
    {"list", OPT_LIST, NULL, 0,
     "List the topologies (or --topology) and their faults, and what --wire knows", 0},
    {"serve", OPT_SERVE, NULL, 0, "No console: serve SSH clients until interrupted", 0},
    {"json", OPT_JSON, NULL, 0, "With --serve or --list: print JSON", 0},
    {"port-a", OPT_PORT_A, "N", 0, "With --serve: the port of the first router", 0},
    {"port-b", OPT_PORT_B, "N", 0, "With --serve: the port of the second router", 0},
    {"ascii", 'a', NULL, 0, "Draw with ASCII characters only", 0},
    {0},
};

static unsigned parse_port(const char *arg, struct argp_state *state)
{
    char *end;
    unsigned long port = strtoul(arg, &end, 10);
    if (*arg == '\0' || *end != '\0' || port > PORT_MAX)
        argp_error(state, "\"%s\" is no port", arg);
    return (unsigned)port;
}

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct lab_args *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->console.peers.choice;
        return 0;
    case 'f':
        a->console.peers.lab = arg;
        return 0;
    case 'a':
        a->console.ascii = true;
        return 0;
    case OPT_LIST:
        a->list = true;
        return 0;
    case OPT_SERVE:
        a->serve = true;
        return 0;
    case OPT_JSON:
        a->json = true;
        return 0;
    case OPT_PORT_A:
    case OPT_PORT_B:
        a->port[key - OPT_PORT_A] = parse_port(arg, state);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state,
                   "no word is expected, but there is \"%s\"; a fault is given as --fault %s", arg,
                   arg);
        return 0;
    case ARGP_KEY_END:
        if ((a->port[SIDE_A] || a->port[SIDE_B]) && !a->serve)
            argp_error(state, "--port-a and --port-b need --serve");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_router(const json_t *description, const char *side)
{
    const json_t *r = json_object_get(description, side);
    printf("%s  %s port %lld\n  user %s  password %s  enable %s\n  host key %s\n",
           json_str(r, "hostname", "?"), json_str(r, "host", "?"), json_int(r, "port", 0),
           json_str(r, "user", "?"), json_str(r, "password", "?"), json_str(r, "enable", "?"),
           json_str(r, "hostkey", "?"));
}

static const char *name_of(const json_t *description, const char *side)
{
    return json_str(json_object_get(description, side), "name", "?");
}

static void announce(const struct lab *lab, bool json)
{
    json_t *description = lab_describe(lab);
    if (json) {
        json_print(description, JSON_COMPACT, stdout);
        putchar('\n');
    } else {
        const char *config = json_str(description, "ssh_config", "?");
        printf("%s, IOS %s, seed %lld\n\n", json_str(description, "topology", "?"),
               json_str(description, "ios", "?"), json_int(description, "seed", 0));
        print_router(description, "a");
        print_router(description, "b");
        printf("\nLog in with  ssh -F %s %s\nWalk with    peerwalk run tunnel-down --ssh-config %s "
               "%s %s\nStop with Ctrl-C.\n",
               config, name_of(description, "a"), config, name_of(description, "a"),
               name_of(description, "b"));
    }
    fflush(stdout);
    json_decref(description);
}

static void on_signal(void *user, int signum)
{
    (void)signum;
    loop_stop(user);
}

static int serve(const struct lab_args *a)
{
    struct lab_options o;
    struct err e = {0};
    if (lab_choice_options(&a->console.peers.choice, a->console.peers.lab, &o, &e) != ERR_NONE)
        return cli_complain(&e, EXIT_USAGE);
    o.port[SIDE_A] = a->port[SIDE_A];
    o.port[SIDE_B] = a->port[SIDE_B];
    struct loop *loop = loop_new();
    struct loop_signal *interrupt = loop_signal_new(loop, SIGINT, on_signal, loop);
    struct loop_signal *terminate = loop_signal_new(loop, SIGTERM, on_signal, loop);
    struct loop_signal *hangup = loop_signal_new(loop, SIGHUP, on_signal, loop);
    struct lab *lab = lab_new(loop, &o, &e);
    if (lab) {
        announce(lab, a->json);
        loop_run(loop);
    }
    lab_free(lab);
    loop_signal_free(interrupt);
    loop_signal_free(terminate);
    loop_signal_free(hangup);
    loop_free(loop);
    return e.code == ERR_NONE ? EXIT_PASS : cli_complain(&e, EXIT_USAGE);
}

int cmd_lab(int argc, char **argv)
{
    static const struct argp_child children[] = {{&lab_choice_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        on_option,
        NULL,
        "Start two simulated routers as SSH servers on loopback and open the "
        "console on them. Without a terminal the walk is printed as text.",
        children,
        NULL,
        NULL};
    struct lab_args a = {.console = {.playbook = "tunnel-down", .peers = {.lab = "none"}}};

    argv[0] = "peerwalk lab";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    if (a.list)
        return lab_list(a.console.peers.choice.text[LAB_TOPOLOGY], a.json);
    if (a.serve)
        return serve(&a);
    int code = isatty(STDOUT_FILENO) && isatty(STDIN_FILENO)
                   ? console_run(&a.console)
                   : headless_walk(&a.console.peers, a.console.playbook,
                                   a.json ? REPORT_JSON : REPORT_TEXT);
    peers_fini(&a.console.peers);
    return code;
}
