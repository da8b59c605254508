/* SPDX-License-Identifier: ISC */
/* Scrolling through a transcript, and the marks on its lines. */
#include "base/json.h"
#include "tui/findings.h"
#include "tui/pane.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Block 1: a command with three lines; 2: two heard lines; 3: a command that failed. */
static struct transcript *sample(void)
{
    struct transcript *t = transcript_new();
    uint64_t id = transcript_begin(t, "show x", "s");
    transcript_reply(t, id, "one\ntwo\nthree\n", 14, 0);
    transcript_heard(t, "h1", 2);
    transcript_heard(t, "h2", 2);
    id = transcript_begin(t, "show y", "s");
    transcript_reply(t, id, "four\n", 5, -8);
    return t;
}

static void expect_place(struct place p, uint64_t block, size_t line)
{
    assert_int_equal(p.block, block);
    assert_int_equal(p.line, line);
}

static void test_walk_over_all_rows(void **state)
{
    struct transcript *t = sample();
    struct place p = {1, 0};
    size_t rows = 1;
    (void)state;
    while (pane_after(t, &p))
        rows++;
    assert_int_equal(rows, 4 + 2 + 3);
    expect_place(p, 3, 2); /* the row that tells the error */
    while (pane_before(t, &p))
        rows--;
    assert_int_equal(rows, 1);
    expect_place(p, 1, 0);
    transcript_free(t);
}

static void test_follow_and_scroll(void **state)
{
    struct transcript *t = sample();
    struct pane pane = {.follow = true};
    struct place top;
    (void)state;
    assert_true(pane_top(&pane, t, 4, &top));
    expect_place(top, 2, 2);
    pane_scroll(&pane, t, 4, -2);
    assert_false(pane.follow);
    expect_place(pane.top, 1, 3);
    pane_scroll(&pane, t, 4, -100);
    expect_place(pane.top, 1, 0);
    transcript_heard(t, "new", 3);
    assert_true(pane_top(&pane, t, 4, &top));
    expect_place(top, 1, 0); /* what is looked at stays */
    pane_scroll(&pane, t, 4, 100);
    assert_true(pane.follow);
    pane_home(&pane, t);
    expect_place(pane.top, 1, 0);
    pane_end(&pane);
    assert_true(pane_top(&pane, t, 100, &top));
    expect_place(top, 1, 0);
    transcript_free(t);
}

static void test_empty(void **state)
{
    struct transcript *t = transcript_new();
    struct pane pane = {.follow = true};
    struct place p = {0};
    (void)state;
    assert_false(pane_top(&pane, t, 10, &p));
    assert_false(pane_after(t, &p));
    assert_false(pane_before(t, &p));
    pane_scroll(&pane, t, 10, 5);
    pane_reveal(&pane, t, 10, (struct place){4, 2});
    assert_true(pane.follow);
    transcript_free(t);
}

static void test_reveal(void **state)
{
    struct transcript *t = transcript_new();
    struct pane pane = {.follow = true};
    struct place top;
    (void)state;
    for (int i = 0; i < 100; i++)
        transcript_reply(t, transcript_begin(t, "c", "s"), "a\nb\n", 4, 0);
    pane_reveal(&pane, t, 12, (struct place){50, 1});
    assert_false(pane.follow);
    assert_true(pane_top(&pane, t, 12, &top));
    expect_place(top, 49, 0); /* four rows before it */
    pane_reveal(&pane, t, 12, (struct place){100, 2});
    assert_true(pane_top(&pane, t, 12, &top));
    expect_place(top, 97, 0); /* no empty rows at the end */
    transcript_free(t);
}

/* When lines had to go, one row tells so, and a pane that stood on them stands there. */
static void test_lost_lines(void **state)
{
    struct transcript *t = transcript_new();
    struct pane pane = {.follow = false, .top = {1, 5}};
    struct place p;
    (void)state;
    for (int i = 0; i < 60000; i++)
        transcript_heard(t, "line", 4);
    assert_true(transcript_block(t, 0)->dropped > 0);
    assert_true(pane_top(&pane, t, 10, &p));
    assert_int_equal(p.block, 1);
    assert_int_equal(p.line, transcript_block(t, 0)->dropped);
    transcript_free(t);
}

static const char causes[] =
    "[{\"id\":\"x\",\"step\":\"s1\",\"evidence\":["
    "{\"peer\":\"b\",\"block\":3,\"line\":2,\"text\":\"\"},"
    "{\"peer\":\"a\",\"block\":1,\"line\":3,\"text\":\"\"},"
    "{\"peer\":\"a\",\"block\":1,\"line\":1,\"text\":\"\"},"
    "{\"peer\":\"a\",\"source\":\"file\",\"line\":1}]},"
    "{\"id\":\"y\",\"step\":\"s2\",\"evidence\":[{\"peer\":\"b\",\"block\":9,\"line\":1}]}]";

static void test_marks(void **state)
{
    struct findings f = {0};
    struct place p;
    (void)state;
    json_t *list = json_parse("causes", causes, NULL);
    findings_set(&f, list);
    findings_set(&f, list); /* renewing does not add up */
    json_decref(list);
    assert_int_equal(f.mark_count, 4);
    assert_true(findings_marked(&f, SIDE_A, (struct place){1, 1}));
    assert_true(findings_marked(&f, SIDE_A, (struct place){1, 3}));
    assert_true(findings_marked(&f, SIDE_B, (struct place){3, 2}));
    assert_false(findings_marked(&f, SIDE_A, (struct place){1, 2}));
    assert_false(findings_marked(&f, SIDE_A, (struct place){3, 2}));
    assert_true(findings_first(&f, SIDE_B, "s2", &p));
    expect_place(p, 9, 1);
    assert_true(findings_first(&f, SIDE_A, "s2", &p)); /* none of its own there: any */
    expect_place(p, 1, 3);
    json_t *own = findings_of_step(&f, "s2");
    assert_int_equal(json_array_size(own), 1);
    json_decref(own);
    findings_set(&f, NULL);
    assert_false(findings_first(&f, SIDE_A, NULL, &p));
    assert_false(findings_marked(&f, SIDE_A, (struct place){1, 1}));
    findings_fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_over_all_rows),
        cmocka_unit_test(test_follow_and_scroll),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_reveal),
        cmocka_unit_test(test_lost_lines),
        cmocka_unit_test(test_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
