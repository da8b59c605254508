/* SPDX-License-Identifier: ISC */
/* show access-lists. */
#include "lab/shell/exec.h"

#include <string.h>

enum { SEQUENCE_STEP = 10 };

/* A network in a standard list is told in words. */
static void show_entry(struct shell *s, const struct access_list *l, const struct entry *e)
{
    const char *wildcard = strrchr(e->text, ' ');
    unsigned bits;
    if (l->extended || strstr(e->text, "host ") || !grammar_ip(wildcard + 1, &bits) ||
        strchr(e->text, ' ') == wildcard)
        shell_printf(s, "%s", e->text);
    else
        shell_printf(s, "%.*s, wildcard bits %s", (int)(wildcard - e->text), e->text, wildcard + 1);
}

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
        show_entry(s, l, e);
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
