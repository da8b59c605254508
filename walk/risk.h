/* SPDX-License-Identifier: ISC */
/*
 * What a command line may do to a router, in the order of harm, and the rules that tell: data of a
 * pack (safety.json). What a playbook says of its own steps is not relied on: every line is looked
 * up again, as it is about to go out.
 */
#ifndef WALK_RISK_H
#define WALK_RISK_H

#include <stdbool.h>
#include <stddef.h>

enum risk { RISK_READ, RISK_TRAFFIC, RISK_DEBUG, RISK_DISRUPTIVE, RISK_CONFIG };
const char *risk_name(enum risk r);
int risk_from_name(const char *name); /* -1 when unknown */

/*
 * One rule: the words a line begins with. Each may be cut short in the line, as devices allow it;
 * "..." stands for any words, also none. A "|" in a line is a word of its own, however it is
 * written.
 */
struct risk_rule {
    const char *command;
    enum risk risk;
    const char *effect; /* what the command does, with \( jq ); NULL when nothing needs saying */
    bool configuring;   /* for lines of configuration mode, not for commands */
};

/*
 * The rule for a command, or for a line of configuration mode: of those that have a first word in
 * common the one with the most words of its own, among equals the most harmful. A first word that
 * is cut short may stand for several: then the most harmful of their rules. A rule that begins with
 * "..." counts besides when it is more harmful. NULL when none fits.
 */
const struct risk_rule *risk_find(const struct risk_rule *rules, size_t count, const char *line,
                                  bool configuring);

#endif
