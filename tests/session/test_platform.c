/* SPDX-License-Identifier: ISC */
#include "session/platform.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char ios[] = "playbooks/ios/platform.json";

static enum reply_class classify(const struct platform *p, const char *reply)
{
    return platform_classify(p, reply, strlen(reply));
}

static bool is_log(const struct platform *p, const char *line)
{
    return platform_is_log(p, line, strlen(line));
}

static void shipped_platform_loads(void **state)
{
    (void)state;
    struct err e = {0};
    struct platform *p = platform_load(ios, &e);
    assert_non_null(p);
    assert_int_equal(e.code, ERR_NONE);
    assert_string_equal(p->name, "cisco_ios");
    assert_string_equal(p->prompt_user, ">");
    assert_string_equal(p->prompt_enabled, "#");
    assert_string_equal(p->setup[0], "terminal length 0");
    assert_string_equal(p->interrupt, "\x1e");
    assert_string_equal(p->debug_off, "undebug all");
    platform_free(p);
}

static void error_replies_are_classified(void **state)
{
    (void)state;
    struct platform *p = platform_load(ios, NULL);
    assert_non_null(p);
    assert_int_equal(classify(p, "         ^\r\n% Invalid input detected at '^' marker.\r\n\r\n"),
                     REPLY_INVALID);
    assert_int_equal(classify(p, "% Incomplete command.\r\n\r\n"), REPLY_INCOMPLETE);
    assert_int_equal(classify(p, "% Ambiguous command:  \"sh i\"\r\n"), REPLY_AMBIGUOUS);
    assert_int_equal(classify(p, "Command authorization failed.\r\n"), REPLY_UNAUTHORIZED);
    assert_int_equal(classify(p, ""), REPLY_OK);
    assert_int_equal(classify(p, "% Subnet not in table\r\n"), REPLY_OK);
    /* Data that quotes an error is data. */
    assert_int_equal(classify(p, "banner: % Invalid input detected\r\n"), REPLY_OK);
    assert_int_equal(classify(p, "a\nb\nc\nd\ne\nf\n% Incomplete command.\n"), REPLY_OK);
    platform_free(p);
}

static void log_lines_are_known_by_their_shape(void **state)
{
    (void)state;
    static const char *const logs[] = {
        "00:27:07: ISAKMP (0:2): received packet from 10.15.58.38 (I) MM_NO_STATE",
        "*Mar  1 00:27:07.123: ISAKMP:(0):atts are not acceptable. Next payload is 0",
        ".Mar  1 2002 00:27:07: %SYS-5-CONFIG_I: Configured from console",
        "*Oct 25 18:50:01.497: ISAKMP-ERROR: (0):No pre-shared key with 203.0.113.1!",
        "Oct 25 18:50:01.497 CET: IPSEC(sa_request): ,",
        "000045: *Mar  1 00:27:07: %LINK-3-UPDOWN: Interface",
        "1d02h: ISAKMP (0:1): SA not acceptable!",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed",
        "IPSEC(validate_proposal): invalid local address 12.2.6.2",
    };
    static const char *const data[] = {
        "interface: FastEthernet0/0",
        "10.15.58.38     10.15.58.10     QM_IDLE              1    0 ACTIVE",
        "% Invalid input detected at '^' marker.",
        "CE1 uptime is 3 hours, 20 minutes",
        "00:00:12, FastEthernet0/0",
        "!!!!!",
        "",
    };
    struct platform *p = platform_load(ios, NULL);
    assert_non_null(p);
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++)
        if (!is_log(p, logs[i]))
            fail_msg("not taken for a log line: %s", logs[i]);
    for (size_t i = 0; i < sizeof data / sizeof data[0]; i++)
        if (is_log(p, data[i]))
            fail_msg("taken for a log line: %s", data[i]);
    platform_free(p);
}

/* Load `text` from a file of its own and expect the error. */
static void expect_refusal(const char *text, int code, int line, const char *sentence)
{
    char name[] = "/tmp/test_platform_XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct err e = {0};
    assert_null(platform_load(name, &e));
    unlink(name);
    assert_int_equal(e.code, code);
    assert_string_equal(e.where, name);
    assert_int_equal(e.line, line);
    if (!strstr(e.text, sentence))
        fail_msg("\"%s\" does not say \"%s\"", e.text, sentence);
}

static void broken_files_are_refused_with_their_line(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(platform_load("/nonexistent/platform.json", &e));
    assert_int_equal(e.code, ERR_IO);
    expect_refusal("{\n \"name\": \"x\",\n}", ERR_FORMAT, 3, "JSON");
    expect_refusal("[]", ERR_FORMAT, 1, "one JSON object");
    expect_refusal("{\n \"name\":\n 5 }", ERR_FORMAT, 3, "\"name\" must be a string");
    expect_refusal("{ \"name\": \"x\" }", ERR_FORMAT, 1, "\"version\"");
    expect_refusal("{ \"name\": \"x\", \"version\": \"1\" }", ERR_FORMAT, 1, "\"prompt_user\"");
}

static void verbs_may_be_cut_short(void **state)
{
    (void)state;
    assert_true(platform_is_command("debug crypto isakmp", "debug"));
    assert_true(platform_is_command("  deb cry isa", "debug"));
    assert_true(platform_is_command("DEBUG", "debug"));
    assert_false(platform_is_command("debugger", "debug"));
    assert_false(platform_is_command("delete flash:x", "debug"));
    assert_false(platform_is_command("", "debug"));
    assert_true(platform_is_command("u all", "undebug all"));
    assert_true(platform_is_command("undebug all", "undebug all"));
    assert_false(platform_is_command("undebug crypto isakmp", "undebug all"));
    assert_false(platform_is_command("undebug", "undebug all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_platform_loads),
        cmocka_unit_test(error_replies_are_classified),
        cmocka_unit_test(log_lines_are_known_by_their_shape),
        cmocka_unit_test(verbs_may_be_cut_short),
        cmocka_unit_test(broken_files_are_refused_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
