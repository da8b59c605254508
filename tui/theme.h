/* SPDX-License-Identifier: ISC */
/*
 * What things look like: every piece of text has a role, every sign a name. A role becomes colours
 * on a terminal that has them and attributes on one that has not; a sign has a UTF-8 and an ASCII
 * form of the same width. Colour is never the only sign of anything.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "walk/playbook.h"

#include <stdbool.h>

enum role {
    ROLE_PLAIN,
    ROLE_DIM,
    ROLE_TITLE,
    ROLE_FRAME,
    ROLE_FOCUS,  /* the frame of the pane that has the keys */
    ROLE_STATUS, /* the line above */
    ROLE_STATUS_GOOD,
    ROLE_STATUS_BAD,
    ROLE_HINT, /* the line beneath */
    ROLE_KEY,
    ROLE_MESSAGE,
    ROLE_COMMAND, /* sent to a peer */
    ROLE_HEARD,   /* a monitor line */
    ROLE_EVIDENCE,
    ROLE_ERROR,
    ROLE_FIX,
    ROLE_SELECTED,
    ROLE_PASS,
    ROLE_FAIL,
    ROLE_WARN,
    ROLE_UNKNOWN,
    ROLE_SKIPPED,
    ROLE_RUNNING,
    ROLE_DIALOG,
    ROLE_DIALOG_TITLE,
    ROLE_INPUT,
    ROLE_COUNT
};

enum color {
    COLOR_NONE = -1, /* the terminal's own */
    COLOR_IS_BLACK,
    COLOR_IS_RED,
    COLOR_IS_GREEN,
    COLOR_IS_YELLOW,
    COLOR_IS_BLUE,
    COLOR_IS_MAGENTA,
    COLOR_IS_CYAN,
    COLOR_IS_WHITE
};

struct style {
    enum color fg, bg;
    bool bold, dim, reverse, underline;
};

/* `color` false: the monochrome scheme, which uses attributes only. */
const struct style *theme_style(enum role role, bool color);

enum glyph {
    GLYPH_NONE, /* a step not run yet */
    GLYPH_PASS,
    GLYPH_FAIL,
    GLYPH_WARN,
    GLYPH_UNKNOWN,
    GLYPH_SKIPPED,
    GLYPH_RUNNING,
    GLYPH_MARK,  /* before an offending line, and before the selected step */
    GLYPH_HEARD, /* before a monitor line */
    GLYPH_MORE,  /* text goes on beyond the edge */
    GLYPH_LEFT,  /* text begins before the edge */
    GLYPH_UP,    /* there is more above */
    GLYPH_DOWN,  /* there is more below */
    GLYPH_HORIZONTAL,
    GLYPH_VERTICAL,
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_COUNT
};

const char *theme_glyph(enum glyph g, bool ascii);

enum glyph theme_verdict_glyph(enum verdict v);
enum role theme_verdict_role(enum verdict v);

#endif
