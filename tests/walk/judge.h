/* SPDX-License-Identifier: ISC */
/* The judgement of `diagnose` with the IOS pack, over texts. A group's state is a struct judge. */
#ifndef TESTS_WALK_JUDGE_H
#define TESTS_WALK_JUDGE_H

#include "walk/diagnose.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "tests/base/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct judge {
    struct pack *pack;
    struct diagnoser *diagnoser;
};

static inline int judge_set_up(void **state)
{
    struct err e = {0};
    struct judge *j = mem_alloc(sizeof *j);
    j->pack = pack_load(".", "ios", &e);
    j->diagnoser = j->pack ? diagnoser_new(j->pack, &e) : NULL;
    if (!j->diagnoser)
        print_error("%s: %s\n", e.where, e.text);
    *state = j;
    return j->diagnoser ? 0 : -1;
}

static inline int judge_tear_down(void **state)
{
    struct judge *j = *state;
    diagnoser_free(j->diagnoser);
    pack_free(j->pack);
    free(j);
    return 0;
}

/* Files of each end; the result is the caller's. */
static inline json_t *judge_files(void **state, struct captures a, struct captures b)
{
    struct err e = {0};
    const struct captures both[SIDES] = {a, b};
    const struct judge *j = *state;
    json_t *result = diagnoser_judge(j->diagnoser, both, &e);
    assert_string_equal(e.text, "");
    assert_non_null(result);
    return result;
}

/* The text of each end, called "a.log" and "b.log"; NULL: nothing is there of it. */
static inline json_t *judge(void **state, const char *a, const char *b)
{
    const struct capture one = {"a.log", a, a ? strlen(a) : 0};
    const struct capture other = {"b.log", b, b ? strlen(b) : 0};
    return judge_files(state, (struct captures){&one, a != NULL},
                       (struct captures){&other, b != NULL});
}

static inline const json_t *first_cause(const json_t *result)
{
    return json_array_get(json_object_get(result, "causes"), 0);
}

/* "verdict cause/peer cause/peer ...", and every cause has evidence. */
static inline void assert_judgement(void **state, const char *a, const char *b, const char *want)
{
    json_t *result = judge(state, a, b);
    struct buf got = {0};
    size_t i;
    json_t *cause;
    buf_add_str(&got, json_str(result, "verdict", "?"));
    json_array_foreach(json_object_get(result, "causes"), i, cause)
    {
        buf_printf(&got, " %s/%s", json_str(cause, "id", "?"), json_str(cause, "peer", "?"));
        assert_true(json_array_size(json_object_get(cause, "evidence")) > 0);
    }
    assert_string_equal(buf_str(&got), want);
    buf_fini(&got);
    json_decref(result);
}

#endif
