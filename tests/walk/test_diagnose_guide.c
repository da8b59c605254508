/* SPDX-License-Identifier: ISC */
/*
 * The verdict and the causes from debug alone: the guide's listings, both ends together and each
 * end by itself, and negotiations in other releases' words.
 */
#include "tests/walk/judge.h"

static void assert_scenario(void **state, const char *name, const char *both, const char *only_a,
                            const char *only_b)
{
    char *a = fixture_text("debug/%s.a.log", name);
    char *b = fixture_text("debug/%s.b.log", name);
    assert_judgement(state, a, b, both);
    assert_judgement(state, a, NULL, only_a);
    assert_judgement(state, NULL, b, only_b);
    free(a);
    free(b);
}

static void transform_sets_differ(void **state)
{
    assert_scenario(state, "b-transform-mismatch", "fail phase2-transform-mismatch/both",
                    "unknown phase2-transform-mismatch/both crypto-map-not-applied/b "
                    "no-matching-peer/b",
                    "fail phase2-transform-mismatch/both");
}

static void access_lists_differ(void **state)
{
    assert_scenario(state, "b-acl-mismatch", "fail proxy-identity-mismatch/both",
                    "unknown proxy-identity-mismatch/both phase2-transform-mismatch/both "
                    "pfs-mismatch/both",
                    "fail proxy-identity-mismatch/both");
}

static void keys_differ(void **state)
{
    assert_scenario(state, "b-key-mismatch", "fail psk-mismatch/both", "fail psk-mismatch/both",
                    "fail psk-mismatch/both");
}

static void policies_differ(void **state)
{
    assert_scenario(state, "b-policy-mismatch", "fail phase1-policy-mismatch/both",
                    "unknown phase1-policy-mismatch/both psk-missing/b",
                    "fail phase1-policy-mismatch/both");
}

static void the_map_is_missing_at_the_responder(void **state)
{
    assert_scenario(state, "b-map-missing", "fail crypto-map-not-applied/b",
                    "unknown phase2-transform-mismatch/both crypto-map-not-applied/b "
                    "no-matching-peer/b",
                    "fail crypto-map-not-applied/b");
}

static void the_ends_may_change_places(void **state)
{
    char *a = fixture_text("debug/b-map-missing.a.log");
    char *b = fixture_text("debug/b-map-missing.b.log");
    assert_judgement(state, b, a, "fail crypto-map-not-applied/a");
    free(a);
    free(b);
}

static void one_line_or_one_end_may_be_all_there_is(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"b-missing-sa.b", "fail invalid-spi/both"},
        {"b-proposal-mismatch.b", "fail phase2-transform-mismatch/both"},
        {"3-20-policy", "fail phase1-policy-mismatch/both"},
        {"3-20-no-key", "fail psk-missing/b"},
        {"3-21-key", "fail psk-mismatch/both"},
        {"3-21-no-peer", "fail no-matching-peer/b"},
        {"3-21-transform", "fail phase2-transform-mismatch/both"},
        {"3-21-map", "fail crypto-map-not-applied/b"},
        {"3-22-proxies", "fail proxy-identity-mismatch/both"},
        {"3-22-group", "fail group-missing/b"},
        {"3-22-xauth", "fail xauth-failed/b"},
        {"3-23-pool", "fail pool-missing/b"},
        {"3-23-policy", "fail phase1-policy-mismatch/both"},
        {"3-23-key", "fail psk-mismatch/both"},
        {"3-24-acl", "fail proxy-identity-mismatch/both"},
        {"3-24-sa", "fail wrong-sa-selected/b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = fixture_text("debug/%s.log", cases[i].name);
        assert_judgement(state, NULL, text, cases[i].want);
        free(text);
    }
}

static void what_came_through_is_healthy(void **state)
{
    static const char *const names[] = {"3-4-initiator", "3-5-initiator", "3-5-responder",
                                        "3-13-initiator", "3-25-healthy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = fixture_text("debug/%s.log", names[i]);
        assert_judgement(state, text, NULL, "pass");
        free(text);
    }
    assert_scenario(state, "a-9", "pass", "pass", "pass");
}

static void nothing_said_proves_nothing(void **state)
{
    assert_judgement(state, NULL, NULL, "unknown");
    assert_judgement(state, "", "", "unknown");
    assert_judgement(state, "CE1#show clock\n10:00:00.000 UTC\n", NULL, "unknown");
}

/* A policy that is refused before another fits, and what healthy routers print all the time. */
static void refusals_on_the_way_to_an_agreement_mean_nothing(void **state)
{
    const char *text =
        "ISAKMP-PAK: (0):received packet from 192.0.2.1 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP: (0):processing SA payload. message ID = 0\n"
        "ISAKMP: (0):vendor ID seems Unity/DPD but major 69 mismatch\n"
        "ISAKMP: (0):Checking ISAKMP transform 1 against priority 10 policy\n"
        "ISAKMP-ERROR: (0):Encryption algorithm offered does not match policy!\n"
        "ISAKMP-ERROR: (0):atts are not acceptable. Next payload is 3\n"
        "ISAKMP: (0):Checking ISAKMP transform 2 against priority 10 policy\n"
        "ISAKMP: (0):atts are acceptable. Next payload is 0\n"
        "ISAKMP: (0):His hash no match - this node outside NAT\n"
        "ISAKMP: (1001):SA has been authenticated with 192.0.2.1\n"
        "ISAKMP: (1001):processing SA payload. message ID = 77\n"
        "IPSEC(validate_proposal): transform proposal (prot 3, trans 2, hmac_alg 1) not supported\n"
        "ISAKMP: (1001):atts not acceptable. Next payload is 0\n"
        "ISAKMP: (1001):atts are acceptable.\n"
        "ISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list\n";
    const char *done =
        "ISAKMP: (1001):Old State = IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE\n";
    struct buf all = {0};
    buf_add_str(&all, text);
    assert_judgement(state, NULL, buf_str(&all), "unknown"); /* it may still come through */
    buf_add_str(&all, done);
    assert_judgement(state, NULL, buf_str(&all), "pass");
    buf_fini(&all);
}

static void a_fault_that_was_put_right_is_forgotten(void **state)
{
    char *bad = fixture_text("debug/b-key-mismatch.a.log");
    struct buf all = {0};
    buf_add_str(&all, bad);
    buf_add_str(&all, "\n01:00:00: ISAKMP (0:2): beginning Main Mode exchange\n"
                      "01:00:00: ISAKMP (0:2): sending packet to 10.15.58.38 (I) MM_NO_STATE\n"
                      "01:00:00: ISAKMP (0:2): SA has been authenticated with 10.15.58.38\n"
                      "01:00:00: ISAKMP (0:2): beginning Quick Mode exchange, M-ID of 9\n"
                      "01:00:00: ISAKMP (0:2): Creating IPSec SAs\n");
    assert_judgement(state, buf_str(&all), NULL, "pass");
    buf_fini(&all);
    free(bad);
}

static void two_faults_are_both_told(void **state)
{
    const char *text = "ISAKMP (0:1): received packet from 192.0.2.1 (R) MM_KEY_EXCH\n"
                       "ISAKMP: reserved not zero on ID payload!\n"
                       "ISAKMP (0:2): received packet from 198.51.100.1 (R) QM_IDLE\n"
                       "ISAKMP (0:2): processing SA payload. message ID = 5\n"
                       "IPSEC(validate_proposal): peer address 198.51.100.1 not found\n"
                       "ISAKMP (0:2): phase 2 SA not acceptable!\n";
    assert_judgement(state, text, NULL, "fail no-matching-peer/a psk-mismatch/both");
}

static void later_releases_say_it_in_other_words(void **state)
{
    assert_judgement(
        state,
        "ISAKMP:(1001):beginning Quick Mode exchange, M-ID of 570\n"
        "ISAKMP:(1001): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
        "    spi 101951630, message ID = 8, sa = 0x1\n",
        "ISAKMP:(1003): processing SA payload. message ID = 570\n"
        "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n"
        "    {esp-aes }\n"
        "ISAKMP:(1003): IPSec policy invalidated proposal with error 256\n"
        "ISAKMP:(1003): phase 2 SA policy not acceptable! (local 1.1.1.1 remote 2.2.2.2)\n",
        "fail phase2-transform-mismatch/both");
    assert_judgement(
        state,
        "ISAKMP: (0):beginning Main Mode exchange\n"
        "ISAKMP-PAK: (0):sending packet to 192.0.2.9 my_port 500 peer_port 500 (I) MM_NO_STATE\n"
        "ISAKMP: (0):retransmitting phase 1 MM_NO_STATE...\n"
        "ISAKMP: (0):deleting SA reason \"Death by retransmission P1\" state (I) MM_NO_STATE (peer "
        "192.0.2.9)\n",
        NULL, "fail peer-unreachable/both");
    /* phase 1 has number 0 until the keys are made */
    assert_judgement(
        state,
        "ISAKMP:(0): beginning Main Mode exchange\n"
        "ISAKMP:(0): sending packet to 192.0.2.2 my_port 500 peer_port 500 (I) MM_NO_STATE\n"
        "ISAKMP (0:0): received packet from 192.0.2.2 dport 500 sport 500 Global (I) MM_NO_STATE\n"
        "ISAKMP:(0): processing SA payload. message ID = 0\n"
        "ISAKMP:(0):atts are acceptable. Next payload is 0\n"
        "ISAKMP:(1001): sending packet to 192.0.2.2 my_port 500 peer_port 500 (I) MM_KEY_EXCH\n"
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.2       failed its sanity check or "
        "is malformed\n",
        NULL, "fail psk-mismatch/both");
    assert_judgement(state,
                     "IKEv2-ERROR:(SESSION ID = 3,SA ID = 1):: Failed to authenticate the IKE SA\n",
                     NULL, "fail ikev2-auth-failed/both");
    assert_judgement(state, NULL,
                     "IKEv2-ERROR:(SESSION ID = 3,SA ID = 1):: There was no IPSEC policy found for "
                     "received TS\n",
                     "fail ikev2-ts-unacceptable/both");
}

/* The line that tells the cause comes first, where it stands in its file. */
static void evidence_points_at_the_line(void **state)
{
    char *a = fixture_text("debug/b-map-missing.a.log");
    char *b = fixture_text("debug/b-map-missing.b.log");
    json_t *result = judge(state, a, b);
    const json_t *cause = first_cause(result);
    const json_t *first = json_array_get(json_object_get(cause, "evidence"), 0);
    assert_string_equal(json_str(first, "peer", ""), "b");
    assert_int_equal(json_int(first, "line", 0), 56);
    assert_non_null(strstr(json_str(first, "text", ""), "invalid local address 10.15.58.38"));
    assert_int_equal(json_array_size(json_object_get(result, "exchange")), 2);
    json_decref(result);
    free(a);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transform_sets_differ),
        cmocka_unit_test(access_lists_differ),
        cmocka_unit_test(keys_differ),
        cmocka_unit_test(policies_differ),
        cmocka_unit_test(the_map_is_missing_at_the_responder),
        cmocka_unit_test(the_ends_may_change_places),
        cmocka_unit_test(one_line_or_one_end_may_be_all_there_is),
        cmocka_unit_test(what_came_through_is_healthy),
        cmocka_unit_test(nothing_said_proves_nothing),
        cmocka_unit_test(refusals_on_the_way_to_an_agreement_mean_nothing),
        cmocka_unit_test(a_fault_that_was_put_right_is_forgotten),
        cmocka_unit_test(two_faults_are_both_told),
        cmocka_unit_test(later_releases_say_it_in_other_words),
        cmocka_unit_test(evidence_points_at_the_line),
    };
    return cmocka_run_group_tests(tests, judge_set_up, judge_tear_down);
}
