/* SPDX-License-Identifier: ISC */
/*
 * Blocks are allocated one by one, so that pointers to them stay good while the list grows. Heard
 * lines go into monitor blocks of limited length; when there are too many lines in all, the oldest
 * such block gives up its text as a whole.
 */
#include "walk/transcript.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MONITOR_BLOCK_LINES = 1000, MONITOR_LINES_MAX = 50000, LENT_STEP = 256 };

struct entry {
    struct block block; /* first, so that a block is its entry */
    char *command;
    char *step;
    struct buf text;   /* the lines, each ended by a newline */
    struct span lent;  /* or somebody else's text */
    size_t *line_at;   /* where each line that is still here starts; of a lent text every 256th */
    size_t line_slots; /* capacity of line_at */
};

struct transcript {
    struct entry **entries;
    size_t count, capacity;
    size_t heard; /* monitor lines kept */
};

struct transcript *transcript_new(void)
{
    return mem_alloc(sizeof(struct transcript));
}

void transcript_free(struct transcript *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->count; i++) {
        struct entry *e = t->entries[i];
        free(e->command);
        free(e->step);
        free(e->line_at);
        buf_fini(&e->text);
        free(e);
    }
    free(t->entries);
    free(t);
}

static struct entry *add_entry(struct transcript *t, const char *command, const char *step)
{
    t->entries = mem_grow(t->entries, t->count, &t->capacity, sizeof(struct entry *));
    struct entry *e = mem_alloc(sizeof *e);
    e->command = mem_dup(command);
    e->step = mem_dup(step);
    e->block.id = t->count + 1;
    e->block.command = e->command;
    e->block.step = e->step;
    t->entries[t->count++] = e;
    return e;
}

static void add_line(struct entry *e, const char *line, size_t len)
{
    size_t kept = e->block.line_count - e->block.dropped;
    e->line_at = mem_grow(e->line_at, kept, &e->line_slots, sizeof *e->line_at);
    e->line_at[kept] = e->text.len;
    buf_add(&e->text, line, len);
    buf_add_char(&e->text, '\n');
    e->block.line_count++;
}

uint64_t transcript_begin(struct transcript *t, const char *command, const char *step)
{
    return add_entry(t, command, step)->block.id;
}

void transcript_reply(struct transcript *t, uint64_t id, const char *text, size_t len, int error)
{
    if (id == 0 || id > t->count)
        return;
    struct entry *e = t->entries[id - 1];
    const char *end = text + len;
    struct span line;
    while (text && text_next_line(&text, end, &line))
        add_line(e, line.at, line.len);
    e->block.error = error;
    e->block.done = true;
}

uint64_t transcript_lend(struct transcript *t, const char *command, const char *text, size_t len)
{
    struct entry *e = add_entry(t, command, "");
    const char *at = text;
    e->lent = (struct span){text, len};
    for (size_t n = 0; at < text + len; n++) {
        const char *newline = memchr(at, '\n', (size_t)(text + len - at));
        if (n % LENT_STEP == 0) {
            e->line_at = mem_grow(e->line_at, n / LENT_STEP, &e->line_slots, sizeof *e->line_at);
            e->line_at[n / LENT_STEP] = (size_t)(at - text);
        }
        at = newline ? newline + 1 : text + len;
        e->block.line_count++;
    }
    e->block.done = true;
    return e->block.id;
}

static void drop_oldest(struct transcript *t)
{
    for (size_t i = 0; i < t->count && t->heard > MONITOR_LINES_MAX; i++) {
        struct entry *e = t->entries[i];
        size_t kept = e->block.line_count - e->block.dropped;
        if (!e->block.monitor || kept == 0)
            continue;
        t->heard -= kept;
        e->block.dropped = e->block.line_count;
        buf_fini(&e->text);
        e->text = (struct buf){0};
        free(e->line_at);
        e->line_at = NULL;
        e->line_slots = 0;
    }
}

uint64_t transcript_heard(struct transcript *t, const char *line, size_t len)
{
    struct entry *e = t->count ? t->entries[t->count - 1] : NULL;
    if (!e || !e->block.monitor || e->block.line_count >= MONITOR_BLOCK_LINES) {
        e = add_entry(t, "", "");
        e->block.monitor = true;
        e->block.done = true;
    }
    add_line(e, line, len);
    t->heard++;
    uint64_t id = e->block.id;
    drop_oldest(t);
    return id;
}

size_t transcript_count(const struct transcript *t)
{
    return t->count;
}

const struct block *transcript_block(const struct transcript *t, size_t i)
{
    return i < t->count ? &t->entries[i]->block : NULL;
}

const struct block *transcript_find(const struct transcript *t, uint64_t id)
{
    return id > 0 && id <= t->count ? &t->entries[id - 1]->block : NULL;
}

static struct span lent_line(const struct entry *e, size_t n)
{
    const char *at = e->lent.at + e->line_at[(n - 1) / LENT_STEP];
    struct span line = {"", 0};
    for (size_t i = 0; i <= (n - 1) % LENT_STEP; i++)
        text_next_line(&at, e->lent.at + e->lent.len, &line);
    return line;
}

const char *transcript_line(const struct block *b, size_t n, size_t *len)
{
    const struct entry *e = (const struct entry *)b;
    *len = 0;
    if (n <= b->dropped || n > b->line_count)
        return "";
    if (e->lent.at) {
        struct span line = lent_line(e, n);
        *len = line.len;
        return line.at;
    }
    size_t i = n - b->dropped - 1, kept = b->line_count - b->dropped;
    size_t end = i + 1 < kept ? e->line_at[i + 1] : e->text.len;
    *len = end - e->line_at[i] - 1;
    return e->text.data + e->line_at[i];
}

char *transcript_text(const struct block *b, size_t *len)
{
    const struct entry *e = (const struct entry *)b;
    size_t n = e->lent.at ? e->lent.len : e->text.len ? e->text.len - 1 : 0;
    if (len)
        *len = n;
    return mem_ndup(e->lent.at ? e->lent.at : buf_str(&e->text), n);
}
