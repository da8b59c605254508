/* SPDX-License-Identifier: ISC */
/* Conversations: from bare events, and from the guide's listings by way of the shipped signatures.
 */
#include "parse/exchange.h"

#include "base/buf.h"
#include "base/json.h"
#include "parse/signature.h"
#include "tests/base/fixture.h"
#include "tests/parse/signatures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add_word(struct buf *b, const json_t *o, const char *key)
{
    buf_printf(b, " %s", json_str(o, key, "-"));
}

/* One conversation a line: key peer role phase1 phase2 stopped_at refused_by [node phase2]... lines
 */
static char *summary(const json_t *talks)
{
    static const char *const keys[] = {"key",    "peer",       "role",      "phase1",
                                       "phase2", "stopped_at", "refused_by"};
    struct buf b = {0};
    size_t i, k;
    json_t *t, *n;
    json_array_foreach(talks, i, t)
    {
        for (k = 0; k < sizeof keys / sizeof keys[0]; k++)
            add_word(&b, t, keys[k]);
        json_array_foreach(json_object_get(t, "negotiations"), k, n)
        {
            buf_add_str(&b, " [");
            buf_add_str(&b, json_str(n, "node", "-"));
            add_word(&b, n, "phase2");
            buf_add_char(&b, ']');
        }
        buf_printf(&b, " %zu\n", json_array_size(json_object_get(t, "messages")));
    }
    return buf_take(&b, NULL);
}

/* Events as JSON lines without braces; members of the match around them are made up. */
static void assert_talks(const char *const *events, const char *want)
{
    json_t *matches = json_array();
    for (int i = 0; events[i]; i++) {
        struct buf b = {0};
        struct err e = {0};
        buf_printf(&b, "{\"id\":\"x\",\"line\":%d,\"time\":null,\"text\":\"t\",\"event\":{%s}}",
                   i + 1, events[i]);
        json_t *m = json_parse("event", buf_str(&b), &e);
        assert_non_null(m);
        json_array_append_new(matches, m);
        buf_fini(&b);
    }
    json_t *talks = exchange_build(matches);
    char *got = summary(talks);
    assert_string_equal(got, want);
    free(got);
    json_decref(talks);
    json_decref(matches);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    const char *const none[] = {NULL};
    assert_talks(none, "");
    json_t *matches = json_pack("[{s:s, s:n}]", "id", "x", "event");
    json_t *talks = exchange_build(matches);
    assert_int_equal(json_array_size(talks), 0);
    json_decref(talks);
    json_decref(matches);
}

#define NEW_SA(peer)                                                                               \
    "\"kind\":\"begin\",\"phase\":1,\"role\":\"responder\",\"key\":\"0\",\"peer\":\"" peer "\""
#define KEYED(kind, phase, key) "\"kind\":\"" kind "\",\"phase\":" phase ",\"key\":\"" key "\""

static void a_first_packet_joins_what_begins_after_it(void **state)
{
    (void)state;
    const char *const events[] = {NEW_SA("P"), KEYED("begin", "1", "2"), KEYED("accept", "1", "2"),
                                  KEYED("done", "1", "2"), NULL};
    assert_talks(events, " 2 P responder done none - - 4\n");
}

static void interleaved_conversations_are_told_apart(void **state)
{
    (void)state;
    const char *const events[] = {NEW_SA("P"),
                                  NEW_SA("Q"),
                                  KEYED("begin", "1", "1"),
                                  KEYED("begin", "1", "2"),
                                  KEYED("error", "1", "1"),
                                  "\"kind\":\"error\",\"phase\":1", /* goes with the one before */
                                  KEYED("done", "1", "2"),
                                  "\"kind\":\"error\",\"phase\":2,\"peer\":\"Q\"",
                                  NULL};
    assert_talks(events, " 1 P responder failed none - self 4\n"
                         " 2 Q responder done failed - self [- failed] 4\n");
}

static void a_number_used_again_is_another_conversation(void **state)
{
    (void)state;
    const char *const events[] = {NEW_SA("P"), KEYED("begin", "1", "1"), KEYED("error", "1", "1"),
                                  NEW_SA("P"), KEYED("begin", "1", "1"), KEYED("done", "1", "1"),
                                  NULL};
    assert_talks(events, " 1 P responder failed none - self 3\n 1 P responder done none - - 3\n");
}

static void a_conversation_may_stay_without_number_for_long(void **state)
{
    (void)state;
    const char *const events[] = {
        "\"kind\":\"state\",\"phase\":0,\"key\":\"0\",\"peer\":\"P\"",
        "\"kind\":\"begin\",\"phase\":1,\"key\":\"0\",\"role\":\"initiator\"",
        "\"kind\":\"send\",\"phase\":1,\"key\":\"0\",\"peer\":\"P\",\"state\":\"S1\"",
        "\"kind\":\"receive\",\"phase\":1,\"key\":\"0\",\"peer\":\"P\",\"state\":\"S1\"",
        "\"kind\":\"begin\",\"phase\":1,\"key\":\"0\"", /* the answer is read */
        KEYED("state", "1", "1001"),
        "\"kind\":\"send\",\"phase\":1,\"key\":\"1001\",\"peer\":\"P\",\"state\":\"S3\"",
        "\"kind\":\"state\",\"phase\":0,\"key\":\"0\"",
        NULL};
    assert_talks(events, " 1001 P initiator trying none S3 - 8\n");
}

static void negotiations_go_by_their_node(void **state)
{
    (void)state;
    const char *const events[] = {KEYED("done", "1", "1"),
                                  KEYED("begin", "2", "1") ",\"node\":\"7\"",
                                  KEYED("begin", "2", "1") ",\"node\":\"8\"",
                                  "\"kind\":\"refuse\",\"phase\":2", /* of the latest, 8 */
                                  KEYED("done", "2", "1") ",\"node\":\"7\"",
                                  KEYED("notify", "2", "1") ",\"node\":\"8\",\"by\":\"peer\"",
                                  NULL};
    assert_talks(events, " 1 - - done failed - peer [7 done] [8 failed] 6\n");
}

static void packets_of_a_ready_conversation_negotiate_nothing(void **state)
{
    (void)state;
    const char *const events[] = {KEYED("receive", "2", "1") ",\"state\":\"READY\"",
                                  KEYED("notify", "0", "1"), KEYED("delete", "1", "1"), NULL};
    assert_talks(events, " 1 - - done none - - 3\n");
}

static void what_came_through_is_not_undone(void **state)
{
    (void)state;
    const char *const events[] = {KEYED("done", "1", "1"),  KEYED("error", "1", "1"),
                                  KEYED("begin", "2", "1"), KEYED("done", "2", "1"),
                                  KEYED("error", "2", "1"), NULL};
    assert_talks(events, " 1 - - done done - - [- done] 5\n");
    const char *const died[] = {KEYED("begin", "1", "1"), KEYED("delete", "1", "1"), NULL};
    assert_talks(died, " 1 - - failed none - - 2\n");
}

static json_t *talks_of(void **state, const char *name, json_t **matches)
{
    char *text = fixture_text("debug/%s", name);
    *matches = signature_scan(*state, text, strlen(text));
    assert_non_null(*matches);
    free(text);
    return exchange_build(*matches);
}

static void assert_listing(void **state, const char *name, const char *want)
{
    json_t *matches;
    json_t *talks = talks_of(state, name, &matches);
    char *got = summary(talks);
    char *numbers = strrchr(got, ' '); /* how many messages is not the point here */
    if (numbers)
        strcpy(numbers, "\n");
    assert_string_equal(got, want);
    free(got);
    json_decref(talks);
    json_decref(matches);
}

static void listings_of_appendix_b(void **state)
{
    assert_listing(state, "b-transform-mismatch.a.log",
                   " 2 10.15.58.38 initiator done failed QM_IDLE peer [1536042321 failed]\n");
    assert_listing(state, "b-transform-mismatch.b.log",
                   " 2 10.15.58.10 responder done failed QM_IDLE self [1536042321 failed]\n");
    assert_listing(state, "b-acl-mismatch.a.log",
                   " 1 10.15.58.38 initiator done failed QM_IDLE peer [-537199713 failed]\n");
    assert_listing(state, "b-acl-mismatch.b.log",
                   " 1 10.15.58.10 responder done failed QM_IDLE self [-537199713 failed]\n");
    assert_listing(state, "b-key-mismatch.a.log",
                   " 1 10.15.58.38 initiator failed none MM_KEY_EXCH self\n");
    assert_listing(state, "b-key-mismatch.b.log",
                   " 1 10.15.58.10 responder failed none MM_KEY_EXCH self\n");
    assert_listing(state, "b-policy-mismatch.a.log",
                   " 1 10.15.58.38 initiator failed none MM_NO_STATE peer\n");
    assert_listing(state, "b-policy-mismatch.b.log",
                   " 1 10.15.58.10 responder failed none MM_NO_STATE self\n");
    assert_listing(state, "b-map-missing.a.log",
                   " 1 10.15.58.38 initiator done failed QM_IDLE peer [-263684175 failed]\n");
    assert_listing(state, "b-map-missing.b.log",
                   " 1 10.15.58.10 responder done failed QM_IDLE self [-263684175 failed]\n");
    assert_listing(state, "b-missing-sa.b.log", "");
    assert_listing(state, "b-proposal-mismatch.b.log",
                   " 1 193.168.1.1 responder done failed QM_IDLE self [-2037037709 failed]\n");
}

static void listings_that_came_through(void **state)
{
    assert_listing(state, "3-4-initiator.log", " 8 - initiator done done - - [767162845 done]\n");
    assert_listing(state, "3-13-initiator.log",
                   " 16 209.146.47.206 initiator done done - - [102008272 done]\n");
    assert_listing(state, "3-25-healthy.log", " 1 - initiator done done - - [132876399 done]\n");
    assert_listing(state, "a-9.a.log", " 134 - initiator done done - - [-1517735742 done]\n");
    assert_listing(state, "a-9.b.log", " 165 - - done done - - [-1517735742 done]\n");
}

/* The ladder of one negotiation: packets with their states, in order. */
static void packets_come_in_order(void **state)
{
    json_t *matches;
    json_t *talks = talks_of(state, "b-transform-mismatch.b.log", &matches);
    const json_t *messages = json_object_get(json_array_get(talks, 0), "messages");
    struct buf got = {0};
    size_t i;
    json_t *m;
    json_array_foreach(messages, i, m)
    {
        const char *kind = json_str(m, "kind", "");
        const json_t *match = json_array_get(matches, (size_t)json_int(m, "match", 9999));
        assert_string_equal(json_str(match, "id", "?"), json_str(m, "id", "!"));
        assert_string_equal(json_str(match, "text", "?"), json_str(m, "text", "!"));
        if (json_str(m, "state", NULL))
            buf_printf(&got, "%lld %s %s\n", json_int(m, "line", 0), kind,
                       json_str(m, "state", ""));
    }
    assert_string_equal(buf_str(&got), "16 send MM_SA_SETUP\n17 receive MM_SA_SETUP\n"
                                       "26 send MM_KEY_EXCH\n27 receive MM_KEY_EXCH\n"
                                       "41 send QM_IDLE\n42 receive QM_IDLE\n60 send QM_IDLE\n");
    assert_string_equal(json_str(json_array_get(messages, 0), "id", ""), "new-negotiation");
    buf_fini(&got);
    json_decref(talks);
    json_decref(matches);
}

/* Every rung of a refused phase 1: what was offered, where it was refused, what was sent then. */
static void a_ladder_tells_what_was_refused(void **state)
{
    json_t *matches;
    json_t *talks = talks_of(state, "b-policy-mismatch.b.log", &matches);
    struct buf got = {0};
    size_t i;
    json_t *m;
    json_array_foreach(json_object_get(json_array_get(talks, 0), "messages"), i, m)
        buf_printf(&got, "%lld %s %s\n", json_int(m, "line", 0), json_str(m, "kind", ""),
                   json_str(m, "state", "-"));
    assert_string_equal(buf_str(&got), "2 begin -\n3 state -\n4 begin -\n5 state -\n"
                                       "6 offer -\n7 offer -\n8 offer -\n9 offer -\n10 offer -\n"
                                       "11 refuse -\n12 offer -\n13 offer -\n14 offer -\n"
                                       "15 offer -\n16 offer -\n17 refuse -\n18 error -\n"
                                       "19 error -\n21 error -\n23 send MM_NO_STATE\n");
    buf_fini(&got);
    json_decref(talks);
    json_decref(matches);
}

/* Two peers call at the same time; one of them is refused, and so is one of the other's requests.
 */
static void interleaved_text_is_told_apart(void **state)
{
    static const char text[] =
        "ISAKMP-PAK: (0):received packet from 192.0.2.2 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP-PAK: (0):received packet from 198.51.100.9 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP-PAK: (1003):received packet from 192.0.2.2 dport 500 sport 500 Global (R) "
        "MM_KEY_EXCH\n"
        "ISAKMP-PAK: (1004):received packet from 198.51.100.9 dport 500 sport 500 Global (R) "
        "MM_KEY_EXCH\n"
        "ISAKMP: (1003):SA has been authenticated with 192.0.2.2\n"
        "ISAKMP-ERROR: (1004):reserved not zero on ID payload!\n"
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 198.51.100.9 failed its sanity check or is "
        "malformed\n"
        "ISAKMP: (1003):processing SA payload. message ID = 7\n"
        "ISAKMP: (1003):processing SA payload. message ID = 8\n"
        "ISAKMP: (1003):atts are acceptable.\n"
        "IPSEC(ipsec_process_proposal): proxy identities not supported\n"
        "ISAKMP-ERROR: (1003):deleting node 8 error TRUE reason \"QM rejected\"\n"
        "ISAKMP: (1003):deleting node 7 error FALSE reason \"QM done (await)\"\n";
    json_t *matches = signature_scan(*state, text, strlen(text));
    json_t *talks = exchange_build(matches);
    char *got = summary(talks);
    assert_string_equal(got, " 1003 192.0.2.2 responder done done - - [7 done] [8 failed] 9\n"
                             " 1004 198.51.100.9 responder failed none MM_KEY_EXCH self 4\n");
    free(got);
    json_decref(talks);
    json_decref(matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(a_first_packet_joins_what_begins_after_it),
        cmocka_unit_test(interleaved_conversations_are_told_apart),
        cmocka_unit_test(a_number_used_again_is_another_conversation),
        cmocka_unit_test(a_conversation_may_stay_without_number_for_long),
        cmocka_unit_test(negotiations_go_by_their_node),
        cmocka_unit_test(packets_of_a_ready_conversation_negotiate_nothing),
        cmocka_unit_test(what_came_through_is_not_undone),
        cmocka_unit_test(listings_of_appendix_b),
        cmocka_unit_test(listings_that_came_through),
        cmocka_unit_test(packets_come_in_order),
        cmocka_unit_test(a_ladder_tells_what_was_refused),
        cmocka_unit_test(interleaved_text_is_told_apart),
    };
    return cmocka_run_group_tests(tests, signatures_set_up, signatures_tear_down);
}
