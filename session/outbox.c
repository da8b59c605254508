/* SPDX-License-Identifier: ISC */
#include "session/outbox.h"

#include "base/mem.h"

#include <stdlib.h>

struct message *outbox_add(struct outbox *o, enum message_kind kind)
{
    o->messages = mem_grow(o->messages, o->count, &o->capacity, sizeof *o->messages);
    struct message *m = &o->messages[o->count++];
    *m = (struct message){.kind = kind};
    return m;
}

bool outbox_take(struct outbox *o, struct message *m)
{
    if (o->next == o->count) {
        o->next = o->count = 0;
        return false;
    }
    *m = o->messages[o->next++];
    return true;
}

void message_fini(struct message *m)
{
    buf_fini(&m->text);
    free(m->why);
    free(m->command);
}

void outbox_fini(struct outbox *o)
{
    struct message m;
    while (outbox_take(o, &m))
        message_fini(&m);
    free(o->messages);
    *o = (struct outbox){0};
}
