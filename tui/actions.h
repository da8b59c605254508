/* SPDX-License-Identifier: ISC */
/*
 * Everything a user can do in the console: one table of rows with name, keys, help and function.
 * Keys, the hint line, the help overlay and the manual's list come from it and from nowhere else.
 * In the main context lower-case keys are harmless, upper-case keys may change a router and ask.
 */
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct ui;

/* Where a key counts. A set of bits, since some rows hold in several. */
enum context {
    CONTEXT_MAIN = 1,
    CONTEXT_CONFIRM = 2, /* a question of yes or no */
    CONTEXT_CHOOSE = 4,
    CONTEXT_INPUT = 8, /* a command or a file name is typed */
    CONTEXT_HELP = 16,
    CONTEXT_CLOSING = 32,
    CONTEXT_ANSWER = 64, /* the answer to a peer is typed */
    CONTEXT_REPLAY = 128 /* as the main one, over a walk that is told */
};
enum { CONTEXT_ALL = 255, ACTION_KEYS = 9 };

struct action {
    const char *name;
    int keys[ACTION_KEYS]; /* the rest is K_NONE */
    const char *hint;      /* a word for the line beneath; NULL: not there */
    const char *help;
    unsigned contexts;
    bool changes; /* may change a router */
    void (*run)(struct ui *u, int argument);
    int argument;
};

/* The table; `count` gets its length. */
const struct action *actions_table(size_t *count);

/* The row for a key in a context, or NULL. */
const struct action *actions_find(unsigned context, int key);

/* Do what a key means now; while a line is typed, other keys are its text. */
void actions_key(struct ui *u, int key);

/* The keys of a row, "Up k"; returns `out`. */
const char *actions_keys(const struct action *a, char *out, size_t size);

/* What a context is called in lists: "main", ... */
const char *actions_context_name(unsigned context);

/* The whole table as text, for `--help keys` and the manual. */
void actions_print(FILE *out);

#endif
