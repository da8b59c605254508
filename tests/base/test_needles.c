/* SPDX-License-Identifier: ISC */
/* Some words in a text: the first one, whatever its case, at every place, and never another. */
#include "base/needles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static const struct span words[] = {{"password", 8}, {"key-string", 10}, {"secret", 6}, {"://", 3}};
enum { WORDS = sizeof words / sizeof words[0] };

static size_t found_at(const char *text, size_t len)
{
    struct needles *n = needles_new(words, WORDS);
    size_t at = (size_t)(needles_find(n, text, text + len) - text);
    needles_free(n);
    return at;
}

static void test_first_word(void **state)
{
    (void)state;
    assert_int_equal(found_at("enable SECRET password", 22), 7);
    assert_int_equal(found_at("key-strin key-String", 20), 10);
    assert_int_equal(found_at("secre", 5), 5);
    assert_int_equal(found_at("a secret", 7), 7); /* cut short */
    assert_int_equal(found_at("", 0), 0);
    assert_int_equal(found_at("ftp://a password", 16), 3);
    assert_int_equal(found_at("password ftp://", 15), 0);
}

/* A word at each place of a text of pieces of words. */
static void test_every_place(void **state)
{
    (void)state;
    char text[64];
    for (size_t k = 0; k < WORDS; k++)
        for (size_t at = 0; at + words[k].len <= sizeof text; at++) {
            for (size_t i = 0; i < sizeof text; i++)
                text[i] = "passecretkey-strinword"[i % 22];
            memcpy(text + at, words[k].at, words[k].len);
            size_t first = sizeof text;
            for (size_t i = sizeof text; i-- > 0;)
                for (size_t w = 0; w < WORDS; w++)
                    if (i + words[w].len <= sizeof text &&
                        strncasecmp(text + i, words[w].at, words[w].len) == 0)
                        first = i;
            assert_int_equal(found_at(text, sizeof text), first);
        }
}

/* At each place of a text far longer than what is looked at in one go. */
static void test_long_texts(void **state)
{
    (void)state;
    enum { LEN = 5000 };
    char *text = malloc(LEN);
    struct needles *n = needles_new(words, WORDS);
    assert_non_null(text);
    for (size_t k = 0; k < WORDS; k++)
        for (size_t at = 0; at + words[k].len <= LEN; at++) {
            memset(text, 'x', LEN);
            memcpy(text + at, words[k].at, words[k].len);
            assert_ptr_equal(needles_find(n, text, text + LEN), text + at);
            /* What is cut short at the end of the text is not there. */
            assert_ptr_equal(needles_find(n, text, text + at + words[k].len - 1),
                             text + at + words[k].len - 1);
        }
    needles_free(n);
    free(text);
}

/* Words with few pairs in common, and one that is the end of another. */
static void test_short_words(void **state)
{
    (void)state;
    static const struct span few[] = {{"SK_d", 4}, {"sk_AI", 5}, {"://", 3}, {"//", 2}};
    struct needles *n = needles_new(few, 4);
    const char *text = "sk_ sk_a SK_ai sk_d ://";
    assert_ptr_equal(needles_find(n, text, text + 23), text + 9);
    assert_ptr_equal(needles_find(n, text + 10, text + 23), text + 15);
    assert_ptr_equal(needles_find(n, text + 16, text + 23), text + 20);
    assert_ptr_equal(needles_find(n, text + 21, text + 23), text + 21);
    assert_ptr_equal(needles_find(n, text + 22, text + 23), text + 23);
    needles_free(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_word),
        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_short_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
