/* SPDX-License-Identifier: ISC */
#include "parse/shape.h"

#include <ctype.h>
#include <string.h>

enum { SHORT_MAX = 3 }; /* digits of a number whose value stays */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool mark(char c)
{
    return c == ':' || c == '.';
}

void shape_write(const char *text, size_t len, char *out)
{
    memcpy(out, text, len);
    for (size_t i = 0; i < len; i++) {
        if (!digit(text[i]))
            continue;
        size_t start = i;
        if (text[i] == '0' && i + 1 < len && text[i + 1] == 'x') {
            for (i += 2; i < len && isxdigit((unsigned char)text[i]); i++)
                out[i] = '1';
            continue;
        }
        while (i < len && digit(text[i]))
            i++;
        bool beside = (start > 0 && mark(text[start - 1])) || (i < len && mark(text[i]));
        if (beside || i - start > SHORT_MAX)
            for (size_t k = start; k < i; k++)
                out[k] = text[k] == '0' ? '0' : '1';
    }
}

/*
 * What a character of a pattern is: a digit that stands for itself; something a digit may be
 * beside of in a text (':', '.', another digit, "any number of them"); anything else. `*p` moves on.
 */
enum part { OTHER, DIGIT, MARK };

static enum part next_part(const char **p)
{
    const char *at = (*p)++;
    switch (*at) {
    case '\\':
        ++*p;
        return at[1] == 'd' || at[1] == '.' || at[1] == ':' || isdigit((unsigned char)at[1])
                   ? MARK
                   : OTHER;
    case '{': /* a count */
        *p += strcspn(*p, "}");
        *p += **p != '\0';
        return OTHER;
    case '[': /* a class; one with a few of the digits counts as a digit */
        *p += (**p == '^') + (**p == ']');
        while (**p && **p != ']')
            *p += 1 + (**p == '\\' && (*p)[1]);
        *p += **p != '\0';
        for (const char *c = at; c < *p; c++)
            if (digit(*c) && strncmp(c, "0-9", 3) != 0 && strncmp(c, "1-9", 3) != 0 &&
                !(c >= at + 2 && c[-1] == '-'))
                return DIGIT;
        return OTHER;
    case '(':
        if (at[1] == '?' && at[2] == '<' && isalpha((unsigned char)at[3]))
            *p += strcspn(*p, ">"); /* the name of a group */
        else if (at[1] == '?' && at[2] == ':')
            *p += 2;
        return OTHER;
    default:
        return digit(*at) ? DIGIT : mark(*at) ? MARK : OTHER;
    }
}

bool shape_hides(const char *pattern)
{
    enum part before = OTHER;
    bool nonzero = false; /* of the digits just read one is not 0 */
    size_t digits = 0;
    for (const char *p = pattern; *p;) {
        const char *at = p;
        enum part part = next_part(&p);
        bool value = part == DIGIT && *at != '0';
        if ((value && before == MARK) || (part == MARK && before == DIGIT && nonzero))
            return true;
        digits = part == DIGIT ? digits + 1 : 0;
        if (digits > SHORT_MAX)
            return true;
        nonzero = part == DIGIT && (value || (before == DIGIT && nonzero));
        before = part;
    }
    return false;
}
