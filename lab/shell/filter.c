/* SPDX-License-Identifier: ISC */
#include "lab/shell/filter.h"

#include "base/mem.h"
#include "base/text.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { INCLUDE, EXCLUDE, BEGIN, SECTION, KINDS };

struct filter {
    enum kind kind;
    regex_t pattern;
    bool on; /* begin: has begun; section: within one */
};

struct filter *filter_new(const char *text)
{
    static const char *const names[] = {"include", "exclude", "begin", "section"};
    text += strspn(text, " ");
    size_t n = strcspn(text, " ");
    const char *pattern = text + n + strspn(text + n, " ");
    int kind = 0;
    while (kind < KINDS && (n == 0 || strncasecmp(names[kind], text, n) != 0))
        kind++;
    if (kind == KINDS || *pattern == '\0')
        return NULL;
    struct filter *f = mem_alloc(sizeof *f);
    f->kind = (enum kind)kind;
    if (regcomp(&f->pattern, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        free(f);
        return NULL;
    }
    return f;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    regfree(&f->pattern);
    free(f);
}

static bool passes(struct filter *f, const char *line)
{
    bool match = regexec(&f->pattern, line, 0, NULL, 0) == 0;
    switch (f->kind) {
    case INCLUDE:
        return match;
    case EXCLUDE:
        return !match;
    case BEGIN:
        f->on = f->on || match;
        return f->on;
    default:
        /* A section is a line that matches and the indented lines below it. */
        f->on = match || (f->on && line[0] == ' ');
        return f->on;
    }
}

void filter_apply(struct filter *f, struct buf *text)
{
    struct buf kept = {0};
    const char *pos = buf_str(text);
    const char *end = pos + text->len;
    struct span line;
    while (text_next_line(&pos, end, &line)) {
        char *copy = mem_ndup(line.at, line.len);
        if (passes(f, copy))
            buf_printf(&kept, "%s\r\n", copy);
        free(copy);
    }
    buf_fini(text);
    *text = kept;
}
