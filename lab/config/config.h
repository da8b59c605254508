/* SPDX-License-Identifier: ISC */
/*
 * The running configuration: a tree edited by configuration lines. What a line replaces, where it
 * is printed and which submode it opens stands in the table in config_rules.c.
 */
#ifndef LAB_CONFIG_H
#define LAB_CONFIG_H

#include "lab/config/tree.h"
#include "lab/grammar/grammar.h"
#include "lab/grammar/mode.h"
#include "lab/router/release.h"

struct config {
    struct tree *tree;
    unsigned changes;              /* goes up with every edit */
    const struct grammar *grammar; /* the commands that the release has */
};

/* Where a line is typed: the mode, and the section it edits. */
struct config_place {
    enum mode mode;
    char section[GRAMMAR_NAME_MAX]; /* its line; for access lists "ip access-list extended X" */
    char family[GRAMMAR_NAME_MAX];  /* MODE_FAMILY: the line of a section within that section */
};

enum { RULE_KEEP_NO = 1, RULE_KEEP_BOTH = 2 };

struct config_rule {
    struct grammar_row g;
    int rank;          /* order in the printed configuration */
    unsigned same;     /* leading words that name the setting; 0: each line stands for itself */
    enum mode opens;   /* the submode, or 0 */
    const char *unset; /* a line that means the default and is not stored, or NULL */
    unsigned flags;    /* on by default: "no ..." is stored, or (RULE_KEEP_BOTH) either form */
};

extern const struct grammar config_grammar; /* what every release knows */
const struct grammar *config_grammar_of(enum release release);

void config_init(struct config *c, enum release release);
void config_fini(struct config *c);

/*
 * Take one line at `place`, which moves on when a submode opens. Messages of the parser's kind
 * (without "\r\n" at the end of the last line) go to `say`. `startup`: interfaces are hardware that
 * the line may create.
 */
enum grammar_result config_line(struct config *c, struct config_place *place, const char *line,
                                bool startup, struct buf *say, struct parsed *parsed);

/* The section a place edits, or NULL when it is gone or not a section of its own. */
struct tree *config_section(const struct config *c, const struct config_place *place);

/* Where `exit` leads from a submode. */
enum mode config_mode_above(enum mode mode);

/* "config-if" and so on. */
const char *config_mode_name(enum mode mode);

#endif
