/* SPDX-License-Identifier: ISC */
/* How a peer gets in: host keys, passwords, challenges, enable, and all that may be refused. */
#include "tests/session/bench.h"

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
    assert_non_null(strstr(b->why.text, "it takes password; refused: password (3 answers)"));
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

static void challenge_in_rounds(void **state)
{
    struct bench *b = *state;
    b->server.challenge = b->server.rounds = true;
    b->passwords[0] = "wrong";
    b->passwords[1] = "secret";
    b->passwords[2] = "blue";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_non_null(strstr(buf_str(&b->asked), "Password: \nPassword: \nColour?  (echo)\n"));
    assert_int_equal(count(buf_str(&b->notes), "One at a time\n"), 3);
}

static void a_challenge_without_questions_leads_to_the_password(void **state)
{
    struct bench *b = *state;
    b->server.no_questions = true;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_has_monitor(b->peer));
    assert_int_equal(b->password_next, 1);
}

static void the_banner_is_shown_once(void **state)
{
    struct bench *b = *state;
    b->server.issue = "Keep out\r\n";
    b->passwords[0] = "wrong";
    b->passwords[1] = "secret";
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_int_equal(count(buf_str(&b->notes), "Keep out"), 1);
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

static void put_settings(struct bench *b, const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/config", b->server.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void short_rsa_keys(void **state)
{
    struct bench *b = *state;
    b->server.old_crypto = true;
    b->server.rsa_bits = 768;
    b->config.legacy_crypto = true;
    open_peer(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
}

static void short_rsa_keys_are_refused_by_default(void **state)
{
    struct bench *b = *state;
    b->server.old_crypto = true;
    b->server.rsa_bits = 768;
    ios_server_start(&b->server);
    put_settings(b, "KexAlgorithms +diffie-hellman-group14-sha1\nHostKeyAlgorithms +ssh-rsa\n"
                    "Ciphers +aes128-cbc\nMACs +hmac-sha1\n");
    new_peer(b);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_LOST);
    assert_non_null(strstr(b->why.text, "RSA host key is too short"));
    assert_non_null(strstr(b->why.text, "--legacy-crypto"));
    peer_free(b->peer);
    put_settings(b, "KexAlgorithms +diffie-hellman-group14-sha1\nHostKeyAlgorithms +ssh-rsa\n"
                    "Ciphers +aes128-cbc\nMACs +hmac-sha1\nRequiredRSASize 768\n");
    new_peer(b);
    wait_loop(b);
    assert_int_equal(peer_state(b->peer), PEER_READY);
    assert_true(peer_legacy(b->peer));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        PEER_TEST(enable_is_asked_once_for_both_lines),
        PEER_TEST(wrong_enable_password),
        PEER_TEST(enable_refused_by_the_user),
        PEER_TEST(wrong_password),
        PEER_TEST(second_password_is_right),
        PEER_TEST(challenge_with_two_questions),
        PEER_TEST(challenge_in_rounds),
        PEER_TEST(a_challenge_without_questions_leads_to_the_password),
        PEER_TEST(the_banner_is_shown_once),
        PEER_TEST(no_answer_gives_up),
        PEER_TEST(unknown_host_key_is_refused_by_the_user),
        PEER_TEST(changed_host_key_is_refused_with_both_fingerprints),
        PEER_TEST(old_algorithms_only_when_asked_for),
        PEER_TEST(short_rsa_keys),
        PEER_TEST(short_rsa_keys_are_refused_by_default),
        PEER_TEST(passwords_known_beforehand),
        PEER_TEST(passwords_known_beforehand_but_wrong),
        PEER_TEST(a_challenge_known_beforehand),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
