/* SPDX-License-Identifier: ISC */
/* Every fault of the customer pair: its symptom at both ends, and its mending. */
#include "tests/lab/cases_ce_ike.h"
#include "tests/lab/fault_case.h"

static void test_ike(void **state)
{
    (void)state;
    for (size_t i = 0; i < IKE_CASES; i++)
        check_case(&ike_cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
