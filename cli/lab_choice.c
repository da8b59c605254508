/* SPDX-License-Identifier: ISC */
#include "cli/lab_choice.h"

#include <errno.h>
#include <stdlib.h>

enum { OPT_TOPOLOGY = 3000, OPT_IOS, OPT_SEED };

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Lab:", 3},
    {"topology", OPT_TOPOLOGY, "NAME", 0, "The network to simulate (see lab --list); ce-pair", 3},
    {"ios", OPT_IOS, "RELEASE", 0, "The release whose words the routers use: 12.2 or 15", 3},
    {"seed", OPT_SEED, "N", 0, "Seed of identifiers, so that a run can be repeated", 3},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct lab_choice *c = state->input;
    switch (key) {
    case OPT_TOPOLOGY:
        c->topology = arg;
        return 0;
    case OPT_IOS:
        c->ios = arg;
        return 0;
    case OPT_SEED:
        c->seed = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp lab_choice_argp = {options, on_option, NULL, NULL, NULL, NULL, NULL};

int lab_choice_options(const struct lab_choice *c, const char *faults, struct lab_options *o,
                       struct err *e)
{
    char *end;
    *o = (struct lab_options){.faults = faults, .topology = c->topology, .ios = c->ios};
    if (!c->seed)
        return ERR_NONE;
    errno = 0;
    o->seed = strtoull(c->seed, &end, 10);
    if (*c->seed == '\0' || *end != '\0' || errno != 0)
        return err_set(e, ERR_USAGE, NULL, 0, "--seed takes a number, not `%s`", c->seed);
    return ERR_NONE;
}

bool lab_choice_given(const struct lab_choice *c)
{
    return c->topology || c->ios || c->seed;
}
