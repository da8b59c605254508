/* SPDX-License-Identifier: ISC */
/* How many echoes a tunnel that comes up costs. */
#include "lab/net/link.h"
#include "tests/lab/pair.h"

#define PING "ping 192.168.2.1 source f0/1"

static void test_first_after_a_mend(void **state)
{
    (void)state;
    static const struct {
        const char *broken, *mended; /* at the peer */
    } cases[] = {
        {"crypto isakmp key wrong address 10.15.58.10",
         "crypto isakmp key cisco123 address 10.15.58.10"},
        {"crypto isakmp policy 10\n hash sha", "crypto isakmp policy 10\n hash md5"},
        {"crypto ipsec transform-set myset esp-3des esp-md5-hmac",
         "crypto ipsec transform-set myset esp-des esp-md5-hmac"},
        {"interface f0/0\n no crypto map", "interface f0/0\n crypto map vpn"},
        {"interface f0/0\n shutdown", "interface f0/0\n no shutdown"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pair *p = pair_new(1);
        pair_configure(p, 1, cases[i].broken);
        assert_has(pair_type(p, 0, PING " repeat 2"), "(0/2)");
        pair_configure(p, 1, cases[i].mended);
        assert_has(pair_type(p, 0, PING), "(4/5)");
        pair_free(p);
    }
}

static void test_first_over_a_mended_link(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    link_trouble(p->link, &(struct link_trouble){.cut = true});
    assert_has(pair_type(p, 0, PING " repeat 3"), "(0/3)");
    link_trouble(p->link, &(struct link_trouble){0});
    assert_has(pair_type(p, 0, PING), "(4/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_after_a_mend),
        cmocka_unit_test(test_first_over_a_mended_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
