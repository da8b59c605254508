/* SPDX-License-Identifier: ISC */
#include "tui/term.h"

#include "base/mem.h"
#include "tui/key.h"
#include "tui/paint.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NCURSES_NOMACROS
#include <curses.h>

enum { ESCAPE_MS = 25 }; /* how long the rest of an escape sequence may take */

struct term {
    SCREEN *screen;
    bool utf8;
    bool color;
    struct buf run;
};

/* Also from atexit(), and when memory or luck has run out: endwin() twice does no harm. */
static void restore(void)
{
    if (stdscr && !isendwin())
        endwin();
}

/* Not all of endwin() may be called here, but the terminal is worth the try. */
static void on_crash(int signum)
{
    restore();
    raise(signum);
}

static void guard_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        struct sigaction ours = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
        /* A sanitizer's handler says more than ours. */
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(signals[i], &ours, NULL);
    }
}

struct term *term_open(bool color, struct err *e)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        err_set(e, ERR_USAGE, "", 0,
                "The console needs a terminal. \"peerwalk run\" works without.");
        return NULL;
    }
    setlocale(LC_CTYPE, "");
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        const char *name = getenv("TERM");
        err_set(e, ERR_USAGE, "", 0,
                "The terminal \"%s\" is unknown here. Set TERM to one that is.", name ? name : "");
        return NULL;
    }
    struct term *t = mem_alloc(sizeof *t);
    t->screen = screen;
    t->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    atexit(restore);
    mem_on_exhaustion(restore);
    guard_crashes();
    raw();
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    t->color = paint_start(color);
    return t;
}

void term_close(struct term *t)
{
    if (!t)
        return;
    mem_on_exhaustion(NULL);
    restore();
    delscreen(t->screen);
    buf_fini(&t->run);
    free(t);
}

bool term_utf8(const struct term *t)
{
    return t->utf8;
}

void term_size(const struct term *t, size_t *width, size_t *height)
{
    (void)t;
    *width = (size_t)getmaxx(stdscr);
    *height = (size_t)getmaxy(stdscr);
}

void term_resized(struct term *t)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resize_term(size.ws_row, size.ws_col);
    term_redraw(t);
}

static int from_curses(wint_t code)
{
    static const struct {
        wint_t curses;
        int key;
    } table[] = {
        {KEY_UP, K_UP},       {KEY_DOWN, K_DOWN},     {KEY_LEFT, K_LEFT},
        {KEY_RIGHT, K_RIGHT}, {KEY_PPAGE, K_PAGE_UP}, {KEY_NPAGE, K_PAGE_DOWN},
        {KEY_HOME, K_HOME},   {KEY_END, K_END},       {KEY_DC, K_DELETE},
        {KEY_ENTER, K_ENTER}, {KEY_BTAB, K_BACKTAB},  {KEY_BACKSPACE, K_BACKSPACE},
        {KEY_F(1), K_F1},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].curses == code)
            return table[i].key;
    return K_NONE;
}

static int from_character(wint_t c)
{
    switch (c) {
    case '\r':
    case '\n':
        return K_ENTER;
    case '\t':
        return K_TAB;
    case 0x1b:
        return K_ESC;
    case 0x08:
    case 0x7f:
        return K_BACKSPACE;
    default:
        return (int)c;
    }
}

int term_key(struct term *t)
{
    wint_t c;
    (void)t;
    for (;;) {
        int kind = wget_wch(stdscr, &c);
        if (kind == ERR)
            return K_NONE;
        int key = kind == KEY_CODE_YES ? from_curses(c) : from_character(c);
        if (key != K_NONE)
            return key;
    }
}

bool term_gone(const struct term *t)
{
    int left = 0;
    (void)t;
    return ioctl(STDIN_FILENO, FIONREAD, &left) != 0 || left == 0;
}

void term_redraw(struct term *t)
{
    (void)t;
    clearok(curscr, TRUE);
}

void term_paint(struct term *t, const struct screen *s)
{
    paint_screen(s, t->color, &t->run);
}
