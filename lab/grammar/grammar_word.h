/* SPDX-License-Identifier: ISC */
/* One word of a command line against one item of a pattern; used by grammar.c only. */
#ifndef LAB_GRAMMAR_WORD_H
#define LAB_GRAMMAR_WORD_H

#include "lab/grammar/grammar.h"

struct word_list {
    const char *line;
    char word[GRAMMAR_MAX_WORDS][GRAMMAR_NAME_MAX];
    size_t at[GRAMMAR_MAX_WORDS];
    size_t count;
};

enum word_fit { WORD_NO, WORD_BEGINS, WORD_EXACT };

/* Split at blanks. Words past the limit are left out, longer ones are cut. */
void word_split(const char *line, struct word_list *out);

/* A typed word against a keyword item; *common: how many characters fit. */
enum word_fit word_keyword(const char *item, const char *typed, size_t *common);

/* The i-th word of a line as the parameter `item`. Returns how many words it takes, 0 if not. */
size_t word_parameter(const char *item, const struct word_list *line, size_t i, char *out,
                      size_t size);

void word_full(const char *item, char *out, size_t size);      /* the keyword without its mark */
void word_shown(const char *item, char *out, size_t size);     /* as '?' shows it */
void word_sort_name(const char *item, char *out, size_t size); /* orders '?' lists */

#endif
