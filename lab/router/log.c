/* SPDX-License-Identifier: ISC */
/* The message log of a router: stamps, the buffer, and whoever watches. */
#include "lab/router/clock.h"

#include "lab/box/load.h"
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a line costs the processor on a slow console, and without one. */
enum { CONSOLE_LINE_US = 3000, LINE_US = 100 };

static const char *service(const struct router *r, const char *words)
{
    for (size_t i = 0; i < r->config.tree->count; i++) {
        const char *rest = line_after(r->config.tree->kid[i]->text, words);
        if (rest)
            return rest;
    }
    return NULL;
}

/* "*Nov 24 02:40:01.497" or "*Nov 24 2026 02:40:01.497 UTC". */
static void add_date(const struct router *r, const char *how, struct buf *out)
{
    struct wall w;
    char text[32];
    clock_read(r, strstr(how, "localtime") != NULL, &w);
    strftime(text, sizeof text, strstr(how, "year") ? "%b %e %Y %H:%M:%S" : "%b %e %H:%M:%S", &w.t);
    buf_printf(out, "%s%s", r->clock_set ? "" : "*", text);
    if (strstr(how, "msec"))
        buf_printf(out, ".%03u", w.ms);
    if (strstr(how, "show-timezone"))
        buf_printf(out, " %s", w.zone);
}

/* "000123: 00:27:07: ", or what else the services ask for. */
static void stamp(struct router *r, const char *kind, struct buf *out)
{
    char text[48];
    snprintf(text, sizeof text, "service timestamps %s", kind);
    const char *how = service(r, text);
    r->messages++;
    if (service(r, "service sequence-numbers"))
        buf_printf(out, "%06lu: ", r->messages);
    if (!how)
        return;
    if (strstr(how, "datetime")) {
        add_date(r, how, out);
    } else {
        span_text(router_uptime_ms(r), text, sizeof text);
        buf_add_str(out, text);
    }
    buf_add_str(out, ": ");
}

static void keep(struct router *r, const char *line)
{
    buf_printf(&r->log, "%s\n", line);
    while (r->log.len > r->conf->log_bytes) {
        const char *nl = memchr(r->log.data, '\n', r->log.len);
        buf_eat(&r->log, (size_t)(nl - r->log.data) + 1);
    }
}

/* The 5 of "%SYS-5-CONFIG_I: ..."; debug messages have none and come last. */
static unsigned severity(const char *text)
{
    const char *digit = *text == '%' ? strpbrk(text, "01234567:") : NULL;
    while (digit && *digit != ':' && (digit[-1] != '-' || digit[1] != '-'))
        digit = strpbrk(digit + 1, "01234567:");
    return digit && *digit != ':' ? (unsigned)(*digit - '0') : LOG_DEBUGGING;
}

/* One message may be several lines; the stamp stands before the first. */
static void emit(struct router *r, const char *kind, const char *text)
{
    struct buf line = {0};
    bool kept = r->conf->log_bytes > 0 && severity(text) <= r->conf->log_level;
    stamp(r, kind, &line);
    r->buffered += kept;
    for (const char *p = text;;) {
        size_t n = strcspn(p, "\n");
        buf_add(&line, p, n);
        if (kept)
            keep(r, buf_str(&line));
        load_add(r, WORK_LOGGING, r->conf->console_off ? LINE_US : CONSOLE_LINE_US);
        shell_log_all(r, buf_str(&line));
        buf_clear(&line);
        if (p[n] == '\0')
            break;
        p += n + 1;
    }
    buf_fini(&line);
}

void router_syslog(struct router *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = mem_vprintf(fmt, ap);
    va_end(ap);
    r->logged++;
    emit(r, "log", text);
    free(text);
}

void router_debug(struct router *r, enum debug category, const char *text)
{
    if (!(r->debug & category))
        return;
    r->debugged++;
    emit(r, "debug", text);
}
