/* SPDX-License-Identifier: ISC */
/*
 * Commands in the index are expressions: words that may be cut, optional parts, address patterns.
 * These functions see the plain words in them, to try abbreviations as IOS takes them and to tell a
 * user which commands are known.
 */
#include "base/mem.h"
#include "base/text.h"
#include "parse/index_internal.h"

#include <string.h>
#include <strings.h>

void index_complete(const char *command, struct buf *out)
{
    for (const char *p = command; *p; p++) {
        const char *close = p[0] == '[' && p[1] == '[' && p[2] ? strstr(p + 3, "]]") : NULL;
        if (!close) {
            buf_add_char(out, *p);
            continue;
        }
        for (const char *q = p + 2; q < close; q++)
            buf_printf(out, "(%c", *q);
        for (const char *q = p + 2; q < close; q++)
            buf_add_str(out, ")?");
        p = close + 1;
    }
}

/* The parenthesis that closes the one at `p`, or the end of the text. */
static const char *closing(const char *p)
{
    int depth = 0;
    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            break;
    }
    return p;
}

/* A group at *at: read, passed over when it is optional and not wanted, or not plain (false). */
static bool plain_group(const char **at, bool with_optional)
{
    const char *close = closing(*at);
    bool optional = *close && (close[1] == '?' || close[1] == '*');
    if (!optional)
        return false;
    if (with_optional)
        *at += strncmp(*at, "(?:", 3) == 0 ? 3 : 1;
    else
        *at = close + 2;
    return true;
}

/* One character or construct at *at into `out`; false where the plain words end. */
static bool plain_step(const char **at, struct buf *out, bool with_optional)
{
    const char *p = *at;
    if (p[0] == '[' && p[1] == '[') {
        const char *close = strstr(p, "]]");
        size_t len = close ? (size_t)(close - p) - 2 : 0;
        buf_add(out, p + 2, len);
        *at = close ? close + 2 : p + strlen(p);
        return close != NULL;
    }
    if (*p == '(')
        return plain_group(at, with_optional);
    if (*p == ')') { /* of an optional group that was wanted */
        *at += p[1] == '?' || p[1] == '*' ? 2 : 1;
        return true;
    }
    if (*p == '\\' && p[1] && strchr("dDsSwWbBAZ", p[1]))
        return false;
    if (strchr("[.*+|^${", *p))
        return false;
    if (*p == '?') { /* the letter before it is optional */
        buf_cut(out, out->len > 0 ? out->len - 1 : 0);
        *at += 1;
        return true;
    }
    p += *p == '\\' && p[1] ? 1 : 0;
    buf_add_char(out, *p);
    *at = p + 1;
    return true;
}

char *index_plain(const char *command, bool with_optional)
{
    struct buf out = {0};
    const char *p = command;
    while (*p && plain_step(&p, &out, with_optional))
        ;
    char *plain = index_normal(buf_str(&out));
    buf_fini(&out);
    return plain;
}

char *index_normal(const char *command)
{
    struct buf out = {0};
    const char *p = command;
    p += strspn(p, " \t\r\n");
    while (*p) {
        size_t n = strcspn(p, " \t\r\n");
        if (out.len > 0)
            buf_add_char(&out, ' ');
        buf_add(&out, p, n);
        p += n;
        p += strspn(p, " \t\r\n");
    }
    char *normal = mem_dup(buf_str(&out));
    buf_fini(&out);
    return normal;
}

char *index_expand(const char *plain, const char *command, size_t *words)
{
    struct buf out = {0};
    *words = 0;
    while (*plain) {
        size_t full = strcspn(plain, " ");
        size_t typed = strcspn(command, " ");
        if (typed == 0 || typed > full || strncasecmp(plain, command, typed) != 0) {
            buf_fini(&out);
            return NULL;
        }
        if (++*words > 1)
            buf_add_char(&out, ' ');
        buf_add(&out, plain, full);
        plain += full + (plain[full] == ' ');
        command += typed + (command[typed] == ' ');
    }
    if (*command)
        buf_printf(&out, "%s%s", out.len > 0 ? " " : "", command);
    char *expanded = mem_dup(buf_str(&out));
    buf_fini(&out);
    return expanded;
}
