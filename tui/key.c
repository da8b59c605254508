/* SPDX-License-Identifier: ISC */
#include "tui/key.h"

#include "tui/column.h"

#include <stdio.h>

const char *key_text(int key, char out[KEY_TEXT_SIZE])
{
    static const char *const names[] = {"Backspace", "Tab",  "S-Tab", "Enter", "Esc",
                                        "Up",        "Down", "Left",  "Right", "PgUp",
                                        "PgDn",      "Home", "End",   "Del",   "F1"};
    _Static_assert(sizeof names / sizeof *names == K_LIMIT - K_BACKSPACE, "a name for each key");
    if (key >= K_BACKSPACE && key < K_LIMIT)
        snprintf(out, KEY_TEXT_SIZE, "%s", names[key - K_BACKSPACE]);
    else if (key == ' ')
        snprintf(out, KEY_TEXT_SIZE, "Space");
    else if (key > 0 && key < ' ')
        snprintf(out, KEY_TEXT_SIZE, "^%c", key | 0x40);
    else
        column_encode((uint32_t)key, out);
    return out;
}

bool key_printable(int key)
{
    return key >= ' ' && key < K_BACKSPACE && key != 0x7f && !(key >= 0x80 && key < 0xa0);
}
