/* SPDX-License-Identifier: ISC */
/* Messages out of lines, with the shapes of the shipped pack. */
#include "parse/logline.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct given {
    json_t *data;
    struct logline_rules *rules;
};

static int set_up(void **state)
{
    struct err e = {0};
    struct given *g = calloc(1, sizeof *g);
    json_t *doc = json_read("playbooks/ios/signatures.json", NULL, &e);
    assert_non_null(doc);
    g->data = doc;
    g->rules = logline_rules_new(doc, "signatures.json", &e);
    assert_non_null(g->rules);
    *state = g;
    return 0;
}

static int tear_down(void **state)
{
    struct given *g = *state;
    logline_rules_free(g->rules);
    json_decref(g->data);
    free(g);
    return 0;
}

/* All messages of a text as "first-last time|message" lines. */
static void assert_messages(void **state, const char *text, const char *want)
{
    const struct given *g = *state;
    struct err e = {0};
    struct buf got = {0};
    struct logline l;
    int rc;
    logline_init(&l, g->rules, text, strlen(text));
    while ((rc = logline_next(&l, &e)) > 0)
        buf_printf(&got, "%d-%d %s|%s\n", l.line, l.last, l.time ? l.time : "-", l.message);
    assert_int_equal(rc, 0);
    assert_string_equal(buf_str(&got), want);
    logline_fini(&l);
    buf_fini(&got);
}

static void all_time_stamps_are_taken_off(void **state)
{
    assert_messages(state,
                    "00:27:07: ISAKMP (0:2): a\n"
                    "1d09h: ISAKMP (0:2): b\n"
                    "3w2d: ISAKMP (0:2): c\n"
                    "*Nov 17 16:52:03.373: ISAKMP (0:2): d\n"
                    ".Nov  7 16:52:03: ISAKMP (0:2): e\n"
                    "Nov 17 2003 16:52:03.373 CEST: ISAKMP (0:2): f\n"
                    "*Feb  2 11:39:59KST: ISAKMP (0:2): g\n"
                    "ISAKMP (0:2): h\n"
                    "00:25:13:ISAKMP (0:2): i\n",
                    "1-1 00:27:07|ISAKMP (0:2): a\n"
                    "2-2 1d09h|ISAKMP (0:2): b\n"
                    "3-3 3w2d|ISAKMP (0:2): c\n"
                    "4-4 Nov 17 16:52:03.373|ISAKMP (0:2): d\n"
                    "5-5 Nov  7 16:52:03|ISAKMP (0:2): e\n"
                    "6-6 Nov 17 2003 16:52:03.373 CEST|ISAKMP (0:2): f\n"
                    "7-7 Feb  2 11:39:59KST|ISAKMP (0:2): g\n"
                    "8-8 -|ISAKMP (0:2): h\n"
                    "9-9 00:25:13|ISAKMP (0:2): i\n");
}

static void loggers_prefixes_are_taken_off(void **state)
{
    assert_messages(state,
                    "000123: ISAKMP (0:2): a\n"
                    "000124: *Nov 17 16:52:03.373: ISAKMP (0:2): b\n"
                    "<188>989474: *Feb  2 11:39:59: ISAKMP (0:2): c\n"
                    "Nov 17 16:52:04 10.1.1.1 125: *Nov 17 16:52:03.373: ISAKMP (0:2): d\n"
                    "Nov 17 16:52:04 gw.example 126: 000126: *Nov 17 16:52:03: ISAKMP (0:2): e\n"
                    "2026-11-17T16:52:04.1+01:00 gw 127: *Nov 17 16:52:03: ISAKMP (0:2): f\n",
                    "1-1 -|ISAKMP (0:2): a\n"
                    "2-2 Nov 17 16:52:03.373|ISAKMP (0:2): b\n"
                    "3-3 Feb  2 11:39:59|ISAKMP (0:2): c\n"
                    "4-4 Nov 17 16:52:03.373|ISAKMP (0:2): d\n"
                    "5-5 Nov 17 16:52:03|ISAKMP (0:2): e\n"
                    "6-6 Nov 17 16:52:03|ISAKMP (0:2): f\n");
}

static void messages_on_one_line_are_parted(void **state)
{
    assert_messages(
        state,
        "1d09h: ISAKMP (16): beginning Main Mode exchange1d09h: ISAKMP (16): processing "
        "SA payload.\nmessage ID = 0\n",
        "1-1 1d09h|ISAKMP (16): beginning Main Mode exchange\n"
        "1-2 1d09h|ISAKMP (16): processing SA payload. message ID = 0\n");
    assert_messages(state, "debugging is onISAKMP (1): aISAKMP (1): b%CRYPTO-4-X_Y: c\n",
                    "1-1 -|debugging is on\n"
                    "1-1 -|ISAKMP (1): a\n"
                    "1-1 -|ISAKMP (1): b\n"
                    "1-1 -|%CRYPTO-4-X_Y: c\n");
}

static void wrapped_lines_are_joined(void **state)
{
    assert_messages(state,
                    "*Nov 17 17:03:41.457: IPSEC(validate_proposal): transform proposal (prot 3,\n"
                    "hmac_alg 2) not\r\n"
                    "supported\r\n"
                    "*Nov 17 17:03:41.457: ISAKMP (0:2): next\r\n",
                    "1-3 Nov 17 17:03:41.457|IPSEC(validate_proposal): transform proposal (prot 3, "
                    "hmac_alg 2) not supported\n"
                    "4-4 Nov 17 17:03:41.457|ISAKMP (0:2): next\n");
    /* without stamps only a long line can have been wrapped */
    assert_messages(
        state,
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with peer\nand so on\n"
        "ISAKMP (1): short\nnot of it\n",
        "1-2 -|%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with peer and so on\n"
        "3-3 -|ISAKMP (1): short\n");
}

static void a_terminal_breaks_words_at_its_last_column(void **state)
{
    char text[200];
    memset(text, 'x', sizeof text);
    strcpy(text, "00:00:01: ISAKMP (0:1): ");
    text[strlen(text)] = 'x';
    strcpy(text + 80, "\nyy\n");
    const struct given *g = *state;
    struct err e = {0};
    struct logline l;
    logline_init(&l, g->rules, text, strlen(text));
    assert_int_equal(logline_next(&l, &e), 1);
    assert_int_equal(strlen(l.message), 70 + 2);
    assert_string_equal(l.message + 68, "xxyy");
    logline_fini(&l);
}

static void other_lines_are_not_swallowed(void **state)
{
    assert_messages(state,
                    "00:00:01: ISAKMP (0:1): a\n"
                    "CE2#show crypto isakmp sa\n"
                    "dst src state\n"
                    "00:00:02: ISAKMP (0:1): b\n"
                    "\n"
                    "text\n"
                    "00:00:03: ISAKMP (0:1): c\n"
                    "1\n2\n3\n4\n5\n",
                    "1-1 00:00:01|ISAKMP (0:1): a\n"
                    "4-4 00:00:02|ISAKMP (0:1): b\n"
                    "7-10 00:00:03|ISAKMP (0:1): c 1 2 3\n");
}

static void continuations_of_a_listing_are_joined(void **state)
{
    assert_messages(state,
                    "IPSEC(sa_request): ,\n"
                    "(key eng. msg.) src= 10.0.0.1, dest= 10.0.0.2,\n"
                    "src_proxy= 1.0.0.0/255.0.0.0/0/0 (type=4).,\n"
                    "protocol= ESP, .transform= esp-des ,\n"
                    "next\n",
                    "1-4 -|IPSEC(sa_request): , (key eng. msg.) src= 10.0.0.1, dest= 10.0.0.2, "
                    "src_proxy= 1.0.0.0/255.0.0.0/0/0 (type=4), protocol= ESP, transform= esp-des "
                    ",\n");
}

static void ping_output_inside_a_message_is_cut_out(void **state)
{
    assert_messages(state,
                    "00:57:36: ISAKMP: .\n"
                    "Success rate is 0 percent (0/1)\n"
                    "ce1# auth pre-share\n"
                    "00:57:36: ISAKMP: . auth pre-share\n"
                    "ISAKMP: (0):Old State = .IKE_I_MM1  New State = IKE_I_MM2\n"
                    "ISAKMP: (0):Sending an IKE .!!!!\n"
                    "ISAKMP (1): beginning Main Mode exchange.....\n"
                    "ISAKMP (0:1): no offers accepted!\n",
                    "1-3 00:57:36|ISAKMP: auth pre-share\n"
                    "4-4 00:57:36|ISAKMP: auth pre-share\n"
                    "5-5 -|ISAKMP: (0):Old State = IKE_I_MM1 New State = IKE_I_MM2\n"
                    "6-6 -|ISAKMP: (0):Sending an IKE\n"
                    "7-7 -|ISAKMP (1): beginning Main Mode exchange\n"
                    "8-8 -|ISAKMP (0:1): no offers accepted!\n");
}

static void comments_of_others_are_cut_off(void **state)
{
    assert_messages(state,
                    "1d03h: ISAKMP: encryption 3DES-CBC ---- THESE ARE THE TRANSFORMS+\n"
                    "PROPOSALS FOR MAIN MODE\n"
                    "1d03h: ISAKMP: hash SHA <-- here\n",
                    "1-2 1d03h|ISAKMP: encryption 3DES-CBC\n"
                    "3-3 1d03h|ISAKMP: hash SHA\n");
}

static void hostile_bytes_become_text(void **state)
{
    assert_messages(state, "ISAKMP (1): \x1b[2J\xff\tx\n", "1-1 -|ISAKMP (1): ^[[2J<ff> x\n");
    const struct given *g = *state;
    struct err e = {0};
    struct logline l;
    size_t len = 1 << 20;
    char *text = malloc(len);
    memset(text, '.', len);
    strcpy(text, "ISAKMP: ");
    text[strlen(text)] = '.';
    logline_init(&l, g->rules, text, len);
    assert_int_equal(logline_next(&l, &e), 1);
    assert_true(strlen(l.message) < 10000);
    assert_int_equal(logline_next(&l, &e), 0);
    logline_fini(&l);
    free(text);
}

static void a_text_without_messages_has_none(void **state)
{
    assert_messages(state, "", "");
    assert_messages(state, "\n\nInterface status\n10.0.0.1 up up\n", "");
}

static void broken_patterns_are_told(void **state)
{
    (void)state;
    struct err e = {0};
    json_t *data = json_pack("{s:[s], s:[s]}", "words", "A", "stamps", "(?<time>x");
    assert_null(logline_rules_new(data, "my.json", &e));
    assert_int_equal(e.code, ERR_FORMAT);
    assert_string_equal(e.where, "my.json");
    assert_non_null(strstr(e.text, "(?<time>x"));
    json_decref(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_time_stamps_are_taken_off),
        cmocka_unit_test(loggers_prefixes_are_taken_off),
        cmocka_unit_test(messages_on_one_line_are_parted),
        cmocka_unit_test(wrapped_lines_are_joined),
        cmocka_unit_test(a_terminal_breaks_words_at_its_last_column),
        cmocka_unit_test(other_lines_are_not_swallowed),
        cmocka_unit_test(continuations_of_a_listing_are_joined),
        cmocka_unit_test(ping_output_inside_a_message_is_cut_out),
        cmocka_unit_test(comments_of_others_are_cut_off),
        cmocka_unit_test(hostile_bytes_become_text),
        cmocka_unit_test(a_text_without_messages_has_none),
        cmocka_unit_test(broken_patterns_are_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
