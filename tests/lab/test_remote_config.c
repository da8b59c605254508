/* SPDX-License-Identifier: ISC */
/* Remote access as it is configured: the guide's samples (pages 2-3 to 2-8), records, order. */
#include "lab/config/conf_remote.h"
#include "lab/router/model.h"
#include "tests/lab/listing.h"
#include "tests/lab/pair.h"

static const char head[] = "hostname PE1\nenable secret letmein\n"
                           "ip vrf VPN1\n rd 1:1\nip vrf VPN2\n rd 1:2\n";

/* How many lines of a text start with these words. */
static size_t starts(const struct listing_lines *s, const char *words)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += strncmp(s->line[i], words, strlen(words)) == 0;
    return n;
}

/* The configuration that was loaded is printed line for line, and nothing of its kind besides. */
static void assert_printed(const char *sample, const char *printed)
{
    struct listing_lines want = listing_split(sample);
    struct listing_lines got = listing_split(printed);
    size_t at = 0;
    for (size_t i = 0; i < want.count; i++) {
        if (strcmp(want.line[i], "!") == 0)
            continue;
        while (at < got.count && strcmp(got.line[at], want.line[i]) != 0)
            at++;
        if (at == got.count)
            print_error("not printed, or not in this order: %s\nin %s\n", want.line[i], printed);
        assert_true(at < got.count);
        at++;
    }
    assert_int_equal(starts(&got, "crypto "), starts(&want, "crypto "));
    listing_free(&want);
    listing_free(&got);
}

static void test_samples_print_as_typed(void **state)
{
    (void)state;
    static const char *const samples[] = {"2-3-site-old",   "2-4-site-new", "2-5-access-old",
                                          "2-6-access-new", "2-7-both-old", "2-8-both-new"};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char *sample = fixture_text("config/%s.cfg", samples[i]);
        char *text = mem_printf("%s%s", head, sample);
        struct pair *p = pair_new_with(1, IOS_12_3, text, text);
        assert_printed(sample, pair_type(p, 0, "show running-config"));
        pair_free(p);
        free(text);
        free(sample);
    }
}

static void test_records_of_a_sample(void **state)
{
    (void)state;
    char *sample = fixture_text("config/2-7-both-old.cfg");
    char *text = mem_printf("%s%sip local pool VPN1-RA 10.1.1.1 10.1.1.20\n"
                            "aaa new-model\naaa authentication login A group radius local\n"
                            "aaa authorization network B local\n",
                            head, sample);
    struct pair *p = pair_new_with(1, IOS_12_3, text, text);
    const struct conf *c = p->end[0].r->conf;
    assert_string_equal(conf_group(c, "VPN2-RA-GROUP")->key, "VPN2-RA");
    assert_string_equal(conf_group(c, "VPN2-RA-GROUP")->pool, "VPN2-RA");
    assert_null(conf_group(c, "VPN3-RA-GROUP"));
    assert_string_equal(conf_terms(c, "VPN1")->authentication, "VPN1-RA-LIST");
    assert_string_equal(conf_terms(c, "VPN2")->authorization, "VPN2-RA-LIST");
    assert_true(conf_terms(c, "VPN1")->initiate && conf_terms(c, "VPN1")->respond);
    assert_string_equal(conf_dynamic(c, "VPN2-RA", 0)->set[0], "VPN2-RA");
    assert_true(conf_dynamic(c, "VPN1-RA", 0)->reverse_route);
    assert_null(conf_dynamic(c, "VPN1-RA", 1));
    assert_int_equal(c->maps, 4);
    assert_string_equal(c->map[0].dynamic, "");
    assert_string_equal(c->map[1].dynamic, "VPN1-RA");
    assert_string_equal(c->map[2].name, "VPN2");
    assert_true(c->key[0].no_xauth);
    assert_int_equal(conf_pool(c, "VPN1-RA")->first, 0x0a010101);
    assert_int_equal(conf_pool(c, "VPN1-RA")->last, 0x0a010114);
    const struct aaa_list *list = conf_aaa_list(c, false, "A");
    assert_int_equal(list->methods, 2);
    assert_int_equal(list->method[0], AAA_RADIUS);
    assert_int_equal(list->method[1], AAA_LOCAL);
    assert_null(conf_aaa_list(c, true, "A"));
    assert_non_null(conf_aaa_list(c, true, "B"));
    pair_free(p);
    free(text);
    free(sample);
}

/* Typed in any order: a map is printed as a whole, its entries by sequence. */
static void test_maps_stay_together(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "crypto map other 20 ipsec-isakmp dynamic D\n"
                   "crypto map vpn 5 ipsec-isakmp\n"
                   "crypto map other client authentication list A\n"
                   "crypto map vpn 20 ipsec-isakmp dynamic D\n"
                   "crypto map other 10 ipsec-isakmp\n");
    struct listing_lines got = listing_split(pair_type(p, 0, "show running-config"));
    static const char *const want[] = {
        "crypto map vpn 5 ipsec-isakmp",
        "crypto map vpn 10 ipsec-isakmp",
        "crypto map vpn 20 ipsec-isakmp dynamic D",
        "crypto map other client authentication list A",
        "crypto map other 10 ipsec-isakmp",
        "crypto map other 20 ipsec-isakmp dynamic D",
    };
    size_t n = 0;
    for (size_t i = 0; i < got.count; i++)
        if (strncmp(got.line[i], "crypto map", 10) == 0)
            assert_string_equal(got.line[i], want[n++]);
    assert_int_equal(n, sizeof want / sizeof want[0]);
    listing_free(&got);
    pair_free(p);
}

static void test_taken_back(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "crypto isakmp client configuration group G\n key K\n dns 10.1.1.1 10.1.1.2\n"
                   " wins 10.1.1.3\n domain example.com\n acl 150\n pool P\n"
                   "crypto dynamic-map D 10\n set pfs group2\n match address 150\n"
                   "ip local pool P 10.2.1.1\n"
                   "crypto map vpn isakmp authorization list L\n");
    const struct conf *c = p->end[0].r->conf;
    assert_int_equal(conf_group(c, "G")->dns[1], 0x0a010102);
    assert_int_equal(conf_group(c, "G")->wins[0], 0x0a010103);
    assert_string_equal(conf_group(c, "G")->domain, "example.com");
    assert_string_equal(conf_group(c, "G")->list, "150");
    assert_int_equal(conf_dynamic(c, "D", 0)->pfs, 2);
    pair_configure(p, 0,
                   "no crypto isakmp client configuration group G\nno crypto dynamic-map D 10\n"
                   "no ip local pool P\nno crypto map vpn isakmp authorization list L\n");
    c = p->end[0].r->conf;
    assert_null(conf_group(c, "G"));
    assert_null(conf_dynamic(c, "D", 0));
    assert_null(conf_pool(c, "P"));
    assert_null(conf_terms(c, "vpn"));
    pair_free(p);
}

static void test_prompts_of_the_submodes(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "configure terminal");
    pair_type(p, 0, "crypto isakmp client configuration group G");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(config-isakmp-group)#");
    pair_type(p, 0, "crypto dynamic-map D 10");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(config-crypto-map)#");
    assert_string_equal(pair_type(p, 0, "set transform-set myset"), "");
    assert_has(pair_type(p, 0, "set transform-set yours"), "does not exist");
    assert_string_equal(pair_type(p, 0, "crypto map vpn 20 ipsec-isakmp dynamic D"), "");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(config)#");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_print_as_typed),  cmocka_unit_test(test_records_of_a_sample),
        cmocka_unit_test(test_maps_stay_together),      cmocka_unit_test(test_taken_back),
        cmocka_unit_test(test_prompts_of_the_submodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
