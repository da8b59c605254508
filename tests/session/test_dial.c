/* SPDX-License-Identifier: ISC */
/*
 * Names with several addresses, and addresses of all kinds. The names are looked up in a table of
 * this test: getaddrinfo() below takes the place of the C library's.
 */
#include "session/dial.h"

#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { GUARD_MS = 20 * 1000, MAX_LISTED = 4 };

struct fixture {
    struct loop *loop;
    struct loop_timer *guard;
    int listener;
    char port[8];
    int fd;
    struct err why;
    bool found, done;
};

static const struct {
    const char *name;
    const char *address[MAX_LISTED];
} names[] = {
    {"two", {"127.0.0.2", "127.0.0.1"}},
    {"three", {"::1", "127.0.0.2", "127.0.0.3"}},
    {"unroutable", {"255.255.255.255", "127.0.0.1"}},
    {"none", {NULL}},
};

static struct addrinfo *entry(const char *address, const char *port)
{
    struct addrinfo *a = mem_alloc(sizeof *a);
    bool six = strchr(address, ':') != NULL;
    union {
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } *s = mem_alloc(sizeof *s);
    a->ai_family = six ? AF_INET6 : AF_INET;
    a->ai_addr = (struct sockaddr *)s;
    a->ai_addrlen = six ? sizeof s->v6 : sizeof s->v4;
    a->ai_addr->sa_family = (sa_family_t)a->ai_family;
    char *plain = mem_ndup(address, strcspn(address, "%"));
    const char *scope = strchr(address, '%');
    if (six && scope)
        s->v6.sin6_scope_id = if_nametoindex(scope + 1);
    s->v4.sin_port = htons((uint16_t)(port ? atoi(port) : 0)); /* the same place in both */
    bool fits = inet_pton(a->ai_family, plain, six ? (void *)&s->v6.sin6_addr : &s->v4.sin_addr);
    free(plain);
    if (fits)
        return a;
    free(s);
    free(a);
    return NULL;
}

int getaddrinfo(const char *name, const char *port, const struct addrinfo *hints,
                struct addrinfo **found)
{
    struct addrinfo **end = found;
    (void)hints;
    *found = entry(name, port);
    for (size_t i = 0; !*found && i < sizeof names / sizeof names[0]; i++)
        for (int k = 0; strcmp(names[i].name, name) == 0 && k < MAX_LISTED && names[i].address[k];
             k++) {
            *end = entry(names[i].address[k], port);
            end = &(*end)->ai_next;
        }
    return *found ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list)
{
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list->ai_addr);
        free(list);
        list = next;
    }
}

static void on_found(void *user)
{
    struct fixture *f = user;
    f->found = true;
}

static void on_done(void *user, int fd, const struct err *why)
{
    struct fixture *f = user;
    f->done = true;
    f->fd = fd;
    if (why)
        f->why = *why;
    loop_stop(f->loop);
}

static void on_guard(void *user)
{
    struct fixture *f = user;
    loop_stop(f->loop);
}

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    f->fd = -1;
    f->loop = loop_new();
    f->guard = loop_timer_new(f->loop, on_guard, f);
    f->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(f->listener, (struct sockaddr *)&a, len), 0);
    assert_int_equal(listen(f->listener, 8), 0);
    assert_int_equal(getsockname(f->listener, (struct sockaddr *)&a, &len), 0);
    snprintf(f->port, sizeof f->port, "%d", ntohs(a.sin_port));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    if (f->fd >= 0)
        close(f->fd);
    close(f->listener);
    loop_timer_free(f->guard);
    loop_free(f->loop);
    free(f);
    return 0;
}

/* Dial to the end. Returns whether it led to a connection. */
static bool dial(struct fixture *f, const struct dial_target *target)
{
    static const struct dial_events events = {on_found, on_done};
    struct dial *d = dial_new(f->loop, target, &events, f);
    loop_timer_set(f->guard, GUARD_MS);
    loop_run(f->loop);
    loop_timer_stop(f->guard);
    assert_true(f->done);
    dial_free(d);
    return f->fd >= 0;
}

static void the_next_address_is_tried(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_in a;
    socklen_t len = sizeof a;
    assert_true(dial(f, &(struct dial_target){"two", f->port, AF_UNSPEC, NULL, GUARD_MS}));
    assert_true(f->found);
    assert_int_equal(getpeername(f->fd, (struct sockaddr *)&a, &len), 0);
    assert_int_equal(ntohl(a.sin_addr.s_addr), INADDR_LOOPBACK);
}

/* Connecting to the broadcast address fails at once, without a refusal. */
static void one_that_cannot_even_be_tried(void **state)
{
    struct fixture *f = *state;
    assert_true(dial(f, &(struct dial_target){"unroutable", f->port, AF_UNSPEC, NULL, GUARD_MS}));
}

static void the_error_names_all_that_were_tried(void **state)
{
    struct fixture *f = *state;
    assert_false(dial(f, &(struct dial_target){"three", f->port, AF_INET, NULL, GUARD_MS}));
    assert_int_equal(f->why.code, ERR_UNREACHABLE);
    char want[160];
    snprintf(want, sizeof want,
             "cannot connect to port %s: 127.0.0.2: Connection refused; 127.0.0.3: Connection "
             "refused (no SSH server listens",
             f->port);
    assert_ptr_equal(strstr(f->why.text, want), f->why.text);
    assert_string_equal(f->why.where, "three");
}

static void silent_addresses_have_their_share_of_the_time(void **state)
{
    struct fixture *f = *state;
    /* A full backlog answers no more: the kernel drops what comes then. */
    assert_int_equal(listen(f->listener, 0), 0);
    int fill[2];
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)atoi(f->port))};
    for (int i = 0; i < 2; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fill[i], (struct sockaddr *)&a, sizeof a);
    }
    assert_false(dial(f, &(struct dial_target){"two", f->port, AF_UNSPEC, NULL, 200}));
    assert_non_null(strstr(f->why.text, "127.0.0.2: Connection refused; 127.0.0.1: no answer in "
                                        "time (is the address right"));
    for (int i = 0; i < 2; i++)
        close(fill[i]);
}

static void names_that_lead_nowhere(void **state)
{
    struct fixture *f = *state;
    assert_false(dial(f, &(struct dial_target){"none", f->port, AF_UNSPEC, NULL, GUARD_MS}));
    assert_int_equal(f->why.code, ERR_UNREACHABLE);
    assert_non_null(strstr(f->why.text, "cannot be looked up"));
    f->why = (struct err){0};
    assert_false(dial(f, &(struct dial_target){"two", f->port, AF_INET6, NULL, GUARD_MS}));
    assert_non_null(strstr(f->why.text, "none of IPv6"));
    f->why = (struct err){0};
    struct buf endless = {0};
    for (int i = 0; i < 100; i++)
        buf_add_str(&endless, "name.");
    assert_false(dial(f, &(struct dial_target){buf_str(&endless), f->port, 0, NULL, GUARD_MS}));
    assert_non_null(strstr(f->why.text, "looked up"));
    buf_fini(&endless);
}

static void called_from_an_address(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_in a;
    socklen_t len = sizeof a;
    assert_true(dial(f, &(struct dial_target){"127.0.0.1", f->port, 0, "127.0.0.9", GUARD_MS}));
    assert_int_equal(getsockname(f->fd, (struct sockaddr *)&a, &len), 0);
    assert_int_equal(ntohl(a.sin_addr.s_addr), 0x7f000009);
    close(f->fd);
    assert_false(dial(f, &(struct dial_target){"127.0.0.1", f->port, 0, "192.0.2.1", GUARD_MS}));
    assert_non_null(strstr(f->why.text, strerror(EADDRNOTAVAIL)));
}

/* Over IPv6, with and without an interface, where the machine has it. */
static void addresses_of_ipv6(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    socklen_t len = sizeof a;
    int six = socket(AF_INET6, SOCK_STREAM, 0);
    if (six < 0 || bind(six, (struct sockaddr *)&a, len) != 0) {
        puts("no IPv6 on this machine: its addresses are refused");
        assert_false(dial(f, &(struct dial_target){"::1", f->port, 0, NULL, GUARD_MS}));
        assert_int_equal(f->why.code, ERR_UNREACHABLE);
        if (six >= 0)
            close(six);
        return;
    }
    assert_int_equal(listen(six, 8), 0);
    assert_int_equal(getsockname(six, (struct sockaddr *)&a, &len), 0);
    snprintf(f->port, sizeof f->port, "%d", ntohs(a.sin6_port));
    assert_true(dial(f, &(struct dial_target){"::1", f->port, AF_UNSPEC, NULL, GUARD_MS}));
    close(f->fd);
    assert_true(dial(f, &(struct dial_target){"three", f->port, AF_UNSPEC, NULL, GUARD_MS}));
    close(f->fd);
    /* The interface is kept, and named again when the address does not answer. */
    assert_false(dial(f, &(struct dial_target){"fe80::1%lo", f->port, 0, NULL, 500}));
    assert_string_equal(f->why.where, "fe80::1%lo");
    assert_int_equal(f->why.code, ERR_UNREACHABLE);
    close(six);
}

int main(void)
{
#define DIAL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        DIAL_TEST(the_next_address_is_tried),
        DIAL_TEST(one_that_cannot_even_be_tried),
        DIAL_TEST(the_error_names_all_that_were_tried),
        DIAL_TEST(silent_addresses_have_their_share_of_the_time),
        DIAL_TEST(names_that_lead_nowhere),
        DIAL_TEST(called_from_an_address),
        DIAL_TEST(addresses_of_ipv6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
