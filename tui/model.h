/* SPDX-License-Identifier: ISC */
/*
 * Everything one frame shows, as plain data: what the views need from the walk and no more, already
 * cut to what is visible. Filled by model_fill() for each frame (the cost is that of the visible
 * rows); all texts are borrowed and good until the next event. Tests fill it by hand.
 */
#ifndef TUI_MODEL_H
#define TUI_MODEL_H

#include "tui/input.h"
#include "tui/layout.h"
#include "walk/playbook.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct ui; /* tui/ui.h */

enum line_kind {
    LINE_COMMAND, /* sent to the peer */
    LINE_REPLY,
    LINE_HEARD, /* on the monitor line */
    LINE_LOST,  /* lines that had to go */
    LINE_ERROR  /* why the reply is not to be trusted */
};

struct model_line {
    enum line_kind kind;
    bool marked; /* evidence of a cause */
    const char *text;
    size_t len;
};

struct model_peer {
    const char *label;   /* "A" */
    const char *host;    /* as its prompt says, or as the user wrote it */
    const char *state;   /* "ready", "reconnecting in 4 s" */
    char own_state[40];  /* what that points to, at times */
    const char *problem; /* why it is lost; "" */
    bool ready, lost;
    bool absent; /* nobody is logged in there */
    bool legacy; /* old algorithms are on */
    struct model_line *line;
    size_t line_count, line_cap;
    bool above, below; /* there is more */
    size_t left;       /* columns scrolled to the right */
};

struct model_step {
    const char *id; /* stands for the title where that has no room */
    const char *title;
    enum verdict verdict;
    enum risk risk;
    bool running;
    bool current; /* the one that comes next, when none runs */
};

enum dialog {
    DIALOG_NONE,
    DIALOG_HELP,
    DIALOG_RISK,     /* a step needs a yes */
    DIALOG_COMMAND,  /* a line that was typed needs a yes */
    DIALOG_CHOOSE,   /* which tunnel */
    DIALOG_HOST_KEY, /* a peer's question that is answered yes or no */
    DIALOG_ANSWER,   /* a peer's question that is answered by typing */
    DIALOG_NOTICE,   /* what has to be known before the walk starts */
    DIALOG_QUIT,
    DIALOG_CLOSING
};

struct model_finding {
    int step;          /* 0-based; -1 when there is none */
    const char *title; /* of the step */
    enum verdict verdict;
    bool running;
    bool overall; /* the walk's outcome, not one step's */
    const char *reason, *why, *good, *guide;
    const json_t *other_end; /* command lines to look at where nobody is logged in; may be NULL */
    const json_t *causes;    /* array of CAUSE, with "title" and "why" besides; may be NULL */
    double sure;             /* confidence from which on a cause is more than possible */
    size_t top;              /* rows scrolled */
};

struct model {
    bool ascii;
    int zoom;  /* PANE_ALL or the pane that has the room */
    int focus; /* the pane that has the keys */
    struct model_peer peer[SIDES];
    struct model_step *step;
    size_t step_count, step_cap;
    int selected; /* step; -1 when none */
    const char *tunnel;
    const char *replay;   /* where a replay is; "" in a walk that happens */
    const char *activity; /* "step 4/12", "asks", "pass", ... */
    enum role activity_role;
    unsigned elapsed_s; /* since the step began; shown from 2 s on */
    struct model_finding finding;
    unsigned context;    /* which rows of the action table hold now, for the hints */
    const char *message; /* instead of the hints; "" */

    enum dialog dialog;
    const char *question;      /* a peer's */
    const char *question_kind; /* "Enable password" */
    const char *asking;        /* its name */
    const struct model_step *risky;
    const char *risky_why;
    const json_t *commands; /* array of { "side", "command", "risk", "effect" } */
    unsigned debug_s;       /* how long typed debugging stays on */
    const json_t *choices;  /* array of labels */
    size_t choice;
    const char *notice; /* lines */
    size_t help_top;

    const char *prompt; /* before the line that is typed beneath; NULL when none is */
    const struct input *input;
};

void model_fini(struct model *m);
void model_fill(struct model *m, const struct ui *u, const struct layout *l);

#endif
