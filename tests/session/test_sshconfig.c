/* SPDX-License-Identifier: ISC */
#include "session/route.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A home directory with one ssh_config beside it. */
struct home {
    char dir[64];
    char file[96];
    char other[96];
};

static int setup(void **state)
{
    struct home *h = mem_alloc(sizeof *h);
    strcpy(h->dir, "/tmp/test_sshconfig_XXXXXX");
    assert_non_null(mkdtemp(h->dir));
    snprintf(h->file, sizeof h->file, "%s/config", h->dir);
    snprintf(h->other, sizeof h->other, "%s/other", h->dir);
    setenv("HOME", h->dir, 1);
    *state = h;
    return 0;
}

static int teardown(void **state)
{
    struct home *h = *state;
    unlink(h->file);
    unlink(h->other);
    rmdir(h->dir);
    free(h);
    return 0;
}

static void put(const char *file, const char *text)
{
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static struct sshconfig read_config(void **state, const char *text, const char *target)
{
    struct home *h = *state;
    struct sshconfig c;
    struct err e = {0};
    put(h->file, text);
    if (sshconfig_read(&c, target, h->file, &e) != ERR_NONE)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return c;
}

/* A path is this one below the home directory. */
static void assert_at_home(void **state, const char *path, const char *below)
{
    const struct home *h = *state;
    char *want = file_join(h->dir, below);
    assert_string_equal(path, want);
    free(want);
}

static void targets(void **state)
{
    static const struct {
        const char *target, *user, *host, *port;
    } rows[] = {
        {"lab@ce1:2222", "lab", "ce1", "2222"},
        {"lab@10.0.0.1", "lab", "10.0.0.1", "22"},
        {"lab@[fe80::1]:23", "lab", "fe80::1", "23"},
        {"lab@fe80::1", "lab", "fe80::1", "22"},
        {"a@b@ce1", "a@b", "ce1", "22"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sshconfig c = read_config(state, "", rows[i].target);
        assert_string_equal(c.user, rows[i].user);
        assert_string_equal(c.host, rows[i].host);
        assert_string_equal(c.port, rows[i].port);
        sshconfig_fini(&c);
    }
}

static void bad_targets(void **state)
{
    static const char *const targets[] = {"[::1]x", "",          "lab@",    "@ce1",
                                          "ce1:0",  "ce1:65536", "ce1:ssh", "-oProxyCommand=x",
                                          "lab@-x"};
    struct home *h = *state;
    put(h->file, "");
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct sshconfig c;
        struct err e = {0};
        assert_int_equal(sshconfig_read(&c, targets[i], h->file, &e), ERR_USAGE);
        assert_null(c.host);
    }
}

static void an_alias_and_what_was_said_first(void **state)
{
    struct sshconfig c = read_config(state,
                                     "# routers\n"
                                     "Host ce1 ce2\n"
                                     "  HostName %h.example.net\n"
                                     "  User=oper\n"
                                     "  Port 2022\n"
                                     "  IdentityFile ~/.ssh/%h-%r\n"
                                     "  IdentityFile \"~/with blank\"\n"
                                     "  ConnectTimeout 7\n"
                                     "  ServerAliveInterval 20\n"
                                     "  ServerAliveCountMax 5\n"
                                     "  UserKnownHostsFile ~/hosts\n"
                                     "  StrictHostKeyChecking yes\n"
                                     "  ProxyJump bastion\n"
                                     "Host *\n"
                                     "  User other\n"
                                     "  Port 1\n"
                                     "  Ciphers +aes128-cbc\n",
                                     "ce1");
    assert_string_equal(c.name, "ce1");
    assert_string_equal(c.host, "ce1.example.net");
    assert_string_equal(c.user, "oper");
    assert_string_equal(c.port, "2022");
    assert_int_equal(c.connect_timeout_s, 7);
    assert_int_equal(c.alive_interval_s, 20);
    assert_int_equal(c.alive_count, 5);
    assert_int_equal(c.strict, STRICT_YES);
    assert_string_equal(c.proxy_jump, "bastion");
    assert_string_equal(c.lists[ALGORITHM_CIPHER], "+aes128-cbc");
    assert_null(c.lists[ALGORITHM_KEX]);
    assert_at_home(state, c.known_hosts.at[0], "hosts");
    assert_int_equal(c.identities.count, 2);
    assert_at_home(state, c.identities.at[0], ".ssh/ce1.example.net-oper");
    assert_at_home(state, c.identities.at[1], "with blank");
    sshconfig_fini(&c);
}

static void the_target_outweighs_the_file(void **state)
{
    struct sshconfig c = read_config(state, "Host *\n User u\n Port 1\n", "me@ce1:99");
    assert_string_equal(c.user, "me");
    assert_string_equal(c.port, "99");
    sshconfig_fini(&c);
}

static void defaults(void **state)
{
    struct sshconfig c = read_config(state, "", "ce1");
    assert_string_equal(c.port, "22");
    assert_int_equal(c.identities.count, 3);
    assert_int_equal(c.connect_timeout_s, 0);
    assert_int_equal(c.alive_interval_s, 0);
    assert_false(c.alive_said);
    assert_int_equal(c.alive_count, 3);
    assert_int_equal(c.strict, STRICT_ASK);
    assert_at_home(state, c.known_hosts.at[0], ".ssh/known_hosts");
    assert_at_home(state, c.identities.at[0], ".ssh/id_ed25519");
    assert_null(c.proxy_jump);
    sshconfig_fini(&c);
}

static void host_patterns(void **state)
{
    const char *text = "Host ce* !ce9\n User chosen\nHost ce9\n User nine\nHost r?\n User r\n";
    static const char *const rows[][2] = {{"ce1", "chosen"}, {"ce9", "nine"}, {"r1", "r"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sshconfig c = read_config(state, text, rows[i][0]);
        assert_string_equal(c.user, rows[i][1]);
        sshconfig_fini(&c);
    }
}

static void match_blocks(void **state)
{
    const char *text = "Match host ce1,ce2 user oper\n Port 1\n"
                       "Match originalhost ce3\n Port 3\n"
                       "Match !host ce4 exec \"true\"\n Port 4\n"
                       "Match all\n Port 5\n";
    static const char *const rows[][2] = {
        {"oper@ce1", "1"}, {"x@ce1", "5"}, {"x@ce3", "3"}, {"x@ce5", "5"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sshconfig c = read_config(state, text, rows[i][0]);
        assert_string_equal(c.port, rows[i][1]);
        sshconfig_fini(&c);
    }
}

static void included_files(void **state)
{
    struct home *h = *state;
    char text[256];
    put(h->other, "Port 7\nHost ce2\n User two\n");
    snprintf(text, sizeof text, "Host ce1\nInclude %s\nHost *\nUser all\nInclude /nonexistent/*\n",
             h->other);
    struct sshconfig c = read_config(state, text, "ce1");
    assert_string_equal(c.port, "7");
    assert_string_equal(c.user, "all");
    sshconfig_fini(&c);
    c = read_config(state, text, "ce2");
    assert_string_equal(c.port, "22");
    assert_string_equal(c.user, "all");
    sshconfig_fini(&c);
}

static void broken_files(void **state)
{
    struct home *h = *state;
    struct sshconfig c;
    struct err e = {0};
    put(h->file, "Host *\n\nUser\n");
    assert_int_equal(sshconfig_read(&c, "ce1", h->file, &e), ERR_FORMAT);
    assert_int_equal(e.line, 3);
    assert_string_equal(e.where, h->file);

    char text[128];
    snprintf(text, sizeof text, "Include %s\n", h->file);
    put(h->file, text);
    e = (struct err){0};
    assert_int_equal(sshconfig_read(&c, "ce1", h->file, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "deeper"));

    e = (struct err){0};
    assert_int_equal(sshconfig_read(&c, "ce1", "/nonexistent", &e), ERR_IO);
}

static void expect_route(const struct route *r, const char *want)
{
    struct buf got = {0};
    for (size_t i = 0; i < r->count; i++)
        buf_printf(&got, "%s%s@%s:%s", i > 0 ? " " : "", r->hops[i].user, r->hops[i].host,
                   r->hops[i].port);
    assert_string_equal(buf_str(&got), want);
    buf_fini(&got);
}

static void routes_over_jump_hosts(void **state)
{
    struct home *h = *state;
    struct route r;
    struct err e = {0};
    put(h->file, "Host a\n ProxyJump b,me@c:99\nHost b\n ProxyJump d\nHost c\n ProxyJump no\n"
                 "Host x\n ProxyJump y\nHost y\n ProxyJump x\nHost z\n ProxyJump -oX\n"
                 "Host *\n User u\n UserKnownHostsFile /known/%n\n");
    assert_int_equal(route_read(&r, "a", h->file, NULL, &e), ERR_NONE);
    /* The own ProxyJump of the first of a list counts, those of the others do not. */
    expect_route(&r, "u@d:22 u@b:22 me@c:99 u@a:22");
    assert_string_equal(route_target(&r)->name, "a");
    assert_string_equal(r.hops[1].known_hosts.at[0], "/known/b");
    route_fini(&r);
    assert_null(route_target(&r));
    assert_int_equal(route_read(&r, "a", h->file, "/known/all", &e), ERR_NONE);
    assert_string_equal(r.hops[0].known_hosts.at[0], "/known/all");
    assert_string_equal(r.hops[3].known_hosts.at[0], "/known/all");
    route_fini(&r);
    assert_int_equal(route_read(&r, "x", h->file, NULL, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "in a circle"));
    e = (struct err){0};
    assert_int_equal(route_read(&r, "z", h->file, NULL, &e), ERR_USAGE);
    assert_int_equal(r.count, 0);
}

static void commands_that_are_jumps(void **state)
{
    static const char *const rows[][2] = {
        {"ssh -W %h:%p bastion", "u@bastion:22 u@a:22"},
        {"/usr/bin/ssh -q -l me -p 99 -W [%h]:%p bastion", "me@bastion:99 u@a:22"},
        {"ssh -qW %h:%p bastion", NULL},
        {"ssh you@bastion nc %h %p", "you@bastion:22 u@a:22"},
        {"ssh -W %h:%p fe80::1%eth0", "u@fe80::1%eth0:22 u@a:22"},
        {"ssh bastion nc -w 5 %h %p", NULL},
        {"ssh bastion", NULL},
        {"ssh -o X=y -W %h:%p bastion", NULL},
        {"ssh -W %h:%p", NULL},
        {"nc -X 5 %h %p", NULL},
        {"sh -c 'exec nc %h %p'", NULL},
    };
    struct home *h = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct route r;
        struct err e = {0};
        struct buf text = {0};
        buf_printf(&text, "Host *\n User u\nHost a\n ProxyCommand %s\n", rows[i][0]);
        put(h->file, buf_str(&text));
        int code = route_read(&r, "a", h->file, NULL, &e);
        assert_int_equal(code, rows[i][1] ? ERR_NONE : ERR_FORMAT);
        if (code == ERR_NONE) {
            expect_route(&r, rows[i][1]);
            route_fini(&r);
        } else {
            assert_non_null(strstr(e.text, "never run"));
            assert_non_null(strstr(e.text, "ProxyJump"));
        }
        buf_fini(&text);
    }
}

static void what_stands_for_something_else(void **state)
{
    struct home *h = *state;
    setenv("PEERWALK_TEST_KEYS", "/keys", 1);
    struct sshconfig c = read_config(state,
                                     "HostKeyAlias alias\nHostName %h.net\nUser u\n"
                                     "IdentityFile ${PEERWALK_TEST_KEYS}/%n-%h-%p-%r-%k%%\n"
                                     "IdentityFile %d/x\nIdentityFile ${PEERWALK_NOT_SET}/y\n"
                                     "IdentityFile ~nobody-at-all/z\nIdentityAgent ~/%i\n",
                                     "ce1:23");
    char want[128];
    assert_string_equal(c.identities.at[0], "/keys/ce1-ce1.net-23-u-alias%");
    assert_at_home(state, c.identities.at[1], "x");
    assert_string_equal(c.identities.at[2], "${PEERWALK_NOT_SET}/y");
    assert_string_equal(c.identities.at[3], "~nobody-at-all/z");
    snprintf(want, sizeof want, "%s/%u", h->dir, (unsigned)getuid());
    assert_string_equal(c.identity_agent, want);
    sshconfig_fini(&c);
    unsetenv("PEERWALK_TEST_KEYS");
    c = read_config(state, "IdentityFile none\nUserKnownHostsFile none\n", "fe80::1%Lo");
    assert_string_equal(c.host, "fe80::1%Lo");
    assert_int_equal(c.identities.count, 0);
    assert_int_equal(c.known_hosts.count, 0);
    sshconfig_fini(&c);
}

/* Reading settings starts no program, and says what does not apply for that reason. */
static void nothing_is_run(void **state)
{
    struct home *h = *state;
    char text[256];
    snprintf(text, sizeof text, "User a\nMatch host ce1 exec \"touch %s\"\n Port 4\n", h->other);
    struct sshconfig c = read_config(state, text, "ce1");
    assert_string_equal(c.port, "22");
    assert_non_null(strstr(c.note, ":2: Match exec is never run"));
    assert_int_equal(access(h->other, F_OK), -1);
    sshconfig_fini(&c);
    c = read_config(state, text, "ce2");
    assert_null(c.note);
    sshconfig_fini(&c);
}

static void values_that_mean_nothing(void **state)
{
    static const char *const texts[] = {"StrictHostKeyChecking maybe\n", "AddressFamily ipx\n",
                                        "User \"open\n"};
    struct home *h = *state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct sshconfig c;
        struct err e = {0};
        put(h->file, texts[i]);
        assert_int_equal(sshconfig_read(&c, "ce1", h->file, &e), ERR_FORMAT);
        assert_true(strlen(e.text) > 0);
    }
}

static void many_patterns(void **state)
{
    struct buf text = {0};
    buf_add_str(&text, "Host");
    for (int i = 0; i < 500; i++)
        buf_printf(&text, " r%d", i);
    buf_add_str(&text, "\n Port 7\n");
    struct sshconfig c = read_config(state, buf_str(&text), "r499");
    assert_string_equal(c.port, "7");
    sshconfig_fini(&c);
    buf_fini(&text);
}

int main(void)
{
#define CONFIG_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CONFIG_TEST(targets),
        CONFIG_TEST(bad_targets),
        CONFIG_TEST(an_alias_and_what_was_said_first),
        CONFIG_TEST(the_target_outweighs_the_file),
        CONFIG_TEST(defaults),
        CONFIG_TEST(host_patterns),
        CONFIG_TEST(match_blocks),
        CONFIG_TEST(included_files),
        CONFIG_TEST(broken_files),
        CONFIG_TEST(routes_over_jump_hosts),
        CONFIG_TEST(commands_that_are_jumps),
        CONFIG_TEST(what_stands_for_something_else),
        CONFIG_TEST(nothing_is_run),
        CONFIG_TEST(values_that_mean_nothing),
        CONFIG_TEST(many_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
