/* SPDX-License-Identifier: ISC */
/* The processor's load, memory, buffers, environment and the log: routine commands. */
#include "tests/lab/pair.h"

#include "lab/box/load.h"

enum { MINUTE_MS = 60000 };

static unsigned five_s(const char *reply)
{
    unsigned value = 100;
    const char *at = strstr(reply, "CPU utilization for five seconds: ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "CPU utilization for five seconds: %u", &value), 1);
    return value;
}

static unsigned one_minute(const char *reply)
{
    unsigned value = 100;
    const char *at = strstr(reply, "one minute: ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "one minute: %u", &value), 1);
    return value;
}

static void test_idle(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *reply = pair_type(p, 0, "show processes cpu");
    assert_has(reply,
               "CPU utilization for five seconds: 1%/0%; one minute: 1%; five minutes: 1%\r\n"
               " PID Runtime(ms)   Invoked      uSecs   5Sec   1Min   5Min TTY Process \r\n"
               "   1           0         ");
    assert_has(reply, " Crypto IKMP      \r\n");
    pair_free(p);
}

/* A negotiation with all debugs on a slow console shows. */
static void test_debug(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_debug(p);
    world_pass(p->world, MINUTE_MS);
    pair_type(p, 0, "ping 192.168.2.1 source 192.168.1.1");
    world_pass(p->world, 5000);
    const char *reply = pair_type(p, 0, "show processes cpu sorted");
    assert_in_range(five_s(reply), 10, 40);
    const char *keying = strstr(reply, "Crypto IKMP");
    const char *timers = strstr(reply, "Timers");
    assert_non_null(keying);
    assert_true(keying < timers); /* by load, not by number */
    world_pass(p->world, 10 * MINUTE_MS);
    assert_int_equal(five_s(pair_type(p, 0, "show processes cpu")), 1);
    /* Without the console it costs next to nothing. */
    pair_configure(p, 0, "no logging console\n");
    pair_type(p, 0, "clear crypto isakmp");
    pair_type(p, 0, "clear crypto sa");
    world_pass(p->world, MINUTE_MS);
    pair_type(p, 0, "ping 192.168.2.1 source 192.168.1.1");
    world_pass(p->world, 5000);
    assert_in_range(five_s(pair_type(p, 0, "show processes cpu")), 1, 8);
    assert_has(pair_type(p, 0, "show logging"), "    Console logging: disabled\r\n");
    pair_free(p);
}

/* Other people's packets burden a router that switches them by its processor. */
static void test_stream(void **state)
{
    (void)state;
    static const struct stream many = {"FastEthernet0/1", "FastEthernet0/0", 4800, 200};
    struct pair *p = pair_new(1);
    pair_configure(p, 0, "interface FastEthernet0/1\n no ip route-cache\n");
    load_stream(p->end[0].r, &many);
    world_pass(p->world, 10 * MINUTE_MS);
    const char *reply = pair_type(p, 0, "show processes cpu");
    assert_in_range(five_s(reply), 98, 100);
    assert_in_range(one_minute(reply), 98, 100);
    assert_has(pair_type(p, 0, "show processes cpu sorted"), "5Min TTY Process \r\n  35 ");
    assert_has(pair_type(p, 0, "show processes cpu history"), "  100 *****");
    reply = pair_type(p, 0, "show interfaces FastEthernet0/1");
    assert_has(reply, "  5 minute input rate 6");
    assert_has(reply, " (size/max/drops/flushes); Total output drops: 0\r\n");
    assert_false(has(reply, "Input queue: 0/75/0/0"));
    /* What is meant for the processor may be dropped. */
    const char *lost = pair_type(p, 0, "ping 10.15.58.38 repeat 50");
    assert_has(lost, ".");
    assert_has(lost, "!");

    pair_configure(p, 0, "interface FastEthernet0/1\n ip route-cache\n");
    world_pass(p->world, 10 * MINUTE_MS);
    assert_in_range(five_s(pair_type(p, 0, "show processes cpu")), 2, 10);
    assert_has(pair_type(p, 0, "ping 10.15.58.38 repeat 50"), "(50/50)");
    pair_free(p);
}

static void test_rates(void **state)
{
    (void)state;
    static const struct stream some = {"FastEthernet0/1", "FastEthernet0/0", 1000, 1000};
    struct pair *p = pair_new(1);
    load_stream(p->end[0].r, &some);
    world_pass(p->world, 60 * MINUTE_MS);
    const char *reply = pair_type(p, 0, "show interfaces FastEthernet0/1");
    assert_has(reply, "  5 minute input rate 79");
    assert_has(reply, " bits/sec, 99");
    assert_has(reply, "rxload 2");
    assert_has(reply, "     3600000 packets input, 3600000000 bytes\r\n");
    pair_type(p, 0, "clear counters FastEthernet0/1");
    reply = pair_type(p, 0, "show interfaces FastEthernet0/1");
    assert_has(reply, "  Last clearing of \"show interface\" counters 00:00:00\r\n");
    assert_has(reply, "     0 packets input, 0 bytes\r\n");
    pair_free(p);
}

/* A thin line drops what it has no room for. */
static void test_thin(void **state)
{
    (void)state;
    static const struct stream some = {"FastEthernet0/0", "Serial0/0", 200, 1250};
    static const char text[] = "hostname A\nenable secret letmein\n"
                               "interface FastEthernet0/0\n ip address 10.1.1.1 255.255.255.0\n"
                               "interface Serial0/0\n ip address 10.2.2.1 255.255.255.252\n"
                               " bandwidth 1000\n";
    struct pair *p = pair_new_with(1, IOS_12_2, text, pair_ce2);
    load_stream(p->end[0].r, &some);
    world_pass(p->world, MINUTE_MS);
    const char *reply = pair_type(p, 0, "show interfaces Serial0/0");
    assert_has(reply, "; Total output drops: 6000\r\n");
    assert_has(reply, "     6000 packets output, 7500000 bytes,");
    pair_free(p);
}

static void test_memory(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    const char *reply = pair_type(p, 0, "show memory summary");
    assert_has(reply, "               Head   Total(b)    Used(b)    Free(b)  Lowest(b) "
                      "Largest(b)\r\nProcessor  82A59BA0   36904960 ");
    assert_has(reply, "\r\n      I/O   3B00000    5242880 ");
    assert_has(pair_type(p, 0, "show processes memory"), "Total: 42147840, Used: ");
    assert_has(pair_type(p, 0, "show buffers"),
               "Small buffers, 104 bytes (total 50, permanent 50):\r\n"
               "     50 in free list (20 min, 150 max allowed)\r\n");
    assert_has(pair_type(p, 0, "show environment"), "All measured values are normal\r\n");
    assert_has(pair_type(p, 0, "show environment all"),
               "        +3.45 V            measured at +3.49 V\r\n");
    assert_has(pair_type(p, 0, "show flash:"), "System flash directory:\r\n");
    assert_has(pair_type(p, 0, "dir"), "Directory of flash:/\r\n");
    assert_has(pair_type(p, 0, "show cdp neighbors"), "\r\nCE2              Fas 0/0 ");
    pair_free(p);
    p = pair_new_at(1, IOS_15);
    assert_has(pair_type(p, 0, "show processes memory"), "Processor Pool Total: ");
    pair_free(p);
}

static void test_logging(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_has(pair_type(p, 0, "show logging"), "\r\nLog Buffer (16384 bytes):\r\n\r\n");
    pair_configure(p, 0, "logging buffered 4096\n");
    pair_debug(p);
    pair_type(p, 0, "ping 192.168.2.1 source 192.168.1.1");
    const char *reply = pair_type(p, 0, "show logging");
    assert_has(reply, "\r\nLog Buffer (4096 bytes):\r\n\r\n");
    assert_in_range(strlen(reply), 4096, 4096 + 800); /* the oldest lines are gone */
    pair_type(p, 0, "clear logging");
    pair_type(p, 0, "");
    assert_has(pair_type(p, 0, "show logging"), "\r\nLog Buffer (4096 bytes):\r\n\r\n");
    assert_true(strlen(pair_type(p, 0, "show logging")) < 800);
    /* Only what is severe enough is kept. */
    pair_configure(p, 0, "logging buffered 8192 notifications\n");
    pair_type(p, 0, "debug ip packet");
    pair_type(p, 0, "ping 10.15.58.38");
    pair_configure(p, 0, "interface FastEthernet0/1\n shutdown\n");
    reply = pair_type(p, 0, "show logging");
    assert_has(reply, "    Buffer logging: level notifications, ");
    assert_has(reply, "Log Buffer (8192 bytes):\r\n\r\n");
    assert_has(reply, ": %LINK-5-CHANGED: ");
    assert_false(has(reply, "10.15.58.38"));
    pair_configure(p, 0, "no logging buffered\n");
    reply = pair_type(p, 0, "show logging");
    assert_has(reply, "    Buffer logging: disabled\r\n");
    assert_false(has(reply, "Log Buffer"));
    pair_free(p);
    p = pair_new_at(1, IOS_15);
    assert_has(pair_type(p, 0, "show logging"), "No Active Message Discriminator.\r\n");
    pair_free(p);
}

/* Nothing in it is secret. */
static void test_tech(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "ping 192.168.2.1 source 192.168.1.1");
    const char *reply = pair_type(p, 0, "show tech-support");
    assert_has(reply, "\r\n------------------ show version ------------------\r\n\r\n"
                      "Cisco Internetwork Operating System Software \r\n");
    assert_has(reply, "\r\nenable secret <removed>\r\n");
    assert_has(reply, "\r\nusername lab password 0 <removed>\r\n");
    assert_has(reply, "\r\ncrypto isakmp key <removed> address 10.15.58.38\r\n");
    assert_has(reply, "\r\n------------------ show buffers ------------------\r\n");
    assert_false(has(reply, "cisco123") || has(reply, "letmein") || has(reply, "guest"));
    reply = pair_type(p, 0, "show tech-support ipsec");
    assert_has(reply, "\r\n------------------ show crypto ipsec sa ------------------\r\n");
    assert_has(reply, "#pkts encaps: 4, ");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle),    cmocka_unit_test(test_debug),
        cmocka_unit_test(test_stream),  cmocka_unit_test(test_rates),
        cmocka_unit_test(test_memory),  cmocka_unit_test(test_thin),
        cmocka_unit_test(test_logging), cmocka_unit_test(test_tech),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
