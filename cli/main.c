/* SPDX-License-Identifier: ISC */
/*
 * peerwalk: finds the subcommand and runs it. A name or two that are no subcommand open the
 * console.
 */
#include "cli/cli.h"

#include "session/sentinel.h"

#include <argp.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct command commands[] = {
    {"run", "walk a playbook over two peers without a console", cmd_run},
    {"undo", "put back what an earlier run left changed", cmd_undo},
    {"lab", "start two simulated routers, and the console on them", cmd_lab},
    {"diagnose", "find causes in saved captures, offline", cmd_diagnose},
    {"compare", "compare the configurations of two ends, offline", cmd_compare},
    {"parse", "print one reply as JSON records", cmd_parse},
    {"report", "print the walk that a journal tells of", cmd_report},
    {"replay", "show the walk that a journal tells of in the console", cmd_replay},
    {"list", "list the playbooks", cmd_list},
    {"lint", "check playbooks, templates and signatures", cmd_lint},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void usage(FILE *out)
{
    fputs("Usage: peerwalk A [B]                open the console on them; A B --help\n"
          "       peerwalk COMMAND [OPTION...]  see peerwalk COMMAND --help\n\n"
          "A and B are [user@]host[:port] or names from ssh_config; with A alone only one end of\n"
          "the tunnel is looked at.\n\nCommands:\n",
          out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\nExit codes: 0 every step passes, 1 a step fails and the cause was found,\n"
          "2 usage or bad input file, 3 could not tell, 4 a peer could not be reached\n"
          "or was lost, 130 interrupted.\n\n"
          "Try \"peerwalk lab --fault transform-mismatch\" for a first look, and\n"
          "peerwalk(1) for everything.\n",
          out);
}

/* Is it at most one slip away: a letter too many, too few, another one, or two exchanged? */
static bool is_slip(const char *typed, const char *name)
{
    while (*typed && *typed == *name) {
        typed++;
        name++;
    }
    if (!*typed && !*name)
        return false;
    return (*typed && *name && strcmp(typed + 1, name + 1) == 0) ||
           (*typed && strcmp(typed + 1, name) == 0) || (*name && strcmp(typed, name + 1) == 0) ||
           (*typed && *name && typed[0] == name[1] && typed[1] == name[0] &&
            strcmp(typed + 2, name + 2) == 0);
}

/*
 * The command that a word was meant to be, or NULL. A first word that is none opens the console on
 * a host of that name, which nobody wants who mistyped `run`. Two words are two peers.
 */
static const char *meant(int argc, char **argv)
{
    int words = 0;
    for (int i = 1; i < argc; i++)
        words += argv[i][0] != '-';
    for (int i = 0; i < COMMANDS && words != SIDES; i++)
        if (is_slip(argv[1], commands[i].name))
            return commands[i].name;
    return NULL;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 && argc > 2) {
        static char help[] = "--help";
        argv[1] = argv[2];
        argv[2] = help;
        argc = 3;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return EXIT_PASS;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("peerwalk " PEERWALK_VERSION);
        return EXIT_PASS;
    }
    if (strcmp(argv[1], SENTINEL_ARGUMENT) == 0)
        return cmd_sentinel();
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    const char *command = meant(argc, argv);
    if (command) {
        fprintf(stderr,
                "peerwalk: \"%s\" is no command; did you mean \"%s\"?\n"
                "For the console on a host of that name: peerwalk -- %s\n",
                argv[1], command, argv[1]);
        return EXIT_USAGE;
    }
    return cmd_console(argc, argv);
}

/* What is not written whole has not told of a pass. Who reads from a pipe may stop at any line. */
static int check_output(int code)
{
    struct stat out;
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (!lost || fstat(STDOUT_FILENO, &out) != 0 || S_ISFIFO(out.st_mode) || S_ISSOCK(out.st_mode))
        return code;
    fputs("peerwalk: what was printed could not be written in whole; is the disk full?\n", stderr);
    return code == EXIT_PASS ? EXIT_USAGE : code;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no further is a full disk */
    argp_err_exit_status = EXIT_USAGE;
    return check_output(run(argc, argv));
}
