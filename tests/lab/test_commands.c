/* SPDX-License-Identifier: ISC */
/* The command line: abbreviation, errors with their caret, help, completion, dialogues. */
#include "tests/lab/pair.h"

static void test_abbreviation(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    static const char *const same[][2] = {
        {"sh cry isa sa", "show crypto isakmp sa"},
        {"sho cry ip transform", "show crypto ipsec transform-set"},
        {"SH RUN", "show running-config"},
        {"  sh   ip int br  ", "show ip interface brief"},
        {"sh access-list", "show access-lists"},
        {"sh run int f 0/1", "show running-config interface FastEthernet0/1"},
        {"sh cry map int fa0/0", "show crypto map interface FastEthernet0/0"},
        {"sho cry eng conn active", "show crypto engine connections active"},
        {"sh debug", "show debugging"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        char *reply = mem_dup(pair_type(p, 0, same[i][0]));
        assert_string_equal(reply, pair_type(p, 0, same[i][1]));
        assert_false(has(reply, "%"));
        free(reply);
    }
    pair_free(p);
}

static void test_four_answers(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "sh c"), "% Ambiguous command:  \"sh c\"\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto"), "% Incomplete command.\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto isakmp"), "% Incomplete command.\r\n\r\n");
    /* Below "CE1#show ip ospf": the first character that fits nothing. */
    assert_string_equal(pair_type(p, 0, "show ip ospf"),
                        "            ^\r\n% Invalid input detected at '^' marker.\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "show crypto isakmp sax"),
                        "                         ^\r\n% Invalid input detected at '^' marker."
                        "\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "foo"),
                        "Translating \"foo\"\r\n% Unknown command or computer name, or unable to "
                        "find computer address\r\n");
    assert_string_equal(pair_type(p, 0, ""), "");
    pair_free(p);
}

static void test_caret_counts_the_prompt(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "conf t");
    pair_type(p, 0, "int f0/0");
    /* CE1(config-if)#ip addresss */
    assert_string_equal(pair_type(p, 0, "ip addresss 1.1.1.1 255.0.0.0"),
                        "                         ^\r\n% Invalid input detected at '^' marker."
                        "\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "ip address 1.1.1.1"), "% Incomplete command.\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "ip address 1.1.1.300 255.0.0.0"),
                        "                          ^\r\n% Invalid input detected at '^' marker."
                        "\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "no ip"), "% Incomplete command.\r\n\r\n");
    assert_string_equal(pair_type(p, 0, "d"), "% Ambiguous command:  \"d\"\r\n");
    assert_has(pair_type(p, 0, "do show ip interface brief"), "FastEthernet0/1");
    pair_type(p, 0, "hostname AVeryLongNameForARouterIndeed");
    assert_string_equal(shell_prompt(p->end[0].s), "AVeryLongNameForARou(config)#");
    pair_free(p);
}

static void test_privilege(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct shell *s = p->end[0].s;
    pair_type(p, 0, "disable");
    assert_string_equal(shell_prompt(s), "CE1>");
    assert_has(pair_type(p, 0, "show running-config"), "% Invalid input");
    assert_has(pair_type(p, 0, "configure terminal"), "% Invalid input");
    pair_type(p, 0, "enable");
    assert_string_equal(shell_prompt(s), "Password: ");
    assert_true(shell_wants_secret(s));
    pair_type(p, 0, "wrong");
    pair_type(p, 0, "wrong");
    assert_true(shell_wants_secret(s));
    assert_string_equal(pair_type(p, 0, "wrong"), "% Bad secrets\r\n\r\n");
    assert_false(shell_wants_secret(s));
    assert_string_equal(shell_prompt(s), "CE1>");
    pair_type(p, 0, "en");
    pair_type(p, 0, "letmein");
    assert_string_equal(shell_prompt(s), "CE1#");
    pair_type(p, 0, "logout");
    assert_true(p->end[0].closed);
    pair_free(p);
}

static void test_terminal_settings(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct shell *s = p->end[0].s;
    assert_int_equal(shell_length(s), 24);
    assert_int_equal(shell_width(s), 80);
    assert_string_equal(pair_type(p, 0, "terminal length 0"), "");
    assert_string_equal(pair_type(p, 0, "term wid 511"), "");
    assert_int_equal(shell_length(s), 0);
    assert_int_equal(shell_width(s), 511);
    assert_has(pair_type(p, 0, "terminal length 513"), "^\r\n% Invalid");
    pair_type(p, 0, "terminal monitor");
    assert_true(shell_monitors(s));
    pair_type(p, 0, "terminal no monitor");
    assert_false(shell_monitors(s));
    pair_free(p);
}

static const char *help(struct pair *p, const char *line, struct buf *out)
{
    buf_clear(out);
    shell_help(p->end[0].s, line, out);
    return buf_str(out);
}

static void test_help(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct buf out = {0};
    assert_string_equal(help(p, "show crypto isakmp ", &out),
                        "  key              Pre-shared keys\r\n"
                        "  policy           Policy for an ISAKMP protection suite\r\n"
                        "  sa               Security associations\r\n");
    assert_string_equal(help(p, "show crypto i", &out),
                        "  ipsec            IPsec policy and security associations\r\n"
                        "  isakmp           ISAKMP\r\n");
    assert_string_equal(help(p, "show clock ", &out), "  <cr>\r\n");
    assert_string_equal(help(p, "terminal length ", &out), "  <0-512>\r\n");
    assert_has(help(p, "", &out), "  ping             Send echo messages\r\n");
    assert_has(help(p, "show nothing ", &out), "^\r\n% Invalid input detected");
    pair_type(p, 0, "conf t");
    pair_type(p, 0, "crypto isakmp policy 10");
    assert_has(help(p, "hash ", &out), "  md5\r\n  sha\r\n");
    buf_fini(&out);
    pair_free(p);
}

static void test_completion(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct buf out = {0};
    assert_true(shell_complete(p->end[0].s, "sh", &out));
    assert_string_equal(buf_str(&out), "ow ");
    buf_clear(&out);
    assert_true(shell_complete(p->end[0].s, "show cry isa po", &out));
    assert_string_equal(buf_str(&out), "licy ");
    buf_clear(&out);
    assert_false(shell_complete(p->end[0].s, "show c", &out));
    assert_false(shell_complete(p->end[0].s, "show ", &out));
    assert_false(shell_complete(p->end[0].s, "", &out));
    assert_false(shell_complete(p->end[0].s, "nonsense", &out));
    assert_int_equal(out.len, 0);
    buf_fini(&out);
    pair_free(p);
}

static void test_extended_ping(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    static const char *const dialogue[][2] = {
        {"ping", "Protocol [ip]: "},
        {"", "Target IP address: "},
        {"192.168.2.1", "Repeat count [5]: "},
        {"3", "Datagram size [100]: "},
        {"", "Timeout in seconds [2]: "},
        {"1", "Extended commands [n]: "},
        {"y", "Source address or interface: "},
        {"192.168.1.1", "Type of service [0]: "},
        {"", "Set DF bit in IP header? [no]: "},
        {"", "Validate reply data? [no]: "},
        {"", "Data pattern [0xABCD]: "},
        {"", "Loose, Strict, Record, Timestamp, Verbose[none]: "},
        {"", "Sweep range of sizes [n]: "},
    };
    for (size_t i = 0; i < sizeof dialogue / sizeof dialogue[0]; i++) {
        assert_string_equal(pair_type(p, 0, dialogue[i][0]), "");
        assert_string_equal(shell_prompt(p->end[0].s), dialogue[i][1]);
    }
    const char *reply = pair_type(p, 0, "");
    assert_has(reply, "Sending 3, 100-byte ICMP Echos to 192.168.2.1, timeout is 1 seconds:\r\n"
                      "Packet sent with a source address of 192.168.1.1 \r\n.!!\r\n"
                      "Success rate is 66 percent (2/3)");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1#");
    pair_type(p, 0, "ping");
    pair_type(p, 0, "");
    assert_string_equal(pair_type(p, 0, "nowhere"), "% Bad IP address\r\n");
    assert_has(pair_type(p, 0, "ping 192.168.2.1 source 9.9.9.9"), "% Invalid source address");
    pair_free(p);
}

/* Ctrl-^ ends a ping and a dialogue at once. */
static void test_escape(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    struct end *e = &p->end[0];
    buf_clear(&e->reply);
    e->done = false;
    shell_line(e->s, "ping 192.168.77.1 repeat 100000");
    while (!has(buf_str(&e->reply), ":\r\n.") && world_step(p->world))
        continue;
    assert_false(e->done);
    shell_escape(e->s);
    assert_true(e->done);
    assert_has(buf_str(&e->reply), "\r\nSuccess rate is 0 percent (0/2)\r\n");
    pair_type(p, 0, "ping");
    e->done = false;
    shell_escape(e->s);
    assert_true(e->done);
    assert_string_equal(shell_prompt(e->s), "CE1#");
    /* A shell may go while its ping runs. */
    shell_line(e->s, "ping 192.168.77.1");
    shell_free(e->s);
    e->s = NULL;
    world_pass(p->world, 1000);
    pair_free(p);
}

static void test_debug_switches(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_string_equal(pair_type(p, 0, "show debugging"), "");
    assert_string_equal(pair_type(p, 0, "debug crypto ipsec"), "Crypto IPSEC debugging is on\r\n");
    assert_string_equal(pair_type(p, 0, "deb cry isa"), "Crypto ISAKMP debugging is on\r\n");
    assert_string_equal(pair_type(p, 0, "show debug"), "\r\nCryptographic Subsystem:\r\n"
                                                       "  Crypto ISAKMP debugging is on\r\n"
                                                       "  Crypto IPSEC debugging is on\r\n");
    assert_string_equal(pair_type(p, 0, "no debug crypto isakmp"),
                        "Crypto ISAKMP debugging is off\r\n");
    assert_string_equal(pair_type(p, 0, "u all"), "All possible debugging has been turned off\r\n");
    assert_string_equal(pair_type(p, 0, "show debug"), "");
    pair_type(p, 0, "debug all");
    assert_has(shell_prompt(p->end[0].s), "Continue? (yes/[no]): ");
    assert_string_equal(pair_type(p, 0, ""), "");
    assert_string_equal(pair_type(p, 0, "show debug"), "");
    pair_type(p, 0, "debug all");
    assert_has(pair_type(p, 0, "yes"), "All possible debugging has been turned on");
    assert_has(pair_type(p, 0, "show debug"), "  Crypto Engine debugging is on");
    pair_type(p, 0, "u all");
    pair_free(p);
}

/* From 12.3 on crypto debugging can be kept to one peer; `undebug all` leaves the condition. */
static void test_debug_condition(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    assert_has(pair_type(p, 0, "debug crypto condition peer ipv4 10.15.58.38"),
               "% Invalid input detected");
    pair_free(p);

    p = pair_new_at(1, IOS_15);
    pair_debug(p);
    assert_string_equal(pair_type(p, 0, "debug crypto condition peer ipv4 192.0.2.99"), "");
    assert_string_equal(pair_type(p, 1, "debug crypto condition peer ipv4 10.15.58.10"), "");
    assert_string_equal(pair_type(p, 0, "show crypto debug-condition"),
                        "Crypto conditional debug currently is turned ON\r\n"
                        "IKE peer IP address filters:\r\n  192.0.2.99\r\n");
    pair_forget(p);
    pair_type(p, 0, "ping ip 192.168.2.1 source 192.168.1.1");
    assert_null(strstr(buf_str(&p->end[0].log), "beginning Main Mode exchange"));
    assert_has(buf_str(&p->end[1].log), "SA has been authenticated with 10.15.58.10");
    pair_type(p, 0, "undebug all");
    assert_has(pair_type(p, 0, "show crypto debug-condition"), "192.0.2.99");
    pair_type(p, 0, "no debug crypto condition peer ipv4 192.0.2.99");
    assert_string_equal(pair_type(p, 0, "show crypto debug-condition"),
                        "Crypto conditional debug currently is turned OFF\r\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_abbreviation),
        cmocka_unit_test(test_four_answers),
        cmocka_unit_test(test_caret_counts_the_prompt),
        cmocka_unit_test(test_privilege),
        cmocka_unit_test(test_terminal_settings),
        cmocka_unit_test(test_debug_condition),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_completion),
        cmocka_unit_test(test_extended_ping),
        cmocka_unit_test(test_escape),
        cmocka_unit_test(test_debug_switches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
