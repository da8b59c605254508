/* SPDX-License-Identifier: ISC */
/* The documents of a journal: each format against what is kept of it, a stranger's, a torn one. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/ladder.h"
#include "report/report.h"
#include "session/journal.h"
#include "tests/base/expected.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WALK "tests/fixtures/report/walk.jsonl"
#define HOSTILE "tests/fixtures/report/hostile.jsonl"

static const char *const FORMATS[] = {"text", "markdown", "html", "json", "junit"};
enum { FORMATS_COUNT = sizeof FORMATS / sizeof *FORMATS };

/* What `peerwalk report` prints, on the heap. */
static char *print_file(const char *path, const char *name)
{
    struct err e = {0};
    char *text = NULL;
    size_t len;
    int format = report_format_from_name(name);
    FILE *out = open_memstream(&text, &len);
    struct retelling *r = retelling_open(path, false, &e);
    if (!r)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    assert_int_equal(report_journal(r, (enum report_format)format, false, out, &e), ERR_NONE);
    retelling_free(r);
    fclose(out);
    return text;
}

/* A file of these bytes; its name is on the heap. */
static char *file_of(const char *bytes, size_t len)
{
    char *path = mem_dup("/tmp/peerwalk-document-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
    return path;
}

/* The same of a journal of these bytes. */
static char *print_bytes(const char *bytes, size_t len, const char *name)
{
    char *path = file_of(bytes, len);
    char *text = print_file(path, name);
    unlink(path);
    free(path);
    return text;
}

static json_t *parse(const char *text)
{
    json_t *doc = json_parse("printed", text, NULL);
    assert_non_null(doc);
    return doc;
}

/* The bytes of the walk's journal. */
static struct buf walk_bytes(void)
{
    struct buf all = {0};
    assert_int_equal(file_read(WALK, 0, &all, NULL), ERR_NONE);
    return all;
}

static void each_format_is_as_it_was(void **state)
{
    (void)state;
    for (int i = 0; i < FORMATS_COUNT; i++) {
        char *now = print_file(WALK, FORMATS[i]);
        char *path = mem_printf("tests/fixtures/report/walk.%s", FORMATS[i]);
        assert_kept(now, path);
        free(path);
        free(now);
    }
}

/* Every byte of a journal may be a stranger's; nothing of it is markup or terminal control. */
static void a_strangers_journal_is_text(void **state)
{
    (void)state;
    for (int i = 0; i < FORMATS_COUNT; i++) {
        char *text = print_file(HOSTILE, FORMATS[i]);
        assert_null(strchr(text, '\033'));
        assert_null(strchr(text, '\a'));
        if (strcmp(FORMATS[i], "json") != 0)
            assert_null(strstr(text, "\u202e"));
        if (strcmp(FORMATS[i], "html") == 0 || strcmp(FORMATS[i], "junit") == 0) {
            assert_null(strstr(text, "<script"));
            assert_null(strstr(text, "]]>"));
            assert_null(strstr(text, "\xef\xbf\xbf"));
            assert_holds(text, "&lt;script&gt;alert(&quot;1&quot;)");
            assert_holds(text, "&amp;amp;^[[2J&lt;U+202E&gt;dcba&lt;U+FFFF&gt;^G");
        }
        free(text);
    }
}

static void markdown_of_a_stranger_stays_in_its_cells_and_fences(void **state)
{
    (void)state;
    char *text = print_file(HOSTILE, "markdown");
    char *rest = NULL;
    bool fenced = false;
    size_t fences = 0;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "```", 3) == 0) {
            fenced = !fenced;
            fences++;
        } else if (!fenced) {
            assert_null(strstr(line, "<script"));
        } else if (strstr(line, "```")) {
            assert_holds(line, "|```|"); /* in a line, where it closes nothing */
        }
        if (strncmp(line, "| debug ", 8) == 0) {
            size_t cells = 0;
            for (char *c = line; *c; c++)
                cells += *c == '|' && (c == line || c[-1] != '\\');
            assert_int_equal(cells, 6);
        }
    }
    assert_false(fenced);
    assert_true(fences > 8);
    free(text);
}

static void a_torn_journal_is_told_as_far_as_it_goes(void **state)
{
    (void)state;
    struct buf all = walk_bytes();
    const char *heard = strstr(buf_str(&all), "\"event\":\"heard\"");
    assert_non_null(heard);
    size_t len = (size_t)(heard + 5 - buf_str(&all));
    char *text = print_bytes(buf_str(&all), len, "text");
    assert_holds(text, "pass     link ");
    assert_null(strstr(text, "FAIL"));
    assert_holds(text, "Could not tell");
    assert_holds(text, "The run did not end: its journal stops here. The last line of the journal "
                       "is torn and left out.\n");
    free(text);
    text = print_bytes(buf_str(&all), len, "junit");
    assert_holds(text, "errors=\"2\"");
    assert_holds(text, "<error message=\"the run did not end, and this step was under way\"");
    free(text);
    text = print_bytes(buf_str(&all), len, "html");
    assert_holds(text, "not ended");
    assert_holds(text, "The run did not end");
    free(text);
    text = print_bytes(buf_str(&all), len, "json");
    json_t *doc = parse(text);
    assert_string_equal(json_str(doc, "verdict", ""), "unknown");
    assert_true(json_is_false(json_object_get(doc, "ended")));
    assert_int_equal(json_array_size(json_object_get(doc, "steps")), 1);
    json_decref(doc);
    free(text);
    buf_fini(&all);
}

/* Wherever it is cut: no crash, and never a pass. */
static void cut_anywhere_it_never_passes(void **state)
{
    (void)state;
    struct buf all = walk_bytes();
    size_t first = strcspn(buf_str(&all), "\n") + 1;
    for (size_t len = first; len < all.len; len += 97) {
        char *text = print_bytes(buf_str(&all), len, "json");
        json_t *doc = parse(text);
        assert_string_not_equal(json_str(doc, "verdict", "pass"), "pass");
        json_decref(doc);
        free(text);
    }
    buf_fini(&all);
}

static void a_journal_that_is_being_written_says_so(void **state)
{
    (void)state;
    char *path = file_of("", 0);
    unlink(path);
    struct err e = {0};
    struct journal *j = journal_open(path, "x", &e);
    assert_non_null(j);
    journal_write(j, "open", json_pack("{s:i, s:{s:[]}}", "version", 2, "playbook", "steps"));
    journal_write(j, "weather", json_object());
    char *text = print_file(path, "text");
    assert_holds(text, "\nCould not tell: ");
    assert_holds(text, "The run has not ended: it still writes its journal. The journal has format "
                       "2, which is later than this program. 1 events in it are unknown");
    free(text);
    journal_free(j);
    unlink(path);
    free(path);
}

static void what_is_no_journal_is_refused(void **state)
{
    static const char *const TEXTS[] = {"",
                                        "{}\n",
                                        "nonsense\n",
                                        "{\"event\":\"end\"}\n",
                                        "{\"event\":\"open\"}\n",
                                        "{\"event\":\"open\",\"playbook\":{\"steps\":7}}\n"};
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct err e = {0};
        char *path = file_of(TEXTS[i], strlen(TEXTS[i]));
        assert_null(retelling_open(path, false, &e));
        assert_int_equal(e.code, ERR_FORMAT);
        assert_string_equal(e.where, path);
        unlink(path);
        free(path);
    }
    struct err e = {0};
    assert_null(retelling_open("/nowhere/at.all", false, &e));
    assert_int_equal(e.code, ERR_IO);
}

static void long_names_are_cut_and_stay_text(void **state)
{
    (void)state;
    struct buf journal = {0};
    buf_add_str(&journal, "{\"event\":\"open\",\"playbook\":{\"steps\":[]},\"user\":\"");
    for (int i = 0; i < 100; i++)
        buf_add_str(&journal, "\u00e9"); /* two bytes each: the cut falls between them */
    buf_add_str(&journal, "\"}\n{\"event\":\"undo\",\"side\":\"a\"}\n");
    char *text = print_bytes(buf_str(&journal), journal.len, "json");
    json_t *doc = parse(text);
    assert_true(strlen(json_str(doc, "user", "")) > 60);
    assert_holds(json_str(doc, "remark", ""), "is not proven to be as before a change");
    json_decref(doc);
    free(text);
    buf_fini(&journal);
}

/* One end's word is not the other's: a packet that nobody received is drawn as such. */
static void what_did_not_arrive_is_drawn_so(void **state)
{
    (void)state;
    struct rung rungs[] = {
        {RUNG_SENT, SIDE_A, 0, false, 1, "OFFER", "send", "sent"},
        {RUNG_RECEIVED, SIDE_A, 20, false, 0, "", "receive", "it came"},
        {RUNG_CROSSED, SIDE_B, 1500, false, 2, "", "send", "sent"},
        {RUNG_SAID, SIDE_B, 1600, true, 0, "", "refuse", "no"},
    };
    struct ladder l = {.rung = rungs, .count = 4};
    const char *const names[SIDES] = {"A", "B"};
    static const char *const WANT[] = {
        "          A                                      B",
        "  0.000 s |-------- phase 1: OFFER ---------x    |",
        "  0.020 s |<----------- it came ------------?    |",
        "  1.500 s |<------------- phase 2 ---------------|",
        "  1.600 s |                           refuse: no |",
    };
    json_t *lines = ladder_text(&l, names, 50);
    assert_int_equal(json_array_size(lines), 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(json_string_value(json_array_get(lines, i)), WANT[i]);
    json_decref(lines);
}

/* Wide characters take two columns: the arrow goes around them all the same. */
static void wide_words_leave_room_for_the_arrow(void **state)
{
    (void)state;
    struct buf wide = {0};
    for (int i = 0; i < 40; i++)
        buf_add_str(&wide, "\u8def");
    struct rung rungs[] = {
        {RUNG_SENT, SIDE_A, 0, false, 0, "", "send", buf_str(&wide)},
        {RUNG_SAID, SIDE_B, 1, false, 0, "", "note", buf_str(&wide)},
    };
    struct ladder l = {.rung = rungs, .count = 2};
    const char *const names[SIDES] = {buf_str(&wide), "B"};
    json_t *lines = ladder_text(&l, names, 50);
    assert_int_equal(json_array_size(lines), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(text_columns(json_string_value(json_array_get(lines, i))), 50);
    json_decref(lines);
    buf_fini(&wide);
}

/* Of an end that was not heard nothing is known, also not that it did not get a packet. */
static void one_end_alone_is_believed(void **state)
{
    (void)state;
    struct buf all = walk_bytes(), half = {0};
    char *rest = NULL;
    for (char *line = strtok_r(all.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (!strstr(line, "\"side\":\"b\",\"name\":\"exchange\""))
            buf_printf(&half, "%s\n", line);
    char *text = print_bytes(buf_str(&half), half.len, "markdown");
    assert_holds(text, "From the debugging of CE1 alone");
    assert_holds(text, "phase 1: OFFER ------------------------------------>|\n");
    assert_holds(text, "|<---------------------------------- phase 1: HELLO");
    assert_null(strstr(text, "--x "));
    assert_null(strstr(text, "refuse:"));
    free(text);
    buf_fini(&all);
    buf_fini(&half);
}

/* The Markdown of the walk, with an empty scan of one side first or last instead of its own. */
static char *print_without_exchange(bool first, bool last)
{
    static const char scan[] = "{\"n\":1,\"ms\":1,\"at\":\"x\",\"event\":\"facts\",\"side\":\"a\","
                               "\"name\":\"exchange\",\"rows\":[]}\n";
    struct buf all = walk_bytes(), unread = {0};
    char *rest = NULL;
    for (char *line = strtok_r(all.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        bool is_scan = strstr(line, "\"name\":\"exchange\"");
        if ((first && strstr(line, "\"event\":\"step-begins\"")) || (last && is_scan))
            buf_add_str(&unread, scan);
        first = first && !strstr(line, "\"event\":\"step-begins\"");
        if (!is_scan)
            buf_printf(&unread, "%s\n", line);
    }
    char *text = print_bytes(buf_str(&unread), unread.len, "markdown");
    buf_fini(&all);
    buf_fini(&unread);
    return text;
}

/* That there was no conversation is said only where what was heard has been read. */
static void what_was_heard_and_not_read_is_not_known(void **state)
{
    (void)state;
    static const char unread[] = "whether they tell of a conversation is not known";
    static const char none[] = "tells of no conversation between the two ends";
    static const struct {
        bool first, last;
        const char *says;
    } CASES[] = {{false, false, unread}, {true, false, unread}, {false, true, none}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char *text = print_without_exchange(CASES[i].first, CASES[i].last);
        assert_holds(text, CASES[i].says);
        assert_null(strstr(text, CASES[i].says == none ? unread : none));
        free(text);
    }
}

/* No face may be surer of a cause than the walk was. */
static void a_cause_that_is_not_sure_is_called_possible(void **state)
{
    (void)state;
    static const char *const SAYS[] = {"Possible cause: Offer refused",
                                       "### Possible: Offer refused", "<h3>Possible: Offer refused",
                                       "\"confidence\": 0.4", "Possible cause: Offer refused"};
    static const char sure[] = "\"confidence\":0.9";
    struct buf all = walk_bytes();
    for (char *at = all.data; (at = strstr(at, sure)); at += strlen(sure))
        at[strlen(sure) - 1] = '4';
    for (int i = 0; i < FORMATS_COUNT; i++) {
        char *text = print_bytes(buf_str(&all), all.len, FORMATS[i]);
        assert_holds(text, SAYS[i]);
        free(text);
    }
    buf_fini(&all);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8"); /* how wide a character is */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_is_as_it_was),
        cmocka_unit_test(a_strangers_journal_is_text),
        cmocka_unit_test(markdown_of_a_stranger_stays_in_its_cells_and_fences),
        cmocka_unit_test(a_torn_journal_is_told_as_far_as_it_goes),
        cmocka_unit_test(cut_anywhere_it_never_passes),
        cmocka_unit_test(a_journal_that_is_being_written_says_so),
        cmocka_unit_test(what_is_no_journal_is_refused),
        cmocka_unit_test(long_names_are_cut_and_stay_text),
        cmocka_unit_test(what_did_not_arrive_is_drawn_so),
        cmocka_unit_test(wide_words_leave_room_for_the_arrow),
        cmocka_unit_test(one_end_alone_is_believed),
        cmocka_unit_test(what_was_heard_and_not_read_is_not_known),
        cmocka_unit_test(a_cause_that_is_not_sure_is_called_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
