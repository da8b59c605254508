/* SPDX-License-Identifier: ISC */
#include "session/journal.h"
#include "session/journal_read.h"

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char dir[64];
    char *file;
};

static int setup(void **state)
{
    struct place *p = mem_alloc(sizeof *p);
    snprintf(p->dir, sizeof p->dir, "/tmp/peerwalk-journal-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    setenv("XDG_STATE_HOME", p->dir, 1);
    p->file = file_join(p->dir, "j.jsonl");
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = mem_printf("rm -rf '%s'", p->dir);
    assert_int_equal(system(command), 0);
    free(command);
    free(p->file);
    free(p);
    return 0;
}

static struct journal *opened(const struct place *p)
{
    struct err e = {0};
    struct journal *j = journal_open(p->file, "x", &e);
    if (!j)
        fail_msg("%s", e.text);
    journal_write(j, "open", json_pack("{s:i}", "version", 1));
    return j;
}

static void write_file(const char *path, const char *text, size_t len)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, len, out), len);
    fclose(out);
}

/* What is left to read: "open sent " and so on, then "torn" or the error. */
static char *read_rest(struct journal_reader *r)
{
    struct err e = {0};
    struct buf out = {0};
    json_t *event;
    while ((event = journal_reader_next(r, &e))) {
        buf_printf(&out, "%s ", json_str(event, "event", ""));
        json_decref(event);
    }
    if (e.code)
        buf_printf(&out, "%d: %s", e.line, e.text);
    else if (journal_reader_torn(r))
        buf_add_str(&out, "torn");
    return buf_take(&out, NULL);
}

/* The same of a whole file. */
static char *read_all(const char *path)
{
    struct err e = {0};
    struct journal_reader *r = journal_reader_open(path, &e);
    char *text = r ? read_rest(r) : mem_printf("%d: %s", e.line, e.text);
    journal_reader_free(r);
    return text;
}

static void assert_rest(struct journal_reader *r, const char *want)
{
    char *got = read_rest(r);
    assert_string_equal(got, want);
    free(got);
}

static void assert_reads(const char *path, const char *want)
{
    char *got = read_all(path);
    assert_string_equal(got, want);
    free(got);
}

static unsigned mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void test_round_trip(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    struct buf text = {0};
    struct journal *j = opened(p);
    json_t *fields = json_object();
    journal_put_bytes(fields, "text", "a\nb\0c", 5);
    journal_write(j, "reply", fields);
    fields = json_object();
    journal_put_bytes(fields, "text", "caf\xe9 \xff\x00\x7f\x80", 9);
    journal_write(j, "reply", fields);
    assert_int_equal(journal_sync(j, &e), ERR_NONE);
    assert_string_equal(journal_trouble(j), "");
    assert_string_equal(journal_path(j), p->file);
    assert_int_equal(mode_of(p->file), 0600);
    journal_free(j);

    struct journal_reader *r = journal_reader_open(p->file, &e);
    json_t *event = journal_reader_next(r, &e);
    assert_int_equal(json_int(event, "n", 0), 1);
    assert_int_equal(json_int(event, "version", 0), 1);
    assert_int_equal(strlen(json_str(event, "at", "")), strlen("2026-03-01T09:00:01.520Z"));
    json_decref(event);
    event = journal_reader_next(r, &e);
    journal_get_bytes(event, "text", &text);
    assert_int_equal(text.len, 5);
    assert_memory_equal(text.data, "a\nb\0c", 5);
    json_decref(event);
    buf_clear(&text);
    event = journal_reader_next(r, &e);
    assert_null(json_object_get(event, "text"));
    assert_int_equal(json_int(event, "n", 0), 3);
    journal_get_bytes(event, "text", &text);
    assert_int_equal(text.len, 9);
    assert_memory_equal(text.data, "caf\xe9 \xff\x00\x7f\x80", 9);
    json_decref(event);
    assert_null(journal_reader_next(r, &e));
    assert_int_equal(e.code, ERR_NONE);
    assert_false(journal_reader_torn(r));
    journal_reader_free(r);
    buf_fini(&text);
}

static void test_own_place(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    char *dir = journal_dir();
    struct journal *one = journal_open(NULL, "ce1-../b/c", &e);
    struct journal *two = journal_open(NULL, "ce1-../b/c", &e);
    assert_non_null(one);
    assert_non_null(two);
    assert_string_not_equal(journal_path(one), journal_path(two));
    assert_memory_equal(journal_path(one), dir, strlen(dir));
    assert_non_null(strstr(journal_path(one), "-ce1-.._b_c-"));
    assert_int_equal(mode_of(dir), 0700);
    assert_memory_equal(dir, p->dir, strlen(p->dir));
    free(dir);
    journal_free(one);
    journal_free(two);
}

static void test_never_over_a_file(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    write_file(p->file, "precious\n", 9);
    assert_null(journal_open(p->file, "x", &e));
    assert_string_equal(e.text, "exists already; a journal is a new file");
    assert_string_equal(e.where, p->file);
    assert_reads(p->file, "1: is no event of a journal: '[' or '{' expected near 'precious'");
}

/* Two runs never write one journal. */
static void test_locked(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    struct journal *j = opened(p);
    assert_null(journal_reopen(p->file, &e));
    assert_string_equal(e.text, "another run is writing this journal");
    journal_free(j);
    e = (struct err){0};
    j = journal_reopen(p->file, &e);
    assert_non_null(j);
    journal_write(j, "undone", json_object());
    journal_free(j);
    assert_reads(p->file, "open undone ");
}

/* Cut at every byte: what stands before the cut is there, the rest is called torn, never wrong. */
static void test_torn_anywhere(void **state)
{
    struct place *p = *state;
    struct buf whole = {0};
    struct err e = {0};
    struct journal *j = opened(p);
    journal_write(j, "sent", json_pack("{s:s}", "command", "show \"x\" {[\\"));
    journal_write(j, "reply", json_pack("{s:s}", "text", "a\nb"));
    journal_free(j);
    assert_int_equal(file_read(p->file, 0, &whole, &e), ERR_NONE);
    for (size_t len = 0; len < whole.len; len++) {
        struct buf want = {0};
        size_t lines = 0;
        for (size_t i = 0; i < len; i++)
            lines += whole.data[i] == '\n';
        write_file(p->file, whole.data, len);
        if (len == 0)
            buf_add_str(&want, "1: this file is no journal of peerwalk: it is empty");
        else if (lines == 0)
            buf_add_str(&want, "1: this file is no journal of peerwalk");
        else
            buf_printf(&want, "open %s%s", lines > 1 ? "sent " : "",
                       whole.data[len - 1] == '\n' ? "" : "torn");
        char *got = read_all(p->file);
        if (len == 0)
            assert_string_equal(got, "0: this file is no journal of peerwalk: it is empty");
        else
            assert_string_equal(got, buf_str(&want));
        free(got);
        buf_fini(&want);
        if (lines == 0)
            continue;
        /* Taken up again, its next line begins where the last whole one ends. */
        j = journal_reopen(p->file, &e);
        assert_non_null(j);
        journal_write(j, "undone", json_object());
        journal_free(j);
        got = read_all(p->file);
        assert_string_equal(got, lines > 1 ? "open sent undone " : "open undone ");
        free(got);
    }
    buf_fini(&whole);
}

static void test_broken_lines(void **state)
{
    struct place *p = *state;
    static const char *const cases[][2] = {
        {"{\"event\":\"open\"}\nnonsense\n{}\n",
         "open 2: is no event of a journal: '[' or '{' expected near 'nonsense'"},
        {"{\"event\":\"open\"}\n{}\n", "open 2: is no event of a journal"},
        {"{\"event\":\"open\"}\n[1]\n", "open 2: is no event of a journal"},
        {"{\"event\":\"sent\"}\n", "1: this file is no journal of peerwalk"},
        {"{\"event\":\"open\",\"event\":\"open\"}\n", "open "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(p->file, cases[i][0], strlen(cases[i][0]));
        assert_reads(p->file, cases[i][1]);
    }
    struct buf deep = {0};
    buf_add_str(&deep, "{\"event\":\"open\",\"x\":");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&deep, '[');
    buf_add_char(&deep, '\n');
    write_file(p->file, deep.data, deep.len);
    assert_reads(p->file, "1: is nested too deeply, or holds too many values, for an event");
    buf_fini(&deep);
}

/* Events of some names are passed over, whatever stands in the others. */
static void test_passing_over(void **state)
{
    static const char *const BULK[] = {"reply", "bytes", NULL};
    struct place *p = *state;
    struct err e = {0};
    struct journal *j = opened(p);
    journal_write(j, "reply", json_pack("{s:s}", "text", "\"event\":\"sent\""));
    journal_write(j, "sent", json_pack("{s:s}", "text", "\"event\":\"reply\""));
    journal_write(j, "bytes", json_object());
    struct journal_reader *r = journal_reader_open(p->file, &e);
    assert_true(journal_reader_written(r));
    journal_reader_without(r, BULK);
    assert_rest(r, "open sent ");
    journal_free(j);
    assert_false(journal_reader_written(r));
    journal_reader_free(r);
}

/* A full disk is told, leaves no torn line, and the journal goes on when there is room again. */
static void test_disk_full(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    struct rlimit before, little;
    struct stat st;
    struct journal *j = opened(p);
    assert_int_equal(stat(p->file, &st), 0);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    little = before;
    little.rlim_cur = (rlim_t)st.st_size + 10;
    setrlimit(RLIMIT_FSIZE, &little);
    journal_write(j, "sent", json_object());
    assert_string_equal(journal_trouble(j), "the journal cannot be written: File too large");
    assert_int_equal(journal_sync(j, &e), ERR_IO);
    assert_string_equal(e.text, journal_trouble(j));
    setrlimit(RLIMIT_FSIZE, &before);
    journal_write(j, "note", json_object());
    assert_string_equal(journal_trouble(j), "");
    journal_free(j);
    assert_reads(p->file, "open note ");
}

/* What cannot be read has not come to its end, and nothing of it may be cut off. */
static void test_unreadable(void **state)
{
    static const char file[] = "/proc/self/mem";
    struct err e = {0}, again = {0};
    struct journal_reader *r = journal_reader_open(file, &e);
    (void)state;
    assert_non_null(r);
    assert_null(journal_reader_next(r, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_non_null(strstr(e.text, "cannot be read: "));
    assert_false(journal_reader_torn(r));
    journal_reader_free(r);
    assert_null(journal_reopen(file, &again));
    assert_int_equal(again.code, ERR_IO);
    assert_non_null(strstr(again.text, "cannot be taken up again: "));
}

/* Events of other names are passed over unread, whatever stands in them. */
static void test_only(void **state)
{
    static const char text[] =
        "{\"n\":1,\"ms\":0,\"at\":\"x\",\"event\":\"open\"}\n"
        "{\"n\":2,\"ms\":0,\"at\":\"x\",\"event\":\"reply\",\"text\":not JSON}\n"
        "{\"n\":3,\"ms\":0,\"at\":\"x\",\"event\":\"undo\"}\n"
        "{\"n\":4,\"ms\":0,\"at\":\"x\",\"event\":\"undone\"}\n"
        "{\"event\":\"reply\"}\n"
        "{\"n\":6,\"ms\":0,\"at\":\"x\",\"event\":\"un\"}\n";
    static const char *const names[] = {"undo", "undone", NULL};
    struct place *p = *state;
    struct err e = {0};
    write_file(p->file, text, sizeof text - 1);
    struct journal_reader *r = journal_reader_open(p->file, &e);
    json_decref(journal_reader_next(r, &e));
    journal_reader_only(r, names);
    assert_rest(r, "undo undone reply ");
    journal_reader_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(test_own_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never_over_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_locked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_torn_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_passing_over, setup, teardown),
        cmocka_unit_test_setup_teardown(test_disk_full, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only, setup, teardown),
        cmocka_unit_test(test_unreadable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
