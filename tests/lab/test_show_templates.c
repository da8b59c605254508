/* SPDX-License-Identifier: ISC */
/* What the lab prints, in the words of every release, read with the templates of the IOS pack. */
#include "lab/box/card.h"
#include "tests/lab/pair.h"
#include "tests/lab/reading.h"

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

/* The same with a card that lost five packets. */
static const struct wanted with_card[] = {
    {"show crypto engine accelerator statistic", IOS_11_3, "slot", "0"},
    {"show crypto engine accelerator statistic", IOS_11_3, "errors_out", "5"},
    {"show crypto engine configuration", IOS_11_3, "engine_type", "hardware"},
    {"show logging", IOS_11_3, "facility", "VPN_HW"},
};

static void check(struct template_index *ix, struct pair *p, const struct wanted *w)
{
    assert_read(ix, w->command, pair_type(p, 0, w->command), w->key, w->value);
}

static void test_release(void **state)
{
    const enum release release = *(const enum release *)*state;
    struct template_index *ix = reading_new();
    struct pair *p = pair_new_at(1, release);
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source FastEthernet0/1"), "(4/5)");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (release >= table[i].since)
            check(ix, p, &table[i]);
    card_install(p->end[0].r, CARD_AIM, 0);
    card_limbo(p->end[0].r, true);
    pair_type(p, 0, "ping 192.168.2.1 source FastEthernet0/1 repeat 6");
    for (size_t i = 0; i < sizeof with_card / sizeof with_card[0]; i++)
        check(ix, p, &with_card[i]);
    pair_free(p);
    template_index_free(ix);
}

int main(void)
{
    static enum release releases[] = {IOS_11_3, IOS_12_0, IOS_12_2, IOS_12_3, IOS_15};
    const struct CMUnitTest tests[] = {
        {"11.3", test_release, NULL, NULL, &releases[0]},
        {"12.0", test_release, NULL, NULL, &releases[1]},
        {"12.2", test_release, NULL, NULL, &releases[2]},
        {"12.3", test_release, NULL, NULL, &releases[3]},
        {"15", test_release, NULL, NULL, &releases[4]},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
