/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <stdio.h>
#include <string.h>

static int set(struct err *e, int code, const char *where, int line, int column, const char *fmt,
               va_list ap)
{
    if (!e || e->code != ERR_NONE)
        return code;
    e->code = code;
    e->line = line;
    e->column = column;
    snprintf(e->where, sizeof e->where, "%s", where ? where : "");
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    return code;
}

int err_set(struct err *e, int code, const char *where, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    set(e, code, where, line, 0, fmt, ap);
    va_end(ap);
    return code;
}

int err_set_at(struct err *e, int code, const char *where, int line, int column, const char *fmt,
               ...)
{
    va_list ap;
    va_start(ap, fmt);
    set(e, code, where, line, column, fmt, ap);
    va_end(ap);
    return code;
}

char *err_format(const struct err *e, char *out, size_t size)
{
    size_t n = 0;
    if (size == 0)
        return out;
    out[0] = '\0';
    if (e->where[0])
        n += (size_t)snprintf(out, size, "%s:", e->where);
    if (e->line > 0 && n < size)
        n += (size_t)snprintf(out + n, size - n, "%d:", e->line);
    if (e->column > 0 && n < size)
        n += (size_t)snprintf(out + n, size - n, "%d:", e->column);
    if (n < size)
        snprintf(out + n, size - n, "%s%s", n > 0 ? " " : "", e->text);
    return out;
}

const char *err_name(int code)
{
    static const char *const names[] = {
        "none",     "io",      "format", "not-found", "limit",     "unreachable", "auth",
        "host-key", "timeout", "lost",   "refused",   "cancelled", "usage",
    };
    size_t i = (size_t)-code;
    return code <= 0 && i < sizeof names / sizeof names[0] ? names[i] : "unknown";
}
