/* SPDX-License-Identifier: ISC */
/* The text of a reply: lines as Python sees them, and bytes that may not be UTF-8. */
#include "parse/textfsm_internal.h"

#include <endian.h>
#include <string.h>

static const uint64_t ONES = 0x0101010101010101;

/* How many of the eight bytes at `p` come before a control character or one beyond ASCII. */
static size_t plain_bytes(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    x = le64toh(x);
    uint64_t marks = ((x - ONES * 0x20) | x) & (ONES * 0x80); /* the lowest mark is right */
    return marks ? (size_t)__builtin_ctzll(marks) / 8 : sizeof x;
}

/* The length of the line end at `p`, 0 when there is none. */
static size_t break_length(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    if (*u == '\r')
        return left > 1 && u[1] == '\n' ? 2 : 1;
    if ((*u >= '\n' && *u <= '\f') || (*u >= 0x1c && *u <= 0x1e))
        return 1;
    if (*u == 0xc2 && left > 1 && u[1] == 0x85)
        return 2;
    return *u == 0xe2 && left > 2 && u[1] == 0x80 && (u[2] == 0xa8 || u[2] == 0xa9) ? 3 : 0;
}

bool textfsm_next_line(const char **pos, const char *end, struct textfsm_line *line)
{
    const char *p = *pos;
    if (p >= end)
        return false;
    *line = (struct textfsm_line){.at = p, .ascii = true, .plain = true};
    size_t skip = 0;
    while (p < end) {
        size_t plain = end - p >= 8 ? plain_bytes(p) : 0;
        p += plain;
        if (plain == 8)
            continue;
        unsigned char ch = (unsigned char)*p;
        skip = ch < 0x20 || ch >= 0x80 ? break_length(p, end) : 0;
        if (skip > 0)
            break;
        line->ascii = line->ascii && ch < 0x80;
        line->plain = line->plain && ch >= 0x20 && ch < 0x80;
        p++;
    }
    line->len = (size_t)(p - line->at);
    *pos = p + skip;
    return true;
}

size_t textfsm_sequence(const char *at, size_t left)
{
    const unsigned char *p = (const unsigned char *)at;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (n == 0 || n > left || p[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xed && p[1] >= 0xa0;
    bool too_great = p[0] == 0xf4 && p[1] >= 0x90;
    return overlong || surrogate || too_great ? 0 : n;
}

bool textfsm_is_utf8(const char *at, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t n = textfsm_sequence(at + i, len - i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

json_t *textfsm_json_string(const char *at, size_t len)
{
    if (textfsm_is_utf8(at, len))
        return json_stringn_nocheck(at, len);
    struct buf clean = {0};
    for (size_t i = 0; i < len;) {
        size_t n = textfsm_sequence(at + i, len - i);
        if (n == 0)
            buf_add_str(&clean, "\xef\xbf\xbd");
        else
            buf_add(&clean, at + i, n);
        i += n > 0 ? n : 1;
    }
    json_t *text = json_stringn_nocheck(buf_str(&clean), clean.len);
    buf_fini(&clean);
    return text;
}
