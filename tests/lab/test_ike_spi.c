/* SPDX-License-Identifier: ISC */
/* Ends that do not know the same SAs any more, and how they find out. */
#include "tests/lab/tap.h"

#include "lab/crypto/ipsec.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
#define BAD_SPI "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "

static struct pair *up(void)
{
    struct pair *p = pair_new(8);
    pair_type(p, 0, PING);
    pair_debug(p);
    return p;
}

/* After a reboot of CE2, CE1 goes on sending until somebody tells it. */
static void test_one_end_forgets(void **state)
{
    (void)state;
    struct pair *p = up();
    router_restart(p->end[1].r);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log), BAD_SPI "destaddr=10.15.58.38, prot=50, spi=0x");
    world_pass(p->world, 600 * 1000);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    pair_type(p, 0, "clear crypto sa");
    pair_type(p, 0, "clear crypto isakmp");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* The one that has forgotten asks anew, and says that it remembers nothing. */
static void test_initial_contact(void **state)
{
    (void)state;
    struct pair *p = up();
    router_restart(p->end[1].r);
    assert_has(pair_type(p, 1, "ping 192.168.1.1 source FastEthernet0/1"), "80 percent (4/5)");
    assert_has(buf_str(&p->end[0].log), "processing NOTIFY INITIAL_CONTACT protocol 1");
    assert_has(buf_str(&p->end[0].log), "deleting SA reason \"Receive initial contact\" state (I) "
                                        "QM_IDLE (peer 10.15.58.38)");
    assert_int_equal(count_of(pair_type(p, 0, "show crypto ipsec sa"), "conn id: "), 2);
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

static void test_invalid_spi_is_told(void **state)
{
    (void)state;
    struct pair *p = up();
    pair_configure(p, 1, "crypto isakmp invalid-spi-recovery");
    router_restart(p->end[1].r);
    assert_has(pair_type(p, 0, PING), "Success rate is 60 percent (3/5)");
    assert_has(buf_str(&p->end[1].log), BAD_SPI);
    assert_has(buf_str(&p->end[0].log), "processing NOTIFY INVALID_SPI protocol 3");
    pair_type(p, 1, "clear crypto sa");
    pair_forget(p);
    assert_has(pair_type(p, 0, PING), "Success rate is 60 percent (3/5)");
    assert_has(buf_str(&p->end[0].log), "IPSEC(key_engine_delete_sas): delete SA with spi ");
    pair_free(p);
}

/* Traffic without an answer makes CE1 ask; nobody answers; everything goes. */
static void test_dead_peer(void **state)
{
    (void)state;
    struct pair *p = pair_new(8);
    pair_configure(p, 0, "crypto isakmp keepalive 10 3");
    pair_type(p, 0, PING);
    pair_debug(p);
    world_pass(p->world, 11 * 1000);
    /* The peer lives: one question, one answer. */
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    assert_has(buf_str(&p->end[1].log),
               "DPD/R_U_THERE received from peer 10.15.58.10, sequence 0x");
    assert_has(buf_str(&p->end[0].log), "DPD/R_U_THERE_ACK received from peer 10.15.58.38");
    pair_forget(p);
    router_restart(p->end[1].r);
    world_pass(p->world, 11 * 1000);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    world_pass(p->world, 16 * 1000);
    const char *log = buf_str(&p->end[0].log);
    assert_int_equal(count_of(log, "DPD incrementing error counter"), 5);
    assert_has(log, "ISAKMP (0:1): peer 10.15.58.38 not responding!");
    assert_has(log, "deleting SA reason \"P1 errcounter exceeded (PEERS_ALIVE_TIMER)\" state (I) "
                    "QM_IDLE (peer 10.15.58.38) input queue 0");
    assert_has(buf_str(&p->end[1].log), "%CRYPTO-4-IKMP_NO_SA: IKE message from 10.15.58.10");
    assert_int_equal(count_of(pair_type(p, 0, "show crypto ipsec sa"), "conn id: "), 0);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* Periodic questions need no traffic. */
static void test_dead_peer_without_traffic(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(8, IOS_15);
    pair_configure(p, 0, "crypto isakmp keepalive 10 3 periodic");
    pair_type(p, 0, PING);
    pair_debug(p);
    world_pass(p->world, 45 * 1000);
    assert_int_equal(count_of(buf_str(&p->end[0].log), "DPD/R_U_THERE_ACK received from peer"), 4);
    router_restart(p->end[1].r);
    world_pass(p->world, 30 * 1000);
    assert_has(buf_str(&p->end[0].log), "peer 10.15.58.38 not responding!");
    assert_null(p->end[0].r->ipsec->idents->sas);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* Packets that come once more, or too late. */
static void test_replay(void **state)
{
    (void)state;
    struct pair *p = up();
    struct tap *t = tap_new(p);
    assert_has(pair_type(p, 0, PING " repeat 100"), "100 percent (100/100)");
    const struct ident *id = p->end[1].r->ipsec->idents;
    assert_int_equal(id->decaps, 104);
    tap_replay(t, 1, 99); /* the last one again */
    tap_replay(t, 1, 5);  /* left of the window */
    assert_int_equal(id->replays, 2);
    assert_int_equal(id->decaps, 104);
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#recv errors 2");
    assert_has(buf_str(&p->end[1].log),
               "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=2000");
    tap_free(t);
    pair_free(p);
}

/* Out of order, but within the window: every packet counts, once. */
static void test_reordered(void **state)
{
    (void)state;
    struct pair *p = up();
    struct tap *t = tap_new(p);
    t->to[1].no_esp = true;
    pair_type(p, 0, PING " repeat 10");
    const struct ident *id = p->end[1].r->ipsec->idents;
    uint64_t before = id->decaps;
    for (size_t n = 10; n-- > 0;)
        tap_replay(t, 1, n);
    assert_int_equal(id->decaps, before + 10);
    for (size_t n = 0; n < 10; n++)
        tap_replay(t, 1, n);
    assert_int_equal(id->decaps, before + 10);
    assert_int_equal(id->replays, 10);
    tap_free(t);
    pair_free(p);
}

static void test_clear_by_map_and_peer(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        unsigned left;
    } cases[] = {{"clear crypto sa peer 10.15.58.99", 2}, {"clear crypto sa map other", 2},
                 {"clear crypto sa counters", 2},         {"clear crypto sa peer 10.15.58.38", 0},
                 {"clear crypto sa map vpn", 0},          {"clear crypto sa", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pair *p = up();
        pair_type(p, 0, cases[i].command);
        const char *reply = pair_type(p, 0, "show crypto ipsec sa");
        assert_int_equal(count_of(reply, "conn id: "), cases[i].left);
        assert_has(reply, i == 2 ? "#pkts encaps: 0," : "#pkts encaps: 4,");
        pair_free(p);
    }
}

static void test_clear_isakmp_by_id(void **state)
{
    (void)state;
    struct pair *p = up();
    pair_type(p, 0, "clear crypto isakmp 7");
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE");
    pair_type(p, 0, "clear crypto isakmp 1");
    world_pass(p->world, 1000);
    assert_false(has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE"));
    assert_has(buf_str(&p->end[1].log), "deleting SA reason \"P1 delete notify (in)\" state (R)");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

/* Later releases tell the peer what was cleared. */
static void test_clear_is_told_in_15(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(8, IOS_15);
    pair_type(p, 0, PING);
    pair_type(p, 0, "clear crypto sa");
    world_pass(p->world, 1000);
    for (int i = 0; i < 2; i++)
        assert_null(p->end[i].r->ipsec->idents->sas);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_end_forgets),
        cmocka_unit_test(test_initial_contact),
        cmocka_unit_test(test_invalid_spi_is_told),
        cmocka_unit_test(test_dead_peer),
        cmocka_unit_test(test_dead_peer_without_traffic),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_reordered),
        cmocka_unit_test(test_clear_by_map_and_peer),
        cmocka_unit_test(test_clear_isakmp_by_id),
        cmocka_unit_test(test_clear_is_told_in_15),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
