/* SPDX-License-Identifier: ISC */
#include "tui/layout.h"

enum {
    STEPS_LEAST = 23,
    STEPS_MOST = 46,
    STEPS_SHARE = 4, /* one column in so many */
    FINDING_LEAST = 8,
    FINDING_MOST = 20,
    FINDING_SHARE = 3, /* one row in so many */
    EDGE_ROWS = 2,     /* status and keys */
    BAR_WIDTH = 1,
    BARS_WIDTH = 2 * BAR_WIDTH
};

static size_t between(size_t least, size_t n, size_t most)
{
    return n < least ? least : n > most ? most : n;
}

struct layout layout_make(size_t width, size_t height, int zoom, bool alone)
{
    struct layout l = {.too_small = width < LAYOUT_LEAST_WIDTH || height < LAYOUT_LEAST_HEIGHT};
    if (l.too_small)
        return l;
    size_t top = 1;
    size_t room = height - EDGE_ROWS;
    l.status = (struct area){0, 0, 1, width};
    l.keys = (struct area){height - 1, 0, 1, width};
    if (zoom != PANE_ALL) {
        l.pane[zoom] = (struct area){top, 0, room, width};
        return l;
    }
    size_t finding = between(FINDING_LEAST, room / FINDING_SHARE, FINDING_MOST);
    size_t body = room - finding;
    size_t steps = between(STEPS_LEAST, width / STEPS_SHARE, STEPS_MOST);
    size_t peers = width - steps - BARS_WIDTH;
    size_t a = peers / 2;
    size_t a_column = steps + BAR_WIDTH;
    size_t b_column = a_column + a + BAR_WIDTH;
    l.pane[PANE_STEPS] = (struct area){top, 0, body, steps};
    l.pane[PANE_A] = (struct area){top, a_column, body, a};
    l.pane[PANE_B] = (struct area){top, b_column, body, width - b_column};
    l.pane[PANE_FINDING] = (struct area){top + body, 0, finding, width};
    l.bar[0] = (struct area){top, steps, body, BAR_WIDTH};
    if (alone) {
        l.pane[PANE_A].width = width - a_column;
        l.pane[PANE_B] = (struct area){0};
        return l;
    }
    l.bar[1] = (struct area){top, a_column + a, body, BAR_WIDTH};
    return l;
}

struct area layout_center(size_t screen_width, size_t screen_height, size_t width, size_t height)
{
    width = width < screen_width ? width : screen_width;
    height = height < screen_height ? height : screen_height;
    return (struct area){(screen_height - height) / 2, (screen_width - width) / 2, height, width};
}
