/* SPDX-License-Identifier: ISC */
#ifndef CLI_FORMAT_H
#define CLI_FORMAT_H

#include "report/report.h"

#include <argp.h>

/* The argument of --format; ends with a complaint when it is none. */
enum report_format format_option(const char *arg, struct argp_state *state);

#endif
