/* SPDX-License-Identifier: ISC */
/*
 * Every fault of remote access: how it shows at the gateway, and that configuration lines typed
 * there mend it, after which the clients' pings are answered.
 */
#include "tests/lab/remote.h"

enum { SHOWS_MS = 25000, MENDED_MS = 40000 };

struct symptom {
    const char *fault;
    const char *log[4];    /* lines that VPNGW says */
    const char *absent[2]; /* and does not say */
    const char *state;     /* in show crypto isakmp sa for client 1; NULL: no row */
    const char *command;   /* a show command and what is in its reply */
    const char *reply;
    const char *trouble; /* of client 1 */
    const char *mend;
};

static const struct symptom symptoms[] = {
    {.fault = "group-unknown",
     .log = {"AAA/AUTHOR/IKMP/LOCAL: group VPN1-RA-GROUP does not exist",
             "Post authorization status = ERROR"},
     .absent = {"Need XAUTH"},
     .state = "AG_NO_STATE",
     .trouble = "no answer",
     .mend = "crypto isakmp client configuration group VPN1-RA-GROUP\n key VPN1-RA\n"
             " pool VPN1-RA\n"},
    {.fault = "group-key",
     .log = {"Post authorization status = PASS_ADD", "Notify has no hash. Rejected.",
             "Processing of Informational mode failed with peer at 50.1.1.1"},
     .absent = {"Need XAUTH"},
     .state = "AG_INIT_EXCH",
     .trouble = "the gateway does not prove to know the group's key",
     .mend = "crypto isakmp client configuration group VPN1-RA-GROUP\n key VPN1-RA\n"},
    {.fault = "group-list",
     .log = {"list='VPN1-RA-LIST' service=NET", "Post authorization status = ERROR"},
     .absent = {"found list \"VPN1-RA-LIST\"", "does not exist"},
     .state = "AG_NO_STATE",
     .trouble = "no answer",
     .mend = "aaa authorization network VPN1-RA-LIST local\n"},
    {.fault = "client-policy",
     .log = {"ISAKMP:      auth XAUTHInitPreShared", "no offers accepted!",
             "Processing of Aggressive mode failed with peer at 50.1.1.1"},
     .absent = {"AAA/AUTHOR"},
     .state = "AG_NO_STATE",
     .trouble = "the gateway has refused",
     .mend = "crypto isakmp policy 20\n group 2\n"},
    {.fault = "aggressive-off",
     .log = {"%CRYPTO-6-IKMP_AG_MODE_DISABLED"},
     .absent = {"processing SA payload"},
     .trouble = "no answer",
     .mend = "no crypto isakmp aggressive-mode disable\n"},
    {.fault = "user-unknown",
     .log = {"Need XAUTH", "Status=GETPASS", "User not found", "Status=FAIL"},
     .trouble = "user or password refused",
     .mend = "username client1 password 0 sesame1\n"},
    {.fault = "user-password",
     .log = {"Need XAUTH", "password incorrect", "Status=FAIL",
             "deleting SA reason \"XAuthenticate fail\" state (R) CONF_XAUTH"},
     .trouble = "user or password refused",
     .mend = "username client1 password 0 sesame1\n"},
    {.fault = "user-list",
     .log = {"Method=radius", "Status=FAIL"},
     .absent = {"User not found", "password incorrect"},
     .trouble = "user or password refused",
     .mend = "aaa authentication login VPN1-RA-LIST group radius local\n"},
    {.fault = "pool-undefined",
     .log = {"ISAKMP: Config payload REQUEST", "Could not get address from pool!"},
     .absent = {"allocating address"},
     .state = "CONF_ADDR",
     .trouble = "got no address",
     .mend = "ip local pool VPN1-RA 10.254.1.1 10.254.1.10\n"},
    {.fault = "pool-other",
     .log = {"Could not get address from pool!"},
     .state = "CONF_ADDR",
     .trouble = "got no address",
     .mend = "crypto isakmp client configuration group VPN1-RA-GROUP\n pool VPN1-RA\n"},
    {.fault = "address-refused",
     .log = {"ISAKMP: Config payload REQUEST"},
     .absent = {"attributes sent in message"},
     .state = "QM_IDLE",
     .trouble = "no answer",
     .mend = "crypto map VPN1 client configuration address respond\n"},
    {.fault = "dynamic-map-absent",
     .log = {"Sending private address", "phase 2 SA not acceptable!",
             "Processing of Quick mode failed with peer at 50.1.1.1"},
     .state = "QM_IDLE",
     .trouble = "the gateway has refused",
     .mend = "crypto map VPN1 20 ipsec-isakmp dynamic VPN1-RA\n"},
    {.fault = "dynamic-transform",
     .log = {"Sending private address",
             "transform proposal (prot 3, trans 3, hmac_alg 2) not "
             "supported",
             "phase 2 SA not acceptable!"},
     .state = "QM_IDLE",
     .trouble = "the gateway has refused",
     .mend = "crypto ipsec transform-set VPN1-RA esp-3des esp-sha-hmac\n"},
    {.fault = "dynamic-pfs",
     .log = {"Sending private address", "invalid transform proposal flags",
             "phase 2 SA not acceptable!"},
     .state = "QM_IDLE",
     .trouble = "the gateway has refused",
     .mend = "crypto dynamic-map VPN1-RA 1\n no set pfs\n"},
    {.fault = "dynamic-list",
     .log = {"Sending private address", "proxy identities not supported",
             "phase 2 SA not acceptable!"},
     .state = "QM_IDLE",
     .trouble = "the gateway has refused",
     .mend = "crypto dynamic-map VPN1-RA 1\n no match address 120\n"},
    {.fault = "route-back",
     .log = {"Sending private address", "IPSEC(create_sa): sa created"},
     .absent = {"not acceptable!"},
     .state = "QM_IDLE",
     .command = "show crypto ipsec sa peer 50.1.1.1",
     .reply = "#pkts encaps: 0,",
     .trouble = "",
     .mend = "crypto dynamic-map VPN1-RA 1\n reverse-route\n"},
};

/* The state in the first client's row, or NULL. */
static const char *state_of(struct remote *n, char out[32])
{
    const char *text = pair_type(n->p, 0, "show crypto isakmp sa");
    const char *row = strstr(text, " 50.1.1.1 ");
    return row && sscanf(row, " 50.1.1.1 %31s", out) == 1 ? out : NULL;
}

static void assert_shows(struct remote *n, const struct symptom *s)
{
    const char *log = buf_str(&n->p->end[0].log);
    for (size_t i = 0; i < 4 && s->log[i]; i++)
        assert_has(log, s->log[i]);
    for (size_t i = 0; i < 2 && s->absent[i]; i++)
        assert_false(has(log, s->absent[i]));
    char state[32];
    const char *is = state_of(n, state);
    if (s->state && (!is || strcmp(is, s->state) != 0))
        fail_msg("%s: state %s", s->fault, is ? is : "none");
    if (!s->state && is)
        fail_msg("%s: a row in state %s", s->fault, is);
    if (s->command)
        assert_has(pair_type(n->p, 0, s->command), s->reply);
    assert_string_equal(client_report(n->client[0]).trouble, s->trouble);
    assert_int_equal(client_report(n->client[0]).answers, 0);
}

static void test_symptoms_and_mending(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof symptoms / sizeof symptoms[0]; i++) {
        const struct symptom *s = &symptoms[i];
        struct remote *n = remote_new(s->fault);
        remote_debug(n);
        /* Look when a try has come to its end and the next one has not begun. */
        world_pass(n->p->world, SHOWS_MS);
        while (*s->trouble && client_report(n->client[0]).state != CLIENT_WAITS)
            assert_true(world_step(n->p->world));
        assert_shows(n, s);
        pair_configure(n->p, 0, s->mend);
        world_pass(n->p->world, MENDED_MS);
        for (size_t c = 0; c < n->clients; c++)
            assert_true(remote_answers(n, c));
        assert_has(pair_type(n->p, 0, "ping 192.168.2.1 source 192.168.1.1"), "!!!");
        remote_free(n);
    }
}

/* One of the two clients has the only address. */
static void test_pool_small(void **state)
{
    (void)state;
    struct remote *n = remote_new("pool-small");
    remote_debug(n);
    world_pass(n->p->world, SHOWS_MS);
    bool first = client_report(n->client[0]).state == CLIENT_CONNECTED;
    size_t out = first ? 1 : 0;
    assert_true(remote_answers(n, 1 - out));
    assert_string_equal(client_report(n->client[out]).trouble, "got no address");
    assert_has(buf_str(&n->p->end[0].log), "Could not get address from pool!");
    pair_configure(n->p, 0, "ip local pool VPN1-RA 10.254.1.1 10.254.1.10\n");
    world_pass(n->p->world, MENDED_MS);
    assert_true(remote_answers(n, out));
    remote_free(n);
}

/* The site's router is no client and cannot answer; clients are well. */
static void test_site_user(void **state)
{
    (void)state;
    struct remote *n = remote_new("site-user");
    remote_debug(n);
    world_pass(n->p->world, SHOWS_MS);
    assert_true(remote_answers(n, 0));
    assert_has(pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1"), "Success rate is 0");
    assert_has(pair_type(n->p, 0, "show crypto isakmp sa"),
               "172.21.25.73    172.21.25.74    CONF_XAUTH");
    assert_has(pair_type(n->p, 1, "show crypto isakmp sa"), "CONF_XAUTH");
    pair_configure(n->p, 0, "crypto isakmp key VPN1 address 172.21.25.74 no-xauth\n");
    pair_type(n->p, 0, "clear crypto isakmp");
    pair_type(n->p, 1, "clear crypto isakmp");
    world_pass(n->p->world, MENDED_MS);
    pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1");
    assert_has(pair_type(n->p, 1, "ping 192.168.1.10 source 192.168.2.1"), "Success rate is 100");
    remote_free(n);
}

/* No fault of the tables above was forgotten. */
static void test_every_fault_is_here(void **state)
{
    (void)state;
    size_t tables = 0;
    size_t faults = 0;
    const struct fault_table *const *table = fault_tables(&tables);
    for (size_t i = 0; i < tables; i++)
        faults += table[i]->topology == &topology_client ? table[i]->count : 0;
    assert_int_equal(faults, sizeof symptoms / sizeof symptoms[0] + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symptoms_and_mending),
        cmocka_unit_test(test_pool_small),
        cmocka_unit_test(test_site_user),
        cmocka_unit_test(test_every_fault_is_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
