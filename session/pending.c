/* SPDX-License-Identifier: ISC */
#include "session/pending.h"

#include "base/mem.h"
#include "session/secret.h"

#include <stdlib.h>
#include <string.h>

enum { ASK_AGAIN_MAX = 3 };

struct pending *pending_add(struct pending_list *l, const char *command,
                            const struct patience *patience, peer_reply_fn *fn, void *user)
{
    l->at = mem_grow(l->at, l->count, &l->capacity, sizeof *l->at);
    struct pending *c = &l->at[l->count++];
    *c = (struct pending){
        .id = ++l->last_id,
        .command = mem_dup(command),
        .patience = patience ? *patience : (struct patience){0},
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

bool pending_ask_again(struct pending *c, const struct dialogue_event *e, int *error)
{
    if (!e->logged || e->error != ERR_NONE || !platform_is_command(c->command, "show") ||
        platform_is_command(c->command, "show logging"))
        return false;
    if (c->disturbed && !strcmp(c->disturbed, buf_str(&e->text)))
        return false;
    secret_forget(c->disturbed);
    c->disturbed = mem_dup(buf_str(&e->text));
    if (c->asked++ < ASK_AGAIN_MAX)
        return true;
    *error = ERR_FORMAT;
    return false;
}

void pending_drop(struct pending *c)
{
    secret_forget(c->command);
    secret_forget(c->disturbed);
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
        pending_drop(&l->at[i]);
    free(l->at);
    *l = (struct pending_list){0};
}
