/* SPDX-License-Identifier: ISC */
/* Every fault of the customer pair: its symptom at both ends, and its mending. */
#include "tests/lab/cases_ce_ike.h"
#include "tests/lab/cases_ce_ipsec.h"
#include "tests/lab/cases_ce_path.h"

static void check_cases(const struct fault_case *c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_case(&c[i]);
}

static void test_ike(void **state)
{
    (void)state;
    check_cases(ike_cases, IKE_CASES);
}

static void test_ipsec(void **state)
{
    (void)state;
    check_cases(ipsec_cases, IPSEC_CASES);
}

static void test_map(void **state)
{
    (void)state;
    check_cases(map_cases, MAP_CASES);
}

static void test_path(void **state)
{
    (void)state;
    check_cases(path_cases, PATH_CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ike),
        cmocka_unit_test(test_ipsec),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
