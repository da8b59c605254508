/* SPDX-License-Identifier: ISC */
/* Packets too large: fragments, the DF bit, the room a tunnel leaves, a link that swallows them. */
#include "tests/lab/pair.h"

#include "lab/crypto/ipsec.h"
#include "lab/crypto/overhead.h"

#define PING "ping 192.168.2.1 source 192.168.1.1"
#define MTU(value) "interface FastEthernet0/0\n ip mtu " value "\n"

static struct pair *pair_up(void)
{
    struct pair *p = pair_new(1);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    return p;
}

static void set_transform(struct pair *p, const char *lines)
{
    pair_configure(p, 0, lines);
    pair_configure(p, 1, lines);
    pair_type(p, 0, "clear crypto sa");
    pair_type(p, 1, "clear crypto sa");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
}

/* The size of a sealed packet of 100 bytes, and the largest that leaves 1500 in one piece. */
static void assert_overhead(struct pair *p, unsigned sealed, unsigned room)
{
    const struct ident *id = p->end[0].r->ipsec->idents;
    const struct ipsec_sa *sa = ident_sa(id, false, IPSEC_ESP);
    sa = sa ? sa : ident_sa(id, false, IPSEC_AH);
    assert_non_null(sa);
    assert_int_equal(ipsec_sealed_size(id, sa->bundle, 100), sealed);
    assert_int_equal(ipsec_room(id, sa->bundle, 1500), room);
}

static void test_overhead(void **state)
{
    (void)state;
    struct pair *p = pair_up();
    assert_overhead(p, 20 + 8 + 8 + 104 + 12, 1446);
    set_transform(p, "crypto ipsec transform-set myset esp-3des\n");
    assert_overhead(p, 20 + 8 + 8 + 104, 1462);
    set_transform(p, "crypto ipsec transform-set myset esp-aes esp-sha-hmac\n");
    assert_overhead(p, 20 + 8 + 16 + 112 + 12, 1438);
    set_transform(p, "crypto ipsec transform-set myset esp-null esp-md5-hmac\n");
    assert_overhead(p, 20 + 8 + 104 + 12, 1458);
    set_transform(p, "crypto ipsec transform-set myset ah-sha-hmac\n");
    assert_overhead(p, 20 + 24 + 100, 1456);
    set_transform(p, "crypto ipsec transform-set myset ah-md5-hmac esp-des\n");
    assert_overhead(p, 20 + 24 + 8 + 8 + 104, 1438);
    pair_free(p);
}

static void test_fragments(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *line = "ping 10.15.58.38 size 3000";
    assert_has(pair_type(p, 0, line), "!!!!!");
    assert_has(pair_type(p, 0, "show ip traffic"),
               "  Frags: 5 reassembled, 0 timeouts, 0 couldn't reassemble\r\n"
               "         5 fragmented, 0 couldn't fragment\r\n");
    assert_has(pair_type(p, 0, "show interfaces FastEthernet0/0"),
               "     15 packets output, 15200 bytes,");
    assert_has(pair_type(p, 0, "ping 10.15.58.38 size 1500 df-bit"), "!!!!!");
    const char *reply = pair_type(p, 0, "ping 10.15.58.38 size 1501 df-bit");
    assert_has(reply, "Packet sent with the DF bit set\r\nM.M.M\r\n");
    assert_has(pair_type(p, 0, "show ip traffic"), "5 fragmented, 5 couldn't fragment\r\n");
    pair_free(p);
}

static void test_tunnel(void **state)
{
    (void)state;
    struct pair *p = pair_up();
    assert_has(pair_type(p, 0, PING " size 1446 df-bit"), "!!!!!");
    assert_has(pair_type(p, 0, PING " size 1447 df-bit"), "M.M.M");
    pair_type(p, 0, "clear crypto sa counters");
    /* Without DF the packet is cut before it is encrypted: two for one. */
    assert_has(pair_type(p, 0, PING " size 1447"), "!!!!!");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 10, #pkts encrypt: 10,");
    pair_type(p, 0, "clear crypto sa counters");
    pair_configure(p, 0, "crypto ipsec fragmentation after-encryption\n");
    assert_has(pair_type(p, 0, PING " size 1447"), "!!!!!");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#pkts encaps: 5, #pkts encrypt: 5,");
    /* The router may overrule the sender; the reply has the bit set, too. */
    pair_configure(p, 0, "crypto ipsec df-bit clear\n");
    assert_has(pair_type(p, 0, PING " size 1447 df-bit"), ".....");
    pair_configure(p, 1, "crypto ipsec df-bit clear\n");
    assert_has(pair_type(p, 0, PING " size 1447 df-bit"), "!!!!!");
    pair_configure(p, 0, "interface FastEthernet0/0\n crypto ipsec df-bit copy\n");
    assert_has(pair_type(p, 0, PING " size 1447 df-bit"), "M.M.M");
    pair_free(p);
}

/* A tunnel whose packets must not be cut has them cut before. */
static void test_df_set(void **state)
{
    (void)state;
    struct pair *p = pair_up();
    pair_configure(p, 0, "crypto ipsec df-bit set\n");
    pair_configure(p, 1, "crypto ipsec df-bit set\n");
    assert_has(pair_type(p, 0, PING " size 1500"), "!!!!!");
    pair_configure(p, 0, "crypto ipsec fragmentation after-encryption\n");
    assert_has(pair_type(p, 0, PING " size 1500"), ".....");
    assert_has(pair_type(p, 0, "show ip traffic"), ", 5 couldn't fragment\r\n");
    pair_free(p);
}

/* A link in the middle that carries less and says nothing. */
static void test_black_hole(void **state)
{
    (void)state;
    struct pair *p = pair_up();
    link_trouble(p->link, &(struct link_trouble){.mtu = 1400});
    assert_has(pair_type(p, 0, PING), "!!!!!");
    assert_has(pair_type(p, 0, PING " size 1342"), "!!!!!");
    assert_has(pair_type(p, 0, PING " size 1400"), ".....");
    assert_has(pair_type(p, 0, PING " size 1400 df-bit"), ".....");
    assert_has(pair_type(p, 0, "ping 10.15.58.38 size 1401"), ".....");
    assert_has(pair_type(p, 0, "ping 10.15.58.38 size 1400"), "!!!!!");
    /* Both ends have to send less. */
    pair_configure(p, 0, MTU("1400"));
    assert_has(pair_type(p, 0, PING " size 1400"), ".....");
    pair_configure(p, 1, MTU("1400"));
    assert_has(pair_type(p, 0, PING " size 1400"), "!!!!!");
    assert_has(pair_type(p, 0, PING " size 1400 df-bit"), "M.M.M");
    assert_has(pair_type(p, 0, "show ip interface FastEthernet0/0"), "  MTU is 1400 bytes\r\n");
    pair_free(p);
}

static const char *answer(struct pair *p, const char *const *lines)
{
    const char *reply = pair_type(p, 0, "ping");
    for (; *lines; lines++)
        reply = pair_type(p, 0, *lines);
    return reply;
}

static void test_dialogue(void **state)
{
    (void)state;
    static const char *const df[] = {"", "192.168.2.1", "", "1447", "", "y", "192.168.1.1",
                                     "", "yes",         "", "",     "", "",  NULL};
    static const char *const sweep[] = {"",     "192.168.2.1", "1", "", "", "y", "192.168.1.1",
                                        "",     "y",           "",  "", "", "y", "1445",
                                        "1448", "1",           NULL};
    struct pair *p = pair_up();
    assert_has(answer(p, df), "Packet sent with the DF bit set\r\nM.M.M");
    world_pass(p->world, 1000); /* errors are not sent one after the other */
    const char *reply = answer(p, sweep);
    assert_has(reply, "Sending 4, [1445..1448]-byte ICMP Echos to 192.168.2.1,");
    assert_has(reply, "\r\n!!M.\r\nSuccess rate is 50 percent (2/4),");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overhead), cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_tunnel),   cmocka_unit_test(test_black_hole),
        cmocka_unit_test(test_df_set),   cmocka_unit_test(test_dialogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
