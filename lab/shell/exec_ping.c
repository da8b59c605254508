/* SPDX-License-Identifier: ISC */
/* ping, in one line and as a dialogue. */
#include "lab/config/conf_vrf.h"
#include "lab/net/ip.h"
#include "lab/shell/exec.h"
#include "lab/shell/ping.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SWEEP_FROM = 36, SWEEP_TO = 18024, SWEEP_STEP = 1 };
enum { DEFAULT_COUNT = 5, DEFAULT_SIZE = 100, DEFAULT_TIMEOUT_S = 2 };

struct ping_dialogue {
    struct ping_request q;
};

bool ping_source(struct shell *s, const char *vrf, const char *text, uint32_t *out)
{
    char name[CONF_NAME];
    unsigned address = 0;
    if (grammar_ip(text, &address)) {
        if (!ip_is_own(s->r->conf, vrf, address)) {
            shell_printf(s, "%% Invalid source address- IP address not on any of our up "
                            "interfaces\n");
            return false;
        }
        *out = address;
        return true;
    }
    struct interface *i =
        grammar_interface(text, name, sizeof name) ? conf_interface(s->r->conf, name) : NULL;
    *out = i && interface_is_up(i) && strcmp(i->vrf, vrf) == 0 ? conf_address(s->r->conf, i) : 0;
    if (*out == 0)
        shell_printf(s, "%% Invalid source interface - IP not enabled or interface is down\n");
    return *out != 0;
}

static unsigned option(const struct parsed *p, const char *name, unsigned fallback)
{
    const char *value = parsed_after(p, name);
    return value ? (unsigned)strtoul(value, NULL, 10) : fallback;
}

void exec_ping(struct shell *s, const struct parsed *p)
{
    const char *source = parsed_after(p, "source");
    struct ping_request q = {.count = option(p, "repeat", DEFAULT_COUNT),
                             .size = option(p, "size", DEFAULT_SIZE),
                             .timeout_s = option(p, "timeout", DEFAULT_TIMEOUT_S)};
    const char *vrf = parsed_after(p, "vrf");
    const char *dest = parsed_parameter(p, vrf ? 1 : 0);
    unsigned address = 0;
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% VRF %s does not exist\n", vrf);
        return;
    }
    snprintf(q.vrf, sizeof q.vrf, "%s", vrf ? vrf : "");
    if (!dest) {
        ping_dialogue(s, q.vrf);
        return;
    }
    grammar_ip(dest, &address);
    q.dest = address;
    q.df = parsed_after(p, "df-bit") != NULL;
    if (!source || ping_source(s, q.vrf, source, &q.source))
        ping_start(s, &q);
}

/* The questions in their order; the ones past STEP_EXTENDED come only when asked for. */
enum {
    STEP_PROTOCOL,
    STEP_TARGET,
    STEP_COUNT,
    STEP_SIZE,
    STEP_TIMEOUT,
    STEP_EXTENDED,
    STEP_SOURCE,
    STEP_TOS,
    STEP_DF,
    STEP_VALIDATE,
    STEP_PATTERN,
    STEP_OPTIONS,
    STEP_SWEEP,
    STEP_SWEEP_FROM,
    STEP_SWEEP_TO,
    STEP_SWEEP_STEP,
    STEPS
};
static const char *const questions[STEPS] = {
    "Protocol [ip]: ",
    "Target IP address: ",
    "Repeat count [5]: ",
    "Datagram size [100]: ",
    "Timeout in seconds [2]: ",
    "Extended commands [n]: ",
    "Source address or interface: ",
    "Type of service [0]: ",
    "Set DF bit in IP header? [no]: ",
    "Validate reply data? [no]: ",
    "Data pattern [0xABCD]: ",
    "Loose, Strict, Record, Timestamp, Verbose[none]: ",
    "Sweep range of sizes [n]: ",
    "Sweep min size [36]: ",
    "Sweep max size [18024]: ",
    "Sweep interval [1]: ",
};

static bool read_number(struct shell *s, const char *text, unsigned *out)
{
    char *end;
    if (*text == '\0')
        return true;
    unsigned long n = strtoul(text, &end, 10);
    if (*end != '\0' || n > INT32_MAX) {
        shell_printf(s, "%% A decimal number is required.\n");
        return false;
    }
    *out = (unsigned)n;
    return true;
}

static bool read_target(struct shell *s, const char *text, uint32_t *out)
{
    unsigned address = 0;
    if (!grammar_ip(text, &address))
        shell_printf(s, "%% Bad IP address\n");
    *out = address;
    return address != 0;
}

static bool take_sweep(struct shell *s, const char *text, struct ping_request *q)
{
    switch (s->step) {
    case STEP_SWEEP:
        /* Without a sweep there is nothing left to ask. */
        if (strncasecmp(text, "y", 1) != 0) {
            s->step = STEP_SWEEP_STEP;
            return true;
        }
        q->size = SWEEP_FROM;
        q->sweep_to = SWEEP_TO;
        q->sweep_step = SWEEP_STEP;
        return true;
    case STEP_SWEEP_FROM:
        return read_number(s, text, &q->size);
    case STEP_SWEEP_TO:
        return read_number(s, text, &q->sweep_to);
    case STEP_SWEEP_STEP:
        return read_number(s, text, &q->sweep_step) && q->sweep_step > 0;
    default:
        return true;
    }
}

/* Take the answer to question `s->step`. False when the dialogue ends there. */
static bool take(struct shell *s, const char *text)
{
    struct ping_request *q = &s->dialogue->q;
    switch (s->step) {
    case STEP_PROTOCOL:
        if (*text == '\0' || strcasecmp(text, "ip") == 0)
            return true;
        shell_printf(s, "%% Unknown protocol - \"%s\", type \"ping ?\" for help\n", text);
        return false;
    case STEP_TARGET:
        return read_target(s, text, &q->dest);
    case STEP_COUNT:
        return read_number(s, text, &q->count);
    case STEP_SIZE:
        return read_number(s, text, &q->size);
    case STEP_TIMEOUT:
        return read_number(s, text, &q->timeout_s);
    case STEP_EXTENDED:
        /* Without them only the sweep is left to ask for. */
        s->step = strncasecmp(text, "y", 1) == 0 ? STEP_EXTENDED : STEP_OPTIONS;
        return true;
    case STEP_SOURCE:
        return *text == '\0' || ping_source(s, q->vrf, text, &q->source);
    case STEP_DF:
        q->df = strncasecmp(text, "y", 1) == 0;
        return true;
    default:
        return take_sweep(s, text, q);
    }
}

static void take_answer(struct shell *s, const char *line)
{
    const char *text = line + strspn(line, " ");
    if (!take(s, text))
        return;
    if (++s->step < STEPS)
        shell_ask(s, questions[s->step], false, take_answer);
    else
        ping_start(s, &s->dialogue->q);
}

void ping_dialogue(struct shell *s, const char *vrf)
{
    free(s->dialogue);
    s->dialogue = mem_alloc(sizeof *s->dialogue);
    s->dialogue->q = (struct ping_request){
        .count = DEFAULT_COUNT, .size = DEFAULT_SIZE, .timeout_s = DEFAULT_TIMEOUT_S};
    snprintf(s->dialogue->q.vrf, sizeof s->dialogue->q.vrf, "%s", vrf);
    s->step = STEP_PROTOCOL;
    shell_ask(s, questions[s->step], false, take_answer);
}
