/* SPDX-License-Identifier: ISC */
/* The router's clock and its message log. */
#include "lab/router/model.h"

#include "lab/box/load.h"
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a line on a slow console costs the processor. */
enum { LINE_US = 3000 };

/* 1 March 1993, 00:00: where IOS starts when nobody set the clock. */
static const time_t CLOCK_START = 730944000;

uint64_t router_uptime_ms(const struct router *r)
{
    return world_now_ms(r->world) - r->start_ms;
}

void span_text(uint64_t ms, char *out, size_t size)
{
    unsigned long s = (unsigned long)(ms / 1000);
    unsigned long hours = s / 3600;
    if (hours < 24)
        snprintf(out, size, "%02lu:%02lu:%02lu", hours, s / 60 % 60, s % 60);
    else if (hours < 24UL * 7)
        snprintf(out, size, "%lud%02luh", hours / 24, hours % 24);
    else
        snprintf(out, size, "%luw%lud", hours / 24 / 7, hours / 24 % 7);
}

void clock_text(const struct router *r, bool msec, char *out, size_t size)
{
    uint64_t up = router_uptime_ms(r);
    time_t now = CLOCK_START + (time_t)(up / 1000);
    struct tm parts;
    char day[32];
    gmtime_r(&now, &parts);
    strftime(day, sizeof day, "%b %e %H:%M:%S", &parts);
    if (msec)
        snprintf(out, size, "%s.%03u", day, (unsigned)(up % 1000));
    else
        snprintf(out, size, "%s", day);
}

/* "00:27:07: " or what `service timestamps` asks for. */
static void stamp(const struct router *r, const char *kind, char *out, size_t size)
{
    char head[64];
    const char *how = NULL;
    snprintf(head, sizeof head, "service timestamps %s", kind);
    for (size_t i = 0; i < r->config.tree->count && !how; i++)
        how = line_after(r->config.tree->kid[i]->text, head);
    char text[48];
    if (!how) {
        *out = '\0';
    } else if (strstr(how, "datetime")) {
        clock_text(r, strstr(how, "msec") != NULL, text, sizeof text);
        snprintf(out, size, "*%s: ", text);
    } else {
        span_text(router_uptime_ms(r), text, sizeof text);
        snprintf(out, size, "%s: ", text);
    }
}

static void keep(struct router *r, const char *line)
{
    buf_printf(&r->log, "%s\n", line);
    while (r->log.len > r->conf->log_bytes) {
        const char *nl = memchr(r->log.data, '\n', r->log.len);
        buf_eat(&r->log, (size_t)(nl - r->log.data) + 1);
    }
}

/* One message may be several lines; the stamp stands before the first. */
static void emit(struct router *r, const char *kind, const char *text)
{
    char when[64];
    struct buf line = {0};
    stamp(r, kind, when, sizeof when);
    buf_add_str(&line, when);
    for (const char *p = text;;) {
        size_t n = strcspn(p, "\n");
        buf_add(&line, p, n);
        keep(r, buf_str(&line));
        load_add(r, WORK_LOGGING, LINE_US);
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
    char *text = NULL;
    va_list ap;
    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n >= 0) {
        r->logged++;
        emit(r, "log", text);
    }
    free(text);
}

void router_debug(struct router *r, enum debug category, const char *text)
{
    if (!(r->debug & category))
        return;
    r->debugged++;
    emit(r, "debug", text);
}
