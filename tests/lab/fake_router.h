/* SPDX-License-Identifier: ISC */
/*
 * A router that does what a test says, in place of the model: defines what lab/router.h declares
 * for lines and logins. Include it in one test program, which then does not link the model.
 *
 *   lines N       prints N numbered lines        slow      prints "working", ends by fake_finish()
 *   configure     the prompt of config mode      end       back from there
 *   enable        asks a password                ask       asks a question; escape ends it
 *   monitor       log lines from now on          log TEXT  one to every line that monitors
 *   bulk N        prints N KiB                   dots N    prints N dots and no newline
 *   exit          hangs up                       anything else is echoed in brackets
 */
#ifndef TESTS_LAB_FAKE_ROUTER_H
#define TESTS_LAB_FAKE_ROUTER_H

#include "base/mem.h"
#include "lab/router/router.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAKE_SHELLS = 8 };

struct router {
    struct shell *shells[FAKE_SHELLS];
    unsigned length;
    unsigned width;
    char told[128]; /* the last configuration line */
};

struct shell {
    struct router *router;
    const struct shell_output *out;
    void *user;
    const char *prompt;
    bool secret;
    bool monitors;
    bool busy;
};

static inline void fake_print(struct shell *s, const char *text)
{
    s->out->print(s->user, text, strlen(text));
}

static inline void fake_log(struct router *r, const char *line)
{
    for (int i = 0; i < FAKE_SHELLS; i++)
        if (r->shells[i] && r->shells[i]->monitors)
            r->shells[i]->out->log(r->shells[i]->user, line);
}

static inline void fake_finish(struct shell *s)
{
    s->busy = false;
    s->out->done(s->user);
}

bool router_login(const struct router *r, const char *user, const char *password)
{
    (void)r;
    return !strcmp(user, "lab") && !strcmp(password, "right");
}

const char *router_hostname(const struct router *r)
{
    (void)r;
    return "CE1";
}

int router_configure(struct router *r, const char *lines, struct err *e)
{
    (void)e;
    snprintf(r->told, sizeof r->told, "%s", lines);
    return ERR_NONE;
}

struct shell *shell_new(struct router *r, const struct shell_output *out, void *user)
{
    struct shell *s = mem_alloc(sizeof *s);
    s->router = r;
    s->out = out;
    s->user = user;
    s->prompt = "CE1#";
    for (int i = 0; i < FAKE_SHELLS; i++) {
        if (!r->shells[i]) {
            r->shells[i] = s;
            break;
        }
    }
    return s;
}

void shell_free(struct shell *s)
{
    for (int i = 0; i < FAKE_SHELLS; i++)
        if (s->router->shells[i] == s)
            s->router->shells[i] = NULL;
    free(s);
}

static inline void fake_lines(struct shell *s, int count)
{
    for (int i = 1; i <= count; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %d\r\n", i);
        fake_print(s, line);
    }
}

static inline void fake_bulk(struct shell *s, int count)
{
    char block[1024];
    memset(block, 'x', sizeof block);
    memcpy(block + sizeof block - 2, "\r\n", 2);
    for (int i = 0; i < count; i++)
        s->out->print(s->user, block, sizeof block);
}

/* Commands that end by themselves. */
static inline void fake_command(struct shell *s, const char *line)
{
    int count = strchr(line, ' ') ? atoi(strchr(line, ' ') + 1) : 0;
    if (!strncmp(line, "lines ", 6))
        fake_lines(s, count);
    else if (!strncmp(line, "bulk ", 5))
        fake_bulk(s, count);
    else if (!strncmp(line, "log ", 4))
        fake_log(s->router, line + 4);
    else if (!strcmp(line, "monitor"))
        s->monitors = true;
    else if (!strcmp(line, "configure"))
        s->prompt = "CE1(config)#";
    else if (!strcmp(line, "end"))
        s->prompt = "CE1#";
    else if (!strcmp(line, "ask"))
        s->prompt = "Protocol [ip]: ";
    else if (!strcmp(line, "enable")) {
        s->prompt = "Password: ";
        s->secret = true;
    } else if (*line) {
        fake_print(s, "[");
        fake_print(s, line);
        fake_print(s, "]\r\n");
    }
}

void shell_line(struct shell *s, const char *line)
{
    if (!strcmp(line, "exit")) {
        s->out->close(s->user);
        return;
    }
    if (!strcmp(line, "slow")) {
        s->busy = true;
        fake_print(s, "working\r\n");
        return;
    }
    if (s->secret || !strcmp(s->prompt, "Protocol [ip]: ")) {
        fake_print(s, s->secret ? "secret " : "answer ");
        s->secret = false;
        s->prompt = "CE1#";
    }
    fake_command(s, line);
    s->out->done(s->user);
}

void shell_escape(struct shell *s)
{
    if (s->busy) {
        fake_print(s, "stopped\r\n");
        fake_finish(s);
    }
    s->secret = false;
    if (strncmp(s->prompt, "CE1", 3) != 0)
        s->prompt = "CE1#";
}

const char *shell_prompt(const struct shell *s)
{
    return s->prompt;
}

bool shell_wants_secret(const struct shell *s)
{
    return s->secret;
}

unsigned shell_length(const struct shell *s)
{
    return s->router->length;
}

unsigned shell_width(const struct shell *s)
{
    return s->router->width;
}

bool shell_monitors(const struct shell *s)
{
    return s->monitors;
}

void shell_help(struct shell *s, const char *line, struct buf *out)
{
    (void)s;
    buf_printf(out, "  help  for <%s>\r\n", line);
}

bool shell_complete(struct shell *s, const char *line, struct buf *out)
{
    (void)s;
    const char *word = strrchr(line, ' ') ? strrchr(line, ' ') + 1 : line;
    if (strncmp(word, "crypto", strlen(word)) != 0)
        return false;
    buf_printf(out, "%s ", &"crypto"[strlen(word)]);
    return true;
}

#endif
