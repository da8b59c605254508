/* SPDX-License-Identifier: ISC */
#include "tui/column.h"

#include <wchar.h>

enum { REPLACEMENT = 0xfffd };

static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
}

uint32_t column_next(const char **p, const char *end, int *width)
{
    const unsigned char *s = (const unsigned char *)*p;
    size_t n = sequence_length(s[0]);
    if (n == 0 || n > (size_t)(end - *p)) {
        *p += 1;
        *width = 1;
        return REPLACEMENT;
    }
    uint32_t c = n == 1 ? s[0] : s[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3fU);
    int w = wcwidth((wchar_t)c);
    *p += n;
    *width = w < 0 ? 1 : w;
    return c;
}

size_t column_cut(const char *text, size_t len, size_t columns, size_t *used)
{
    const char *p = text;
    const char *end = text + len;
    size_t count = 0;
    while (p < end) {
        const char *before = p;
        int width;
        column_next(&p, end, &width);
        if (count + (size_t)width > columns) {
            p = before;
            break;
        }
        count += (size_t)width;
    }
    if (used)
        *used = count;
    return (size_t)(p - text);
}

size_t column_count(const char *text, size_t len)
{
    size_t used;
    column_cut(text, len, SIZE_MAX, &used);
    return used;
}

size_t column_encode(uint32_t c, char out[COLUMN_CHAR_SIZE])
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[n] | c);
    out[n] = '\0';
    return n;
}
