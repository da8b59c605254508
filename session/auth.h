/* SPDX-License-Identifier: ISC */
/*
 * Authentication over a session that has exchanged keys, in the order of OpenSSH: none (which
 * tells the methods), agent, key files, keyboard-interactive, password. Never blocks: call
 * auth_step() whenever something came, until it says more than AUTH_WAIT.
 */
#ifndef SESSION_AUTH_H
#define SESSION_AUTH_H

#include "base/err.h"
#include "session/peer.h"
#include "session/sshconfig.h"

#include <libssh/libssh.h>

struct auth;

enum auth_result {
    AUTH_WAIT, /* for the server */
    AUTH_ASK,  /* for a person: auth_question(), then auth_answer() */
    AUTH_DONE,
    AUTH_FAILED
};

struct auth_question {
    enum peer_question kind;
    const char *text; /* valid until the answer */
    bool echo;
};

/* Everything is borrowed. */
struct auth *auth_new(ssh_session session, const struct sshconfig *config);
void auth_free(struct auth *a); /* wipes the answer it still holds */

enum auth_result auth_step(struct auth *a, struct err *e);
struct auth_question auth_question(const struct auth *a);

/* NULL gives up: the next step fails. */
void auth_answer(struct auth *a, const char *answer);

/*
 * What the server wants to be shown and was not handed out before: its banner, and the instruction
 * of a challenge. NULL when there is nothing, else free() it.
 */
char *auth_notice(struct auth *a);

#endif
