/* SPDX-License-Identifier: ISC */
/* The piece of wire alone, between two sockets on one loop. Times are compared, never measured. */
#include "lab/wire/cable.h"

#include "base/mem.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { BULK = 1024 * 1024 };

struct ends {
    struct loop *loop;
    struct cable *cable;
    int client, server;
    int gone;
};

static void on_gone(void *user, struct cable *c)
{
    struct ends *w = user;
    cable_free(c);
    w->cable = NULL;
    w->gone++;
}

static void lay(struct loop *l, const struct wire_options *o, struct ends *w)
{
    int pair[2];
    *w = (struct ends){.loop = l};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    w->client = pair[0];
    w->cable = cable_new(l, o, pair[1], &w->server, on_gone, w);
    assert_non_null(w->cable);
}

static void take_up(struct ends *w)
{
    if (w->client >= 0)
        close(w->client);
    if (w->server >= 0)
        close(w->server);
    cable_free(w->cable);
}

/* Wait for bytes; how many came, 0 for the end, however it came. */
static size_t get(struct ends *w, int fd, char *bytes, size_t size)
{
    ssize_t n;
    while ((n = read(fd, bytes, size)) < 0 && errno == EAGAIN)
        loop_step(w->loop, true);
    return n > 0 ? (size_t)n : 0;
}

/* Until the end, or `most` bytes came. */
static size_t get_all(struct ends *w, int fd, char *bytes, size_t most)
{
    size_t len = 0;
    size_t n = 1;
    while (len < most && (n = get(w, fd, bytes + len, most - len)) > 0)
        len += n;
    return len;
}

static char *numbered(size_t len)
{
    char *bytes = mem_alloc(len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    return bytes;
}

/* A megabyte each way at once, through whatever the kernel takes at a time. */
static void carry(const struct wire_options *o, size_t len)
{
    struct loop *l = loop_new();
    struct ends w;
    char *sent = numbered(len);
    char *got[2] = {mem_alloc(len), mem_alloc(len)};
    size_t out[2] = {0}, in[2] = {0};
    lay(l, o, &w);
    const int from[2] = {w.client, w.server}, to[2] = {w.server, w.client};
    while (in[0] < len || in[1] < len) {
        for (int i = 0; i < 2; i++) {
            ssize_t n = out[i] < len ? write(from[i], sent + out[i], len - out[i]) : 0;
            out[i] += n > 0 ? (size_t)n : 0;
            while (in[i] < len && (n = read(to[i], got[i] + in[i], len - in[i])) > 0)
                in[i] += (size_t)n;
        }
        loop_step(l, in[0] < len || in[1] < len);
    }
    for (int i = 0; i < 2; i++) {
        assert_memory_equal(got[i], sent, len);
        free(got[i]);
    }
    free(sent);
    take_up(&w);
    loop_free(l);
}

static void test_carries_every_byte(void **state)
{
    (void)state;
    carry(&(struct wire_options){.rtt_ms = 1}, BULK);
    carry(&(struct wire_options){.rtt_ms = 30}, BULK);
    carry(&(struct wire_options){.rate = 4 * 1024 * 1024}, BULK);
    carry(&(struct wire_options){.rtt_ms = 3, .rate = 100 * 1000}, 10 * 1000);
}

/* The same question over two cables: the long one answers last, though it was asked first. */
static void test_delay(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends far, near;
    char c;
    lay(l, &(struct wire_options){.rtt_ms = 400}, &far);
    lay(l, &(struct wire_options){.rtt_ms = 40}, &near);
    uint64_t start = loop_now_ms(l);
    assert_int_equal(write(far.client, "f", 1), 1);
    assert_int_equal(write(near.client, "n", 1), 1);
    assert_int_equal(get(&near, near.server, &c, 1), 1);
    assert_int_equal(c, 'n');
    assert_int_equal(write(near.server, "N", 1), 1);
    assert_int_equal(get(&near, near.client, &c, 1), 1);
    assert_int_equal(c, 'N');
    assert_true(loop_now_ms(l) - start >= 40);
    assert_int_equal(get(&far, far.server, &c, 1), 1);
    assert_int_equal(c, 'f');
    assert_true(loop_now_ms(l) - start >= 200);
    take_up(&far);
    take_up(&near);
    loop_free(l);
}

static void test_rate(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    char bytes[4000] = {0};
    lay(l, &(struct wire_options){.rate = 40 * 1000}, &w);
    uint64_t start = loop_now_ms(l);
    assert_int_equal(write(w.server, bytes, sizeof bytes), sizeof bytes);
    assert_int_equal(get_all(&w, w.client, bytes, sizeof bytes), sizeof bytes);
    assert_true(loop_now_ms(l) - start >= 95);
    take_up(&w);
    loop_free(l);
}

static void test_drop(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    char *sent = numbered(BULK);
    char *got = mem_alloc(BULK);
    lay(l, &(struct wire_options){.drop_after = 5001}, &w);
    assert_int_equal(write(w.client, "x", 1), 1);
    assert_true(write(w.server, sent, BULK) > 5001);
    assert_int_equal(get_all(&w, w.client, got, BULK), 5001);
    assert_memory_equal(got, sent, 5001);
    /* The server is told too, and the cable is gone when the client has left. */
    assert_int_equal(send(w.server, "y", 1, MSG_NOSIGNAL), -1);
    assert_int_equal(write(w.client, "x", 1), 1);
    close(w.client);
    w.client = -1;
    while (!w.gone)
        loop_step(l, true);
    assert_int_equal(w.gone, 1);
    free(sent);
    free(got);
    take_up(&w);
    loop_free(l);
}

/* A client that does not notice loses the connection all the same. */
static void test_drop_unnoticed(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    lay(l, &(struct wire_options){.drop_after = 2}, &w);
    assert_int_equal(write(w.server, "abc", 3), 3);
    while (!w.gone)
        loop_step(l, true);
    assert_int_equal(w.gone, 1);
    take_up(&w);
    loop_free(l);
}

static void test_hang(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    char got[8];
    lay(l, &(struct wire_options){.hang_after = 5}, &w);
    assert_int_equal(write(w.server, "1234", 4), 4);
    assert_int_equal(get_all(&w, w.client, got, 4), 4);
    assert_int_equal(write(w.server, "56", 2), 2);
    assert_int_equal(get_all(&w, w.client, got, 1), 1);
    /* Both ends still think that the line is up. */
    assert_int_equal(write(w.server, "7", 1), 1);
    assert_int_equal(write(w.client, "hello?", 6), 6);
    for (int i = 0; i < 10; i++)
        loop_step(l, false);
    assert_int_equal(read(w.client, got, sizeof got), -1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(read(w.server, got, sizeof got), -1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(w.gone, 0);
    close(w.client);
    w.client = -1;
    while (!w.gone)
        loop_step(l, true);
    assert_int_equal(get(&w, w.server, got, sizeof got), 0);
    take_up(&w);
    loop_free(l);
}

static void test_ends(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    char got[8];
    /* The server hangs up: the rest still comes, then the end. */
    lay(l, &(struct wire_options){.rtt_ms = 20}, &w);
    assert_int_equal(write(w.server, "bye", 3), 3);
    close(w.server);
    w.server = -1;
    assert_int_equal(get_all(&w, w.client, got, sizeof got), 3);
    assert_int_equal(w.gone, 1);
    take_up(&w);
    /* The client does: the server may answer what it had said. */
    lay(l, &(struct wire_options){.rtt_ms = 20}, &w);
    assert_int_equal(write(w.client, "last", 4), 4);
    shutdown(w.client, SHUT_WR);
    assert_int_equal(get_all(&w, w.server, got, sizeof got), 4);
    assert_int_equal(write(w.server, "ok", 2), 2);
    close(w.server);
    w.server = -1;
    assert_int_equal(get_all(&w, w.client, got, sizeof got), 2);
    take_up(&w);
    loop_free(l);
}

/* Who does not read is not served for ever. */
static void test_slow_reader(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct ends w;
    char *bytes = numbered(BULK);
    size_t total = 0;
    lay(l, &(struct wire_options){.rtt_ms = 2}, &w);
    for (ssize_t n = 1; n > 0 || total == 0;) {
        n = write(w.server, bytes, BULK);
        total += n > 0 ? (size_t)n : 0;
        for (int i = 0; i < 100; i++)
            loop_step(l, false);
    }
    assert_true(total < 4 * BULK);
    free(bytes);
    take_up(&w);
    loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_carries_every_byte),
        cmocka_unit_test(test_delay),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_drop),
        cmocka_unit_test(test_drop_unnoticed),
        cmocka_unit_test(test_hang),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_slow_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
