/* SPDX-License-Identifier: ISC */
/* A walk that is written down and told again is the same walk. */
#include "walk/retell.h"

#include "session/journal.h"
#include "tests/walk/mini.h"
#include "walk/record.h"

#define TWO_STEPS SA_STEP("one", READ) "," SA_STEP("two", READ)

/* What comes out of a retelling. */
struct told {
    char events[4000];
    struct walk *walk;
    enum peer_state state[SIDES];
};

static void on_event(void *user, const struct walk_event *e)
{
    struct told *t = user;
    size_t n = strlen(t->events);
    const char *id = e->step >= 0 ? walk_step(t->walk, (size_t)e->step)->id : "-";
    snprintf(t->events + n, sizeof t->events - n, "%d %s %d %s;", (int)e->type, id, e->side,
             verdict_name(e->verdict));
}

static void on_state(void *user, int side, enum peer_state s, const struct err *why)
{
    struct told *t = user;
    (void)why;
    t->state[side] = s;
}

/* Take all events that are left. */
static void tell(struct retelling *r)
{
    struct err e = {0};
    while (retelling_next(r, &e) > 0) {
    }
    assert_int_equal(e.code, ERR_NONE);
}

static void tell_to(struct told *t, struct retelling *r)
{
    static const struct retell_handler HANDLER = {.state = on_state};
    t->walk = retelling_walk(r);
    walk_observe(t->walk, on_event, t);
    retelling_watch(r, &HANDLER, t);
    tell(r);
}

/* A journal with these lines, ' for "; the file is gone when it is closed. */
static struct retelling *open_lines(const char *lines, bool transcripts)
{
    struct err e = {0};
    char *path = mini_file(lines, ".jsonl");
    struct retelling *r = retelling_open(path, transcripts, &e);
    if (!r)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    unlink(path);
    free(path);
    return r;
}

/* A walk, its journal, and what is told out of that. */
struct tale {
    char *path;
    struct mini *mini;
    struct journal *journal;
    struct record *record;
    struct retelling *retelling;
    struct told told;
};

static char *new_path(void)
{
    char *path = mem_dup("/tmp/peerwalk-retell-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    return path;
}

/* Walk both steps, the second to a failure of B. */
static void walk_two_steps(struct mini *m)
{
    walk_start(m->walk);
    m->now += 250;
    mini_both(m, "show sa", "x is up\n\n");
    walk_on_heard(m->walk, SIDE_A, "a line \xff", 8);
    m->now += 1000;
    mini_answer(m, SIDE_A, "show sa", "x is up\n");
    mini_answer(m, SIDE_B, "show sa", "x is up\ny is down\n");
}

static struct tale *tale_new(bool transcripts)
{
    static const struct peer_config CONFIG[SIDES] = {{.target = "ce1"}, {.target = "ce2"}};
    static const struct walk_options NONE;
    struct err e = {0};
    struct tale *t = mem_alloc(sizeof *t);
    t->path = new_path();
    t->mini = mini_new(TWO_STEPS, NULL, NULL);
    t->journal = journal_open(t->path, "test", &e);
    assert_non_null(t->journal);
    t->record = record_new(t->journal, t->mini->walk, t->mini->book, &NONE, CONFIG);
    record_state(t->record, SIDE_A, PEER_READY, "CE1", true, NULL);
    record_state(t->record, SIDE_B, PEER_READY, "CE2", false, NULL);
    walk_on_legacy(t->mini->walk, SIDE_A);
    walk_two_steps(t->mini);
    t->retelling = retelling_open(t->path, transcripts, &e);
    assert_non_null(t->retelling);
    tell_to(&t->told, t->retelling);
    return t;
}

static void tale_free(struct tale *t)
{
    retelling_free(t->retelling);
    record_free(t->record);
    journal_free(t->journal);
    mini_free(t->mini);
    unlink(t->path);
    free(t->path);
    free(t);
}

static void assert_same_text(const struct walk *x, const struct walk *y, int side)
{
    const struct transcript *a = walk_transcript(x, side), *b = walk_transcript(y, side);
    assert_int_equal(transcript_count(a), transcript_count(b));
    for (size_t i = 0; i < transcript_count(a); i++) {
        const struct block *p = transcript_block(a, i), *q = transcript_block(b, i);
        char *left = transcript_text(p, NULL), *right = transcript_text(q, NULL);
        assert_string_equal(left, right);
        assert_string_equal(p->command, q->command);
        assert_string_equal(p->step, q->step);
        assert_int_equal(p->monitor, q->monitor);
        assert_int_equal(p->error, q->error);
        free(left);
        free(right);
    }
}

static void a_walk_told_again_is_the_same(void **state)
{
    (void)state;
    struct tale *t = tale_new(true);
    const struct walk *walked = t->mini->walk, *told = t->told.walk;
    json_t *was = walk_result(walked), *is = walk_result(told);
    assert_string_equal(json_str(is, "verdict", ""), "fail");
    assert_true(json_equal(was, is));
    assert_same_text(walked, told, SIDE_A);
    assert_same_text(walked, told, SIDE_B);
    assert_true(walk_finished(told));
    assert_int_equal(walk_current(told), -1);
    assert_false(walk_busy(told));
    assert_string_equal(walk_hostname(told, SIDE_B), "CE2");
    assert_int_equal(t->told.state[SIDE_A], PEER_READY);
    assert_true(walk_is_legacy(told, SIDE_A));
    assert_false(walk_is_legacy(told, SIDE_B));
    assert_true(retelling_end(t->retelling).ended);
    json_decref(was);
    json_decref(is);
    tale_free(t);
}

static void the_end_of_a_step_is_told_when_its_causes_are_known(void **state)
{
    (void)state;
    struct tale *t = tale_new(false);
    char *text = mem_printf("%d one -1 pass;", (int)WALK_STEP_ENDS);
    assert_non_null(strstr(t->told.events, text));
    free(text);
    text = mem_printf("%d two -1 fail;%d - -1 fail;", (int)WALK_STEP_ENDS, (int)WALK_ENDS);
    assert_non_null(strstr(t->told.events, text));
    assert_int_equal(transcript_count(walk_transcript(t->told.walk, SIDE_A)), 0);
    free(text);
    tale_free(t);
}

/* The journal breaks off before they are: then without them. */
static void the_end_of_a_step_is_told_without_causes_at_the_end(void **state)
{
    static const char LINES[] = "{'event':'open','playbook':{'id':'x','steps':[{'id':'one'}]}}\n"
                                "{'event':'step-begins','step':'one'}\n"
                                "{'event':'step-ends','step':'one','verdict':'pass','seconds':1}\n";
    struct told told = {0};
    struct retelling *r = open_lines(LINES, false);
    (void)state;
    tell_to(&told, r);
    char *want =
        mem_printf("%d one -1 ;%d one -1 pass;", (int)WALK_STEP_BEGINS, (int)WALK_STEP_ENDS);
    assert_string_equal(told.events, want);
    free(want);
    retelling_free(r);
}

static void nothing_makes_it_walk(void **state)
{
    (void)state;
    struct tale *t = tale_new(true);
    struct walk *w = t->told.walk;
    size_t events = strlen(t->told.events);
    size_t blocks = transcript_count(walk_transcript(w, SIDE_A));
    walk_start(w);
    walk_next(w);
    walk_run_step(w, 0);
    walk_skip(w);
    walk_answer(w, true);
    walk_choose(w, 0);
    walk_command(w, SIDE_A, "reload");
    walk_stop(w);
    assert_int_equal(strlen(t->told.events), events);
    assert_int_equal(transcript_count(walk_transcript(w, SIDE_A)), blocks);
    assert_int_equal(walk_verdict(w), VERDICT_FAIL);
    tale_free(t);
}

/* Lines of a file that is no honest journal: nothing breaks, and numbers mean nothing. */
static void nonsense_in_events_is_survived(void **state)
{
    static const char LINES[] =
        "{'event':'open','playbook':{'id':'x','steps':[{'id':'one'},7,null]},'peers':3}\n"
        "{'event':'sent','side':'a','block':1,'command':'x'}\n"
        "{'event':'sent','side':'a','block':1,'command':'again'}\n"
        "{'event':'sent','side':'a','block':9000000000,'command':'far'}\n"
        "{'event':'sent','side':'c','block':-4}\n"
        "{'event':'heard','side':'a','block':-1,'text':'h'}\n"
        "{'event':'reply','side':'a','block':1,'text':['x']}\n"
        "{'event':'reply','side':'a','block':1,'text':'twice'}\n"
        "{'event':'reply','side':'b','block':77,'text':'nobody asked','error':'odd'}\n"
        "{'event':'step-begins','step':'none such'}\n"
        "{'event':'step-ends','step':'one','verdict':'perfect','seconds':'long'}\n"
        "{'event':'causes','causes':{'a':1}}\n"
        "{'event':'causes','causes':[1,{'evidence':[null,{'line':{}}]}]}\n"
        "{'event':'facts','side':'b','name':'exchange','rows':[1,{'messages':[2]}]}\n"
        "{'event':'tunnel','label':[],'a':1}\n"
        "{'event':'ask','step':3,'commands':'all'}\n"
        "{'event':'choose','choices':5}\n"
        "{'event':'state','side':'a','state':'floating','reason':4}\n"
        "{'event':'end','verdict':0,'failing_step':{},'ms':-99999999999}\n";
    struct err e = {0};
    struct told told = {0};
    struct retelling *r = open_lines(LINES, true);
    (void)state;
    tell_to(&told, r);
    assert_int_equal(walk_verdict(told.walk), VERDICT_NONE);
    assert_int_equal(walk_failing_step(told.walk), -1);
    assert_true(transcript_count(walk_transcript(told.walk, SIDE_A)) <= 10100);
    json_t *result = walk_result(told.walk);
    assert_string_equal(json_str(result, "verdict", ""), "unknown");
    json_decref(result);
    assert_int_equal(retelling_next(r, &e), 0);
    retelling_free(r);
}

/* An undo goes on with the journal of a run that crashed: its clock begins anew. */
static void time_does_not_go_backward(void **state)
{
    static const char LINES[] = "{'event':'open','ms':0,'playbook':{'steps':[]}}\n"
                                "{'event':'note','ms':5000,'text':'x'}\n"
                                "{'event':'note','ms':10,'text':'later'}\n"
                                "{'event':'note','ms':700,'text':'and later'}\n";
    struct err e = {0};
    struct retelling *r = open_lines(LINES, false);
    (void)state;
    uint64_t due;
    assert_true(retelling_due(r, &due));
    assert_int_equal(due, 5000);
    assert_int_equal(retelling_next(r, &e), 1);
    assert_int_equal(retelling_next(r, &e), 1);
    assert_int_equal(retelling_now_ms(r), 5000);
    assert_int_equal(retelling_next(r, &e), 1);
    assert_int_equal(retelling_now_ms(r), 5690);
    assert_int_equal(retelling_next(r, &e), 0);
    retelling_free(r);
}

/* Who reads this must know that a router is not as it was; a later run may have seen to it. */
static void what_is_owed_is_told(void **state)
{
    static const char LINES[] = "{'event':'open','playbook':{'steps':[]}}\n"
                                "{'event':'undo','side':'a'}\n"
                                "{'event':'undo','side':'b'}\n"
                                "{'event':'undone','side':'b'}\n"
                                "{'event':'resume'}\n"
                                "{'event':'state','side':'a','state':'lost'}\n"
                                "{'event':'state','side':'b','state':'closed'}\n"
                                "{'event':'undone','side':'a'}\n";
    struct err e = {0};
    struct retelling *r = open_lines(LINES, false);
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(retelling_next(r, &e), 1);
    assert_true(retelling_end(r).owed[SIDE_A]);
    assert_false(retelling_end(r).owed[SIDE_B]);
    assert_true(retelling_end(r).resumed);
    tell(r);
    assert_false(retelling_end(r).owed[SIDE_A]);
    assert_false(walk_lost(retelling_walk(r)));
    assert_false(retelling_end(r).left);
    retelling_free(r);
}

/* And of whom: another router that answered later is not it. */
static void debugging_and_interruption_are_told(void **state)
{
    static const char LINES[] = "{'event':'open','playbook':{'steps':[]}}\n"
                                "{'event':'state','side':'a','state':'ready','hostname':'CE1'}\n"
                                "{'event':'debug','side':'a','on':true}\n"
                                "{'event':'debug','side':'b','on':true}\n"
                                "{'event':'debug','side':'b','on':false}\n"
                                "{'event':'state','side':'a','state':'ready','hostname':'PE9'}\n"
                                "{'event':'interrupted'}\n";
    struct retelling *r = open_lines(LINES, false);
    (void)state;
    assert_false(retelling_end(r).interrupted);
    tell(r);
    assert_true(retelling_end(r).interrupted);
    assert_true(retelling_end(r).debugging[SIDE_A]);
    assert_false(retelling_end(r).debugging[SIDE_B]);
    assert_int_equal(retelling_end(r).unknown, 0);
    assert_string_equal(walk_hostname(retelling_walk(r), SIDE_A), "CE1");
    retelling_free(r);
}

static void a_bad_line_in_the_middle_ends_it_with_an_error(void **state)
{
    static const char LINES[] = "{'event':'open','playbook':{'steps':[]}}\n"
                                "{'event':'note','text':'x'}\n"
                                "nonsense\n"
                                "{'event':'note','text':'y'}\n";
    struct err e = {0};
    struct retelling *r = open_lines(LINES, false);
    (void)state;
    assert_int_equal(retelling_next(r, &e), 1);
    assert_int_equal(e.code, ERR_NONE);
    assert_int_equal(retelling_next(r, &e), ERR_FORMAT);
    assert_int_equal(e.line, 3);
    retelling_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_told_again_is_the_same),
        cmocka_unit_test(the_end_of_a_step_is_told_when_its_causes_are_known),
        cmocka_unit_test(the_end_of_a_step_is_told_without_causes_at_the_end),
        cmocka_unit_test(nothing_makes_it_walk),
        cmocka_unit_test(nonsense_in_events_is_survived),
        cmocka_unit_test(time_does_not_go_backward),
        cmocka_unit_test(what_is_owed_is_told),
        cmocka_unit_test(debugging_and_interruption_are_told),
        cmocka_unit_test(a_bad_line_in_the_middle_ends_it_with_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
