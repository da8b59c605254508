/* SPDX-License-Identifier: ISC */
/* Judgement of terminal logs, configurations and sections of `show tech`, without any debug. */
#include "walk/diagnose.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "walk/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct desk {
    struct pack *pack;
    struct diagnoser *diagnoser;
};

static int set_up(void **state)
{
    struct err e = {0};
    struct desk *desk = mem_alloc(sizeof *desk);
    desk->pack = pack_load(".", "ios", &e);
    desk->diagnoser = desk->pack ? diagnoser_new(desk->pack, &e) : NULL;
    if (!desk->diagnoser)
        print_error("%s: %s\n", e.where, e.text);
    *state = desk;
    return desk->diagnoser ? 0 : -1;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    diagnoser_free(desk->diagnoser);
    pack_free(desk->pack);
    free(desk);
    return 0;
}

static char *read_text(const char *path)
{
    struct err e = {0};
    struct buf text = {0};
    assert_int_equal(file_read(path, 0, &text, &e), ERR_NONE);
    return buf_take(&text, NULL);
}

static json_t *judge(void **state, const struct capture *a, size_t as, const struct capture *b,
                     size_t bs)
{
    struct err e = {0};
    const struct captures both[SIDES] = {{a, as}, {b, bs}};
    struct desk *desk = *state;
    json_t *result = diagnoser_judge(desk->diagnoser, both, &e);
    assert_string_equal(e.text, "");
    assert_non_null(result);
    return result;
}

static json_t *judge_texts(void **state, const char *a, const char *b)
{
    struct capture one = {"a.log", a, strlen(a)}, other = {"b.log", b, strlen(b)};
    return judge(state, &one, 1, &other, 1);
}

static json_t *judge_fixture(void **state, const char *name)
{
    char *text[SIDES];
    for (int side = 0; side < SIDES; side++) {
        char *path = mem_printf("tests/fixtures/%s.%s", name, side ? "b.log" : "a.log");
        text[side] = read_text(path);
        free(path);
    }
    json_t *result = judge_texts(state, text[SIDE_A], text[SIDE_B]);
    free(text[SIDE_A]);
    free(text[SIDE_B]);
    return result;
}

static const json_t *first_cause(const json_t *result)
{
    return json_array_get(json_object_get(result, "causes"), 0);
}

static void assert_verdict(const json_t *result, const char *verdict, const char *cause)
{
    assert_string_equal(json_str(result, "verdict", ""), verdict);
    assert_string_equal(json_str(first_cause(result), "id", ""), cause);
}

static bool has_evidence(const json_t *cause, const char *source, long long line, const char *text)
{
    const json_t *list = json_object_get(cause, "evidence");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(json_str(one, "source", ""), source) == 0 && json_int(one, "line", 0) == line &&
            strstr(json_str(one, "text", ""), text))
            return true;
    }
    return false;
}

static void test_healthy_logs(void **state)
{
    json_t *result = judge_fixture(state, "captures/healthy-12.2");
    assert_verdict(result, "pass", "");
    json_decref(result);
    /* One end alone proves nothing. */
    char *a = read_text("tests/fixtures/captures/healthy-12.2.a.log");
    struct capture one = {"a.log", a, strlen(a)};
    result = judge(state, &one, 1, NULL, 0);
    assert_verdict(result, "unknown", "");
    json_decref(result);
    free(a);
}

static void test_faulty_logs(void **state)
{
    json_t *result = judge_fixture(state, "captures/transform-mismatch-15");
    assert_verdict(result, "fail", "phase2-transform-mismatch");
    json_decref(result);
}

/* Configurations that came as files; the evidence counts the file's own lines. */
static void test_bare_configurations(void **state)
{
    char *a = read_text("tests/fixtures/compare/a.cfg");
    char *b = read_text("tests/fixtures/compare/b.cfg");
    json_t *result = judge_texts(state, a, b);
    assert_verdict(result, "unknown", "");
    json_decref(result);
    char *key = strstr(b, "cisco123");
    memcpy(key, "cisco321", 8);
    result = judge_texts(state, a, b);
    assert_verdict(result, "fail", "psk-mismatch");
    const json_t *cause = first_cause(result);
    assert_true(has_evidence(cause, "a.log", 9, "crypto isakmp key <secret:"));
    assert_true(has_evidence(cause, "b.log", 9, "crypto isakmp key <secret:"));
    char *text = json_text(result, 0);
    assert_null(strstr(text, "cisco"));
    free(text);
    json_decref(result);
    free(a);
    free(b);
}

#define TECH(cfg)                                                                                  \
    "\n------------------ show version ------------------\n\nCisco IOS Software\n"                 \
    "\n------------------ show running-config ------------------\n\n" cfg                          \
    "\n------------------ show stacks ------------------\n\nMinimum process stacks:\n"

static void test_show_tech(void **state)
{
    char *a = read_text("tests/fixtures/compare/a.cfg");
    char *b = read_text("tests/fixtures/compare/b.cfg");
    char *one = mem_printf(TECH("%s"), a), *other = mem_printf(TECH("%s"), b);
    char *set = strstr(other, "esp-des esp-md5-hmac");
    memcpy(set, "esp-des esp-sha-hmac", 20);
    json_t *result = judge_texts(state, one, other);
    assert_verdict(result, "fail", "phase2-transform-mismatch");
    assert_true(has_evidence(first_cause(result), "b.log", 18, "esp-des esp-sha-hmac"));
    json_decref(result);
    free(a);
    free(b);
    free(one);
    free(other);
}

/* What each file tells comes together: replies in one, the debug in another. */
static void test_several_files_of_one_end(void **state)
{
    char *debug = read_text("tests/fixtures/debug/b-key-mismatch.b.log");
    char *cfg = read_text("tests/fixtures/compare/b.cfg");
    struct capture files[] = {{"b.cfg", cfg, strlen(cfg)}, {"b.log", debug, strlen(debug)}};
    json_t *result = judge(state, NULL, 0, files, 2);
    const json_t *cause = first_cause(result);
    assert_string_equal(json_str(cause, "id", ""), "psk-mismatch");
    const json_t *line = json_array_get(json_object_get(cause, "evidence"), 0);
    assert_string_equal(json_str(line, "source", ""), "b.log");
    json_decref(result);
    free(debug);
    free(cfg);
}

/* What stops an end by itself needs no word from the other. */
static void test_one_configuration(void **state)
{
    static const struct {
        const char *line, *instead, *cause;
    } edits[] = {
        {"ip classless", "ip classless", ""},
        {"ip classless", "no crypto isakmp enable", "ike-disabled"},
        {" match address 100", "", "crypto-map-incomplete"},
        {" crypto map vpn\n!", "!", "crypto-map-not-applied"},
        {"ip classless",
         "interface FastEthernet0/0\n ip access-group 110 in\n"
         "access-list 110 deny udp any any eq isakmp\naccess-list 110 permit ip any any",
         "peer-unreachable"},
        {"ip classless",
         "interface FastEthernet0/0\n ip access-group 110 in\n"
         "access-list 110 deny udp any any eq 53\naccess-list 110 permit ip any any",
         ""},
        {"ip classless",
         "interface FastEthernet0/0\n ip access-group 110 in\n"
         "access-list 110 permit udp any eq isakmp any eq isakmp\n"
         "access-list 110 deny ip any any",
         ""},
    };
    char *a = read_text("tests/fixtures/compare/a.cfg");
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        const char *at = strstr(a, edits[i].line);
        char *text =
            mem_printf("%.*s%s%s", (int)(at - a), a, edits[i].instead, at + strlen(edits[i].line));
        struct capture one = {"a.cfg", text, strlen(text)};
        json_t *result = judge(state, &one, 1, NULL, 0);
        assert_verdict(result, *edits[i].cause ? "fail" : "unknown", edits[i].cause);
        json_decref(result);
        free(text);
    }
    free(a);
}

static void test_nothing_in_it(void **state)
{
    json_t *result = judge_texts(state, "",
                                 "CE1#\nCE1#show crypto isakmp sa\n% Invalid input "
                                 "detected at '^' marker.\nCE1#");
    assert_verdict(result, "unknown", "");
    json_decref(result);
    result = judge_texts(state, "\xff\xfe\x00 binary", "#>#>#>\n------\n-\n");
    assert_verdict(result, "unknown", "");
    json_decref(result);
}

/* How many SAs a log gives whose reply has `messages` lines of debug before its second row. */
static size_t rows_behind(void **state, int messages)
{
    struct err e = {0};
    struct buf log = {0};
    buf_add_str(&log, "CE1#show crypto isakmp sa\ndst src state conn-id slot\n"
                      "10.0.0.1 10.0.0.2 QM_IDLE 1 0\n");
    for (int i = 0; i < messages; i++)
        buf_printf(&log, "00:00:%02d: ISAKMP (0:1): processing SA payload. message ID = 0\n",
                   i % 60);
    buf_add_str(&log, "10.0.0.3 10.0.0.2 QM_IDLE 2 0\n");
    struct desk *desk = *state;
    struct capture_rules *rules = capture_rules_load(desk->pack, &e);
    struct facts *f = facts_new(NULL);
    struct transcript *t = transcript_new();
    struct capture c = {"a.log", log.data, log.len};
    assert_non_null(rules);
    assert_false(capture_take(rules, desk->pack, f, t, SIDE_A, &c, 1));
    const json_t *a = json_object_get(facts_document(f), "a");
    size_t rows = json_array_size(json_object_get(a, "isakmp_sa"));
    transcript_free(t);
    facts_free(f);
    capture_rules_free(rules);
    buf_fini(&log);
    return rows;
}

static void test_a_reply_ends_where_messages_prevail(void **state)
{
    assert_int_equal(rows_behind(state, 0), 2);
    assert_int_equal(rows_behind(state, 50), 2);
    assert_int_equal(rows_behind(state, 500), 1);
}

/* Secrets are replaced in replies, in what was typed, and in the log behind a reply. */
static void test_secrets_anywhere(void **state)
{
    struct err e = {0};
    struct buf log = {0};
    buf_add_str(&log, "CE1(config)#crypto isakmp key typed1 address 10.0.0.1\n"
                      "CE1#show running-config\ncrypto isakmp key shown1 address 10.0.0.1\n");
    for (int i = 0; i < 500; i++)
        buf_printf(&log, "00:00:%02d: ISAKMP (0:1): processing SA payload. message ID = 0\n",
                   i % 60);
    buf_add_str(&log,
                "00:00:00: %PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:enable secret "
                "logged1\n");
    struct desk *desk = *state;
    struct capture_rules *rules = capture_rules_load(desk->pack, &e);
    struct facts *f = facts_new(NULL);
    struct transcript *t = transcript_new();
    struct capture c = {"a.log", log.data, log.len};
    assert_true(capture_take(rules, desk->pack, f, t, SIDE_A, &c, 1));
    char *kept = transcript_text(transcript_block(t, 0), NULL);
    assert_non_null(strstr(kept, "crypto isakmp key <secret:"));
    assert_non_null(strstr(kept, "enable secret <secret:"));
    assert_null(strstr(kept, "typed1"));
    assert_null(strstr(kept, "shown1"));
    assert_null(strstr(kept, "logged1"));
    free(kept);
    transcript_free(t);
    facts_free(f);
    capture_rules_free(rules);
    buf_fini(&log);
}

/* "verdict cause/peer ..." of tests/fixtures/captures/NAME, of both ends or of one. */
static char *judgement(void **state, const char *name, bool with_a, bool with_b)
{
    struct capture list[SIDES];
    char *text[SIDES] = {NULL};
    for (int side = 0; side < SIDES; side++)
        if (side == SIDE_A ? with_a : with_b) {
            char *path = mem_printf("tests/fixtures/captures/%s.%s.log", name, side ? "b" : "a");
            text[side] = read_text(path);
            list[side] = (struct capture){"log", text[side], strlen(text[side])};
            free(path);
        }
    json_t *result = judge(state, &list[SIDE_A], with_a, &list[SIDE_B], with_b);
    struct buf got = {0};
    size_t i;
    json_t *cause;
    buf_add_str(&got, json_str(result, "verdict", "?"));
    json_array_foreach(json_object_get(result, "causes"), i, cause)
        buf_printf(&got, " %s/%s", json_str(cause, "id", "?"), json_str(cause, "peer", "?"));
    json_decref(result);
    free(text[SIDE_A]);
    free(text[SIDE_B]);
    return buf_take(&got, NULL);
}

/*
 * What terminals look like in the field: messages between prompts and typed lines, replies cut down
 * by a filter, leftovers of old associations, a message without its addresses.
 */
static void test_untidy_logs(void **state)
{
    static const struct {
        const char *name, *ends, *want;
    } logs[] = {
        /* Configurations that agree prove nothing, and nothing is wrong with them. */
        {"nat-exempt", "ab", "unknown"},
        {"error-32", "ab", "fail proxy-identity-mismatch/both"},
        {"error-32", "b", "fail proxy-identity-mismatch/both"},
        {"error-32", "a",
         "unknown proxy-identity-mismatch/both phase2-transform-mismatch/both pfs-mismatch/both"},
        {"cleared", "a", "fail invalid-spi/both"},
        {"no-address", "a", "fail invalid-spi/both"},
        {"unprotected", "ab", "fail tunnel-protection-missing/a"},
        {"unprotected", "a", "fail tunnel-protection-missing/a"},
        {"unprotected", "b",
         "unknown peer-unreachable/both phase1-policy-mismatch/both psk-missing/both"},
        /* Old associations on their way out, one stray packet: no cause; one end: no proof. */
        {"leftovers", "a", "unknown"},
        {"stale-ike", "a", "unknown"},
        {"unapplied", "a", "fail crypto-map-not-applied/a"},
        {"refused", "a",
         "unknown phase2-transform-mismatch/both pfs-mismatch/both proxy-identity-mismatch/both"},
        {"child-refused", "a", "fail ikev2-no-proposal/both"},
    };
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        char *got = judgement(state, logs[i].name, strchr(logs[i].ends, 'a') != NULL,
                              strchr(logs[i].ends, 'b') != NULL);
        assert_string_equal(got, logs[i].want);
        free(got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy_logs),
        cmocka_unit_test(test_faulty_logs),
        cmocka_unit_test(test_untidy_logs),
        cmocka_unit_test(test_bare_configurations),
        cmocka_unit_test(test_show_tech),
        cmocka_unit_test(test_several_files_of_one_end),
        cmocka_unit_test(test_one_configuration),
        cmocka_unit_test(test_nothing_in_it),
        cmocka_unit_test(test_a_reply_ends_where_messages_prevail),
        cmocka_unit_test(test_secrets_anywhere),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
