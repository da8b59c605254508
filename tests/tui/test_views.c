/* SPDX-License-Identifier: ISC */
/* The whole screen at pinned sizes against kept pictures in tests/fixtures/tui. */
#include "base/buf.h"
#include "base/json.h"
#include "tests/base/expected.h"
#include "tui/actions.h"
#include "tui/ui.h"
#include "tui/view.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINE(k, m, t)                                                                              \
    {                                                                                              \
        .kind = (k), .marked = (m), .text = (t), .len = sizeof(t) - 1                              \
    }

static struct model_line lines_a[] = {
    LINE(LINE_COMMAND, false, "show crypto ipsec transform-set"),
    LINE(LINE_REPLY, true, "Transform set myset: { esp-des esp-md5-hmac  }"),
    LINE(LINE_REPLY, false, "   will negotiate = { Tunnel,  },"),
    LINE(LINE_REPLY, false, ""),
    LINE(LINE_HEARD, false, "00:27:07: ISAKMP (0:2): beginning Main Mode exchange"),
    LINE(LINE_LOST, false, "(older lines are not kept)"),
};
static struct model_line lines_b[] = {
    LINE(LINE_COMMAND, false, "show crypto ipsec transform-set"),
    LINE(LINE_REPLY, true, "Transform set myset: { ah-md5-hmac  }"),
    LINE(LINE_REPLY, true, "\x1b[2J evil \xe4\xb8\xad\xe6\x96\x87 wide"),
    LINE(LINE_ERROR, false, "(interrupted)"),
};

static const char *const titles[] = {
    "Are the interfaces up?",     "Is there a route to the peer?", "Do the peers reach each other?",
    "Is the crypto map applied?", "Do the IKE policies agree?",    "Do the transform sets agree?",
    "Is the IKE SA established?", "Are packets encrypted?",
};

static const char *const ids[] = {"interfaces", "routes",         "peer-reachable", "map-applied",
                                  "ike-policy", "transform-sets", "ike-sa",         "packets"};

static const char causes[] =
    "[{\"id\":\"phase2-transform-mismatch\",\"peer\":\"both\",\"confidence\":0.95,"
    "\"title\":\"The transform sets have nothing in common\","
    "\"summary\":\"CE1 offers esp-des esp-md5-hmac, CE2 accepts ah-md5-hmac only.\","
    "\"why\":\"Both ends must offer at least one transform set that is the same.\","
    "\"fix\":[\"crypto ipsec transform-set myset esp-des esp-md5-hmac\"],"
    "\"confirm\":[\"show crypto ipsec sa\"],\"guide\":\"B-7\",\"step\":\"transforms\","
    "\"evidence\":[{\"peer\":\"a\",\"source\":\"show crypto ipsec transform-set\",\"line\":1,"
    "\"block\":1,\"text\":\"Transform set myset: { esp-des esp-md5-hmac  }\"},"
    "{\"peer\":\"b\",\"source\":\"show crypto ipsec transform-set\",\"line\":1,\"block\":1,"
    "\"text\":\"Transform set myset: { ah-md5-hmac  }\"}]}]";

struct sample {
    struct model model;
    struct model_step steps[8];
    struct input input;
    json_t *json;
};

static void sample_steps(struct sample *s)
{
    static const enum verdict verdicts[] = {VERDICT_PASS, VERDICT_PASS,    VERDICT_WARN,
                                            VERDICT_PASS, VERDICT_UNKNOWN, VERDICT_FAIL};
    for (size_t i = 0; i < 8; i++)
        s->steps[i] = (struct model_step){.id = ids[i], .title = titles[i], .current = i == 7};
    for (size_t i = 0; i < 6; i++)
        s->steps[i].verdict = verdicts[i];
    s->steps[6].running = true;
    s->steps[7].risk = RISK_DISRUPTIVE;
}

static void sample_init(struct sample *s)
{
    *s = (struct sample){0};
    sample_steps(s);
    s->json = json_parse("causes", causes, NULL);
    assert_non_null(s->json);
    s->model = (struct model){
        .zoom = PANE_ALL,
        .peer = {{.label = "A",
                  .host = "CE1",
                  .state = "ready",
                  .problem = "",
                  .ready = true,
                  .legacy = true,
                  .line = lines_a,
                  .line_count = 6,
                  .above = true},
                 {.label = "B",
                  .host = "CE2",
                  .state = "lost",
                  .lost = true,
                  .line = lines_b,
                  .line_count = 4,
                  .problem = "The router hung up in the middle of a reply."}},
        .step = s->steps,
        .step_count = 8,
        .selected = 5,
        .tunnel = "vpn 10 10.15.58.10 - 10.15.58.38",
        .activity = "runs",
        .elapsed_s = 3,
        .finding = {.step = 5,
                    .title = titles[5],
                    .verdict = VERDICT_FAIL,
                    .reason = "",
                    .why = "",
                    .good = "",
                    .guide = "",
                    .sure = 0.5,
                    .causes = s->json},
        .context = CONTEXT_MAIN,
        .message = "",
        .question = "",
        .question_kind = "",
        .asking = "",
        .risky_why = "",
        .input = &s->input,
    };
}

static char *draw(const struct model *m, size_t width, size_t height)
{
    struct layout l = layout_make(width, height, m->zoom, false);
    struct screen screen = {0};
    struct rows scratch = {0};
    char *text = NULL;
    size_t size;
    screen_clear(&screen, width, height);
    view_screen(m, &l, &scratch, &screen);
    FILE *out = open_memstream(&text, &size);
    screen_print(&screen, out);
    fclose(out);
    rows_fini(&scratch);
    screen_fini(&screen);
    return text;
}

static void check(const struct model *m, size_t width, size_t height, const char *name)
{
    char path[256];
    char *now = draw(m, width, height);
    snprintf(path, sizeof path, "tests/fixtures/tui/%s.txt", name);
    assert_kept(now, path);
    free(now);
}

static void test_failing_screens(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    check(&s.model, 80, 24, "failing-80x24");
    check(&s.model, 200, 50, "failing-200x50");
    s.model.ascii = true;
    check(&s.model, 80, 24, "failing-80x24-ascii");
    json_decref(s.json);
}

static void test_plain_step(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    s.model.selected = 6;
    s.model.focus = PANE_A;
    s.model.finding = (struct model_finding){
        .step = 6,
        .title = titles[6],
        .running = true,
        .reason = "",
        .why = "Without an IKE SA the peers cannot agree on keys for the data.",
        .good = "QM_IDLE on both ends.",
        .guide = "3-10",
    };
    s.model.message = "CE2: only one line could be opened, debug output is told apart by line.";
    check(&s.model, 80, 24, "step-80x24");
    json_decref(s.json);
}

static void test_dialogs(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    json_t *commands = json_parse("commands",
                                  "[{\"side\":\"a\",\"command\":\"clear crypto sa\"},"
                                  "{\"side\":\"b\",\"command\":\"clear crypto isakmp\"},"
                                  "{\"side\":\"a\",\"command\":\"end\",\"effect\":\"CE1 ends.\"},"
                                  "{\"side\":\"b\",\"command\":\"end\",\"effect\":\"CE2 ends.\"}]",
                                  NULL);
    json_t *choices = json_parse("choices", "[\"vpn 10\",\"vpn 20\"]", NULL);
    s.model.dialog = DIALOG_RISK;
    s.model.context = CONTEXT_CONFIRM;
    s.model.risky = &s.steps[7];
    s.model.risky_why = "Old SAs may stand in the way.";
    s.model.commands = commands;
    check(&s.model, 80, 24, "risk-80x24");
    s.model.dialog = DIALOG_CHOOSE;
    s.model.context = CONTEXT_CHOOSE;
    s.model.choices = choices;
    s.model.choice = 1;
    check(&s.model, 80, 24, "choose-80x24");
    s.model.dialog = DIALOG_HELP;
    s.model.context = CONTEXT_HELP;
    check(&s.model, 80, 24, "help-80x24");
    json_decref(commands);
    json_decref(choices);
    json_decref(s.json);
}

static void test_secret_does_not_show(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    input_start(&s.input, "hunter2", true);
    s.model.dialog = DIALOG_ANSWER;
    s.model.context = CONTEXT_INPUT;
    s.model.question = "Password for lab@CE2:";
    s.model.asking = "CE2";
    s.model.question_kind = "Enable password";
    char *text = draw(&s.model, 80, 24);
    assert_holds(text, "Password for lab@CE2:");
    assert_holds(text, "Enable password");
    assert_null(strstr(text, "hunter2"));
    free(text);
    input_start(&s.input, "echoed", false);
    text = draw(&s.model, 80, 24);
    assert_holds(text, "echoed");
    free(text);
    json_decref(s.json);
}

static void test_no_control_bytes_reach_the_screen(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    char *text = draw(&s.model, 200, 50);
    assert_null(strchr(text, '\x1b'));
    assert_holds(text, "^[[2J evil");
    free(text);
    json_decref(s.json);
}

static void test_evidence_has_a_sign(void **state)
{
    struct sample s;
    struct rows rows = {0};
    (void)state;
    sample_init(&s);
    view_peer(&s.model, SIDE_A, 60, 10, &rows);
    const struct row *marked = &rows.row[2];
    assert_int_equal(rows.run[marked->first].role, ROLE_EVIDENCE);
    assert_int_equal(buf_str(&rows.text)[rows.run[marked->first].at], '>');
    assert_int_equal(rows.run[rows.row[3].first].role, ROLE_PLAIN);
    assert_int_equal(rows.count, 7);
    rows_fini(&rows);
    json_decref(s.json);
}

static void test_too_small(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    for (size_t width = 1; width < 80; width += 13) {
        char *text = draw(&s.model, width, 10);
        free(text);
    }
    char *text = draw(&s.model, 70, 20);
    assert_holds(text, "peerwalk needs 80 x 24");
    free(text);
    json_decref(s.json);
}

static void test_every_size_and_zoom(void **state)
{
    struct sample s;
    (void)state;
    sample_init(&s);
    for (size_t width = 80; width < 300; width += 17) {
        for (s.model.zoom = 0; s.model.zoom <= PANE_ALL; s.model.zoom++) {
            char *text = draw(&s.model, width, 24 + width / 7);
            assert_holds(text, "CE1");
            free(text);
        }
    }
    json_decref(s.json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing_screens),
        cmocka_unit_test(test_plain_step),
        cmocka_unit_test(test_dialogs),
        cmocka_unit_test(test_secret_does_not_show),
        cmocka_unit_test(test_no_control_bytes_reach_the_screen),
        cmocka_unit_test(test_evidence_has_a_sign),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_every_size_and_zoom),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
