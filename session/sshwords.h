/* SPDX-License-Identifier: ISC */
/* A line of ssh_config cut as by OpenSSH: quotes, backslashes, `=` behind the keyword, comments. */
#ifndef SESSION_SSHWORDS_H
#define SESSION_SSHWORDS_H

#include <stdbool.h>
#include <stddef.h>

struct sshwords {
    char *keyword; /* "" for a line that says nothing */
    char *rest;    /* what stands behind it, as written */
    char **at;     /* the same cut into words, `count` of them */
    size_t count;
    size_t capacity;
    char *line; /* the keyword and the rest lie in it */
};

/* Cut a line. Returns false when a quote is left open. To be ended by sshwords_fini() always. */
bool sshwords_cut(struct sshwords *w, const char *line);

/* Cut the words once more at each '=' (Match host=a user=b). */
void sshwords_cut_at_equals(struct sshwords *w);
void sshwords_fini(struct sshwords *w);

/* Does one of the patterns choose the name, and none with '!' forbid it? */
bool sshwords_choose(char *const *patterns, size_t count, const char *name);

/* The same for patterns with commas between; `fold`: in any case of letters. */
bool sshwords_list_chooses(const char *list, const char *name, bool fold);

/* "90", "1m30s", "2h": in seconds; `otherwise` for NULL, "none" and what is no such time. */
unsigned sshwords_seconds(const char *text, unsigned otherwise);

#endif
