/* SPDX-License-Identifier: ISC */
/* The configuration: typed, replaced, taken back, printed. */
#include "tests/lab/pair.h"

/* Type lines in configuration mode of CE1 and leave it. */
static void configure(struct pair *p, const char *const *lines)
{
    pair_type(p, 0, "configure terminal");
    for (; *lines; lines++)
        pair_type(p, 0, *lines);
    pair_type(p, 0, "end");
}

#define CONFIGURE(p, ...) configure(p, (const char *const[]){__VA_ARGS__, NULL})

static const char *running(struct pair *p)
{
    return pair_type(p, 0, "show running-config");
}

static void test_printed_as_loaded(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *text = running(p);
    assert_has(text, "Building configuration...\r\n\r\nCurrent configuration : ");
    assert_has(text, " bytes\r\n!\r\nversion 12.2\r\nservice timestamps debug uptime\r\n");
    assert_has(text, "!\r\ncrypto isakmp policy 10\r\n hash md5\r\n authentication pre-share\r\n"
                     "!\r\ncrypto isakmp key cisco123 address 10.15.58.38\r\n!\r\n");
    assert_has(text, "!\r\ncrypto map vpn 10 ipsec-isakmp\r\n set peer 10.15.58.38\r\n"
                     " set transform-set myset\r\n match address 100\r\n!\r\n");
    assert_has(text, "!\r\nline con 0\r\n!\r\nline vty 0 4\r\n login local\r\n!\r\nend\r\n");
    size_t size = 0;
    assert_int_equal(sscanf(strstr(text, "configuration : "), "configuration : %zu", &size), 1);
    assert_true(size > 600 && size < 900);
    pair_free(p);
}

static void test_settings_are_replaced(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    CONFIGURE(p, "crypto isakmp policy 10", "encr 3des", "group 2", "hash sha", "lifetime 3600");
    assert_has(running(p), "crypto isakmp policy 10\r\n encryption 3des\r\n"
                           " authentication pre-share\r\n group 2\r\n lifetime 3600\r\n!");
    CONFIGURE(p, "crypto isakmp policy 10", "encr des", "no group", "no lifetime");
    assert_has(running(p), "crypto isakmp policy 10\r\n authentication pre-share\r\n!");
    CONFIGURE(p, "crypto isakmp key other address 10.15.58.38");
    assert_has(running(p), "crypto isakmp key other address 10.15.58.38\r\n");
    assert_false(has(running(p), "cisco123"));
    CONFIGURE(p, "no crypto isakmp policy 10", "hostname Gate");
    assert_false(has(running(p), "policy 10"));
    assert_string_equal(shell_prompt(p->end[0].s), "Gate#");
    pair_free(p);
}

static void test_sections_stay_in_order(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    CONFIGURE(p, "crypto isakmp policy 20", "hash md5", "crypto isakmp policy 5", "hash md5",
              "interface Loopback0", "ip address 1.1.1.1 255.255.255.255");
    const char *text = running(p);
    assert_true(strstr(text, "policy 5\r") < strstr(text, "policy 10\r"));
    assert_true(strstr(text, "policy 10\r") < strstr(text, "policy 20\r"));
    assert_true(strstr(text, "Loopback0") < strstr(text, "FastEthernet0/0"));
    CONFIGURE(p, "no interface Loopback0");
    assert_false(has(running(p), "Loopback0"));
    pair_free(p);
}

static void test_interface_settings(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    CONFIGURE(p, "interface fa 0/0", "shutdown", "no crypto map", "description to the provider",
              "no ip address");
    assert_has(pair_type(p, 0, "show run int fa0/0"),
               "Building configuration...\r\n\r\nCurrent configuration : ");
    assert_has(pair_type(p, 0, "show run int fa0/0"),
               "!\r\ninterface FastEthernet0/0\r\n description to the provider\r\n"
               " no ip address\r\n shutdown\r\nend\r\n");
    CONFIGURE(p, "int f0/0", "no shut", "ip address 10.15.58.10 255.255.255.0", "crypto map vpn");
    assert_has(pair_type(p, 0, "show run int fa0/0"),
               " description to the provider\r\n ip address 10.15.58.10 255.255.255.0\r\n"
               " crypto map vpn\r\nend\r\n");
    pair_free(p);
}

static void test_numbered_lists(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    CONFIGURE(p, "access-list 100 permit ip host 192.168.1.1 any",
              "access-list 100 permit ip host 192.168.1.1 any");
    assert_has(pair_type(p, 0, "show access-lists 100"),
               "Extended IP access list 100\r\n"
               "    permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\r\n"
               "    permit ip host 192.168.1.1 any\r\n");
    CONFIGURE(p, "ip access-list extended 100", "5 deny icmp any host 1.2.3.4", "no 20");
    assert_string_equal(pair_type(p, 0, "show access-lists 100"),
                        "Extended IP access list 100\r\n"
                        "    deny icmp any host 1.2.3.4\r\n"
                        "    permit ip host 192.168.1.1 any\r\n");
    CONFIGURE(p, "no access-list 100 deny icmp any host 1.2.3.4");
    assert_string_equal(pair_type(p, 0, "show access-lists 100"), "");
    pair_free(p);
}

static void test_named_lists(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    CONFIGURE(p, "ip access-list extended VPN", "permit ip 10.0.0.0 0.255.255.255 any",
              "remark the rest", "deny ip any any");
    assert_has(running(p),
               "ip access-list extended VPN\r\n permit ip 10.0.0.0 0.255.255.255 any\r\n"
               " remark the rest\r\n deny ip any any\r\n!");
    assert_has(pair_type(p, 0, "show access-list VPN"),
               "Extended IP access list VPN\r\n    permit ip 10.0.0.0 0.255.255.255 any\r\n"
               "    deny ip any any\r\n");
    CONFIGURE(p, "ip access-list extended VPN", "no deny ip any any", "exit",
              "no ip access-list extended NONE");
    assert_false(has(pair_type(p, 0, "show access-list VPN"), "deny"));
    pair_free(p);
}

static void test_what_ios_checks(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "conf t");
    assert_has(pair_type(p, 0, "crypto map vpn 20 ipsec-isakmp"),
               "% NOTE: This new crypto map will remain disabled until a peer\r\n"
               "        and a valid access list have been configured.\r\n");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(config-crypto-map)#");
    assert_string_equal(pair_type(p, 0, "set transform-set none"),
                        "ERROR: transform set with tag \"none\" does not exist.\r\n");
    assert_string_equal(pair_type(p, 0, "no ip route 1.0.0.0 255.0.0.0 10.15.58.38"),
                        "%No matching route to delete\r\n");
    assert_has(pair_type(p, 0, "interface FastEthernet7/7"),
               "                          ^\r\n% Invalid input detected at '^' marker.");
    assert_string_equal(pair_type(p, 0, "no interface FastEthernet0/0"),
                        "% Removal of physical interfaces is not permitted\r\n");
    assert_string_equal(pair_type(p, 0, "crypto map vpn 20"), "");
    assert_string_equal(pair_type(p, 0, "no crypto map vpn 20"), "");
    assert_has(pair_type(p, 0, "set peer 1.2.3.4"), "% Invalid input");
    pair_type(p, 0, "end");
    assert_has(pair_type(p, 0, "show logging"), "%SYS-5-CONFIG_I: Configured from ");
    pair_free(p);
}

static void test_filters(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "show run | include ^hostname|transform"),
                        "hostname CE1\r\n"
                        "crypto ipsec transform-set myset esp-des esp-md5-hmac\r\n"
                        " set transform-set myset\r\n");
    assert_string_equal(pair_type(p, 0, "sh run | b line vty"),
                        "line vty 0 4\r\n login local\r\n!\r\nend\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "sh run | section crypto isakmp policy"),
                        "crypto isakmp policy 10\r\n hash md5\r\n authentication pre-share\r\n");
    assert_has(pair_type(p, 0, "sh run | exclude !"), "version 12.2\r\nservice");
    assert_string_equal(pair_type(p, 0, "sh run | nonsense x"), "% Incomplete command.\r\n\r\n");
    pair_free(p);
}

static void test_login_and_errors_of_startup(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct err e = {0};
    struct router *r = pair_router(w, pair_ce1, 1, IOS_12_2);
    assert_true(router_login(r, "lab", "guest"));
    assert_false(router_login(r, "lab", "Guest"));
    assert_false(router_login(r, "lab", "0"));
    assert_false(router_login(r, "nobody", "guest"));
    assert_string_equal(router_hostname(r), "CE1");
    assert_int_equal(router_configure(r, "hostname X\nbogus line\n", &e), ERR_FORMAT);
    assert_int_equal(e.line, 2);
    assert_string_equal(e.text, "invalid input: bogus line");
    router_free(r);
    e = (struct err){0};
    struct router_options bad = {.configuration = "hostname A\ninterface Foo0\n"};
    assert_null(router_new(w, &bad, &e));
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 11);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printed_as_loaded),
        cmocka_unit_test(test_settings_are_replaced),
        cmocka_unit_test(test_sections_stay_in_order),
        cmocka_unit_test(test_interface_settings),
        cmocka_unit_test(test_numbered_lists),
        cmocka_unit_test(test_named_lists),
        cmocka_unit_test(test_what_ios_checks),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_login_and_errors_of_startup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
