/* SPDX-License-Identifier: ISC */
#include "session/dial.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <netdb.h>
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
    char *bind_address;
    int family;
    struct loop_lookup *lookup;
    struct loop_watch *watch;
    struct loop_timer *timer;
    struct loop_address list[MAX_ADDRESSES];
    int count, next;
    int fd;
    uint64_t end_ms;
    struct buf failed; /* each address that was tried, and why it was not that */
    int last_error;    /* of the address tried last; 0: it did not answer */
    struct err why;
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

/* What to look at next, as far as the error tells. */
static const char *advice(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return "no SSH server listens on that port, or an access list refuses this machine";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "there is no route from here; is the management network up?";
    case 0:
        return "is the address right, the router up, and the port not filtered?";
    default:
        return "try the same with ssh -v";
    }
}

static void none_answers(struct dial *d)
{
    err_set(&d->why, ERR_UNREACHABLE, d->host, 0, "cannot connect to port %s: %s (%s)", d->port,
            buf_str(&d->failed), advice(d->last_error));
    end(d);
}

/* The address tried now is none. `error` is 0 when it does not answer. */
static void give_up_address(struct dial *d, int error)
{
    char text[NI_MAXHOST] = "?";
    const struct loop_address *a = &d->list[d->next - 1];
    getnameinfo((const struct sockaddr *)&a->addr, a->len, text, sizeof text, NULL, 0,
                NI_NUMERICHOST);
    buf_add_str(&d->failed, d->failed.len > 0 ? "; " : "");
    if (strcmp(text, d->host) != 0)
        buf_printf(&d->failed, "%s: ", text);
    buf_add_str(&d->failed, error ? strerror(error) : "no answer in time");
    d->last_error = error;
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
    give_up_address(d, error);
    try_next(d);
}

/* Call from the address that BindAddress names. Returns 0 or an error number. */
static int bind_local(const struct dial *d, int family)
{
    struct addrinfo hints = {
        .ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    struct addrinfo *found = NULL;
    if (!d->bind_address)
        return 0;
    /* Numeric only: anything else could block. */
    if (getaddrinfo(d->bind_address, NULL, &hints, &found) != 0)
        return EADDRNOTAVAIL;
    int error = bind(d->fd, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
    freeaddrinfo(found);
    return error;
}

/* Start with one address. Returns 0 when there is something to wait for, else an error number. */
static int start(struct dial *d, const struct loop_address *a)
{
    d->fd = socket(a->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->fd < 0)
        return errno;
    int error = bind_local(d, a->addr.ss_family);
    if (error != 0)
        return error;
    if (connect(d->fd, (const struct sockaddr *)&a->addr, a->len) != 0 && errno != EINPROGRESS)
        return errno;
    d->watch = loop_watch_new(d->loop, d->fd, LOOP_WRITE, on_writable, d);
    return d->watch ? 0 : EMFILE;
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
        int error = start(d, a);
        if (error == 0) {
            loop_timer_set(d->timer, share);
            return;
        }
        give_up_address(d, error);
    }
    none_answers(d);
}

static void on_timer(void *user)
{
    struct dial *d = user;
    if (d->count > 0) {
        give_up_address(d, 0);
        try_next(d);
        return;
    }
    err_set(&d->why, ERR_UNREACHABLE, d->host, 0,
            "the name could not be looked up in time; does the name server answer?");
    loop_lookup_free(d->lookup);
    d->lookup = NULL;
    end(d);
}

static void on_lookup(void *user, const struct loop_address *list, int count, const char *problem)
{
    struct dial *d = user;
    for (int i = 0; i < count && d->count < MAX_ADDRESSES; i++)
        if (d->family == AF_UNSPEC || list[i].addr.ss_family == d->family)
            d->list[d->count++] = list[i];
    if (count > 0 && d->count == 0)
        err_set(&d->why, ERR_UNREACHABLE, d->host, 0,
                "the name has addresses, but none of IPv%d, as AddressFamily wants",
                d->family == AF_INET6 ? 6 : 4);
    else if (count == 0)
        err_set(&d->why, ERR_UNREACHABLE, d->host, 0,
                "the name cannot be looked up: %s; is it spelled as in DNS, or as a Host of "
                "ssh_config?",
                problem ? problem : "it has no address");
    d->events->found(d->user);
    if (d->count > 0)
        try_next(d);
    else
        end(d);
}

struct dial *dial_new(struct loop *l, const struct dial_target *target,
                      const struct dial_events *events, void *user)
{
    struct dial *d = mem_alloc(sizeof *d);
    d->loop = l;
    d->events = events;
    d->user = user;
    d->host = mem_dup(target->host);
    d->port = mem_dup(target->port);
    d->bind_address = mem_dup(target->bind_address);
    d->family = target->family;
    d->fd = -1;
    d->end_ms = loop_now_ms(l) + target->timeout_ms;
    d->timer = loop_timer_new(l, on_timer, d);
    loop_timer_set(d->timer, target->timeout_ms);
    d->lookup = loop_lookup_new(l, d->host, d->port, on_lookup, d);
    if (!d->lookup) {
        err_set(&d->why, ERR_UNREACHABLE, d->host, 0, "this is no name that can be looked up");
        loop_timer_set(d->timer, 0);
    }
    return d;
}

void dial_free(struct dial *d)
{
    if (!d)
        return;
    hang_up(d);
    loop_lookup_free(d->lookup);
    loop_timer_free(d->timer);
    buf_fini(&d->failed);
    free(d->bind_address);
    free(d->host);
    free(d->port);
    free(d);
}
