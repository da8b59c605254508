/* SPDX-License-Identifier: ISC */
#include "base/loop.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct seen {
    struct loop *loop;
    struct loop_watch *watch;
    struct loop_timer *timer;
    struct loop_lookup *lookup;
    int fd;
    int count;
    int family;
    bool problem;
};

static void on_read(void *user, int events)
{
    struct seen *s = user;
    char c;
    assert_int_equal(events & LOOP_READ, LOOP_READ);
    if (read(s->fd, &c, 1) == 1)
        s->count++;
    loop_watch_free(s->watch); /* from within its own callback */
}

static void a_watch_sees_bytes_and_can_free_itself(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct seen s = {.loop = loop_new(), .fd = fds[0]};
    s.watch = loop_watch_new(s.loop, fds[0], LOOP_READ, on_read, &s);
    assert_int_equal(write(fds[1], "x", 1), 1);
    loop_run(s.loop);
    assert_int_equal(s.count, 1);
    loop_free(s.loop);
    close(fds[0]);
    close(fds[1]);
}

static void on_time(void *user)
{
    struct seen *s = user;
    if (++s->count < 3)
        loop_timer_set(s->timer, 1);
    else
        loop_timer_free(s->timer);
}

static void on_once(void *user)
{
    ((struct seen *)user)->count++;
}

static void a_timer_is_an_event_of_a_step(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct seen s = {.loop = loop_new(), .fd = fds[0]};
    /* Nothing ever comes here: a step that waited for it would not end. */
    s.watch = loop_watch_new(s.loop, fds[0], LOOP_READ, on_read, &s);
    s.timer = loop_timer_new(s.loop, on_once, &s);
    loop_timer_set(s.timer, 0);
    assert_true(loop_step(s.loop, true));
    assert_int_equal(s.count, 1);
    loop_timer_set(s.timer, 1);
    while (s.count < 2)
        assert_true(loop_step(s.loop, true));
    loop_watch_free(s.watch);
    loop_timer_free(s.timer);
    loop_free(s.loop);
    close(fds[0]);
    close(fds[1]);
}

static void a_timer_can_start_itself_again(void **state)
{
    (void)state;
    struct seen s = {.loop = loop_new()};
    s.timer = loop_timer_new(s.loop, on_time, &s);
    loop_timer_set(s.timer, 1);
    loop_run(s.loop);
    assert_int_equal(s.count, 3);
    loop_free(s.loop);
}

static void on_lookup(void *user, const struct loop_address *list, int count, const char *problem)
{
    struct seen *s = user;
    s->count = count;
    s->problem = problem != NULL;
    s->family = count > 0 ? ((const struct sockaddr *)&list[0].addr)->sa_family : 0;
    loop_lookup_free(s->lookup);
}

static void an_address_is_resolved(void **state)
{
    (void)state;
    struct seen s = {.loop = loop_new()};
    s.lookup = loop_lookup_new(s.loop, "127.0.0.1", "22", on_lookup, &s);
    loop_run(s.loop);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.family, AF_INET);
    assert_false(s.problem);
    loop_free(s.loop);
}

static void a_bad_name_is_a_problem(void **state)
{
    (void)state;
    struct seen s = {.loop = loop_new(), .count = -1};
    s.lookup = loop_lookup_new(s.loop, "300.300.300.300.invalid", "22", on_lookup, &s);
    loop_run(s.loop);
    assert_int_equal(s.count, 0);
    assert_true(s.problem);
    loop_free(s.loop);
}

static void a_cancelled_lookup_says_nothing(void **state)
{
    (void)state;
    struct seen s = {.loop = loop_new(), .count = -1};
    loop_lookup_free(loop_lookup_new(s.loop, "127.0.0.1", "22", on_lookup, &s));
    loop_run(s.loop);
    assert_int_equal(s.count, -1);
    loop_free(s.loop);
}

static void on_signal(void *user, int signum)
{
    struct seen *s = user;
    s->count = signum;
    loop_stop(s->loop);
}

static void a_signal_arrives_in_the_loop(void **state)
{
    (void)state;
    struct seen s = {.loop = loop_new()};
    struct loop_signal *sig = loop_signal_new(s.loop, SIGUSR1, on_signal, &s);
    s.timer = loop_timer_new(s.loop, on_time, &s);
    loop_timer_set(s.timer, 60000); /* keeps the loop alive until the signal */
    raise(SIGUSR1);
    loop_run(s.loop);
    assert_int_equal(s.count, SIGUSR1);
    loop_signal_free(sig);
    loop_timer_free(s.timer);
    loop_free(s.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_watch_sees_bytes_and_can_free_itself),
        cmocka_unit_test(a_timer_is_an_event_of_a_step),
        cmocka_unit_test(a_timer_can_start_itself_again),
        cmocka_unit_test(an_address_is_resolved),
        cmocka_unit_test(a_bad_name_is_a_problem),
        cmocka_unit_test(a_cancelled_lookup_says_nothing),
        cmocka_unit_test(a_signal_arrives_in_the_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
