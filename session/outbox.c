/* SPDX-License-Identifier: ISC */
#include "session/outbox.h"

#include "base/mem.h"
#include "session/secret.h"

#include <stdlib.h>

const char *peer_state_name(enum peer_state s)
{
    static const char *const names[] = {
        [PEER_IDLE] = "idle",
        [PEER_RECONNECTING] = "reconnecting",
        [PEER_RESOLVING] = "resolving",
        [PEER_CONNECTING] = "connecting",
        [PEER_AUTHENTICATING] = "authenticating",
        [PEER_PREPARING] = "preparing",
        [PEER_READY] = "ready",
        [PEER_LOST] = "lost",
        [PEER_CLOSED] = "closed",
    };
    return names[s];
}

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

void message_tell(struct message *m, struct peer *p, const struct peer_handler *h, void *user)
{
    const char *text = buf_str(&m->text);
    switch (m->kind) {
    case MESSAGE_STATE:
        if (h->state)
            h->state(user, p, m->state, m->why);
        break;
    case MESSAGE_ASK:
        if (h->ask)
            h->ask(user, p, m->question, text, m->echo);
        break;
    case MESSAGE_MONITOR:
        if (h->monitor)
            h->monitor(user, p, text, m->text.len, m->at);
        break;
    case MESSAGE_NOTE:
        if (h->note)
            h->note(user, p, text);
        break;
    case MESSAGE_SENT:
        if (h->sent)
            h->sent(user, p, m->monitor, text, m->text.len);
        break;
    case MESSAGE_OFF:
        if (h->off)
            h->off(user, p, text, m->at);
        break;
    case MESSAGE_REPLY:
        m->reply.command = m->command;
        m->reply.text = text;
        m->reply.len = m->text.len;
        m->fn(m->user, p, &m->reply);
        break;
    }
}

void message_fini(struct message *m)
{
    buf_fini(&m->text);
    free(m->why);
    secret_forget(m->command);
}

void outbox_fini(struct outbox *o)
{
    struct message m;
    while (outbox_take(o, &m))
        message_fini(&m);
    free(o->messages);
    *o = (struct outbox){0};
}
