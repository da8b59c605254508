/* SPDX-License-Identifier: ISC */
/* The SSH server with a router that does what it is told. */
#include "tests/lab/stage.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static int stage_open(void **state)
{
    *state = stage_new(&(struct wire_options){0}, 1);
    return 0;
}

static int stage_close(void **state)
{
    stage_free(*state);
    return 0;
}

static void test_password(void **state)
{
    ssh_session s = dial(*state);
    assert_int_equal(ssh_userauth_none(s, NULL), SSH_AUTH_DENIED);
    assert_int_equal(ssh_userauth_list(s, NULL),
                     SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
    assert_int_equal(ssh_userauth_password(s, NULL, "wrong"), SSH_AUTH_DENIED);
    assert_int_equal(ssh_userauth_password(s, NULL, "right"), SSH_AUTH_SUCCESS);
    ssh_disconnect(s);
    ssh_free(s);
}

static int answer(ssh_session s, const char *password)
{
    assert_int_equal(ssh_userauth_kbdint(s, NULL, NULL), SSH_AUTH_INFO);
    assert_int_equal(ssh_userauth_kbdint_getnprompts(s), 1);
    char echo = 1;
    assert_string_equal(ssh_userauth_kbdint_getprompt(s, 0, &echo), "Password: ");
    assert_int_equal(echo, 0);
    assert_int_equal(ssh_userauth_kbdint_setanswer(s, 0, password), 0);
    return ssh_userauth_kbdint(s, NULL, NULL);
}

static void test_keyboard_interactive(void **state)
{
    ssh_session s = dial(*state);
    assert_int_equal(answer(s, "wrong"), SSH_AUTH_DENIED);
    assert_int_equal(answer(s, "right"), SSH_AUTH_SUCCESS);
    ssh_disconnect(s);
    ssh_free(s);
}

static void test_three_wrong_passwords(void **state)
{
    ssh_session s = dial(*state);
    assert_int_equal(ssh_userauth_password(s, NULL, "a"), SSH_AUTH_DENIED);
    assert_int_equal(answer(s, "b"), SSH_AUTH_DENIED);
    ssh_userauth_password(s, NULL, "c");
    assert_int_equal(ssh_userauth_password(s, NULL, "right"), SSH_AUTH_ERROR);
    assert_false(ssh_is_connected(s));
    ssh_free(s);
}

static void test_nothing_before_login(void **state)
{
    ssh_session s = dial(*state);
    ssh_channel channel = ssh_channel_new(s);
    assert_int_not_equal(ssh_channel_open_session(channel), SSH_OK);
    ssh_free(s);
}

static void test_host_key(void **state)
{
    struct stage *g = *state;
    ssh_session s = dial(g);
    ssh_key key = NULL;
    unsigned char *hash = NULL;
    size_t len = 0;
    assert_int_equal(ssh_get_server_publickey(s, &key), SSH_OK);
    assert_int_equal(ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len), 0);
    char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
    assert_string_equal(text, server_fingerprint(g->server));
    assert_memory_equal(server_known_key(g->server), "ssh-ed25519 AAAA", 16);
    assert_string_equal(ssh_get_serverbanner(s), "SSH-2.0-Cisco-1.25");
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    ssh_key_free(key);
    ssh_disconnect(s);
    ssh_free(s);
}

static void test_shell(void **state)
{
    struct client c = client_open(*state);
    type(&c, "hello\r");
    expect(&c, "CE1#", "hello\r\n[hello]\r\nCE1#");
    assert_int_equal(ssh_channel_change_pty_size(c.channel, 200, 60), SSH_OK);
    type(&c, "lines 2\rexit\r");
    expect_end(&c, "lines 2\r\nline 1\r\nline 2\r\nCE1#exit\r\n");
    assert_int_equal(ssh_channel_get_exit_status(c.channel), 0);
    client_close(&c);
}

static void test_end_of_input(void **state)
{
    struct client c = client_open(*state);
    type(&c, "lines 1\n");
    ssh_channel_send_eof(c.channel);
    expect_end(&c, "lines 1\r\nline 1\r\nCE1#");
    client_close(&c);
}

static void test_exec_and_second_channel_refused(void **state)
{
    struct client c = client_open(*state);
    ssh_channel more = ssh_channel_new(c.session);
    assert_int_not_equal(ssh_channel_open_session(more), SSH_OK);
    type(&c, "ok\r");
    expect(&c, "CE1#", "ok\r\n[ok]\r\nCE1#");
    client_close(&c);

    ssh_session s = dial(*state);
    assert_int_equal(ssh_userauth_password(s, NULL, "right"), SSH_AUTH_SUCCESS);
    ssh_channel channel = ssh_channel_new(s);
    assert_int_equal(ssh_channel_open_session(channel), SSH_OK);
    assert_int_equal(ssh_channel_request_exec(channel, "show version"), SSH_ERROR);
    assert_int_equal(ssh_channel_request_sftp(channel), SSH_ERROR);
    ssh_disconnect(s);
    ssh_free(s);
}

static void test_two_lines(void **state)
{
    struct client commands = client_open(*state);
    struct client monitor = client_open(*state);
    type(&monitor, "monitor\r");
    expect(&monitor, "CE1#", "monitor\r\nCE1#");
    type(&commands, "log 00:27:07: ISAKMP: hello\r");
    expect(&commands, "CE1#", "log 00:27:07: ISAKMP: hello\r\nCE1#");
    expect(&monitor, "hello\r\n", "\r\n00:27:07: ISAKMP: hello\r\n");
    /* A command that has not ended on one line holds up nobody on the other. */
    type(&commands, "slow\r");
    expect(&commands, "working\r\n", "slow\r\nworking\r\n");
    type(&monitor, "ok\r");
    expect(&monitor, "CE1#", "ok\r\n[ok]\r\nCE1#");
    type(&commands, "\x1e");
    expect(&commands, "CE1#", "stopped\r\nCE1#");
    client_close(&commands);
    client_close(&monitor);
}

/* A client that says nothing, one that talks nonsense and one that stops in its greeting. */
static void test_silent_clients(void **state)
{
    struct stage *g = *state;
    const char *say[] = {"", "GET / HTTP/1.0\r\n\r\n", "SSH-2.0-half"};
    int fd[3];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server_port(g->server))};
    inet_pton(AF_INET, SERVER_ADDRESS, &address.sin_addr);
    for (int i = 0; i < 3; i++) {
        fd[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(fd[i], (struct sockaddr *)&address, sizeof address), 0);
        assert_int_equal(write(fd[i], say[i], strlen(say[i])), strlen(say[i]));
    }
    struct client c = client_open(g);
    type(&c, "ok\r");
    expect(&c, "CE1#", "ok\r\n[ok]\r\nCE1#");
    client_close(&c);
    for (int i = 0; i < 3; i++)
        close(fd[i]);
}

/* 4 MiB wait for one client while another works; then the first gets every byte. */
static void test_slow_reader(void **state)
{
    struct client slow = client_open(*state);
    struct client quick = client_open(*state);
    type(&slow, "bulk 4096\r");
    for (int i = 0; i < 50; i++) {
        type(&quick, "ok\r");
        expect(&quick, "CE1#", "ok\r\n[ok]\r\nCE1#");
    }
    size_t want = strlen("bulk 4096\r\n") + 4096 * 1024 + strlen("CE1#");
    size_t total = 0;
    char bytes[16384];
    while (total < want) {
        int got = ssh_channel_read(slow.channel, bytes, sizeof bytes, 0);
        assert_true(got > 0);
        total += (size_t)got;
    }
    assert_int_equal(total, want);
    client_close(&slow);
    client_close(&quick);
}

/* Clients that vanish with bytes under way in both directions. */
static void test_vanishing_clients(void **state)
{
    for (int i = 0; i < 10; i++) {
        struct client c = client_open(*state);
        type(&c, "bulk 2000\rbulk 2000\r");
        struct linger rude = {.l_onoff = 1, .l_linger = 0};
        setsockopt(ssh_get_fd(c.session), SOL_SOCKET, SO_LINGER, &rude, sizeof rude);
        shutdown(ssh_get_fd(c.session), SHUT_RDWR);
        ssh_free(c.session);
        buf_fini(&c.seen);
    }
    struct client c = client_open(*state);
    type(&c, "ok\r");
    expect(&c, "CE1#", "ok\r\n[ok]\r\nCE1#");
    client_close(&c);
}

static void test_server_leaves(void **state)
{
    struct client c = client_open(*state);
    type(&c, "slow\r");
    expect(&c, "working\r\n", NULL);
    stage_stop(*state);
    expect_end(&c, "");
    ssh_free(c.session);
    buf_fini(&c.seen);
}

static void test_port_taken(void **state)
{
    struct stage *g = *state;
    struct err e = {0};
    struct server_options o = {.port = server_port(g->server)};
    struct loop *other = loop_new();
    assert_null(server_new(other, &g->router, &o, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_non_null(strstr(e.text, "Address already in use"));
    e = (struct err){0};
    o.port = 70000;
    assert_null(server_new(other, &g->router, &o, &e));
    assert_int_equal(e.code, ERR_USAGE);
    loop_free(other);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(test_password),
        STAGED(test_keyboard_interactive),
        STAGED(test_three_wrong_passwords),
        STAGED(test_nothing_before_login),
        STAGED(test_host_key),
        STAGED(test_shell),
        STAGED(test_end_of_input),
        STAGED(test_exec_and_second_channel_refused),
        STAGED(test_two_lines),
        STAGED(test_silent_clients),
        STAGED(test_slow_reader),
        STAGED(test_vanishing_clients),
        STAGED(test_server_leaves),
        STAGED(test_port_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
