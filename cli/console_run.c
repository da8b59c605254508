/* SPDX-License-Identifier: ISC */
#include "cli/console_run.h"

#include "cli/cli.h"
#include "cli/debts.h"
#include "tui/console.h"

#include <stdlib.h>

int console_run(struct console_args *a)
{
    struct peer_config config[SIDES];
    struct walk_options options;
    struct err e = {0};
    struct playbook *playbook = NULL;
    struct loop *loop = NULL;
    struct console *console = NULL;
    struct journal *journal = NULL;
    struct sentinel *sentinel = NULL;
    struct debts *debts = NULL;
    char *notice = NULL;
    struct console_options look = {.ascii = a->ascii};
    int code = EXIT_USAGE;

    struct pack *pack = cli_pack(a->peers.templates, &e);
    if (!pack || !(playbook = playbook_load_lazily(pack, a->playbook, &e)))
        goto out;
    a->peers.patient = true;
    if (peers_walk_options(&a->peers, false, &options, &e) != ERR_NONE ||
        peers_prepare(&a->peers, config, &e) != ERR_NONE ||
        peers_journal(&a->peers, config, &options, &journal, &e) != ERR_NONE)
        goto out;
    options.single_step = a->step;
    debts = debts_find(pack, config);
    look.notice = notice = debts_text(debts);
    loop = loop_new();
    sentinel = peers_sentinel(&a->peers, pack, journal);
    const struct console_walk walk = {playbook, &options, config, journal, sentinel};
    console = console_new(loop, &walk, &look, &e);
    if (!console)
        goto out;
    debts_mend(debts, console_walk(console));
    /* The first frame is on the screen before the time that compiling the checks takes. */
    loop_step(loop, false);
    if (playbook_compile(playbook, &e) != ERR_NONE)
        goto out;
    loop_run(loop);
    code = cli_walk_exit(console_walk(console));
out:
    console_free(console);
    loop_free(loop);
    debts_free(debts);
    free(notice);
    if (e.code != ERR_NONE)
        code = cli_complain(&e, cli_err_exit(&e));
    debts_farewell(pack, journal, sentinel);
    playbook_free(playbook);
    pack_free(pack);
    return code;
}
