/* SPDX-License-Identifier: ISC */
#include "cli/format.h"

enum report_format format_option(const char *arg, struct argp_state *state)
{
    int format = report_format_from_name(arg);
    if (format < 0)
        argp_error(state, "--format knows text, markdown, html, json and junit, not `%s`", arg);
    return (enum report_format)format;
}
