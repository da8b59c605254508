/* SPDX-License-Identifier: ISC */
/*
 * What each message tells on its own: the rows of tests/fixtures/debug/messages.txt, through the
 * judgement of `diagnose`. Every row again in each form in which a message may reach us (stamps,
 * prefixes of syslog, several on a line, wrapped, a ping inside), where the same has to be
 * understood; and what is harmless in the middle of a negotiation that came through.
 */
#include "walk/diagnose.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
    char *name, *release, *want, *evidence, *text;
    int line;
};

struct table {
    struct pack *pack;
    struct diagnoser *diagnoser;
    struct capture_rules *rules;
    struct row rows[150];
    size_t count;
};

/* The next word of a line, cut off. */
static char *word(char **at)
{
    char *w = *at + strspn(*at, " ");
    size_t n = strcspn(w, " ");
    *at = w + n + (w[n] != '\0');
    w[n] = '\0';
    return mem_dup(w);
}

static void add_row(struct table *t, char *head, int line)
{
    assert_true(t->count < sizeof t->rows / sizeof t->rows[0]);
    struct row *r = &t->rows[t->count++];
    r->name = word(&head);
    r->release = word(&head);
    r->want = word(&head);
    r->evidence = mem_dup(head);
    r->text = mem_dup("");
    r->line = line;
}

static void add_text(struct row *r, const char *line)
{
    char *more = mem_printf("%s%s\n", r->text, line);
    free(r->text);
    r->text = more;
}

static void read_table(struct table *t)
{
    struct err e = {0};
    struct buf text = {0};
    assert_int_equal(file_read("tests/fixtures/debug/messages.txt", 0, &text, &e), ERR_NONE);
    char *at = (char *)buf_str(&text), *end;
    for (int line = 1; *at && (end = strchr(at, '\n')) != NULL; at = end + 1, line++) {
        *end = '\0';
        if (strncmp(at, "== ", 3) == 0)
            add_row(t, at + 3, line);
        else if (*at && *at != '#')
            add_text(&t->rows[t->count - 1], at);
    }
    buf_fini(&text);
}

static int set_up(void **state)
{
    struct err e = {0};
    struct table *t = mem_alloc(sizeof *t);
    t->pack = pack_load(".", "ios", &e);
    t->diagnoser = t->pack ? diagnoser_new(t->pack, &e) : NULL;
    t->rules = t->diagnoser ? capture_rules_load(t->pack, &e) : NULL;
    if (!t->rules)
        print_error("%s: %s\n", e.where, e.text);
    else
        read_table(t);
    *state = t;
    return t->rules ? 0 : -1;
}

static int tear_down(void **state)
{
    struct table *t = *state;
    for (size_t i = 0; i < t->count; i++) {
        struct row *r = &t->rows[i];
        free(r->name);
        free(r->release);
        free(r->want);
        free(r->evidence);
        free(r->text);
    }
    capture_rules_free(t->rules);
    diagnoser_free(t->diagnoser);
    pack_free(t->pack);
    free(t);
    return 0;
}

/* ---- alone -------------------------------------------------------------------------------- */

static json_t *judge(struct table *t, const char *text)
{
    struct err e = {0};
    const struct capture one = {"a.log", text, strlen(text)};
    const struct captures both[SIDES] = {{&one, 1}, {NULL, 0}};
    json_t *result = diagnoser_judge(t->diagnoser, both, &e);
    if (!result)
        fail_msg("%s: %s", e.where, e.text);
    return result;
}

static const json_t *first_cause(const json_t *result)
{
    return json_array_get(json_object_get(result, "causes"), 0);
}

/* "cause/where", "none" where nothing is known, "pass" where it is well. */
static char *told(const json_t *result)
{
    const json_t *cause = first_cause(result);
    if (cause)
        return mem_printf("%s/%s", json_str(cause, "id", "?"), json_str(cause, "peer", "?"));
    const char *verdict = json_str(result, "verdict", "?");
    return mem_dup(strcmp(verdict, "unknown") == 0 ? "none" : verdict);
}

static void each_row_tells_its_cause(void **state)
{
    struct table *t = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct row *r = &t->rows[i];
        json_t *result = judge(t, r->text);
        char *got = told(result);
        const json_t *line = json_array_get(json_object_get(first_cause(result), "evidence"), 0);
        if (strcmp(got, r->want) != 0 || !strstr(json_str(line, "text", ""), r->evidence)) {
            print_error("line %d: %s in %s: %s by \"%s\", not %s\n", r->line, r->name, r->release,
                        got, json_str(line, "text", ""), r->want);
            wrong++;
        }
        free(got);
        json_decref(result);
    }
    assert_int_equal(wrong, 0);
}

/* Two rows of the same number may be two messages; every number is there, in its releases. */
static void every_row_of_the_guide_is_there(void **state)
{
    struct table *t = *state;
    static const struct {
        char letter;
        int last;
    } kinds[] = {{'M', 16}, {'I', 15}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (int n = 1; n <= kinds[k].last; n++) {
            char *name = mem_printf("%c%02d", kinds[k].letter, n);
            bool found = false;
            for (size_t i = 0; i < t->count; i++)
                found = found || strcmp(t->rows[i].name, name) == 0;
            if (!found)
                fail_msg("%s is not in the table", name);
            free(name);
        }
}

/* ---- in every form ------------------------------------------------------------------------ */

struct form {
    const char *name;
    const char *head; /* in front of every message */
    const char *time; /* that has to be understood */
    enum { LINES, RUN_TOGETHER, WORDS_WRAPPED, CUT_AT_80, DOTS_BEHIND, DOTS_INSIDE } how;
};

static const struct form FORMS[] = {
    {"time since start", "00:27:07: ", "00:27:07", LINES},
    {"days since start", "1d09h: ", "1d09h", LINES},
    {"weeks since start", "2w3d: ", "2w3d", LINES},
    {"years since start", "1y04w: ", "1y04w", LINES},
    {"clock not set", "*Mar  1 00:13:31.899: ", "Mar  1 00:13:31.899", LINES},
    {"time server lost", ".Nov 17 16:52:03.373 UTC: ", "Nov 17 16:52:03.373 UTC", LINES},
    {"year and zone", "Nov 17 2024 16:52:03.373 CET: ", "Nov 17 2024 16:52:03.373 CET", LINES},
    {"seconds only", "Nov 17 16:52:03: ", "Nov 17 16:52:03", LINES},
    {"number", "000123: *Mar  1 00:13:31.899: ", "Mar  1 00:13:31.899", LINES},
    {"number and time since start", "4711: 00:27:07: ", "00:27:07", LINES},
    {"priority", "<188>989474: *Feb  2 11:39:59KST: ", "Feb  2 11:39:59KST", LINES},
    {"server", "Nov 17 16:52:04 ce1.example.net 4711: 000123: *Nov 17 16:52:03.373: ",
     "Nov 17 16:52:03.373", LINES},
    {"server, address", "Nov 17 16:52:04 10.15.58.10 4711: 00:27:07: ", "00:27:07", LINES},
    {"server, full date", "2024-11-17T16:52:04.123+00:00 ce1 4711: .Nov 17 16:52:03.373: ",
     "Nov 17 16:52:03.373", LINES},
    {"facility behind",
     "Nov 17 16:52:04 ce1 local7.debug 4711: *Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", LINES},
    {"facility before",
     "2024-11-17 16:52:04\tLocal7.Debug\t10.15.58.10\t4711: 00:27:07: ", "00:27:07", LINES},
    {"on one line", "1d09h: ", "1d09h", RUN_TOGETHER},
    {"on one line, dates", "*Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", RUN_TOGETHER},
    {"wrapped", "*Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", WORDS_WRAPPED},
    {"wrapped, no stamp", "", "", WORDS_WRAPPED},
    {"cut", "*Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", CUT_AT_80},
    {"ping behind", "*Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", DOTS_BEHIND},
    {"ping between", "*Nov 17 16:52:03.373: .!!", "Nov 17 16:52:03.373", LINES},
    {"ping inside", "*Nov 17 16:52:03.373: ", "Nov 17 16:52:03.373", DOTS_INSIDE},
};

/* One line of 80 columns at most becomes several. */
static void add_wrapped(struct buf *out, const char *line, size_t columns, bool words)
{
    while (strlen(line) > columns) {
        size_t n = columns;
        while (words && n > 0 && line[n] != ' ')
            n--;
        if (n == 0)
            break;
        buf_printf(out, "%.*s\n", (int)n, line);
        line += n + words;
    }
    buf_printf(out, "%s\n", line);
}

/* A dot of a ping at the first place inside the message after "= " or ": " where a word follows. */
static void add_with_dot(struct buf *out, const char *head, const char *line)
{
    const char *at = line;
    while (*at && !(strchr(":=", at[0]) && at[1] == ' ' && isalpha((unsigned char)at[2]) &&
                    isalpha((unsigned char)at[3])))
        at++;
    size_t n = *at ? (size_t)(at + 2 - line) : strlen(line);
    buf_printf(out, "%s%.*s.%s\n", head, (int)n, line, line + n);
}

static void add_line(struct buf *out, const struct form *f, const char *line)
{
    bool begins = !isspace((unsigned char)*line);
    char *whole = mem_printf("%s%s", begins ? f->head : "", line);
    switch (f->how) {
    case LINES:
        buf_printf(out, "%s\n", whole);
        break;
    case RUN_TOGETHER: /* the guide's own way; a blank where two numbers would become one */
        if (out->len > 0 && isalnum((unsigned char)out->data[out->len - 1]) &&
            isdigit((unsigned char)out->data[out->len - 1]))
            buf_add_char(out, ' ');
        buf_add_str(out, whole);
        break;
    case WORDS_WRAPPED:
        add_wrapped(out, whole, 78, true);
        break;
    case CUT_AT_80:
        add_wrapped(out, whole, 80, false);
        break;
    case DOTS_BEHIND:
        buf_printf(out, "%s.!!!!\n", whole);
        break;
    case DOTS_INSIDE:
        add_with_dot(out, begins ? f->head : "", line);
        break;
    }
    free(whole);
}

static char *in_form(const char *text, const struct form *f)
{
    struct buf out = {0};
    while (*text) {
        size_t n = strcspn(text, "\n");
        char *line = mem_printf("%.*s", (int)n, text);
        add_line(&out, f, line);
        free(line);
        text += n + (text[n] == '\n');
    }
    buf_add_char(&out, '\n');
    return buf_take(&out, NULL);
}

/* What is not the same in another form: where it stood, when, and its very words. */
static void forget_where(json_t *value)
{
    static const char *const keys[] = {"line", "last", "lines", "time", "text", "_at"};
    json_t *each;
    const char *key;
    size_t i;
    for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
        json_object_del(value, keys[i]);
    json_object_foreach(value, key, each) forget_where(each);
    json_array_foreach(value, i, each) forget_where(each);
}

/* The device's own time of every message; the first that has another one, or NULL. */
static const char *other_time(const json_t *debug, const char *time)
{
    for (size_t i = 0; i < json_array_size(debug); i++) {
        const char *got = json_str(json_array_get(debug, i), "time", "");
        if (strcmp(got, time) != 0)
            return got;
    }
    return NULL;
}

/* Messages and conversations, which is all that the judgement of debugging looks at. */
static json_t *understood(struct table *t, const char *text, const char *time)
{
    const struct capture one = {"a.log", text, strlen(text)};
    struct facts *f = facts_new(NULL);
    struct transcript *log = transcript_new();
    capture_take(t->rules, t->pack, f, log, SIDE_A, &one, 1);
    const json_t *end = json_object_get(facts_document(f), "a");
    json_t *out = json_pack("{s:O*, s:O*}", "debug", json_object_get(end, "debug"), "exchange",
                            json_object_get(end, "exchange"));
    json_t *copy = json_deep_copy(out);
    const char *odd = other_time(json_object_get(copy, "debug"), time);
    if (odd)
        print_error("time \"%s\", not \"%s\"\n", odd, time);
    json_object_set_new(copy, "timed", json_boolean(!odd));
    json_decref(out);
    transcript_free(log);
    facts_free(f);
    forget_where(copy);
    return copy;
}

/* What stands behind "password" is a secret and replaced, unless it is exactly this word. */
static bool bears(const struct row *r, const struct form *f)
{
    return f->how != DOTS_BEHIND || !strstr(r->text, "password incorrect");
}

static void every_form_says_the_same(void **state)
{
    struct table *t = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct row *r = &t->rows[i];
        json_t *want = understood(t, r->text, "");
        assert_true(json_array_size(json_object_get(want, "debug")) > 0);
        for (size_t k = 0; k < sizeof FORMS / sizeof FORMS[0]; k++) {
            if (!bears(r, &FORMS[k]))
                continue;
            char *text = in_form(r->text, &FORMS[k]);
            json_t *got = understood(t, text, FORMS[k].time);
            if (!json_equal(got, want)) {
                print_error("line %d: %s in %s, %s:\n%s", r->line, r->name, r->release,
                            FORMS[k].name, text);
                wrong++;
            }
            json_decref(got);
            free(text);
        }
        json_decref(want);
    }
    assert_int_equal(wrong, 0);
}

/* ---- harmless lines ----------------------------------------------------------------------- */

static bool is_harmless(const struct row *r)
{
    return strcmp(r->name, "FALSE") == 0 || strcmp(r->name, "M06") == 0 ||
           strcmp(r->name, "M07") == 0;
}

static bool one_tongue(const struct row *x, const struct row *y)
{
    return (strcmp(x->release, "12.2") == 0) == (strcmp(y->release, "12.2") == 0);
}

/* `line` after `after` lines of `text`. */
static char *with_line(const char *text, size_t after, const char *line)
{
    const char *at = text;
    for (; after > 0 && *at; after--)
        at += strcspn(at, "\n") + 1;
    return mem_printf("%.*s%s%s", (int)(at - text), text, line, at);
}

static void harmless_lines_do_no_harm(void **state)
{
    struct table *t = *state;
    static const size_t places[] = {1, 5, 11, 15, 1000};
    size_t tried = 0;
    for (size_t h = 0; h < t->count; h++)
        for (size_t i = 0; i < t->count; i++) {
            const struct row *well = &t->rows[h], *r = &t->rows[i];
            if (strcmp(well->name, "HEALTHY") != 0 || !is_harmless(r) || !one_tongue(well, r))
                continue;
            char *text = with_line(well->text, places[tried++ % 5], r->text);
            json_t *result = judge(t, text);
            char *got = told(result);
            if (strcmp(got, "pass") != 0)
                fail_msg("line %d: %s makes of a healthy negotiation: %s", r->line, r->name, got);
            free(got);
            json_decref(result);
            free(text);
        }
    assert_true(tried > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_tells_its_cause),
        cmocka_unit_test(every_row_of_the_guide_is_there),
        cmocka_unit_test(every_form_says_the_same),
        cmocka_unit_test(harmless_lines_do_no_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
