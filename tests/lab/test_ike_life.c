/* SPDX-License-Identifier: ISC */
/* Lifetimes: negotiated, counted in seconds and kilobytes, renewed in time, run out. */
#include "tests/lab/tap.h"

#include "lab/crypto/ipsec.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
#define LIFE_S "crypto ipsec security-association lifetime seconds "
#define LIFE_KB "crypto ipsec security-association lifetime kilobytes "
#define THRESHOLD "IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in "

static void pass_s(struct pair *p, unsigned seconds)
{
    world_pass(p->world, seconds * 1000ULL);
}

static unsigned sas_of(struct pair *p, int end)
{
    return count_of(pair_type(p, end, "show crypto ipsec sa"), "conn id: ");
}

static unsigned seconds_left(struct pair *p, int end)
{
    const char *at = strstr(pair_type(p, end, "show crypto ipsec sa"), "lifetime (k/sec): (");
    unsigned kb;
    unsigned s;
    assert_non_null(at);
    assert_int_equal(sscanf(at, "lifetime (k/sec): (%u/%u)", &kb, &s), 2);
    return s;
}

/* The lower one counts, whoever has it and whoever asks. */
static void test_lower_lifetime_counts(void **state)
{
    (void)state;
    for (int shorter = 0; shorter < 2; shorter++) {
        struct pair *p = pair_new(6);
        pair_debug(p);
        pair_configure(p, shorter, LIFE_S "600");
        pair_type(p, 0, PING);
        assert_in_range(seconds_left(p, 0), 590, 600);
        assert_in_range(seconds_left(p, 1), 590, 600);
        assert_int_equal(
            has(buf_str(&p->end[0].log), "processing NOTIFY RESPONDER_LIFETIME protocol 3"),
            shorter == 1);
        pair_free(p);
    }
}

/* Both ends ping, a second after the other; returns the most SAs an end had at a time. */
static unsigned ping_for(struct pair *p, unsigned seconds)
{
    unsigned most = 0;
    for (unsigned s = 0; s < seconds; s++) {
        int end = s % 2;
        pass_s(p, 1);
        assert_has(
            pair_type(p, end,
                      end ? "ping 192.168.1.1 source FastEthernet0/1 repeat 1" : PING " repeat 1"),
            "100 percent (1/1)");
        const struct ipsec_sa *sa = p->end[end].r->ipsec->idents->sas;
        unsigned now = 0;
        for (; sa; sa = sa->next)
            now++;
        assert_in_range(now, 2, 4);
        most = now > most ? now : most;
    }
    return most;
}

static void test_renewed_without_loss(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 0, LIFE_S "120");
    pair_configure(p, 1, LIFE_S "120");
    pair_type(p, 0, PING);
    pair_debug(p);
    assert_int_equal(ping_for(p, 400), 4);
    /* The one who asked for an SA asks for the next. */
    assert_int_equal(count_of(buf_str(&p->end[0].log), THRESHOLD "30 seconds"), 4);
    assert_int_equal(count_of(buf_str(&p->end[1].log), THRESHOLD), 0);
    assert_int_equal(count_of(buf_str(&p->end[0].log), "Creating IPsec SAs"), 4);
    assert_int_equal(count_of(buf_str(&p->end[1].log), "IPSEC(delete_sa): deleting SA,"), 2 * 4);
    assert_false(has(buf_str(&p->end[0].log), "INV_SPI"));
    assert_false(has(buf_str(&p->end[1].log), "INV_SPI"));
    pair_free(p);
}

static void test_renewed_in_every_release(void **state)
{
    (void)state;
    for (enum release release = IOS_11_3; release <= IOS_15; release++) {
        struct pair *p = pair_new_at(6, release);
        pair_configure(p, 1, LIFE_S "120");
        pair_type(p, 0, PING);
        assert_int_equal(ping_for(p, 250), 4);
        pair_free(p);
    }
}

/* Nobody answers when the time has come: the SAs end, and the next packet asks again. */
static void test_renewal_fails(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 0, LIFE_S "120");
    pair_type(p, 0, PING);
    pass_s(p, 80);
    link_trouble(p->link, &(struct link_trouble){.drop_protocol = PROTO_UDP});
    pass_s(p, 30);
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pass_s(p, 15);
    assert_int_equal(sas_of(p, 0), 0);
    assert_int_equal(sas_of(p, 1), 0);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    link_trouble(p->link, &(struct link_trouble){0});
    pass_s(p, 60);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

/* What nothing went through is not renewed; the next packet asks. */
static void test_idle_sas_end(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 0, LIFE_S "120");
    pair_type(p, 0, PING);
    pass_s(p, 100);
    assert_int_equal(sas_of(p, 0), 4);
    pass_s(p, 30);
    assert_int_equal(sas_of(p, 0), 2);
    pass_s(p, 120);
    assert_int_equal(sas_of(p, 0), 0);
    assert_int_equal(sas_of(p, 1), 0);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
    pair_free(p);
}

/* 1400 bytes two thousand times are more than 2560 kilobytes. */
static void test_volume(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 1, LIFE_KB "2560");
    pair_type(p, 0, PING);
    pair_debug(p);
    assert_has(pair_type(p, 0, PING " size 1400 repeat 1700"), "100 percent (1700/1700)");
    assert_int_equal(sas_of(p, 0), 4);
    assert_has(buf_str(&p->end[0].log), THRESHOLD);
    assert_has(pair_type(p, 0, PING " size 1400 repeat 400"), "100 percent (400/400)");
    assert_int_equal(count_of(buf_str(&p->end[0].log), THRESHOLD), 1);
    pass_s(p, 3590);
    assert_int_equal(sas_of(p, 0), 4); /* the second pair, and the third for it */
    pass_s(p, 20);
    assert_int_equal(sas_of(p, 0), 2);
    assert_int_equal(sas_of(p, 1), 2);
    pair_free(p);
}

/* The ISAKMP SA ends by its own clock; IPsec goes on without it, and has a new one made. */
static void test_isakmp_lifetime(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 0, "crypto isakmp policy 10\n lifetime 60\n" LIFE_S "120");
    pair_debug(p);
    pair_type(p, 0, PING);
    assert_has(buf_str(&p->end[1].log), "life duration (basic) of 60");
    pass_s(p, 61);
    for (int i = 0; i < 2; i++) {
        assert_false(has(pair_type(p, i, "show crypto isakmp sa"), "QM_IDLE"));
        assert_has(buf_str(&p->end[i].log), i ? "deleting SA reason \"IKE SA Lifetime Exceeded\" "
                                                "state (R) QM_IDLE (peer 10.15.58.10)"
                                              : "deleting SA reason \"IKE SA Lifetime Exceeded\" "
                                                "state (I) QM_IDLE (peer 10.15.58.38)");
    }
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_forget(p);
    pass_s(p, 40);
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    assert_has(buf_str(&p->end[0].log), "beginning Main Mode exchange");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

/* Somebody who offers more than the policy allows is refused; the other way round it goes. */
static void test_isakmp_lifetime_too_long(void **state)
{
    (void)state;
    struct pair *p = pair_new(6);
    pair_configure(p, 1, "crypto isakmp policy 10\n lifetime 3600");
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 1, "ping 192.168.1.1 source FastEthernet0/1"), "80 percent (4/5)");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pass_s(p, 3601);
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"));
    pair_configure(p, 1, "crypto isakmp policy 10\n no lifetime");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_type(p, 0, "clear crypto sa");
    pair_type(p, 1, "clear crypto sa");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lower_lifetime_counts),
        cmocka_unit_test(test_renewed_without_loss),
        cmocka_unit_test(test_renewed_in_every_release),
        cmocka_unit_test(test_renewal_fails),
        cmocka_unit_test(test_idle_sas_end),
        cmocka_unit_test(test_volume),
        cmocka_unit_test(test_isakmp_lifetime),
        cmocka_unit_test(test_isakmp_lifetime_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
