/* SPDX-License-Identifier: ISC */
/*
 * A key press as one number: a Unicode character, a control character (K_CTRL), or one of the named
 * keys above all characters. Only the terminal knows where it came from.
 */
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include <stdbool.h>

enum key {
    K_NONE = 0,
    K_BACKSPACE = 0x110000,
    K_TAB,
    K_BACKTAB,
    K_ENTER,
    K_ESC,
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_HOME,
    K_END,
    K_DELETE,
    K_F1,
    K_LIMIT
};

#define K_CTRL(letter) ((letter)&0x1f)

enum { KEY_TEXT_SIZE = 16 };

/* "n", "^C", "PgDn": as help and hint bar show it. Returns `out`. */
const char *key_text(int key, char out[KEY_TEXT_SIZE]);

/* A character that a line of input may take. */
bool key_printable(int key);

#endif
