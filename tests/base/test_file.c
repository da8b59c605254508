/* SPDX-License-Identifier: ISC */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void a_file_is_read_whole_and_within_its_limit(void **state)
{
    (void)state;
    char path[] = "/tmp/peerwalk-test-XXXXXX";
    int fd = mkstemp(path);
    struct buf b = {0};
    struct err e = {0};
    assert_int_equal(write(fd, "0123456789", 10), 10);
    assert_int_equal(file_read(path, 10, &b, &e), ERR_NONE);
    assert_string_equal(buf_str(&b), "0123456789");
    assert_int_equal(file_read(path, 9, &b, &e), ERR_LIMIT);
    assert_string_equal(e.where, path);
    assert_string_equal(e.text, "is larger than 9 bytes");
    buf_fini(&b);
    close(fd);
    unlink(path);
}

/* Nothing here may block or go on for ever. */
static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    char dir[] = "/tmp/peerwalk-test-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char *pipe = file_join(dir, "pipe");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    const char *const cases[][2] = {
        {dir, "cannot be read: it is a directory"},
        {pipe, "cannot be read: it is no regular file"},
        {"/dev/zero", "cannot be read: it is no regular file"},
    };
    struct buf b = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {0};
        assert_int_equal(file_read_regular(cases[i][0], 0, &b, &e), ERR_IO);
        assert_string_equal(e.text, cases[i][1]);
    }
    struct err e = {0};
    assert_int_equal(file_read("/dev/zero", 0, &b, &e), ERR_IO);
    assert_string_equal(e.text, "cannot be read: it is a device");
    assert_int_equal(file_read("/dev/null", 0, &b, NULL), ERR_NONE);
    assert_int_equal(b.len, 0);
    buf_fini(&b);
    unlink(pipe);
    rmdir(dir);
    free(pipe);
}

static void paths_are_joined_with_one_slash(void **state)
{
    (void)state;
    char *a = file_join("/x", "y");
    char *b = file_join("/x/", "y");
    assert_string_equal(a, "/x/y");
    assert_string_equal(b, "/x/y");
    free(a);
    free(b);
}

static void the_data_is_found_beside_the_build(void **state)
{
    (void)state;
    struct err e = {0};
    unsetenv("PEERWALK_DATA");
    char *dir = file_data_dir(&e);
    assert_non_null(dir);
    char *schema = file_join(dir, "playbooks/playbook.schema.json");
    assert_true(file_exists(schema));
    free(schema);
    free(dir);
}

static void a_wrong_data_directory_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    setenv("PEERWALK_DATA", "/nowhere", 1);
    assert_null(file_data_dir(&e));
    assert_string_equal(e.where, "/nowhere");
    assert_int_equal(e.code, ERR_NOT_FOUND);
    unsetenv("PEERWALK_DATA");
}

static void the_state_directory_follows_xdg(void **state)
{
    (void)state;
    setenv("XDG_STATE_HOME", "/s", 1);
    char *dir = file_state_path("x");
    assert_string_equal(dir, "/s/peerwalk/x");
    free(dir);
    setenv("XDG_STATE_HOME", "relative", 1); /* the specification: ignored */
    setenv("HOME", "/h", 1);
    dir = file_state_path("x");
    assert_string_equal(dir, "/h/.local/state/peerwalk/x");
    free(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole_and_within_its_limit),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(paths_are_joined_with_one_slash),
        cmocka_unit_test(the_data_is_found_beside_the_build),
        cmocka_unit_test(a_wrong_data_directory_is_named),
        cmocka_unit_test(the_state_directory_follows_xdg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
