/* SPDX-License-Identifier: ISC */
/* The encryption engine: software, a card, a card in limbo, and how it is told apart. */
#include "tests/lab/listing.h"
#include "tests/lab/pair.h"

#include "lab/box/card.h"

#define PING "ping 192.168.2.1 source 192.168.1.1"

static const char page_a2[] = "slot: 0\n"
                              "engine name: unknown\n"
                              "engine type: software\n"
                              "serial number: 01496536\n"
                              "platform: rp crypto engine\n"
                              "crypto lib version: 10.0.0\n\n"
                              "Encryption Process Info:\n"
                              "input queue top: 140\n"
                              "input queue bot: 140\n"
                              "input queue count: 0\n";

static void test_software(void **state)
{
    (void)state;
    for (enum release r = IOS_11_3; r <= IOS_12_2; r++) {
        struct pair *p = pair_new_at(1, r);
        assert_listing(pair_type(p, 0, "show crypto engine configuration"), page_a2,
                       LISTING_BLANKS);
        pair_free(p);
    }
    struct pair *p = pair_new_at(1, IOS_15);
    const char *reply = pair_type(p, 0, "show crypto engine configuration");
    assert_has(reply, "        crypto engine name:  Cisco VPN Software Implementation\r\n"
                      "        crypto engine type:  software\r\n");
    assert_has(reply, "     crypto engine in slot:  N/A\r\n");
    pair_free(p);
}

static void test_card(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_has(pair_type(p, 0, "show crypto engine accelerator statistic"), "No crypto");
    card_install(p->end[0].r, CARD_AIM, 0);
    const char *reply = pair_type(p, 0, "show crypto engine configuration");
    assert_has(reply, "        crypto engine type:  hardware\r\n");
    assert_has(reply, "     crypto engine in slot:  0\r\n");
    assert_false(has(reply, "software"));
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    reply = pair_type(p, 0, "show crypto engine accelerator statistic");
    assert_has(reply, "Virtual Private Network (VPN) Module in aim slot : 0\r\n");
    /* Four echoes and four replies of the first ping, five of each of the second. */
    assert_has(reply, "                 18 packets in                       18 packets out\r\n");
    assert_has(reply,
               "                  9 packets decrypted                 9 packets encrypted\r\n");
    assert_has(reply, "                  0 input errors                      0 output errors\r\n");
    assert_has(pair_type(p, 0, "show diag"), "Encryption AIM Element 0:\r\n");
    assert_has(pair_type(p, 0, "show inventory"), "PID: AIM-VPN/BP");
    pair_free(p);
}

static void test_isa(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_has(pair_type(p, 0, "show pas isa interface"), "% No ISA");
    card_install(p->end[0].r, CARD_ISA, 5);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, "show crypto engine configuration"),
               "        crypto engine type:  ISA/ISM\r\n");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"),
               "10.15.58.38     10.15.58.10     QM_IDLE               1       5\r\n");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "        slot: 5, conn id: ");
    const char *reply = pair_type(p, 0, "show pas isa interface");
    assert_has(reply, "\r\nInterface ISA5/1 :\r\n\r\n"
                      "        Statistics of packets and bytes through this interface:\r\n");
    assert_has(reply, "                  8 packets in                        8 packets out\r\n");
    pair_free(p);
}

/* A card in limbo: the tunnel comes up and carries nothing, until the card is switched off. */
static void test_limbo(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    card_install(p->end[0].r, CARD_AIM, 0);
    card_limbo(p->end[0].r, true);
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "Success rate is 0 percent (0/5)\r\n");
    const char *reply = pair_type(p, 0, "show crypto ipsec sa");
    assert_has(reply, "#pkts encaps: 0, #pkts encrypt: 0, #pkts digest 0\r\n");
    assert_has(reply, "#send errors 10, #recv errors 0\r\n");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE");
    /* What the other end sends is lost in the card as well. */
    assert_has(pair_type(p, 1, "ping 192.168.1.1 source 192.168.2.1"), "(0/5)");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts encaps: 5, #pkts encrypt: 5");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#send errors 10, #recv errors 5\r\n");
    reply = pair_type(p, 0, "show crypto engine accelerator statistic");
    assert_has(reply, "                  5 input errors                      9 output errors\r\n");
    assert_has(pair_type(p, 0, "show logging"),
               ": %VPN_HW-1-PACKET_ERROR: slot: 0 Packet Encryption/Decryption error, Output "
               "Authentication error(0x20000000)\r\n");
    pair_free(p);
}

static void test_switching(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    card_install(p->end[0].r, CARD_AIM, 0);
    card_limbo(p->end[0].r, true);
    pair_type(p, 0, PING);
    pair_type(p, 0, "configure terminal");
    assert_string_equal(pair_type(p, 0, "no crypto engine accelerator 0"),
                        "...switching to SW crypto engine\r\n");
    pair_type(p, 0, "end");
    assert_has(pair_type(p, 0, "show running-config"), "\r\nno crypto engine accelerator 0\r\n");
    /* All crypto connections are torn down. */
    assert_false(has(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"));
    assert_has(pair_type(p, 0, "show crypto engine configuration"), "engine type: software\r\n");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    assert_has(pair_type(p, 0, "show logging"),
               ": %VPN_HW-6-INFO_LOC: Crypto engine: aim 0  State changed to: Disabled\r\n");

    pair_type(p, 0, "configure terminal");
    assert_string_equal(pair_type(p, 0, "crypto engine accelerator"),
                        "...switching to HW crypto engine\r\n");
    pair_type(p, 0, "end");
    assert_false(has(pair_type(p, 0, "show running-config"), "crypto engine"));
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 0, PING), "(0/5)"); /* the trouble is back */
    assert_has(pair_type(p, 0, "show logging"), "IPSECcard: an error coming back 0x1048\r\n");

    card_limbo(p->end[0].r, false);
    assert_has(pair_type(p, 0, PING), "(5/5)");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_software),  cmocka_unit_test(test_card),
        cmocka_unit_test(test_isa),       cmocka_unit_test(test_limbo),
        cmocka_unit_test(test_switching),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
