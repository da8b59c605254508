/* SPDX-License-Identifier: ISC */
#include "lab/shell/shell.h"

#include "lab/shell/filter.h"
#include "lab/shell/ping.h"
#include "lab/shell/trace.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LENGTH = 24, DEFAULT_WIDTH = 80, CONFIG_HOSTNAME_MAX = 20 };

struct shell *shell_new(struct router *r, const struct shell_output *out, void *user)
{
    struct shell *s = mem_alloc(sizeof *s);
    s->r = r;
    s->out = *out;
    s->user = user;
    s->mode = MODE_USER;
    s->length = DEFAULT_LENGTH;
    s->width = DEFAULT_WIDTH;
    history_init(&s->history);
    s->next = r->shells;
    r->shells = s;
    return s;
}

int shell_vty(const struct shell *s)
{
    int n = 0;
    for (const struct shell *older = s->next; older; older = older->next)
        n++;
    return n;
}

void shell_free(struct shell *s)
{
    if (!s)
        return;
    struct shell **at = &s->r->shells;
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    ping_free(s->ping);
    trace_free(s->trace);
    free(s->dialogue);
    filter_free(s->filter);
    history_fini(&s->history);
    buf_fini(&s->reply);
    buf_fini(&s->prompt);
    free(s);
}

void shell_log_all(struct router *r, const char *line)
{
    for (struct shell *s = r->shells; s; s = s->next)
        if (s->monitor && s->out.log)
            s->out.log(s->user, line);
}

void shell_printf(struct shell *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = mem_vprintf(fmt, ap);
    va_end(ap);
    for (const char *p = text; *p; p++) {
        if (*p == '\n' && (s->reply.len == 0 || s->reply.data[s->reply.len - 1] != '\r'))
            buf_add_char(&s->reply, '\r');
        buf_add_char(&s->reply, *p);
    }
    free(text);
}

void shell_flush(struct shell *s)
{
    if (s->reply.len == 0)
        return;
    /* print() may come back with the next line: hand it a buffer of its own. */
    struct buf text = s->reply;
    s->reply = (struct buf){0};
    if (s->filter)
        filter_apply(s->filter, &text);
    if (text.len > 0)
        s->out.print(s->user, text.data, text.len);
    buf_fini(&text);
}

void shell_hold(struct shell *s)
{
    s->held = true;
}

void shell_end(struct shell *s)
{
    shell_flush(s);
    filter_free(s->filter);
    s->filter = NULL;
    s->held = false;
    s->question = NULL;
    s->secret = false;
    s->answer = NULL;
    if (s->closing)
        s->out.close(s->user);
    else
        s->out.done(s->user);
}

void shell_hang_up(struct shell *s)
{
    ping_free(s->ping);
    s->closing = true;
    s->out.close(s->user);
}

void shell_ask(struct shell *s, const char *question, bool secret,
               void (*answer)(struct shell *s, const char *line))
{
    shell_flush(s);
    snprintf(s->question_text, sizeof s->question_text, "%s", question);
    s->question = s->question_text;
    s->secret = secret;
    s->answer = answer;
    s->held = true;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t")] == '\0' || line[strspn(line, " \t")] == '!';
}

void shell_line(struct shell *s, const char *line)
{
    if (s->answer) {
        void (*answer)(struct shell *, const char *) = s->answer;
        s->answer = NULL;
        s->held = false;
        answer(s, line);
        if (!s->held) {
            shell_end(s);
        } else if (s->answer) {
            s->out.done(s->user);
        } else {
            s->question = NULL;
            s->secret = false;
        }
        return;
    }
    if (s->held)
        return;
    if (!is_blank(line)) {
        if (!s->configuring)
            history_add(&s->history, line);
        if (s->configuring)
            configure_line(s, line);
        else
            exec_line(s, line);
    }
    if (!s->held)
        shell_end(s);
    else if (s->answer)
        s->out.done(s->user);
}

void shell_escape(struct shell *s)
{
    if (s->ping) {
        ping_stop(s->ping);
        return;
    }
    if (s->trace) {
        trace_stop(s->trace);
        return;
    }
    if (s->answer) {
        shell_printf(s, "\n");
        shell_end(s);
    }
}

void shell_invalid(struct shell *s, size_t column)
{
    shell_printf(s, "%*s^\n%% Invalid input detected at '^' marker.\n\n",
                 (int)(strlen(shell_prompt(s)) + column), "");
}

const char *shell_prompt(const struct shell *s)
{
    /* The text is a cache: the shell itself does not change. */
    struct buf *b = (struct buf *)&s->prompt;
    const char *name = s->r->conf->hostname;
    if (s->question)
        return s->question;
    buf_clear(b);
    if (s->configuring)
        buf_printf(b, "%.*s(%s)#", CONFIG_HOSTNAME_MAX, name, config_mode_name(s->place.mode));
    else
        buf_printf(b, "%s%c", name, s->mode == MODE_ENABLED ? '#' : '>');
    return buf_str(b);
}

bool shell_wants_secret(const struct shell *s)
{
    return s->secret;
}

unsigned shell_length(const struct shell *s)
{
    return s->length;
}

unsigned shell_width(const struct shell *s)
{
    return s->width;
}

bool shell_monitors(const struct shell *s)
{
    return s->monitor;
}

void shell_help(struct shell *s, const char *line, struct buf *out)
{
    size_t column = 0;
    const struct grammar *g =
        s->configuring ? s->r->config.grammar : exec_grammar_of(s->r->release);
    enum mode mode = s->configuring ? s->place.mode : s->mode;
    enum grammar_result result = grammar_help(g, mode, line, out, &column);
    if (result == GRAMMAR_AMBIGUOUS)
        buf_printf(out, "%% Ambiguous command:  \"%s\"\r\n", line);
    else if (result == GRAMMAR_INVALID)
        buf_printf(out, "%*s^\r\n%% Invalid input detected at '^' marker.\r\n",
                   (int)(strlen(shell_prompt(s)) + column), "");
    else if (out->len == 0)
        buf_add_str(out, "% Unrecognized command\r\n");
}

bool shell_complete(struct shell *s, const char *line, struct buf *out)
{
    const struct grammar *g =
        s->configuring ? s->r->config.grammar : exec_grammar_of(s->r->release);
    return grammar_complete(g, s->configuring ? s->place.mode : s->mode, line, out);
}
