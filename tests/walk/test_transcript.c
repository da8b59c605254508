/* SPDX-License-Identifier: ISC */
#include "walk/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_line(const struct block *b, size_t n, const char *want)
{
    size_t len;
    const char *line = transcript_line(b, n, &len);
    assert_int_equal(len, strlen(want));
    assert_memory_equal(line, want, len);
}

static void test_replies(void **state)
{
    (void)state;
    struct transcript *t = transcript_new();
    assert_int_equal(transcript_count(t), 0);
    assert_null(transcript_find(t, 1));
    uint64_t one = transcript_begin(t, "show clock", "step"), two = transcript_begin(t, "ping", "");
    assert_int_equal(one, 1);
    assert_int_equal(two, 2);
    assert_false(transcript_find(t, one)->done);
    transcript_reply(t, two, "x\r\n\r\ny", 6, 0);
    transcript_reply(t, one, "12:00\n", 6, -8);
    transcript_reply(t, 99, "lost", 4, 0);
    const struct block *b = transcript_find(t, one);
    assert_true(b->done);
    assert_int_equal(b->error, -8);
    assert_string_equal(b->command, "show clock");
    assert_string_equal(b->step, "step");
    assert_int_equal(b->line_count, 1);
    assert_line(b, 1, "12:00");
    assert_line(b, 0, "");
    assert_line(b, 2, "");
    b = transcript_block(t, 1);
    assert_int_equal(b->line_count, 3);
    assert_line(b, 1, "x");
    assert_line(b, 2, "");
    assert_line(b, 3, "y");
    size_t len;
    char *text = transcript_text(b, &len);
    assert_string_equal(text, "x\n\ny");
    assert_int_equal(len, 4);
    free(text);
    transcript_reply(t, transcript_begin(t, "none", ""), NULL, 0, 0);
    assert_int_equal(transcript_block(t, 2)->line_count, 0);
    text = transcript_text(transcript_block(t, 2), NULL);
    assert_string_equal(text, "");
    free(text);
    transcript_free(t);
}

static void test_heard(void **state)
{
    (void)state;
    struct transcript *t = transcript_new();
    assert_int_equal(transcript_heard(t, "one", 3), 1);
    assert_int_equal(transcript_heard(t, "two", 3), 1);
    assert_int_equal(transcript_begin(t, "show", ""), 2);
    assert_int_equal(transcript_heard(t, "three", 5), 3);
    const struct block *b = transcript_find(t, 1);
    assert_true(b->monitor);
    assert_int_equal(b->line_count, 2);
    assert_line(b, 2, "two");
    transcript_free(t);
}

static void test_bounded(void **state)
{
    (void)state;
    struct transcript *t = transcript_new();
    uint64_t reply = transcript_begin(t, "show", "");
    transcript_reply(t, reply, "kept\n", 5, 0);
    uint64_t first = transcript_heard(t, "line 1", 6);
    uint64_t last = first;
    for (int i = 2; i <= 60000; i++) {
        char line[32];
        int n = snprintf(line, sizeof line, "line %d", i);
        last = transcript_heard(t, line, (size_t)n);
    }
    const struct block *b = transcript_find(t, first);
    assert_int_equal(b->dropped, b->line_count);
    assert_line(b, 1, "");
    char *text = transcript_text(b, NULL);
    assert_string_equal(text, "");
    free(text);
    b = transcript_find(t, last);
    assert_int_equal(b->dropped, 0);
    assert_line(b, b->line_count, "line 60000");
    assert_line(transcript_find(t, reply), 1, "kept");
    size_t kept = 0;
    for (size_t i = 0; i < transcript_count(t); i++)
        if (transcript_block(t, i)->monitor)
            kept += transcript_block(t, i)->line_count - transcript_block(t, i)->dropped;
    assert_in_range(kept, 49000, 50000);
    transcript_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_heard),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
