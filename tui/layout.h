/* SPDX-License-Identifier: ISC */
/*
 * Where things are, from the size alone:
 *
 *     status ...........................................................
 *     - steps --------+- A CE1 ----------------+- B CE2 ----------------
 *     + pass Routes   | CE1#show ip route      | CE2#show ip route
 *     X fail Policies |>...the offending line  |
 *     - finding ---------------------------------------------------------
 *     X fail Policies: ...
 *     keys .............................................................
 *
 * An area that is not shown has height 0. The first row of steps, peers and finding is their rule.
 */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include "tui/screen.h"

enum { LAYOUT_LEAST_WIDTH = 80, LAYOUT_LEAST_HEIGHT = 24 };

/* The panes between which Tab goes. */
enum pane_id { PANE_STEPS, PANE_A, PANE_B, PANE_FINDING };
enum { PANE_COUNT = PANE_FINDING + 1, PANE_ALL = PANE_COUNT };

struct layout {
    bool too_small;
    struct area status, keys;
    struct area pane[PANE_COUNT];
    struct area bar[2]; /* between the columns */
};

/*
 * `zoom`: PANE_ALL, or the one pane that has the whole room. `alone`: there is no peer B, and A has
 * the room of both.
 */
struct layout layout_make(size_t width, size_t height, int zoom, bool alone);

/* An area of at most this size in the middle of the screen. */
struct area layout_center(size_t screen_width, size_t screen_height, size_t width, size_t height);

#endif
