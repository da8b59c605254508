/* SPDX-License-Identifier: ISC */
/*
 * libuv wants handles closed asynchronously: the memory may go only in the close callback. Each of
 * our objects therefore embeds its handle and is freed there, so callers can free at any time.
 */
#include "base/loop.h"

#include "base/mem.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

enum { MAX_ADDRESSES = 16 };

struct loop {
    uv_loop_t uv;
    bool stepping; /* in loop_step() */
};

struct loop_watch {
    uv_poll_t handle; /* first, so that the close callback can free the whole */
    void (*fn)(void *user, int events);
    void *user;
};

struct loop_timer {
    uv_timer_t handle;
    void (*fn)(void *user);
    void *user;
};

struct loop_signal {
    uv_signal_t handle;
    void (*fn)(void *user, int signum);
    void *user;
};

struct loop_lookup {
    uv_getaddrinfo_t request;
    loop_lookup_fn *fn;
    void *user;
    bool calling; /* `fn` is running */
    bool answered;
    bool dropped;
};

struct loop *loop_new(void)
{
    struct loop *l = mem_alloc(sizeof *l);
    if (uv_loop_init(&l->uv) != 0) {
        free(l);
        return NULL;
    }
    l->uv.data = l;
    return l;
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

static void close_left(uv_handle_t *handle, void *user)
{
    (void)user;
    if (!uv_is_closing(handle))
        uv_close(handle, free_handle);
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    uv_walk(&l->uv, close_left, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    uv_loop_close(&l->uv);
    free(l);
}

void loop_run(struct loop *l)
{
    uv_run(&l->uv, UV_RUN_DEFAULT);
}

bool loop_step(struct loop *l, bool wait)
{
    l->stepping = true;
    bool left = uv_run(&l->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT) != 0;
    l->stepping = false;
    return left;
}

void loop_stop(struct loop *l)
{
    uv_stop(&l->uv);
}

uint64_t loop_now_ms(const struct loop *l)
{
    (void)l;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct loop_watch *w = (struct loop_watch *)handle;
    /* An error shows as readable: the reader then meets it where it can be told. */
    int ours = status < 0 ? LOOP_READ : 0;
    ours |= events & (UV_READABLE | UV_DISCONNECT) ? LOOP_READ : 0;
    ours |= events & UV_WRITABLE ? LOOP_WRITE : 0;
    w->fn(w->user, ours);
}

struct loop_watch *loop_watch_new(struct loop *l, int fd, int events,
                                  void (*fn)(void *user, int events), void *user)
{
    struct loop_watch *w = mem_alloc(sizeof *w);
    w->fn = fn;
    w->user = user;
    if (uv_poll_init(&l->uv, &w->handle, fd) != 0) {
        free(w);
        return NULL;
    }
    loop_watch_set(w, events);
    return w;
}

void loop_watch_set(struct loop_watch *w, int events)
{
    int uv = (events & LOOP_READ ? UV_READABLE | UV_DISCONNECT : 0) |
             (events & LOOP_WRITE ? UV_WRITABLE : 0);
    if (uv)
        uv_poll_start(&w->handle, uv, on_poll);
    else
        uv_poll_stop(&w->handle);
}

void loop_watch_free(struct loop_watch *w)
{
    if (w)
        uv_close((uv_handle_t *)&w->handle, free_handle);
}

static void on_timer(uv_timer_t *handle)
{
    struct loop_timer *t = (struct loop_timer *)handle;
    struct loop *l = handle->loop->data;
    t->fn(t->user);
    /* libuv 1.44 waits for a descriptor even if a timer has just rung: one event is a step. */
    if (l->stepping)
        uv_stop(&l->uv);
}

struct loop_timer *loop_timer_new(struct loop *l, void (*fn)(void *user), void *user)
{
    struct loop_timer *t = mem_alloc(sizeof *t);
    t->fn = fn;
    t->user = user;
    uv_timer_init(&l->uv, &t->handle);
    return t;
}

void loop_timer_set(struct loop_timer *t, uint64_t ms)
{
    uv_update_time(t->handle.loop);
    uv_timer_start(&t->handle, on_timer, ms, 0);
}

void loop_timer_stop(struct loop_timer *t)
{
    uv_timer_stop(&t->handle);
}

void loop_timer_free(struct loop_timer *t)
{
    if (t)
        uv_close((uv_handle_t *)&t->handle, free_handle);
}

static void on_signal(uv_signal_t *handle, int signum)
{
    struct loop_signal *s = (struct loop_signal *)handle;
    s->fn(s->user, signum);
}

struct loop_signal *loop_signal_new(struct loop *l, int signum, void (*fn)(void *user, int signum),
                                    void *user)
{
    struct loop_signal *s = mem_alloc(sizeof *s);
    s->fn = fn;
    s->user = user;
    uv_signal_init(&l->uv, &s->handle);
    uv_signal_start(&s->handle, on_signal, signum);
    /* Waiting for a signal alone is no reason to keep running. */
    uv_unref((uv_handle_t *)&s->handle);
    return s;
}

void loop_signal_free(struct loop_signal *s)
{
    if (s)
        uv_close((uv_handle_t *)&s->handle, free_handle);
}

static void on_lookup(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
    struct loop_lookup *q = (struct loop_lookup *)request;
    struct loop_address list[MAX_ADDRESSES] = {0};
    int count = 0;
    for (struct addrinfo *a = found; a && count < MAX_ADDRESSES; a = a->ai_next) {
        if (a->ai_addrlen > sizeof list[0].addr)
            continue;
        memcpy(&list[count].addr, a->ai_addr, a->ai_addrlen);
        list[count++].len = a->ai_addrlen;
    }
    uv_freeaddrinfo(found);
    if (!q->dropped) {
        q->calling = true;
        q->fn(q->user, list, count, status < 0 ? uv_strerror(status) : NULL);
        q->calling = false;
    }
    q->answered = true;
    if (q->dropped)
        free(q);
}

struct loop_lookup *loop_lookup_new(struct loop *l, const char *host, const char *port,
                                    loop_lookup_fn *fn, void *user)
{
    struct loop_lookup *q = mem_alloc(sizeof *q);
    q->fn = fn;
    q->user = user;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC};
    if (uv_getaddrinfo(&l->uv, &q->request, on_lookup, host, port, &hints) != 0) {
        free(q);
        return NULL;
    }
    return q;
}

void loop_lookup_free(struct loop_lookup *q)
{
    if (!q)
        return;
    if (q->answered) {
        free(q);
        return;
    }
    /* libuv still holds the request: on_lookup() frees it. */
    q->dropped = true;
    if (!q->calling)
        uv_cancel((uv_req_t *)&q->request);
}
