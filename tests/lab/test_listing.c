/* SPDX-License-Identifier: ISC */
/* What the comparison with listings lets pass and what it does not. */
#include "tests/lab/listing_log.h"

#define LINE(want, got, options) listing_line(want, got, options)

static void test_lines(void **state)
{
    (void)state;
    assert_true(LINE("  a b", "  a b", 0));
    assert_false(LINE("  a b", "  a  b", 0));
    assert_true(LINE("a  b ,", " a b,", LISTING_BLANKS));
    assert_false(LINE("a b", "ab", LISTING_BLANKS));
    assert_true(LINE("CryptoEngine0:generate", "CryptoEngine0: generate", LISTING_GLUED));
    assert_false(LINE("IPSec", "IPSEC", LISTING_BLANKS));
    assert_true(LINE("IPSec", "IPSEC", LISTING_BLANKS | LISTING_CASE));
    assert_false(LINE("", "x", LISTING_BLANKS));
    assert_false(LINE("longer than", "longer", LISTING_BLANKS));
}

static void test_numbers(void **state)
{
    (void)state;
    assert_true(LINE("(5 matches)", "(12 matches)", LISTING_COUNTERS));
    assert_false(LINE("(5 matches)", "(12 matches)", LISTING_IDS));
    assert_false(LINE("group 1", "group 2", 0));
    assert_true(LINE("2000 Fast  4        0", "   1 Fast  4       10", LISTING_COUNTERS));
    assert_false(LINE("2000 Fast  4        0", "   1 Fast  4      10", LISTING_COUNTERS));
    assert_false(LINE("10.1.1.1/24", "10.1.1.2/24", LISTING_COUNTERS | LISTING_IDS));
    assert_false(LINE("FastEthernet0/0", "FastEthernet0/1", LISTING_COUNTERS));
    assert_true(LINE("spi= 0x86F18EB(141498603)", "spi= 0x1A3F0(107504)", LISTING_IDS));
    assert_true(LINE("M-ID of -537199713", "M-ID of 17199713", LISTING_IDS));
    assert_true(LINE("ISAKMP (0:2): done", "ISAKMP (0:1): done", LISTING_IDS));
    assert_false(LINE("type 2", "type 1", LISTING_IDS));
    assert_true(LINE("up 1d09h, last", "up 00:10:11, last", LISTING_TIMES));
}

static void test_stamps(void **state)
{
    (void)state;
    assert_int_equal(listing_stamp("00:27:07: x"), 9);
    assert_int_equal(listing_stamp("1d09h: x"), 6);
    assert_int_equal(listing_stamp("*Nov 19 13:12:00.562: x"), 21);
    assert_int_equal(listing_stamp("*Mar  1 00:12:00.562 UTC: x"), 25);
    assert_int_equal(listing_stamp("Nov 19 2002 13:12:00: x"), 21);
    assert_int_equal(listing_stamp("000123: *Nov 19 13:12:00.562: x"), 29);
    assert_int_equal(listing_stamp("ISAKMP: x"), 0);
    assert_int_equal(listing_stamp("10.1.1.1: x"), 0);
}

/* Wrapped in the middle of words, with prompts, ping dots and cut off at the end. */
static void test_logs(void **state)
{
    (void)state;
    static const char log[] = "00:10:00: IPSEC(sa): ,\n"
                              "  (key eng. msg.) src= 10.1.1.1,\n"
                              "    spi= 0x12345(74565)\n"
                              "00:10:00: something else\n"
                              "00:10:01: ISAKMP (0:1): deleting node 123456 reason \"larval\"\n"
                              "00:10:02: ISAKMP (0:1): done\n";
    assert_log(log,
               "CE1#ping\nSending 5, 100-byte\n01:00:00: IPSEC(sa): ,\n(key eng. msg.) src= 10.1.\n"
               "1.1,\nspi= 0xFFFFF(1048575)01:00:01: ISAKMP (0:9): deleting node -99999 rea\n"
               "son \"lar.!!!\nSuccess rate is 60 percent\nCE1#val\"\n01:00:02: ISAKMP (0:9): do",
               LISTING_IDS | LISTING_DOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_logs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
