/* SPDX-License-Identifier: ISC */
/*
 * The proof that a reply has ended. A line of a reply may equal the prompt, and the bytes may stop
 * to come right behind it, so neither looks nor silence tell. Behind each command a few blanks and
 * a return are typed: the device echoes them behind its own prompt and nowhere else,
 *
 *     CE1#show run            the command
 *     CE1#                    a line of the reply
 *     hostname CE1
 *     CE1#     <return>       the proof; their number differs from one command to the next
 *     CE1#
 *
 * and answers them with nothing but a new prompt. They go along with commands that never ask
 * anything, which costs no time at all; behind others, where they could be taken for an answer,
 * they are sent when something like the prompt ends what came, and the next command goes with
 * them: that costs one round trip for the last command of a queue.
 */
#ifndef SESSION_PROOF_H
#define SESSION_PROOF_H

#include "session/framing.h"

/* May the proof of this command be sent together with it? */
bool proof_goes_along(const struct dialogue *d, const struct command *c);

/* Send it; with no command, one for a prompt that is still to be learnt. */
void proof_write(struct dialogue *d, struct command *c, uint64_t now);

/* Is this, the rest of a line behind the prompt, what was sent last? */
bool proof_is(const struct dialogue *d, struct span rest);

/* The line that comes now is the prompt alone: the reply may have ended before it. */
void proof_hold(struct dialogue *d);

/* Cut the reply where it ended; `behind` gets what came after that. */
void proof_cut(struct dialogue *d, struct buf *behind);

/* Report the log lines among those. */
void proof_report(struct dialogue *d, const struct buf *behind, uint64_t now);

#endif
