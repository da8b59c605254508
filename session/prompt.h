/* SPDX-License-Identifier: ISC */
/*
 * The prompt of a device. It is learnt, not guessed: prompt_guess() says what might be one,
 * the dialogue proves it by sending a return, and from then on prompt_match() knows it by name.
 */
#ifndef SESSION_PROMPT_H
#define SESSION_PROMPT_H

#include "base/text.h"
#include "session/platform.h"

enum prompt_mode { PROMPT_NONE, PROMPT_USER, PROMPT_ENABLED, PROMPT_CONFIG };

enum { PROMPT_NAME_MAX = 64 };

struct prompt {
    char name[PROMPT_NAME_MAX + 1]; /* the device's host name; "" before it is known */
};

/* Could this line, as it stands at the end of what came, be some device's prompt? */
bool prompt_guess(const struct platform *p, struct span line, struct prompt *out);

/*
 * Does the line begin with this prompt? *after gets the number of its bytes. The host name may be
 * cut to 20 characters in configuration mode.
 */
enum prompt_mode prompt_begins(const struct prompt *prompt, const struct platform *p,
                               struct span line, size_t *after);

/* Is the line the prompt and nothing else but blanks? */
enum prompt_mode prompt_is(const struct prompt *prompt, const struct platform *p, struct span line);

/* Does the prompt show this host name, in whole or cut as in configuration mode? */
bool prompt_shows(const char *shown, const char *name);

/* The line without its CR, LF and blanks at the end. */
struct span prompt_trim(struct span line);

/* A line that may be the prompt: it is, when it comes again after a return was sent. */
struct candidate {
    struct buf text; /* empty: none */
    bool twice;      /* it came as a whole line since */
};

void candidate_set(struct candidate *c, struct span line);
bool candidate_is(const struct candidate *c, struct span line);
void candidate_clear(struct candidate *c); /* gives the memory back */

#endif
