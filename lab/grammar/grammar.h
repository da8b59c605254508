/* SPDX-License-Identifier: ISC */
/*
 * Commands as IOS reads them: a table of word patterns, against which a typed line is matched word
 * by word with abbreviation. Exec and configuration commands are two tables for the same matcher.
 *
 * A pattern is words with single blanks:
 *   show          a keyword, may be abbreviated            =session-key   only when typed in full
 *   <ip> <num:1-10000> <word> <if> <host> <line>           parameters (<line>: the rest as typed)
 *   ( any | host <ip> | <ip> <mask> )                       one of these
 *   { a <num> | b }                                         any of these, in any order, or none
 * Brackets do not nest.
 */
#ifndef LAB_GRAMMAR_H
#define LAB_GRAMMAR_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { GRAMMAR_MAX_WORDS = 32, GRAMMAR_NAME_MAX = 320 };

/* The first member of every row of a table. */
struct grammar_row {
    const char *words;
    unsigned modes; /* bits: where the row may be used */
};

struct grammar {
    const void *rows;
    size_t count;
    size_t stride;              /* size of a row */
    const struct grammar *next; /* more rows, or NULL */
};

enum grammar_result {
    GRAMMAR_OK,
    GRAMMAR_EMPTY,
    GRAMMAR_AMBIGUOUS,
    GRAMMAR_INCOMPLETE,
    GRAMMAR_INVALID
};

/* A line that was understood, or where it was not. Plain data. */
struct parsed {
    const struct grammar_row *row;
    bool complete;                                  /* the row needs no more words */
    char word[GRAMMAR_MAX_WORDS][GRAMMAR_NAME_MAX]; /* keywords in full, parameters as typed */
    bool parameter[GRAMMAR_MAX_WORDS];
    size_t at[GRAMMAR_MAX_WORDS]; /* column where each was typed, from 0 */
    size_t count;
    size_t column; /* of the character that fits nothing, from 0, for GRAMMAR_INVALID */
};

/* Match `line`. With `prefix`, a row that would need more words is taken too (for "no ..."). */
enum grammar_result grammar_match(const struct grammar *g, unsigned mode, const char *line,
                                  bool prefix, struct parsed *out);

/* The n-th parameter (from 0) or NULL. */
const char *parsed_parameter(const struct parsed *p, size_t n);

/* The word after keyword `key`, "" when the keyword is last, NULL when it is not there. */
const char *parsed_after(const struct parsed *p, const char *key);

/* All words joined by blanks. */
void parsed_join(const struct parsed *p, struct buf *out);

/* The list that '?' shows after `line`: possible next words, or words that begin as the last one.
 */
enum grammar_result grammar_help(const struct grammar *g, unsigned mode, const char *line,
                                 struct buf *out, size_t *column);

/* The rest of the last word of `line` with a blank, when only one keyword fits. */
bool grammar_complete(const struct grammar *g, unsigned mode, const char *line, struct buf *out);

/* "fa0/0" -> "FastEthernet0/0". False when it names no kind of interface. */
bool grammar_interface(const char *typed, char *out, size_t size);

/* What a keyword is good for, one line for the help list ("" when nothing is known). */
const char *grammar_keyword_help(const char *keyword);

/* Dotted quad to host order. False when it is not one. */
bool grammar_ip(const char *text, unsigned *address);

#endif
