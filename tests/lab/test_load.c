/* SPDX-License-Identifier: ISC */
/*
 * Many labs at once, as a class or a test bench runs them: each pair starts, negotiates for a first
 * ping over SSH, and stops. Prints what a pair takes. LAB_PAIRS says how many; see make lab-load.
 */
#include "lab/lab.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "tests/slow.h"

#include <libssh/libssh.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAIRS = 10, PAIRS_MAX = 1000, TIMEOUT_MS = 60 * 1000 };

enum { PAIR_KB = 8 * 1024, CHILD_KB = 32 * 1024 };

struct pair {
    struct lab *lab;
    ssh_session session;
    ssh_channel channel;
    struct buf seen;
};

struct bench {
    struct loop *loop;
    struct loop_watch *stop;
    int pipe[2];
    pthread_t thread;
    struct pair *pairs;
    size_t count;
};

/* Kilobytes of memory that process `pid` ("self" or a number) has. */
static long memory_kb(const char *pid)
{
    char *path = mem_printf("/proc/%s/status", pid);
    char line[128];
    long kb = -1;
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        sscanf(line, "VmRSS: %ld", &kb);
    fclose(f);
    free(path);
    assert_true(kb > 0);
    return kb;
}

static void on_stop(void *user, int events)
{
    (void)events;
    loop_stop(user);
}

static void *serve(void *user)
{
    loop_run(user);
    return NULL;
}

static size_t wanted_pairs(void)
{
    const char *text = getenv("LAB_PAIRS");
    size_t n = text ? strtoul(text, NULL, 10) : PAIRS;
    return n > 0 && n <= PAIRS_MAX ? n : PAIRS;
}

static void start(struct bench *b)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    b->count = wanted_pairs();
    b->pairs = mem_array(b->count, sizeof *b->pairs);
    b->loop = loop_new();
    for (size_t i = 0; i < b->count; i++) {
        struct err e = {0};
        struct lab_options o = {.seed = i};
        b->pairs[i].lab = lab_new(b->loop, &o, &e);
        if (!b->pairs[i].lab)
            fail_msg("pair %zu: %s", i, e.text);
    }
    assert_int_equal(pipe(b->pipe), 0);
    b->stop = loop_watch_new(b->loop, b->pipe[0], LOOP_READ, on_stop, b->loop);
    assert_int_equal(pthread_create(&b->thread, NULL, serve, b->loop), 0);
}

static void stop(struct bench *b)
{
    close(b->pipe[1]);
    pthread_join(b->thread, NULL);
    for (size_t i = 0; i < b->count; i++) {
        lab_free(b->pairs[i].lab);
        ssh_free(b->pairs[i].session);
        buf_fini(&b->pairs[i].seen);
    }
    loop_watch_free(b->stop);
    loop_free(b->loop);
    close(b->pipe[0]);
    free(b->pairs);
}

/* Log in on the first router and type a ping that the tunnel has to come up for. */
static void ask(struct pair *p)
{
    json_t *description = lab_describe(p->lab);
    const json_t *a = json_object_get(description, "a");
    unsigned port = (unsigned)json_int(a, "port", 0);
    bool no = false;
    p->session = ssh_new();
    ssh_options_set(p->session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(p->session, SSH_OPTIONS_HOST, json_str(a, "host", ""));
    ssh_options_set(p->session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(p->session, SSH_OPTIONS_USER, json_str(a, "user", ""));
    assert_int_equal(ssh_connect(p->session), SSH_OK);
    assert_int_equal(ssh_userauth_password(p->session, NULL, json_str(a, "password", "")),
                     SSH_AUTH_SUCCESS);
    p->channel = ssh_channel_new(p->session);
    assert_int_equal(ssh_channel_open_session(p->channel), SSH_OK);
    assert_int_equal(ssh_channel_request_shell(p->channel), SSH_OK);
    char *keys = mem_printf("enable\r%s\rping ip 192.168.2.1 source 192.168.1.1 repeat 5\r",
                            json_str(a, "enable", ""));
    assert_int_equal(ssh_channel_write(p->channel, keys, (uint32_t)strlen(keys)), strlen(keys));
    free(keys);
    json_decref(description);
}

static void hear(struct pair *p)
{
    char bytes[4096];
    const char *rate;
    while (!(rate = strstr(buf_str(&p->seen), "Success rate is ")) || !strchr(rate, '\n')) {
        int got = ssh_channel_read_timeout(p->channel, bytes, sizeof bytes, 0, TIMEOUT_MS);
        if (got <= 0)
            fail_msg("no ping in \"%s\" (%s)", buf_str(&p->seen), ssh_get_error(p->session));
        buf_add(&p->seen, bytes, (size_t)got);
    }
    assert_true(atoi(rate + strlen("Success rate is ")) >= 40);
    ssh_disconnect(p->session);
}

static void test_pairs(void **state)
{
    (void)state;
    struct bench b = {0};
    long before = memory_kb("self");
    struct loop *clock = loop_new();
    uint64_t begin = loop_now_ms(clock);
    start(&b);
    uint64_t started = loop_now_ms(clock);
    for (size_t i = 0; i < b.count; i++)
        ask(&b.pairs[i]);
    for (size_t i = 0; i < b.count; i++)
        hear(&b.pairs[i]);
    uint64_t pinged = loop_now_ms(clock);
    long kb = (memory_kb("self") - before) / (long)b.count;
    size_t count = b.count;
    stop(&b);
    printf("%zu pairs: %.2f s to start, %.2f s to the first pings, %.2f s in all; "
           "%ld KiB a pair, its client included\n",
           count, (double)(started - begin) / 1000, (double)(pinged - begin) / 1000,
           (double)(loop_now_ms(clock) - begin) / 1000, kb);
    assert_true(kb < PAIR_KB * large_times());
    loop_free(clock);
}

/* The id of the only child there is. */
static void child_id(char *id, size_t size)
{
    char *path = mem_printf("/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(id, (int)size, f));
    id[strcspn(id, " ")] = '\0';
    fclose(f);
    free(path);
}

static void test_child(void **state)
{
    (void)state;
    struct err e = {0};
    struct lab_options o = {.seed = 1};
    json_t *description = NULL;
    char id[32];
    struct lab_child *c = lab_child_start(&o, &description, &e);
    assert_non_null(c);
    child_id(id, sizeof id);
    long kb = memory_kb(id);
    printf("a lab in a process of its own: %ld KiB, shared libraries included\n", kb);
    assert_true(kb < CHILD_KB * large_times());
    lab_child_stop(c);
    json_decref(description);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_child),
        cmocka_unit_test(test_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
