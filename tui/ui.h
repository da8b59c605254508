/* SPDX-License-Identifier: ISC */
/*
 * The state of the console between two frames: what the person did (focus, selection, scrolling,
 * typing) and what waits for an answer. The functions are the deeds behind the table of actions and
 * the events; they touch no terminal, so tests drive them as the keyboard would.
 */
#ifndef TUI_UI_H
#define TUI_UI_H

#include "tui/findings.h"
#include "tui/model.h"
#include "tui/player.h"
#include "walk/drive.h"

#include <stdbool.h>

enum typing { TYPING_NOTHING, TYPING_COMMAND, TYPING_FILE, TYPING_ANSWER };
enum { TARGET_BOTH = SIDES };

struct ui_question {
    bool open;
    enum peer_question kind;
    char *text;
    bool echo;
};

struct ui {
    struct walk *walk;     /* borrowed, as the next two */
    struct drive *drive;   /* NULL in tests, and in a replay */
    struct player *player; /* of a replay; else NULL */
    const struct playbook *playbook;
    struct layout layout; /* of the last frame: page sizes */
    bool ascii;

    int focus;    /* enum pane_id */
    int zoom;     /* PANE_ALL or an enum pane_id */
    int selected; /* step the user looks at; -1: the one that matters by itself */
    struct pane pane[SIDES];
    size_t finding_top, help_top;
    size_t finding_rows; /* of the last frame */

    bool help, quitting, closing;
    bool asked, choosing; /* the walk waits for walk_answer(), walk_choose() */
    size_t choice;
    bool interrupted; /* ^C was pressed already */
    struct ui_question question[SIDES];
    int asking; /* the side whose question shows until it is answered; -1: none */

    enum typing typing;
    int target; /* side, or TARGET_BOTH */
    struct input input;
    char prompt[96];
    json_t *held; /* a typed line that needs a yes, as walk_command_effects() gives it; or NULL */

    char *notice; /* to be read before the walk starts; NULL when it was */

    struct findings found;
    json_t *shown;       /* the causes in the finding */
    json_t *other_end;   /* walk_other_end() at the end; NULL */
    char *message;       /* for the line beneath; NULL when none */
    struct buf farewell; /* messages since closing began, for after the screen is gone */
    enum peer_state state[SIDES];
    char *problem[SIDES];    /* why a peer is lost, or its line is made again */
    unsigned retry_s[SIDES]; /* until that is tried, while it waits */
    const char *name[SIDES]; /* as the user wrote it */
    bool known[SIDES];       /* its prompt has told its host name */
    bool legacy[SIDES];
    unsigned elapsed_s;

    /* What the owner of the terminal has to do now; it clears them. */
    bool want_close, want_redraw;
    char *save_as; /* write the screen to this file */
};

void ui_init(struct ui *u);
void ui_fini(struct ui *u);

/* Look at another walk, of which nothing is known yet. */
void ui_begin(struct ui *u, struct walk *w);

/* What happened. */
void ui_event(struct ui *u, const struct walk_event *e);
void ui_peer_state(struct ui *u, int side, enum peer_state s, const struct err *why);
void ui_ask(struct ui *u, int side, enum peer_question q, const char *text, bool echo);
void ui_withdraw(struct ui *u, int side); /* nobody waits for its answer any more */
void ui_note(struct ui *u, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Have this read, and said yes to, before the walk starts. */
void ui_notice(struct ui *u, const char *text);

/* What is so. */
const char *ui_host(const struct ui *u, int side);
enum dialog ui_dialog(const struct ui *u);
unsigned ui_context(const struct ui *u); /* one enum context */
int ui_step(const struct ui *u);         /* the step to look at; -1 when there is none */

/* What the user wants. */
void ui_select(struct ui *u, int step);
void ui_show_causes(struct ui *u); /* of the selected step, or all */
void ui_show_failing(struct ui *u);
void ui_scroll(struct ui *u, int rows); /* the pane in focus */
void ui_scroll_page(struct ui *u, int direction);
void ui_scroll_end(struct ui *u, int direction);
void ui_scroll_sideways(struct ui *u, int direction);
void ui_focus(struct ui *u, int direction);
void ui_zoom(struct ui *u, int pane);
void ui_confirm(struct ui *u, bool yes);
void ui_choose(struct ui *u, size_t choice);
void ui_interrupt(struct ui *u);
void ui_quit(struct ui *u);
void ui_type(struct ui *u, enum typing typing, int target);
void ui_enter(struct ui *u); /* the line typed is done */
void ui_abandon(struct ui *u);
void ui_switch_target(struct ui *u);

#endif
