/* SPDX-License-Identifier: ISC */
#include "parse/conftree.h"

#include "base/buf.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *parse(const char *text)
{
    struct err e = {0};
    struct conftree_rules *r = conftree_rules_load("playbooks/ios/configuration.json", &e);
    assert_string_equal(e.text, "");
    assert_non_null(r);
    json_t *tree = conftree_parse(r, text, strlen(text), &e);
    assert_string_equal(e.text, "");
    conftree_rules_free(r);
    return tree;
}

/* A node a line, "FIRST-LAST LINE", what is in it below and further to the right. */
static void draw(const json_t *nodes, int depth, struct buf *out)
{
    size_t i;
    json_t *node;
    json_array_foreach(nodes, i, node)
    {
        buf_printf(out, "%*s%lld-%lld %s\n", depth, "", json_int(node, "at", 0),
                   json_int(node, "last", 0), json_str(node, "line", ""));
        draw(json_object_get(node, "in"), depth + 1, out);
    }
}

static void assert_tree(const char *text, const char *want)
{
    json_t *tree = parse(text);
    struct buf got = {0};
    draw(tree, 0, &got);
    assert_string_equal(buf_str(&got), want);
    buf_fini(&got);
    json_decref(tree);
}

static void test_indentation_nests(void **state)
{
    (void)state;
    assert_tree("hostname CE1\n"
                "!\n"
                "router bgp 100\r\n"
                " neighbor 1.1.1.1 remote-as 100\n"
                " address-family ipv4 vrf A\n"
                "  redistribute static\n"
                " exit-address-family\n"
                "ip classless\n",

                "1-1 hostname CE1\n"
                "3-7 router bgp 100\n"
                " 4-4 neighbor 1.1.1.1 remote-as 100\n"
                " 5-6 address-family ipv4 vrf A\n"
                "  6-6 redistribute static\n"
                " 7-7 exit-address-family\n"
                "8-8 ip classless\n");
}

/* A document ate the blanks: what can only stand in a section goes to the last one. */
static void test_lost_indentation(void **state)
{
    (void)state;
    assert_tree("crypto map vpn 10 ipsec-isakmp\n"
                "set peer 10.0.0.2\n"
                "match address 100\n"
                "interface Serial0/0.1 point-to-point\n"
                " ip unnumbered Ethernet0/0\n"
                "bandwidth 64\n"
                "crypto map vpn\n"
                "ip classless\n"
                "ip route 0.0.0.0 0.0.0.0 Serial0/0.1\n",

                "1-3 crypto map vpn 10 ipsec-isakmp\n"
                " 2-2 set peer 10.0.0.2\n"
                " 3-3 match address 100\n"
                "4-7 interface Serial0/0.1 point-to-point\n"
                " 5-5 ip unnumbered Ethernet0/0\n"
                " 6-6 bandwidth 64\n"
                " 7-7 crypto map vpn\n"
                "8-8 ip classless\n"
                "9-9 ip route 0.0.0.0 0.0.0.0 Serial0/0.1\n");
}

/* An indented line that looks like a section is none to the lines after it that are not. */
static void test_lost_halfway(void **state)
{
    (void)state;
    assert_tree("interface FastEthernet0/0.1\n"
                " ip vrf forwarding VPN1\n"
                "ip address 10.0.0.1 255.0.0.0\n"
                "crypto map VPN1\n",

                "1-4 interface FastEthernet0/0.1\n"
                " 2-2 ip vrf forwarding VPN1\n"
                " 3-3 ip address 10.0.0.1 255.0.0.0\n"
                " 4-4 crypto map VPN1\n");
}

static void test_banner_is_no_configuration(void **state)
{
    (void)state;
    assert_tree("banner motd ^C\n"
                "interface FastEthernet0/0\n"
                " shutdown\n"
                "^C\n"
                "hostname R\n"
                "banner login #one line#\n"
                "end\n",

                "1-1 banner motd ^C\n"
                "5-5 hostname R\n"
                "6-6 banner login #one line#\n"
                "7-7 end\n");
}

static void test_odd_input(void **state)
{
    (void)state;
    assert_tree("", "");
    assert_tree("!\n!\n\n", "");
    assert_tree("description \xff\x1b[31m\n", "1-1 description <ff>^[[31m\n");
}

/* Deeper than anything real: the deepest lines stay beside each other. */
static void test_depth(void **state)
{
    (void)state;
    assert_tree("a\n b\n  c\n   d\n    e\n     f\n      g\n       h\n        i\n         j\n"
                "          k\n           l\n            m\n             n\n              o\n"
                "               p\n                q\n                 r\n",

                "1-18 a\n"
                " 2-18 b\n"
                "  3-18 c\n"
                "   4-18 d\n"
                "    5-18 e\n"
                "     6-18 f\n"
                "      7-18 g\n"
                "       8-18 h\n"
                "        9-18 i\n"
                "         10-18 j\n"
                "          11-18 k\n"
                "           12-18 l\n"
                "            13-18 m\n"
                "             14-18 n\n"
                "              15-18 o\n"
                "               16-18 p\n"
                "                17-17 q\n"
                "                18-18 r\n");
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
        cmocka_unit_test(test_odd_input),         cmocka_unit_test(test_depth),
        cmocka_unit_test(test_bad_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
