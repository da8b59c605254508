/* SPDX-License-Identifier: ISC */
/* The ncurses console over one walk and its two peers, or over the journal of one. */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

#include "base/loop.h"
#include "tui/player.h"
#include "walk/drive.h"

struct console;

struct console_options {
    const char *notice; /* to be read before the walk starts; "" or NULL for nothing */
    bool ascii;         /* draw with ASCII even where UTF-8 would do */
};

/* A walk that happens. All is borrowed; `journal` and `sentinel` may be NULL. */
struct console_walk {
    struct playbook *playbook; /* loaded; it may be compiled later */
    const struct walk_options *options;
    const struct peer_config *config; /* of both sides */
    struct journal *journal;
    struct sentinel *sentinel;
};

/*
 * Take over the terminal. The console makes the drive, since it is its handler; the caller runs the
 * loop. NULL when standard output is no terminal. NO_COLOR is heeded.
 */
struct console *console_new(struct loop *l, const struct console_walk *what,
                            const struct console_options *co, struct err *e);

/*
 * The same over a walk that its journal tells: nothing is connected to. NULL when standard output
 * is no terminal, or when `path` is no journal.
 */
struct console *console_replay(struct loop *l, const char *path, struct player_pace pace,
                               const struct console_options *co, struct err *e);

/* What console_replay() tells the walk from. */
struct retelling *console_retelling(struct console *c);

/* The walk, for the exit code after the loop has ended. */
struct walk *console_walk(struct console *c);

/* Give the terminal back as it was. */
void console_free(struct console *c);

#endif
