/* SPDX-License-Identifier: ISC */
#include "session/redact.h"

#include "base/mem.h"
#include "session/platform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct platform *platform;
    struct redactor *redactor;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->platform = platform_load("playbooks/ios/platform.json", NULL);
    f->redactor = f->platform ? redactor_new(f->platform->secrets) : NULL;
    *state = f;
    return f->redactor ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    redactor_free(f->redactor);
    platform_free(f->platform);
    free(f);
    return 0;
}

static char *apply(void **state, const char *text)
{
    struct fixture *f = *state;
    struct buf out = {0};
    redactor_apply(f->redactor, text, strlen(text), &out);
    return buf_take(&out, NULL);
}

/* In `want` each '@' stands for one tag of twelve hex digits. */
static bool tags_fit(const char *got, const char *want)
{
    for (; *want; want++) {
        if (*want != '@') {
            if (*got++ != *want)
                return false;
            continue;
        }
        if (strspn(got, "0123456789abcdef") != 12)
            return false;
        got += 12;
    }
    return *got == '\0';
}

static void expect(void **state, const char *in, const char *want)
{
    char *got = apply(state, in);
    if (!tags_fit(got, want))
        fail_msg("\"%s\" became \"%s\", expected \"%s\"", in, got, want);
    free(got);
}

static void configuration_lines(void **state)
{
    static const char *const rows[][2] = {
        {"crypto isakmp key cisco123 address 10.15.58.38",
         "crypto isakmp key <secret:@> address 10.15.58.38"},
        {"crypto isakmp key 6 FbXgNPW address 10.0.0.1 255.0.0.0 no-xauth",
         "crypto isakmp key 6 <secret6:@> address 10.0.0.1 255.0.0.0 no-xauth"},
        {"crypto isakmp key 7 address 10.0.0.1", "crypto isakmp key <secret:@> address 10.0.0.1"},
        {"  pre-shared-key address 10.0.0.1 key top",
         "  pre-shared-key address 10.0.0.1 key <secret:@>"},
        {"  pre-shared-key local 6 abc", "  pre-shared-key local 6 <secret6:@>"},
        {"enable secret 5 $1$mERr$hx5r", "enable secret 5 <secret5:@>"},
        {"enable password two words", "enable password <secret:@>"},
        {"username admin privilege 15 secret 9 $9$x",
         "username admin privilege 15 secret 9 <secret9:@>"},
        {"username lab password 0 lab", "username lab password 0 <secret:@>"},
        {"username lab password 0 <secretary>", "username lab password 0 <secret:@>"},
        {"username lab password 0 <secret:c0ffee>", "username lab password 0 <secret:@>"},
        {" password 7 0822455D0A16\r\n login local\r\n",
         " password 7 <secret:@>\r\n login local\r\n"},
        {"snmp-server community public RO 10", "snmp-server community <secret:@> RO 10"},
        {"snmp-server host 10.1.1.1 version 2c public",
         "snmp-server host 10.1.1.1 version 2c <secret:@>"},
        {"radius-server host 10.1.1.1 auth-port 1812 key 7 abc",
         "radius-server host 10.1.1.1 auth-port 1812 key 7 <secret7:@>"},
        {"tacacs-server key s3cret", "tacacs-server key <secret:@>"},
        {" neighbor 10.0.0.2 password pw", " neighbor 10.0.0.2 password <secret:@>"},
        {" ppp chap password 0 pw", " ppp chap password 0 <secret:@>"},
        {"no crypto isakmp key cisco123 address 10.0.0.1",
         "no crypto isakmp key <secret:@> address 10.0.0.1"},
        {"CE1(config)#crypto isakmp key k address 10.0.0.1",
         "CE1(config)#crypto isakmp key <secret:@> address 10.0.0.1"},
        {"CE1(config)# enable secret k", "CE1(config)# enable secret <secret:@>"},
        {"*Mar  1 00:01:02: %PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:enable secret k",
         "*Mar  1 00:01:02: %PARSER-5-CFGLOG_LOGGEDCMD: User:lab  logged command:enable secret "
         "<secret:@>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(state, rows[i][0], rows[i][1]);
}

static void more_configuration_lines(void **state)
{
    static const char *const rows[][2] = {
        {"radius server R\n address ipv4 10.0.0.1 auth-port 1812\n key s3cret\n",
         "radius server R\n address ipv4 10.0.0.1 auth-port 1812\n key <secret:@>\n"},
        {"tacacs server T\n key 6 XYZ\n", "tacacs server T\n key 6 <secret6:@>\n"},
        {"aaa group server radius G\n server-private 10.0.0.1 auth-port 1 acct-port 2 key 7 zz\n",
         "aaa group server radius G\n server-private 10.0.0.1 auth-port 1 acct-port 2 key 7 "
         "<secret7:@>\n"},
        {"username bob privilege 15 secret 8 $8$abc",
         "username bob privilege 15 secret 8 <secret8:@>"},
        {"snmp-server user u g v3 auth sha authpw priv aes 128 privpw",
         "snmp-server user u g v3 auth sha <secret:@> priv aes 128 <secret:@>"},
        {" key-string 7 0822455D0A16", " key-string 7 <secret:@>"},
        {"  authentication mode hmac-sha-256 eigrpkey",
         "  authentication mode hmac-sha-256 <secret:@>"},
        {" neighbor 10.0.0.2 remote-as 1 password x",
         " neighbor 10.0.0.2 remote-as 1 password <secret:@>"},
        {"mpls ldp password option 1 for 10 ldpkey",
         "mpls ldp password option 1 for 10 <secret:@>"},
        {" ip ospf message-digest-key 1 md5 7 0822455D0A16",
         " ip ospf message-digest-key 1 md5 7 <secret:@>"},
        {"ospfv3 authentication ipsec spi 256 sha1 0 ABCDEF",
         "ospfv3 authentication ipsec spi 256 sha1 0 <secret:@>"},
        {"glbp 1 authentication md5 key-string gk",
         "glbp 1 authentication md5 key-string <secret:@>"},
        {" security wpa psk set-key ascii 0 wlankey",
         " security wpa psk set-key ascii 0 <secret:@>"},
        {"ip nhrp authentication nhrpkey", "ip nhrp authentication <secret:@>"},
        {"ntp authentication-key 1 md5 ntpkey", "ntp authentication-key 1 md5 <secret:@>"},
        {"crypto key export rsa K pem terminal 3des passphrase",
         "crypto key export rsa K pem terminal 3des <secret:@>"},
        {"key config-key password-encrypt master", "key config-key password-encrypt <secret:@>"},
        {"isakmp key pixkey address 10.0.0.1 netmask 255.255.255.255",
         "isakmp key <secret:@> address 10.0.0.1 netmask 255.255.255.255"},
        {" ikev2 remote-authentication pre-shared-key asakey",
         " ikev2 remote-authentication pre-shared-key <secret:@>"},
        {"Key-chain EIGRP:\n    key 1 -- text \"chainkey\"\n",
         "Key-chain EIGRP:\n    key 1 -- text <secret:@>\n"},
        {"+username bob password 0 x\n-enable secret y\n",
         "+username bob password 0 <secret:@>\n-enable secret <secret:@>\n"},
        {"   2  1  lab on vty0  |   username bob password 0 x",
         "   2  1  lab on vty0  |   username bob password 0 <secret:@>"},
        {"CE1(config)#do test aaa group radius bob pw legacy",
         "CE1(config)#do test aaa group radius bob <secret:@> legacy"},
        {"*Mar  1 00:01:02: RADIUS:  User-Password       [2]   18  4A 6F",
         "*Mar  1 00:01:02: RADIUS:  User-Password       [2]   18  <secret:@>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(state, rows[i][0], rows[i][1]);
}

static void passwords_in_addresses(void **state)
{
    static const char *const rows[] = {"copy run ftp://bob:Xk3y@10.0.0.1/c.cfg",
                                       " path scp://bob:Xk@3y@10.0.0.1/c",
                                       "%Error opening ftp://bob:Xk3y@10.0.0.1/c (No such file)"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *got = apply(state, rows[i]);
        assert_null(strstr(got, "Xk"));
        assert_null(strstr(got, "3y"));
        assert_non_null(strstr(got, "://bob:<secret:"));
        assert_non_null(strstr(got, ">@10.0.0.1/c"));
        free(got);
    }
}

static void private_keys(void **state)
{
    expect(state,
           "% Key name: K\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nMIIB+abc/==\n"
           "AAAA\n-----END RSA PRIVATE KEY-----\nhostname R1\n",
           "% Key name: K\n-----BEGIN RSA PRIVATE KEY-----\n<secret:@>\n<secret:@>\n"
           "<secret:@>\n-----END RSA PRIVATE KEY-----\nhostname R1\n");
    /* Public parts are for everybody. */
    const char *shown = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
                        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n";
    expect(state, shown, shown);
}

/* Where a terminal of 80 columns broke the line, at every place it can be. */
static void lines_broken_at_the_edge(void **state)
{
    for (size_t name = 1; name < 79; name++) {
        struct buf line = {0}, in = {0}, want = {0};
        for (size_t i = 0; i < name; i++)
            buf_add_char(&line, 'u');
        char *user = mem_dup(buf_str(&line));
        buf_clear(&line);
        buf_printf(&line, "username %s privilege 15 password 0 Xk3yOfMany", user);
        if (line.len > 80)
            buf_printf(&in, "%.80s\r\n%s\r\nhostname R1\r\n", buf_str(&line), buf_str(&line) + 80);
        else
            buf_printf(&in, "%s\r\nhostname R1\r\n", buf_str(&line));
        char *got = apply(state, buf_str(&in));
        for (size_t n = 4; n <= 10; n += 6)
            for (size_t at = 0; at + n <= 10; at++) {
                char piece[16];
                snprintf(piece, sizeof piece, "%.*s", (int)n, "Xk3yOfMany" + at);
                if (strstr(got, piece))
                    fail_msg("%zu: \"%s\" shows \"%s\"", name, got, piece);
            }
        assert_non_null(strstr(got, "<secret:"));
        assert_non_null(strstr(got, "hostname R1\r\n"));
        free(got);
        free(user);
        buf_fini(&want);
        buf_fini(&in);
        buf_fini(&line);
    }
}

static void lines_of_80_columns_that_are_whole(void **state)
{
    char line[120], in[300];
    snprintf(line, sizeof line, "username bob password 0 %056d", 1);
    assert_int_equal(strlen(line), 80);
    snprintf(in, sizeof in, "%s\n!\nusername eve password 0 x\n", line);
    expect(state, in,
           "username bob password 0 <secret:@>\n!\nusername eve password 0 <secret:@>\n");
    snprintf(in, sizeof in, "%s\nusername eve password 0 x\n", line);
    expect(state, in, "username bob password 0 <secret:@>\nusername eve password 0 <secret:@>\n");
    snprintf(in, sizeof in, "%s\nip domain name x\n", line);
    expect(state, in, "username bob password 0 <secret:@>\nip domain name x\n");
}

static void type_7_is_compared_as_what_it_stands_for(void **state)
{
    char *a = apply(state, " password 7 0822455D0A16");
    char *b = apply(state, " password 7 05080F1C2243");
    char *c = apply(state, " password 0 cisco");
    char *d = apply(state, " password 7 08224");
    char *e = apply(state, " password 7 0822455D0A17");
    assert_string_equal(strchr(a, '<'), strchr(c, '<'));
    assert_string_equal(strchr(b, '<'), strchr(c, '<'));
    assert_int_equal(strncmp(strchr(d, '<'), "<secret7:", 9), 0);
    assert_string_not_equal(strchr(e, '<'), strchr(c, '<'));
    free(a);
    free(b);
    free(c);
    free(d);
    free(e);
}

static void nothing_else_is_touched(void **state)
{
    static const char *const rows[] = {
        "",
        "\r\n",
        "hostname cisco123",
        "crypto isakmp policy 10\r\n authentication pre-share\r\n",
        "key chain EIGRP\n key 1\n",
        "password encryption aes",
        "snmp-server host 10.1.1.1 version 3 auth monitor",
        "description enable secret agent",
        "interface FastEthernet0/0\n description password of admin\n",
        "00:27:07: ISAKMP: key length of 128",
        "service password-encryption",
        "Password required, but none set",
        "tunnel key 5",
        "ISAKMP:(1001):SKEYID state generated",
        "ISAKMP (0:1): Checking ISAKMP transform 1 against priority 10 policy",
        " key-string\n  30819F30 0D06092A\n quit\n",
        "crypto pki trustpoint T\n enrollment url http://10.0.0.1:80\n",
        "copy run tftp://10.0.0.1/c.cfg",
        "ip address 10.0.0.1 255.255.255.0 key 5",
        "authentication pre-share",
        "RADIUS: User-Name [1] 5 \"bob\"",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(state, rows[i], rows[i]);
    /* The user's name is also a secret: only the place the pattern names is replaced. */
    expect(state, "username admin password admin\nline admin\n",
           "username admin password <secret:@>\nline admin\n");
}

static void key_table_rows(void **state)
{
    expect(state, "Hostname/Address Preshared key\n192.168.1.1 cisco\n192.16.7.1 beehive\n",
           "Hostname/Address Preshared key\n192.168.1.1 <secret:@>\n192.16.7.1 <secret:@>\n");
    expect(state,
           "Keyring      Hostname/Address          Preshared Key\r\n\r\n"
           "default      10.0.0.2                  cisco\r\n"
           "             10.1.0.0 [255.255.0.0]    other\r\n",
           "Keyring      Hostname/Address          Preshared Key\r\n\r\n"
           "default      10.0.0.2                  <secret:@>\r\n"
           "             10.1.0.0 [255.255.0.0]    <secret:@>\r\n");
    expect(state, "192.168.1.1 cisco\n", "192.168.1.1 cisco\n");
}

static void blocks_end(void **state)
{
    expect(state,
           "crypto isakmp client configuration group G\n key top\n pool P\n!\n"
           "key chain C\n key 1\n",
           "crypto isakmp client configuration group G\n key <secret:@>\n pool P\n!\n"
           "key chain C\n key 1\n");
}

static void equal_secrets_get_equal_tags(void **state)
{
    char *a = apply(state, "crypto isakmp key cisco123 address 10.0.0.1");
    char *b = apply(state, "Hostname/Address Preshared key\n10.0.0.2 cisco123\n");
    char *c = apply(state, "crypto isakmp key cisco124 address 10.0.0.1");
    char tag[32];
    assert_int_equal(sscanf(strchr(a, '<'), "%31[^>]", tag), 1);
    assert_non_null(strstr(b, tag));
    assert_null(strstr(c, tag));
    /* A tag that comes by again stays what it is. */
    char *again = apply(state, a);
    assert_string_equal(again, a);

    struct fixture *f = *state;
    struct redactor *other = redactor_new(f->platform->secrets);
    struct buf out = {0};
    const char *line = "crypto isakmp key cisco123 address 10.0.0.1";
    redactor_apply(other, line, strlen(line), &out);
    assert_null(strstr(buf_str(&out), tag));
    buf_fini(&out);
    redactor_free(other);
    free(again);
    free(a);
    free(b);
    free(c);
}

static void bytes_that_are_no_text(void **state)
{
    struct fixture *f = *state;
    static const char in[] = "a\0b\xff\nenable secret \x01\0x\n";
    struct buf out = {0};
    redactor_apply(f->redactor, in, sizeof in - 1, &out);
    assert_memory_equal(out.data, "a\0b\xff\nenable secret <secret:", 25);
    assert_int_equal(out.data[out.len - 1], '\n');
    buf_clear(&out);
    redactor_apply(f->redactor, NULL, 0, &out);
    assert_int_equal(out.len, 0);
    buf_fini(&out);
}

/* Lines with no word of a pattern are passed over: what is found is the same between them. */
static void much_text_around(void **state)
{
    static const char plain[] = "00:27:07: ISAKMP (0:1): processing SA payload\r\n!\n";
    struct fixture *f = *state;
    struct buf in = {0}, want = {0}, out = {0};
    for (int i = 0; i < 50; i++)
        buf_add_str(&in, plain);
    assert_false(redactor_find(f->redactor, in.data, in.len, &out));
    assert_int_equal(out.len, 0);
    buf_add_str(&want, in.data);
    buf_add_str(&in, "crypto isakmp client configuration group G\n key top\n");
    buf_add_str(&want, "crypto isakmp client configuration group G\n key <secret:@>\n");
    for (int i = 0; i < 50; i++) {
        buf_printf(&in, "%s key 1\nenable secret x\n", plain);
        buf_printf(&want, "%s key 1\nenable secret <secret:@>\n", plain);
    }
    expect(state, in.data, want.data);
    assert_true(redactor_find(f->redactor, in.data, in.len, &out));
    assert_true(tags_fit(buf_str(&out), want.data));
    buf_fini(&in);
    buf_fini(&want);
    buf_fini(&out);
}

static void endless_lines_are_no_trouble(void **state)
{
    struct buf in = {0};
    for (int i = 0; i < 5000; i++)
        buf_add_str(&in, "username ... ");
    buf_add_str(&in, "secret x");
    char *got = apply(state, buf_str(&in));
    assert_true(strlen(got) > 0);
    free(got);
    buf_fini(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configuration_lines),
        cmocka_unit_test(more_configuration_lines),
        cmocka_unit_test(passwords_in_addresses),
        cmocka_unit_test(private_keys),
        cmocka_unit_test(lines_broken_at_the_edge),
        cmocka_unit_test(lines_of_80_columns_that_are_whole),
        cmocka_unit_test(type_7_is_compared_as_what_it_stands_for),
        cmocka_unit_test(nothing_else_is_touched),
        cmocka_unit_test(key_table_rows),
        cmocka_unit_test(blocks_end),
        cmocka_unit_test(equal_secrets_get_equal_tags),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(much_text_around),
        cmocka_unit_test(endless_lines_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
