/* SPDX-License-Identifier: ISC */
/* Questions to the person at the terminal, for runs without the console. */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "session/peer.h"

#include <stdbool.h>

/*
 * Ask on the controlling terminal, or through the program that SSH_ASKPASS names where there is no
 * terminal (or SSH_ASKPASS_REQUIRE is "force"), as ssh(1) does. The answer is in locked memory,
 * without its newline; wipe it with ask_forget(). NULL when nobody can be asked.
 */
char *ask(const char *prompt, bool echo);
void ask_forget(char *answer);

/* The same for what the peer `target` asks; says so when nobody can be asked. */
char *ask_for_peer(const char *target, enum peer_question q, const char *text, bool echo);

#endif
