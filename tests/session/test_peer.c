/* SPDX-License-Identifier: ISC */
/* A peer against a real SSH server on loopback. Each wait is for an event; a guard ends it. */
#include "session/peer.h"

#include "base/mem.h"
#include "base/text.h"
#include "session/redact.h"
#include "tests/session/ios_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { GUARD_MS = 30 * 1000, MAX_REPLIES = 8 };

struct got {
    char *text;
    int error;
    enum reply_class class;
};

struct bench {
    struct ios_server server;
    char log[IOS_LOG_BYTES];
    struct loop *loop;
    struct loop_timer *guard;
    struct platform *platform;
    struct redactor *redactor;
    struct peer *peer;
    struct peer_config config;
    char target[64];
    char known_hosts[96];

    /* What to answer; NULL refuses. */
    const char *host_key;
    const char *passwords[4]; /* one after the other */
    int password_next;
    const char *enable;

    /* What came. */
    struct buf states;
    struct buf notes;
    struct buf lines;
    struct buf asked;
    struct err why;
    struct got replies[MAX_REPLIES];
    int reply_count;
    int lines_wanted;
    int replies_wanted;
    bool timed_out;
    bool free_on_reply;
};

static void on_state(void *user, struct peer *p, enum peer_state s, const struct err *why)
{
    struct bench *b = user;
    assert_int_equal(peer_state(p), s);
    buf_printf(&b->states, "%s ", peer_state_name(s));
    if (why)
        b->why = *why;
    if (s >= PEER_READY)
        loop_stop(b->loop);
}

static void on_ask(void *user, struct peer *p, enum peer_question q, const char *text, bool echo)
{
    struct bench *b = user;
    const char *answer = NULL;
    buf_printf(&b->asked, "%s%s\n", text, echo ? " (echo)" : "");
    if (q == PEER_ASK_HOST_KEY)
        answer = b->host_key;
    else if (q == PEER_ASK_ENABLE)
        answer = b->enable;
    else
        answer = b->passwords[b->password_next++];
    peer_answer(p, answer);
}

static void on_monitor(void *user, struct peer *p, const char *line, size_t len, uint64_t at)
{
    struct bench *b = user;
    (void)p;
    assert_true(at > 0);
    buf_printf(&b->lines, "%.*s\n", (int)len, line);
    if (--b->lines_wanted == 0)
        loop_stop(b->loop);
}

static void on_note(void *user, struct peer *p, const char *text)
{
    struct bench *b = user;
    (void)p;
    buf_printf(&b->notes, "%s\n", text);
}

static void on_reply(void *user, struct peer *p, const struct reply *r)
{
    struct bench *b = user;
    assert_true(b->reply_count < MAX_REPLIES);
    assert_true(r->done_ms >= r->sent_ms);
    b->replies[b->reply_count++] = (struct got){mem_ndup(r->text, r->len), r->error, r->class};
    if (b->free_on_reply) {
        peer_free(p);
        b->peer = NULL;
    }
    if (--b->replies_wanted == 0)
        loop_stop(b->loop);
}

static void on_guard(void *user)
{
    struct bench *b = user;
    b->timed_out = true;
    loop_stop(b->loop);
}

static const struct peer_handler handler = {on_state, on_ask, on_monitor, on_note};

static int setup(void **state)
{
    struct bench *b = mem_alloc(sizeof *b);
    b->loop = loop_new();
    b->guard = loop_timer_new(b->loop, on_guard, b);
    b->platform = platform_load("playbooks/ios/platform.json", NULL);
    assert_non_null(b->platform);
    b->redactor = redactor_new(b->platform->secrets);
    b->host_key = "yes";
    b->passwords[0] = "secret";
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    peer_free(b->peer);
    loop_timer_free(b->guard);
    loop_free(b->loop);
    redactor_free(b->redactor);
    platform_free(b->platform);
    if (b->server.pid)
        ios_server_stop(&b->server, b->log);
    for (int i = 0; i < b->reply_count; i++)
        free(b->replies[i].text);
    buf_fini(&b->states);
    buf_fini(&b->notes);
    buf_fini(&b->lines);
    buf_fini(&b->asked);
    free(b);
    return 0;
}

static void wait_loop(struct bench *b)
{
    loop_timer_set(b->guard, GUARD_MS);
    loop_run(b->loop);
    loop_timer_stop(b->guard);
    if (b->timed_out)
        fail_msg("nothing came; states %s, notes %s, lines %s", buf_str(&b->states),
                 buf_str(&b->notes), buf_str(&b->lines));
}

static void new_peer(struct bench *b)
{
    snprintf(b->target, sizeof b->target, "lab@127.0.0.1:%u", b->server.port);
    snprintf(b->known_hosts, sizeof b->known_hosts, "%s/known_hosts", b->server.dir);
    b->config.target = b->target;
    b->config.known_hosts = b->known_hosts;
    b->config.ssh_config = "/dev/null";
    b->peer = peer_new(b->loop, b->platform, b->redactor, &b->config, &handler, b);
    peer_open(b->peer);
}

/* Start the server and open a peer to it, up to READY or LOST. */
static void open_peer(struct bench *b)
{
    ios_server_start(&b->server);
    new_peer(b);
    wait_loop(b);
}

static void ask_router(struct bench *b, const char *command)
{
    b->replies_wanted++;
    peer_send(b->peer, command, 0, on_reply, b);
}

static void close_peer(struct bench *b)
{
    peer_close(b->peer);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_CLOSED);
    ios_server_stop(&b->server, b->log);
    b->server.pid = 0;
}

static int count(const char *text, const char *word)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, word)); p++)
        n++;
    return n;
}

static void two_lines_are_opened_used_and_left_clean(void **state)
{
    struct bench *b = *state;
    b->lines_wanted = 1;
    open_peer(b);
    assert_string_equal(buf_str(&b->states),
                        "resolving connecting authenticating preparing ready ");
    assert_string_equal(peer_hostname(b->peer), "CE1");
    assert_string_equal(peer_name(b->peer), b->target);
    assert_true(peer_has_monitor(b->peer));
    assert_false(peer_legacy(b->peer));
    assert_string_equal(buf_str(&b->notes), "");
    assert_non_null(strstr(buf_str(&b->asked), "SHA256:"));
    assert_int_equal(b->password_next, 1);

    if (b->lines_wanted > 0)
        wait_loop(b);
    assert_string_equal(buf_str(&b->lines), "*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: by lab\n");

    ask_router(b, "show clock");
    ask_router(b, "show key");
    ask_router(b, "bad");
    assert_int_equal(peer_pending(b->peer), 3);
    wait_loop(b);
    assert_int_equal(b->reply_count, 3);
    assert_int_equal(peer_pending(b->peer), 0);
    assert_string_equal(b->replies[0].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    assert_int_equal(b->replies[0].error, ERR_NONE);
    assert_int_equal(b->replies[0].class, REPLY_OK);
    assert_null(strstr(b->replies[1].text, "cisco123"));
    assert_non_null(strstr(b->replies[1].text, "crypto isakmp key <secret:"));
    assert_non_null(strstr(b->replies[1].text, "> address 10.15.58.38 \r\n"));
    assert_int_equal(b->replies[2].class, REPLY_INVALID);

    close_peer(b);
    assert_int_equal(b->why.code, ERR_NONE);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
    assert_int_equal(count(b->log, "terminal no monitor\n"), 1);
    assert_int_equal(count(b->log, "exit\n"), 2);
    assert_int_equal(count(b->log, "terminal monitor\n"), 1);
    assert_string_equal(peer_hostname(b->peer), "CE1");
}

static void enable_is_asked_once_for_both_lines(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    b->server.banner = "*** Router# of nobody> ***\r\n#####\r\nKeep out#";
    b->enable = "en4ble";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_int_equal(count(buf_str(&b->asked), "enable password: \n"), 1);
    close_peer(b);
    assert_int_equal(count(b->log, "en4ble\n"), 2);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
}

static void wrong_enable_password(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    b->enable = "wrong";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_AUTH);
    assert_non_null(strstr(b->why.text, "Bad secrets"));
    assert_int_equal(count(buf_str(&b->asked), "enable password: \n"), 3);
}

static void enable_refused_by_the_user(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_CANCELLED);
}

static void wrong_password(void **state)
{
    struct bench *b = *state;
    b->passwords[0] = b->passwords[1] = b->passwords[2] = "wrong";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_AUTH);
    assert_non_null(strstr(b->why.text, "does not let user lab in"));
    assert_int_equal(b->password_next, 3);
}

static void second_password_is_right(void **state)
{
    struct bench *b = *state;
    b->passwords[0] = "wrong";
    b->passwords[1] = "secret";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
}

static void challenge_with_two_questions(void **state)
{
    struct bench *b = *state;
    b->server.challenge = true;
    b->passwords[0] = "secret";
    b->passwords[1] = "blue";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_non_null(strstr(buf_str(&b->asked), "Password: \nColour?  (echo)\n"));
    assert_true(peer_has_monitor(b->peer));
}

static void no_answer_gives_up(void **state)
{
    struct bench *b = *state;
    b->passwords[0] = NULL;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_CANCELLED);
}

static void unknown_host_key_is_refused_by_the_user(void **state)
{
    struct bench *b = *state;
    b->host_key = "no";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_HOST_KEY);
    assert_int_equal(access(b->known_hosts, F_OK), -1);
}

static void changed_host_key_is_refused_with_both_fingerprints(void **state)
{
    struct bench *b = *state;
    ssh_key key = NULL;
    char *text = NULL;
    ios_server_start(&b->server);
    assert_int_equal(ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key), SSH_OK);
    assert_int_equal(ssh_pki_export_pubkey_base64(key, &text), SSH_OK);
    snprintf(b->known_hosts, sizeof b->known_hosts, "%s/known_hosts", b->server.dir);
    FILE *f = fopen(b->known_hosts, "w");
    assert_non_null(f);
    fprintf(f, "[127.0.0.1]:%u ssh-ed25519 %s\n", b->server.port, text);
    fclose(f);
    ssh_string_free_char(text);
    ssh_key_free(key);
    new_peer(b);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_int_equal(b->why.code, ERR_HOST_KEY);
    assert_int_equal(count(b->why.text, "SHA256:"), 2);
    assert_string_equal(buf_str(&b->asked), "");
}

static void old_algorithms_only_when_asked_for(void **state)
{
    struct bench *b = *state;
    b->server.old_crypto = true;
    open_peer(b);
    assert_int_equal(b->why.code, ERR_UNREACHABLE);
    assert_non_null(strstr(b->why.text, "the router offers diffie-hellman-group14-sha1"));
    assert_non_null(strstr(b->why.text, "--legacy-crypto"));
    peer_free(b->peer);
    b->config.legacy_crypto = true;
    new_peer(b);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_legacy(b->peer));
}

static void nobody_listens(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    unsigned port = b->server.port;
    ios_server_stop(&b->server, b->log);
    b->server.pid = 0;
    b->server.port = port;
    new_peer(b);
    ask_router(b, "show clock");
    wait_loop(b);
    assert_int_equal(b->why.code, ERR_UNREACHABLE);
    assert_non_null(strstr(b->why.text, "Connection refused"));
    assert_string_equal(buf_str(&b->states), "resolving connecting lost ");
    assert_int_equal(b->replies[0].error, ERR_LOST);
    b->replies_wanted = 0;
    ask_router(b, "show clock");
    assert_int_equal(b->reply_count, 1);
    wait_loop(b);
    assert_int_equal(b->replies[1].error, ERR_LOST);
}

static void hang_up_in_mid_reply(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "hang");
    ask_router(b, "show clock");
    wait_loop(b);
    assert_int_equal(b->reply_count, 2);
    assert_int_equal(b->replies[0].error, ERR_LOST);
    assert_string_equal(b->replies[0].text, "the first half");
    assert_int_equal(b->replies[1].error, ERR_LOST);
    if (peer_state(b->peer) != PEER_LOST)
        wait_loop(b);
    assert_int_equal(b->why.code, ERR_LOST);
}

static void a_silent_command_times_out_and_the_next_one_works(void **state)
{
    struct bench *b = *state;
    b->config.command_timeout_ms = 300;
    open_peer(b);
    ask_router(b, "silent");
    ask_router(b, "show clock");
    wait_loop(b);
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    assert_int_equal(b->replies[1].error, ERR_NONE);
    assert_string_equal(b->replies[1].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

static void an_endless_reply_is_cut_off(void **state)
{
    struct bench *b = *state;
    b->config.hard_timeout_ms = 400;
    open_peer(b);
    ask_router(b, "flood");
    wait_loop(b);
    assert_int_equal(b->replies[0].error, ERR_TIMEOUT);
    assert_true(strlen(b->replies[0].text) > 1000);
}

static void an_interrupted_command_ends_and_the_queue_with_it(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "silent");
    ask_router(b, "show clock");
    peer_interrupt(b->peer);
    wait_loop(b);
    assert_int_equal(b->replies[0].error, ERR_CANCELLED);
    assert_int_equal(b->replies[1].error, ERR_CANCELLED);
    ask_router(b, "show clock");
    wait_loop(b);
    assert_int_equal(b->replies[2].error, ERR_NONE);
}

static void one_vty_only(void **state)
{
    struct bench *b = *state;
    b->server.lines = 1;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_false(peer_has_monitor(b->peer));
    assert_non_null(strstr(buf_str(&b->notes), "only one vty"));
    ask_router(b, "deb x");
    ask_router(b, "show clock");
    ask_router(b, "u all");
    wait_loop(b);
    assert_string_equal(b->replies[1].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
    assert_int_equal(count(buf_str(&b->lines), "%SYS-5-CONFIG_I"), 2);
    close_peer(b);
    assert_int_equal(count(b->log, "terminal monitor\n"), 1);
    assert_int_equal(count(b->log, "terminal no monitor\n"), 1);
    assert_int_equal(count(b->log, "undebug all\n"), 1);
}

/* What is known beforehand is used once; what was refused is asked for. */
static void passwords_known_beforehand(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    b->config.password = "secret";
    b->config.enable = "en4ble";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_int_equal(b->password_next, 0);
    assert_null(strstr(buf_str(&b->asked), "password"));
}

static void passwords_known_beforehand_but_wrong(void **state)
{
    struct bench *b = *state;
    b->server.enable = "en4ble";
    b->config.password = "old";
    b->config.enable = "old";
    b->enable = "en4ble";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_int_equal(b->password_next, 1);
    assert_int_equal(count(buf_str(&b->asked), "lab@127.0.0.1's password: \n"), 1);
    assert_int_equal(count(buf_str(&b->asked), "enable password: \n"), 1);
    close_peer(b);
    assert_int_equal(count(b->log, "old\n"), 1);
    assert_int_equal(count(b->log, "en4ble\n"), 2);
}

static void a_challenge_known_beforehand(void **state)
{
    struct bench *b = *state;
    b->server.challenge = true;
    b->config.password = "secret";
    b->passwords[0] = "blue";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_null(strstr(buf_str(&b->asked), "Password"));
    assert_int_equal(count(buf_str(&b->asked), "Colour? "), 1);
}

static void a_line_of_a_reply_that_equals_the_prompt(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    ask_router(b, "show trap");
    ask_router(b, "trap");
    ask_router(b, "show clock");
    wait_loop(b);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(b->replies[i].error, ERR_NONE);
        assert_string_equal(b->replies[i].text, "one\r\nCE1#\r\nCE1#\r\nthree\r\n");
    }
    assert_string_equal(b->replies[2].text, "*00:01:02.003 UTC Mon Mar 1 1993\r\n");
}

static void a_refused_setup_command_is_said(void **state)
{
    struct bench *b = *state;
    b->server.no_paging_off = true;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_non_null(
        strstr(buf_str(&b->notes), "terminal length 0 was refused: Command authorization failed."));
}

static void a_peer_can_be_freed_in_its_own_reply(void **state)
{
    struct bench *b = *state;
    open_peer(b);
    b->free_on_reply = true;
    ask_router(b, "show clock");
    wait_loop(b);
    assert_null(b->peer);
    assert_int_equal(b->reply_count, 1);
}

static void closing_while_opening(void **state)
{
    struct bench *b = *state;
    ios_server_start(&b->server);
    new_peer(b);
    peer_close(b->peer);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_CLOSED);
    assert_int_equal(b->why.code, ERR_NONE);
}

int main(void)
{
#define PEER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        PEER_TEST(two_lines_are_opened_used_and_left_clean),
        PEER_TEST(enable_is_asked_once_for_both_lines),
        PEER_TEST(wrong_enable_password),
        PEER_TEST(enable_refused_by_the_user),
        PEER_TEST(wrong_password),
        PEER_TEST(second_password_is_right),
        PEER_TEST(challenge_with_two_questions),
        PEER_TEST(no_answer_gives_up),
        PEER_TEST(unknown_host_key_is_refused_by_the_user),
        PEER_TEST(changed_host_key_is_refused_with_both_fingerprints),
        PEER_TEST(old_algorithms_only_when_asked_for),
        PEER_TEST(nobody_listens),
        PEER_TEST(hang_up_in_mid_reply),
        PEER_TEST(a_silent_command_times_out_and_the_next_one_works),
        PEER_TEST(an_endless_reply_is_cut_off),
        PEER_TEST(an_interrupted_command_ends_and_the_queue_with_it),
        PEER_TEST(one_vty_only),
        PEER_TEST(passwords_known_beforehand),
        PEER_TEST(passwords_known_beforehand_but_wrong),
        PEER_TEST(a_challenge_known_beforehand),
        PEER_TEST(a_line_of_a_reply_that_equals_the_prompt),
        PEER_TEST(a_refused_setup_command_is_said),
        PEER_TEST(a_peer_can_be_freed_in_its_own_reply),
        PEER_TEST(closing_while_opening),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
