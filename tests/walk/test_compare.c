/* SPDX-License-Identifier: ISC */
/* A healthy pair of configurations, and everything that can make its ends differ. */
#include "walk/compare.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES "tests/fixtures/compare/"

static struct pack *pack;

/* One edit of the healthy pair, and the difference it has to make. */
struct edit {
    int side; /* whose configuration is edited */
    const char *from, *to;
    const char *what, *cause; /* of the difference; NULL cause: none */
    const char *a, *b;        /* the line pointed at on each side, NULL: none */
};

#define KEY_A "crypto isakmp key cisco123 address 10.15.58.38"
#define KEY_B "crypto isakmp key cisco123 address 10.15.58.10"
#define SET "crypto ipsec transform-set myset esp-des esp-md5-hmac"
#define MAP "crypto map vpn 10 ipsec-isakmp"
#define LIST_A "access-list 100 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255"
#define LIST_B "access-list 100 permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255"

static const struct edit edits[] = {
    {1, " hash md5\n", "", "isakmp policy", "phase1-policy-mismatch", "crypto isakmp policy 10",
     "crypto isakmp policy 10"},
    {0, " hash md5\n", " encr 3des\n hash md5\n", "isakmp policy", "phase1-policy-mismatch",
     "crypto isakmp policy 10", "crypto isakmp policy 10"},
    {1, " hash md5\n", " hash md5\n group 2\n", "isakmp policy", "phase1-policy-mismatch",
     "crypto isakmp policy 10", "crypto isakmp policy 10"},
    {1, " authentication pre-share\n", "", "isakmp policy", "phase1-policy-mismatch",
     "crypto isakmp policy 10", "crypto isakmp policy 10"},
    {1, " hash md5\n", " hash md5\n lifetime 3600\n", "isakmp lifetime", NULL,
     "crypto isakmp policy 10", "crypto isakmp policy 10"},
    {1, KEY_B, "crypto isakmp key cisco124 address 10.15.58.10", "pre-shared key", "psk-mismatch",
     "crypto isakmp key <secret:", "crypto isakmp key <secret:"},
    {1, KEY_B "\n", "", "pre-shared key", "psk-missing", "crypto isakmp key <secret:", MAP},
    {0, KEY_A, "crypto isakmp key cisco123 address 10.15.58.39", "pre-shared key", "psk-missing",
     MAP, "crypto isakmp key <secret:"},
    {0, KEY_A, "crypto isakmp key 6 ABCDEFG address 10.15.58.38", "pre-shared key", NULL,
     "crypto isakmp key 6 <secret6:", "crypto isakmp key <secret:"},
    {1, " set peer 10.15.58.10", " set peer 10.15.58.11", "peer address", "no-matching-peer",
     "ip address 10.15.58.10 255.255.255.0", "set peer 10.15.58.11"},
    {1, SET, "crypto ipsec transform-set myset ah-md5-hmac esp-des", "transform set",
     "phase2-transform-mismatch", SET, "crypto ipsec transform-set myset ah-md5-hmac esp-des"},
    {1, SET "\n", SET "\n mode transport\n", "mode", "ipsec-mode-mismatch", SET, SET},
    {0, " set transform-set myset\n", " set transform-set yours\n", "transform set",
     "crypto-map-incomplete", "set transform-set yours", SET},
    {0, " match address 100\n", " set pfs group2\n match address 100\n", "pfs", "pfs-mismatch",
     "set pfs group2", MAP},
    {1, LIST_B, "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1", "access list",
     "proxy-identity-mismatch", LIST_A,
     "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1"},
    {1, LIST_B, "access-list 100 permit tcp 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255 eq 80",
     "access list", "proxy-identity-mismatch", LIST_A,
     "access-list 100 permit tcp 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255 eq 80"},
    {1, LIST_B, "access-list 101 permit ip any any", "access list", "crypto-map-incomplete", LIST_A,
     "match address 100"},
    {0, " match address 100\n",
     " set security-association lifetime seconds 120\n match address 100\n", "lifetime", NULL,
     "set security-association lifetime seconds 120", MAP},
    {1, " crypto map vpn\n!\ninterface FastEthernet0/1\n", "!\ninterface FastEthernet0/1\n",
     "crypto map applied", "crypto-map-not-applied", NULL, MAP},
    {0, "crypto isakmp policy 10\n", "no crypto isakmp enable\ncrypto isakmp policy 10\n", "isakmp",
     "exchange-mode-mismatch", "no crypto isakmp enable", NULL},
    {0, " ip address 10.15.58.10 255.255.255.0\n",
     " ip address 10.15.58.10 255.255.255.0\n shutdown\n", "interface", "interface-down",
     "interface FastEthernet0/0", NULL},
    {0, MAP "\n", "crypto map vpn local-address Loopback0\n" MAP "\n", "local-address",
     "crypto-map-not-applied", "crypto map vpn local-address Loopback0", NULL},
    {1, MAP "\n",
     "crypto map vpn 5 ipsec-isakmp\n set peer 10.15.58.70\n set transform-set myset\n"
     " match address 105\n" MAP "\n",
     "overlapping lists", "wrong-sa-selected", NULL, LIST_B},
};

static void edit_text(struct buf *out, const char *text, const struct edit *e)
{
    const char *at = strstr(text, e->from);
    assert_non_null(at);
    buf_add(out, text, (size_t)(at - text));
    buf_add_str(out, e->to);
    buf_add_str(out, at + strlen(e->from));
    if (strcmp(e->what, "overlapping lists") == 0)
        buf_add_str(out, "access-list 105 permit ip 192.168.0.0 0.0.255.255 192.168.1.0 0.0.0.255"
                         "\n");
}

static json_t *compare_texts(const char *a, const char *b)
{
    struct err e = {0};
    struct capture config[SIDES] = {{"a.cfg", a, strlen(a)}, {"b.cfg", b, strlen(b)}};
    json_t *result = compare(pack, config, &e);
    assert_string_equal(e.text, "");
    assert_non_null(result);
    return result;
}

static void read_fixture(const char *name, struct buf *out)
{
    struct err e = {0};
    char path[128];
    snprintf(path, sizeof path, FIXTURES "%s", name);
    assert_int_equal(file_read(path, 0, out, &e), ERR_NONE);
}

/* The place's line is what stands there in the text, secrets aside. */
static bool has_place(const json_t *places, const char *line, const char *text)
{
    if (!line)
        return json_array_size(places) == 0;
    for (size_t i = 0; i < json_array_size(places); i++) {
        const json_t *p = json_array_get(places, i);
        const char *pos = text;
        for (long long n = json_int(p, "at", 0); n > 1; n--)
            pos = strchr(pos, '\n') + 1;
        pos += strspn(pos, " ");
        const char *shown = json_str(p, "line", "");
        if (strncmp(shown, line, strlen(line)) == 0 &&
            strncmp(pos, shown, strcspn(shown, "<")) == 0)
            return true;
    }
    return false;
}

static bool shows(const json_t *result, const struct edit *e, const char *a, const char *b)
{
    const json_t *tunnel = json_array_get(json_object_get(result, "tunnels"), 0);
    const json_t *list = json_object_get(tunnel, "differences");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *d = json_array_get(list, i);
        const char *cause = json_str(d, "cause", NULL);
        if (strcmp(json_str(d, "what", ""), e->what) == 0 &&
            (e->cause ? cause && strcmp(cause, e->cause) == 0 : !cause) &&
            has_place(json_object_get(d, "a"), e->a, a) &&
            has_place(json_object_get(d, "b"), e->b, b))
            return true;
    }
    return false;
}

static void test_each_difference(void **state)
{
    struct buf a = {0}, b = {0};
    int missing = 0;
    (void)state;
    read_fixture("a.cfg", &a);
    read_fixture("b.cfg", &b);
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct buf edited = {0};
        edit_text(&edited, buf_str(edits[i].side ? &b : &a), &edits[i]);
        const char *x = edits[i].side ? buf_str(&a) : buf_str(&edited);
        const char *y = edits[i].side ? buf_str(&edited) : buf_str(&b);
        json_t *result = compare_texts(x, y);
        char *text = json_text(result, 0);
        if (!shows(result, &edits[i], x, y)) {
            print_error("edit %zu (%s) is not told:\n%s\n", i, edits[i].what, text);
            missing++;
        }
        assert_null(strstr(text, "cisco12"));
        free(text);
        json_decref(result);
        buf_fini(&edited);
    }
    assert_int_equal(missing, 0);
    buf_fini(&a);
    buf_fini(&b);
}

static void test_ends_that_agree(void **state)
{
    struct buf a = {0}, b = {0};
    (void)state;
    read_fixture("a.cfg", &a);
    read_fixture("b.cfg", &b);
    json_t *result = compare_texts(buf_str(&a), buf_str(&b));
    const json_t *tunnels = json_object_get(result, "tunnels");
    assert_int_equal(json_array_size(tunnels), 1);
    assert_string_equal(json_str(json_array_get(tunnels, 0), "label", ""),
                        "CE1 vpn 10 (10.15.58.10) - CE2 vpn 10 (10.15.58.38)");
    assert_int_equal(json_array_size(json_object_get(json_array_get(tunnels, 0), "differences")),
                     0);
    json_decref(result);
    /* Whoever is compared with himself or with nobody has no tunnel. */
    result = compare_texts(buf_str(&a), "hostname X\n");
    assert_int_equal(json_array_size(json_object_get(result, "tunnels")), 0);
    const json_t *alone = json_object_get(json_object_get(result, "alone"), "a");
    assert_int_equal(json_array_size(alone), 1);
    assert_int_equal(json_int(json_array_get(alone, 0), "at", 0), 13);
    json_decref(result);
    buf_fini(&a);
    buf_fini(&b);
}

#define IKEV2(host, ip, far, sign, verify, integrity)                                              \
    "hostname " host "\n"                                                                          \
    "crypto ikev2 proposal P\n encryption aes-cbc-256\n integrity " integrity "\n group 14\n"      \
    "crypto ikev2 policy L\n proposal P\n"                                                         \
    "crypto ikev2 keyring K\n peer X\n  address " far "\n  pre-shared-key local " sign             \
    "\n  pre-shared-key remote " verify "\n"                                                       \
    "crypto ikev2 profile V2\n match identity remote address " far " 255.255.255.255\n"            \
    " authentication remote pre-share\n authentication local pre-share\n keyring local K\n"        \
    "crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac\n"                                   \
    "crypto ipsec profile PROT\n set transform-set T\n set ikev2-profile V2\n"                     \
    "interface Tunnel0\n ip address 10.0.0.1 255.255.255.252\n tunnel source Ethernet0/0\n"        \
    " tunnel destination " far "\n tunnel protection ipsec profile PROT\n"                         \
    "interface Ethernet0/0\n ip address " ip " 255.255.255.0\n"

static const char *only_difference(const json_t *result)
{
    const json_t *tunnels = json_object_get(result, "tunnels");
    assert_int_equal(json_array_size(tunnels), 1);
    const json_t *list = json_object_get(json_array_get(tunnels, 0), "differences");
    if (json_array_size(list) != 1) {
        char *text = json_text(list, 0);
        print_error("%s\n", text);
        free(text);
        return "not one difference";
    }
    return json_str(json_array_get(list, 0), "what", "");
}

static void test_tunnel_interfaces_and_ikev2(void **state)
{
    (void)state;
    const char *a = IKEV2("R1", "192.0.2.1", "192.0.2.2", "one", "two", "sha256");
    json_t *result =
        compare_texts(a, IKEV2("R2", "192.0.2.2", "192.0.2.1", "two", "one", "sha256"));
    const json_t *tunnel = json_array_get(json_object_get(result, "tunnels"), 0);
    assert_string_equal(json_str(tunnel, "label", ""),
                        "R1 Tunnel0 (192.0.2.1) - R2 Tunnel0 (192.0.2.2)");
    assert_int_equal(json_array_size(json_object_get(tunnel, "differences")), 0);
    json_decref(result);
    result = compare_texts(a, IKEV2("R2", "192.0.2.2", "192.0.2.1", "two", "one", "sha512"));
    assert_string_equal(only_difference(result), "ikev2 proposal");
    json_decref(result);
    result = compare_texts(a, IKEV2("R2", "192.0.2.2", "192.0.2.1", "three", "one", "sha256"));
    assert_string_equal(only_difference(result), "ikev2 key");
    json_decref(result);
    result = compare_texts(a, IKEV2("R2", "192.0.2.2", "192.0.2.9", "two", "one", "sha256"));
    const json_t *list =
        json_object_get(json_array_get(json_object_get(result, "tunnels"), 0), "differences");
    assert_true(json_array_size(list) >= 1);
    json_decref(result);
}

/* A hub with a dynamic map knows no peer: nothing is missing for that. */
static void test_dynamic_map_and_keyring(void **state)
{
    struct buf a = {0};
    (void)state;
    read_fixture("a.cfg", &a);
    const char *hub =
        "hostname HUB\n"
        "crypto keyring K vrf RED\n pre-shared-key address 0.0.0.0 0.0.0.0 key other\n"
        "crypto keyring L\n pre-shared-key address 0.0.0.0 0.0.0.0 key cisco123\n"
        "crypto isakmp policy 1\n hash md5\n authentication pre-share\n"
        "crypto isakmp profile SITES\n keyring L\n match identity address 10.15.58.0 "
        "255.255.255.0\n"
        "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"
        "crypto dynamic-map D 1\n set transform-set myset\n set isakmp-profile SITES\n"
        "crypto map M 10 ipsec-isakmp dynamic D\n"
        "interface Ethernet0\n ip address 10.15.58.38 255.255.255.0\n crypto map M\n";
    json_t *result = compare_texts(buf_str(&a), hub);
    const json_t *tunnel = json_array_get(json_object_get(result, "tunnels"), 0);
    assert_string_equal(json_str(tunnel, "label", ""),
                        "CE1 vpn 10 (10.15.58.10) - HUB M 10 dynamic D (10.15.58.38)");
    char *text = json_text(json_object_get(tunnel, "differences"), 0);
    assert_string_equal(text, "[]");
    free(text);
    json_decref(result);
    buf_fini(&a);
}

static int load(void **state)
{
    struct err e = {0};
    (void)state;
    char *dir = file_data_dir(&e);
    pack = pack_load(dir, "ios", &e);
    free(dir);
    return pack ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    pack_free(pack);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_that_agree),
        cmocka_unit_test(test_each_difference),
        cmocka_unit_test(test_tunnel_interfaces_and_ikev2),
        cmocka_unit_test(test_dynamic_map_and_keyring),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
