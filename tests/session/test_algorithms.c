/* SPDX-License-Identifier: ISC */
#include "session/algorithms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_list(enum algorithm_list which, const char *spec, bool legacy, const char *want)
{
    char *list = algorithms_list(which, spec, legacy);
    assert_string_equal(list, want);
    free(list);
}

static void lists_are_written_out(void **state)
{
    (void)state;
    const char *macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
                       "hmac-sha2-256,hmac-sha2-512";
    char want[256];
    expect_list(ALGORITHM_MAC, NULL, false, macs);
    expect_list(ALGORITHM_MAC, "", false, macs);
    snprintf(want, sizeof want, "%s,hmac-sha1", macs);
    expect_list(ALGORITHM_MAC, NULL, true, want);
    expect_list(ALGORITHM_MAC, "+hmac-sha1", false, want);
    expect_list(ALGORITHM_MAC, "+hmac-sha1*", false, want);
    expect_list(ALGORITHM_MAC, "+hmac-sha1,hmac-sha1", true, want);
    snprintf(want, sizeof want, "hmac-sha1,%s", macs);
    expect_list(ALGORITHM_MAC, "^hmac-sha1", false, want);
    expect_list(ALGORITHM_MAC, "-*-etm@openssh.com", false, "hmac-sha2-256,hmac-sha2-512");
    expect_list(ALGORITHM_MAC, "hmac-sha1,hmac-sha2-256", false, "hmac-sha1,hmac-sha2-256");
    expect_list(ALGORITHM_MAC, "*-512", false, "hmac-sha2-512");
    expect_list(ALGORITHM_MAC, "hmac-sha2-256", true, "hmac-sha2-256,hmac-sha1");
}

static void legacy_is_noticed(void **state)
{
    (void)state;
    assert_true(algorithms_have_legacy(ALGORITHM_CIPHER, "aes128-ctr,3des-cbc"));
    assert_false(algorithms_have_legacy(ALGORITHM_CIPHER, "aes128-ctr"));
    for (int i = 0; i < ALGORITHM_LISTS; i++) {
        char *safe = algorithms_list(i, NULL, false);
        char *all = algorithms_list(i, NULL, true);
        assert_false(algorithms_have_legacy(i, safe));
        assert_true(algorithms_have_legacy(i, all));
        free(safe);
        free(all);
    }
    /* Fixed groups stand before group exchange: old routers offer 1024 bits there. */
    char *kex = algorithms_list(ALGORITHM_KEX, NULL, true);
    assert_true(strstr(kex, "group1-sha1") < strstr(kex, "group-exchange-sha1"));
    free(kex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_written_out),
        cmocka_unit_test(legacy_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
