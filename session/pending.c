/* SPDX-License-Identifier: ISC */
#include "session/pending.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct pending *pending_add(struct pending_list *l, const char *command, unsigned timeout_ms,
                            peer_reply_fn *fn, void *user)
{
    l->at = mem_grow(l->at, l->count, &l->capacity, sizeof *l->at);
    struct pending *c = &l->at[l->count++];
    *c = (struct pending){
        .id = ++l->last_id,
        .command = mem_dup(command),
        .timeout_ms = timeout_ms,
        .fn = fn,
        .user = user,
    };
    return c;
}

struct pending pending_take(struct pending_list *l, size_t index)
{
    struct pending taken = l->at[index];
    l->count--;
    memmove(&l->at[index], &l->at[index + 1], (l->count - index) * sizeof *l->at);
    return taken;
}

size_t pending_find(const struct pending_list *l, uint64_t vty_id)
{
    size_t i = 0;
    while (i < l->count && l->at[i].vty_id != vty_id)
        i++;
    return i;
}

size_t pending_asked(const struct pending_list *l)
{
    size_t asked = 0;
    for (size_t i = 0; i < l->count; i++)
        asked += l->at[i].fn != NULL;
    return asked;
}

void pending_fini(struct pending_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->at[i].command);
    free(l->at);
    *l = (struct pending_list){0};
}
