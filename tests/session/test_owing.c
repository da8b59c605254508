/* SPDX-License-Identifier: ISC */
#include "base/file.h"
#include "base/mem.h"
#include "session/journal.h"
#include "session/owing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char dir[64];
    char *first, *second;
};

static struct journal *must_open(const char *path)
{
    struct err e = {0};
    struct journal *j = journal_open(path, "x", &e);
    if (!j)
        fail_msg("%s: %s", e.where, e.text);
    return j;
}

static int set_up(void **state)
{
    struct place *p = mem_alloc(sizeof *p);
    snprintf(p->dir, sizeof p->dir, "/tmp/peerwalk-owing-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    setenv("XDG_STATE_HOME", p->dir, 1);
    p->first = mem_printf("%s/20260301-one.jsonl", p->dir);
    p->second = mem_printf("%s/20260302-two.jsonl", p->dir);
    journal_free(must_open(p->first));
    journal_free(must_open(p->second));
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char *command = mem_printf("rm -rf %s", p->dir);
    assert_int_equal(system(command), 0);
    free(command);
    free(p->first);
    free(p->second);
    free(p);
    return 0;
}

static void assert_list(const char *first, const char *second)
{
    char **list = owing_list();
    const char *want[] = {first, second, NULL};
    size_t i = 0;
    for (; want[i]; i++) {
        assert_non_null(list[i]);
        assert_string_equal(list[i], want[i]);
    }
    assert_null(list[i]);
    owing_list_free(list);
}

static void test_marked_and_cleared(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    assert_list(NULL, NULL);
    assert_int_equal(owing_mark(p->first, &e), ERR_NONE);
    assert_int_equal(owing_mark(p->second, &e), ERR_NONE);
    assert_int_equal(owing_mark(p->first, &e), ERR_NONE);
    assert_list(p->second, p->first);
    char *dir = mem_printf("%s/peerwalk/owing", p->dir);
    struct stat s;
    assert_int_equal(stat(dir, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0700);
    free(dir);
    owing_clear(p->second);
    assert_list(p->first, NULL);
    owing_clear(p->first);
    owing_clear(p->first);
    assert_list(NULL, NULL);
}

/* However it is written, it is the same journal; one of the same name elsewhere is not. */
static void test_names(void **state)
{
    struct place *p = *state;
    char *dir = mem_printf("%s/more", p->dir);
    char *same_name = mem_printf("%s/20260301-one.jsonl", dir);
    char *roundabout = mem_printf("%s/more/../20260301-one.jsonl", p->dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    journal_free(must_open(same_name));
    assert_int_equal(owing_mark(same_name, NULL), ERR_NONE);
    assert_int_equal(owing_mark(p->first, NULL), ERR_NONE);
    owing_clear(roundabout);
    assert_list(same_name, NULL);
    free(roundabout);
    free(same_name);
    free(dir);
}

/* A run that lives sees to its own journal, and a journal that is gone owes nothing. */
static void test_left_out(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    assert_int_equal(owing_mark(p->first, NULL), ERR_NONE);
    assert_int_equal(owing_mark(p->second, NULL), ERR_NONE);
    struct journal *j = journal_reopen(p->first, &e);
    assert_non_null(j);
    assert_list(p->second, NULL);
    journal_free(j);
    assert_list(p->second, p->first);
    assert_int_equal(unlink(p->second), 0);
    assert_list(p->first, NULL);
    journal_free(must_open(p->second));
    assert_list(p->first, NULL);
}

static void test_no_room(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    char *missing = mem_printf("%s/nothing.jsonl", p->dir);
    assert_int_equal(owing_mark(missing, &e), ERR_IO);
    free(missing);
    e = (struct err){0};
    setenv("XDG_STATE_HOME", p->first, 1);
    assert_int_equal(owing_mark(p->first, &e), ERR_IO);
    assert_non_null(strstr(e.text, "cannot be created"));
    assert_list(NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_marked_and_cleared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_room, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
