/* SPDX-License-Identifier: ISC */
/* Aggressive mode, XAUTH and mode configuration at a gateway, as clients of every kind meet it. */
#include "lab/remote/client.h"
#include "lab/router/model.h"
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

#define GATEWAY(more)                                                                              \
    "service timestamps debug datetime msec\n"                                                     \
    "hostname GW\nenable secret letmein\nusername lab password 0 guest\n"                          \
    "username joe password 0 secret\n"                                                             \
    "aaa new-model\naaa authentication login users local\n"                                        \
    "aaa authorization network localist local\n"                                                   \
    "crypto isakmp policy 10\n encryption 3des\n authentication pre-share\n group 2\n"             \
    "crypto isakmp client configuration group ezvpn\n key cisco\n pool pool1\n dns 10.1.1.53\n"    \
    " wins 10.1.1.54 10.1.1.55\n domain example.com\n acl 150\n"                                   \
    "crypto ipsec transform-set set1 esp-3des esp-sha-hmac\n"                                      \
    "crypto dynamic-map dyn 1\n set transform-set set1\n"                                          \
    "crypto map vpn client authentication list users\n"                                            \
    "crypto map vpn isakmp authorization list localist\n"                                          \
    "crypto map vpn client configuration address respond\n"                                        \
    "crypto map vpn 20 ipsec-isakmp dynamic dyn\n"                                                 \
    "interface FastEthernet0/0\n ip address 50.1.1.254 255.255.255.0\n crypto map vpn\n"           \
    "interface FastEthernet0/1\n ip address 10.1.1.1 255.255.255.0\n"                              \
    "ip local pool pool1 10.2.1.1 10.2.1.2\n"                                                      \
    "access-list 150 permit ip 10.1.1.0 0.0.0.255 any\n" more

static const char nobody[] = "hostname R\nenable secret letmein\n";
static const struct client_script joe = {.address = "50.1.1.1",
                                         .uplink = "50.1.1.254",
                                         .gateway = "50.1.1.254",
                                         .group = "ezvpn",
                                         .key = "cisco",
                                         .user = "joe",
                                         .password = "secret",
                                         .ping = "10.1.1.1"};

struct scene {
    struct pair *p;
    struct client *client;
    struct client_script script;
};

/* A gateway of 12.3 with everything switched on that tells of clients. */
static struct scene *scene_new(const char *lines, const struct client_script *script)
{
    struct scene *s = mem_alloc(sizeof *s);
    s->p = pair_new_with(1, IOS_12_3, GATEWAY(""), nobody);
    s->script = *script;
    pair_configure(s->p, 0, lines);
    pair_type(s->p, 0, "debug crypto isakmp");
    pair_type(s->p, 0, "debug aaa authentication");
    pair_type(s->p, 0, "debug aaa authorization");
    pair_type(s->p, 0, "terminal monitor");
    s->client = client_new(s->p->world, s->p->link, &s->script, 5);
    return s;
}

static void scene_free(struct scene *s)
{
    client_free(s->client);
    pair_free(s->p);
    free(s);
}

static const char *log_of(const struct scene *s)
{
    return buf_str(&s->p->end[0].log);
}

/* The client has dialled once and its try has ended, whichever way. */
static const char *first_try(struct scene *s)
{
    while (client_report(s->client).dials == 0)
        assert_true(world_step(s->p->world));
    world_pass(s->p->world, 2500);
    return log_of(s);
}

static const char *states(struct scene *s)
{
    return pair_type(s->p, 0, "show crypto isakmp sa");
}

static void test_group_listing(void **state)
{
    (void)state;
    struct scene *s = scene_new("no crypto isakmp client configuration group ezvpn\n", &joe);
    char *listing = fixture_text("debug/3-22-group.log");
    assert_log(first_try(s), listing, LISTING_IDS | LISTING_GLUED);
    assert_false(has(log_of(s), "IKMP_MODE_FAILURE"));
    assert_has(states(s), "AG_NO_STATE");
    free(listing);
    scene_free(s);
}

static void test_user_listing(void **state)
{
    (void)state;
    static const char *const lines[] = {"no username joe\n", "username joe password 0 other\n"};
    char *listing = fixture_text("debug/3-22-xauth.log");
    char *second = strstr(listing, "*Nov 19 16:38:50");
    assert_non_null(second);
    for (int i = 0; i < 2; i++) {
        struct scene *s = scene_new(lines[i], &joe);
        char *part = i ? mem_dup(second) : mem_ndup(listing, (size_t)(second - listing));
        assert_log(first_try(s), part, LISTING_IDS | LISTING_GLUED);
        assert_has(log_of(s), "deleting SA reason \"XAuthenticate fail\" state (R) CONF_XAUTH");
        assert_string_equal(client_report(s->client).trouble, "user or password refused");
        assert_false(has(states(s), "50.1.1.1"));
        free(part);
        scene_free(s);
    }
    free(listing);
}

static void test_pool_listing(void **state)
{
    (void)state;
    struct scene *s = scene_new("no ip local pool pool1\n", &joe);
    char *listing = fixture_text("debug/3-23-pool.log");
    /* The print has lost the middle of a line. */
    listing = listing_mend(listing, "New State\n_CONFIG", "New State = IKE_CONFIG");
    assert_log(first_try(s), listing, LISTING_IDS | LISTING_GLUED);
    assert_has(states(s), "CONF_ADDR");
    assert_string_equal(client_report(s->client).trouble, "got no address");
    free(listing);
    scene_free(s);
}

static void test_group_key_differs(void **state)
{
    (void)state;
    struct scene *s =
        scene_new("crypto isakmp client configuration group ezvpn\n key other\n", &joe);
    first_try(s);
    assert_has(log_of(s), "Post authorization status = PASS_ADD");
    assert_has(log_of(s), "Processing of Informational mode failed with peer at 50.1.1.1");
    assert_has(states(s), "AG_INIT_EXCH");
    assert_string_equal(client_report(s->client).trouble,
                        "the gateway does not prove to know the group's key");
    pair_configure(s->p, 0, "crypto isakmp client configuration group ezvpn\n key cisco\n");
    world_pass(s->p->world, 10000);
    assert_has(states(s), "QM_IDLE");
    scene_free(s);
}

static void test_address_and_what_goes_with_it(void **state)
{
    (void)state;
    struct scene *s = scene_new("", &joe);
    first_try(s);
    struct client_report c = client_report(s->client);
    assert_has(log_of(s), "Need XAUTH");
    assert_has(log_of(s), "Status=PASS");
    assert_has(log_of(s), "ISAKMP: Sending private address: 10.2.1.1");
    assert_has(log_of(s), "IP4_DNS server address: 10.1.1.53");
    assert_has(log_of(s), "IP4_NBNS server address: 10.1.1.55");
    assert_int_equal(c.address, 0x0a020101);
    assert_int_equal(c.dns, 0x0a010135);
    assert_has(states(s), "QM_IDLE");
    scene_free(s);
}

/* What clients have to pass stands in a profile instead of at the map. */
static void test_terms_of_a_profile(void **state)
{
    (void)state;
    struct scene *s = scene_new("no crypto map vpn client authentication list users\n"
                                "no crypto map vpn isakmp authorization list localist\n"
                                "no crypto map vpn client configuration address respond\n"
                                "crypto isakmp profile clients\n match identity group ezvpn\n"
                                " client authentication list users\n"
                                " isakmp authorization list localist\n"
                                " client configuration address respond\n"
                                "crypto dynamic-map dyn 1\n set isakmp-profile clients\n",
                                &joe);
    assert_has(first_try(s), "Need XAUTH");
    assert_int_equal(client_report(s->client).address, 0x0a020101);
    pair_configure(s->p, 0, "crypto isakmp profile clients\n no match identity group ezvpn\n");
    pair_type(s->p, 0, "clear crypto isakmp");
    pair_forget(s->p);
    world_pass(s->p->world, 9000);
    assert_has(log_of(s), "Post authorization status = ERROR");
    assert_has(states(s), "AG_NO_STATE");
    scene_free(s);
}

static void test_no_list_no_group(void **state)
{
    (void)state;
    struct scene *s = scene_new("no aaa authorization network localist local\n", &joe);
    first_try(s);
    assert_has(log_of(s), "Post authorization status = ERROR");
    assert_false(has(log_of(s), "found list"));
    assert_false(has(log_of(s), "does not exist"));
    scene_free(s);
}

static void test_servers_do_not_answer(void **state)
{
    (void)state;
    struct scene *s = scene_new("aaa authentication login users group radius\n", &joe);
    assert_has(first_try(s), "Method=radius");
    assert_has(log_of(s), "Status=FAIL");
    assert_string_equal(client_report(s->client).trouble, "user or password refused");
    pair_configure(s->p, 0, "aaa authentication login users group radius local\n");
    pair_forget(s->p);
    world_pass(s->p->world, 9000);
    assert_has(log_of(s), "Status=PASS");
    scene_free(s);
}

static void test_no_address_without_respond(void **state)
{
    (void)state;
    struct scene *s = scene_new("no crypto map vpn client configuration address respond\n", &joe);
    first_try(s);
    assert_has(log_of(s), "Config payload REQUEST");
    assert_false(has(log_of(s), "attributes sent in message"));
    world_pass(s->p->world, 10000);
    assert_int_equal(client_report(s->client).address, 0);
    scene_free(s);
}

static void test_aggressive_mode_disabled(void **state)
{
    (void)state;
    struct scene *s = scene_new("crypto isakmp aggressive-mode disable\n", &joe);
    first_try(s);
    assert_has(log_of(s), "%CRYPTO-6-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to "
                          "Aggressive Mode while disabled");
    assert_false(has(states(s), "50.1.1.1"));
    scene_free(s);
}

static void test_policy_of_clients(void **state)
{
    (void)state;
    struct scene *s = scene_new("crypto isakmp policy 10\n group 1\n", &joe);
    first_try(s);
    assert_has(log_of(s), "auth XAUTHInitPreShared");
    assert_has(log_of(s), "no offers accepted!");
    assert_has(log_of(s), "Processing of Aggressive mode failed with peer at 50.1.1.1");
    assert_has(states(s), "AG_NO_STATE");
    scene_free(s);
}

/* A peer without group goes by the key for its address; no-xauth: nobody asks it for a user. */
static void test_plain_peer(void **state)
{
    (void)state;
    struct client_script peer = joe;
    peer.group = peer.user = NULL;
    struct scene *s = scene_new("crypto isakmp key cisco address 50.1.1.1 no-xauth\n", &peer);
    first_try(s);
    assert_has(log_of(s), "found peer pre-shared key matching 50.1.1.1");
    assert_has(log_of(s), "SA has been authenticated with 50.1.1.1");
    assert_false(has(log_of(s), "AAA"));
    assert_has(states(s), "QM_IDLE");
    scene_free(s);
    s = scene_new("crypto isakmp key cisco address 50.1.1.1\n", &peer);
    assert_has(first_try(s), "Need XAUTH");
    assert_has(states(s), "CONF_XAUTH");
    scene_free(s);
    s = scene_new("", &peer);
    assert_has(first_try(s), "no offers accepted!");
    assert_has(log_of(s), "No pre-shared key with 50.1.1.1!");
    scene_free(s);
}

/* Somebody has to type: the gateway waits for that. */
static void test_state_while_typing(void **state)
{
    (void)state;
    struct scene *s = scene_new("", &joe);
    while (!has(log_of(s), "Need XAUTH"))
        assert_true(world_step(s->p->world));
    world_pass(s->p->world, 1000);
    assert_has(states(s), "CONF_XAUTH");
    assert_int_equal(client_report(s->client).state, CLIENT_TYPES);
    world_pass(s->p->world, 1000);
    assert_has(states(s), "QM_IDLE");
    scene_free(s);
}

static void test_nobody_answers_xauth(void **state)
{
    (void)state;
    struct scene *s = scene_new("", &joe);
    while (!has(log_of(s), "Need XAUTH"))
        assert_true(world_step(s->p->world));
    client_free(s->client);
    s->client = NULL;
    assert_has(states(s), "CONF_XAUTH");
    world_pass(s->p->world, 120000);
    assert_has(log_of(s), "retransmitting phase 2 CONF_XAUTH");
    assert_false(has(states(s), "50.1.1.1"));
    scene_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group_listing),
        cmocka_unit_test(test_user_listing),
        cmocka_unit_test(test_pool_listing),
        cmocka_unit_test(test_group_key_differs),
        cmocka_unit_test(test_address_and_what_goes_with_it),
        cmocka_unit_test(test_terms_of_a_profile),
        cmocka_unit_test(test_no_list_no_group),
        cmocka_unit_test(test_servers_do_not_answer),
        cmocka_unit_test(test_no_address_without_respond),
        cmocka_unit_test(test_aggressive_mode_disabled),
        cmocka_unit_test(test_policy_of_clients),
        cmocka_unit_test(test_plain_peer),
        cmocka_unit_test(test_state_while_typing),
        cmocka_unit_test(test_nobody_answers_xauth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
