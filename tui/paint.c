/* SPDX-License-Identifier: ISC */
#include "tui/paint.h"

#include "tui/theme.h"

/* Names of ours would meet macros of curses otherwise. */
#define NCURSES_NOMACROS
#include <curses.h>

bool paint_start(bool color)
{
    if (!color || !has_colors() || start_color() == ERR || COLOR_PAIRS <= ROLE_COUNT)
        return false;
    bool own = use_default_colors() == OK;
    for (int role = 0; role < ROLE_COUNT; role++) {
        static const short numbers[] = {COLOR_BLACK, COLOR_RED,     COLOR_GREEN, COLOR_YELLOW,
                                        COLOR_BLUE,  COLOR_MAGENTA, COLOR_CYAN,  COLOR_WHITE};
        const struct style *s = theme_style((enum role)role, true);
        short fg = s->fg == COLOR_NONE ? (own ? -1 : COLOR_WHITE) : numbers[s->fg];
        short bg = s->bg == COLOR_NONE ? (own ? -1 : COLOR_BLACK) : numbers[s->bg];
        init_pair((short)(role + 1), fg, bg);
    }
    return true;
}

static attr_t attributes(const struct style *s)
{
    attr_t a = A_NORMAL;
    a |= s->bold ? A_BOLD : 0;
    a |= s->dim ? A_DIM : 0;
    a |= s->reverse ? A_REVERSE : 0;
    a |= s->underline ? A_UNDERLINE : 0;
    return a;
}

void paint_screen(const struct screen *s, bool color, struct buf *run)
{
    for (size_t row = 0; row < s->height; row++) {
        size_t column = 0;
        enum role role;
        move((int)row, 0);
        while (screen_run(s, row, &column, run, &role)) {
            attr_set(attributes(theme_style(role, color)), color ? (short)(role + 1) : 0, NULL);
            addnstr(buf_str(run), (int)run->len);
        }
    }
    attr_set(A_NORMAL, 0, NULL);
    curs_set(s->cursor ? 1 : 0);
    if (s->cursor)
        move((int)s->cursor_row, (int)s->cursor_column);
    refresh();
}
