/* SPDX-License-Identifier: ISC */
/* What provider edges print, read with the templates of the IOS pack. */
#include "parse/reply.h"
#include "tests/lab/provider.h"

struct wanted {
    int end;
    const char *command;
    const char *key, *value;       /* that some row has */
    const char *key_15, *value_15; /* in release 15; NULL: the same */
};

static const struct wanted table[] = {
    {PE1, "show ip bgp neighbors 99.1.1.3", "bgp_state", "Established", NULL, NULL},
    {PE1, "show ip bgp neighbors", "remote_router_id", "99.1.1.3", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1", "next_hop", "99.1.1.3", NULL, NULL},
    {PE1, "show ip bgp vpnv4 all", "vrf", "vpn1", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1", "weight", "32768", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1 labels", "out_label", "18", NULL, NULL},
    {PE3, "show ip bgp vpnv4 vrf vpn1 labels", "out_label", "aggregate(vpn1)", "in_label",
     "IPv4 VRF Aggr:17"},
    {PE1, "show ip cef vrf vpn1", "ip_address", "101.1.2.0", NULL, NULL},
    {PE1, "show ip cef", "nexthop", "30.1.1.1", NULL, NULL},
    {PE3, "show ip cef vrf vpn1", "nexthop", "drop", "nexthop", "no route"},
    {PE1, "show cef drop", "slot", "RP", NULL, NULL},
    {PE1, "show mpls forwarding-table", "outgoing_label", "Untagged", "outgoing_label", "No Label"},
    {PE1, "show mpls forwarding-table vrf vpn1", "next_hop", "30.1.1.1", NULL, NULL},
    {PE3, "show mpls forwarding-table vrf vpn1", "outgoing_label", "Aggregate", "vrf", "vpn1"},
    {PE1, "show ip route vrf vpn1", "protocol", "B", NULL, NULL},
    {PE1, "show ip route 99.1.1.3", "known_via", "static", NULL, NULL},
    {PE1, "show running-config", "kind", "hostname", NULL, NULL},
};

/* Whether some row has the value under the key, alone or first in a list. */
static bool has_value(const json_t *rows, const char *key, const char *value)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *v = json_object_get(json_array_get(rows, i), key);
        if (json_is_array(v))
            v = json_array_get(v, 0);
        if (v && strcmp(json_string_value(v), value) == 0)
            return true;
    }
    return false;
}

static void check(struct template_index *ix, const char *command, const char *text, const char *key,
                  const char *value)
{
    struct parsed_reply reply;
    struct err e = {0};
    struct buf plain = {0};
    for (const char *c = text; *c; c++)
        if (*c != '\r')
            buf_add_char(&plain, *c);
    int rc = parsed_reply_init(&reply, ix, command, buf_str(&plain), plain.len, &e);
    char *unread = json_dumps(reply.unmatched, JSON_INDENT(1));
    bool read = rc == ERR_NONE && json_array_size(reply.unmatched) == 0 &&
                has_value(reply.rows, key, value);
    if (!read)
        print_error("%s (%s %s): %s\nunread: %s\n%s\n", command, key, value, e.text, unread,
                    buf_str(&plain));
    assert_true(read);
    free(unread);
    parsed_reply_fini(&reply);
    buf_fini(&plain);
}

static void check_release(enum release release)
{
    struct err e = {0};
    struct template_index *ix = template_index_load("playbooks/ios/templates", "cisco_ios", &e);
    struct site *s = provider_with(release, "none");
    assert_non_null(ix);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct wanted *w = &table[i];
        bool later = release >= IOS_15 && w->key_15;
        check(ix, w->command, provider_type(s, w->end, w->command), later ? w->key_15 : w->key,
              later ? w->value_15 : w->value);
    }
    site_free(s);
    template_index_free(ix);
}

static void test_12_2(void **state)
{
    (void)state;
    check_release(IOS_12_2);
}

static void test_15(void **state)
{
    (void)state;
    check_release(IOS_15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_12_2), cmocka_unit_test(test_15)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
