/* SPDX-License-Identifier: ISC */
/* VPN clients of a healthy gateway: they dial, ping, renew, and come back after every loss. */
#include "lab/remote/pool.h"
#include "lab/router/model.h"
#include "tests/lab/remote.h"

enum { HOUR_MS = 3600 * 1000 };

static void assert_connected(struct remote *n, size_t i, uint32_t address)
{
    struct client_report c = client_report(n->client[i]);
    assert_int_equal(c.state, CLIENT_CONNECTED);
    assert_int_equal(c.address, address);
    assert_string_equal(c.trouble, "");
    assert_true(remote_answers(n, i));
}

static void test_clients_connect(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 10000);
    assert_connected(n, 0, 0x0afe0101);
    assert_connected(n, 1, 0x0afe0102);
    assert_int_equal(client_report(n->client[0]).dials, 1);
    assert_int_equal(client_report(n->client[0]).dns, 0xc0a8010a);
    const char *text = pair_type(n->p, 0, "show crypto isakmp sa");
    assert_has(text, "172.21.25.73    50.1.1.1        QM_IDLE               1       0");
    assert_has(text, "172.21.25.73    50.1.1.2        QM_IDLE               2       0");
    text = pair_type(n->p, 0, "show crypto ipsec sa");
    assert_has(text, "remote ident (addr/mask/prot/port): (10.254.1.1/255.255.255.255/0/0)\r\n"
                     "   current_peer: 50.1.1.1");
    assert_has(pair_type(n->p, 0, "show ip route"), "10.254.1.2");
    remote_free(n);
}

static void test_counters_move(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 10000);
    assert_true(remote_answers(n, 0));
    char *before = mem_dup(strstr(pair_type(n->p, 0, "show crypto ipsec sa"), "#pkts decaps"));
    assert_true(remote_answers(n, 0));
    assert_string_not_equal(before,
                            strstr(pair_type(n->p, 0, "show crypto ipsec sa"), "#pkts decaps"));
    free(before);
    remote_free(n);
}

/* The other tunnel of the gateway: no client's business. */
static void test_site_has_its_tunnel(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 10000);
    assert_has(pair_type(n->p, 0, "ping 192.168.2.1 source 192.168.1.1"), "Success rate is 80");
    assert_has(pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1"), "Success rate is 100");
    assert_has(pair_type(n->p, 1, "show crypto isakmp sa"), "QM_IDLE");
    assert_true(remote_answers(n, 1));
    remote_free(n);
}

static void test_inside_reaches_clients(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 10000);
    assert_has(pair_type(n->p, 0, "ping 10.254.1.1 source 192.168.1.1"), "Success rate is 100");
    assert_has(pair_type(n->p, 0, "ping 10.254.1.9 source 192.168.1.1"), "Success rate is 0");
    remote_free(n);
}

static void test_clients_renew(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 3 * HOUR_MS);
    assert_connected(n, 0, 0x0afe0101);
    struct client_report c = client_report(n->client[0]);
    assert_int_equal(c.dials, 1);
    assert_true(c.answers > 10000);
    assert_true(c.pings - c.answers < 5);
    remote_free(n);
}

/* ISAKMP SAs live for a day, and nobody renews a client's: it dials again. */
static void test_a_day_passes(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 26ULL * HOUR_MS);
    struct client_report c = client_report(n->client[0]);
    assert_int_equal(c.state, CLIENT_CONNECTED);
    assert_int_equal(c.dials, 2);
    assert_true(c.pings - c.answers < 40);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    remote_free(n);
}

static void test_same_seed_same_words(void **state)
{
    (void)state;
    char *first = NULL;
    for (int i = 0; i < 2; i++) {
        struct remote *n = remote_new("user-password");
        remote_debug(n);
        world_pass(n->p->world, 60000);
        if (i == 0)
            first = mem_dup(buf_str(&n->p->end[0].log));
        else
            assert_string_equal(first, buf_str(&n->p->end[0].log));
        remote_free(n);
    }
    assert_has(first, "password incorrect");
    free(first);
}

static void test_cleared_clients_dial_again(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    world_pass(n->p->world, 10000);
    pair_type(n->p, 0, "clear crypto isakmp");
    world_pass(n->p->world, 10);
    assert_string_equal(client_report(n->client[0]).trouble, "the gateway has hung up");
    assert_false(has(pair_type(n->p, 0, "show ip route"), "10.254.1.1"));
    assert_false(pool_has(n->site.router[0], 0x0afe0101));
    world_pass(n->p->world, 10000);
    assert_int_equal(client_report(n->client[0]).dials, 2);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    /* IPsec alone, of which nobody is told: no answers any more. */
    pair_type(n->p, 0, "clear crypto sa");
    assert_false(remote_answers(n, 0));
    world_pass(n->p->world, 30000);
    assert_int_equal(client_report(n->client[0]).dials, 3);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    remote_free(n);
}

static void test_a_bad_wire_is_survived(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    link_trouble(n->p->link, &(struct link_trouble){.drop_percent = 20});
    world_pass(n->p->world, 120000);
    link_trouble(n->p->link, &(struct link_trouble){.cut = true});
    world_pass(n->p->world, 60000);
    assert_false(remote_answers(n, 0));
    link_trouble(n->p->link, &(struct link_trouble){0});
    world_pass(n->p->world, 30000);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    remote_free(n);
}

/* The gateway asks whether they are there only while it has something to send. */
static void test_clients_answer_dead_peer_detection(void **state)
{
    (void)state;
    struct remote *n = remote_new(NULL);
    pair_configure(n->p, 0, "crypto isakmp keepalive 10\n");
    world_pass(n->p->world, 10000);
    remote_debug(n);
    link_trouble(n->p->link, &(struct link_trouble){.drop_protocol = PROTO_ESP});
    world_pass(n->p->world, 12000);
    pair_type(n->p, 0, "ping 10.254.1.1 source 192.168.1.1");
    assert_has(buf_str(&n->p->end[0].log), "R_U_THERE");
    link_trouble(n->p->link, &(struct link_trouble){0});
    world_pass(n->p->world, 60000);
    assert_has(buf_str(&n->p->end[0].log), "R_U_THERE_ACK");
    assert_false(has(buf_str(&n->p->end[0].log), "PEERS_ALIVE_TIMER"));
    assert_int_equal(client_report(n->client[0]).dials, 1);
    assert_true(remote_answers(n, 0));
    remote_free(n);
}

/* Both tunnels of a gateway by ISAKMP profiles, as on the guide's page 2-8. */
static const char profiles[] =
    "no crypto isakmp key VPN1 address 172.21.25.74\n"
    "no crypto map VPN1 client authentication list VPN1-RA-LIST\n"
    "no crypto map VPN1 isakmp authorization list VPN1-RA-LIST\n"
    "no crypto map VPN1 client configuration address respond\n"
    "no crypto map VPN1 client configuration address initiate\n"
    "crypto keyring VPN1-KEYS\n pre-shared-key address 172.21.25.74 key VPN1\n"
    "crypto isakmp profile VPN1\n keyring VPN1-KEYS\n"
    " match identity address 172.21.25.74\n"
    "crypto isakmp profile VPN1-RA\n match identity group VPN1-RA-GROUP\n"
    " client authentication list VPN1-RA-LIST\n isakmp authorization list VPN1-RA-LIST\n"
    " client configuration address respond\n"
    "crypto map VPN1 10 ipsec-isakmp\n set isakmp-profile VPN1\n"
    "crypto dynamic-map VPN1-RA 1\n set isakmp-profile VPN1-RA\n";

static void test_profiles_instead_of_the_map(void **state)
{
    (void)state;
    struct remote *n = remote_new_with(IOS_12_3, NULL);
    pair_configure(n->p, 0, profiles);
    world_pass(n->p->world, 10000);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1");
    assert_has(pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1"), "Success rate is 100");
    /* A dynamic entry for clients of another profile is not for these. */
    pair_configure(n->p, 0, "crypto dynamic-map VPN1-RA 1\n set isakmp-profile VPN1\n");
    pair_type(n->p, 0, "clear crypto isakmp");
    world_pass(n->p->world, 12000);
    assert_false(remote_answers(n, 0));
    assert_string_equal(client_report(n->client[0]).trouble, "the gateway has refused");
    remote_free(n);
}

/* Decrypted packets go on in the profile's VRF, and so does the route back. */
static void test_clients_of_a_vrf(void **state)
{
    (void)state;
    struct remote *n = remote_new_with(IOS_12_3, NULL);
    pair_configure(n->p, 0, profiles);
    pair_configure(n->p, 0,
                   "ip vrf INSIDE\n rd 1:1\n"
                   "crypto isakmp profile VPN1-RA\n vrf INSIDE\n"
                   "interface FastEthernet0/1\n ip vrf forwarding INSIDE\n"
                   " ip address 192.168.1.1 255.255.255.0\n");
    world_pass(n->p->world, 10000);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    assert_has(pair_type(n->p, 0, "show ip route vrf INSIDE"), "10.254.1.1 ");
    assert_false(has(pair_type(n->p, 0, "show ip route"), "10.254.1.1 "));
    remote_free(n);
}

static void test_every_release(void **state)
{
    (void)state;
    for (enum release r = IOS_11_3; r <= IOS_15; r++) {
        struct remote *n = remote_new_with(r, NULL);
        remote_debug(n);
        world_pass(n->p->world, 10000);
        assert_connected(n, 0, 0x0afe0101);
        assert_connected(n, 1, 0x0afe0102);
        assert_has(buf_str(&n->p->end[0].log), "Status=PASS");
        remote_free(n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients_connect),
        cmocka_unit_test(test_counters_move),
        cmocka_unit_test(test_site_has_its_tunnel),
        cmocka_unit_test(test_inside_reaches_clients),
        cmocka_unit_test(test_clients_renew),
        cmocka_unit_test(test_cleared_clients_dial_again),
        cmocka_unit_test(test_a_bad_wire_is_survived),
        cmocka_unit_test(test_clients_answer_dead_peer_detection),
        cmocka_unit_test(test_profiles_instead_of_the_map),
        cmocka_unit_test(test_clients_of_a_vrf),
        cmocka_unit_test(test_a_day_passes),
        cmocka_unit_test(test_same_seed_same_words),
        cmocka_unit_test(test_every_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
