/* SPDX-License-Identifier: ISC */
#include "cli/lab_choice.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* The key of an option is its place among the texts. */
enum { OPT_FIRST = 3000, SEEDS = 1000000 };

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Lab:", 3},
    {"topology", OPT_FIRST + LAB_TOPOLOGY, "NAME", 0,
     "The network to simulate (see lab --list); ce-pair", 3},
    {"ios", OPT_FIRST + LAB_IOS, "RELEASE", 0,
     "The release whose words the routers use: 12.2 or 15", 3},
    {"seed", OPT_FIRST + LAB_SEED, "N", 0,
     "Repeat a run: the same identifiers, the same random fault", 3},
    {NULL, 0, NULL, 0, "Wire of the lab:", 4},
    {"wire", OPT_FIRST + LAB_WIRE, "NAME,...", 0,
     "Trouble on the way to the routers (see lab --list)", 4},
    {"rtt", OPT_FIRST + LAB_RTT, "MS", 0, "Delay every round trip by so much", 4},
    {"rate", OPT_FIRST + LAB_RATE, "BYTES/S", 0, "A slow line", 4},
    {"flood", OPT_FIRST + LAB_FLOOD, "LINES/S", 0, "Debug lines to every terminal that monitors",
     4},
    {"drop-after", OPT_FIRST + LAB_DROP_AFTER, "BYTES", 0,
     "Cut every connection after so much output", 4},
    {"hang-after", OPT_FIRST + LAB_HANG_AFTER, "BYTES", 0,
     "Let every connection fall silent after so much output", 4},
    {"cut-first", OPT_FIRST + LAB_CUT_FIRST, "N", 0,
     "Cut or silence only the first N connections to a router", 4},
    {"wire-on", OPT_FIRST + LAB_WIRE_ON, "SIDE", 0, "All this for one router only: a or b", 4},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct lab_choice *c = state->input;
    if (key < OPT_FIRST || key >= OPT_FIRST + LAB_TEXTS)
        return ARGP_ERR_UNKNOWN;
    c->text[key - OPT_FIRST] = arg;
    return 0;
}

const struct argp lab_choice_argp = {options, on_option, NULL, NULL, NULL, NULL, NULL};

/* The number given, or `*n` as it was when none is. */
static int number(const struct lab_choice *c, enum lab_text which, const char *name, uint64_t most,
                  uint64_t *n, struct err *e)
{
    const char *text = c->text[which];
    char *end;
    if (!text)
        return ERR_NONE;
    errno = 0;
    uint64_t value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
        return err_set(e, ERR_USAGE, NULL, 0, "%s takes a number, not \"%s\"", name, text);
    if (value > most)
        return err_set(e, ERR_USAGE, NULL, 0, "%s takes at most %" PRIu64, name, most);
    *n = value;
    return ERR_NONE;
}

static int wire_options(const struct lab_choice *c, struct wire_options *w, struct err *e)
{
    uint64_t rtt = 0, flood = 0, cut_first = 0;
    if (c->text[LAB_WIRE] && wire_names_parse(c->text[LAB_WIRE], &w->names, e) != ERR_NONE)
        return e->code;
    if (number(c, LAB_RTT, "--rtt", WIRE_RTT_MAX_MS, &rtt, e) != ERR_NONE ||
        number(c, LAB_RATE, "--rate", UINT32_MAX, &w->rate, e) != ERR_NONE ||
        number(c, LAB_FLOOD, "--flood", WIRE_FLOOD_MAX, &flood, e) != ERR_NONE ||
        number(c, LAB_DROP_AFTER, "--drop-after", UINT32_MAX, &w->drop_after, e) != ERR_NONE ||
        number(c, LAB_HANG_AFTER, "--hang-after", UINT32_MAX, &w->hang_after, e) != ERR_NONE ||
        number(c, LAB_CUT_FIRST, "--cut-first", UINT32_MAX, &cut_first, e) != ERR_NONE)
        return e->code;
    w->rtt_ms = (unsigned)rtt;
    w->flood = (unsigned)flood;
    w->cut_first = (unsigned)cut_first;
    return ERR_NONE;
}

/* Short enough to be typed again. */
static uint64_t any_seed(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        return (uint64_t)getpid();
    return seed % SEEDS;
}

int lab_choice_options(const struct lab_choice *c, const char *faults, struct lab_options *o,
                       struct err *e)
{
    const char *side = c->text[LAB_WIRE_ON];
    struct wire_options wire = {0};
    *o = (struct lab_options){
        .faults = faults, .topology = c->text[LAB_TOPOLOGY], .ios = c->text[LAB_IOS]};
    o->seed = any_seed();
    if (number(c, LAB_SEED, "--seed", INT64_MAX, &o->seed, e) != ERR_NONE ||
        wire_options(c, &wire, e) != ERR_NONE)
        return e->code;
    if (side && strcmp(side, "a") != 0 && strcmp(side, "b") != 0)
        return err_set(e, ERR_USAGE, NULL, 0, "--wire-on takes a or b, not \"%s\"", side);
    for (int i = 0; i < 2; i++)
        if (!side || *side == 'a' + i)
            o->wire[i] = wire;
    return ERR_NONE;
}

bool lab_choice_given(const struct lab_choice *c)
{
    for (int i = 0; i < LAB_TEXTS; i++)
        if (c->text[i])
            return true;
    return false;
}
