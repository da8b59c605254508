/* SPDX-License-Identifier: ISC */
/*
 * The command line: one file a subcommand, each a row of the table in main.c with its own argp
 * options. A subcommand gets argv from its own name on and returns the exit code.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/err.h"
#include "walk/retell.h"
#include "walk/walk.h"

/* Exit codes, the same for every subcommand. */
enum exit_code {
    EXIT_PASS = 0,
    EXIT_FAILING = 1, /* a cause was found */
    EXIT_USAGE = 2,   /* the command line, or an input file */
    EXIT_UNKNOWN = 3,
    EXIT_PEER = 4, /* not reached, or lost */
    EXIT_INTERRUPTED = 130
};

struct command {
    const char *name;
    const char *summary; /* for `peerwalk --help` */
    int (*run)(int argc, char **argv);
};

int cmd_console(int argc, char **argv); /* peerwalk A B */
int cmd_run(int argc, char **argv);
int cmd_diagnose(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_undo(int argc, char **argv);
int cmd_parse(int argc, char **argv);
int cmd_lab(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_sentinel(void); /* not for people: see session/sentinel.h */

/* "peerwalk: where:line: text" on standard error. Returns `code`. */
int cli_complain(const struct err *e, int code);

/* Print what a peer has to say on standard error, line by line, never as terminal control. */
void cli_tell(const char *who, const char *text);

/* Lines of text on standard error, each as "peerwalk: ..."; frees it. */
void cli_say(char *text);

/* One JSON document on standard output. */
void cli_print_json(const json_t *value);

/* What an ended walk means for the shell. */
int cli_walk_exit(const struct walk *w);

/* The same for one that its journal tells of: 130 when that run was interrupted. */
int cli_told_exit(struct retelling *r);

/* The exit code for an error record: usage and files 2, peers 4. */
int cli_err_exit(const struct err *e);

/* Load the pack of the installed playbooks, with a user's templates in front when not NULL. */
struct pack *cli_pack(const char *templates, struct err *e);

/* The same with nothing but the templates. */
struct pack *cli_template_pack(const char *templates, struct err *e);

#endif
