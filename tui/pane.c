/* SPDX-License-Identifier: ISC */
#include "tui/pane.h"

/* Of a monitor block whose first lines had to go, the row before the first left tells so. */
static size_t first_row(const struct block *b)
{
    if (!b->monitor)
        return 0;
    return b->dropped ? b->dropped : 1;
}

/* A reply not to be trusted has a row behind its lines that says why. */
static size_t last_row(const struct block *b)
{
    return b->line_count + (b->error ? 1 : 0);
}

static bool is_empty(const struct block *b)
{
    return last_row(b) < first_row(b);
}

/* The index of the first block whose id is not less. */
static size_t block_index(const struct transcript *t, uint64_t id)
{
    size_t low = 0;
    size_t high = transcript_count(t);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (transcript_block(t, middle)->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool first_from(const struct transcript *t, size_t index, struct place *p)
{
    for (; index < transcript_count(t); index++) {
        const struct block *b = transcript_block(t, index);
        if (!is_empty(b)) {
            *p = (struct place){b->id, first_row(b)};
            return true;
        }
    }
    return false;
}

static bool last_before(const struct transcript *t, size_t index, struct place *p)
{
    while (index-- > 0) {
        const struct block *b = transcript_block(t, index);
        if (!is_empty(b)) {
            *p = (struct place){b->id, last_row(b)};
            return true;
        }
    }
    return false;
}

/* The place itself if it is still there, else the nearest one that is. */
static bool settle(const struct transcript *t, struct place *p)
{
    size_t index = block_index(t, p->block);
    if (index == transcript_count(t))
        return last_before(t, index, p);
    const struct block *b = transcript_block(t, index);
    if (b->id != p->block || is_empty(b))
        return first_from(t, index, p) || last_before(t, index, p);
    if (p->line < first_row(b))
        p->line = first_row(b);
    if (p->line > last_row(b))
        p->line = last_row(b);
    return true;
}

bool pane_after(const struct transcript *t, struct place *p)
{
    size_t index = block_index(t, p->block);
    if (index == transcript_count(t))
        return false;
    const struct block *b = transcript_block(t, index);
    if (b->id == p->block && p->line < last_row(b)) {
        p->line++;
        return true;
    }
    return first_from(t, b->id == p->block ? index + 1 : index, p);
}

bool pane_before(const struct transcript *t, struct place *p)
{
    size_t index = block_index(t, p->block);
    if (index < transcript_count(t)) {
        const struct block *b = transcript_block(t, index);
        if (b->id == p->block && p->line > first_row(b)) {
            p->line--;
            return true;
        }
    }
    return last_before(t, index, p);
}

bool pane_top(const struct pane *pane, const struct transcript *t, size_t height, struct place *top)
{
    struct place bottom;
    if (!last_before(t, transcript_count(t), &bottom))
        return false;
    struct place last_top = bottom;
    for (size_t i = 1; i < height && pane_before(t, &last_top); i++)
        ;
    *top = pane->top;
    bool stays = !pane->follow && settle(t, top);
    /* Never leave rows empty at the bottom while there is something above. */
    if (!stays || top->block > last_top.block ||
        (top->block == last_top.block && top->line > last_top.line))
        *top = last_top;
    return true;
}

void pane_scroll(struct pane *pane, const struct transcript *t, size_t height, long rows)
{
    struct place top;
    if (!pane_top(pane, t, height, &top))
        return;
    for (; rows < 0 && pane_before(t, &top); rows++)
        ;
    for (; rows > 0 && pane_after(t, &top); rows--)
        ;
    struct pane moved = {.top = top};
    struct pane end = {.follow = true};
    struct place last;
    if (!pane_top(&end, t, height, &last) || !pane_top(&moved, t, height, &top))
        return;
    pane->top = top;
    pane->follow = top.block == last.block && top.line == last.line;
}

void pane_home(struct pane *pane, const struct transcript *t)
{
    pane->follow = !first_from(t, 0, &pane->top);
    pane->left = 0;
}

void pane_end(struct pane *pane)
{
    pane->follow = true;
    pane->left = 0;
}

void pane_reveal(struct pane *pane, const struct transcript *t, size_t height, struct place place)
{
    if (!settle(t, &place))
        return;
    pane->follow = false;
    pane->left = 0;
    pane->top = place;
    for (size_t i = 0; i < height / 3 && pane_before(t, &pane->top); i++)
        ;
}
