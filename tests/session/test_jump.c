/* SPDX-License-Identifier: ISC */
/* The way over jump hosts: a real sshd on loopback, and the little router behind it. */
#include "tests/session/bench.h"
#include "tests/session/sshd.h"

struct jumps {
    struct bench *bench;
    struct sshd sshd;
    char config[96];
};

static int jump_setup(void **state)
{
    struct jumps *j = mem_alloc(sizeof *j);
    void *bench;
    setup(&bench);
    j->bench = bench;
    unsetenv("SSH_AUTH_SOCK");
    *state = j;
    return 0;
}

static int jump_teardown(void **state)
{
    struct jumps *j = *state;
    void *bench = j->bench;
    teardown(&bench);
    if (*j->sshd.dir)
        sshd_stop(&j->sshd);
    free(j);
    return 0;
}

/* Two names for the sshd, one for the router; ROUTER adds to the settings of the last. */
static void start(struct jumps *j, const char *router, const char *outer)
{
    const struct passwd *me = getpwuid(geteuid());
    const char *dir = j->sshd.dir;
    sshd_start(&j->sshd);
    if (j->bench->server.pid == 0)
        ios_server_start(&j->bench->server);
    put_file(dir, "config",
             "Host outer\n Port %u\n UserKnownHostsFile %s/known_outer\n%s"
             "Host inner\n Port %u\n UserKnownHostsFile %s/known_inner\n"
             "Host outer inner\n User %s\n IdentityFile %s/userkey\n"
             "Host router\n User lab\n Port %u\n UserKnownHostsFile %s/known_router\n%s"
             "Host *\n HostName 127.0.0.1\n",
             j->sshd.port[0], dir, outer, j->sshd.port[1], dir, me->pw_name, dir,
             j->bench->server.port, dir, router);
    snprintf(j->config, sizeof j->config, "%s/config", dir);
    j->bench->config.target = "router";
    j->bench->config.ssh_config = j->config;
}

/* How many lines has a file of the directory? */
static int lines_of(const struct jumps *j, const char *name)
{
    char path[128];
    int lines = 0;
    snprintf(path, sizeof path, "%s/%s", j->sshd.dir, name);
    FILE *f = fopen(path, "r");
    for (int c; f && (c = fgetc(f)) != EOF;)
        lines += c == '\n';
    if (f)
        fclose(f);
    return lines;
}

static void over_one_host(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer\n", "");
    open_configured(j->bench);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_string_equal(buf_str(&b->states),
                        "resolving connecting authenticating preparing ready ");
    assert_true(peer_has_monitor(b->peer));
    const char *first = strstr(buf_str(&b->asked), "jump host outer: 127.0.0.1 port");
    assert_ptr_equal(first, buf_str(&b->asked));
    assert_int_equal(count(first, "SHA256:"), 2);
    assert_int_equal(count(first, "jump host"), 1);
    assert_int_equal(lines_of(j, "known_outer"), 1);
    assert_int_equal(lines_of(j, "known_router"), 1);
    assert_int_equal(lines_of(j, "known_inner"), 0);
    run_command(b, "show clock");
    assert_string_equal(b->replies[0].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    close_peer(b);
    assert_int_equal(b->why.code, ERR_NONE);
}

static void over_two_hosts(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer,ssh://inner\n", "");
    open_configured(j->bench);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_int_equal(count(buf_str(&b->asked), "jump host outer: "), 1);
    assert_int_equal(count(buf_str(&b->asked), "jump host inner: "), 1);
    assert_int_equal(lines_of(j, "known_outer"), 1);
    assert_int_equal(lines_of(j, "known_inner"), 1);
    assert_int_equal(lines_of(j, "known_router"), 1);
    run_command(b, "show clock");
    assert_string_equal(b->replies[0].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

/* Much more than fits into what is held on the way. */
static void much_comes_through(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer\n", "");
    b->config.hard_timeout_ms = 1000 * slow_times();
    open_configured(j->bench);
    run_command(b, "flood");
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    static const char line[] =
        "a line that is one of very many lines, and there will be more of them\r\n";
    size_t n = strlen(line), len = strlen(b->replies[0].text);
    assert_true(len > (size_t)512 * 1024);
    for (size_t at = 0; at + n <= len; at += n)
        assert_memory_equal(b->replies[0].text + at, line, n);
}

/* The router's password is not for the host on the way; its question names it. */
static void a_question_of_the_host_on_the_way(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer\n", "");
    assert_true(run_in(j->sshd.dir, (char *[]){"ssh-keygen", "-q", "-p", "-P", "", "-N", "locked",
                                               "-f", "userkey", NULL}));
    b->config.password = "secret";
    b->passwords[0] = "locked";
    open_configured(j->bench);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_int_equal(count(buf_str(&b->asked), "jump host outer: Passphrase for /"), 1);
    assert_int_equal(b->password_next, 1);
}

static void the_host_key_of_a_host_on_the_way_has_changed(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    char key[200] = "";
    start(j, " ProxyJump outer\n", "");
    FILE *f = fopen(j->config, "r");
    assert_non_null(f);
    fclose(f);
    char path[96];
    snprintf(path, sizeof path, "%s/userkey.pub", j->sshd.dir);
    f = fopen(path, "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "ssh-ed25519 %150s", key), 1);
    fclose(f);
    put_file(j->sshd.dir, "known_outer", "[127.0.0.1]:%u ssh-ed25519 %s\n", j->sshd.port[0], key);
    open_configured(j->bench);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_HOST_KEY);
    assert_ptr_equal(strstr(b->why.text, "jump host outer: the host key has changed"), b->why.text);
    assert_string_equal(buf_str(&b->asked), "");
}

static void the_router_cannot_be_reached_from_there(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    ios_server_start(&b->server);
    unsigned port = b->server.port;
    ios_server_stop(&b->server, b->log);
    b->server.port = port;
    b->server.pid = -1;
    start(j, " ProxyJump outer\n", "");
    b->server.pid = 0;
    open_configured(j->bench);
    assert_int_equal(b->why.code, ERR_UNREACHABLE);
    char want[96];
    snprintf(want, sizeof want, "jump host outer: cannot connect to 127.0.0.1 port %u", port);
    assert_ptr_equal(strstr(b->why.text, want), b->why.text);
}

static void the_host_on_the_way_dies(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer,inner\n", "");
    open_configured(j->bench);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    ask_router(b, "silent");
    sshd_kill(&j->sshd);
    wait_loop(b);
    assert_int_equal(b->replies[0].error, ERR_LOST);
    if (peer_state(b->peer) != PEER_LOST)
        wait_loop(b);
    assert_int_equal(b->why.code, ERR_LOST);
    assert_non_null(strstr(b->why.text, "jump host"));
}

static void a_circle(void **state)
{
    struct jumps *j = *state;
    struct bench *b = j->bench;
    start(j, " ProxyJump outer\n", " ProxyJump outer\n");
    open_configured(j->bench);
    assert_int_equal(b->why.code, ERR_FORMAT);
    assert_non_null(strstr(b->why.text, "in a circle"));
}

int main(void)
{
#define JUMP_TEST(name) cmocka_unit_test_setup_teardown(name, jump_setup, jump_teardown)
    const struct CMUnitTest tests[] = {
        JUMP_TEST(over_one_host),
        JUMP_TEST(over_two_hosts),
        JUMP_TEST(much_comes_through),
        JUMP_TEST(a_question_of_the_host_on_the_way),
        JUMP_TEST(the_host_key_of_a_host_on_the_way_has_changed),
        JUMP_TEST(the_router_cannot_be_reached_from_there),
        JUMP_TEST(the_host_on_the_way_dies),
        JUMP_TEST(a_circle),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
