/* SPDX-License-Identifier: ISC */
#include "walk/problem.h"

#include "base/json.h"
#include "walk/safe.h"

#include <stdarg.h>
#include <stdio.h>

int problem_line(const struct problems *p, const char *pointer)
{
    return p->text ? json_line(p->text, pointer) : 0;
}

int problem_add_err(struct problems *p, const struct err *e)
{
    p->count++;
    if (p->list) {
        char line[1200];
        json_array_append_new(p->list, safe_string(err_format(e, line, sizeof line)));
    }
    if (p->first)
        err_set_at(p->first, e->code, e->where, e->line, e->column, "%s", e->text);
    return e->code;
}

int problem_add(struct problems *p, const char *pointer, const char *fmt, ...)
{
    char text[600];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    struct err e = {0};
    err_set(&e, ERR_FORMAT, p->file, problem_line(p, pointer), "%.100s: %s",
            *pointer ? pointer : "/", text);
    return problem_add_err(p, &e);
}
