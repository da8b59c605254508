/* SPDX-License-Identifier: ISC */
/* Faults in general: how they are named and drawn, what they change, several at once. */
#include "tests/lab/cases_ce_ike.h"
#include "tests/lab/cases_ce_ipsec.h"
#include "tests/lab/cases_ce_path.h"

#include <ctype.h>

enum { SUMMARY_MAX = 57, NAME_MAX_LEN = 18, SEEDS = 3000, PAIR_STEP = 7 };

static int find(const char *names, uint64_t seed, const struct fault *found[FAULTS_MAX])
{
    struct err e = {0};
    int count = faults_find(&topology_ce_pair, IOS_12_2, names, seed, found, &e);
    assert_string_equal(e.text, "");
    return count;
}

static void test_names(void **state)
{
    (void)state;
    size_t tables = 0;
    const struct fault_table *const *table = fault_tables(&tables);
    for (size_t i = 0; i < tables; i++)
        for (size_t k = 0; k < table[i]->count; k++) {
            const struct fault *f = &table[i]->fault[k];
            struct err e = {0};
            const struct fault *found[FAULTS_MAX];
            assert_int_equal(faults_find(table[i]->topology, IOS_12_2, f->name, 0, found, &e), 1);
            assert_ptr_equal(found[0], f); /* so no other has the name */
            if (strlen(f->summary) > SUMMARY_MAX || strlen(f->name) > NAME_MAX_LEN)
                fail_msg("too long for a line of the list: %s %s", f->name, f->summary);
            assert_true(isupper((unsigned char)f->summary[0]));
            assert_int_not_equal(f->summary[strlen(f->summary) - 1], '.');
        }
}

static void test_combinations(void **state)
{
    (void)state;
    const struct fault *found[FAULTS_MAX];
    struct err e = {0};
    assert_int_equal(find(NULL, 0, found), 0);
    assert_int_equal(find("", 0, found), 0);
    assert_int_equal(find("none,none", 0, found), 0);
    assert_int_equal(find("key-mismatch,map-missing-a", 0, found), 2);
    assert_string_equal(found[1]->name, "map-missing-a");
    assert_int_equal(find("key-mismatch,none,key-mismatch", 0, found), 1);
    assert_int_equal(find("random,random,random", 9, found), 3);
    assert_ptr_not_equal(found[0], found[1]);
    assert_ptr_not_equal(found[0], found[2]);
    assert_ptr_not_equal(found[1], found[2]);
    /* One that is named is not drawn again, wherever it stands. */
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        assert_int_equal(find("random,key-mismatch", seed, found), 2);
    const char *many = "random,random,random,random,random,random,random,random,random,random,"
                       "random,random,random,random,random,random";
    assert_int_equal(find(many, 1, found), FAULTS_MAX);
    struct buf more = {0};
    buf_printf(&more, "%s,random", many);
    assert_int_equal(faults_find(&topology_ce_pair, IOS_12_2, buf_str(&more), 1, found, &e),
                     ERR_LIMIT);
    assert_string_equal(e.text, "more than 16 faults at once");
    buf_fini(&more);
}

static size_t faults_in(const struct topology *t)
{
    size_t all = 0;
    size_t tables = 0;
    const struct fault_table *const *table = fault_tables(&tables);
    for (size_t i = 0; i < tables; i++)
        all += table[i]->topology == t ? table[i]->count : 0;
    return all;
}

/* The same seed draws the same fault, and every fault is drawn by some seed. */
static void check_random(const struct topology *t)
{
    const struct fault *first[FAULTS_MAX];
    const struct fault *again[FAULTS_MAX];
    const struct fault *seen[256] = {NULL};
    size_t kinds = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        assert_int_equal(faults_find(t, IOS_12_2, "random", seed, first, NULL), 1);
        assert_int_equal(faults_find(t, IOS_12_2, "random", seed, again, NULL), 1);
        assert_ptr_equal(first[0], again[0]);
        size_t k = 0;
        while (k < kinds && seen[k] != first[0])
            k++;
        if (k == kinds)
            seen[kinds++] = first[0];
    }
    assert_int_equal(kinds, faults_in(t));
}

static void test_random(void **state)
{
    (void)state;
    size_t count = 0;
    const struct topology *const *t = topologies(&count);
    for (size_t i = 0; i < count; i++)
        check_random(t[i]);
}

/* What is configured, and whether SAs stand: what a fault has to change to be one. */
static void snapshot(struct site *s, struct buf *out)
{
    for (int end = 0; end < TOPOLOGY_LOGINS; end++) {
        buf_add_str(out, pair_type(&s->pair, end, "show running-config"));
        buf_add_str(out, pair_type(&s->pair, end, "show crypto isakmp sa"));
        buf_add_str(out, pair_type(&s->pair, end, "show crypto engine connections active"));
    }
}

/* Applied line by line without complaint (site_new), each fault leaves its mark. */
static void test_every_fault_changes_something(void **state)
{
    (void)state;
    size_t tables = 0;
    const struct fault_table *const *table = fault_tables(&tables);
    for (size_t i = 0; i < tables; i++)
        for (enum release release = 0; release < RELEASES; release++) {
            struct buf healthy = {0};
            struct site *s = site_new(table[i]->topology, release, NULL, 3);
            snapshot(s, &healthy);
            site_free(s);
            for (size_t k = 0; k < table[i]->count; k++) {
                const struct fault *f = &table[i]->fault[k];
                struct buf broken = {0};
                if (f->mended_in != 0 && release >= f->mended_in)
                    continue;
                s = site_new(table[i]->topology, release, f->name, 3);
                snapshot(s, &broken);
                site_free(s);
                if (strcmp(buf_str(&healthy), buf_str(&broken)) == 0 && !f->befall)
                    fail_msg("%s changes nothing", f->name);
                buf_fini(&broken);
            }
            buf_fini(&healthy);
        }
}

static void test_healthy(void **state)
{
    (void)state;
    static const struct fault_case none = {.name = "none"};
    static const struct {
        const struct topology *topology;
        int end;
        const char *ping;
    } pings[] = {{&topology_pe_pair, 1, "ping vrf vpn1 101.1.1.1"},
                 {&topology_client, 0, "ping 192.168.2.1 source 192.168.1.1"},
                 {&topology_client, 1, "ping 192.168.1.10 source 192.168.2.1"}};
    for (enum release release = 0; release < RELEASES; release++) {
        struct fault_run r = fault_run(&none, 1);
        struct site *s = site_new(&topology_ce_pair, release, NULL, 3);
        check_mended(s, &r);
        site_free(s);
        for (size_t i = 0; i < sizeof pings / sizeof pings[0]; i++) {
            s = site_new(pings[i].topology, release, "none", 3);
            site_ping(s, pings[i].end, pings[i].ping); /* the tunnel comes up */
            assert_int_equal(site_ping(s, pings[i].end, pings[i].ping), 100);
            site_free(s);
        }
    }
}

static const struct fault_case *case_at(size_t n)
{
    static const struct {
        const struct fault_case *c;
        size_t count;
    } all[] = {{ike_cases, IKE_CASES},
               {ipsec_cases, IPSEC_CASES},
               {map_cases, MAP_CASES},
               {path_cases, PATH_CASES}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (n < all[i].count)
            return &all[i].c[n];
        n -= all[i].count;
    }
    return NULL;
}

static bool is_tested(const char *name)
{
    const struct fault_case *c;
    for (size_t i = 0; (c = case_at(i)) != NULL; i++)
        for (int wrong = 0; wrong < 2; wrong++)
            if (strcmp(fault_run(c, wrong).name, name) == 0)
                return true;
    return false;
}

/* test_faults_ce.c shows the symptom and the mending of every fault. */
static void test_every_fault_is_tested(void **state)
{
    (void)state;
    size_t tables = 0;
    const struct fault_table *const *table = fault_tables(&tables);
    for (size_t i = 0; i < tables; i++)
        for (size_t k = 0; table[i]->topology == &topology_ce_pair && k < table[i]->count; k++)
            if (!is_tested(table[i]->fault[k].name))
                fail_msg("no case for %s", table[i]->fault[k].name);
}

/* Two at once, the first at CE1 and the second at CE2 where there is a choice. */
static void check_pair(const struct fault_case *first, const struct fault_case *second)
{
    struct fault_run one = fault_run(first, first->twin ? 0 : 1);
    struct fault_run two = fault_run(second, 1);
    char names[100];
    snprintf(names, sizeof names, "%s,%s", one.name, two.name);
    struct site *s = site_new(&topology_ce_pair, IOS_12_2, names, 5);
    fault_mend(s, &two);
    fault_mend(s, &one);
    check_mended(s, &one);
    check_mended(s, &two);
    site_free(s);
}

static void test_pairs(void **state)
{
    (void)state;
    size_t count = 0;
    while (case_at(count))
        count++;
    for (size_t i = 0; i < count; i++)
        check_pair(case_at(i), case_at((i + PAIR_STEP) % count));
}

/* What a release has learnt to do without is no exercise there. */
static void test_faults_of_old_releases(void **state)
{
    const struct fault *found[FAULTS_MAX];
    struct err e = {0};
    (void)state;
    assert_int_equal(faults_find(&topology_pe_pair, IOS_12_3, "no-global-default", 0, found, &e),
                     1);
    assert_int_equal(faults_find(&topology_pe_pair, IOS_15, "no-global-default", 0, found, &e),
                     ERR_USAGE);
    assert_string_equal(e.text, "the fault no-global-default has no effect in release 15");
    for (uint64_t seed = 0; seed < 500; seed++) {
        assert_int_equal(faults_find(&topology_pe_pair, IOS_15, "random", seed, found, NULL), 1);
        assert_string_not_equal(found[0]->name, "no-global-default");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_of_old_releases),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_combinations),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_every_fault_changes_something),
        cmocka_unit_test(test_healthy),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_every_fault_is_tested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
