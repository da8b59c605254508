/* SPDX-License-Identifier: ISC */
#include "cli/setup.h"

#include "cli/cli.h"

int setup_begin(struct setup *s, struct peers *p, const char *playbook, enum setup_for what_for,
                struct err *e)
{
    bool headless = what_for == SETUP_HEADLESS;
    s->pack = cli_pack(p->templates, e);
    if (!s->pack)
        return e->code;
    s->playbook =
        headless ? playbook_load(s->pack, playbook, e) : playbook_load_lazily(s->pack, playbook, e);
    p->patient = !headless;
    if (!s->playbook || peers_walk_options(p, headless, &s->options, e) != ERR_NONE ||
        peers_prepare(p, s->config, e) != ERR_NONE ||
        peers_journal(p, s->config, &s->options, &s->journal, e) != ERR_NONE)
        return e->code;
    s->debts = debts_find(s->pack, s->config);
    s->sentinel = peers_sentinel(p, s->pack, s->journal);
    return ERR_NONE;
}

void setup_end(struct setup *s)
{
    debts_free(s->debts);
    debts_farewell(s->pack, s->journal, s->sentinel);
    playbook_free(s->playbook);
    pack_free(s->pack);
}
