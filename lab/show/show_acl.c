/* SPDX-License-Identifier: ISC */
/* show access-lists. */
#include "lab/shell/exec.h"

#include <string.h>

enum { SEQUENCE_STEP = 10 };

static void show_one(struct shell *s, const struct access_list *l)
{
    shell_printf(s, "%s IP access list %s\n", l->extended ? "Extended" : "Standard", l->name);
    unsigned sequence = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct entry *e = &l->entry[i];
        if (e->remark)
            continue;
        shell_printf(s, "    ");
        if (s->r->release >= IOS_12_3)
            shell_printf(s, "%u ", sequence += SEQUENCE_STEP);
        shell_printf(s, "%s", e->text);
        if (e->hits == 1)
            shell_printf(s, " (1 match)");
        else if (e->hits > 1)
            shell_printf(s, " (%llu matches)", (unsigned long long)e->hits);
        shell_printf(s, "\n");
    }
}

void show_access_lists(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_parameter(p, 0);
    for (size_t i = 0; i < c->lists; i++)
        if (!name || strcmp(c->list[i].name, name) == 0)
            show_one(s, &c->list[i]);
}
