/* SPDX-License-Identifier: ISC */
#include "walk/coverage.h"

#include "base/file.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *rows;

static const json_t *row(const char *id)
{
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (strcmp(json_str(json_array_get(rows, i), "id", ""), id) == 0)
            return json_array_get(rows, i);
    return NULL;
}

static bool served_by(const char *id, const char *name)
{
    const json_t *served = json_object_get(row(id), "served");
    for (size_t i = 0; i < json_array_size(served); i++)
        if (strcmp(json_string_value(json_array_get(served, i)), name) == 0)
            return true;
    return false;
}

static void test_rows_know_their_servers(void **state)
{
    (void)state;
    assert_true(served_by("R01", "template cisco_ios_show_crypto_isakmp_sa"));
    assert_true(served_by("M08", "signature invalid-spi"));
    assert_true(served_by("I02", "cause psk-missing"));
    assert_true(served_by("D09", "all signatures"));
    assert_false(served_by("R01", "cause psk-missing"));
}

static void test_every_row_once_and_none_besides(void **state)
{
    (void)state;
    assert_int_equal(json_array_size(rows), 88);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *one = json_array_get(rows, i);
        const char *id = json_str(one, "id", "");
        assert_ptr_equal(row(id), one);
        /* An id that the guide does not have would come without a title. */
        if (!json_object_get(one, "title"))
            fail_msg("%s is served but is no row of the guide", id);
    }
}

/* Every reply, message and issue of the guide has something that understands it. */
static void test_what_must_be_served(void **state)
{
    (void)state;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *one = json_array_get(rows, i);
        const char *id = json_str(one, "id", "");
        if (strchr("RDMI", *id) && json_array_size(json_object_get(one, "served")) == 0)
            fail_msg("nothing serves %s", id);
    }
}

static int load(void **state)
{
    struct err e = {0};
    (void)state;
    char *dir = file_data_dir(&e);
    struct pack *pack = pack_load(dir, "ios", &e);
    rows = pack ? coverage(pack, &e) : NULL;
    pack_free(pack);
    free(dir);
    return rows ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(rows);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_know_their_servers),
        cmocka_unit_test(test_every_row_once_and_none_besides),
        cmocka_unit_test(test_what_must_be_served),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
