/* SPDX-License-Identifier: ISC */
#include "tests/faults/proxy.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 64, CHUNK = 16 * 1024 };

/* One direction: what is read from `fd` goes to the other end. */
struct end {
    struct connection *owner;
    struct loop_watch *watch;
    int fd;
    int other;
};

struct connection {
    struct proxy *proxy;
    struct end end[2];
    bool planned;
    bool silent;
};

struct proxy {
    struct loop *loop;
    struct loop_watch *accept;
    struct connection *connection[CONNECTIONS_MAX];
    struct proxy_plan plan;
    bool planned, struck;
    unsigned count;
    uint64_t bytes;
    int fd;
    uint16_t to, port;
};

static void no_delay(int fd)
{
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

/* `reset`: the other side learns of it by an error, as when a router has gone. */
static void hang_up(struct connection *c, bool reset)
{
    for (int i = 0; i < 2; i++) {
        loop_watch_free(c->end[i].watch);
        c->end[i].watch = NULL;
        if (c->end[i].fd < 0)
            continue;
        if (reset)
            setsockopt(c->end[i].fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                       sizeof(struct linger));
        close(c->end[i].fd);
        c->end[i].fd = -1;
    }
}

static void stop_listening(struct proxy *p)
{
    loop_watch_free(p->accept);
    p->accept = NULL;
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

static void strike(struct connection *c)
{
    struct proxy *p = c->proxy;
    p->struck = true;
    for (unsigned i = 0; p->plan.for_good && i < p->count; i++) {
        if (p->plan.kind == PROXY_DROP)
            hang_up(p->connection[i], true);
        p->connection[i]->silent = true;
    }
    if (p->plan.for_good && p->plan.kind == PROXY_DROP)
        stop_listening(p);
    if (p->plan.kind == PROXY_DROP)
        hang_up(c, true);
    c->silent = true;
}

static bool send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static void on_bytes(void *user, int events)
{
    struct end *e = user;
    struct connection *c = e->owner;
    struct proxy *p = c->proxy;
    char bytes[CHUNK];
    (void)events;
    ssize_t n = recv(e->fd, bytes, sizeof bytes, 0);
    if (n <= 0) {
        hang_up(c, false);
        return;
    }
    if (c->silent)
        return;
    size_t len = (size_t)n;
    bool ends = p->planned && c->planned && p->bytes + len >= p->plan.after;
    if (ends)
        len = (size_t)(p->plan.after - p->bytes);
    if (c->planned)
        p->bytes += len;
    bool sent = send_all(e->other, bytes, len);
    if (ends)
        strike(c);
    else if (!sent)
        hang_up(c, false);
}

static int dial(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
}

static void on_accept(void *user, int events)
{
    struct proxy *p = user;
    (void)events;
    int in = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);
    if (in < 0)
        return;
    int out = p->count < CONNECTIONS_MAX ? dial(p->to) : -1;
    if (out < 0) {
        close(in);
        return;
    }
    struct connection *c = mem_alloc(sizeof *c);
    c->proxy = p;
    c->planned = p->count == p->plan.connection;
    /* For good means also whoever comes later: it is let in and hears nothing. */
    c->silent = p->struck && p->plan.for_good;
    c->end[0] = (struct end){c, NULL, in, out};
    c->end[1] = (struct end){c, NULL, out, in};
    p->connection[p->count++] = c;
    for (int i = 0; i < 2; i++) {
        no_delay(c->end[i].fd);
        c->end[i].watch = loop_watch_new(p->loop, c->end[i].fd, LOOP_READ, on_bytes, &c->end[i]);
    }
}

struct proxy *proxy_new(struct loop *l, uint16_t to, const struct proxy_plan *plan)
{
    struct proxy *p = mem_alloc(sizeof *p);
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    p->loop = l;
    p->to = to;
    p->planned = plan != NULL;
    if (plan)
        p->plan = *plan;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(p->fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(p->fd, 16) != 0 ||
        getsockname(p->fd, (struct sockaddr *)&at, &len) != 0)
        abort();
    p->port = ntohs(at.sin_port);
    p->accept = loop_watch_new(l, p->fd, LOOP_READ, on_accept, p);
    return p;
}

void proxy_free(struct proxy *p)
{
    if (!p)
        return;
    stop_listening(p);
    for (unsigned i = 0; i < p->count; i++) {
        hang_up(p->connection[i], false);
        free(p->connection[i]);
    }
    free(p);
}

uint16_t proxy_port(const struct proxy *p)
{
    return p->port;
}

bool proxy_struck(const struct proxy *p)
{
    return p->struck;
}

uint64_t proxy_bytes(const struct proxy *p)
{
    return p->bytes;
}
