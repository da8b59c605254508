/* SPDX-License-Identifier: ISC */
#include "walk/cage.h"

#include "base/mem.h"
#include "walk/jq_memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    LEFT_MAX = 3,         /* works left behind, after which nothing is begun any more */
    WALL_FACTOR = 8,      /* wall time for processor time, on a machine that is busy otherwise */
    SPARE_BYTES = 1 << 26 /* beyond the limit, to come to an end with */
};

enum state { RESTING, WORKING, LEFT, CLOSING };

struct cage {
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum state state;
    void (*work)(void *user);
    void *user;
    struct cage_limits limits;
    size_t most; /* bytes of libjq that the work may bring about */
    atomic_bool stopping, large, left;
};

/* Works that were left behind in this process, and whose thread this is. */
static atomic_int left_count;
static _Thread_local struct cage *inside;

/* The stack is address space only, as long as nothing recurses deeply. */
static const size_t STACKS[] = {(size_t)1 << 30, (size_t)1 << 27, (size_t)1 << 23};

static void ask_to_stop(struct cage *c)
{
    if (!atomic_exchange(&c->stopping, true) && c->limits.stop)
        c->limits.stop(c->user);
}

/* Never to be heard of again. Its stack stays, so that all it leads to counts as in use. */
static _Noreturn void sleep_for_good(struct cage *c)
{
    pthread_mutex_lock(&c->lock);
    c->state = LEFT;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    for (;;)
        pause();
}

void cage_grows(size_t bytes)
{
    struct cage *c = inside;
    if (!c)
        return;
    if (atomic_load_explicit(&c->left, memory_order_relaxed))
        sleep_for_good(c);
    if (bytes <= c->most)
        return;
    atomic_store(&c->large, true);
    ask_to_stop(c);
    if (bytes - c->most > SPARE_BYTES)
        sleep_for_good(c);
}

static void *live(void *user)
{
    struct cage *c = user;
    inside = c;
    pthread_mutex_lock(&c->lock);
    for (;;) {
        while (c->state == RESTING)
            pthread_cond_wait(&c->changed, &c->lock);
        if (c->state == CLOSING)
            break;
        pthread_mutex_unlock(&c->lock);
        c->work(c->user);
        pthread_mutex_lock(&c->lock);
        if (c->state != WORKING)
            break;
        c->state = RESTING;
        pthread_cond_signal(&c->changed);
    }
    pthread_mutex_unlock(&c->lock);
    while (c->state == LEFT)
        pause();
    return NULL;
}

/* Leave most of what address space there is to the heap. */
static bool is_affordable(size_t stack)
{
    struct rlimit all;
    return getrlimit(RLIMIT_AS, &all) != 0 || all.rlim_cur == RLIM_INFINITY ||
           stack <= all.rlim_cur / 16;
}

/* Signals are for the main thread. */
static bool start_thread(struct cage *c)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 0; i < sizeof STACKS / sizeof STACKS[0] && !c->has_thread; i++) {
        pthread_attr_t a;
        if (i + 1 < sizeof STACKS / sizeof STACKS[0] && !is_affordable(STACKS[i]))
            continue;
        pthread_attr_init(&a);
        pthread_attr_setstacksize(&a, STACKS[i]);
        c->has_thread = pthread_create(&c->thread, &a, live, c) == 0;
        pthread_attr_destroy(&a);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return c->has_thread;
}

static uint64_t ms_of(clockid_t clock)
{
    struct timespec t = {0};
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

struct stopwatch {
    clockid_t processor;
    uint64_t processor_ms, wall_ms;
};

static struct stopwatch stopwatch_of(const struct cage *c)
{
    struct stopwatch s = {.processor = CLOCK_MONOTONIC};
    pthread_getcpuclockid(c->thread, &s.processor);
    s.processor_ms = ms_of(s.processor);
    s.wall_ms = ms_of(CLOCK_MONOTONIC);
    return s;
}

/* Milliseconds for which the work may go on at least; 0 when its time is over. */
static uint64_t time_left(const struct stopwatch *s, uint64_t limit_ms)
{
    uint64_t processor = ms_of(s->processor) - s->processor_ms;
    uint64_t wall = ms_of(CLOCK_MONOTONIC) - s->wall_ms;
    return processor >= limit_ms || wall >= limit_ms * WALL_FACTOR ? 0 : limit_ms - processor;
}

/* With the lock held: wait for a change, or so long. */
static void wait_ms(struct cage *c, uint64_t ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)(ms / 1000);
    t.tv_nsec += (long)(ms % 1000) * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_nsec -= 1000000000L;
        t.tv_sec++;
    }
    pthread_cond_clockwait(&c->changed, &c->lock, CLOCK_MONOTONIC, &t);
}

/* With the lock held, up to RESTING or LEFT. As much time again is given for coming to an end. */
static void wait_for_end(struct cage *c)
{
    struct stopwatch watch = stopwatch_of(c);
    bool late = false;
    while (c->state == WORKING) {
        uint64_t left = time_left(&watch, (uint64_t)c->limits.ms * (late ? 2 : 1));
        if (left > 0) {
            wait_ms(c, left);
        } else if (late) {
            c->state = LEFT;
            atomic_store(&c->left, true);
        } else {
            late = true;
            ask_to_stop(c);
        }
    }
}

enum cage_end cage_run(struct cage *c, const struct cage_limits *limits, void (*work)(void *user),
                       void *user)
{
    if (c->state == LEFT || atomic_load(&left_count) >= LEFT_MAX ||
        !(c->has_thread || start_thread(c)))
        return CAGE_CLOSED;
    pthread_mutex_lock(&c->lock);
    c->limits = *limits;
    c->work = work;
    c->user = user;
    c->most = jq_memory_bytes() + limits->bytes;
    atomic_store(&c->stopping, false);
    atomic_store(&c->large, false);
    c->state = WORKING;
    pthread_cond_signal(&c->changed);
    wait_for_end(c);
    bool large = atomic_load(&c->large);
    bool left = c->state == LEFT;
    pthread_mutex_unlock(&c->lock);
    if (left) {
        atomic_fetch_add(&left_count, 1);
        return large ? CAGE_LEFT_LARGE : CAGE_LEFT_SLOW;
    }
    return large ? CAGE_LARGE : atomic_load(&c->stopping) ? CAGE_SLOW : CAGE_DONE;
}

struct cage *cage_new(void)
{
    struct cage *c = mem_alloc(sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->changed, NULL);
    return c;
}

void cage_free(struct cage *c)
{
    if (!c || c->state == LEFT)
        return; /* its thread has it for ever */
    if (c->has_thread) {
        pthread_mutex_lock(&c->lock);
        c->state = CLOSING;
        pthread_cond_signal(&c->changed);
        pthread_mutex_unlock(&c->lock);
        pthread_join(c->thread, NULL);
    }
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
