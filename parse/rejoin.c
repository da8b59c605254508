/* SPDX-License-Identifier: ISC */
/*
 * Replies that a terminal of 80 columns broke: of a longer line come lines of exactly 80 characters
 * and a rest. Joined again, every line still knows at which line of the reply it began.
 */
#include "base/mem.h"
#include "parse/index_internal.h"

#include <stdlib.h>

enum { TERMINAL_COLUMNS = 80 };

/* Is any line as long as the terminal is wide, and none longer? */
bool reply_may_be_broken(const char *text, size_t len)
{
    const char *end = text + len;
    struct textfsm_line line;
    bool full = false;
    if (len == 0)
        return false;
    while (textfsm_next_line(&text, end, &line)) {
        if (line.len > TERMINAL_COLUMNS)
            return false;
        full = full || line.len == TERMINAL_COLUMNS;
    }
    return full;
}

static void begin_line(struct rejoined *j, int number)
{
    j->first = mem_grow(j->first, j->count, &j->cap, sizeof *j->first);
    j->first[j->count++] = number;
}

/* Is this line or the next in the sorted numbers? *at walks through them. */
static bool is_unmatched(const json_t *numbers, size_t *at, int line)
{
    json_int_t n;
    while ((n = json_integer_value(json_array_get(numbers, *at))) < line &&
           *at < json_array_size(numbers))
        ++*at;
    return n == line || n == line + 1;
}

/* A line may be as long as the terminal is wide by itself: what was understood is left alone. */
bool rejoined_init(struct rejoined *j, const char *text, size_t len, const json_t *unmatched)
{
    const char *end = text + len;
    struct textfsm_line line;
    bool begins = true;
    int number = 1;
    size_t at = 0;
    *j = (struct rejoined){0};
    if (!reply_may_be_broken(text, len))
        return false;
    for (; textfsm_next_line(&text, end, &line); number++) {
        if (begins)
            begin_line(j, number);
        buf_add(&j->text, line.at, line.len);
        begins = line.len < TERMINAL_COLUMNS || !is_unmatched(unmatched, &at, number);
        if (begins)
            buf_add_char(&j->text, '\n');
    }
    begin_line(j, number);
    j->count--; /* the last is where the next line would begin */
    return true;
}

void rejoined_fini(struct rejoined *j)
{
    buf_fini(&j->text);
    free(j->first);
    *j = (struct rejoined){0};
}

/* The first line of the reply that joined line `number` is from, or the last. */
static json_int_t original(const struct rejoined *j, json_int_t number, bool last)
{
    size_t i = number < 1 ? 0 : number > (json_int_t)j->count ? j->count - 1 : (size_t)number - 1;
    return last ? j->first[i + 1] - 1 : j->first[i];
}

static void restore_member(const struct rejoined *j, json_t *object, const char *key, bool last)
{
    json_int_t number = json_integer_value(json_object_get(object, key));
    json_object_set_new(object, key, json_integer(original(j, number, last)));
}

void rejoined_restore(const struct rejoined *j, json_t *spans, json_t *unmatched)
{
    size_t i;
    json_t *span;
    json_array_foreach(spans, i, span)
    {
        const char *key;
        void *next;
        json_t *value, *fields = json_object_get(span, "fields");
        restore_member(j, span, "first", false);
        restore_member(j, span, "last", true);
        json_object_foreach_safe(fields, next, key, value)
        {
            restore_member(j, fields, key, false);
        }
    }
    json_t *numbers = json_array();
    for (i = 0; i < json_array_size(unmatched); i++) {
        json_int_t number = json_integer_value(json_array_get(unmatched, i));
        for (json_int_t n = original(j, number, false); n <= original(j, number, true); n++)
            json_array_append_new(numbers, json_integer(n));
    }
    json_array_clear(unmatched);
    json_array_extend(unmatched, numbers);
    json_decref(numbers);
}
