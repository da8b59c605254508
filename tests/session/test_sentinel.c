/* SPDX-License-Identifier: ISC */
/*
 * The sentinel: what is said to it, and what it does when the other end is gone. The program that
 * it executes anew is here this test itself.
 */
#include "session/sentinel.h"

#include "base/file.h"
#include "session/journal.h"
#include "session/sentinel_wire.h"
#include "tests/session/bench.h"

#include <poll.h>

#define PLATFORM "playbooks/ios/platform.json"

enum { LIMIT_MS = 20 * 1000, QUIET_MS = 1500, BEAT_MS = 100 };

#define SAY(fd, ...)                                                                               \
    assert_true(sentinel_say(fd, (const char *const[]){__VA_ARGS__},                               \
                             sizeof(const char *const[]){__VA_ARGS__} / sizeof(const char *)))

static void texts_arrive_as_they_were(void **state)
{
    (void)state;
    int ends[2];
    char room[SENTINEL_BYTES];
    const char *texts[SENTINEL_TEXTS];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    SAY(ends[0], "on", NULL, "", "CE1");
    SAY(ends[0], "bye");
    assert_int_equal(sentinel_hear(ends[1], room, texts), 4);
    assert_string_equal(texts[0], "on");
    assert_string_equal(texts[1], "");
    assert_string_equal(texts[2], "");
    assert_string_equal(texts[3], "CE1");
    assert_string_equal(texts[SENTINEL_TEXTS - 1], "");
    assert_int_equal(sentinel_hear(ends[1], room, texts), 1);
    assert_string_equal(texts[0], "bye");

    /* Not a message: no end, too many texts, too long. */
    char wrong[SENTINEL_BYTES + 1];
    memset(wrong, 'x', sizeof wrong);
    assert_int_equal(send(ends[0], wrong, 3, 0), 3);
    assert_int_equal(sentinel_hear(ends[1], room, texts), -1);
    assert_int_equal(send(ends[0], wrong, sizeof wrong, 0), sizeof wrong);
    assert_int_equal(sentinel_hear(ends[1], room, texts), -1);
    memset(wrong, '\0', sizeof wrong);
    assert_int_equal(send(ends[0], wrong, SENTINEL_TEXTS + 1, 0), SENTINEL_TEXTS + 1);
    assert_int_equal(sentinel_hear(ends[1], room, texts), -1);
    memset(wrong, 'x', sizeof wrong - 1);
    wrong[sizeof wrong - 1] = '\0';
    assert_false(sentinel_say(ends[0], (const char *const[]){wrong}, 1));

    close(ends[0]);
    assert_int_equal(sentinel_hear(ends[1], room, texts), 0);
    assert_false(sentinel_say(ends[1], (const char *const[]){"bye"}, 1));
    close(ends[1]);
}

/* A sentinel in a child process. */
struct watch {
    pid_t pid;
    int fd;
    int out;         /* what it says comes here */
    char said[1024]; /* and is kept here */
    size_t len;
};

static struct watch begin(unsigned quiet_ms)
{
    int ends[2], out[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    assert_int_equal(pipe(out), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        dup2(out[1], STDERR_FILENO);
        _exit(sentinel_run(ends[1], LIMIT_MS, quiet_ms));
    }
    close(ends[1]);
    close(out[1]);
    return (struct watch){.pid = pid, .fd = ends[0], .out = out[0]};
}

/* Reads a little more of what it says; false: there is no more. */
static bool hear(struct watch *w)
{
    ssize_t got = read(w->out, w->said + w->len, sizeof w->said - 1 - w->len);
    if (got > 0)
        w->len += (size_t)got;
    w->said[w->len] = '\0';
    return got > 0;
}

static void hear_until(struct watch *w, const char *part)
{
    while (!strstr(w->said, part))
        assert_true(hear(w));
}

/* It says nothing for so long. */
static void assert_quiet(const struct watch *w, int ms)
{
    struct pollfd more = {.fd = w->out, .events = POLLIN};
    assert_int_equal(poll(&more, 1, ms), 0);
}

/* Our end is gone; what it says from now on is kept. Returns how many routers may still debug. */
static int leave(struct watch *w)
{
    int status = -1;
    w->len = 0;
    close(w->fd);
    while (hear(w)) {
    }
    close(w->out);
    assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* A router whose key is known, and a sentinel that knows how to get there. */
static struct watch post_for(struct bench *b, const char *journal, const char *password,
                             unsigned quiet_ms)
{
    char asked[160];
    open_peer(b);
    struct watch w = begin(quiet_ms);
    snprintf(asked, sizeof asked, "%s", strstr(buf_str(&b->asked), "\n") + 1);
    asked[strcspn(asked, "\n")] = '\0';
    SAY(w.fd, "hello", PLATFORM, journal);
    SAY(w.fd, "peer", "a", b->target, b->config.ssh_config, b->known_hosts, "", "0");
    SAY(w.fd, "answer", "a", (const char[]){'0' + PEER_ASK_PASSWORD, '\0'}, asked, password);
    return w;
}

static struct watch post(struct bench *b, const char *journal, const char *password)
{
    return post_for(b, journal, password, LIMIT_MS);
}

/* What the router was sent besides by the peer of the test. */
static int undebugged(struct bench *b)
{
    peer_free(b->peer);
    b->peer = NULL;
    stop_server(b);
    return count(b->log, "undebug all\n");
}

/* Our end is gone, and it does not care. */
static void assert_idle(struct bench *b, struct watch *w)
{
    assert_int_equal(leave(w), 0);
    assert_string_equal(w->said, "");
    assert_int_equal(undebugged(b), 0);
}

static char *take_journal(const char *path)
{
    struct buf text = {0};
    assert_int_equal(file_read(path, 0, &text, NULL), ERR_NONE);
    unlink(path);
    return buf_take(&text, NULL);
}

static void it_acts_when_the_other_end_is_gone(void **state)
{
    struct bench *b = *state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/peerwalk-sentinel-%d", (int)getpid());
    struct watch w = post(b, path, "secret");
    struct journal *j = journal_open(path, "", NULL);
    assert_non_null(j);
    SAY(w.fd, "on", "a", "CE1", "no debug condition 1");
    journal_free(j);
    assert_int_equal(leave(&w), 0);
    assert_non_null(strstr(w.said, ": debugging was left on; it has been switched off"));
    assert_int_equal(undebugged(b), 1);
    const char *off = strstr(b->log, "undebug all\n");
    assert_non_null(strstr(strstr(off, "no debug condition 1\n"), "exit\n"));
    assert_int_equal(count(b->log, "terminal monitor"), 1); /* the test's own */
    char *written = take_journal(path);
    assert_non_null(strstr(written, "\"event\":\"debug\",\"side\":\"a\",\"on\":false}"));
    assert_null(strstr(written, "secret"));
    free(written);
}

/* Our end is there, but stopped or stuck. */
static void it_acts_when_the_other_end_is_silent(void **state)
{
    struct bench *b = *state;
    struct watch w = post_for(b, NULL, "secret", BEAT_MS);
    SAY(w.fd, "on", "a", "CE1", "no debug condition 1");
    hear_until(&w, "it has been switched off by a new login");
    assert_non_null(strstr(w.said, "the program has been silent"));
    SAY(w.fd, "here");
    SAY(w.fd, "off", "a");
    assert_int_equal(leave(&w), 0);
    assert_string_equal(w.said, "");
    assert_int_equal(undebugged(b), 1);
    assert_int_equal(count(b->log, "no debug condition 1\n"), 1);
}

/* A password that is refused is not tried over and over while the silence lasts. */
static void it_acts_once_in_a_silence(void **state)
{
    struct bench *b = *state;
    struct watch w = post_for(b, NULL, "wrong", BEAT_MS);
    SAY(w.fd, "on", "a", "CE1", "");
    hear_until(&w, "log in and type on CE1: undebug all");
    assert_quiet(&w, 3 * BEAT_MS);
    SAY(w.fd, "bye");
    assert_idle(b, &w);
}

static void it_leaves_alone_what_is_heard_of(void **state)
{
    struct bench *b = *state;
    struct watch w = post_for(b, NULL, "secret", QUIET_MS);
    SAY(w.fd, "on", "a", "CE1", "");
    for (int i = 0; i < QUIET_MS / BEAT_MS + 3; i++) {
        SAY(w.fd, "here");
        assert_quiet(&w, BEAT_MS);
    }
    SAY(w.fd, "bye");
    assert_idle(b, &w);
}

static void it_does_nothing_when_all_is_off(void **state)
{
    struct bench *b = *state;
    struct watch w = post(b, NULL, "secret");
    SAY(w.fd, "on", "a", "CE1", "");
    SAY(w.fd, "off", "a");
    assert_idle(b, &w);
}

static void it_does_nothing_after_a_farewell(void **state)
{
    struct bench *b = *state;
    struct watch w = post(b, NULL, "secret");
    SAY(w.fd, "on", "a", "CE1", "");
    SAY(w.fd, "bye");
    assert_idle(b, &w);
}

static void another_router_is_left_alone(void **state)
{
    struct bench *b = *state;
    struct watch w = post(b, NULL, "secret");
    SAY(w.fd, "on", "a", "CE2", "no debug condition 1");
    assert_int_equal(leave(&w), 1);
    assert_non_null(strstr(w.said, "the router there calls itself CE1, not CE2"));
    assert_non_null(strstr(w.said, "type on CE2: undebug all, no debug condition 1"));
    assert_int_equal(undebugged(b), 0);
}

/* The same answers once more would only lock the user out. */
static void a_refused_password_is_not_tried_again(void **state)
{
    struct bench *b = *state;
    struct watch w = post(b, NULL, "wrong");
    SAY(w.fd, "on", "a", "CE1", "");
    assert_int_equal(leave(&w), 1);
    assert_non_null(strstr(w.said, "log in and type on CE1: undebug all"));
    assert_null(strstr(w.said, "there was no time"));
    assert_null(strstr(w.said, "wrong"));
    assert_int_equal(undebugged(b), 0);
}

static void what_is_no_message_is_the_end(void **state)
{
    (void)state;
    struct watch w = begin(LIMIT_MS);
    SAY(w.fd, "on", "a", "CE1", "");
    SAY(w.fd, "hello", "/nonexistent", "");
    assert_int_equal(leave(&w), 0);
    w = begin(LIMIT_MS);
    SAY(w.fd, "hello", PLATFORM, "");
    SAY(w.fd, "nonsense");
    SAY(w.fd, "on", "a", "CE1", "");
    SAY(w.fd, "answer", "a", "9", "", "x");
    for (char side[] = "a"; *side < 'k'; ++*side)
        SAY(w.fd, "off", side);
    assert_int_equal(leave(&w), 0);
    assert_string_equal(w.said, "");
}

/* All of it, executed anew, with what a peer was answered. */
static void it_is_told_what_a_peer_was_answered(void **state)
{
    struct bench *b = *state;
    struct err e = {0};
    not_under_valgrind("valgrind stands in the place of the program that is executed anew");
    b->server.enable = b->enable = "geheim";
    open_peer(b);
    struct sentinel *s = sentinel_new(PLATFORM, NULL);
    assert_int_equal(sentinel_on(s, "a", b->peer, NULL, &e), ERR_NONE);
    sentinel_off(s, "a");
    assert_int_equal(sentinel_on(s, "a", b->peer, "no debug condition 1", &e), ERR_NONE);
    sentinel_free(s);
    assert_int_equal(undebugged(b), 1);
    assert_int_equal(count(b->log, "no debug condition 1\n"), 1);
}

static void it_is_not_started_for_nothing(void **state)
{
    (void)state;
    struct sentinel *s = sentinel_new("/nonexistent", NULL);
    sentinel_off(s, "a");
    sentinel_free(s);
    sentinel_free(NULL);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_arrive_as_they_were),
        PEER_TEST(it_acts_when_the_other_end_is_gone),
        PEER_TEST(it_acts_when_the_other_end_is_silent),
        PEER_TEST(it_acts_once_in_a_silence),
        PEER_TEST(it_leaves_alone_what_is_heard_of),
        PEER_TEST(it_does_nothing_when_all_is_off),
        PEER_TEST(it_does_nothing_after_a_farewell),
        PEER_TEST(another_router_is_left_alone),
        PEER_TEST(a_refused_password_is_not_tried_again),
        cmocka_unit_test(what_is_no_message_is_the_end),
        PEER_TEST(it_is_told_what_a_peer_was_answered),
        cmocka_unit_test(it_is_not_started_for_nothing),
    };
    signal(SIGPIPE, SIG_IGN);
    if (argc == 2 && strcmp(argv[1], SENTINEL_ARGUMENT) == 0)
        return sentinel_run(3, LIMIT_MS, LIMIT_MS);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
