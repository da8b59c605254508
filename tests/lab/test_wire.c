/* SPDX-License-Identifier: ISC */
/* Each trouble of the wire as an SSH client meets it. */
#include "tests/lab/stage.h"

static struct stage *troubled(unsigned names)
{
    return stage_new(&(struct wire_options){.names = names}, 5);
}

static void test_names(void **state)
{
    (void)state;
    struct err e = {0};
    unsigned names = 0;
    assert_int_equal(wire_names_parse("rename,one-vty", &names, &e), ERR_NONE);
    assert_int_equal(names, WIRE_RENAME | WIRE_ONE_VTY);
    const char *const wrong[] = {"", "rename,", "renam", "rename2", ",rename", "rename one-vty"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        e = (struct err){0};
        assert_int_equal(wire_names_parse(wrong[i], &names, &e), ERR_NOT_FOUND);
        assert_non_null(strstr(e.text, "there are slow-banner, long-prompt, rename, "));
    }
    size_t count = 0;
    const struct wire_trouble *t = wire_troubles(&count);
    unsigned all = 0;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(all & t[i].bit, 0);
        all |= t[i].bit;
    }
    assert_int_equal(all, (WIRE_WRONG_HOSTKEY << 1) - 1);
}

/* Everything until the router hangs up or the line breaks. */
static size_t read_to_end(struct client *c)
{
    char bytes[4096];
    int got;
    while ((got = ssh_channel_read_timeout(c->channel, bytes, sizeof bytes, 0,
                                           client_timeout_ms())) > 0)
        buf_add(&c->seen, bytes, (size_t)got);
    return c->seen.len;
}

static void test_drop(void **state)
{
    (void)state;
    enum { DROP = 100 * 1000 };
    struct stage *g = stage_new(&(struct wire_options){.drop_after = DROP}, 1);
    for (int i = 0; i < 2; i++) { /* every connection has bytes of its own */
        struct client c = client_open(g);
        type(&c, "bulk 200\r");
        size_t len = read_to_end(&c);
        assert_in_range(len, DROP / 3, DROP);
        assert_false(ssh_is_connected(c.session));
        client_close(&c);
    }
    stage_free(g);
}

static void test_drop_in_key_exchange(void **state)
{
    (void)state;
    struct stage *g = stage_new(&(struct wire_options){.drop_after = 300}, 1);
    ssh_session s = client_session(g);
    assert_int_equal(ssh_connect(s), SSH_ERROR);
    ssh_free(s);
    stage_free(g);
}

static void test_hang(void **state)
{
    (void)state;
    struct stage *g = stage_new(&(struct wire_options){.hang_after = 100 * 1000}, 1);
    struct client c = client_open(g);
    type(&c, "bulk 200\r");
    char bytes[4096];
    int got;
    size_t total = 0;
    while ((got = ssh_channel_read_timeout(c.channel, bytes, sizeof bytes, 0, 300)) > 0)
        total += (size_t)got;
    assert_int_equal(got, 0);
    assert_in_range(total, 30 * 1000, 100 * 1000);
    assert_true(ssh_is_connected(c.session));
    assert_false(ssh_channel_is_eof(c.channel));
    client_close(&c);
    stage_free(g);
}

/* A line that is slow to answer and slow to carry still does all that is asked. */
static void test_long_way(void **state)
{
    (void)state;
    struct stage *g = stage_new(&(struct wire_options){.rtt_ms = 20, .rate = 200 * 1000}, 1);
    struct client c = client_open(g);
    uint64_t start = loop_now_ms(g->loop);
    type(&c, "ok\r");
    expect(&c, "CE1#", "ok\r\n[ok]\r\nCE1#");
    assert_true(loop_now_ms(g->loop) - start >= 20);
    type(&c, "bulk 20\r");
    expect(&c, "CE1#", NULL);
    assert_true(loop_now_ms(g->loop) - start >= 100);
    type(&c, "exit\r");
    expect_end(&c, "exit\r\n");
    client_close(&c);
    stage_free(g);
}

/* Read until `times` copies of `text` have come. */
static void expect_times(struct client *c, const char *text, int times)
{
    char bytes[4096];
    for (;;) {
        int seen = 0;
        for (const char *p = buf_str(&c->seen); (p = strstr(p, text)); p++)
            seen++;
        if (seen >= times)
            return;
        int got = ssh_channel_read_timeout(c->channel, bytes, sizeof bytes, 0, client_timeout_ms());
        assert_true(got > 0);
        buf_add(&c->seen, bytes, (size_t)got);
    }
}

static void test_flood(void **state)
{
    (void)state;
    struct stage *g = stage_new(&(struct wire_options){.flood = 2000}, 1);
    struct client quiet = client_open(g);
    struct client c = client_open(g);
    type(&c, "monitor\r");
    expect_times(&c, "00:27:07: IP: s=172.16.", 300);
    /* One after the other, none left out. */
    for (int i = 0; i < 300; i++) {
        char want[64];
        snprintf(want, sizeof want, "s=172.16.%d.%d (", i >> 8, i & 0xff);
        assert_non_null(strstr(buf_str(&c.seen), want));
    }
    type(&c, "ok\r");
    expect_times(&c, "[ok]\r\n", 1);
    type(&quiet, "ok\r");
    expect(&quiet, "CE1#", "ok\r\n[ok]\r\nCE1#");
    client_close(&c);
    client_close(&quiet);
    stage_free(g);
}

static void test_burst(void **state)
{
    (void)state;
    not_under_valgrind("valgrind runs one thread at a time, so nothing overflows");
    struct stage *g = stage_new(&(struct wire_options){.flood = WIRE_FLOOD_MAX}, 1);
    struct client c = client_open(g);
    type(&c, "monitor\r");
    expect_times(&c, " messages lost because of queue overflow", 1);
    type(&c, "exit\r");
    read_to_end(&c);
    client_close(&c);
    stage_free(g);
}

static void test_one_vty(void **state)
{
    (void)state;
    struct stage *g = troubled(WIRE_ONE_VTY);
    struct client c = client_open(g);
    ssh_session second = client_session(g);
    assert_int_equal(ssh_connect(second), SSH_ERROR);
    ssh_free(second);
    type(&c, "exit\r");
    expect_end(&c, "exit\r\n");
    client_close(&c);
    /* The line is free again as soon as the router has noticed. */
    int rc = SSH_ERROR;
    while (rc != SSH_OK) {
        second = client_session(g);
        rc = ssh_connect(second);
        ssh_disconnect(second);
        ssh_free(second);
    }
    stage_free(g);
}

struct suite {
    unsigned name;
    const char *kex, *cipher;
    size_t key_bytes; /* of the modulus */
};

static ssh_session old_client(const struct stage *g, const struct suite *t)
{
    ssh_session s = client_session(g);
    int bits = 1024;
    ssh_options_set(s, SSH_OPTIONS_KEY_EXCHANGE, t->kex);
    ssh_options_set(s, SSH_OPTIONS_HOSTKEYS, "ssh-rsa");
    ssh_options_set(s, SSH_OPTIONS_CIPHERS_C_S, t->cipher);
    ssh_options_set(s, SSH_OPTIONS_CIPHERS_S_C, t->cipher);
    ssh_options_set(s, SSH_OPTIONS_HMAC_C_S, "hmac-sha1");
    ssh_options_set(s, SSH_OPTIONS_HMAC_S_C, "hmac-sha1");
    ssh_options_set(s, SSH_OPTIONS_RSA_MIN_SIZE, &bits);
    return s;
}

static void test_legacy(void **state)
{
    (void)state;
    static const struct suite suites[] = {
        {WIRE_LEGACY, "diffie-hellman-group14-sha1", "aes128-cbc", 256},
        {WIRE_LEGACY, "diffie-hellman-group1-sha1", "3des-cbc", 256},
        {WIRE_LEGACY_1024, "diffie-hellman-group1-sha1", "3des-cbc", 128},
    };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        const struct suite *t = &suites[i];
        struct stage *g = troubled(t->name);
        ssh_session modern = client_session(g);
        assert_int_equal(ssh_connect(modern), SSH_ERROR);
        ssh_free(modern);
        ssh_session s = old_client(g, t);
        assert_int_equal(ssh_connect(s), SSH_OK);
        assert_string_equal(ssh_get_kex_algo(s), t->kex);
        assert_string_equal(ssh_get_cipher_in(s), t->cipher);
        assert_string_equal(ssh_get_hmac_out(s), "hmac-sha1");
        /* 4 + "ssh-rsa" + 4 + an exponent of 3 + 4 + a zero before the modulus, in Base64. */
        const char *key = server_known_key(g->server);
        assert_memory_equal(key, "ssh-rsa ", 8);
        assert_int_equal(strlen(key + 8), (23 + t->key_bytes + 2) / 3 * 4);
        struct client c = client_on(s);
        expect(&c, "CE1#", "\r\nCE1#");
        client_close(&c);
        stage_free(g);
    }
}

static void test_host_keys(void **state)
{
    (void)state;
    static const struct wire_options clean;
    struct stage *one = stage_new(&clean, 1), *again = stage_new(&clean, 1),
                 *two = stage_new(&clean, 2);
    assert_string_equal(server_fingerprint(one->server), server_fingerprint(again->server));
    assert_string_equal(server_known_key(one->server), server_known_key(again->server));
    assert_string_not_equal(server_known_key(one->server), server_known_key(two->server));
    stage_free(one);
    stage_free(again);
    stage_free(two);
}

static void test_wrong_host_key(void **state)
{
    (void)state;
    struct stage *g = troubled(WIRE_WRONG_HOSTKEY);
    ssh_session s = dial(g);
    ssh_key key = NULL;
    char *shown = NULL;
    assert_int_equal(ssh_get_server_publickey(s, &key), SSH_OK);
    assert_int_equal(ssh_pki_export_pubkey_base64(key, &shown), SSH_OK);
    const char *known = server_known_key(g->server);
    assert_memory_equal(known, "ssh-ed25519 ", 12);
    assert_int_equal(strlen(known + 12), strlen(shown));
    assert_string_not_equal(known + 12, shown);
    ssh_string_free_char(shown);
    ssh_key_free(key);
    ssh_disconnect(s);
    ssh_free(s);
    stage_free(g);
}

/* What a login with these troubles shows of 30 lines; on the heap. */
static char *screen_of(unsigned names, uint64_t seed)
{
    struct stage *g = stage_new(&(struct wire_options){.names = names}, seed);
    struct client c = client_on(dial(g));
    type(&c, "lines 30\rexit\r");
    read_to_end(&c);
    char *text = mem_dup(buf_str(&c.seen));
    client_close(&c);
    stage_free(g);
    return text;
}

/* All 30 lines are there, in order, whatever is between them; given texts are too. */
static void check_lines(const char *text)
{
    for (int i = 1; i <= 30; i++) {
        char line[32];
        snprintf(line, sizeof line, "line %d", i);
        text = strstr(text, line);
        assert_non_null(text);
    }
}

static void check_noise(unsigned name, const char *sign)
{
    char *text = screen_of(name, 5);
    check_lines(text);
    assert_non_null(strstr(text, sign));
    assert_null(strchr(text, '\x1f'));
    free(text);
}

static void test_noise(void **state)
{
    (void)state;
    char *clean = screen_of(0, 5);
    check_lines(clean);
    assert_non_null(strstr(clean, "CE1#lines 30\r\nline 1\r\nline 2\r\n"));
    free(clean);
    check_noise(WIRE_FAKE_PROMPT, "\r\nCE1#\r\n");
    check_noise(WIRE_CONSOLE_LOG, "%LINEPROTO-5-UPDOWN: Line protocol on Interface Serial0/1");
    check_noise(WIRE_ESCAPES, "\033[");
    check_noise(WIRE_8BIT, "\r\n description ");
}

static void test_slow_banner(void **state)
{
    (void)state;
    char *text = screen_of(WIRE_SLOW_BANNER, 5);
    const char *banner = strstr(text, "\r\nCE1#\r\nlogin> authorized access only: \r\n");
    assert_non_null(banner);
    assert_non_null(strstr(banner, "\r\nCE1#lines 30\r\nline 1\r\n"));
    free(text);
}

static void test_host_names(void **state)
{
    (void)state;
    struct stage *g = troubled(WIRE_LONG_PROMPT);
    assert_memory_equal(g->router.told, "hostname CE1-", 13);
    assert_int_equal(strlen(g->router.told), strlen("hostname ") + 63);
    stage_free(g);

    g = troubled(WIRE_RENAME);
    struct client c = client_open(g);
    assert_string_equal(g->router.told, "");
    for (int i = 0; i < 10; i++) {
        type(&c, "ok\r");
        expect(&c, "CE1#", "ok\r\n[ok]\r\nCE1#");
    }
    client_close(&c);
    stage_stop(g);
    assert_string_equal(g->router.told, "hostname CE1-new");
    stage_free(g);
}

static void test_same_seed_same_bytes(void **state)
{
    (void)state;
    unsigned all =
        WIRE_SLOW_BANNER | WIRE_FAKE_PROMPT | WIRE_CONSOLE_LOG | WIRE_ESCAPES | WIRE_8BIT;
    char *one = screen_of(all, 5), *again = screen_of(all, 5), *other = screen_of(all, 6);
    check_lines(one);
    assert_string_equal(one, again);
    assert_string_not_equal(one, other);
    free(one);
    free(again);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_drop),
        cmocka_unit_test(test_drop_in_key_exchange),
        cmocka_unit_test(test_hang),
        cmocka_unit_test(test_long_way),
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_burst),
        cmocka_unit_test(test_one_vty),
        cmocka_unit_test(test_legacy),
        cmocka_unit_test(test_host_keys),
        cmocka_unit_test(test_wrong_host_key),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_slow_banner),
        cmocka_unit_test(test_host_names),
        cmocka_unit_test(test_same_seed_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
