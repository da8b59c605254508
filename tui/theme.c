/* SPDX-License-Identifier: ISC */
#include "tui/theme.h"

#define DEFAULTS .fg = COLOR_NONE, .bg = COLOR_NONE

static const struct style colored[ROLE_COUNT] = {
    [ROLE_PLAIN] = {DEFAULTS},
    [ROLE_DIM] = {DEFAULTS, .dim = true},
    [ROLE_TITLE] = {DEFAULTS, .bold = true},
    [ROLE_FRAME] = {.fg = COLOR_IS_BLUE, .bg = COLOR_NONE},
    [ROLE_FOCUS] = {.fg = COLOR_IS_CYAN, .bg = COLOR_NONE, .bold = true},
    [ROLE_STATUS] = {.fg = COLOR_IS_WHITE, .bg = COLOR_IS_BLUE},
    [ROLE_STATUS_GOOD] = {.fg = COLOR_IS_GREEN, .bg = COLOR_IS_BLUE, .bold = true},
    [ROLE_STATUS_BAD] = {.fg = COLOR_IS_YELLOW, .bg = COLOR_IS_BLUE, .bold = true},
    [ROLE_HINT] = {DEFAULTS, .dim = true},
    [ROLE_KEY] = {.fg = COLOR_IS_CYAN, .bg = COLOR_NONE, .bold = true},
    [ROLE_MESSAGE] = {.fg = COLOR_IS_YELLOW, .bg = COLOR_NONE, .bold = true},
    [ROLE_COMMAND] = {.fg = COLOR_IS_CYAN, .bg = COLOR_NONE},
    [ROLE_HEARD] = {.fg = COLOR_IS_MAGENTA, .bg = COLOR_NONE},
    [ROLE_EVIDENCE] = {.fg = COLOR_IS_BLACK, .bg = COLOR_IS_YELLOW},
    [ROLE_ERROR] = {.fg = COLOR_IS_RED, .bg = COLOR_NONE, .bold = true},
    [ROLE_FIX] = {.fg = COLOR_IS_GREEN, .bg = COLOR_NONE},
    [ROLE_SELECTED] = {DEFAULTS, .reverse = true},
    [ROLE_PASS] = {.fg = COLOR_IS_GREEN, .bg = COLOR_NONE},
    [ROLE_FAIL] = {.fg = COLOR_IS_RED, .bg = COLOR_NONE, .bold = true},
    [ROLE_WARN] = {.fg = COLOR_IS_YELLOW, .bg = COLOR_NONE, .bold = true},
    [ROLE_UNKNOWN] = {.fg = COLOR_IS_MAGENTA, .bg = COLOR_NONE},
    [ROLE_SKIPPED] = {DEFAULTS, .dim = true},
    [ROLE_RUNNING] = {.fg = COLOR_IS_CYAN, .bg = COLOR_NONE, .bold = true},
    [ROLE_DIALOG] = {.fg = COLOR_IS_WHITE, .bg = COLOR_IS_BLUE},
    [ROLE_DIALOG_TITLE] = {.fg = COLOR_IS_WHITE, .bg = COLOR_IS_BLUE, .bold = true},
    [ROLE_INPUT] = {DEFAULTS, .bold = true},
};

static const struct style mono[ROLE_COUNT] = {
    [ROLE_PLAIN] = {DEFAULTS},
    [ROLE_DIM] = {DEFAULTS},
    [ROLE_TITLE] = {DEFAULTS, .bold = true},
    [ROLE_FRAME] = {DEFAULTS},
    [ROLE_FOCUS] = {DEFAULTS, .bold = true},
    [ROLE_STATUS] = {DEFAULTS, .reverse = true},
    [ROLE_STATUS_GOOD] = {DEFAULTS, .reverse = true},
    [ROLE_STATUS_BAD] = {DEFAULTS, .reverse = true, .bold = true},
    [ROLE_HINT] = {DEFAULTS},
    [ROLE_KEY] = {DEFAULTS, .bold = true},
    [ROLE_MESSAGE] = {DEFAULTS, .bold = true},
    [ROLE_COMMAND] = {DEFAULTS, .bold = true},
    [ROLE_HEARD] = {DEFAULTS},
    [ROLE_EVIDENCE] = {DEFAULTS, .reverse = true},
    [ROLE_ERROR] = {DEFAULTS, .bold = true},
    [ROLE_FIX] = {DEFAULTS, .bold = true},
    [ROLE_SELECTED] = {DEFAULTS, .reverse = true},
    [ROLE_PASS] = {DEFAULTS},
    [ROLE_FAIL] = {DEFAULTS, .bold = true},
    [ROLE_WARN] = {DEFAULTS, .bold = true},
    [ROLE_UNKNOWN] = {DEFAULTS},
    [ROLE_SKIPPED] = {DEFAULTS},
    [ROLE_RUNNING] = {DEFAULTS, .bold = true},
    [ROLE_DIALOG] = {DEFAULTS, .reverse = true},
    [ROLE_DIALOG_TITLE] = {DEFAULTS, .reverse = true, .bold = true},
    [ROLE_INPUT] = {DEFAULTS, .underline = true},
};

const struct style *theme_style(enum role role, bool color)
{
    return color ? &colored[role] : &mono[role];
}

const char *theme_glyph(enum glyph g, bool ascii)
{
    static const struct {
        const char *utf8, *ascii;
    } table[GLYPH_COUNT] = {
        [GLYPH_NONE] = {"·", "."},         [GLYPH_PASS] = {"✓", "+"},
        [GLYPH_FAIL] = {"✗", "X"},         [GLYPH_WARN] = {"!", "!"},
        [GLYPH_UNKNOWN] = {"?", "?"},      [GLYPH_SKIPPED] = {"-", "-"},
        [GLYPH_RUNNING] = {"»", "*"},      [GLYPH_MARK] = {">", ">"},
        [GLYPH_HEARD] = {"┊", "~"},        [GLYPH_MORE] = {"…", "$"},
        [GLYPH_LEFT] = {"…", "$"},         [GLYPH_UP] = {"↑", "^"},
        [GLYPH_DOWN] = {"↓", "v"},         [GLYPH_HORIZONTAL] = {"─", "-"},
        [GLYPH_VERTICAL] = {"│", "|"},     [GLYPH_TOP_LEFT] = {"┌", "+"},
        [GLYPH_TOP_RIGHT] = {"┐", "+"},    [GLYPH_BOTTOM_LEFT] = {"└", "+"},
        [GLYPH_BOTTOM_RIGHT] = {"┘", "+"},
    };
    return ascii ? table[g].ascii : table[g].utf8;
}

enum glyph theme_verdict_glyph(enum verdict v)
{
    static const enum glyph glyphs[VERDICT_COUNT] = {
        [VERDICT_NONE] = GLYPH_NONE,       [VERDICT_PASS] = GLYPH_PASS,
        [VERDICT_FAIL] = GLYPH_FAIL,       [VERDICT_WARN] = GLYPH_WARN,
        [VERDICT_UNKNOWN] = GLYPH_UNKNOWN, [VERDICT_SKIPPED] = GLYPH_SKIPPED,
    };
    return glyphs[v];
}

enum role theme_verdict_role(enum verdict v)
{
    static const enum role roles[VERDICT_COUNT] = {
        [VERDICT_NONE] = ROLE_DIM,        [VERDICT_PASS] = ROLE_PASS,
        [VERDICT_FAIL] = ROLE_FAIL,       [VERDICT_WARN] = ROLE_WARN,
        [VERDICT_UNKNOWN] = ROLE_UNKNOWN, [VERDICT_SKIPPED] = ROLE_SKIPPED,
    };
    return roles[v];
}
