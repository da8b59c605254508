/* SPDX-License-Identifier: ISC */
/* Our reading of ssh_config beside that of OpenSSH itself, as `ssh -G` tells it. */
#include "session/sshconfig.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const lists[ALGORITHM_LISTS] = {
    [ALGORITHM_KEX] = "kexalgorithms",
    [ALGORITHM_HOST_KEY] = "hostkeyalgorithms",
    [ALGORITHM_PUBLIC_KEY] = "pubkeyacceptedalgorithms",
    [ALGORITHM_CIPHER] = "ciphers",
    [ALGORITHM_MAC] = "macs",
};

struct fixture {
    char dir[64];
    char file[96];
    char *usual; /* what ssh -G says without any settings */
    char *all[ALGORITHM_LISTS];
};

static char *output_of(const char *fmt, ...)
{
    char command[512];
    struct buf out = {0};
    va_list args;
    va_start(args, fmt);
    vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        buf_add_char(&out, (char)c);
    assert_int_equal(pclose(f), 0);
    return buf_take(&out, NULL);
}

static void put(const char *dir, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int setup(void **state)
{
    static const char *const queries[ALGORITHM_LISTS] = {"kex", "key-sig", "key-sig", "cipher",
                                                         "mac"};
    struct fixture *f = mem_alloc(sizeof *f);
    strcpy(f->dir, "/tmp/test_ssh_g_XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->file, sizeof f->file, "%s/config", f->dir);
    /* ssh takes the home of the user, whatever the environment says. */
    setenv("HOME", getpwuid(getuid())->pw_dir, 1);
    f->usual = output_of("ssh -TG -F none nobody@nowhere");
    for (int i = 0; i < ALGORITHM_LISTS; i++) {
        f->all[i] = output_of("ssh -Q %s | paste -sd,", queries[i]);
        f->all[i][strcspn(f->all[i], "\n")] = '\0';
    }
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    static const char *const files[] = {"config", "one.conf", "two.conf", "deep"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", f->dir, files[i]);
        unlink(path);
    }
    rmdir(f->dir);
    for (int i = 0; i < ALGORITHM_LISTS; i++)
        free(f->all[i]);
    free(f->usual);
    free(f);
    return 0;
}

/* The values of a keyword in what ssh -G says, each on a line. */
static char *said(const char *text, const char *keyword)
{
    struct buf out = {0};
    struct span line;
    size_t n = strlen(keyword);
    for (const char *pos = text; text_next_line(&pos, text + strlen(text), &line);) {
        if (line.len <= n || strncmp(line.at, keyword, n) != 0 || line.at[n] != ' ')
            continue;
        const char *value = line.at + n + 1;
        bool home = *value == '~';
        if (home)
            buf_add_str(&out, getenv("HOME"));
        buf_add(&out, value + home, line.len - n - 1 - home);
        buf_add_char(&out, '\n');
    }
    return buf_take(&out, NULL);
}

static void add_files(struct buf *out, const struct sshconfig_files *f, const char *between)
{
    for (size_t i = 0; i < f->count; i++)
        buf_printf(out, "%s%s", f->at[i], i + 1 < f->count ? between : "");
    buf_add_char(out, '\n');
}

/* Our value of a keyword in the words of ssh -G; "" for one that is not said there then. */
static char *ours(const struct sshconfig *c, const char *keyword)
{
    static const char *const strict[] = {"ask", "true", "accept-new"};
    struct buf out = {0};
    const struct {
        const char *keyword;
        const char *value;
    } texts[] = {
        {"hostname", c->host},
        {"user", c->user},
        {"port", c->port},
        {"proxyjump", c->proxy_jump},
        {"bindaddress", c->bind_address},
        {"hostkeyalias", c->host_key_alias},
        {"identityagent", c->identity_agent},
        {"preferredauthentications", c->preferred},
        {"proxycommand", c->proxy_command},
        {"addressfamily", c->family == AF_INET    ? "inet"
                          : c->family == AF_INET6 ? "inet6"
                                                  : "any"},
        {"stricthostkeychecking", strict[c->strict]},
        {"identitiesonly", c->identities_only ? "yes" : "no"},
        {"passwordauthentication", c->no_password ? "no" : "yes"},
        {"kbdinteractiveauthentication", c->no_challenge ? "no" : "yes"},
        {"pubkeyauthentication", c->no_public_key ? "false" : "true"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i].keyword, keyword) == 0 && texts[i].value)
            buf_printf(&out, "%s\n", texts[i].value);
    if (strcmp(keyword, "identityfile") == 0)
        add_files(&out, &c->identities, "\n");
    if (strcmp(keyword, "userknownhostsfile") == 0)
        add_files(&out, &c->known_hosts, " ");
    if (strcmp(keyword, "globalknownhostsfile") == 0)
        add_files(&out, &c->global_known_hosts, " ");
    if (strcmp(keyword, "connecttimeout") == 0)
        buf_printf(&out, c->connect_timeout_s ? "%u\n" : "none\n", c->connect_timeout_s);
    if (strcmp(keyword, "serveraliveinterval") == 0)
        buf_printf(&out, "%u\n", c->alive_interval_s);
    if (strcmp(keyword, "serveralivecountmax") == 0)
        buf_printf(&out, "%u\n", c->alive_count);
    if (strcmp(keyword, "requiredrsasize") == 0)
        buf_printf(&out, "%u\n", c->rsa_bits ? c->rsa_bits : 1024);
    return buf_take(&out, NULL);
}

static void compare(const char *text, const struct sshconfig *c, const char *keyword,
                    const char *config)
{
    char *theirs = said(text, keyword);
    char *mine = ours(c, keyword);
    if (strcmp(theirs, mine) != 0)
        fail_msg("%s: ssh says \"%s\", we say \"%s\", for\n%s", keyword, theirs, mine, config);
    free(mine);
    free(theirs);
}

static void compare_lists(const struct fixture *f, const char *text, const struct sshconfig *c,
                          const char *config)
{
    for (int i = 0; i < ALGORITHM_LISTS; i++) {
        char *theirs = said(text, lists[i]);
        char *usual = said(f->usual, lists[i]);
        theirs[strcspn(theirs, "\n")] = usual[strcspn(usual, "\n")] = '\0';
        char *mine = algorithms_expand(usual, c->lists[i], f->all[i]);
        if (strcmp(theirs, mine) != 0)
            fail_msg("%s: ssh says \"%s\", we say \"%s\", for\n%s", lists[i], theirs, mine, config);
        free(mine);
        free(usual);
        free(theirs);
    }
}

/* Both readings of one text, for one target; DIR stands for the directory of the files. */
static void same(void **state, const char *config, const char *target)
{
    static const char *const keywords[] = {
        "hostname",
        "user",
        "port",
        "proxyjump",
        "proxycommand",
        "bindaddress",
        "hostkeyalias",
        "identityagent",
        "addressfamily",
        "stricthostkeychecking",
        "identitiesonly",
        "passwordauthentication",
        "kbdinteractiveauthentication",
        "pubkeyauthentication",
        "userknownhostsfile",
        "globalknownhostsfile",
        "connecttimeout",
        "serveraliveinterval",
        "serveralivecountmax",
        "requiredrsasize",
        "preferredauthentications",
    };
    const struct fixture *f = *state;
    struct buf text = {0};
    const char *pos = config;
    for (const char *at; (at = strstr(pos, "DIR")); pos = at + 3)
        buf_printf(&text, "%.*s%s", (int)(at - pos), pos, f->dir);
    buf_add_str(&text, pos);
    put(f->dir, "config", buf_str(&text));
    char *theirs = output_of("ssh -TG -F %s '%s'", f->file, target);
    struct sshconfig c;
    struct err e = {0};
    if (sshconfig_read(&c, target, f->file, &e) != ERR_NONE)
        fail_msg("%s:%d: %s, in\n%s", e.where, e.line, e.text, config);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        compare(theirs, &c, keywords[i], config);
    if (strstr(config, "IdentityFile"))
        compare(theirs, &c, "identityfile", config);
    compare_lists(f, theirs, &c, config);
    sshconfig_fini(&c);
    free(theirs);
    buf_fini(&text);
}

static void settings(void **state)
{
    static const char *const rows[][2] = {
        {"", "oper@192.0.2.1"},
        {"", "oper@2001:db8::1"},
        {"Host ce1\n HostName %h.example.net\n User oper\n Port 2022\n", "ce1"},
        {"Host ce1\n HostName=10.0.0.1\n User = oper\n\tPort\t=\t2022\r\n", "ce1"},
        {"User a\nUser b\nHost *\nUser c\n", "ce1"},
        {"User a\n", "me@ce1"},
        {"# User a\n  # User b\nUser c # not d\n", "ce1"},
        {"User \"with blank\"\nIdentityFile 'a b'\nIdentityFile a\\ \"b\" # c\n", "ce1"},
        {"IdentityFile ~/.ssh/one\nIdentityFile ~/.ssh/two\nIdentityFile ~/.ssh/one\n", "ce1"},
        {"HOSTNAME 10.0.0.9\nuser X\npOrT 9\n", "ce1"},
        {"ConnectTimeout 1m30s\nServerAliveInterval 2m\nServerAliveCountMax 7\n", "ce1"},
        {"UserKnownHostsFile ~/a ~/b \"~/c d\"\nGlobalKnownHostsFile /etc/x\n", "ce1"},
        {"StrictHostKeyChecking yes\n", "ce1"},
        {"StrictHostKeyChecking accept-new\n", "ce1"},
        {"AddressFamily inet6\nBindAddress ::1\nHostKeyAlias router\n", "ce1"},
        {"IdentitiesOnly yes\nIdentityAgent none\nRequiredRSASize 2048\n", "ce1"},
        {"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPubkeyAuthentication no\n",
         "ce1"},
        {"PreferredAuthentications password,publickey\n", "ce1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        same(state, rows[i][0], rows[i][1]);
}

static void patterns(void **state)
{
    const char *text = "Host ce* !ce9 !*-old\n User chosen\nHost ce9 r?\n User nine\n"
                       "Host [ab]\n User bracket\nHost 192.0.2.*\n User net\n"
                       "Host *.net,other\n User comma\nHost \"quoted\"\n User quoted\n";
    static const char *const targets[] = {"ce1", "CE1", "ce9",       "ce1-old", "r1",
                                          "r12", "a",   "192.0.2.7", "a.net",   "quoted"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        same(state, text, targets[i]);
}

static void match_blocks(void **state)
{
    struct buf text = {0};
    const char *me = getpwuid(getuid())->pw_name;
    buf_printf(&text,
               "Host alias\n HostName real.net\n"
               "Match host real.net\n Port 1\n"
               "Match originalhost alias\n User original\n"
               "Match host ce1,ce2 user oper\n Port 2\n"
               "Match host=ce3 user=oper\n Port 3\n"
               "Match !host ce4,alias localuser %s\n BindAddress 127.0.0.9\n"
               "Match localuser nobody-else\n Port 5\n"
               "Match user *oot,!root\n Port 6\n"
               "Match canonical\n Port 7\n"
               "Match all\n ConnectTimeout 8\n",
               me);
    static const char *const targets[] = {"alias",    "oper@ce1", "oper@ce2", "x@ce1",
                                          "oper@ce3", "x@ce4",    "foot@ce5", "root@ce5"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        same(state, buf_str(&text), targets[i]);
    buf_fini(&text);
}

/* Read twice: what Match final says comes last, and Host looks at the name that was found. */
static void match_final(void **state)
{
    const char *text = "Host ce1\n HostName one.net\n"
                       "Host *.net\n Port 2\n"
                       "Match final host one.net\n User final\n"
                       "Match final all\n ConnectTimeout 9\n"
                       "Match all\n User all\n ServerAliveInterval 3\n";
    same(state, text, "ce1");
    same(state, text, "ce2");
    same(state, "Match !final host ce1\n User first\nMatch all\n User second\n", "ce1");
}

static void included_files(void **state)
{
    const struct fixture *f = *state;
    put(f->dir, "one.conf", "User one\nHost ce2\n Port 2\n");
    put(f->dir, "two.conf", "User two\nPort 3\nMatch host ce1\n BindAddress 127.0.0.3\n");
    put(f->dir, "deep", "Include DIR/none\nConnectTimeout 4\n");
    static const char *const targets[] = {"ce1", "ce2", "ce3"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        same(state, "Include DIR/*.conf DIR/nothing*\nPort 9\n", targets[i]);
        same(state, "Host ce1\n Include DIR/two.conf\nHost *\n Include DIR/one.conf\n Port 9\n",
             targets[i]);
        same(state, "Match host ce3\nInclude \"DIR/two.conf\"\nMatch all\nUser z\n", targets[i]);
    }
}

static void ways(void **state)
{
    static const char *const rows[] = {
        "ProxyJump bastion\n",
        "ProxyJump me@a:2222,b\n",
        "ProxyJump none\n",
        "ProxyCommand none\n",
        "ProxyJump a\nProxyCommand nc %h %p\n",
        "ProxyCommand nc %h %p\nProxyJump a\n",
        "ProxyJump none\nProxyCommand nc %h %p\n",
        "ProxyJump none\nProxyJump a\n",
        "ProxyCommand none\nProxyJump a\n",
        "ProxyCommand sh -c 'nc \"$1\" $2' # x\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        same(state, rows[i], "ce1");
}

static void algorithms(void **state)
{
    static const char *const rows[] = {
        "KexAlgorithms +diffie-hellman-group1-sha1,diffie-hellman-group14-sha1\n",
        "KexAlgorithms -*-sha1,curve*\n",
        "KexAlgorithms ^diffie-hellman-group14-sha1\n",
        "KexAlgorithms diffie-hellman-group14-sha256,curve25519-sha256\n",
        "HostKeyAlgorithms +ssh-rsa\n",
        "HostKeyAlgorithms ^ssh-rsa,ssh-ed25519\nHostKeyAlgorithms -ssh-ed25519\n",
        "PubkeyAcceptedAlgorithms +ssh-rsa\n",
        "PubkeyAcceptedKeyTypes +ssh-rsa\n",
        "Ciphers +aes128-cbc,3des-cbc,aes256-cbc\n",
        "Ciphers ^aes256-ctr\nMACs -*-etm@openssh.com\n",
        "MACs +hmac-md5\n",
        "Ciphers=aes128-ctr\nMACs \"hmac-sha1\"\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        same(state, rows[i], "ce1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings),       cmocka_unit_test(patterns),
        cmocka_unit_test(match_blocks),   cmocka_unit_test(match_final),
        cmocka_unit_test(included_files), cmocka_unit_test(ways),
        cmocka_unit_test(algorithms),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
