/* SPDX-License-Identifier: ISC */
#include "walk/watchdog.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct watchdog {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool done;
    struct timespec deadline;
    void (*bark)(void *user);
    void *user;
};

static void *wait_or_bark(void *arg)
{
    struct watchdog *w = arg;
    int rc = 0;
    pthread_mutex_lock(&w->lock);
    while (!w->done && rc == 0)
        rc = pthread_cond_clockwait(&w->wake, &w->lock, CLOCK_MONOTONIC, &w->deadline);
    if (!w->done)
        w->bark(w->user);
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

struct watchdog *watchdog_new(unsigned ms, void (*bark)(void *user), void *user)
{
    struct watchdog *w = mem_alloc(sizeof *w);
    w->bark = bark;
    w->user = user;
    clock_gettime(CLOCK_MONOTONIC, &w->deadline);
    w->deadline.tv_sec += ms / 1000;
    w->deadline.tv_nsec += (long)(ms % 1000) * 1000000L;
    if (w->deadline.tv_nsec >= 1000000000L) {
        w->deadline.tv_nsec -= 1000000000L;
        w->deadline.tv_sec++;
    }
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, wait_or_bark, w) != 0) {
        free(w);
        return NULL;
    }
    return w;
}

void watchdog_free(struct watchdog *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
