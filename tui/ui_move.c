/* SPDX-License-Identifier: ISC */
/* Looking around: which step, which pane, which rows. */
#include "tui/ui.h"

enum { SIDEWAYS_STEP = 8 };

static size_t page(const struct ui *u, int pane)
{
    size_t height = u->layout.pane[pane].height;
    return height > 1 ? height - 1 : 1;
}

/* The pane that keys move: of a pane that is not shown, the one that is. */
static int focused(const struct ui *u)
{
    return u->zoom == PANE_ALL ? u->focus : u->zoom;
}

void ui_show_causes(struct ui *u)
{
    bool fine = walk_finished(u->walk) && walk_verdict(u->walk) == VERDICT_PASS;
    json_decref(u->shown);
    u->shown = NULL;
    u->finding_top = 0;
    /* What was merely possible does not spoil a walk that passed. */
    if (fine && u->selected < 0)
        return;
    u->shown = u->selected < 0
                   ? json_incref(u->found.causes)
                   : findings_of_step(&u->found, walk_step(u->walk, (size_t)u->selected)->id);
}

static void reveal(struct ui *u, const char *step)
{
    for (int side = 0; side < SIDES; side++) {
        struct place place;
        if (findings_first(&u->found, side, step, &place))
            pane_reveal(&u->pane[side], walk_transcript(u->walk, side), page(u, PANE_A + side),
                        place);
    }
}

void ui_select(struct ui *u, int step)
{
    int count = (int)walk_step_count(u->walk);
    if (count == 0)
        return;
    u->selected = step < 0 ? 0 : step >= count ? count - 1 : step;
    ui_show_causes(u);
    const struct playbook_step *s = walk_step(u->walk, (size_t)u->selected);
    if (json_array_size(u->shown) > 0)
        reveal(u, s->id);
}

void ui_show_failing(struct ui *u)
{
    int failing = walk_failing_step(u->walk);
    if (failing < 0 && json_array_size(u->found.causes) == 0) {
        ui_note(u, "No step has failed.");
        return;
    }
    u->selected = -1;
    ui_show_causes(u);
    /* The best cause is what the finding tells first, whatever step found it. */
    reveal(u, NULL);
}

void ui_scroll(struct ui *u, int rows)
{
    int pane = focused(u);
    if (pane == PANE_STEPS) {
        ui_select(u, ui_step(u) + rows);
    } else if (pane == PANE_FINDING) {
        size_t room = page(u, PANE_FINDING);
        size_t most = u->finding_rows > room ? u->finding_rows - room : 0;
        long top = (long)u->finding_top + rows;
        u->finding_top = top < 0 ? 0 : (size_t)top > most ? most : (size_t)top;
    } else {
        int side = pane - PANE_A;
        pane_scroll(&u->pane[side], walk_transcript(u->walk, side), page(u, pane), rows);
    }
}

void ui_scroll_page(struct ui *u, int direction)
{
    ui_scroll(u, direction * (int)page(u, focused(u)));
}

void ui_scroll_end(struct ui *u, int direction)
{
    int pane = focused(u);
    if (pane == PANE_STEPS)
        ui_select(u, direction < 0 ? 0 : (int)walk_step_count(u->walk) - 1);
    else if (pane == PANE_FINDING)
        ui_scroll(u, direction * (int)u->finding_rows);
    else if (direction < 0)
        pane_home(&u->pane[pane - PANE_A], walk_transcript(u->walk, pane - PANE_A));
    else
        pane_end(&u->pane[pane - PANE_A]);
}

void ui_scroll_sideways(struct ui *u, int direction)
{
    int pane = focused(u);
    if (pane != PANE_A && pane != PANE_B)
        return;
    size_t *left = &u->pane[pane - PANE_A].left;
    if (direction > 0)
        *left += SIDEWAYS_STEP;
    else
        *left -= *left < SIDEWAYS_STEP ? *left : SIDEWAYS_STEP;
}

void ui_focus(struct ui *u, int direction)
{
    u->focus = (u->focus + direction + PANE_COUNT) % PANE_COUNT;
    if (u->focus == PANE_B && walk_is_alone(u->walk))
        u->focus = (u->focus + direction + PANE_COUNT) % PANE_COUNT;
    if (u->zoom != PANE_ALL)
        u->zoom = u->focus;
}

void ui_zoom(struct ui *u, int pane)
{
    u->zoom = u->zoom == pane ? PANE_ALL : pane;
    u->finding_top = pane == PANE_FINDING ? 0 : u->finding_top;
}
