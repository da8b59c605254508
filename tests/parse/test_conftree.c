/* SPDX-License-Identifier: ISC */
#include "parse/conftree.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct conftree_rules *load(void)
{
    struct err e = {0};
    struct conftree_rules *r = conftree_rules_load("playbooks/ios/configuration.json", &e);
    assert_string_equal(e.text, "");
    assert_non_null(r);
    return r;
}

static json_t *parse(const char *text)
{
    struct err e = {0};
    struct conftree_rules *r = load();
    json_t *tree = conftree_parse(r, text, strlen(text), &e);
    assert_string_equal(e.text, "");
    conftree_rules_free(r);
    return tree;
}

static const json_t *at(const json_t *list, size_t i)
{
    return json_array_get(list, i);
}

static const json_t *in(const json_t *node)
{
    return json_object_get(node, "in");
}

static void assert_node(const json_t *node, const char *line, int first, int last, size_t below)
{
    assert_string_equal(json_str(node, "line", ""), line);
    assert_int_equal(json_int(node, "at", 0), first);
    assert_int_equal(json_int(node, "last", 0), last);
    assert_int_equal(json_array_size(in(node)), below);
}

static void test_indentation_nests(void **state)
{
    (void)state;
    json_t *t = parse("hostname CE1\n"
                      "!\n"
                      "router bgp 100\r\n"
                      " neighbor 1.1.1.1 remote-as 100\n"
                      " address-family ipv4 vrf A\n"
                      "  redistribute static\n"
                      " exit-address-family\n"
                      "ip classless\n");
    assert_int_equal(json_array_size(t), 3);
    assert_node(at(t, 0), "hostname CE1", 1, 1, 0);
    assert_node(at(t, 1), "router bgp 100", 3, 7, 3);
    assert_node(at(in(at(t, 1)), 1), "address-family ipv4 vrf A", 5, 6, 1);
    assert_node(at(in(at(in(at(t, 1)), 1)), 0), "redistribute static", 6, 6, 0);
    assert_node(at(t, 2), "ip classless", 8, 8, 0);
    json_decref(t);
}

/* A document ate the blanks: what can only stand in a section goes to the last one. */
static void test_lost_indentation(void **state)
{
    (void)state;
    json_t *t = parse("crypto map vpn 10 ipsec-isakmp\n"
                      "set peer 10.0.0.2\n"
                      "match address 100\n"
                      "interface Serial0/0.1 point-to-point\n"
                      " ip unnumbered Ethernet0/0\n"
                      "bandwidth 64\n"
                      "crypto map vpn\n"
                      "ip classless\n"
                      "ip route 0.0.0.0 0.0.0.0 Serial0/0.1\n");
    assert_int_equal(json_array_size(t), 4);
    assert_node(at(t, 0), "crypto map vpn 10 ipsec-isakmp", 1, 3, 2);
    assert_node(at(t, 1), "interface Serial0/0.1 point-to-point", 4, 7, 3);
    assert_node(at(in(at(t, 1)), 2), "crypto map vpn", 7, 7, 0);
    assert_node(at(t, 2), "ip classless", 8, 8, 0);
    json_decref(t);
}

/* An indented line that looks like a section is none to the lines after it that are not. */
static void test_lost_halfway(void **state)
{
    (void)state;
    json_t *t = parse("interface FastEthernet0/0.1\n"
                      " ip vrf forwarding VPN1\n"
                      "ip address 10.0.0.1 255.0.0.0\n"
                      "crypto map VPN1\n");
    assert_int_equal(json_array_size(t), 1);
    assert_node(at(t, 0), "interface FastEthernet0/0.1", 1, 4, 3);
    assert_node(at(in(at(t, 0)), 0), "ip vrf forwarding VPN1", 2, 2, 0);
    assert_node(at(in(at(t, 0)), 2), "crypto map VPN1", 4, 4, 0);
    json_decref(t);
}

static void test_banner_is_no_configuration(void **state)
{
    (void)state;
    json_t *t = parse("banner motd ^C\n"
                      "interface FastEthernet0/0\n"
                      " shutdown\n"
                      "^C\n"
                      "hostname R\n"
                      "banner login #one line#\n"
                      "end\n");
    assert_int_equal(json_array_size(t), 4);
    assert_node(at(t, 0), "banner motd ^C", 1, 1, 0);
    assert_node(at(t, 1), "hostname R", 5, 5, 0);
    assert_node(at(t, 3), "end", 7, 7, 0);
    json_decref(t);
}

static void test_odd_input(void **state)
{
    (void)state;
    json_t *t = parse("");
    assert_int_equal(json_array_size(t), 0);
    json_decref(t);
    t = parse("!\n!\n\n");
    assert_int_equal(json_array_size(t), 0);
    json_decref(t);
    /* Deeper than anything real: the deepest lines stay beside each other. */
    t = parse("a\n b\n  c\n   d\n    e\n     f\n      g\n       h\n        i\n         j\n"
              "          k\n           l\n            m\n             n\n              o\n"
              "               p\n                q\n                 r\n");
    assert_int_equal(json_array_size(t), 1);
    assert_int_equal(json_int(at(t, 0), "last", 0), 18);
    json_decref(t);
    t = parse("description \xff\x1b[31m\n");
    assert_string_equal(json_str(at(t, 0), "line", ""), "description <ff>^[[31m");
    json_decref(t);
}

static void test_bad_rules(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(conftree_rules_load("tests/fixtures/no-such-file.json", &e));
    assert_int_not_equal(e.code, ERR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_indentation_nests), cmocka_unit_test(test_lost_indentation),
        cmocka_unit_test(test_lost_halfway),      cmocka_unit_test(test_banner_is_no_configuration),
        cmocka_unit_test(test_odd_input),         cmocka_unit_test(test_bad_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
