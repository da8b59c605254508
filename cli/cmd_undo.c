/* SPDX-License-Identifier: ISC */
/* peerwalk undo: put back what an earlier run left changed. */
#include "cli/cli.h"

#include "cli/option.h"
#include "cli/undo_run.h"

#include <argp.h>
#include <stdlib.h>

enum { OPT_SSH_CONFIG = 1000, OPT_KNOWN_HOSTS, OPT_TIMEOUT, OPT_LEGACY };

static const struct argp_option options[] = {
    {"yes", 'y', NULL, 0, "Send the lines without asking", 0},
    {"json", 'j', NULL, 0, "Print one JSON document instead of text", 0},
    {"ssh-config", OPT_SSH_CONFIG, "FILE", 0, "Read this instead of what that run read", 0},
    {"known-hosts", OPT_KNOWN_HOSTS, "FILE", 0, "Check host keys against this file", 0},
    {"timeout", OPT_TIMEOUT, "SECONDS", 0, "A command that is silent so long has failed (30)", 0},
    {"legacy-crypto", OPT_LEGACY, NULL, 0, "Offer the SSH algorithms of old routers too", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct undo_args *a = state->input;
    switch (key) {
    case 'y':
        a->yes = true;
        return 0;
    case 'j':
        a->json = true;
        return 0;
    case OPT_SSH_CONFIG:
        a->ssh_config = arg;
        return 0;
    case OPT_KNOWN_HOSTS:
        a->known_hosts = arg;
        return 0;
    case OPT_TIMEOUT:
        a->timeout_ms = option_timeout_ms(arg, state);
        return 0;
    case OPT_LEGACY:
        a->legacy_crypto = true;
        return 0;
    case ARGP_KEY_END:
        return 0; /* without a journal they are listed */
    default:
        return option_journal(key, &a->file, arg, state);
    }
}

int cmd_undo(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        on_option,
        "[FILE]",
        "Put the peers back as they were before the run whose journal this is: connect to those it "
        "left changed, switch debugging off, send the way back, and prove that the running "
        "configuration is as before. Without FILE, list the journals that owe something.",
        NULL,
        NULL,
        NULL};
    struct undo_args a = {.file = NULL};

    argv[0] = "peerwalk undo";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    return a.file ? undo_run(&a) : undo_list(a.json);
}
