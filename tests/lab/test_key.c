/* SPDX-License-Identifier: ISC */
/* RSA keys: the dialogues that make and remove them, and what the engine says. */
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

/* In configuration mode, with a domain. */
static struct pair *configuring(enum release release)
{
    struct pair *p = pair_new_at(5, release);
    pair_configure(p, 0, "ip domain-name example.com");
    pair_debug(p);
    pair_type(p, 0, "configure terminal");
    return p;
}

static void test_generate(void **state)
{
    (void)state;
    struct pair *p = configuring(IOS_12_2);
    assert_string_equal(
        pair_type(p, 0, "cry key gen rsa"),
        "The name for the keys will be: CE1.example.com\r\n"
        "Choose the size of the key modulus in the range of 360 to 2048 for your\r\n"
        "  General Purpose Keys. Choosing a key modulus greater than 512 may take\r\n"
        "  a few minutes.\r\n\r\n");
    assert_string_equal(shell_prompt(p->end[0].s), "How many bits in the modulus [512]: ");
    assert_string_equal(pair_type(p, 0, ""), "Generating RSA keys ...\r\n[OK]\r\n\r\n");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(config)#");
    char *listing = fixture_text("debug/3-3-engine.log");
    char *second = strstr(listing, "Router#");
    assert_non_null(second);
    *second = '\0';
    listing = listing_mend(listing, "continuedcr", "continued");
    assert_log(buf_str(&p->end[0].log), listing, LISTING_GLUED);
    free(listing);
    const char *shown = pair_type(p, 0, "do show crypto key mypubkey rsa");
    assert_has(shown, " UTC Mar  1 1993\r\nKey name: CE1.example.com\r\n"
                      " Usage: General Purpose Key\r\n Key Data:\r\n"
                      "  305C300D 06092A86 4886F70D 01010105 00034B00 30480241 00");
    assert_has(shown, "020301 0001\r\n");
    assert_has(pair_type(p, 0, "crypto key generate rsa"),
               "% You already have RSA keys defined named CE1.example.com.\r\n");
    assert_string_equal(pair_type(p, 0, "no"), "");
    assert_has(pair_type(p, 0, "crypto key zeroize rsa"), "% All RSA keys will be removed.\r\n");
    pair_type(p, 0, "yes");
    assert_string_equal(pair_type(p, 0, "do show crypto key mypubkey rsa"), "");
    assert_has(pair_type(p, 0, "crypto key zeroize rsa"), "% No Signature RSA Keys found");
    pair_free(p);
}

/* With keys, and an authority that both trust. */
static void enrol(struct pair *p, int end, const char *authority)
{
    char *lines = mem_printf("ip domain-name example.com\ncrypto ca identity %s\n"
                             " enrollment url http://192.0.2.1\ncrypto isakmp policy 10\n"
                             " authentication rsa-sig",
                             authority);
    pair_configure(p, end, lines);
    pair_type(p, end, "configure terminal");
    pair_type(p, end, "crypto key generate rsa");
    pair_type(p, end, "");
    pair_type(p, end, "end");
    free(lines);
}

static void test_signatures(void **state)
{
    (void)state;
    static const char ping[] = "ping ip 192.168.2.1 source 192.168.1.1";
    struct pair *p = pair_new(5);
    enrol(p, 0, "example");
    enrol(p, 1, "another");
    pair_debug(p);
    assert_has(pair_type(p, 0, ping), "Success rate is 0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log), "SA is doing RSA signature authentication using id type");
    assert_has(buf_str(&p->end[1].log), "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.15.58.10");
    pair_configure(p, 1, "no crypto ca identity another\ncrypto ca identity example");
    for (int i = 0; i < 2; i++)
        pair_type(p, i, "clear crypto isakmp");
    pair_forget(p);
    assert_has(pair_type(p, 0, ping), "Success rate is 80 percent (4/5)");
    assert_has(buf_str(&p->end[1].log), "processing SIG payload. message ID = 0");
    char *listing = fixture_text("debug/3-3-engine.log");
    const char *second = strstr(listing, "00:27:51");
    assert_log(buf_str(&p->end[1].log), second, LISTING_GLUED | LISTING_IDS);
    free(listing);
    pair_free(p);
}

static void test_refusals(void **state)
{
    (void)state;
    struct pair *p = configuring(IOS_15);
    pair_type(p, 0, "crypto key generate rsa");
    assert_has(pair_type(p, 0, "100000"), "% A decimal number between 360 and 4096.");
    assert_has(pair_type(p, 0, "crypto key generate rsa modulus 2048"),
               "% Generating 2048 bit RSA keys ...[OK]");
    pair_type(p, 0, "no ip domain-name example.com");
    assert_string_equal(pair_type(p, 0, "crypto key generate rsa"),
                        "% Please define a domain-name first.\r\n");
    pair_type(p, 0, "hostname Router");
    assert_string_equal(pair_type(p, 0, "crypto key generate rsa"),
                        "% Please define a hostname other than Router.\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generate),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
