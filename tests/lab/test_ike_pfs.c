/* SPDX-License-Identifier: ISC */
/* Perfect forward secrecy: wanted by both, by one, in different groups. */
#include "tests/lab/tap.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
#define BACK "ping ip 192.168.1.1 source 192.168.2.1"

static void set_pfs(struct pair *p, int end, const char *group)
{
    char line[80];
    snprintf(line, sizeof line, "crypto map vpn 10 ipsec-isakmp\n %sset pfs %s",
             *group ? "" : "no ", group);
    pair_configure(p, end, line);
}

static struct pair *with_pfs(const char *first, const char *second)
{
    struct pair *p = pair_new(9);
    if (*first)
        set_pfs(p, 0, first);
    if (*second)
        set_pfs(p, 1, second);
    pair_debug(p);
    return p;
}

static void test_same_group(void **state)
{
    (void)state;
    static const char *const groups[] = {"group1", "group2", "group5"};
    for (size_t i = 0; i < 3; i++) {
        char attribute[40];
        struct pair *p = with_pfs(groups[i], groups[i]);
        assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
        snprintf(attribute, sizeof attribute, "ISAKMP:      group is %s", groups[i] + 5);
        assert_has(buf_str(&p->end[1].log), attribute);
        assert_has(buf_str(&p->end[1].log), "flags= 0x14");
        assert_has(buf_str(&p->end[1].log), "processing KE payload. message ID = ");
        assert_has(pair_type(p, 0, "show crypto map"), "PFS (Y/N): Y");
        pair_free(p);
    }
}

/* The one who is asked and wants nothing of it himself agrees. */
static void test_offered_without_need(void **state)
{
    (void)state;
    struct pair *p = with_pfs("group2", "");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(buf_str(&p->end[1].log), "ISAKMP:      group is 2");
    pair_free(p);
}

static void check_refusal(const char *first, const char *second, const char *flags)
{
    struct pair *p = with_pfs(first, second);
    char words[120];
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    snprintf(words, sizeof words,
             "IPSEC(validate_transform_proposal): invalid transform proposal flags -- %s", flags);
    assert_has(buf_str(&p->end[1].log), words);
    assert_has(buf_str(&p->end[1].log), "ISAKMP (0:1): IPsec policy invalidated proposal");
    assert_has(buf_str(&p->end[1].log), "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode "
                                        "failed with peer at 10.15.58.10");
    assert_has(buf_str(&p->end[0].log), "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3");
    for (int i = 0; i < 2; i++)
        assert_has(pair_type(p, i, "show crypto isakmp sa"), "QM_IDLE");
    /* Who has it as he is asked for it is not refused. */
    set_pfs(p, 0, second);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

static void test_refusals(void **state)
{
    (void)state;
    check_refusal("", "group2", "0x4");
    check_refusal("group1", "group2", "0x14");
    check_refusal("group5", "group2", "0x14");
}

/* The other direction works: a tunnel that depends on who begins. */
static void test_other_direction(void **state)
{
    (void)state;
    struct pair *p = with_pfs("", "group2");
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

/* An ISAKMP SA under which nothing was agreed upon goes after a while, at both ends. */
static void test_unused_sa_goes(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(9, IOS_15);
    set_pfs(p, 1, "group2");
    pair_debug(p);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    world_pass(p->world, 200 * 1000);
    assert_has(buf_str(&p->end[0].log), "peer does not do paranoid keepalives.");
    assert_has(buf_str(&p->end[0].log), "deleting SA reason \"No reason\" state (I) QM_IDLE");
    assert_has(buf_str(&p->end[1].log), "processing DELETE payload");
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"));
    assert_false(has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE"));
    set_pfs(p, 1, "");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_group),     cmocka_unit_test(test_offered_without_need),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_other_direction),
        cmocka_unit_test(test_unused_sa_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
