/* SPDX-License-Identifier: ISC */
#include "cli/peers.h"

#include "base/json.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/option.h"
#include "session/sshconfig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEBUG_LINES_MAX = 20000 };
enum { RECONNECT_S = 60, RECONNECT_PATIENT_S = 600 };

enum {
    OPT_SSH_CONFIG = 1000,
    OPT_KNOWN_HOSTS,
    OPT_TEMPLATES,
    OPT_READ_ONLY,
    OPT_LEGACY,
    OPT_LAB,
    OPT_ONLY,
    OPT_TIMEOUT,
    OPT_RECONNECT,
    OPT_JOURNAL,
    OPT_NO_JOURNAL,
    OPT_DEBUG_CPU,
    OPT_DEBUG_TIME,
    OPT_DEBUG_LINES,
};

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Peers:", 1},
    {"lab", OPT_LAB, "FAULT", 0, "Use two simulated routers with this fault (or none)", 1},
    {"only", OPT_ONLY, "SIDE", 0, "Log into one router of the lab only: a or b", 1},
    {"ssh-config", OPT_SSH_CONFIG, "FILE", 0, "Read this instead of ~/.ssh/config", 1},
    {"known-hosts", OPT_KNOWN_HOSTS, "FILE", 0, "Check host keys against this file", 1},
    {"timeout", OPT_TIMEOUT, "SECONDS", 0, "A command that is silent so long has failed (30)", 1},
    {"reconnect", OPT_RECONNECT, "SECONDS", 0,
     "Try so long to make a line again that was lost (60; 600 in the console); 0: do not", 1},
    {"legacy-crypto", OPT_LEGACY, "SIDE", OPTION_ARG_OPTIONAL,
     "Offer the SSH algorithms of old routers too, to both peers or to this one: a or b", 1},
    {NULL, 0, NULL, 0, "Walk:", 2},
    {"tunnel", 't', "LABEL", 0, "Take this tunnel when several join the peers", 2},
    {"allow", 'A', "RISK,...", 0, "Do this without asking: traffic, debug, disruptive, config", 2},
    {"read-only", OPT_READ_ONLY, NULL, 0, "Skip every step that does more than read", 2},
    {"debug-cpu", OPT_DEBUG_CPU, "PERCENT", 0, "No debugging on a processor this busy (60)", 2},
    {"debug-time", OPT_DEBUG_TIME, "SECONDS", 0, "Debugging stays on no longer than this (120)", 2},
    {"debug-lines", OPT_DEBUG_LINES, "N", 0, "Nor for more lines of output than this (20000)", 2},
    {"journal", OPT_JOURNAL, "FILE", 0, "Write the journal to this new file", 2},
    {"no-journal", OPT_NO_JOURNAL, NULL, 0,
     "Write no journal; without one no configuration is changed", 2},
    {"templates", OPT_TEMPLATES, "DIR", 0, "Look for templates in this directory first", 2},
    {0},
};

static void choose_legacy(struct peers *p, const char *arg, struct argp_state *state)
{
    if (arg && strcmp(arg, "a") != 0 && strcmp(arg, "b") != 0)
        argp_error(state, "--legacy-crypto takes a or b, not \"%s\"", arg);
    for (int side = 0; side < SIDES; side++)
        if (!arg || *arg == 'a' + side)
            p->legacy_crypto[side] = true;
}

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct peers *p = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &p->choice;
        return 0;
    case OPT_LAB:
        p->lab = arg;
        return 0;
    case OPT_ONLY:
        if (strcmp(arg, "a") != 0 && strcmp(arg, "b") != 0)
            argp_error(state, "--only takes a or b, not \"%s\"", arg);
        p->only = arg;
        return 0;
    case OPT_SSH_CONFIG:
        p->ssh_config = arg;
        return 0;
    case OPT_KNOWN_HOSTS:
        p->known_hosts = arg;
        return 0;
    case OPT_TIMEOUT:
        p->timeout_ms = option_timeout_ms(arg, state);
        return 0;
    case OPT_RECONNECT:
        p->reconnect_s = option_number(arg, 0, OPTION_SECONDS_MAX, "--reconnect", "seconds", state);
        p->reconnect_said = true;
        return 0;
    case OPT_JOURNAL:
        p->journal = arg;
        return 0;
    case OPT_NO_JOURNAL:
        p->no_journal = true;
        return 0;
    case OPT_DEBUG_CPU:
        p->debug_cpu = option_number(arg, 1, 100, "--debug-cpu", "percent", state);
        return 0;
    case OPT_DEBUG_TIME:
        p->debug_s = option_number(arg, 1, OPTION_SECONDS_MAX, "--debug-time", "seconds", state);
        return 0;
    case OPT_DEBUG_LINES:
        p->debug_lines = option_number(arg, 1, DEBUG_LINES_MAX, "--debug-lines", "a number", state);
        return 0;
    case OPT_LEGACY:
        choose_legacy(p, arg, state);
        return 0;
    case OPT_TEMPLATES:
        p->templates = arg;
        return 0;
    case OPT_READ_ONLY:
        p->read_only = true;
        return 0;
    case 't':
        p->tunnel = arg;
        return 0;
    case 'A':
        p->allow = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&lab_choice_argp, 0, NULL, 0}, {0}};
const struct argp peers_argp = {options, on_option, NULL, NULL, children, NULL, NULL};

static int start_lab(struct peers *p, struct err *e)
{
    struct lab_options o;
    if (lab_choice_options(&p->choice, p->lab, &o, e) == ERR_NONE)
        p->child = lab_child_start(&o, &p->description, e);
    return p->child ? ERR_NONE : e->code;
}

/* What is wrong on the command line, or in a file that it names, is told before anything begins. */
static int check_target(const char *target, const char *ssh_config, struct err *e)
{
    struct sshconfig c = {0};
    int rc = sshconfig_read(&c, target, ssh_config, e);
    sshconfig_fini(&c);
    return rc;
}

static unsigned reconnect_ms(const struct peers *p)
{
    unsigned usual = p->patient ? RECONNECT_PATIENT_S : RECONNECT_S;
    return (p->reconnect_said ? p->reconnect_s : usual) * 1000;
}

int peers_prepare(struct peers *p, struct peer_config config[SIDES], struct err *e)
{
    static const char *const keys[SIDES] = {"a", "b"};

    if (p->lab && (p->target[SIDE_A] || p->target[SIDE_B]))
        return err_set(e, ERR_USAGE, NULL, 0, "give peers or --lab, not both");
    if (!p->lab && (lab_choice_given(&p->choice) || p->only))
        return err_set(e, ERR_USAGE, NULL, 0, "options of the lab need --lab FAULT");
    if (!p->lab && !p->target[SIDE_A])
        return err_set(e, ERR_USAGE, NULL, 0, "a peer is needed, or two, or --lab FAULT");
    if (p->lab && start_lab(p, e) != ERR_NONE)
        return e->code;
    for (int side = 0; side < SIDES && !p->lab && p->target[side]; side++)
        if (check_target(p->target[side], p->ssh_config, e) != ERR_NONE)
            return e->code;
    for (int side = 0; side < SIDES; side++) {
        /* The only router that is logged into is peer A, whichever it is in the lab. */
        const json_t *router = json_object_get(p->description, p->only ? p->only : keys[side]);
        bool absent = side == SIDE_B && peers_alone(p);
        config[side] = (struct peer_config){
            .target = absent   ? NULL
                      : p->lab ? json_str(router, "name", "?")
                               : p->target[side],
            .ssh_config = p->lab ? json_str(p->description, "ssh_config", NULL) : p->ssh_config,
            .known_hosts = p->lab ? NULL : p->known_hosts,
            .password = json_str(router, "password", NULL),
            .enable = json_str(router, "enable", NULL),
            .legacy_crypto = p->legacy_crypto[side],
            .passing = p->lab != NULL,
            .command_timeout_ms = p->timeout_ms,
            .hard_timeout_ms = p->timeout_ms * PEERS_HARD_FACTOR,
            .connect_timeout_ms = p->timeout_ms,
            .reconnect_ms = reconnect_ms(p),
        };
    }
    return ERR_NONE;
}

bool peers_alone(const struct peers *p)
{
    return p->lab ? p->only != NULL : !p->target[SIDE_B];
}

int peers_walk_options(const struct peers *p, bool headless, struct walk_options *o, struct err *e)
{
    *o = (struct walk_options){.ask = !headless,
                               .read_only = p->read_only,
                               .alone = peers_alone(p),
                               .tunnel = p->tunnel,
                               .debug_cpu = p->debug_cpu,
                               .debug_ms = p->debug_s * 1000,
                               .debug_lines = p->debug_lines};
    for (int risk = 0; headless && p->lab && !p->allow && risk <= RISK_CONFIG; risk++)
        o->allow[risk] = true;
    if (!p->allow)
        return ERR_NONE;
    char *list = mem_dup(p->allow);
    int rc = ERR_NONE;
    char *rest = NULL;
    for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        int risk = risk_from_name(word);
        if (risk < 0)
            rc = err_set(e, ERR_USAGE, NULL, 0,
                         "--allow knows read, traffic, debug, disruptive and config, not \"%s\"",
                         word);
        else
            o->allow[risk] = true;
    }
    free(list);
    return rc;
}

int peers_journal(const struct peers *p, const struct peer_config config[SIDES],
                  struct walk_options *o, struct journal **out, struct err *e)
{
    struct err own = {0};
    *out = NULL;
    if (p->no_journal && p->journal)
        return err_set(e, ERR_USAGE, NULL, 0, "give --journal or --no-journal, not both");
    if (p->no_journal)
        return ERR_NONE;
    char *hint = mem_printf("%s%s%s", config[SIDE_A].target, config[SIDE_B].target ? "-" : "",
                            config[SIDE_B].target ? config[SIDE_B].target : "");
    *out = journal_open(p->journal, hint, p->journal ? e : &own);
    free(hint);
    if (!*out && p->journal)
        return e->code;
    if (!*out) {
        /* The night must go on, but nothing is done that could not be accounted for. */
        cli_complain(&own, 0);
        fputs("peerwalk: without a journal this walk only reads (--no-journal, --journal FILE)\n",
              stderr);
        o->read_only = true;
    }
    return ERR_NONE;
}

struct sentinel *peers_sentinel(const struct peers *p, const struct pack *pack,
                                const struct journal *journal)
{
    if (p->lab)
        return NULL;
    char *file = pack_platform_file(pack);
    struct sentinel *s = sentinel_new(file, journal ? journal_path(journal) : NULL);
    free(file);
    return s;
}

void peers_fini(struct peers *p)
{
    lab_child_stop(p->child);
    p->child = NULL;
    json_decref(p->description);
    p->description = NULL;
}
