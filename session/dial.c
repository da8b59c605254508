/* SPDX-License-Identifier: ISC */
#include "session/dial.h"

#include "base/mem.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_ADDRESSES = 16 };

struct dial {
    struct loop *loop;
    const struct dial_events *events;
    void *user;
    char *host;
    char *port;
    struct loop_lookup *lookup;
    struct loop_watch *watch;
    struct loop_timer *timer;
    struct loop_address list[MAX_ADDRESSES];
    int count, next;
    int fd;
    uint64_t end_ms;
    struct err why; /* of the address tried last */
};

static void hang_up(struct dial *d)
{
    loop_watch_free(d->watch);
    d->watch = NULL;
    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
}

static void end(struct dial *d)
{
    int fd = d->fd;
    loop_timer_stop(d->timer);
    loop_watch_free(d->watch);
    d->watch = NULL;
    d->fd = -1;
    d->events->done(d->user, fd, fd >= 0 ? NULL : &d->why);
}

static void connected(struct dial *d)
{
    int on = 1;
    /* Short packets go back and forth here: waiting to fill them doubles the handshake. */
    setsockopt(d->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(d->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    end(d);
}

static void refused(struct dial *d, const char *reason)
{
    d->why = (struct err){0};
    err_set(&d->why, ERR_UNREACHABLE, d->host, 0, "cannot connect to port %s: %s", d->port, reason);
    hang_up(d);
}

static void try_next(struct dial *d);

static void on_writable(void *user, int events)
{
    struct dial *d = user;
    int error = 0;
    socklen_t len = sizeof error;
    (void)events;
    if (getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    if (error == 0) {
        connected(d);
        return;
    }
    refused(d, strerror(error));
    try_next(d);
}

/* Start with one address. Returns whether there is something to wait for. */
static bool start(struct dial *d, const struct loop_address *a)
{
    d->fd = socket(a->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->fd < 0) {
        refused(d, strerror(errno));
        return false;
    }
    if (connect(d->fd, (const struct sockaddr *)&a->addr, a->len) != 0 && errno != EINPROGRESS) {
        refused(d, strerror(errno));
        return false;
    }
    d->watch = loop_watch_new(d->loop, d->fd, LOOP_WRITE, on_writable, d);
    if (!d->watch)
        refused(d, "the descriptor cannot be watched");
    return d->watch != NULL;
}

static void try_next(struct dial *d)
{
    while (d->next < d->count) {
        uint64_t now = loop_now_ms(d->loop);
        uint64_t left = d->end_ms > now ? d->end_ms - now : 0;
        const struct loop_address *a = &d->list[d->next];
        /* A silent address must not use up the time of those behind it. */
        uint64_t share = left / (uint64_t)(d->count - d->next);
        d->next++;
        if (start(d, a)) {
            loop_timer_set(d->timer, share);
            return;
        }
    }
    end(d);
}

static void on_timer(void *user)
{
    struct dial *d = user;
    if (!d->lookup || d->count > 0) {
        refused(d, "no answer in time");
        try_next(d);
        return;
    }
    err_set(&d->why, ERR_UNREACHABLE, d->host, 0, "the name could not be looked up in time");
    loop_lookup_free(d->lookup);
    d->lookup = NULL;
    end(d);
}

static void on_lookup(void *user, const struct loop_address *list, int count, const char *problem)
{
    struct dial *d = user;
    if (count == 0)
        err_set(&d->why, ERR_UNREACHABLE, d->host, 0, "the name cannot be looked up: %s",
                problem ? problem : "it has no address");
    d->count = count < MAX_ADDRESSES ? count : MAX_ADDRESSES;
    memcpy(d->list, list, (size_t)d->count * sizeof *list);
    d->events->found(d->user);
    try_next(d);
}

struct dial *dial_new(struct loop *l, const char *host, const char *port, unsigned timeout_ms,
                      const struct dial_events *events, void *user)
{
    struct dial *d = mem_alloc(sizeof *d);
    d->loop = l;
    d->events = events;
    d->user = user;
    d->host = mem_dup(host);
    d->port = mem_dup(port);
    d->fd = -1;
    d->end_ms = loop_now_ms(l) + timeout_ms;
    d->timer = loop_timer_new(l, on_timer, d);
    loop_timer_set(d->timer, timeout_ms);
    d->lookup = loop_lookup_new(l, host, port, on_lookup, d);
    return d;
}

void dial_free(struct dial *d)
{
    if (!d)
        return;
    hang_up(d);
    loop_lookup_free(d->lookup);
    loop_timer_free(d->timer);
    free(d->host);
    free(d->port);
    free(d);
}
