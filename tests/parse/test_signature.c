/* SPDX-License-Identifier: ISC */
/* Signatures of the shipped pack over the guide's debug listings, and packs with mistakes in them.
 */
#include "parse/signature.h"

#include "base/buf.h"
#include "base/json.h"
#include "parse/scan.h"
#include "tests/base/fixture.h"
#include "tests/base/quoted.h"
#include "tests/parse/signatures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static json_t *scan(void **state, const char *text)
{
    json_t *matches = signature_scan(*state, text, strlen(text));
    assert_non_null(matches);
    return matches;
}

static json_t *scan_listing(void **state, const char *name)
{
    char *text = fixture_text("debug/%s", name);
    json_t *matches = scan(state, text);
    free(text);
    return matches;
}

/* The matches that name a cause, as "line-last id cause" lines. */
static void assert_causes(void **state, const char *name, const char *want)
{
    json_t *matches = scan_listing(state, name);
    struct buf got = {0};
    size_t i;
    json_t *m;
    json_array_foreach(matches, i, m)
    {
        const char *cause = json_str(m, "cause", NULL);
        assert_int_equal(json_is_true(json_object_get(m, "info")), cause == NULL);
        if (cause && !json_is_true(json_object_get(m, "info")))
            buf_printf(&got, "%lld-%lld %s %s\n", json_int(m, "line", 0), json_int(m, "last", 0),
                       json_str(m, "id", ""), cause);
    }
    assert_string_equal(buf_str(&got), want);
    buf_fini(&got);
    json_decref(matches);
}

static void every_sample_is_what_it_says(void **state)
{
    json_t *problems = json_array();
    signature_set_check(*state, problems);
    for (size_t i = 0; i < json_array_size(problems); i++)
        print_error("%s\n", json_string_value(json_array_get(problems, i)));
    assert_int_equal(json_array_size(problems), 0);
    json_decref(problems);
}

static void a_match_tells_everything(void **state)
{
    json_t *matches = scan(state, "CE2#\n00:00:01: ISAKMP (0:0): purging node 1\n"
                                  "*Nov 17 16:52:03.373: ISAKMP (0:2): received packet from "
                                  "10.15.58.38 (I)\n MM_NO_STATE\n");
    assert_int_equal(json_array_size(matches), 2);
    const json_t *m = json_array_get(matches, 1);
    char *text = json_text(m, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(
        text,
        "{\"cause\":null,\"event\":{\"key\":\"2\",\"kind\":\"receive\",\"peer\":\"10.15.58.38\","
        "\"phase\":1,\"role\":\"initiator\",\"state\":\"MM_NO_STATE\"},"
        "\"fields\":{\"key\":\"2\",\"peer\":\"10.15.58.38\",\"side\":\"I\","
        "\"state\":\"MM_NO_STATE\"},\"guide\":\"B-1\",\"id\":\"phase1-packet-received\","
        "\"info\":true,\"last\":4,\"line\":3,\"look_at\":\"self\","
        "\"meaning\":\"A phase 1 packet came from the peer.\",\"phase\":1,"
        "\"text\":\"ISAKMP (0:2): received packet from 10.15.58.38 (I) MM_NO_STATE\","
        "\"time\":\"Nov 17 16:52:03.373\"}");
    free(text);
    json_decref(matches);
}

static void listings_of_appendix_b(void **state)
{
    assert_causes(state, "b-transform-mismatch.a.log",
                  "57-58 notify-no-proposal phase2-transform-mismatch\n");
    assert_causes(state, "b-transform-mismatch.b.log",
                  "56-56 transform-not-supported phase2-transform-mismatch\n"
                  "58-58 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "b-acl-mismatch.a.log",
                  "57-58 notify-no-proposal phase2-transform-mismatch\n");
    assert_causes(state, "b-acl-mismatch.b.log",
                  "65-65 proxy-not-supported proxy-identity-mismatch\n"
                  "67-67 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "b-key-mismatch.a.log",
                  "48-48 payload-garbled psk-mismatch\n49-50 sanity-check-failed psk-mismatch\n");
    assert_causes(state, "b-key-mismatch.b.log",
                  "29-29 payload-garbled psk-mismatch\n30-31 sanity-check-failed psk-mismatch\n");
    assert_causes(state, "b-policy-mismatch.a.log",
                  "13-13 notify-without-hash phase1-policy-mismatch\n");
    assert_causes(state, "b-policy-mismatch.b.log",
                  "18-18 phase1-no-offer-accepted phase1-policy-mismatch\n"
                  "19-19 phase1-refused phase1-policy-mismatch\n"
                  "21-22 main-mode-failed phase1-policy-mismatch\n");
    assert_causes(state, "b-map-missing.a.log",
                  "59-60 notify-no-proposal phase2-transform-mismatch\n");
    assert_causes(state, "b-map-missing.b.log",
                  "56-56 invalid-local-address crypto-map-not-applied\n"
                  "58-58 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "b-missing-sa.b.log", "1-2 invalid-spi invalid-spi\n");
    assert_causes(state, "b-proposal-mismatch.b.log",
                  "54-56 phase2-refused phase2-transform-mismatch\n");
}

static void listings_of_chapter_3(void **state)
{
    assert_causes(state, "3-20-policy.log",
                  "20-20 phase1-no-offer-accepted phase1-policy-mismatch\n"
                  "21-21 phase1-refused phase1-policy-mismatch\n");
    assert_causes(state, "3-20-no-key.log",
                  "2-2 psk-missing psk-missing\n"
                  "23-23 phase1-no-offer-accepted phase1-policy-mismatch\n");
    assert_causes(state, "3-21-key.log", "1-2 sanity-check-failed psk-mismatch\n");
    assert_causes(state, "3-21-no-peer.log",
                  "10-10 peer-not-found no-matching-peer\n"
                  "12-12 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "3-21-transform.log",
                  "10-12 transform-not-supported phase2-transform-mismatch\n"
                  "14-14 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "3-21-map.log",
                  "10-10 invalid-local-address crypto-map-not-applied\n"
                  "12-12 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "3-22-proxies.log",
                  "8-8 proxy-not-supported proxy-identity-mismatch\n"
                  "10-10 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "3-22-group.log", "18-18 group-missing group-missing\n");
    assert_causes(state, "3-22-xauth.log",
                  "3-3 client-user-unknown xauth-failed\n7-7 client-password xauth-failed\n");
    assert_causes(state, "3-23-pool.log", "17-17 pool-missing pool-missing\n");
    assert_causes(state, "3-23-policy.log",
                  "13-13 phase1-no-offer-accepted phase1-policy-mismatch\n"
                  "15-16 main-mode-failed phase1-policy-mismatch\n");
    assert_causes(state, "3-23-key.log",
                  "14-14 payload-garbled psk-mismatch\n15-16 sanity-check-failed psk-mismatch\n");
    assert_causes(state, "3-24-acl.log",
                  "9-9 proxy-not-supported proxy-identity-mismatch\n"
                  "11-11 phase2-refused phase2-transform-mismatch\n");
    assert_causes(state, "3-24-sa.log", "1-5 wrong-identity wrong-sa-selected\n");
}

static void healthy_listings_accuse_nobody(void **state)
{
    static const char *const names[] = {
        "3-13-initiator.log", "3-25-healthy.log", "3-4-initiator.log", "3-5-initiator.log",
        "3-5-responder.log",  "3-3-engine.log",   "a-9.a.log",         "a-9.b.log"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_causes(state, names[i], "");
}

/* One value of the n-th match with this id. */
static void assert_field(const json_t *matches, const char *id, size_t n, const char *field,
                         const char *want)
{
    for (size_t i = 0; i < json_array_size(matches); i++) {
        const json_t *m = json_array_get(matches, i);
        if (strcmp(json_str(m, "id", ""), id) == 0 && n-- == 0) {
            assert_string_equal(json_str(json_object_get(m, "fields"), field, "missing"), want);
            return;
        }
    }
    fail_msg("no match %s", id);
}

static void values_come_out_of_listings(void **state)
{
    json_t *m = scan_listing(state, "b-acl-mismatch.b.log");
    assert_field(m, "proposal-request", 0, "local_proxy", "192.168.2.0/255.255.255.0/0/0");
    assert_field(m, "proposal-request", 0, "remote_proxy", "192.168.1.0/255.255.255.0/0/0");
    assert_field(m, "proposal-request", 0, "transform", "esp-des esp-md5-hmac");
    assert_field(m, "phase2-sa-payload", 0, "node", "-537199713");
    assert_field(m, "offered-encryption", 0, "value", "DES-CBC");
    assert_field(m, "offered-authentication", 0, "value", "pre-share");
    assert_field(m, "offered-authenticator", 0, "value", "HMAC-MD5");
    json_decref(m);
    m = scan_listing(state, "b-key-mismatch.a.log"); /* a ping broke the line in two */
    assert_field(m, "offered-authentication", 0, "value", "pre-share");
    assert_field(m, "sa-request", 0, "peer", "10.15.58.38");
    json_decref(m);
    m = scan_listing(state, "3-13-initiator.log");
    assert_field(m, "sa-created", 1, "conn", "18");
    assert_field(m, "sa-created", 1, "transform", "esp-des");
    assert_field(m, "main-mode-begin", 0, "key", "16");
    json_decref(m);
    m = scan_listing(state, "a-9.a.log");
    assert_field(m, "spi-response", 3, "protocol", "2");
    assert_field(m, "sa-request", 3, "transform", "ah-rfc1828");
    json_decref(m);
}

static const char pack_head[] = "{'words':['A'],'starts':['A'],'stamps':[],"
                                "'prefixes':[],'continues':[],'noise':[],'prompts':[],"
                                "'erase':[],'signatures':[\n";

/* Load a pack of these signatures, ' for "; its file, which is gone again, goes to `name`. */
static struct signature_set *load(const char *signatures, char name[32], struct err *e)
{
    snprintf(name, 32, "/tmp/test-signature-XXXXXX");
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    char *text = mem_printf("%s%s\n]}\n", pack_head, signatures), *json = quoted(text);
    assert_int_equal(write(fd, json, strlen(json)), (ssize_t)strlen(json));
    close(fd);
    free(json);
    free(text);
    struct signature_set *s = signature_set_load(name, e);
    unlink(name);
    return s;
}

/* Its complaint, or what its samples complain about. */
static void assert_complaint(const char *signatures, const char *want)
{
    char name[32];
    struct err e = {0};
    struct signature_set *s = load(signatures, name, &e);
    json_t *problems = json_array();
    struct buf got = {0};
    if (s)
        signature_set_check(s, problems);
    if (json_array_size(problems) > 0)
        buf_add_str(&got, json_string_value(json_array_get(problems, 0)) + strlen(name));
    else
        buf_printf(&got, ":%d: %s", e.line, e.text);
    if (strncmp(buf_str(&got), want, strlen(want)) != 0)
        assert_string_equal(buf_str(&got), want);
    buf_fini(&got);
    json_decref(problems);
    signature_set_free(s);
}

#define REST "'phase':0,'look_at':'self','cause':null,'info':true,'meaning':'m','event':"

static void mistakes_are_told_with_their_line(void **state)
{
    (void)state;
    assert_complaint("", ":1: /signatures: has to be a list, not empty");
    assert_complaint("{'id':'a'}", ":2: /signatures/0: signature \"a\" has no pattern");
    assert_complaint(
        "{'id':'a','match':'A('," REST "null}",
        ":2: /signatures/0: signature \"a\" pattern \"A(\": missing closing parenthesis");
    assert_complaint("{'id':'a','match':'A'," REST "null},\n{'id':'a','match':'B'," REST "null}",
                     ":3: /signatures/1: signature \"a\" is there twice");
    assert_complaint("{'id':'a','match':'A'," REST "{'kind':'hop'}}",
                     ":2: /signatures/0: signature \"a\" the kind of its event is none");
    assert_complaint("{'id':'a','match':'A'," REST "null}",
                     ":2: /signatures/0/samples/0: a: has no sample");
    assert_complaint("{'id':'a','match':'A (?<n>\\\\d)'," REST
                     "null,'samples':[\n{'line':'A 1','fields':{'n':'2'}}]}",
                     ":3: /signatures/0/samples/0: a: n is \"1\" and should be \"2\"");
    assert_complaint("{'id':'a','match':'A x'," REST "null,'samples':[{'line':'A y'}]}",
                     ":2: /signatures/0/samples/0: a: its line matches no signature: A y");
}

/* It is given up for this text, which is counted; others are read as ever. */
static void a_pattern_that_never_comes_to_an_end(void **state)
{
    (void)state;
    char name[32], text[300] = "A ";
    struct err e = {0};
    struct signature_set *set =
        load("{'id':'slow','match':'A (?:[xy]+)+[zw]'," REST "null}", name, &e);
    assert_non_null(set);
    struct scan *s = scan_new(set);
    struct scan_hit hit;
    memset(text + 2, 'x', 60);
    strcpy(text + 62, "\nA xyz\n");
    scan_text(s, text, strlen(text));
    assert_true(scan_next(s, &hit));
    assert_int_equal(hit.line, 2);
    assert_false(scan_next(s, &hit));
    assert_int_equal(scan_unreadable(s), 1);
    scan_free(s);
    signature_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_is_what_it_says),
        cmocka_unit_test(a_match_tells_everything),
        cmocka_unit_test(listings_of_appendix_b),
        cmocka_unit_test(listings_of_chapter_3),
        cmocka_unit_test(healthy_listings_accuse_nobody),
        cmocka_unit_test(values_come_out_of_listings),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(a_pattern_that_never_comes_to_an_end),
    };
    return cmocka_run_group_tests(tests, signatures_set_up, signatures_tear_down);
}
