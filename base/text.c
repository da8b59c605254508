/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { TAB_STOP = 8, COMBINING_MAX = 4 };

bool text_next_line(const char **pos, const char *end, struct span *line)
{
    if (*pos >= end)
        return false;
    const char *start = *pos;
    const char *nl = memchr(start, '\n', (size_t)(end - start));
    const char *stop = nl ? nl : end;
    *pos = nl ? nl + 1 : end;
    while (stop > start && stop[-1] == '\r')
        stop--;
    *line = (struct span){start, (size_t)(stop - start)};
    return true;
}

size_t text_decode(const char *at, size_t left, uint32_t *character)
{
    const unsigned char *p = (const unsigned char *)at;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
    if (n == 0 || n > left || p[0] > 0xf4)
        return 0;
    uint32_t c = n == 1 ? p[0] : p[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fU);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *character = c;
    return n;
}

struct range {
    uint32_t first, last;
};

static bool is_in(const struct range *sorted, size_t count, uint32_t c)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low].first <= c;
}

bool text_is_hidden(uint32_t c)
{
    /* Controls, joiners, fillers, selectors, tags, and what is no character. */
    static const struct range hidden[] = {
        {0, 0x1f},          {0x7f, 0x9f},       {0xad, 0xad},         {0x34f, 0x34f},
        {0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},     {0x180b, 0x180f},
        {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},     {0x3164, 0x3164},
        {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},     {0xffa0, 0xffa0},
        {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x1bca0, 0x1bca3},   {0x1d173, 0x1d17a},
        {0xe0000, 0xe0fff}, {0xffffe, 0xfffff}, {0x10fffe, 0x10ffff},
    };
    return (c < 0x20 || c > 0x7e) && is_in(hidden, sizeof hidden / sizeof *hidden, c);
}

/* Takes no place of its own; a pile of them covers the lines above and below. */
static bool is_combining(uint32_t c)
{
    static const struct range combining[] = {
        {0x300, 0x36f},     {0x483, 0x489},     {0x591, 0x5bd},     {0x610, 0x61a},
        {0x64b, 0x65f},     {0x6d6, 0x6dc},     {0x6df, 0x6e4},     {0x730, 0x74a},
        {0x7a6, 0x7b0},     {0x7eb, 0x7f3},     {0x816, 0x82d},     {0x8d3, 0x902},
        {0x93c, 0x93c},     {0x941, 0x94d},     {0x951, 0x957},     {0xe31, 0xe31},
        {0xe34, 0xe3a},     {0xe47, 0xe4e},     {0xeb1, 0xeb1},     {0xeb4, 0xebc},
        {0xec8, 0xecd},     {0xf71, 0xf87},     {0x1ab0, 0x1aff},   {0x1cd0, 0x1cf9},
        {0x1dc0, 0x1dff},   {0x20d0, 0x20f0},   {0x2cef, 0x2cf1},   {0x2de0, 0x2dff},
        {0x302a, 0x302d},   {0x3099, 0x309a},   {0xa66f, 0xa67d},   {0xa69e, 0xa69f},
        {0xa6f0, 0xa6f1},   {0xa8e0, 0xa8f1},   {0xfb1e, 0xfb1e},   {0xfe20, 0xfe2f},
        {0x101fd, 0x101fd}, {0x1d165, 0x1d169}, {0x1d242, 0x1d244}, {0x1e000, 0x1e02a},
        {0x1e8d0, 0x1e8d6}, {0x1e944, 0x1e94a},
    };
    return c >= 0x300 && is_in(combining, sizeof combining / sizeof *combining, c);
}

static void show_tab(struct buf *out, size_t column)
{
    do
        buf_add_char(out, ' ');
    while (++column % TAB_STOP != 0);
}

void text_visible(struct buf *out, const char *bytes, size_t len)
{
    size_t column = 0;
    size_t pile = COMBINING_MAX; /* nothing to combine with yet */
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = text_decode(bytes + i, len - i, &c);
        size_t before = out->len;
        bool combining = n > 0 && is_combining(c);
        pile = combining ? pile + 1 : 0;
        if (n == 0) {
            buf_printf(out, "<%02x>", (unsigned char)bytes[i]);
            n = 1;
        } else if (c == '\t') {
            show_tab(out, column);
        } else if (c < 0x20 || c == 0x7f) {
            buf_add_char(out, '^');
            buf_add_char(out, (char)(c ^ 0x40));
        } else if (text_is_hidden(c) || pile > COMBINING_MAX) {
            buf_printf(out, "<U+%04X>", c);
        } else {
            buf_add(out, bytes + i, n);
        }
        column += n > 1 ? !combining : out->len - before;
        i += n;
    }
}

void text_print(FILE *out, const char *text)
{
    struct buf shown = {0};
    while (*text) {
        size_t n = strcspn(text, "\n");
        buf_clear(&shown);
        text_visible(&shown, text, n);
        fwrite(buf_str(&shown), 1, shown.len, out);
        text += n;
        if (*text)
            fputc(*text++, out);
    }
    buf_fini(&shown);
}

void text_print_lines(FILE *out, const char *before, const char *text)
{
    struct buf shown = {0};
    struct span line;
    for (const char *pos = text, *end = text + strlen(text); text_next_line(&pos, end, &line);) {
        buf_clear(&shown);
        text_visible(&shown, line.at, line.len);
        fprintf(out, "%s%s\n", before, buf_str(&shown));
    }
    buf_fini(&shown);
}

/* Columns of the character at `at`, whose bytes are counted in *len. What is none takes one. */
static size_t columns_of(const char *at, size_t left, size_t *len)
{
    uint32_t c;
    *len = text_decode(at, left, &c);
    int w = *len > 0 ? wcwidth((wchar_t)c) : -1;
    *len = *len > 0 ? *len : 1;
    return w >= 0 ? (size_t)w : 1;
}

size_t text_columns(const char *utf8)
{
    size_t left = strlen(utf8), columns = 0, len;
    for (; left > 0; utf8 += len, left -= len)
        columns += columns_of(utf8, left, &len);
    return columns;
}

size_t text_fits(const char *utf8, size_t columns)
{
    size_t left = strlen(utf8), at = 0, len;
    for (; left > 0; at += len, left -= len) {
        size_t more = columns_of(utf8 + at, left, &len);
        if (more > columns)
            break;
        columns -= more;
    }
    return at;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t n = strlen(text);
    size_t m = strlen(suffix);
    return n >= m && memcmp(text + n - m, suffix, m) == 0;
}

size_t text_distance(const char *a, const char *b)
{
    size_t m = strlen(b);
    size_t *row = mem_array(m + 1, sizeof *row);
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    size_t d = row[m];
    free(row);
    return d;
}
