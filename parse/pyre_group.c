/* SPDX-License-Identifier: ISC */
/* What can stand behind an opening parenthesis in Python 3.11, and nothing that only PCRE2 knows.
 */
#include "parse/pyre_internal.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>

/* Branches up to the closing parenthesis, which is written too. */
static bool read_body(struct cursor *c, struct piece *p, int *branches)
{
    if (!pyre_branches(c, p, branches))
        return false;
    if (!cursor_skip(c, ')'))
        return cursor_fail(c, "missing ), unterminated subpattern");
    buf_add_char(&c->out->pattern, ')');
    p->kind = PIECE_ATOM;
    p->single = false;
    return true;
}

static bool read_capture(struct cursor *c, struct piece *p)
{
    int branches;
    int group = ++c->out->groups;
    if (group > PYRE_GROUPS_MAX)
        return cursor_fail(c, "too many groups");
    c->widths = mem_grow(c->widths, (size_t)group, &c->widths_cap, sizeof *c->widths);
    c->widths[group] = (struct group_width){.closed = false};
    buf_add_char(&c->out->pattern, '(');
    if (!read_body(c, p, &branches))
        return false;
    c->widths[group] = (struct group_width){true, p->least, p->most};
    return true;
}

bool pyre_reference(struct cursor *c, struct piece *p, int group)
{
    if (group > c->out->groups)
        return cursor_fail(c, "invalid group reference %d", group);
    if (!c->widths[group].closed)
        return cursor_fail(c, "cannot refer to an open group");
    piece_any(p);
    p->least = c->widths[group].least;
    p->most = c->widths[group].most;
    buf_printf(&c->out->pattern, "\\g{%d}", group);
    return true;
}

/* A group name up to `stop`, which is skipped. */
static bool read_name(struct cursor *c, char stop, const char **name, size_t *len)
{
    *name = c->at;
    while (cursor_more(c) && cursor_peek(c) != stop)
        c->at++;
    *len = (size_t)(c->at - *name);
    if (!cursor_skip(c, stop))
        return cursor_fail(c, "missing %c, unterminated name", stop);
    if (*len == 0)
        return cursor_fail(c, "missing group name");
    for (size_t i = 0; i < *len; i++) {
        unsigned char ch = (unsigned char)(*name)[i];
        if (ch != '_' && ch < 0x80 && !(i > 0 ? isalnum(ch) : isalpha(ch)))
            return cursor_fail(c, "bad character in group name \"%.*s\"", (int)*len, *name);
    }
    return true;
}

static bool read_named(struct cursor *c, struct piece *p)
{
    const char *name;
    size_t len;
    struct pyre *out = c->out;
    if (cursor_skip(c, '=')) {
        if (!read_name(c, ')', &name, &len))
            return false;
        int group = pyre_group(out, name, len);
        if (group == 0)
            return cursor_fail(c, "unknown group name \"%.*s\"", (int)len, name);
        return pyre_reference(c, p, group);
    }
    if (!cursor_skip(c, '<'))
        return cursor_fail(c, "unknown extension ?P%c", cursor_peek(c));
    if (!read_name(c, '>', &name, &len))
        return false;
    if (pyre_group(out, name, len) != 0)
        return cursor_fail(c, "redefinition of group name \"%.*s\"", (int)len, name);
    out->names = mem_grow(out->names, out->name_count, &out->name_cap, sizeof *out->names);
    out->names[out->name_count++] = (struct pyre_name){mem_ndup(name, len), out->groups + 1};
    return read_capture(c, p);
}

/*
 * After "(?=", "(?!", "(?<=" or "(?<!". What is looked at is not consumed; of what must come next
 * the sequence makes use.
 */
static bool read_look(struct cursor *c, struct piece *p, const char *opening, bool behind)
{
    int branches;
    buf_add_str(&c->out->pattern, opening);
    if (!read_body(c, p, &branches))
        return false;
    if (behind && p->least != p->most)
        return cursor_fail(c, "look-behind requires fixed-width pattern");
    if (strcmp(opening, "(?=") == 0)
        p->kind = PIECE_AHEAD;
    else
        piece_empty(p);
    return true;
}

/* After "(?(". */
static bool read_condition(struct cursor *c, struct piece *p)
{
    const char *name = c->at;
    size_t len;
    int branches;
    uint32_t group;
    if (cursor_number(c, &group)) {
        if (!cursor_skip(c, ')') || group == 0 || group > PYRE_GROUPS_MAX)
            return cursor_fail(c, "bad group number");
    } else {
        if (!read_name(c, ')', &name, &len))
            return false;
        group = (uint32_t)pyre_group(c->out, name, len);
        if (group == 0)
            return cursor_fail(c, "unknown group name \"%.*s\"", (int)len, name);
    }
    if ((int)group > c->highest_condition)
        c->highest_condition = (int)group;
    buf_printf(&c->out->pattern, "(?(%u)", group);
    if (!read_body(c, p, &branches))
        return false;
    if (branches > 2)
        return cursor_fail(c, "conditional backref with more than two branches");
    if (branches == 1) {
        struct piece nothing;
        piece_empty(&nothing);
        piece_or(p, &nothing);
    }
    return true;
}

/* Flags for a group, "(?i-s:...)". Alone, "(?i)" may only stand where a rule has its "^". */
static bool read_flags(struct cursor *c, struct piece *p)
{
    const char *start = c->at;
    bool before = c->ignore_case;
    bool minus = false;
    int branches;
    for (; cursor_more(c) && strchr("ims-", *c->at); c->at++) {
        if (*c->at == '-' && minus)
            return cursor_fail(c, "bad inline flags");
        minus = minus || *c->at == '-';
        if (*c->at == 'i')
            c->ignore_case = !minus;
    }
    const char *stop = c->at;
    if (cursor_peek(c) == ')')
        return cursor_fail(c, "global flags not at the start of the expression");
    if (!cursor_skip(c, ':') || stop == start || stop[-1] == '-') {
        if (cursor_more(c) && strchr("aLux", cursor_peek(c)))
            return cursor_fail(c, "inline flag %c is not supported", cursor_peek(c));
        return cursor_fail(c, "unknown extension ?%c", *start);
    }
    buf_add_str(&c->out->pattern, "(?");
    buf_add(&c->out->pattern, start, (size_t)(stop - start));
    buf_add_char(&c->out->pattern, ':');
    bool ok = read_body(c, p, &branches);
    c->ignore_case = before;
    return ok;
}

static bool read_comment(struct cursor *c)
{
    while (cursor_more(c) && cursor_peek(c) != ')')
        c->at++;
    return cursor_skip(c, ')') || cursor_fail(c, "missing ), unterminated comment");
}

bool pyre_open(struct cursor *c, struct piece *p)
{
    int branches;
    if (!cursor_skip(c, '?'))
        return read_capture(c, p);
    if (!cursor_more(c))
        return cursor_fail(c, "unexpected end of pattern");
    if (cursor_skip(c, 'P'))
        return read_named(c, p);
    if (cursor_skip(c, '#'))
        return read_comment(c);
    if (cursor_skip(c, '='))
        return read_look(c, p, "(?=", false);
    if (cursor_skip(c, '!'))
        return read_look(c, p, "(?!", false);
    if (cursor_skip(c, '('))
        return read_condition(c, p);
    if (cursor_peek(c) == ':' || cursor_peek(c) == '>') {
        buf_printf(&c->out->pattern, "(?%c", *c->at++);
        return read_body(c, p, &branches);
    }
    if (!cursor_skip(c, '<'))
        return read_flags(c, p);
    if (cursor_skip(c, '='))
        return read_look(c, p, "(?<=", true);
    if (cursor_skip(c, '!'))
        return read_look(c, p, "(?<!", true);
    return cursor_fail(c, "unknown extension ?<%c", cursor_peek(c));
}
