/* SPDX-License-Identifier: ISC */
/* Judgement of terminal logs, configurations and sections of `show tech`, without any debug. */
#include "walk/capture.h"

#include "tests/walk/judge.h"

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

/* Configurations that came as files; the evidence counts the file's own lines. */
static void test_bare_configurations(void **state)
{
    char *a = fixture_text("compare/a.cfg");
    char *b = fixture_text("compare/b.cfg");
    json_t *result = judge(state, a, b);
    assert_verdict(result, "unknown", "");
    json_decref(result);
    char *key = strstr(b, "cisco123");
    memcpy(key, "cisco321", 8);
    result = judge(state, a, b);
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
    char *a = fixture_text("compare/a.cfg");
    char *b = fixture_text("compare/b.cfg");
    char *one = mem_printf(TECH("%s"), a), *other = mem_printf(TECH("%s"), b);
    char *set = strstr(other, "esp-des esp-md5-hmac");
    memcpy(set, "esp-des esp-sha-hmac", 20);
    json_t *result = judge(state, one, other);
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
    char *debug = fixture_text("debug/b-key-mismatch.b.log");
    char *cfg = fixture_text("compare/b.cfg");
    struct capture files[] = {{"b.cfg", cfg, strlen(cfg)}, {"b.log", debug, strlen(debug)}};
    json_t *result = judge_files(state, (struct captures){NULL, 0}, (struct captures){files, 2});
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
    char *a = fixture_text("compare/a.cfg");
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        const char *at = strstr(a, edits[i].line);
        char *text =
            mem_printf("%.*s%s%s", (int)(at - a), a, edits[i].instead, at + strlen(edits[i].line));
        json_t *result = judge(state, text, NULL);
        assert_verdict(result, *edits[i].cause ? "fail" : "unknown", edits[i].cause);
        json_decref(result);
        free(text);
    }
    free(a);
}

static void test_nothing_in_it(void **state)
{
    json_t *result = judge(state, "",
                           "CE1#\nCE1#show crypto isakmp sa\n% Invalid input "
                           "detected at '^' marker.\nCE1#");
    assert_verdict(result, "unknown", "");
    json_decref(result);
    /* What stands behind a NUL is read, too. */
    static const char BINARY[] =
        "\xff\xfe\x00 binary\n"
        "00:27:07: ISAKMP (0:20): Encryption algorithm offered does not match policy!\n";
    const struct capture binary = {"a.log", BINARY, sizeof BINARY - 1};
    const struct capture odd = {"b.log", "#>#>#>\n------\n-\n", 16};
    result = judge_files(state, (struct captures){&binary, 1}, (struct captures){&odd, 1});
    assert_int_equal(
        json_int(json_object_get(json_object_get(result, "heard"), "a"), "messages", 0), 1);
    json_decref(result);
}

/* What became of one log of A. */
struct taken {
    struct capture_rules *rules;
    struct facts *facts;
    struct transcript *transcript;
    bool configured; /* a configuration was in it */
};

static struct taken take(void **state, const struct buf *log)
{
    struct err e = {0};
    const struct judge *j = *state;
    struct capture one = {"a.log", log->data, log->len};
    struct taken t = {.rules = capture_rules_load(j->pack, &e),
                      .facts = facts_new(NULL),
                      .transcript = transcript_new()};
    assert_non_null(t.rules);
    t.configured = capture_take(t.rules, j->pack, t.facts, t.transcript, SIDE_A, &one, 1);
    return t;
}

static void taken_fini(struct taken *t)
{
    transcript_free(t->transcript);
    facts_free(t->facts);
    capture_rules_free(t->rules);
}

static void add_messages(struct buf *log, int count)
{
    for (int i = 0; i < count; i++)
        buf_printf(log, "00:00:%02d: ISAKMP (0:1): processing SA payload. message ID = 0\n",
                   i % 60);
}

/* How many SAs a log gives whose reply has `messages` lines of debug before its second row. */
static size_t rows_behind(void **state, int messages)
{
    struct buf log = {0};
    buf_add_str(&log, "CE1#show crypto isakmp sa\ndst src state conn-id slot\n"
                      "10.0.0.1 10.0.0.2 QM_IDLE 1 0\n");
    add_messages(&log, messages);
    buf_add_str(&log, "10.0.0.3 10.0.0.2 QM_IDLE 2 0\n");
    struct taken t = take(state, &log);
    assert_false(t.configured);
    const json_t *a = json_object_get(facts_document(t.facts), "a");
    size_t rows = json_array_size(json_object_get(a, "isakmp_sa"));
    taken_fini(&t);
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
    struct buf log = {0};
    buf_add_str(&log, "CE1(config)#crypto isakmp key typed1 address 10.0.0.1\n"
                      "CE1#show running-config\ncrypto isakmp key shown1 address 10.0.0.1\n");
    add_messages(&log, 500);
    buf_add_str(&log,
                "00:00:00: %PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:enable secret "
                "logged1\n");
    struct taken t = take(state, &log);
    assert_true(t.configured);
    char *kept = transcript_text(transcript_block(t.transcript, 0), NULL);
    assert_non_null(strstr(kept, "crypto isakmp key <secret:"));
    assert_non_null(strstr(kept, "enable secret <secret:"));
    assert_null(strstr(kept, "typed1"));
    assert_null(strstr(kept, "shown1"));
    assert_null(strstr(kept, "logged1"));
    free(kept);
    taken_fini(&t);
    buf_fini(&log);
}

/*
 * Whole logs of healthy and of faulty tunnels, and what terminals look like in the field: messages
 * between prompts and typed lines, replies cut down by a filter, leftovers of old associations, a
 * message without its addresses.
 */
static void test_logs(void **state)
{
    static const struct {
        const char *name, *ends, *want;
    } logs[] = {
        {"healthy-12.2", "ab", "pass"},
        {"healthy-12.2", "a", "unknown"}, /* one end alone proves nothing */
        {"transform-mismatch-15", "ab", "fail phase2-transform-mismatch/both"},
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
        char *a =
            strchr(logs[i].ends, 'a') ? fixture_text("captures/%s.a.log", logs[i].name) : NULL;
        char *b =
            strchr(logs[i].ends, 'b') ? fixture_text("captures/%s.b.log", logs[i].name) : NULL;
        assert_judgement(state, a, b, logs[i].want);
        free(a);
        free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logs),
        cmocka_unit_test(test_bare_configurations),
        cmocka_unit_test(test_show_tech),
        cmocka_unit_test(test_several_files_of_one_end),
        cmocka_unit_test(test_one_configuration),
        cmocka_unit_test(test_nothing_in_it),
        cmocka_unit_test(test_a_reply_ends_where_messages_prevail),
        cmocka_unit_test(test_secrets_anywhere),
    };
    return cmocka_run_group_tests(tests, judge_set_up, judge_tear_down);
}
