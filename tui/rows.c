/* SPDX-License-Identifier: ISC */
#include "tui/rows.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/column.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Bytes a column may take: a base character and a few combining ones. Longer is an attack. */
enum { COLUMN_BYTES = 16 };

void rows_fini(struct rows *r)
{
    buf_fini(&r->text);
    free(r->run);
    free(r->row);
    *r = (struct rows){0};
}

void rows_clear(struct rows *r)
{
    buf_clear(&r->text);
    r->run_count = 0;
    r->count = 0;
}

void rows_begin(struct rows *r, enum role fill)
{
    r->row = mem_grow(r->row, r->count, &r->cap, sizeof *r->row);
    r->row[r->count++] = (struct row){.first = r->run_count, .fill = fill};
}

static struct row *last_row(struct rows *r)
{
    assert(r->count > 0);
    return &r->row[r->count - 1];
}

size_t rows_column(const struct rows *r)
{
    return r->count ? r->row[r->count - 1].columns : 0;
}

/* Make what was appended to the text since `at` a run of the last row. */
static void end_run(struct rows *r, enum role role, size_t at)
{
    struct row *row = last_row(r);
    size_t len = r->text.len - at;
    if (len == 0)
        return;
    row->columns += column_count(buf_str(&r->text) + at, len);
    struct run *before = row->count ? &r->run[r->run_count - 1] : NULL;
    if (before && before->role == role) {
        before->len += len;
        return;
    }
    r->run = mem_grow(r->run, r->run_count, &r->run_cap, sizeof *r->run);
    r->run[r->run_count++] = (struct run){.role = role, .at = at, .len = len};
    row->count++;
}

void rows_add(struct rows *r, enum role role, const char *bytes, size_t len)
{
    size_t at = r->text.len;
    text_visible(&r->text, bytes, len);
    end_run(r, role, at);
}

void rows_text(struct rows *r, enum role role, const char *text)
{
    rows_add(r, role, text, strlen(text));
}

void rows_printf(struct rows *r, enum role role, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = mem_vprintf(fmt, ap);
    va_end(ap);
    rows_text(r, role, text);
    free(text);
}

/* Drop the first `columns` columns of the text from `at` on. */
static void drop_columns(struct rows *r, size_t at, size_t columns)
{
    char *text = r->text.data + at;
    size_t len = r->text.len - at;
    size_t used;
    size_t bytes = column_cut(text, len, columns, &used);
    /* Combining characters of what was dropped go too. */
    while (bytes < len) {
        const char *p = text + bytes;
        int width;
        column_next(&p, text + len, &width);
        if (width > 0 && used >= columns)
            break;
        used += (size_t)width;
        bytes = (size_t)(p - text);
    }
    memmove(text, text + bytes, len - bytes);
    buf_cut(&r->text, at + len - bytes);
}

void rows_fit(struct rows *r, enum role role, const char *bytes, size_t len, size_t left,
              size_t columns, bool ascii)
{
    size_t most = (left + columns + 1) * COLUMN_BYTES;
    size_t at = r->text.len;
    if (columns == 0)
        return;
    if (left > 0)
        buf_add_str(&r->text, theme_glyph(GLYPH_LEFT, ascii));
    size_t shown = r->text.len;
    text_visible(&r->text, bytes, len < most ? len : most);
    if (left > 0 && column_count(buf_str(&r->text) + shown, r->text.len - shown) > left)
        drop_columns(r, shown, left + 1);
    else if (left > 0)
        buf_cut(&r->text, at);
    size_t used;
    size_t fits = column_cut(buf_str(&r->text) + at, r->text.len - at, columns, &used);
    if (fits < r->text.len - at) {
        fits = column_cut(buf_str(&r->text) + at, r->text.len - at, columns - 1, NULL);
        buf_cut(&r->text, at + fits);
        buf_add_str(&r->text, theme_glyph(GLYPH_MORE, ascii));
    }
    end_run(r, role, at);
}

void rows_rule(struct rows *r, enum role role, size_t column, const char *sign)
{
    size_t at = r->text.len;
    for (size_t i = rows_column(r); i < column; i++)
        buf_add_str(&r->text, sign);
    end_run(r, role, at);
}

void rows_pad(struct rows *r, enum role role, size_t column)
{
    rows_rule(r, role, column, " ");
}

/* One word, cut over several rows when it is longer than one. */
static void wrap_word(struct rows *r, enum role role, size_t indent, size_t width, const char *word,
                      size_t len)
{
    struct buf shown = {0};
    text_visible(&shown, word, len);
    const char *p = buf_str(&shown);
    size_t left = shown.len;
    enum role fill = last_row(r)->fill;
    if (rows_column(r) > indent && rows_column(r) + 1 + column_count(p, left) > width) {
        rows_begin(r, fill);
        rows_pad(r, role, indent);
    } else if (rows_column(r) > indent) {
        rows_text(r, role, " ");
    }
    while (left > 0) {
        size_t n = column_cut(p, left, width - rows_column(r), NULL);
        n = n ? n : left; /* not even one character fits: let it be clipped */
        rows_add(r, role, p, n);
        p += n;
        left -= n;
        if (left > 0) {
            rows_begin(r, fill);
            rows_pad(r, role, indent);
        }
    }
    buf_fini(&shown);
}

void rows_wrap(struct rows *r, enum role role, size_t indent, size_t width, const char *text)
{
    enum role fill = last_row(r)->fill;
    if (width < indent + 2)
        width = indent + 2;
    rows_pad(r, role, indent);
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, " \n");
        if (len > 0)
            wrap_word(r, role, indent, width, p, len);
        p += len;
        if (*p == '\n' && p[1]) {
            rows_begin(r, fill);
            rows_pad(r, role, indent);
        }
        p += *p ? 1 : 0;
    }
}

void rows_append(struct rows *r, const struct rows *from, size_t first, size_t count)
{
    for (size_t i = first; i < from->count && i < first + count; i++) {
        const struct row *row = &from->row[i];
        rows_begin(r, row->fill);
        for (size_t k = 0; k < row->count; k++) {
            const struct run *run = &from->run[row->first + k];
            rows_add(r, run->role, buf_str(&from->text) + run->at, run->len);
        }
    }
}

void rows_print(const struct rows *r, FILE *out)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct row *row = &r->row[i];
        if (row->count > 0) {
            /* The runs of a row stand one behind the other in the text. */
            const struct run *first = &r->run[row->first];
            const struct run *last = &first[row->count - 1];
            const char *text = buf_str(&r->text) + first->at;
            size_t len = last->at + last->len - first->at;
            while (len > 0 && text[len - 1] == ' ')
                len--;
            fwrite(text, 1, len, out);
        }
        fputc('\n', out);
    }
}
