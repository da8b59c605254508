/* SPDX-License-Identifier: ISC */
/*
 * A login's inside. A command writes its answer with shell_printf() ("\n" ends a line) and returns,
 * which ends it; one that goes on later calls shell_hold() first and shell_end() when it is done.
 */
#ifndef LAB_SHELL_H
#define LAB_SHELL_H

#include "lab/router/model.h"
#include "lab/shell/history.h"

struct filter;

struct shell {
    struct router *r;
    struct shell *next;
    struct shell_output out;
    void *user;
    enum mode mode; /* MODE_USER or MODE_ENABLED */
    bool configuring;
    struct config_place place;
    unsigned length, width;
    bool monitor;
    bool held;    /* the command goes on after its function returned */
    bool closing; /* exit was typed: nothing may touch the shell after close() */
    struct buf reply;
    struct filter *filter; /* "| include ..." of this command */
    struct ping *ping;
    struct history history;
    struct trace *trace;
    /* A question instead of a prompt, and who gets the answer. */
    const char *question;
    char question_text[128];
    bool secret;
    void (*answer)(struct shell *s, const char *line);
    unsigned step, tries;
    struct ping_dialogue *dialogue;
    struct buf prompt;
};

/* An exec command. */
struct exec_row {
    struct grammar_row g;
    void (*run)(struct shell *s, const struct parsed *p);
};
extern const struct grammar exec_grammar; /* what every release knows */
const struct grammar *exec_grammar_of(enum release release);

/* The number of its vty, from 0: the order in which the shells came. */
int shell_vty(const struct shell *s);

void shell_printf(struct shell *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void shell_flush(struct shell *s); /* what was printed so far goes out now */
void shell_hold(struct shell *s);
void shell_end(struct shell *s);
void shell_hang_up(struct shell *s); /* the line is closed, whatever it was doing */

/* Ask; the next line typed goes to `answer`. The command is held until somebody calls shell_end().
 */
void shell_ask(struct shell *s, const char *question, bool secret,
               void (*answer)(struct shell *s, const char *line));

/* "% Invalid input detected", with the caret under the column of the typed line. */
void shell_invalid(struct shell *s, size_t column);

void exec_line(struct shell *s, const char *line);
void configure_line(struct shell *s, const char *line);
void configure_leave(struct shell *s);

#endif
