/* SPDX-License-Identifier: ISC */
/*
 * One router model: configuration, clock, interfaces, crypto state, and the command line over it.
 * Knows nothing of SSH: a line (struct tty) hands it what was typed and prints what it answers.
 */
#ifndef LAB_ROUTER_H
#define LAB_ROUTER_H

#include "base/buf.h"
#include "base/err.h"
#include "lab/router/release.h"
#include "lab/router/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct router;
struct link;
struct shell; /* the state of one login: mode, enable, terminal settings, dialogue */

struct router_options {
    const char *configuration; /* the startup configuration, IOS text */
    uint64_t seed;             /* of identifiers: the same seed, the same numbers */
    enum release release;
};

/* A router that has just been found running. NULL when the configuration has an error. */
struct router *router_new(struct world *w, const struct router_options *o, struct err *e);
void router_free(struct router *r);

/* The wire all physical interfaces are plugged into; see lab/net/link.h. */
struct link *link_new(struct world *w, uint64_t seed);
void link_free(struct link *k);
void link_attach(struct link *k, struct router *r);

/* Apply configuration lines as if typed in configuration mode. */
int router_configure(struct router *r, const char *lines, struct err *e);

/* The running configuration becomes the startup configuration. */
void router_save(struct router *r);

/* Switch off and on: the configuration stays, all else is lost, and no peer is told. */
void router_restart(struct router *r);

const char *router_hostname(const struct router *r);
bool router_login(const struct router *r, const char *user, const char *password);

/* What a shell tells the line it belongs to. Calls come from the loop or from shell_input(). */
struct shell_output {
    void (*print)(void *user, const char *text, size_t len); /* reply bytes, lines end in "\r\n" */
    void (*done)(void *user); /* the command has ended: show the prompt */
    void (*log)(void *user,
                const char *line); /* debug or syslog for a line with terminal monitor */
    void (*close)(void *user);     /* exit was typed */
};

struct shell *shell_new(struct router *r, const struct shell_output *out, void *user);
void shell_free(struct shell *s);

/* A complete line was typed (no newline). Answers through print() and done(), now or later. */
void shell_line(struct shell *s, const char *line);

/* The escape sequence (Ctrl-^ or Ctrl-C): end the command that runs. */
void shell_escape(struct shell *s);

/* "CE1#", "CE1(config-if)#", or a dialogue's question; valid until the next call. */
const char *shell_prompt(const struct shell *s);
bool shell_wants_secret(const struct shell *s); /* do not echo what is typed now */
unsigned shell_length(const struct shell *s);   /* terminal length; 0: no paging */
unsigned shell_width(const struct shell *s);
bool shell_monitors(const struct shell *s); /* terminal monitor is on */

/* Keyword help for '?' typed after `line`; for Tab the rest of its last word, with a blank. */
void shell_help(struct shell *s, const char *line, struct buf *out);
bool shell_complete(struct shell *s, const char *line, struct buf *out);

#endif
