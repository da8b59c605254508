/* SPDX-License-Identifier: ISC */
/*
 * A little SSH server in a child process that speaks as much of a router's command line as the
 * tests of a session need. User "lab", password "secret". It writes down every line it was sent.
 *
 *     show clock     one line              terminal monitor   one log line follows
 *     show key       one secret            silent             nothing, until Ctrl-^
 *     flood          never ends            hang               half a reply, then it hangs up
 *     debug x        log lines follow      exit               it hangs up
 *     show trap      the prompt stands in the reply, with a pause behind it; "trap" too
 */
#ifndef TESTS_SESSION_IOS_SERVER_H
#define TESTS_SESSION_IOS_SERVER_H

#include <arpa/inet.h>
#include <assert.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct ios_server {
    /* To be set before the start. */
    int lines;          /* how many connections are let in; 0: any number */
    int trusted;        /* how many before the password is another one; 0: any number */
    int at_home;        /* how many before another router answers; 0: any number */
    bool challenge;     /* keyboard-interactive instead of password */
    bool no_questions;  /* before the password: a challenge that asks nothing */
    bool rounds;        /* the two questions of the challenge come one after the other */
    const char *issue;  /* shown before the login */
    bool old_crypto;    /* offer nothing but what old routers have */
    int rsa_bits;       /* of its key then; 0: 1024 */
    bool no_paging_off; /* refuse "terminal length 0" */
    const char *banner; /* printed before the prompt */
    const char *enable; /* the enable password; NULL: privileged from the start */

    /* Set by the start. */
    unsigned port;
    char dir[64]; /* a directory of its own, for known_hosts */
    pid_t pid;
    int log[2];
};

enum { IOS_LOG_BYTES = 16 * 1024 };

struct ios_line {
    const struct ios_server *server;
    ssh_session session;
    ssh_channel channel;
    const char *password;
    const char *name;
    bool enabled;
    bool over;
    int round; /* of the challenge */
};

static inline void ios_print(struct ios_line *l, const char *text)
{
    if (ssh_channel_write(l->channel, text, (uint32_t)strlen(text)) < 0)
        _exit(0);
}

static inline void ios_prompt(struct ios_line *l)
{
    ios_print(l, "\r\n");
    ios_print(l, l->name);
    ios_print(l, l->enabled ? "#" : ">");
}

static inline char ios_key(struct ios_line *l)
{
    char c;
    if (ssh_channel_read(l->channel, &c, 1, 0) != 1)
        _exit(0);
    return c;
}

/* Read a line up to its return, echoing it when asked to. */
static inline void ios_read(struct ios_line *l, char *text, size_t size, bool echo)
{
    size_t n = 0;
    for (char c; (c = ios_key(l)) != '\r';) {
        char shown[2] = {c, '\0'};
        if (c < ' ' || n + 1 == size)
            continue;
        text[n++] = c;
        if (echo)
            ios_print(l, shown);
    }
    text[n] = '\0';
    char line[300];
    int len = snprintf(line, sizeof line, "%s\n", text);
    if (n > 0 && write(l->server->log[1], line, (size_t)len) != len)
        _exit(1);
}

static inline void ios_enable(struct ios_line *l)
{
    char password[64];
    for (int i = 0; i < 3 && !l->enabled; i++) {
        ios_print(l, "\r\nPassword: ");
        ios_read(l, password, sizeof password, false);
        l->enabled = l->server->enable && strcmp(password, l->server->enable) == 0;
    }
    if (!l->enabled)
        ios_print(l, "\r\n% Bad secrets\r\n");
}

static inline void ios_flood(struct ios_line *l)
{
    for (;;)
        ios_print(l, "a line that is one of very many lines, and there will be more of them\r\n");
}

/* Wait for the terminal to answer, or for as long as a router that has much to think. */
static inline void ios_pause(struct ios_line *l)
{
    for (int i = 0; i < 2; i++)
        ssh_channel_poll_timeout(l->channel, 150, 0);
}

static inline void ios_trap(struct ios_line *l)
{
    ios_print(l, "\r\none\r\nCE1#");
    ios_pause(l);
    ios_print(l, "\r\nCE1#");
    ios_pause(l);
    ios_print(l, "\r\nthree");
}

static inline void ios_command(struct ios_line *l, const char *command)
{
    static const char log_line[] = "\r\n*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: by lab\r\n";
    if (strcmp(command, "show clock") == 0)
        ios_print(l, "\r\n*00:01:02.003 UTC Mon Mar 1 1993");
    else if (strcmp(command, "show key") == 0)
        ios_print(l, "\r\ncrypto isakmp key cisco123 address 10.15.58.38 ");
    else if (strcmp(command, "enable") == 0)
        ios_enable(l);
    else if (strcmp(command, "flood") == 0)
        ios_flood(l);
    else if (strcmp(command, "trap") == 0 || strcmp(command, "show trap") == 0)
        ios_trap(l);
    else if (strcmp(command, "silent") == 0)
        while (ios_key(l) != 0x1e)
            ;
    else if (strcmp(command, "terminal length 0") == 0 && l->server->no_paging_off)
        ios_print(l, "\r\nCommand authorization failed.\r\n");
    else if (strcmp(command, "bad") == 0)
        ios_print(l, "\r\n     ^\r\n% Invalid input detected at '^' marker.\r\n");
    else if (strcmp(command, "hang") == 0)
        ios_print(l, "\r\nthe first half");
    l->over = strcmp(command, "exit") == 0 || strcmp(command, "hang") == 0;
    if (!l->over)
        ios_prompt(l);
    if (strcmp(command, "terminal monitor") == 0 || strncmp(command, "deb", 3) == 0)
        ios_print(l, log_line);
}

/* libssh marks this as old; the callbacks that replace it would need an event loop here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline bool ios_check(ssh_message m, const char *password)
{
    return ssh_message_subtype(m) == SSH_AUTH_METHOD_PASSWORD &&
           strcmp(ssh_message_auth_user(m), "lab") == 0 &&
           strcmp(ssh_message_auth_password(m), password) == 0;
}
#pragma GCC diagnostic pop

static inline bool ios_challenge(ssh_session session, ssh_message m)
{
    static const char *prompts[] = {"Password: ", "Colour? "};
    static char echo[] = {0, 1};
    if (!ssh_message_auth_kbdint_is_response(m)) {
        ssh_message_auth_interactive_request(m, "", "Two questions", 2, prompts, echo);
        return false;
    }
    const char *password = ssh_userauth_kbdint_getanswer(session, 0);
    const char *colour = ssh_userauth_kbdint_getanswer(session, 1);
    bool good = password && colour && strcmp(password, "secret") == 0 && !strcmp(colour, "blue");
    if (good)
        ssh_message_auth_reply_success(m, 0);
    else
        ssh_message_reply_default(m);
    return good;
}

/* The first round asks for the password, the second for the colour. */
static inline bool ios_rounds(struct ios_line *l, ssh_message m)
{
    static const char *prompts[] = {"Password: ", "Colour? "};
    static const char *answers[] = {"secret", "blue"};
    static char echo[] = {0, 1};
    const char *answer = NULL;
    if (!ssh_message_auth_kbdint_is_response(m))
        l->round = 0;
    else
        answer = ssh_userauth_kbdint_getanswer(l->session, 0);
    if (answer && strcmp(answer, answers[l->round]) == 0)
        l->round++;
    if (l->round == 2) {
        ssh_message_auth_reply_success(m, 0);
        return true;
    }
    /* A wrong answer brings the same question again. */
    ssh_message_auth_interactive_request(m, "", "One at a time", 1, &prompts[l->round],
                                         &echo[l->round]);
    return false;
}

/* Ask nothing, and then say that it was not enough. */
static inline void ios_no_questions(ssh_message m)
{
    static const char *prompts[] = {""};
    static char echo[] = {0};
    if (!ssh_message_auth_kbdint_is_response(m))
        ssh_message_auth_interactive_request(m, "", "", 0, prompts, echo);
    else
        ssh_message_reply_default(m);
}

static inline bool ios_login(struct ios_line *l)
{
    int method = l->server->challenge ? SSH_AUTH_METHOD_INTERACTIVE : SSH_AUTH_METHOD_PASSWORD;
    if (l->server->no_questions)
        method |= SSH_AUTH_METHOD_INTERACTIVE;
    if (l->server->issue) {
        ssh_string issue = ssh_string_from_char(l->server->issue);
        ssh_send_issue_banner(l->session, issue);
        ssh_string_free(issue);
    }
    for (ssh_message m; (m = ssh_message_get(l->session)); ssh_message_free(m)) {
        if (ssh_message_type(m) != SSH_REQUEST_AUTH) {
            ssh_message_reply_default(m);
            continue;
        }
        ssh_message_auth_set_methods(m, method);
        bool good = false;
        bool asks = ssh_message_subtype(m) == SSH_AUTH_METHOD_INTERACTIVE;
        if (asks && l->server->no_questions) {
            ios_no_questions(m);
        } else if (asks && l->server->challenge) {
            good = l->server->rounds ? ios_rounds(l, m) : ios_challenge(l->session, m);
        } else if (ios_check(m, l->password) && !l->server->challenge) {
            ssh_message_auth_reply_success(m, 0);
            good = true;
        } else {
            ssh_message_reply_default(m);
        }
        if (good) {
            ssh_message_free(m);
            return true;
        }
    }
    return false;
}

static inline bool ios_shell(struct ios_line *l)
{
    bool shell = false;
    for (ssh_message m; !shell && (m = ssh_message_get(l->session)); ssh_message_free(m)) {
        int type = ssh_message_type(m);
        int sub = ssh_message_subtype(m);
        if (type == SSH_REQUEST_CHANNEL_OPEN && sub == SSH_CHANNEL_SESSION) {
            l->channel = ssh_message_channel_request_open_reply_accept(m);
        } else if (type == SSH_REQUEST_CHANNEL &&
                   (sub == SSH_CHANNEL_REQUEST_PTY || sub == SSH_CHANNEL_REQUEST_SHELL)) {
            ssh_message_channel_request_reply_success(m);
            shell = sub == SSH_CHANNEL_REQUEST_SHELL;
        } else {
            ssh_message_reply_default(m);
        }
    }
    return shell;
}

/* Requests that come while a command runs, keepalives above all: refusing is an answer. */
static inline int ios_refuse(ssh_session session, ssh_message m, void *user)
{
    (void)session, (void)m, (void)user;
    return 1;
}

/* One connection, from its key exchange to its end. */
static inline void ios_serve(const struct ios_server *s, ssh_session session, int n)
{
    struct ios_line l = {.server = s, .session = session, .enabled = !s->enable};
    l.password = s->trusted == 0 || n <= s->trusted ? "secret" : "changed";
    l.name = s->at_home == 0 || n <= s->at_home ? "CE1" : "PE9";
    if (ssh_handle_key_exchange(session) != SSH_OK || !ios_login(&l) || !ios_shell(&l))
        return;
    ssh_set_message_callback(session, ios_refuse, NULL);
    if (s->banner)
        ios_print(&l, s->banner);
    ios_prompt(&l);
    while (!l.over) {
        char command[256];
        ios_read(&l, command, sizeof command, true);
        ios_command(&l, command);
    }
    ssh_channel_send_eof(l.channel);
    ssh_channel_close(l.channel);
    ssh_disconnect(session);
}

static inline void ios_accept(const struct ios_server *s, ssh_bind bind)
{
    for (int n = 1;; n++) {
        ssh_session session = ssh_new();
        if (ssh_bind_accept(bind, session) != SSH_OK)
            continue;
        int on = 1;
        setsockopt((int)ssh_get_fd(session), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if ((s->lines == 0 || n <= s->lines) && fork() == 0) {
            ios_serve(s, session, n);
            _exit(0);
        }
        close((int)ssh_get_fd(session));
    }
}

static inline void ios_server_start(struct ios_server *s)
{
    ssh_key key = NULL;
    unsigned any = 0;
    int least_bits = 768;
    bool no_config = false;
    ssh_init();
    ssh_bind bind = ssh_bind_new();
    strcpy(s->dir, "/tmp/peerwalk_test_XXXXXX");
    assert(mkdtemp(s->dir));
    assert(ssh_pki_generate(s->old_crypto ? SSH_KEYTYPE_RSA : SSH_KEYTYPE_ED25519,
                            s->rsa_bits ? s->rsa_bits : 1024, &key) == SSH_OK);
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no_config);
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BINDADDR, "127.0.0.1");
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_BINDPORT, &any);
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &least_bits);
    ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, key);
    if (s->old_crypto) {
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_KEY_EXCHANGE, "diffie-hellman-group14-sha1");
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-rsa");
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_CIPHERS_C_S, "aes128-cbc");
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_CIPHERS_S_C, "aes128-cbc");
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HMAC_C_S, "hmac-sha1");
        ssh_bind_options_set(bind, SSH_BIND_OPTIONS_HMAC_S_C, "hmac-sha1");
    }
    assert(ssh_bind_listen(bind) == SSH_OK);
    struct sockaddr_in addr = {0};
    socklen_t len = sizeof addr;
    assert(getsockname((int)ssh_bind_get_fd(bind), (struct sockaddr *)&addr, &len) == 0);
    s->port = ntohs(addr.sin_port);
    s->log[0] = s->log[1] = -1;
    assert(pipe(s->log) == 0);
    s->pid = fork();
    if (s->pid == 0) {
        setpgid(0, 0);
        signal(SIGCHLD, SIG_IGN);
        ios_accept(s, bind);
    }
    setpgid(s->pid, s->pid);
    close(s->log[1]);
    ssh_bind_free(bind);
}

/* Stop it, remove its directory, and read what it was sent. */
static inline void ios_server_stop(struct ios_server *s, char log[IOS_LOG_BYTES])
{
    char file[96];
    size_t n = 0;
    kill(-s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    for (ssize_t got; (got = read(s->log[0], log + n, IOS_LOG_BYTES - 1 - n)) > 0;)
        n += (size_t)got;
    log[n] = '\0';
    close(s->log[0]);
    snprintf(file, sizeof file, "%s/known_hosts", s->dir);
    unlink(file);
    snprintf(file, sizeof file, "%s/config", s->dir);
    unlink(file);
    rmdir(s->dir);
}

#endif
