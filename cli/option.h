/* SPDX-License-Identifier: ISC */
/*
 * Arguments that several subcommands take. What is none ends the program with a complaint and its
 * usage.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "report/report.h"

#include <argp.h>

enum { OPTION_SECONDS_MAX = 3600 };

/* Of --format. */
enum report_format option_format(const char *arg, struct argp_state *state);

/* A number of `what` ("seconds"), for `option` ("--timeout"). */
unsigned option_number(const char *arg, unsigned least, unsigned most, const char *option,
                       const char *what, struct argp_state *state);

/* Of --timeout, in milliseconds. */
unsigned option_timeout_ms(const char *arg, struct argp_state *state);

/*
 * What is no option of a subcommand about one journal: takes its name, and complains at the end
 * (ARGP_KEY_END) that there is none.
 */
error_t option_journal(int key, const char **file, const char *arg, struct argp_state *state);

#endif
