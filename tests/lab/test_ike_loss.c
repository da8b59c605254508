/* SPDX-License-Identifier: ISC */
/* Messages that get lost on the way, one after the other, and what both ends say about it. */
#include "tests/lab/tap.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
enum { RETRIES_MS = 70 * 1000, ONE_RETRY_MS = 11 * 1000 };

static struct pair *debugged(enum release release)
{
    struct pair *p = pair_new_at(4, release);
    pair_debug(p);
    return p;
}

static void test_nobody_answers(void **state)
{
    (void)state;
    struct pair *p = debugged(IOS_12_2);
    struct tap *t = tap_new(p);
    t->to[1].deaf = true;
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "MM_NO_STATE");
    world_pass(p->world, RETRIES_MS);
    const char *log = buf_str(&p->end[0].log);
    assert_int_equal(count_of(log, "ISAKMP (0:1): retransmitting phase 1 MM_NO_STATE..."), 5);
    assert_int_equal(count_of(log, "sending packet to 10.15.58.38 (I) MM_NO_STATE"), 6);
    assert_has(log, "deleting SA reason \"death by retransmission P1\" state (I) MM_NO_STATE (peer "
                    "10.15.58.38) input queue 0");
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "10.15.58.38"));
    assert_int_equal(p->end[1].log.len, 0);
    t->to[1].deaf = false;
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    tap_free(t);
    pair_free(p);
}

/* The responder's first message never arrives: it retransmits, too, and gives up, too. */
static void test_answers_get_lost(void **state)
{
    (void)state;
    struct pair *p = debugged(IOS_12_2);
    struct tap *t = tap_new(p);
    t->to[0].deaf = true;
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "MM_NO_STATE");
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "MM_SA_SETUP");
    pair_forget(p);
    world_pass(p->world, ONE_RETRY_MS);
    const char *log = buf_str(&p->end[1].log);
    assert_has(log, "ISAKMP (0:1): phase 1 packet is a duplicate of a previous packet.");
    assert_has(log, "ISAKMP (0:1): retransmitting due to retransmit phase 1");
    assert_int_equal(count_of(log, "ISAKMP (0:1): retransmitting phase 1 MM_SA_SETUP..."), 2);
    world_pass(p->world, RETRIES_MS);
    assert_has(buf_str(&p->end[1].log),
               "deleting SA reason \"death by retransmission P1\" state (R) MM_SA_SETUP (peer "
               "10.15.58.10) input queue 0");
    t->to[0].deaf = false;
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    tap_free(t);
    pair_free(p);
}

static void lose_one(enum release release, int end, unsigned n)
{
    static const char *const states[] = {"MM_NO_STATE", "MM_SA_SETUP", "MM_KEY_EXCH", "QM_IDLE"};
    struct pair *p = debugged(release);
    struct tap *t = tap_new(p);
    t->to[end].lose[n] = true;
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), states[n]);
    world_pass(p->world, 2 * ONE_RETRY_MS);
    assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
    for (int i = 0; i < 2; i++)
        assert_has(pair_type(p, i, "show crypto isakmp sa"), "QM_IDLE");
    tap_free(t);
    pair_free(p);
}

/* Each message of main and quick mode but the last. */
static void test_any_message_lost_once(void **state)
{
    (void)state;
    for (enum release release = IOS_11_3; release <= IOS_15; release++)
        for (unsigned n = 0; n < 4; n++) {
            lose_one(release, 0, n);
            lose_one(release, 1, n);
        }
}

/* The last message of quick mode: CE1 sends by SAs that CE2 does not have yet. */
static void test_last_message_lost(void **state)
{
    (void)state;
    struct pair *p = debugged(IOS_12_2);
    struct tap *t = tap_new(p);
    t->to[1].lose[4] = true;
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log), "%CRYPTO-4-RECVD_PKT_INV_SPI: ");
    world_pass(p->world, 2 * ONE_RETRY_MS);
    assert_has(buf_str(&p->end[1].log), "ISAKMP (0:1): retransmitting phase 2 QM_IDLE ");
    assert_has(buf_str(&p->end[0].log), "phase 2 packet is a duplicate of a previous packet.");
    assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
    tap_free(t);
    pair_free(p);
}

/* Quick mode without answers: the node dies, and the next packet starts all over. */
static void test_quick_mode_gives_up(void **state)
{
    (void)state;
    struct pair *p = debugged(IOS_12_2);
    struct tap *t = tap_new(p);
    for (unsigned n = 3; n < TAP_PACKETS; n++)
        t->to[1].lose[n] = true;
    pair_type(p, 0, PING);
    world_pass(p->world, RETRIES_MS);
    const char *log = buf_str(&p->end[0].log);
    assert_int_equal(count_of(log, "ISAKMP (0:1): retransmitting phase 2 QM_IDLE "), 5);
    assert_has(log, "error TRUE reason \"death by retransmission P2\"");
    memset(t->to[1].lose, 0, sizeof t->to[1].lose);
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    tap_free(t);
    pair_free(p);
}

static void bring_slowly(enum release release)
{
    struct pair *p = debugged(release);
    link_trouble(p->link, &(struct link_trouble){.delay_ms = 6000});
    pair_type(p, 0, PING);
    world_pass(p->world, 120 * 1000);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    link_trouble(p->link, &(struct link_trouble){0});
    world_pass(p->world, 30 * 1000);
    assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
    assert_int_equal(count_of(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE"), 1);
    /* Where states are told, nothing that came twice moved them on. */
    if (release == IOS_15)
        assert_int_equal(count_of(buf_str(&p->end[1].log), "New State = IKE_R_MM4"), 1);
    pair_free(p);
}

/* A wire so slow that both ends send everything twice still brings the tunnel up, once. */
static void test_slow_wire(void **state)
{
    (void)state;
    bring_slowly(IOS_12_2);
    bring_slowly(IOS_15);
}

static void leave(struct pair *p, int end)
{
    static const uint32_t inside[] = {0xc0a80101U, 0xc0a80201U};
    struct packet *q = mem_alloc(sizeof *q);
    *q = (struct packet){
        .kind = PACKET_ECHO,
        .flow = {.source = inside[end], .dest = inside[!end], .protocol = PROTO_ICMP},
        .size = 100,
        .ttl = 255};
    ip_output(p->end[end].r, q);
}

/* Both begin in the same instant. */
static void test_crossing(void **state)
{
    (void)state;
    for (enum release release = IOS_11_3; release <= IOS_15; release++) {
        struct pair *p = pair_new_at(4, release);
        leave(p, 0);
        leave(p, 1);
        world_pass(p->world, 1000);
        assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
        world_pass(p->world, RETRIES_MS);
        assert_has(pair_type(p, 1, "ping 192.168.1.1 source 192.168.2.1"),
                   "Success rate is 100 percent (5/5)");
        pair_free(p);
    }
}

/* A third of everything gets lost for ten minutes, while SAs come and go: nothing stays stuck. */
static void test_bad_wire(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct pair *p = pair_new_at(seed, seed % 2 ? IOS_12_2 : IOS_15);
        for (int i = 0; i < 2; i++)
            pair_configure(p, i,
                           "crypto ipsec security-association lifetime seconds 120\n"
                           "crypto isakmp policy 10\n lifetime 240\n"
                           "crypto isakmp keepalive 10 3");
        link_trouble(p->link, &(struct link_trouble){.drop_percent = 33});
        for (unsigned s = 0; s < 600; s += 7) {
            leave(p, s % 2);
            world_pass(p->world, 7000);
        }
        link_trouble(p->link, &(struct link_trouble){0});
        world_pass(p->world, RETRIES_MS);
        pair_type(p, 0, PING);
        world_pass(p->world, RETRIES_MS);
        assert_has(pair_type(p, 0, PING), "Success rate is 100 percent (5/5)");
        pair_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_answers),
        cmocka_unit_test(test_answers_get_lost),
        cmocka_unit_test(test_any_message_lost_once),
        cmocka_unit_test(test_last_message_lost),
        cmocka_unit_test(test_quick_mode_gives_up),
        cmocka_unit_test(test_slow_wire),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_bad_wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
