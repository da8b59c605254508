/* SPDX-License-Identifier: ISC */
/*
 * Very many SAs in one reply: parsed, checked and on the screen, as in the console. MANY_SAS sets
 * their number; the times are printed, never asserted (tools/bench-5000 shows them).
 */
#include "tests/tui/desk.h"

#include <time.h>

static const char STEP[] =
    "{'id':'many','title':'Many','platform':'ios','steps':[{'id':'sa','title':'SAs','risk':'read',"
    "'proves':true,'run':[{'on':'both','command':'show crypto ipsec sa','facts':'ipsec_sa'}],"
    "'checks':[{'fail_if':'diagnose'},{'fail_if':'one_way'},"
    "{'warn_if':'.a.ipsec_sa[] | select(.encaps == \\'0\\')'},"
    "{'pass_if':'[.a.ipsec_sa[] | select((.in_esp_spi | length) > 0)] | last | "
    "at(\\'encaps\\')'}]}]}";

static const char IDENTITY[] =
    "\r\n   protected vrf: (none)\r\n"
    "   local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)\r\n"
    "   remote ident (addr/mask/prot/port): (10.%d.%d.0/255.255.255.0/0/0)\r\n"
    "   current_peer 10.15.%d.%d port 500\r\n"
    "     PERMIT, flags={origin_is_acl,}\r\n"
    "    #pkts encaps: %d, #pkts encrypt: 1, #pkts digest: 1\r\n"
    "    #pkts decaps: 1, #pkts decrypt: 1, #pkts verify: 1\r\n"
    "    #send errors 0, #recv errors 0\r\n\r\n"
    "     local crypto endpt.: 10.15.58.37, remote crypto endpt.: 10.15.%d.%d\r\n"
    "     path mtu 1500, ip mtu 1500, ip mtu idb FastEthernet0/0\r\n"
    "     current outbound spi: 0x%X(%d)\r\n\r\n"
    "     inbound esp sas:\r\n      spi: 0x%X(%d)\r\n"
    "        transform: esp-3des esp-sha-hmac ,\r\n        in use settings ={Tunnel, }\r\n"
    "        conn id: %d, flow_id: SW:%d, crypto map: VPN\r\n"
    "        sa timing: remaining key lifetime (k/sec): (4449849/1523)\r\n"
    "        IV size: 8 bytes\r\n        replay detection support: Y\r\n        Status: "
    "ACTIVE\r\n\r\n"
    "     inbound ah sas:\r\n\r\n     inbound pcp sas:\r\n\r\n"
    "     outbound esp sas:\r\n      spi: 0x%X(%d)\r\n"
    "        transform: esp-3des esp-sha-hmac ,\r\n        in use settings ={Tunnel, }\r\n"
    "        conn id: %d, flow_id: SW:%d, crypto map: VPN\r\n"
    "        sa timing: remaining key lifetime (k/sec): (4449849/1523)\r\n"
    "        IV size: 8 bytes\r\n        replay detection support: Y\r\n        Status: "
    "ACTIVE\r\n\r\n"
    "     outbound ah sas:\r\n\r\n     outbound pcp sas:\r\n";

/* Two SAs for each identity. */
static char *reply_of(int sas)
{
    struct buf b = {0};
    buf_add_str(&b, "\r\ninterface: FastEthernet0/0\r\n"
                    "    Crypto map tag: VPN, local addr 10.15.58.37\r\n");
    for (int i = 0; i < sas / 2; i++) {
        int x = i / 250, y = i % 250, in = 0x10000000 + i, out = 0x20000000 + i;
        buf_printf(&b, IDENTITY, x, y, x, y, i + 1, x, y, (unsigned)out, out, (unsigned)in, in, i,
                   i, (unsigned)out, out, i, i);
    }
    return buf_take(&b, NULL);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A console over the whole IOS pack, on a large screen. */
static struct desk *desk_of_ios(void)
{
    struct err e = {0};
    struct pack *pack = pack_load(".", "ios", &e);
    if (!pack)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    struct desk *d = desk_over(mini_over(pack, mini_book(pack, STEP), &ALLOW_ALL));
    ready(d);
    draw(d, 200, 50);
    return d;
}

static void test_many(void **state)
{
    (void)state;
    const char *wanted = getenv("MANY_SAS");
    int sas = wanted ? atoi(wanted) : 100;
    struct desk *d = desk_of_ios();
    char *reply = reply_of(sas);
    walk_start(d->mini->walk);
    mini_answer(d->mini, SIDE_B, "show crypto ipsec sa", "No SAs found\r\n");

    double begun = seconds();
    mini_answer(d->mini, SIDE_A, "show crypto ipsec sa", reply);
    double judged = seconds();
    draw(d, 200, 50);
    double drawn = seconds();
    ui_zoom(&d->ui, PANE_A);
    ui_scroll_end(&d->ui, 1);
    draw(d, 200, 50);
    assert_non_null(strstr(d->text, "outbound pcp sas:"));
    for (int i = 0; i < 100; i++) {
        ui_scroll_page(&d->ui, -1);
        draw(d, 200, 50);
    }
    double scrolled = seconds();

    const json_t *rows =
        json_object_get(json_object_get(walk_facts(d->mini->walk), "a"), "ipsec_sa");
    assert_int_equal(json_array_size(rows), sas / 2);
    const json_t *last = json_array_get(rows, (size_t)sas / 2 - 1);
    char want[32];
    snprintf(want, sizeof want, "%d", sas / 2);
    assert_string_equal(json_str(last, "encaps", ""), want);
    assert_verdict(d->mini, "sa", "pass");
    if (wanted)
        printf("  %d SAs in the console: parsed and checked %.3f s, first frame %.4f s, a page "
               "%.4f s\n",
               sas, judged - begun, drawn - judged, (scrolled - drawn) / 101);
    desk_free(d);
    free(reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many)};
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
