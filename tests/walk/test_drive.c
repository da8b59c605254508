/* SPDX-License-Identifier: ISC */
#include "tests/walk/mini.h"
#include "walk/drive.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct bench {
    struct loop *loop;
    struct drive *drive;
    int lost[SIDES];
    int closed;
    bool running;
    enum verdict verdict;
    char why[800];
};

static void on_state(void *user, int side, enum peer_state s, const struct err *why)
{
    struct bench *b = user;
    if (s != PEER_LOST)
        return;
    b->lost[side]++;
    assert_non_null(why);
    snprintf(b->why, sizeof b->why, "%s", why->text);
}

static void on_closed(void *user)
{
    struct bench *b = user;
    b->closed++;
    if (b->running)
        loop_stop(b->loop);
}

static void on_walk(void *user, const struct walk_event *e)
{
    struct bench *b = user;
    if (e->type != WALK_ENDS)
        return;
    b->verdict = e->verdict;
    drive_close(b->drive);
}

/* A port of this host on which nobody listens: one that was free a moment ago. */
static int unused_port(void)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof addr;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
    close(fd);
    return ntohs(addr.sin_port);
}

/* Nobody listens: the walk ends without a verdict, and says that a peer was lost. */
static void test_unreachable(void **state)
{
    (void)state;
    struct bench b = {.loop = loop_new()};
    struct pack *pack = mini_pack();
    struct playbook *book = mini_playbook(pack, "{'id':'s1','title':'T','risk':'read'}", NULL);
    char target[40];
    snprintf(target, sizeof target, "nobody@127.0.0.1:%d", unused_port());
    struct peer_config config[SIDES];
    for (int side = 0; side < SIDES; side++)
        config[side] = (struct peer_config){
            .target = target, .ssh_config = "/dev/null", .known_hosts = "/dev/null"};
    struct drive_handler h = {.state = on_state, .closed = on_closed};
    struct walk_options o = {0};
    b.drive = drive_new(b.loop, book, &o, config, &h, &b);
    walk_observe(drive_walk(b.drive), on_walk, &b);
    assert_non_null(drive_peer(b.drive, SIDE_B));
    drive_open(b.drive);
    walk_start(drive_walk(b.drive));
    b.running = true;
    loop_run(b.loop);
    assert_int_equal(b.closed, 1);
    assert_true(b.lost[SIDE_A] + b.lost[SIDE_B] >= 1);
    assert_int_equal(b.verdict, VERDICT_UNKNOWN);
    assert_true(walk_lost(drive_walk(b.drive)));
    assert_true(strlen(b.why) > 0);
    drive_free(b.drive);
    playbook_free(book);
    pack_free(pack);
    loop_free(b.loop);
}

/* Closing what was never opened tells at once; freeing without closing is no leak. */
static void test_never_opened(void **state)
{
    (void)state;
    struct bench b = {.loop = loop_new()};
    struct pack *pack = mini_pack();
    struct playbook *book = mini_playbook(pack, "{'id':'s1','title':'T','risk':'read'}", NULL);
    struct peer_config config[SIDES] = {{.target = "a", .ssh_config = "/dev/null"},
                                        {.target = "b", .ssh_config = "/dev/null"}};
    struct drive_handler h = {.closed = on_closed};
    struct walk_options o = {0};
    b.drive = drive_new(b.loop, book, &o, config, &h, &b);
    drive_close(b.drive);
    assert_int_equal(b.closed, 1);
    drive_free(b.drive);
    b.drive = drive_new(b.loop, book, &o, config, NULL, NULL);
    drive_free(b.drive);
    playbook_free(book);
    pack_free(pack);
    loop_free(b.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_never_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
