/* SPDX-License-Identifier: ISC */
/*
 * The views: pure functions from the model to rows of at most `width` columns. They decide what is
 * said in how much room; where it goes is tui/layout.h, how it looks tui/theme.h.
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "tui/layout.h"
#include "tui/model.h"
#include "tui/rows.h"

void view_status(const struct model *m, size_t width, struct rows *out);
void view_keys(const struct model *m, size_t width, struct rows *out);

/* The rule first, then at most height - 1 rows. */
void view_steps(const struct model *m, size_t width, size_t height, struct rows *out);
void view_peer(const struct model *m, int side, size_t width, size_t height, struct rows *out);

/* The rule of the finding (one row), and all its rows, whatever their number. */
void view_finding_rule(const struct model *m, size_t width, size_t hidden, struct rows *out);
void view_finding(const struct model *m, size_t width, struct rows *out);

/* What the open dialog says, without its frame, whatever the number of rows. */
void view_dialog(const struct model *m, size_t width, struct rows *out);

/* How many of its rows do not fit on a screen of this size. */
size_t view_dialog_hidden(const struct model *m, size_t width, size_t height, struct rows *scratch);
const char *view_dialog_title(const struct model *m);

/* All of the action table that there is in a walk, or in a replay. */
void view_help(const struct model *m, size_t width, struct rows *out);

/* Keys that count now, added to the row that was begun. */
void view_hints(const struct model *m, enum role plain, enum role strong, size_t width,
                struct rows *out);

/* A title in a rule: what the panes have in common. */
void view_rule(const struct model *m, bool focus, const char *title, size_t width,
               struct rows *out);

/*
 * Everything, onto the screen, which has its size. `scratch` keeps the memory for the
 * rows between frames.
 */
void view_screen(const struct model *m, const struct layout *l, struct rows *scratch,
                 struct screen *out);

#endif
