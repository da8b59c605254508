/* SPDX-License-Identifier: ISC */
/*
 * What goes to a peer that is put back, and what is said of it, over a peer that answers when the
 * test says so. It takes one line at a time, as the way back has to.
 */
#include "base/file.h"
#include "tests/walk/mini.h"
#include "walk/restore.h"

struct peer {
    struct peer_handler handler;
    void *user;
    const char *hostname;
    bool configuring;
    bool leaving;
    char *command; /* that waits for its answer; NULL: none */
    peer_reply_fn *fn;
    void *fn_user;
    struct buf sent; /* every line, each ended by ';' */
};

static struct peer *the_peer(void)
{
    static struct peer peer;
    return &peer;
}

/* The peer's own functions, of this test. */

struct peer *peer_new(struct loop *l, const struct platform *platform, struct redactor *redactor,
                      const struct peer_config *config, const struct peer_handler *handler,
                      void *user)
{
    (void)l, (void)platform, (void)redactor, (void)config;
    struct peer *p = the_peer();
    *p = (struct peer){.handler = *handler, .user = user, .hostname = "CE1"};
    return p;
}

void peer_free(struct peer *p)
{
    free(p->command);
    buf_fini(&p->sent);
    *p = (struct peer){.hostname = ""};
}

void peer_open(struct peer *p)
{
    assert_false(p->leaving);
}

void peer_close(struct peer *p)
{
    p->leaving = true;
}

void peer_answer(struct peer *p, const char *answer)
{
    (void)p;
    assert_null(answer);
}

uint64_t peer_send(struct peer *p, const char *command, const struct patience *patience,
                   peer_reply_fn *fn, void *user)
{
    (void)patience;
    assert_null(p->command);
    assert_false(p->leaving);
    p->command = mem_dup(command);
    p->fn = fn;
    p->fn_user = user;
    buf_printf(&p->sent, "%s;", command);
    return 1;
}

const char *peer_hostname(const struct peer *p)
{
    return p->hostname;
}

bool peer_configuring(const struct peer *p)
{
    return p->configuring;
}

bool peer_legacy(const struct peer *p)
{
    (void)p;
    return false;
}

const char *peer_state_name(enum peer_state s)
{
    return s == PEER_READY ? "ready" : s == PEER_LOST ? "lost" : "closed";
}

/* The bench. */

struct bench {
    struct pack *pack;
    struct debt_side debt;
    char *file;
    struct journal *journal;
    struct record *record;
    struct restore *restore;
    struct peer_config config;
};

static void on_changed(void *user, struct restore *r)
{
    (void)user, (void)r;
}

static void on_ask(void *user, struct restore *r, enum peer_question q, const char *text, bool echo)
{
    (void)user, (void)q, (void)text, (void)echo;
    restore_answer(r, NULL);
}

static void on_note(void *user, struct restore *r, const char *text)
{
    (void)user, (void)r;
    fail_msg("a note: %s", text);
}

static void bench_open(struct bench *b)
{
    static const struct restore_handler handler = {on_changed, on_ask, on_note};
    b->pack = mini_pack();
    b->file = mini_file("{'n':1,'ms':0,'at':'x','event':'open','version':1,'pack':{'name':'mini'},"
                        "'peers':{'a':{'target':'ce1'}}}\n",
                        ".jsonl");
    b->journal = journal_reopen(b->file, NULL);
    assert_non_null(b->journal);
    b->record = record_resume(b->journal);
    b->debt.target = mem_dup("ce1");
    b->debt.hostname = mem_dup("CE1");
    struct restore_task task = {SIDE_A, &b->debt, &b->config, b->pack, NULL, b->record};
    b->restore = restore_new(NULL, &task, &handler, b);
    restore_open(b->restore);
}

/* A step that took a cable away. */
static void bench_changed(struct bench *b)
{
    *b = (struct bench){
        .debt = {.step = mem_dup("s1"),
                 .commands = json_pack("[sss]", "configure terminal", "cable CE1", "end"),
                 .before = json_pack("[sss]", "cable CE1", "name x", "end")}};
    bench_open(b);
}

static void tell_state(enum peer_state s, const struct err *why)
{
    struct peer *p = the_peer();
    p->handler.state(p->user, p, s, why);
}

static void answer_as(const char *command, const char *text, enum reply_class class, int error)
{
    struct peer *p = the_peer();
    if (!p->command || strcmp(p->command, command) != 0)
        fail_msg("\"%s\" does not wait, but \"%s\"", command, p->command ? p->command : "nothing");
    char *line = p->command;
    struct reply r = {
        .command = line, .text = text, .len = strlen(text), .class = class, .error = error};
    p->command = NULL;
    p->fn(p->fn_user, p, &r);
    free(line);
}

static void answer(const char *command, const char *text)
{
    answer_as(command, text, REPLY_OK, ERR_NONE);
}

static void assert_sent(const char *want)
{
    assert_string_equal(buf_str(&the_peer()->sent), want);
}

/* The peer has left, or gone; what became of it, and what the next reader of the journal learns. */
static void assert_left(struct bench *b, enum restore_result result, const char *why, bool settled)
{
    struct buf journal = {0};
    if (restore_state(b->restore) != RESTORE_DONE) {
        assert_true(the_peer()->leaving);
        tell_state(PEER_CLOSED, NULL);
    }
    assert_int_equal(restore_state(b->restore), RESTORE_DONE);
    assert_string_equal(restore_result_name(restore_result(b->restore)),
                        restore_result_name(result));
    assert_string_equal(restore_why(b->restore), why);
    assert_int_equal(file_read(b->file, 0, &journal, NULL), ERR_NONE);
    assert_int_equal(strstr(buf_str(&journal), "\"event\":\"undone\"") != NULL, settled);
    buf_fini(&journal);
}

static void bench_close(struct bench *b)
{
    restore_free(b->restore);
    record_free(b->record);
    journal_free(b->journal);
    unlink(b->file);
    free(b->file);
    free(b->debt.step);
    free(b->debt.target);
    free(b->debt.hostname);
    json_decref(b->debt.commands);
    json_decref(b->debt.before);
    json_decref(b->debt.off);
    pack_free(b->pack);
}

static const char AS_BEFORE[] = "! changed at 11:00\r\ncable CE1\r\nname x\r\nend\r\n";
static const char CHANGED[] = "! changed at 10:00\r\nname x\r\nend\r\n";

/* Up to the question whether the lines may be sent. */
static void look(struct bench *b)
{
    bench_changed(b);
    tell_state(PEER_READY, NULL);
    assert_int_equal(restore_state(b->restore), RESTORE_LOOKING);
    answer("look config", CHANGED);
    assert_int_equal(restore_state(b->restore), RESTORE_WAITING);
    assert_non_null(restore_difference(b->restore));
    assert_sent("look config;");
}

static void test_line_by_line(void **state)
{
    (void)state;
    struct bench b;
    look(&b);
    restore_go(b.restore, true);
    assert_sent("look config;configure terminal;");
    answer("configure terminal", "");
    assert_sent("look config;configure terminal;cable CE1;");
    answer("cable CE1", "");
    answer("end", "");
    assert_int_equal(restore_state(b.restore), RESTORE_PROVING);
    answer("look config", AS_BEFORE);
    assert_sent("look config;configure terminal;cable CE1;end;look config;");
    assert_left(&b, RESTORE_PUT_BACK, "", true);
    bench_close(&b);
}

/* None follows it, configuration mode is left, and what came of it is looked at. */
static void test_a_line_refused(void **state)
{
    (void)state;
    struct bench b;
    look(&b);
    restore_go(b.restore, true);
    answer("configure terminal", "");
    the_peer()->configuring = true;
    answer_as("cable CE1", "% Invalid input", REPLY_INVALID, ERR_NONE);
    answer("end", "");
    answer("look config", CHANGED);
    assert_sent("look config;configure terminal;cable CE1;end;look config;");
    assert_left(&b, RESTORE_NOT_PROVEN, "\"cable CE1\" was refused", false);
    bench_close(&b);

    /* A line that nothing came back to counts as refused; the first one here. */
    look(&b);
    restore_go(b.restore, true);
    answer_as("configure terminal", "", REPLY_OK, ERR_TIMEOUT);
    answer("look config", CHANGED);
    assert_sent("look config;configure terminal;look config;");
    assert_left(&b, RESTORE_NOT_PROVEN, "\"configure terminal\" was refused", false);
    bench_close(&b);
}

static void test_as_before_already(void **state)
{
    (void)state;
    struct bench b;
    bench_changed(&b);
    tell_state(PEER_READY, NULL);
    answer("look config", AS_BEFORE);
    assert_sent("look config;");
    assert_left(&b, RESTORE_AS_BEFORE, "", true);
    bench_close(&b);
}

static void test_another_router(void **state)
{
    (void)state;
    struct bench b;
    bench_changed(&b);
    the_peer()->hostname = "PE9";
    tell_state(PEER_READY, NULL);
    assert_sent("");
    assert_left(&b, RESTORE_OTHER,
                "it calls itself PE9, and the journal is about CE1: nothing was sent", false);
    bench_close(&b);
}

static void send_all(struct bench *b)
{
    look(b);
    restore_go(b->restore, true);
    answer("configure terminal", "");
    answer("cable CE1", "");
    answer("end", "");
}

static void test_not_proven(void **state)
{
    (void)state;
    struct bench b;
    send_all(&b);
    answer("look config", "cable CE1\nname y\nend\n");
    assert_left(&b, RESTORE_NOT_PROVEN,
                "its running configuration is not as it was before: +name y; -name x", false);
    assert_int_equal(json_array_size(restore_difference(b.restore)), 2);
    bench_close(&b);

    send_all(&b);
    answer_as("look config", AS_BEFORE, REPLY_OK, ERR_TIMEOUT);
    assert_left(&b, RESTORE_NOT_PROVEN, "its running configuration could not be read", false);
    assert_null(restore_difference(b.restore));
    bench_close(&b);
}

static void test_lost_in_the_middle(void **state)
{
    (void)state;
    struct bench b;
    struct err why = {0};
    err_set(&why, ERR_LOST, "ce1", 0, "the line went down");
    look(&b);
    restore_go(b.restore, true);
    answer("configure terminal", "");
    answer_as("cable CE1", "", REPLY_OK, ERR_LOST);
    tell_state(PEER_LOST, &why);
    assert_sent("look config;configure terminal;cable CE1;");
    assert_left(&b, RESTORE_LOST, "the line went down", false);
    bench_close(&b);
}

static void test_declined(void **state)
{
    (void)state;
    struct bench b;
    look(&b);
    restore_go(b.restore, false);
    assert_sent("look config;");
    assert_left(&b, RESTORE_DECLINED, "it was not put back", false);
    bench_close(&b);
}

/* Half a way back is left only by who insists. */
static void test_interrupted(void **state)
{
    (void)state;
    struct bench b;
    look(&b);
    restore_go(b.restore, true);
    restore_close(b.restore);
    assert_int_equal(restore_state(b.restore), RESTORE_SENDING);
    answer("configure terminal", "");
    restore_close(b.restore);
    answer_as("cable CE1", "", REPLY_OK, ERR_CANCELLED);
    assert_sent("look config;configure terminal;cable CE1;");
    assert_left(&b, RESTORE_NOT_PROVEN, "interrupted", false);
    bench_close(&b);
}

static void debugging(struct bench *b)
{
    *b = (struct bench){
        .debt = {.debugging = true,
                 .off = json_pack("[sss]", "undebug all", "undebug peer CE2", "clear sa")}};
    bench_open(b);
    tell_state(PEER_READY, NULL);
}

static void test_debugging(void **state)
{
    (void)state;
    struct bench b;
    debugging(&b);
    answer("undebug all", "");
    answer_as("undebug peer CE2", "% Invalid input", REPLY_INVALID, ERR_NONE);
    assert_sent("undebug all;undebug peer CE2;");
    assert_true(restore_debug_off(b.restore));
    assert_left(&b, RESTORE_AS_BEFORE, "", false);
    bench_close(&b);

    debugging(&b);
    answer_as("undebug all", "% Invalid input", REPLY_INVALID, ERR_NONE);
    answer("undebug peer CE2", "");
    assert_false(restore_debug_off(b.restore));
    assert_left(&b, RESTORE_NOT_PROVEN, "\"undebug all\" was refused: do it by hand", false);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_by_line),      cmocka_unit_test(test_a_line_refused),
        cmocka_unit_test(test_as_before_already), cmocka_unit_test(test_another_router),
        cmocka_unit_test(test_not_proven),        cmocka_unit_test(test_lost_in_the_middle),
        cmocka_unit_test(test_declined),          cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_debugging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
