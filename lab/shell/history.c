/* SPDX-License-Identifier: ISC */
#include "lab/shell/history.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void history_init(struct history *h)
{
    *h = (struct history){.size = HISTORY_USUAL};
}

static void drop_oldest(struct history *h)
{
    free(h->line[0]);
    h->count--;
    memmove(h->line, h->line + 1, h->count * sizeof h->line[0]);
}

void history_resize(struct history *h, size_t size)
{
    h->size = size < HISTORY_MAX ? size : HISTORY_MAX;
    while (h->count > h->size)
        drop_oldest(h);
}

void history_fini(struct history *h)
{
    history_resize(h, 0);
}

void history_add(struct history *h, const char *line)
{
    if (h->size == 0)
        return;
    if (h->count == h->size)
        drop_oldest(h);
    h->line[h->count++] = mem_dup(line);
}
