/* SPDX-License-Identifier: ISC */
/*
 * What the command line of one operating system looks like, read from a pack's platform.json:
 * prompts, paging, width, enable, configuration mode, error replies, debug and monitor commands.
 * Plain data, read-only after loading; the sessions borrow it.
 */
#ifndef SESSION_PLATFORM_H
#define SESSION_PLATFORM_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What an error reply of the device means for the step that asked. */
enum reply_class {
    REPLY_OK,
    REPLY_INVALID,     /* the device does not know the command */
    REPLY_INCOMPLETE,  /* the command wants more words */
    REPLY_AMBIGUOUS,   /* the abbreviation fits several commands */
    REPLY_UNAUTHORIZED /* AAA refuses the command to this user */
};

struct error_reply {
    char *text; /* a line of the reply that begins with this is an error reply */
    enum reply_class class;
};

struct platform {
    char *name;
    char *version;              /* of the pack */
    char *prompt_user;          /* prompt suffix of user mode: ">" */
    char *prompt_enabled;       /* prompt suffix of privileged mode: "#" */
    char *more;                 /* the pager's text: "--More--" */
    char *more_key;             /* what continues it: " " */
    char *enable;               /* "enable" */
    char *password_prompt;      /* "Password:" */
    char **setup;               /* NULL-terminated: "terminal length 0", "terminal width 511" */
    char *monitor_on;           /* "terminal monitor" */
    char *monitor_off;          /* "terminal no monitor" */
    char *debug_on;             /* how a command that switches debugging on begins: "debug" */
    char *debug_off;            /* "undebug all" */
    char *interrupt;            /* the keys that end a running command: Ctrl-^ */
    char *configure;            /* "configure terminal" */
    char *configure_end;        /* "end" */
    char *configure_exec;       /* what runs a command from within it: "do" */
    char *quit;                 /* "exit" */
    char *rename;               /* how a configuration line that names the device begins */
    char **log_prefixes;        /* NULL-terminated shapes, see platform_is_log() */
    struct error_reply *errors; /* ended by a NULL text */
    char **secrets;             /* NULL-terminated: see session/redact.h */
};

/* Load PACK/platform.json. NULL on failure, with file and line. Free with platform_free(). */
struct platform *platform_load(const char *file, struct err *e);
void platform_free(struct platform *p);

/*
 * Does a line begin as the device's log and debug lines do? In the shapes of log_prefixes `#`
 * stands for digits, `@` for letters, a blank for one or more blanks; all else for itself:
 * "*@ # #:#:#" fits "*Mar  1 00:27:07.123: ...".
 */
bool platform_is_log(const struct platform *p, const char *line, size_t len);

/*
 * Does a command line begin with this verb ("debug", "undebug all")? Each word may be
 * cut short, as devices allow it: "deb cry isa" begins with "debug". One that is cut so short that
 * it is ambiguous counts too: the device refuses it anyway.
 */
bool platform_is_command(const char *line, const char *verb);

/* Does any of these lines switch debugging on? Also from within configuration mode. */
bool platform_debugs(const struct platform *p, const char *lines);

/* What the first lines of a reply say. Returns REPLY_OK for anything that is no error reply. */
enum reply_class platform_classify(const struct platform *p, const char *reply, size_t len);

#endif
