/* SPDX-License-Identifier: ISC */
/*
 * Everything one peer showed, in order: commands with their replies, and monitor lines. Evidence
 * points into it by block and line, the console shows it, reports quote it. Bounded: the oldest
 * monitor lines go first, replies that are evidence stay.
 */
#ifndef WALK_TRANSCRIPT_H
#define WALK_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct transcript;

struct block {
    uint64_t id;         /* 1, 2, 3, ... over both kinds; never reused */
    bool monitor;        /* lines heard, not a reply */
    bool done;           /* the reply is complete */
    int error;           /* ERR_NONE or why the reply is not to be trusted */
    const char *command; /* "" for monitor blocks */
    const char *step;    /* id of the step that asked, "" for the user */
    size_t line_count;   /* all there ever were, dropped ones counted */
    size_t dropped;      /* lines that had to go from the front of a monitor block */
};

struct transcript *transcript_new(void);
void transcript_free(struct transcript *t);

uint64_t transcript_begin(struct transcript *t, const char *command, const char *step);
void transcript_reply(struct transcript *t, uint64_t id, const char *text, size_t len, int error);

/* A reply whose text is borrowed until the transcript is gone: for very long ones. */
uint64_t transcript_lend(struct transcript *t, const char *command, const char *text, size_t len);

/* Append a heard line to the monitor block that is open (one is opened when needed). */
uint64_t transcript_heard(struct transcript *t, const char *line, size_t len);

size_t transcript_count(const struct transcript *t);
const struct block *transcript_block(const struct transcript *t, size_t i);
const struct block *transcript_find(const struct transcript *t, uint64_t id);

/* Line n (1-based) of a block as received, without newline; "" when it is not there any more. */
const char *transcript_line(const struct block *b, size_t n, size_t *len);

/* The whole text of a block, lines joined by newlines; on the heap. */
char *transcript_text(const struct block *b, size_t *len);

#endif
