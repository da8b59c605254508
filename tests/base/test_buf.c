/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include "base/err.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void an_empty_buffer_is_an_empty_string(void **state)
{
    (void)state;
    struct buf b = {0};
    assert_string_equal(buf_str(&b), "");
    buf_fini(&b);
}

static void grows_and_is_eaten_from_the_front(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_int_equal(b.len, 10 * 2 + 90 * 3 + 900 * 4);
    buf_eat(&b, 20);
    assert_memory_equal(buf_str(&b), "10,11,", 6);
    buf_cut(&b, 5);
    assert_string_equal(buf_str(&b), "10,11");
    buf_add(&b, "\0x", 2);
    assert_int_equal(b.len, 7);
    buf_fini(&b);
}

static void taking_leaves_it_empty(void **state)
{
    (void)state;
    struct buf b = {0};
    size_t len = 9;
    char *nothing = buf_take(&b, &len);
    assert_string_equal(nothing, "");
    assert_int_equal(len, 0);
    buf_add_str(&b, "text");
    char *text = buf_take(&b, &len);
    assert_string_equal(text, "text");
    assert_int_equal(len, 4);
    assert_int_equal(b.len, 0);
    free(nothing);
    free(text);
}

static void arrays_double(void **state)
{
    (void)state;
    int *array = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 100; i++) {
        array = mem_grow(array, i, &capacity, sizeof *array);
        array[i] = (int)i;
    }
    assert_int_equal(capacity, 128);
    assert_int_equal(array[99], 99);
    free(array);
}

static void the_first_error_wins(void **state)
{
    (void)state;
    struct err e = {0};
    char shown[100];
    assert_int_equal(err_set(&e, ERR_FORMAT, "f.json", 3, "is %s", "bad"), ERR_FORMAT);
    assert_int_equal(err_set(&e, ERR_IO, "g", 0, "later"), ERR_IO);
    assert_int_equal(e.code, ERR_FORMAT);
    assert_string_equal(err_format(&e, shown, sizeof shown), "f.json:3: is bad");
    assert_string_equal(err_name(ERR_HOST_KEY), "host-key");
    assert_string_equal(err_name(-99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_string),
        cmocka_unit_test(grows_and_is_eaten_from_the_front),
        cmocka_unit_test(taking_leaves_it_empty),
        cmocka_unit_test(arrays_double),
        cmocka_unit_test(the_first_error_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
