/* SPDX-License-Identifier: ISC */
#include "cli/option.h"

#include <stdlib.h>

enum report_format option_format(const char *arg, struct argp_state *state)
{
    int format = report_format_from_name(arg);
    if (format < 0)
        argp_error(state, "--format knows text, markdown, html, json and junit, not \"%s\"", arg);
    return (enum report_format)format;
}

unsigned option_number(const char *arg, unsigned least, unsigned most, const char *option,
                       const char *what, struct argp_state *state)
{
    char *end;
    unsigned long n = strtoul(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end != '\0' || n < least || n > most)
        argp_error(state, "%s takes %s from %u to %u, not \"%s\"", option, what, least, most, arg);
    return (unsigned)n;
}

unsigned option_timeout_ms(const char *arg, struct argp_state *state)
{
    return 1000 * option_number(arg, 1, OPTION_SECONDS_MAX, "--timeout", "seconds", state);
}

error_t option_journal(int key, const char **file, const char *arg, struct argp_state *state)
{
    switch (key) {
    case ARGP_KEY_ARG:
        if (*file)
            argp_error(state, "one journal at a time");
        *file = arg;
        return 0;
    case ARGP_KEY_END:
        if (!*file)
            argp_error(state, "which journal?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}
