/* SPDX-License-Identifier: ISC */
#include "session/secret.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cmocka.h>

static void no_dumps_while_one_is_held(void **state)
{
    (void)state;
    struct rlimit limit;
    char *secret = secret_dup("letmein");
    assert_string_equal(secret, "letmein");
    assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
    assert_int_equal(limit.rlim_cur, 0);
    assert_int_equal(limit.rlim_max, 0);
    assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
    secret_free(secret);
    secret_free(NULL);
    secret_forget(NULL);
}

/* Does the kernel say of the mapping at `p` that it is locked and left out of dumps? */
static bool is_locked(const char *p)
{
    char line[512];
    bool inside = false, locked = false;
    FILE *f = fopen("/proc/self/smaps", "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        uintptr_t from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            inside = (uintptr_t)p >= from && (uintptr_t)p < to;
        if (inside && strncmp(line, "VmFlags:", 8) == 0)
            locked = strstr(line, " dd") != NULL;
    }
    fclose(f);
    return locked;
}

static void it_lies_in_memory_of_its_own(void **state)
{
    (void)state;
    char *secret = secret_dup("letmein");
    char *other = strdup("letmein");
    assert_true(is_locked(secret));
    assert_false(is_locked(other));
    secret_forget(other);
    secret_free(secret);
}

static void buffers_that_wipe(void **state)
{
    (void)state;
    struct buf b = {.wipes = true};
    buf_add_str(&b, "first second");
    buf_eat(&b, 6);
    assert_string_equal(buf_str(&b), "second");
    for (size_t i = b.len; i < 12; i++)
        assert_int_equal(b.data[i], 0);
    for (int i = 0; i < 100; i++)
        buf_add_str(&b, " more");
    assert_memory_equal(b.data, "second more more", 16);
    assert_int_equal(b.len, 6 + 500);
    buf_clear(&b);
    for (size_t i = 0; i < 506; i++)
        assert_int_equal(b.data[i], 0);
    buf_fini(&b);
    assert_true(b.wipes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_dumps_while_one_is_held),
        cmocka_unit_test(it_lies_in_memory_of_its_own),
        cmocka_unit_test(buffers_that_wipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
