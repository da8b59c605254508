/* SPDX-License-Identifier: ISC */
/* ping and traceroute as the guide's listings have them, and as later releases print them. */
#include "tests/lab/listing.h"
#include "tests/lab/pair.h"

#define SITE(host, outside, inside, peer, there, net, mask)                                        \
    "hostname " host "\nenable secret letmein\n!\n"                                                \
    "crypto isakmp policy 1\n hash md5\n authentication pre-share\n"                               \
    "crypto isakmp key secret address " peer "\n!\n"                                               \
    "crypto ipsec transform-set s esp-des\n"                                                       \
    "crypto map test 10 ipsec-isakmp\n set peer " peer "\n set transform-set s\n"                  \
    " match address 133\n!\n"                                                                      \
    "interface Serial0\n ip address " outside " 255.255.255.0\n crypto map test\n!\n"              \
    "interface Ethernet0\n ip address " inside "\n!\n"                                             \
    "ip route " there " 255.255.255.0 Serial0 " peer "\n"                                          \
    "ip route " peer " 255.255.255.255 Serial0\n"                                                  \
    "access-list 133 permit ip " net " 0.0.0.255 " mask " 0.0.0.255\n"

/* Pages 3-12 to 3-16, with an inside address to ping from. */
static const char cayman[] = SITE("irmg.cayman", "209.146.47.1", "205.136.238.33 255.255.255.0",
                                  "209.146.47.206", "10.146.1.0", "205.136.238.0", "10.146.1.0");
static const char far_end[] = SITE("far", "209.146.47.206", "10.146.1.1 255.255.255.0",
                                   "209.146.47.1", "205.136.238.0", "10.146.1.0", "205.136.238.0");

/* Everything from `begin` up to `end` of a listing. */
static char *part(const char *name, const char *begin, const char *end)
{
    char *text = fixture_text("%s", name);
    const char *from = strstr(text, begin);
    assert_non_null(from);
    const char *to = strstr(from, end);
    assert_non_null(to);
    char *cut = mem_printf("%.*s", (int)(to - from + (long)strlen(end)), from);
    free(text);
    return cut;
}

/* The questions of the dialogue, each with its answer, as a terminal shows them. */
static void test_dialogue(void **state)
{
    (void)state;
    static const char *const answers[] = {"", "10.146.1.1", "10", "", "", "y", "205.136.238.33",
                                          "", "",           "",   "", "", ""};
    struct pair *p = pair_new_with(1, IOS_12_0, cayman, far_end);
    char *listing = part("replies/3-12-ping.txt", "Protocol [ip]", "2 seconds:");
    struct buf screen = {0};
    buf_add_str(&screen, pair_type(p, 0, "ping"));
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        buf_printf(&screen, "%s%s\r\n", shell_prompt(p->end[0].s), answers[i]);
        buf_add_str(&screen, pair_type(p, 0, answers[i]));
    }
    /* The listing has lost the blank line. */
    listing = listing_mend(listing, "Type escape", "\nType escape");
    assert_listing(buf_str(&screen), listing, 0);
    char *rate = part("replies/3-12-ping.txt", "Success rate", "205 ms");
    rate = listing_mend(rate, "round-trip\nmin", "round-trip min"); /* wrapped by the page */
    rate = listing_mend(rate, "80 percent (8/10)", "90 percent (9/10)");
    rate = listing_mend(rate, "180/185/205", "4/5/8");
    assert_listing(buf_str(&screen), rate, 0);
    free(rate);
    free(listing);
    buf_fini(&screen);
    pair_free(p);
}

static void test_pages_a8_a11(void **state)
{
    (void)state;
    static const char first[] = "hostname dt3-4kb\nenable secret letmein\ninterface Ethernet0\n"
                                " ip address 192.168.10.38 255.255.255.0\n";
    static const char second[] = "hostname dt3-45a\nenable secret letmein\ninterface Ethernet0\n"
                                 " ip address 192.168.10.66 255.255.255.0\n";
    struct pair *p = pair_new_with(1, IOS_11_3, first, second);
    const char *reply = pair_type(p, 0, "ping 192.168.10.66");
    char *head = part("replies/a-08-ping.txt", "Type escape", "2 seconds:");
    assert_listing(reply, head, 0);
    char *all = part("replies/a-11-ping.txt", "Type escape", " ms");
    all = listing_mend(all, "!!!!", "!!!!!"); /* five of five */
    all = listing_mend(all, "8/11/12", "4/4/8");
    assert_listing(reply, all, 0);
    free(head);
    free(all);
    pair_free(p);
}

static void test_later(void **state)
{
    (void)state;
    struct pair *p = pair_new_at(1, IOS_15);
    const char *reply = pair_type(p, 0, "ping 192.168.2.1 source FastEthernet0/1 df-bit");
    assert_has(reply, "Type escape sequence to abort.\r\n"
                      "Sending 5, 100-byte ICMP Echos to 192.168.2.1, timeout is 2 seconds:\r\n"
                      "Packet sent with a source address of 192.168.1.1 \r\n"
                      "Packet sent with the DF bit set\r\n.!!!!\r\n");
    assert_has(pair_type(p, 0, "traceroute 10.15.58.38"),
               "\r\nType escape sequence to abort.\r\nTracing the route to 10.15.58.38\r\n");
    assert_has(pair_type(p, 0, "ping 10.15.58.38 source Loopback9"), "% Invalid source");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dialogue),
        cmocka_unit_test(test_pages_a8_a11),
        cmocka_unit_test(test_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
