/* SPDX-License-Identifier: ISC */
/* Keys of a real ssh-agent, used at a real sshd on the way to the little router. */
#include "tests/session/bench.h"
#include "tests/session/sshd.h"

struct agents {
    struct bench *bench;
    struct sshd sshd;
    pid_t agent;
    char socket[96];
    char config[96];
};

static void start_agent(struct agents *a)
{
    char line[256];
    int out[2];
    snprintf(a->socket, sizeof a->socket, "%s/agent", a->sshd.dir);
    assert_int_equal(pipe(out), 0);
    a->agent = fork();
    if (a->agent == 0) {
        dup2(out[1], 1);
        close(out[0]);
        execlp("ssh-agent", "ssh-agent", "-D", "-a", a->socket, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    /* It says where it listens once it does. */
    FILE *said = fdopen(out[0], "r");
    assert_non_null(fgets(line, sizeof line, said));
    fclose(said);
    setenv("SSH_AUTH_SOCK", a->socket, 1);
}

static int agent_setup(void **state)
{
    struct agents *a = mem_alloc(sizeof *a);
    void *bench;
    setup(&bench);
    a->bench = bench;
    *state = a;
    return 0;
}

static int agent_teardown(void **state)
{
    struct agents *a = *state;
    void *bench = a->bench;
    teardown(&bench);
    if (a->agent > 0) {
        kill(a->agent, SIGTERM);
        waitpid(a->agent, NULL, 0);
    }
    if (*a->sshd.dir)
        sshd_stop(&a->sshd);
    unsetenv("SSH_AUTH_SOCK");
    free(a);
    return 0;
}

/* Load a key into the agent and delete its private part. */
static void load(struct agents *a, const char *name)
{
    assert_true(run_in(a->sshd.dir, (char *[]){"ssh-add", "-q", (char *)name, NULL}));
    assert_true(run_in(a->sshd.dir, (char *[]){"rm", (char *)name, NULL}));
}

/*
 * A router behind a jump host that takes the key "userkey" and allows two attempts; the agent has
 * `before` other keys in front of it.
 */
static void start(struct agents *a, int before, const char *settings)
{
    const struct passwd *me = getpwuid(geteuid());
    struct bench *b = a->bench;
    a->sshd.max_tries = 2;
    sshd_start(&a->sshd);
    ios_server_start(&b->server);
    start_agent(a);
    for (int i = 0; i < before; i++) {
        char name[32];
        snprintf(name, sizeof name, "other%d", i);
        assert_true(make_key(a->sshd.dir, name, ""));
        load(a, name);
    }
    load(a, "userkey");
    put_file(a->sshd.dir, "config",
             "Host outer\n Port %u\n User %s\n IdentityFile %s/none\n%s"
             "Host router\n Port %u\n User lab\n ProxyJump outer\n"
             "Host *\n HostName 127.0.0.1\n UserKnownHostsFile %s/known\n"
             " IdentityFile %s/%%n-key\n",
             a->sshd.port[0], me->pw_name, a->sshd.dir, settings, b->server.port, a->sshd.dir,
             a->sshd.dir);
    snprintf(a->config, sizeof a->config, "%s/config", a->sshd.dir);
    b->config.target = "router";
    b->config.ssh_config = a->config;
}

static void copy_public(struct agents *a, const char *to)
{
    assert_true(run_in(a->sshd.dir, (char *[]){"cp", "userkey.pub", (char *)to, NULL}));
}

static void a_key_of_the_agent(void **state)
{
    struct agents *a = *state;
    start(a, 0, "");
    open_configured(a->bench);
    assert_int_equal(peer_state(a->bench->peer), PEER_READY);
    assert_true(peer_has_monitor(a->bench->peer));
}

static void too_many_keys_before_it(void **state)
{
    struct agents *a = *state;
    start(a, 4, "");
    open_configured(a->bench);
    assert_int_equal(peer_state(a->bench->peer), PEER_LOST);
    assert_int_equal(a->bench->why.code, ERR_AUTH);
    assert_non_null(strstr(a->bench->why.text, "jump host outer: "));
    assert_non_null(strstr(a->bench->why.text, "too many keys"));
}

static void the_named_key_comes_first(void **state)
{
    struct agents *a = *state;
    start(a, 4, "");
    copy_public(a, "outer-key.pub");
    open_configured(a->bench);
    assert_int_equal(peer_state(a->bench->peer), PEER_READY);
}

static void identities_only_takes_the_named_key_from_the_agent(void **state)
{
    struct agents *a = *state;
    start(a, 4, " IdentitiesOnly yes\n");
    copy_public(a, "outer-key.pub");
    open_configured(a->bench);
    assert_int_equal(peer_state(a->bench->peer), PEER_READY);
}

static void identities_only_takes_no_other_key(void **state)
{
    struct agents *a = *state;
    start(a, 0, " IdentitiesOnly yes\n");
    open_configured(a->bench);
    assert_int_equal(peer_state(a->bench->peer), PEER_LOST);
    assert_int_equal(a->bench->why.code, ERR_AUTH);
    assert_non_null(strstr(a->bench->why.text, "jump host outer: does not let user"));
}

static void an_agent_that_is_gone(void **state)
{
    struct agents *a = *state;
    start(a, 0, "");
    kill(a->agent, SIGTERM);
    waitpid(a->agent, NULL, 0);
    a->agent = 0;
    open_configured(a->bench);
    assert_int_equal(a->bench->why.code, ERR_AUTH);
}

int main(void)
{
#define AGENT_TEST(name) cmocka_unit_test_setup_teardown(name, agent_setup, agent_teardown)
    const struct CMUnitTest tests[] = {
        AGENT_TEST(a_key_of_the_agent),
        AGENT_TEST(too_many_keys_before_it),
        AGENT_TEST(the_named_key_comes_first),
        AGENT_TEST(identities_only_takes_the_named_key_from_the_agent),
        AGENT_TEST(identities_only_takes_no_other_key),
        AGENT_TEST(an_agent_that_is_gone),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
