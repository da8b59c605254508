/* SPDX-License-Identifier: ISC */
#include "tui/screen.h"

#include "base/mem.h"
#include "tui/column.h"

#include <stdlib.h>
#include <string.h>

void screen_fini(struct screen *s)
{
    free(s->cell);
    *s = (struct screen){0};
}

void screen_clear(struct screen *s, size_t width, size_t height)
{
    if (width != s->width || height != s->height) {
        free(s->cell);
        s->cell = mem_array(width * height, sizeof *s->cell);
        s->width = width;
        s->height = height;
    }
    s->cursor = false;
    screen_fill(s, (struct area){0, 0, height, width}, ROLE_PLAIN);
}

static struct cell *cell_at(const struct screen *s, size_t row, size_t column)
{
    return &s->cell[row * s->width + column];
}

/* The part of an area that is on the screen. */
static struct area clip(const struct screen *s, struct area a)
{
    if (a.row >= s->height || a.column >= s->width)
        return (struct area){0};
    if (a.height > s->height - a.row)
        a.height = s->height - a.row;
    if (a.width > s->width - a.column)
        a.width = s->width - a.column;
    return a;
}

static void set_cell(struct cell *c, uint32_t ch, enum role role)
{
    *c = (struct cell){.ch = {ch}, .role = (uint8_t)role};
}

/* Half of a wide character cannot stay when the other half is covered. */
static void cut_wide(struct cell *row, size_t width, size_t from, size_t to)
{
    if (from > 0 && row[from].ch[0] == 0)
        row[from - 1].ch[0] = ' ';
    if (to < width && row[to].ch[0] == 0)
        row[to].ch[0] = ' ';
}

void screen_fill(struct screen *s, struct area a, enum role role)
{
    a = clip(s, a);
    for (size_t y = 0; y < a.height && a.width > 0; y++) {
        struct cell *row = cell_at(s, a.row + y, 0);
        cut_wide(row, s->width, a.column, a.column + a.width);
        for (size_t x = 0; x < a.width; x++)
            set_cell(&row[a.column + x], ' ', role);
    }
}

static void add_combining(struct cell *c, uint32_t ch)
{
    size_t i = 1;
    if (c->ch[0] == 0)
        c--; /* the left half of a wide character */
    while (i < CELL_CHARS && c->ch[i])
        i++;
    if (i < CELL_CHARS)
        c->ch[i] = ch;
}

/* Put one run into the row that starts at `cells`. Returns the column behind it. */
static size_t place_run(struct screen *s, struct cell *cells, size_t column, size_t width,
                        const char *text, size_t len, enum role role)
{
    const char *end = text + len;
    while (text < end) {
        int w;
        uint32_t ch = column_next(&text, end, &w);
        if (s->ascii && ch > 0x7e)
            ch = '?';
        if (w == 0) {
            if (column > 0 && !s->ascii)
                add_combining(&cells[column - 1], ch);
            continue;
        }
        if (column + (size_t)w > width)
            break;
        set_cell(&cells[column], ch, role);
        if (w == 2)
            set_cell(&cells[column + 1], s->ascii ? '?' : 0, role);
        column += (size_t)w;
    }
    return column;
}

void screen_place(struct screen *s, struct area a, const struct rows *rows, size_t first)
{
    a = clip(s, a);
    for (size_t y = 0; y < a.height && first + y < rows->count; y++) {
        const struct row *row = &rows->row[first + y];
        screen_fill(s, (struct area){a.row + y, a.column, 1, a.width}, row->fill);
        struct cell *cells = cell_at(s, a.row + y, a.column);
        size_t column = 0;
        for (size_t i = 0; i < row->count; i++) {
            const struct run *run = &rows->run[row->first + i];
            column = place_run(s, cells, column, a.width, buf_str(&rows->text) + run->at, run->len,
                               run->role);
        }
    }
}

bool screen_run(const struct screen *s, size_t row, size_t *column, struct buf *out,
                enum role *role)
{
    buf_clear(out);
    if (*column >= s->width)
        return false;
    *role = (enum role)cell_at(s, row, *column)->role;
    for (; *column < s->width; (*column)++) {
        const struct cell *c = cell_at(s, row, *column);
        if (c->role != *role)
            break;
        for (size_t i = 0; i < CELL_CHARS && c->ch[i]; i++) {
            char bytes[COLUMN_CHAR_SIZE];
            buf_add(out, bytes, column_encode(c->ch[i], bytes));
        }
    }
    return true;
}

void screen_print(const struct screen *s, FILE *out)
{
    struct buf line = {0};
    struct buf run = {0};
    for (size_t y = 0; y < s->height; y++) {
        size_t column = 0;
        enum role role;
        buf_clear(&line);
        while (screen_run(s, y, &column, &run, &role))
            buf_add(&line, buf_str(&run), run.len);
        while (line.len > 0 && line.data[line.len - 1] == ' ')
            buf_cut(&line, line.len - 1);
        fprintf(out, "%s\n", buf_str(&line));
    }
    buf_fini(&run);
    buf_fini(&line);
}
