/* SPDX-License-Identifier: ISC */
#include "report/put.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

enum { FENCE_LEAST = 3 };

void put_plain(FILE *out, const char *text)
{
    struct buf b = {0};
    text_visible(&b, text, strlen(text));
    fputs(buf_str(&b), out);
    buf_fini(&b);
}

/* What XML 1.0 does not allow although it is valid UTF-8: U+FFFE and U+FFFF. */
static bool is_no_character(const char *p)
{
    return p[0] == '\xef' && p[1] == '\xbf' && (p[2] == '\xbe' || p[2] == '\xbf');
}

void put_xml(FILE *out, const char *text)
{
    struct buf b = {0};
    text_visible(&b, text, strlen(text));
    for (const char *p = buf_str(&b); *p; p++) {
        switch (*p) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            if (is_no_character(p)) {
                fputs(p[2] == '\xbe' ? "&lt;U+FFFE&gt;" : "&lt;U+FFFF&gt;", out);
                p += 2;
            } else {
                fputc(*p, out);
            }
        }
    }
    buf_fini(&b);
}

/* Is this the sign that would make a list, a heading or a quotation of what begins a line? */
static bool begins_block(const char *text, const char *p)
{
    size_t digits = strspn(text, "0123456789");
    if (digits > 0)
        return p == text + digits && (*p == '.' || *p == ')');
    return p == text && strchr("#+-=:>", *p);
}

/* Addresses become links without being asked to; they are text here. */
static bool begins_link(const char *text, const char *p)
{
    return strncmp(p, "://", 3) == 0 ||
           (*p == '.' && p - text >= 3 && strncmp(p - 3, "www", 3) == 0);
}

void put_markdown(FILE *out, const char *text)
{
    struct buf b = {0};
    text_visible(&b, text, strlen(text));
    const char *begin = buf_str(&b) + strspn(buf_str(&b), " ");
    for (const char *p = begin; *p; p++) {
        if (*p == '&')
            fputs("&amp;", out);
        else if (*p == '<')
            fputs("&lt;", out);
        else if (strchr("\\`*_[]|~$", *p) || begins_block(begin, p) || begins_link(begin, p))
            fprintf(out, "\\%c", *p);
        else
            fputc(*p, out);
    }
    buf_fini(&b);
}

/* The longest run of backticks in a text. */
static size_t longest_run(const char *text)
{
    size_t longest = 0;
    while (*text) {
        size_t n = strspn(text, "`");
        longest = n > longest ? n : longest;
        text += n;
        text += strcspn(text, "`");
    }
    return longest;
}

void put_markdown_code(FILE *out, const json_t *lines)
{
    size_t fence = FENCE_LEAST;
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        size_t n = json_is_string(line) ? longest_run(json_string_value(line)) : 0;
        fence = n >= fence ? n + 1 : fence;
    }
    for (int end = 0; end < 2; end++) {
        for (size_t n = 0; n < fence; n++)
            fputc('`', out);
        fputs(end ? "\n" : "text\n", out);
        json_array_foreach(lines, i, line)
        {
            if (end)
                break;
            put_plain(out, json_is_string(line) ? json_string_value(line) : "");
            fputc('\n', out);
        }
    }
}

char *put_cut(const char *text, size_t columns)
{
    static const char more[] = "...";
    struct buf b = {0};
    text_visible(&b, text, strlen(text));
    if (text_fits(buf_str(&b), columns) < b.len) {
        buf_cut(&b, text_fits(buf_str(&b), columns > strlen(more) ? columns - strlen(more) : 0));
        buf_add_str(&b, more);
    }
    return buf_take(&b, NULL);
}
