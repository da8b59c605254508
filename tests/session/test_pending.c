/* SPDX-License-Identifier: ISC */
#include "session/pending.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Does the reply make the command be asked again? */
static bool again(struct pending *c, const char *text, bool logged, int *error)
{
    struct dialogue_event e = {.kind = DIALOGUE_REPLY, .logged = logged};
    buf_add_str(&e.text, text);
    *error = ERR_NONE;
    bool yes = pending_ask_again(c, &e, error);
    buf_fini(&e.text);
    return yes;
}

static void a_disturbed_reply_is_asked_for_again(void **state)
{
    (void)state;
    struct pending_list l = {0};
    struct pending *c = pending_add(&l, "sh run", 0, NULL, NULL);
    int error;
    assert_true(again(c, "one\n%SYS-5-X: y\ntwo\n", true, &error));
    assert_false(again(c, "one\ntwo\n", false, &error));
    assert_int_equal(error, ERR_NONE);

    /* What is the same each time belongs to the reply. */
    c = pending_add(&l, "show running-config", 0, NULL, NULL);
    assert_true(again(c, "banner\n%SYS-5-X: y\n%SYS-5-X: y\n", true, &error));
    assert_true(again(c, "banner\n%SYS-5-X: y\n", true, &error));
    assert_false(again(c, "banner\n%SYS-5-X: y\n", true, &error));
    assert_int_equal(error, ERR_NONE);

    /* In vain: nobody may take it for what the router is like. */
    c = pending_add(&l, "show running-config", 0, NULL, NULL);
    for (int i = 0; i < 3; i++)
        assert_true(again(c, &"abcd"[i], true, &error));
    assert_false(again(c, "d", true, &error));
    assert_int_equal(error, ERR_FORMAT);
    pending_fini(&l);
}

static void other_commands_run_once(void **state)
{
    (void)state;
    static const char *const commands[] = {"ping 10.1.1.1", "sh log", "show logging",
                                           "clear crypto sa", "debug crypto isakmp"};
    struct pending_list l = {0};
    int error;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        assert_false(again(pending_add(&l, commands[i], 0, NULL, NULL), "x", true, &error));
    assert_int_equal(error, ERR_NONE);
    pending_fini(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disturbed_reply_is_asked_for_again),
        cmocka_unit_test(other_commands_run_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
