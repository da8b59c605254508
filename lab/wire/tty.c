/* SPDX-License-Identifier: ISC */
/*
 * The line is in one of three states: at a prompt (keys edit), with a command running (keys wait,
 * but for the escape), or with a page full (one key decides). A slow terminal is met by
 * taking no further commands while much output waits, and by dropping log lines as IOS does.
 */
#include "lab/wire/tty.h"

#include "lab/wire/keys.h"
#include "lab/wire/line.h"
#include "lab/wire/noise.h"
#include "lab/wire/pager.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TYPE_AHEAD_BYTES = 16 * 1024,
    OUTPUT_BUSY_BYTES = 64 * 1024, /* no new command until the terminal has caught up */
    OUTPUT_LOG_BYTES = 256 * 1024, /* log lines are lost from here on */
    OUTPUT_MAX_BYTES = 8 * 1024 * 1024
};

enum {
    CTRL_C = 0x03,
    CTRL_L = 0x0c,
    CTRL_R = 0x12,
    CTRL_Z = 0x1a,
    BREAK = 0x1e /* Ctrl-^, Ctrl-Shift-6 */
};

struct tty {
    struct shell *shell;
    struct noise *noise; /* or NULL */
    void (*wake)(void *user);
    void *user;
    struct buf typed;
    struct buf out;
    size_t measured; /* bytes of `out` that `column` knows of */
    size_t column;   /* of the cursor */
    struct line line;
    struct keys keys;
    struct pager pager;
    size_t lost;   /* log lines */
    bool running;  /* the shell has not said done */
    bool paged;    /* the reply is not all on the screen: no prompt yet */
    bool end_mode; /* Ctrl-Z: type `end` once the line before it is done */
    bool working;  /* in tty_run() */
    bool ended;
    bool after_return; /* a newline or NUL now belongs to the carriage return before */
    bool after_break;  /* an x now belongs to the escape sequence */
};

/* Within tty_run() the owner is about to look anyway. */
static void notify(struct tty *v)
{
    if (!v->working)
        v->wake(v->user);
}

static void measure(struct tty *v)
{
    for (; v->measured < v->out.len; v->measured++) {
        char c = v->out.data[v->measured];
        if (c == '\r' || c == '\n')
            v->column = 0;
        else if (c == '\b')
            v->column -= v->column > 0;
        else if (c != '\a' && c != NOISE_REST)
            v->column++;
    }
}

static void put(struct tty *v, const char *text)
{
    buf_add_str(&v->out, text);
}

static void fresh_line(struct tty *v)
{
    measure(v);
    if (v->column > 0)
        put(v, "\r\n");
}

/* Commands are typed at prompts that end so; any other prompt is a question. */
static bool at_command(const struct tty *v)
{
    const char *prompt = shell_prompt(v->shell);
    return text_ends(prompt, "#") || text_ends(prompt, ">");
}

static bool in_configuration(const struct tty *v)
{
    return text_ends(shell_prompt(v->shell), ")#");
}

static void show_prompt(struct tty *v)
{
    fresh_line(v);
    put(v, shell_prompt(v->shell));
    line_show(&v->line, &v->out);
}

static void new_line(struct tty *v)
{
    line_start(&v->line, text_columns(shell_prompt(v->shell)), shell_width(v->shell),
               shell_wants_secret(v->shell));
}

/* The reply is complete, on the screen or with the pager. */
static void settle(struct tty *v)
{
    v->paged = v->pager.waits;
    if (!v->paged && !v->running && !v->end_mode && !v->ended)
        show_prompt(v);
}

static void on_print(void *user, const char *text, size_t len)
{
    struct tty *v = user;
    struct buf noisy = {0};
    if (v->ended)
        return;
    if (v->noise)
        noise_reply(v->noise, text, len, &noisy);
    pager_add(&v->pager, v->noise ? buf_str(&noisy) : text, v->noise ? noisy.len : len, &v->out);
    buf_fini(&noisy);
    v->paged = v->pager.waits;
    if (v->out.len + v->pager.held.len > OUTPUT_MAX_BYTES)
        v->ended = true;
    notify(v);
}

static void on_done(void *user)
{
    struct tty *v = user;
    if (!v->running)
        return;
    v->running = false;
    new_line(v);
    settle(v);
    notify(v);
}

static void add_log(struct tty *v, const char *line)
{
    /* Without `logging synchronous` the prompt is not printed again. */
    fresh_line(v);
    put(v, line);
    put(v, "\r\n");
}

void tty_log(struct tty *v, const char *line)
{
    if (v->ended)
        return;
    if (v->lost > 0 || v->out.len + strlen(line) > OUTPUT_LOG_BYTES)
        v->lost++;
    else
        add_log(v, line);
    notify(v);
}

static void on_log(void *user, const char *line)
{
    tty_log(user, line);
}

bool tty_monitors(const struct tty *v)
{
    return shell_monitors(v->shell);
}

static void on_close(void *user)
{
    struct tty *v = user;
    v->ended = true;
    notify(v);
}

static void run(struct tty *v, const char *command)
{
    pager_start(&v->pager, shell_length(v->shell), shell_width(v->shell));
    v->running = true;
    v->paged = false;
    if (v->noise)
        noise_command(v->noise);
    shell_line(v->shell, command);
}

static void enter(struct tty *v)
{
    char command[LINE_LIMIT + 1];
    memcpy(command, v->line.text, v->line.len + 1);
    if (!v->line.secret && at_command(v))
        line_remember(&v->line);
    line_move(&v->line, v->line.len, &v->out);
    put(v, "\r\n");
    run(v, command);
}

static void abort_line(struct tty *v)
{
    if (!at_command(v)) {
        v->running = true;
        shell_escape(v->shell);
        /* A shell without anything to end may not have answered. */
        on_done(v);
        return;
    }
    if (in_configuration(v)) {
        put(v, "^C\r\n");
        run(v, "end");
        return;
    }
    put(v, "\r\n");
    new_line(v);
    show_prompt(v);
}

static void leave_configuration(struct tty *v)
{
    if (!in_configuration(v)) {
        enter(v);
        return;
    }
    line_move(&v->line, v->line.len, &v->out);
    put(v, "^Z");
    if (v->line.len == 0) {
        put(v, "\r\n");
        run(v, "end");
        return;
    }
    v->end_mode = true;
    enter(v);
}

static void help(struct tty *v)
{
    struct buf text = {0};
    put(v, "?\r\n");
    shell_help(v->shell, v->line.text, &text);
    buf_add_str(&text, "\r\n");
    pager_start(&v->pager, shell_length(v->shell), shell_width(v->shell));
    pager_add(&v->pager, text.data, text.len, &v->out);
    buf_fini(&text);
    settle(v);
}

static void complete(struct tty *v)
{
    struct buf rest = {0};
    struct buf unseen = {0};
    put(v, "\r\n");
    if (shell_complete(v->shell, v->line.text, &rest) && rest.len > 0) {
        line_move(&v->line, v->line.len, &unseen);
        for (size_t i = 0; i < rest.len; i++)
            line_insert(&v->line, rest.data[i], &unseen);
    } else {
        put(v, "\a");
    }
    buf_fini(&unseen);
    buf_fini(&rest);
    show_prompt(v);
}

static void redraw(struct tty *v)
{
    put(v, "\r\n");
    show_prompt(v);
}

static void edit(struct tty *v, char c)
{
    if (!keys_type(&v->keys, &v->line, c, &v->out))
        put(v, "\a");
}

/* Keys that do more than edit. Returns false for all others. */
static bool command_key(struct tty *v, char c)
{
    bool question = v->line.secret || !at_command(v);
    if (c == '\r' || c == '\n')
        enter(v);
    else if (c == CTRL_C || c == BREAK)
        abort_line(v);
    else if (c == CTRL_Z)
        leave_configuration(v);
    else if (c == CTRL_L || c == CTRL_R)
        redraw(v);
    else if (c == '\t' && !question)
        complete(v);
    else if (c == '?' && !question)
        help(v);
    else
        return false;
    return true;
}

static void prompt_key(struct tty *v, char c)
{
    if (v->keys.escape || !command_key(v, c))
        edit(v, c);
}

static void page_key(struct tty *v, char c)
{
    pager_key(&v->pager, c, &v->out);
    if (v->pager.quit && v->running)
        shell_escape(v->shell);
    else if (!v->running)
        settle(v);
    v->paged = v->pager.waits;
}

static void key(struct tty *v, char c)
{
    bool swallow =
        (v->after_return && (c == '\n' || c == '\0')) || (v->after_break && (c == 'x' || c == 'X'));
    v->after_return = c == '\r';
    v->after_break = c == BREAK;
    if (swallow)
        return;
    if (v->paged)
        page_key(v, c);
    else
        prompt_key(v, c);
}

/* Whether the next byte typed has somebody to take it. */
static bool ready(const struct tty *v)
{
    return !v->ended && (v->paged || (!v->running && v->out.len < OUTPUT_BUSY_BYTES));
}

void tty_run(struct tty *v)
{
    if (v->working)
        return;
    v->working = true;
    size_t used = 0;
    while (ready(v)) {
        if (v->end_mode && !v->running && !v->paged) {
            v->end_mode = false;
            run(v, "end");
        } else if (used < v->typed.len) {
            key(v, v->typed.data[used++]);
        } else {
            break;
        }
    }
    buf_eat(&v->typed, used);
    measure(v);
    v->working = false;
}

size_t tty_room(const struct tty *v)
{
    return v->ended ? 0 : TYPE_AHEAD_BYTES - v->typed.len;
}

/* The last escape among the bytes, or NULL. */
static const char *last_break(const char *bytes, size_t len)
{
    while (len > 0)
        if (bytes[--len] == BREAK || bytes[len] == CTRL_C)
            return bytes + len;
    return NULL;
}

size_t tty_input(struct tty *v, const char *bytes, size_t len)
{
    size_t take = len < tty_room(v) ? len : tty_room(v);
    const char *rest = bytes;
    const char *escape = v->running && !v->paged ? last_break(bytes, take) : NULL;
    if (escape) {
        /* It is heard while the command runs, and what was typed before it is forgotten. */
        buf_clear(&v->typed);
        rest = escape + 1;
        v->after_break = *escape == BREAK;
        v->after_return = false;
        shell_escape(v->shell);
    }
    buf_add(&v->typed, rest, take - (size_t)(rest - bytes));
    tty_run(v);
    return take;
}

const char *tty_output(const struct tty *v, size_t *len)
{
    const char *rest = v->noise ? memchr(buf_str(&v->out), NOISE_REST, v->out.len) : NULL;
    *len = rest ? (size_t)(rest - v->out.data) : v->out.len;
    return buf_str(&v->out);
}

bool tty_rests(const struct tty *v)
{
    return v->noise && v->out.len > 0 && v->out.data[0] == NOISE_REST;
}

void tty_eat(struct tty *v, size_t len)
{
    measure(v);
    buf_eat(&v->out, len);
    v->measured = v->out.len;
    if (v->lost > 0 && v->out.len < OUTPUT_BUSY_BYTES && !v->ended) {
        char line[96];
        snprintf(line, sizeof line, "%%SYS-3-MSGLOST: %zu messages lost because of queue overflow",
                 v->lost);
        v->lost = 0;
        add_log(v, line);
        notify(v);
    }
    if (ready(v) && (v->typed.len > 0 || v->end_mode))
        notify(v);
}

bool tty_ended(const struct tty *v)
{
    return v->ended;
}

bool tty_idle(const struct tty *v)
{
    return v->paged || (!v->running && !v->end_mode && v->typed.len == 0);
}

struct tty *tty_new(struct router *r, struct noise *noise, void (*wake)(void *user), void *user)
{
    static const struct shell_output output = {on_print, on_done, on_log, on_close};
    struct tty *v = mem_alloc(sizeof *v);
    v->wake = wake;
    v->user = user;
    v->noise = noise;
    v->shell = shell_new(r, &output, v);
    if (noise)
        noise_banner(noise, &v->out);
    put(v, "\r\n");
    new_line(v);
    show_prompt(v);
    measure(v);
    return v;
}

void tty_free(struct tty *v)
{
    if (!v)
        return;
    shell_free(v->shell);
    noise_free(v->noise);
    line_fini(&v->line);
    pager_fini(&v->pager);
    buf_fini(&v->typed);
    buf_fini(&v->out);
    free(v);
}
