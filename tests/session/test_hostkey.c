/* SPDX-License-Identifier: ISC */
/* What known_hosts files may say about a router, and what is made of it. */
#include "tests/session/bench.h"
#include "tests/session/sshd.h"

struct keys {
    struct bench *bench;
    char name[64]; /* [127.0.0.1]:PORT */
    char key[200]; /* "ssh-ed25519 AAAA..." of the router */
    char other[200];
};

static const char *dir_of(const struct keys *k)
{
    return k->bench->server.dir;
}

static void path_of(const struct keys *k, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", dir_of(k), name);
}

static char *content(const struct keys *k, const char *name)
{
    char path[128];
    struct buf out = {0};
    path_of(k, name, path);
    FILE *f = fopen(path, "r");
    for (int c; f && (c = fgetc(f)) != EOF;)
        buf_add_char(&out, (char)c);
    if (f)
        fclose(f);
    return buf_take(&out, NULL);
}

/* Open a peer under these settings, to READY or LOST; DIR is the directory of the files. */
static void open_with(struct keys *k, const char *settings)
{
    struct bench *b = k->bench;
    struct buf text = {0};
    const char *pos = settings;
    char path[128];
    for (const char *at; (at = strstr(pos, "DIR")); pos = at + 3)
        buf_printf(&text, "%.*s%s", (int)(at - pos), pos, dir_of(k));
    buf_add_str(&text, pos);
    put_file(dir_of(k), "config", "%s", buf_str(&text));
    path_of(k, "config", path);
    peer_free(b->peer);
    buf_clear(&b->asked);
    buf_clear(&b->notes);
    b->why = (struct err){0};
    b->password_next = 0;
    b->config.known_hosts = NULL;
    b->config.ssh_config = path;
    open_configured(b);
    buf_fini(&text);
}

static int keys_setup(void **state)
{
    struct keys *k = mem_alloc(sizeof *k);
    void *bench;
    setup(&bench);
    k->bench = bench;
    ios_server_start(&k->bench->server);
    snprintf(k->bench->target, sizeof k->bench->target, "lab@127.0.0.1:%u", k->bench->server.port);
    snprintf(k->name, sizeof k->name, "[127.0.0.1]:%u", k->bench->server.port);
    k->bench->config.target = k->bench->target;
    unsetenv("SSH_AUTH_SOCK");
    open_with(k, "UserKnownHostsFile DIR/first\nGlobalKnownHostsFile DIR/global\n");
    assert_int_equal(peer_state(k->bench->peer), PEER_READY);
    char *first = content(k, "first");
    size_t n = strlen(k->name);
    assert_memory_equal(first, k->name, n);
    snprintf(k->key, sizeof k->key, "%.*s", (int)strcspn(first + n + 1, "\n"), first + n + 1);
    free(first);
    assert_true(make_key(dir_of(k), "another", ""));
    char *another = content(k, "another.pub");
    snprintf(k->other, sizeof k->other, "%.*s", (int)strcspn(another, "\n"), another);
    free(another);
    *state = k;
    return 0;
}

static int keys_teardown(void **state)
{
    struct keys *k = *state;
    run_in(dir_of(k), (char *[]){"sh", "-c", "rm -f ./*", NULL});
    void *bench = k->bench;
    teardown(&bench);
    free(k);
    return 0;
}

static void expect_known(struct keys *k)
{
    assert_int_equal(peer_state(k->bench->peer), PEER_READY);
    assert_null(strstr(buf_str(&k->bench->asked), "SHA256"));
}

static void expect_refused(struct keys *k, const char *why, int fingerprints)
{
    assert_int_equal(peer_state(k->bench->peer), PEER_LOST);
    assert_int_equal(k->bench->why.code, ERR_HOST_KEY);
    if (!strstr(k->bench->why.text, why))
        fail_msg("\"%s\" does not say \"%s\"", k->bench->why.text, why);
    assert_int_equal(count(k->bench->why.text, "SHA256:"), fingerprints);
    assert_string_equal(buf_str(&k->bench->asked), "");
}

#define FILES "UserKnownHostsFile DIR/one DIR/two\nGlobalKnownHostsFile DIR/global\n"

static void every_way_to_name_a_host(void **state)
{
    struct keys *k = *state;
    unsigned port = k->bench->server.port;
    put_file(dir_of(k), "one", "# nothing\n\nother.net %s\n[127.0.0.*]:%u,x %s\n", k->other, port,
             k->key);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_known(k);
    /* Hashed. */
    put_file(dir_of(k), "one", "%s %s\n", k->name, k->key);
    assert_true(run_in(dir_of(k), (char *[]){"ssh-keygen", "-q", "-H", "-f", "one", NULL}));
    char *hashed = content(k, "one");
    assert_memory_equal(hashed, "|1|", 3);
    assert_null(strstr(hashed, "127.0.0.1"));
    free(hashed);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_known(k);
    /* In the second file, and in the system's. */
    put_file(dir_of(k), "one", "other.net %s\n", k->other);
    put_file(dir_of(k), "two", "%s %s\n", k->name, k->key);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_known(k);
    put_file(dir_of(k), "two", "%s", "");
    put_file(dir_of(k), "global", "%s %s comment\n", k->name, k->key);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_known(k);
    /* For the usual port, and under an alias. */
    put_file(dir_of(k), "global", "127.0.0.1 %s\n", k->key);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_known(k);
    put_file(dir_of(k), "global", "the-router %s\n", k->key);
    open_with(k, FILES "HostKeyAlias The-Router\nStrictHostKeyChecking yes\n");
    expect_refused(k, "is not in", 1);
    open_with(k, FILES "HostKeyAlias the-router\nStrictHostKeyChecking yes\n");
    expect_known(k);
}

static void lines_that_name_no_host_key(void **state)
{
    struct keys *k = *state;
    put_file(dir_of(k), "one", "@cert-authority * %s\n@other %s %s\n!%s,!127.0.0.1,* %s\n", k->key,
             k->name, k->key, k->name, k->key);
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_refused(k, "is not in", 1);
}

static void revoked_keys(void **state)
{
    struct keys *k = *state;
    put_file(dir_of(k), "one", "%s %s\n", k->name, k->key);
    put_file(dir_of(k), "global", "@revoked * %s\n", k->key);
    open_with(k, FILES);
    expect_refused(k, "line 1 of", 1);
    expect_refused(k, "revokes", 1);
    put_file(dir_of(k), "global", "@revoked * %s\n", k->other);
    open_with(k, FILES);
    expect_known(k);
}

static void changed_keys(void **state)
{
    static const char *const strict[] = {"yes", "ask", "accept-new", "no"};
    struct keys *k = *state;
    put_file(dir_of(k), "one", "\n%s %s\n", k->name, k->other);
    for (size_t i = 0; i < sizeof strict / sizeof strict[0]; i++) {
        char settings[200];
        snprintf(settings, sizeof settings, FILES "StrictHostKeyChecking %s\n", strict[i]);
        open_with(k, settings);
        expect_refused(k, "the host key has changed", 2);
        expect_refused(k, "line 2 of", 2);
    }
    /* One right key of the kind is enough: a router may have an old and a new one. */
    put_file(dir_of(k), "two", "%s %s\n", k->name, k->key);
    open_with(k, FILES);
    expect_known(k);
}

static void another_kind_of_key(void **state)
{
    struct keys *k = *state;
    assert_true(run_in(
        dir_of(k), (char *[]){"ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "ecdsa", NULL}));
    char *ecdsa = content(k, "ecdsa.pub");
    put_file(dir_of(k), "one", "%s %s", k->name, ecdsa);
    free(ecdsa);
    open_with(k, FILES);
    assert_int_equal(peer_state(k->bench->peer), PEER_READY);
    assert_int_equal(count(buf_str(&k->bench->asked), "SHA256:"), 2);
    assert_non_null(strstr(buf_str(&k->bench->asked), "another kind of key"));
    put_file(dir_of(k), "one", "%s", "");
    char *text = content(k, "ecdsa.pub");
    put_file(dir_of(k), "one", "%s %s", k->name, text);
    free(text);
    open_with(k, FILES "StrictHostKeyChecking accept-new\n");
    expect_refused(k, "another kind of key", 2);
}

static void new_keys(void **state)
{
    struct keys *k = *state;
    open_with(k, FILES "StrictHostKeyChecking yes\n");
    expect_refused(k, "StrictHostKeyChecking is yes", 1);
    put_file(dir_of(k), "one", "other.net %s", k->other); /* no newline */
    open_with(k, FILES "StrictHostKeyChecking accept-new\n");
    expect_known(k);
    assert_int_equal(count(buf_str(&k->bench->notes), "SHA256:"), 1);
    char want[600];
    snprintf(want, sizeof want, "other.net %s\n%s %s\n", k->other, k->name, k->key);
    char *got = content(k, "one");
    assert_string_equal(got, want);
    free(got);
    open_with(k, "UserKnownHostsFile none\nGlobalKnownHostsFile none\n");
    assert_int_equal(peer_state(k->bench->peer), PEER_READY);
    assert_int_equal(count(buf_str(&k->bench->asked), "SHA256:"), 1);
    assert_non_null(strstr(buf_str(&k->bench->notes), "is not kept"));
}

int main(void)
{
#define KEY_TEST(name) cmocka_unit_test_setup_teardown(name, keys_setup, keys_teardown)
    const struct CMUnitTest tests[] = {
        KEY_TEST(every_way_to_name_a_host),
        KEY_TEST(lines_that_name_no_host_key),
        KEY_TEST(revoked_keys),
        KEY_TEST(changed_keys),
        KEY_TEST(another_kind_of_key),
        KEY_TEST(new_keys),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
