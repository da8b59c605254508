/* SPDX-License-Identifier: ISC */
/*
 * Each way is a queue of pieces with the time at which they come out. The server's end is one half
 * of a socket pair, so that neither libssh nor a login knows that there is a cable.
 */
#include "lab/wire/cable.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 16 * 1024,
    PIECE_BYTES_LEAST = 16,
    PIECES_PER_S = 50, /* that a slow wire is cut into */
    ROOM_BYTES = 256 * 1024,
    ROOM_BYTES_LEAST = 2 * 1024,
    CUT_GRACE_MS = 2000 /* for the client to notice that it was cut off */
};

enum state { WORKS, HANGS, IS_CUT };

struct piece {
    uint64_t due_ms;
    size_t len;
};

struct way {
    int from, to;
    struct buf bytes;
    struct piece *pieces;
    size_t count, capacity;
    uint64_t free_ms; /* when a slow wire can take the next piece */
    uint64_t passed;  /* bytes that came out */
    uint64_t limit;
    bool ended;   /* nothing more will come in */
    bool blocked; /* the far end takes nothing now */
};

struct cable {
    struct loop *loop;
    struct wire_options options;
    enum state state;
    struct way to_client, to_server;
    struct loop_watch *client, *server;
    struct loop_timer *timer;
    void (*gone)(void *user, struct cable *c);
    void *user;
};

bool cable_needed(const struct wire_options *o)
{
    return o->rtt_ms || o->rate || o->drop_after || o->hang_after;
}

static size_t between(size_t least, uint64_t n, size_t most)
{
    return n < least ? least : n > most ? most : (size_t)n;
}

/* Bytes that may go in now. */
static size_t room(const struct cable *c, const struct way *w)
{
    uint64_t rate = c->options.rate;
    size_t most = rate ? between(ROOM_BYTES_LEAST, rate / 2, ROOM_BYTES) : ROOM_BYTES;
    size_t piece =
        rate ? between(PIECE_BYTES_LEAST, rate / PIECES_PER_S, PIECE_BYTES) : PIECE_BYTES;
    size_t left = most > w->bytes.len ? most - w->bytes.len : 0;
    return left < piece ? left : piece;
}

static void put_in(struct cable *c, struct way *w, const char *bytes, size_t len)
{
    uint64_t now = loop_now_ms(c->loop);
    uint64_t start = w->free_ms > now ? w->free_ms : now;
    w->free_ms = start + (c->options.rate ? len * 1000 / c->options.rate : 0);
    w->pieces = mem_grow(w->pieces, w->count, &w->capacity, sizeof(struct piece));
    w->pieces[w->count++] = (struct piece){w->free_ms + c->options.rtt_ms / 2, len};
    buf_add(&w->bytes, bytes, len);
}

static void take_in(struct cable *c, struct way *w)
{
    char bytes[PIECE_BYTES];
    size_t most = room(c, w);
    if (most == 0 || w->ended)
        return;
    ssize_t got = read(w->from, bytes, most);
    if (got > 0)
        put_in(c, w, bytes, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        w->ended = true;
}

/* Deliver up to `len` bytes. Returns how many went out; those for an end that is gone count too. */
static size_t deliver(struct way *w, size_t len)
{
    uint64_t left = w->limit - w->passed;
    if (len > left)
        len = (size_t)left;
    ssize_t sent = len > 0 ? send(w->to, w->bytes.data, len, MSG_NOSIGNAL) : 0;
    w->blocked = sent < 0 && (errno == EAGAIN || errno == EINTR);
    if (w->blocked)
        return 0;
    size_t done = sent < 0 ? len : (size_t)sent;
    w->passed += done;
    buf_eat(&w->bytes, done);
    return done;
}

/* Everything that is due. */
static void let_out(struct way *w, uint64_t now)
{
    size_t done = 0;
    w->blocked = false;
    while (done < w->count && w->pieces[done].due_ms <= now && w->passed < w->limit) {
        w->pieces[done].len -= deliver(w, w->pieces[done].len);
        if (w->pieces[done].len > 0)
            break;
        done++;
    }
    w->count -= done;
    if (done > 0)
        memmove(w->pieces, w->pieces + done, w->count * sizeof *w->pieces);
}

static void hang_up_server(struct cable *c)
{
    loop_watch_free(c->server);
    c->server = NULL;
    close(c->to_server.to);
    c->to_server.to = c->to_client.from = -1;
}

/* The limit was reached: what the client sends from now on is nobody's. */
static void fail(struct cable *c)
{
    c->state = c->options.drop_after == c->to_client.limit ? IS_CUT : HANGS;
    if (c->state == IS_CUT) {
        /* Not close() at once: with bytes unread that would take back what was delivered. */
        shutdown(c->to_client.to, SHUT_WR);
        hang_up_server(c);
        loop_timer_set(c->timer, CUT_GRACE_MS);
    } else {
        loop_watch_set(c->server, 0);
        loop_timer_stop(c->timer);
    }
    loop_watch_set(c->client, LOOP_READ);
}

static void watch(struct cable *c, struct loop_watch *w, const struct way *in,
                  const struct way *out)
{
    int events = !in->ended && room(c, in) > 0 ? LOOP_READ : 0;
    loop_watch_set(w, events | (out->blocked ? LOOP_WRITE : 0));
}

static void wait(struct cable *c)
{
    uint64_t now = loop_now_ms(c->loop);
    uint64_t next = UINT64_MAX;
    const struct way *ways[] = {&c->to_client, &c->to_server};
    for (int i = 0; i < 2; i++)
        if (ways[i]->count > 0 && !ways[i]->blocked && ways[i]->pieces[0].due_ms < next)
            next = ways[i]->pieces[0].due_ms;
    if (next == UINT64_MAX)
        loop_timer_stop(c->timer);
    else
        loop_timer_set(c->timer, next > now ? next - now : 0);
    watch(c, c->client, &c->to_server, &c->to_client);
    watch(c, c->server, &c->to_client, &c->to_server);
}

static void work(struct cable *c)
{
    uint64_t now = loop_now_ms(c->loop);
    let_out(&c->to_client, now);
    let_out(&c->to_server, now);
    if (c->to_client.passed >= c->to_client.limit) {
        fail(c);
        return;
    }
    if (c->to_client.ended && c->to_client.count == 0) {
        c->gone(c->user, c);
        return;
    }
    if (c->to_server.ended && c->to_server.count == 0)
        shutdown(c->to_server.to, SHUT_WR);
    wait(c);
}

/* Read and forget. The client's end is the end. */
static void on_nothing(struct cable *c)
{
    char bytes[PIECE_BYTES];
    ssize_t got;
    while ((got = read(c->to_server.from, bytes, sizeof bytes)) > 0)
        ;
    if (got == 0 || (errno != EAGAIN && errno != EINTR))
        c->gone(c->user, c);
}

static void on_client(void *user, int events)
{
    struct cable *c = user;
    if (c->state != WORKS) {
        on_nothing(c);
        return;
    }
    if (events & LOOP_READ)
        take_in(c, &c->to_server);
    work(c);
}

static void on_server(void *user, int events)
{
    struct cable *c = user;
    if (events & LOOP_READ)
        take_in(c, &c->to_client);
    work(c);
}

static void on_timer(void *user)
{
    struct cable *c = user;
    if (c->state == WORKS)
        work(c);
    else
        c->gone(c->user, c);
}

/* The smaller of the two, where 0 means never. */
static uint64_t limit(const struct wire_options *o)
{
    uint64_t drop = o->drop_after ? o->drop_after : UINT64_MAX;
    uint64_t hang = o->hang_after ? o->hang_after : UINT64_MAX;
    return drop < hang ? drop : hang;
}

struct cable *cable_new(struct loop *l, const struct wire_options *o, int client, int *server,
                        void (*gone)(void *user, struct cable *c), void *user)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0) {
        close(client);
        return NULL;
    }
    struct cable *c = mem_alloc(sizeof *c);
    c->loop = l;
    c->options = *o;
    c->to_client = (struct way){.from = pair[0], .to = client, .limit = limit(o)};
    c->to_server = (struct way){.from = client, .to = pair[0], .limit = UINT64_MAX};
    c->gone = gone;
    c->user = user;
    c->timer = loop_timer_new(l, on_timer, c);
    c->client = loop_watch_new(l, client, LOOP_READ, on_client, c);
    c->server = loop_watch_new(l, pair[0], LOOP_READ, on_server, c);
    *server = pair[1];
    if (c->client && c->server)
        return c;
    close(pair[1]);
    cable_free(c);
    return NULL;
}

void cable_free(struct cable *c)
{
    if (!c)
        return;
    loop_watch_free(c->client);
    loop_watch_free(c->server);
    loop_timer_free(c->timer);
    close(c->to_client.to);
    if (c->to_server.to >= 0)
        close(c->to_server.to);
    free(c->to_client.pieces);
    free(c->to_server.pieces);
    buf_fini(&c->to_client.bytes);
    buf_fini(&c->to_server.bytes);
    free(c);
}
