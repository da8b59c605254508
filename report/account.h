/* SPDX-License-Identifier: ISC */
/*
 * What a document tells of a walk besides what the walk itself keeps: the commands that were sent,
 * notes, and the conversations the two ends told of while they were debugged. It observes the walk,
 * one that happens or one that is told; what it keeps is bounded, and what had to go is counted.
 */
#ifndef REPORT_ACCOUNT_H
#define REPORT_ACCOUNT_H

#include "walk/walk.h"

struct account;

/* Before the walk starts. Borrows the walk, which must outlive the account's last event. */
struct account *account_new(struct walk *w);
void account_free(struct account *a);

struct walk *account_walk(const struct account *a);

/* Distinct lines that were sent, in the order in which each was sent first. */
struct account_command {
    int side;
    enum risk risk;
    size_t times;
    char *text;
};
const struct account_command *account_commands(const struct account *a, size_t *count);

/* Array of sentences. Borrowed. */
const json_t *account_notes(const struct account *a);

/* How many commands and notes are not in these lists, because there are too many. */
size_t account_left_out(const struct account *a);

/* Lines heard on a side's monitor. */
size_t account_heard(const struct account *a, int side);

/* Were lines heard that no step came to scan for conversations, as after one that broke off? */
bool account_unread(const struct account *a);

/*
 * The conversations of a side as parse/exchange.h has them, those of the last step that heard any;
 * NULL when there are none. Borrowed.
 */
const json_t *account_exchange(const struct account *a, int side);

/* When a line of a monitor block was heard, in ms of the walk's time; 0 when it is not known. */
uint64_t account_heard_ms(const struct account *a, int side, uint64_t block, size_t line);

#endif
