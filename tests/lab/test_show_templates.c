/* SPDX-License-Identifier: ISC */
/* What the lab prints, in the words of every release, read with the templates of the IOS pack. */
#include "lab/box/card.h"
#include "parse/reply.h"
#include "tests/lab/pair.h"

struct wanted {
    const char *command;
    enum release since;
    const char *key, *value; /* that some row has; NULL: nothing is asked of them */
};

/* Of CE1 with its tunnel up. */
static const struct wanted table[] = {
    {"show access-lists", IOS_11_3, "action", "permit"},
    {"show access-lists 100", IOS_11_3, "matches", "5"},
    {"show buffers", IOS_11_3, "pool", "VeryBig"},
    {"show crypto engine configuration", IOS_11_3, "engine_type", "software"},
    {"show crypto engine connections active", IOS_11_3, "encrypt", "4"},
    {"show crypto engine connections active", IOS_11_3, "ip_address", "10.15.58.10"},
    {"show crypto ikev2 sa", IOS_15, NULL, NULL},
    {"show crypto ipsec sa", IOS_11_3, "local_ident", "192.168.1.0"},
    {"show crypto ipsec sa", IOS_11_3, "remote_mask", "255.255.255.0"},
    {"show crypto ipsec sa", IOS_11_3, "current_peer", "10.15.58.38"},
    {"show crypto ipsec sa", IOS_11_3, "encaps", "4"},
    {"show crypto ipsec sa", IOS_11_3, "verify", "4"},
    {"show crypto ipsec sa", IOS_11_3, "send_errors", "1"},
    {"show crypto ipsec sa", IOS_11_3, "crypto_map", "vpn"},
    {"show crypto ipsec sa", IOS_11_3, "interface", "FastEthernet0/0"},
    {"show crypto ipsec sa", IOS_11_3, "in_esp_transform", "esp-des esp-md5-hmac"},
    {"show crypto ipsec sa", IOS_11_3, "out_esp_settings", "Tunnel"},
    {"show crypto ipsec sa", IOS_15, "in_esp_status", "ACTIVE(ACTIVE)"},
    {"show crypto ipsec sa", IOS_15, "pfs", "N"},
    {"show crypto ipsec sa detail", IOS_11_3, "decaps", "4"},
    {"show crypto ipsec sa peer 10.15.58.38", IOS_11_3, "decaps", "4"},
    {"show crypto ipsec security-association lifetime", IOS_11_3, NULL, NULL},
    {"show crypto ipsec transform-set", IOS_11_3, NULL, NULL},
    {"show crypto ipsec default transform-set", IOS_15, NULL, NULL},
    {"show crypto isakmp default policy", IOS_15, "priority", "65514"},
    {"show crypto isakmp key", IOS_11_3, "key", "cisco123"},
    {"show crypto isakmp key", IOS_12_3, "keyring", "default"},
    {"show crypto isakmp policy", IOS_11_3, "hash", "Message Digest 5"},
    {"show crypto isakmp policy", IOS_11_3, "priority", "10"},
    {"show crypto isakmp policy", IOS_11_3, "group", "#1 (768 bit)"},
    {"show crypto isakmp sa", IOS_11_3, "state", "QM_IDLE"},
    {"show crypto isakmp sa", IOS_11_3, "dst", "10.15.58.38"},
    {"show crypto isakmp sa", IOS_15, "status", "ACTIVE"},
    {"show crypto isakmp sa", IOS_15, "conn_id", "1001"},
    {"show crypto isakmp sa detail", IOS_12_3, "encryption", "des"},
    {"show crypto isakmp sa detail", IOS_15, "engine_conn_id", "SW:1"},
    {"show crypto map", IOS_11_3, NULL, NULL},
    {"show crypto session", IOS_12_3, "session_status", "UP-ACTIVE"},
    {"show crypto session detail", IOS_12_3, "in_decrypted", "4"},
    {"show crypto session detail", IOS_15, "ike_version", "IKEv1"},
    {"show debugging", IOS_11_3, NULL, NULL},
    {"show environment", IOS_11_3, NULL, NULL},
    {"show environment all", IOS_11_3, "sensor", "chassis outlet 1"},
    {"show interfaces", IOS_11_3, "ip_address", "10.15.58.10"},
    {"show interfaces FastEthernet0/1", IOS_11_3, "mtu", "1500"},
    {"show ip interface brief", IOS_11_3, "proto", "up"},
    {"show ip route", IOS_11_3, "network", "10.15.58.0"},
    {"show ip route 192.168.2.1", IOS_11_3, "known_via", "static"},
    {"show logging", IOS_11_3, NULL, NULL},
    {"show memory summary", IOS_11_3, "pool", "I/O"},
    {"show processes cpu", IOS_11_3, "cpu_1_min", "1"},
    {"show processes cpu sorted", IOS_11_3, "cpu_5_sec", "1"},
    {"show processes memory", IOS_15, "pool", "Processor"},
    {"show running-config", IOS_11_3, "kind", "hostname"},
    {"show running-config", IOS_11_3, "ip_address", "10.15.58.10"},
    {"show running-config", IOS_11_3, "transform", "esp-des esp-md5-hmac"},
    {"show version", IOS_11_3, "hostname", "CE1"},
};
enum { WANTED = sizeof table / sizeof table[0] };

/* The same with a card that lost five packets. */
static const struct wanted with_card[] = {
    {"show crypto engine accelerator statistic", IOS_11_3, "slot", "0"},
    {"show crypto engine accelerator statistic", IOS_11_3, "errors_out", "5"},
    {"show crypto engine configuration", IOS_11_3, "engine_type", "hardware"},
    {"show logging", IOS_11_3, "facility", "VPN_HW"},
};

/* Whether some row has the value under the key, alone or in a list. */
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

static void check(struct template_index *ix, const struct wanted *w, const char *text)
{
    struct parsed_reply reply;
    struct err e = {0};
    struct buf plain = {0};
    for (const char *c = text; *c; c++)
        if (*c != '\r')
            buf_add_char(&plain, *c);
    int rc = parsed_reply_init(&reply, ix, w->command, buf_str(&plain), plain.len, &e);
    bool read = rc == ERR_NONE && json_array_size(reply.unmatched) == 0 &&
                reply.status != REPLY_STATUS_ERROR && reply.status != REPLY_STATUS_PARTIAL;
    bool same = !w->key || has_value(reply.rows, w->key, w->value);
    if (!read || !same) {
        char *lines = json_dumps(reply.unmatched, JSON_INDENT(1));
        print_error("%s (%s %s): %s\n%s\nunread: %s\n", w->command, w->key ? w->key : "",
                    w->key ? w->value : "", e.text, buf_str(&plain), lines);
        free(lines);
    }
    assert_true(read && same);
    parsed_reply_fini(&reply);
    buf_fini(&plain);
}

static void check_release(enum release release)
{
    struct err e = {0};
    struct template_index *ix = template_index_load("playbooks/ios/templates", "cisco_ios", &e);
    struct pair *p = pair_new_at(1, release);
    assert_non_null(ix);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source FastEthernet0/1"), "(4/5)");
    for (size_t i = 0; i < WANTED; i++)
        if (release >= table[i].since)
            check(ix, &table[i], pair_type(p, 0, table[i].command));
    card_install(p->end[0].r, CARD_AIM, 0);
    card_limbo(p->end[0].r, true);
    pair_type(p, 0, "ping 192.168.2.1 source FastEthernet0/1 repeat 6");
    for (size_t i = 0; i < sizeof with_card / sizeof with_card[0]; i++)
        check(ix, &with_card[i], pair_type(p, 0, with_card[i].command));
    pair_free(p);
    template_index_free(ix);
}

static void test_11_3(void **state)
{
    (void)state;
    check_release(IOS_11_3);
}

static void test_12_0(void **state)
{
    (void)state;
    check_release(IOS_12_0);
}

static void test_12_2(void **state)
{
    (void)state;
    check_release(IOS_12_2);
}

static void test_12_3(void **state)
{
    (void)state;
    check_release(IOS_12_3);
}

static void test_15(void **state)
{
    (void)state;
    check_release(IOS_15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_11_3), cmocka_unit_test(test_12_0), cmocka_unit_test(test_12_2),
        cmocka_unit_test(test_12_3), cmocka_unit_test(test_15),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
