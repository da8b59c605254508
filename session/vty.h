/* SPDX-License-Identifier: ISC */
/*
 * One terminal line of a router, ready for use: the SSH connection, the dialogue over it, and the
 * preparation (privileged mode, no paging, wide lines, and for a monitor what makes it listen).
 */
#ifndef SESSION_VTY_H
#define SESSION_VTY_H

#include "session/dialogue.h"
#include "session/transport.h"

struct vty;

struct vty_events {
    void (*stage)(void *user, enum peer_state stage); /* up to PEER_PREPARING */
    void (*ask)(void *user, const struct question *q);
    void (*note)(void *user, const char *text);
    void (*ready)(void *user);
    void (*reply)(void *user, const struct dialogue_event *reply);
    void (*line)(void *user, const char *line, size_t len, uint64_t at);
    void (*sent)(void *user, const char *bytes, size_t len, bool secret); /* a line's bytes */
    void (*down)(void *user, const struct err *why); /* the end; nothing comes after it */
};

struct vty_config {
    const struct platform *platform;
    struct dialogue_limits limits;
    struct transport_config transport;
    bool monitor; /* this line only listens */
};

/* Starts at once; everything in `config` is borrowed. */
struct vty *vty_new(struct loop *l, const struct vty_config *config,
                    const struct vty_events *events, void *user);
void vty_free(struct vty *v); /* not from within an event */

/* After ready(). The id is that of the one reply(). */
uint64_t vty_send(struct vty *v, const char *command, const struct patience *patience);
void vty_answer(struct vty *v, const char *answer); /* NULL refuses */
void vty_interrupt(struct vty *v);
void vty_share(struct vty *v, bool on); /* see dialogue_share() */

const char *vty_hostname(const struct vty *v);
enum prompt_mode vty_mode(const struct vty *v);

#endif
