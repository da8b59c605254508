/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { TAB_STOP = 8 };

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

/* Decode one UTF-8 sequence at `p`. Returns its length, or 0 when it is not well formed. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *code)
{
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
    *code = c;
    return n;
}

/* Characters that reorder or hide what stands around them on a terminal. */
static bool is_hidden(uint32_t c)
{
    return (c >= 0x80 && c <= 0x9f) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

void text_visible(struct buf *out, const char *bytes, size_t len)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t column = 0;
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = decode(p + i, len - i, &c);
        size_t before = out->len;
        if (n == 0) {
            buf_printf(out, "<%02x>", p[i]);
            n = 1;
        } else if (c == '\t') {
            do
                buf_add_char(out, ' ');
            while ((column + out->len - before) % TAB_STOP != 0);
        } else if (c < 0x20 || c == 0x7f) {
            buf_add_char(out, '^');
            buf_add_char(out, (char)(c ^ 0x40));
        } else if (is_hidden(c)) {
            buf_printf(out, "<U+%04X>", c);
        } else {
            buf_add(out, p + i, n);
        }
        column += n > 1 ? 1 : out->len - before;
        i += n;
    }
}

size_t text_columns(const char *utf8)
{
    const unsigned char *p = (const unsigned char *)utf8;
    size_t left = strlen(utf8);
    size_t columns = 0;
    while (left > 0) {
        uint32_t c;
        size_t n = decode(p, left, &c);
        int w = n == 0 ? 1 : wcwidth((wchar_t)c);
        columns += w > 0 ? (size_t)w : 0;
        n = n ? n : 1;
        p += n;
        left -= n;
    }
    return columns;
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
