/* SPDX-License-Identifier: ISC */
/* A whole lab: its start with each fault, its description, its files, its process. */
#include "lab/lab.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static bool answers(const json_t *router)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)json_int(router, "port", 0))};
    inet_pton(AF_INET, json_str(router, "host", ""), &address.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return ok;
}

static void start_with(const char *topology, const char *fault)
{
    struct err e = {0};
    struct loop *l = loop_new();
    struct lab_options o = {.topology = topology, .faults = fault, .seed = 1};
    struct lab *lab = lab_new(l, &o, &e);
    assert_string_equal(e.text, "");
    assert_non_null(lab);
    lab_free(lab);
    loop_free(l);
}

static void test_every_fault_starts(void **state)
{
    (void)state;
    json_t *list = lab_topologies();
    json_t *topology;
    json_t *fault;
    size_t i;
    size_t k;
    json_array_foreach(list, i, topology)
    {
        const char *name = json_str(topology, "name", NULL);
        start_with(name, "none");
        json_array_foreach(json_object_get(topology, "faults"), k, fault)
        {
            start_with(name, json_str(fault, "name", NULL));
        }
        assert_true(k > 2);
    }
    json_decref(list);
}

static void test_faults_by_name(void **state)
{
    (void)state;
    struct err e = {0};
    struct loop *l = loop_new();
    struct lab_options o = {.faults = "key-mismatch,solar-flare"};
    assert_null(lab_new(l, &o, &e));
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_string_equal(e.text, "no fault of the topology ce-pair is called \"solar-flare\" (all: "
                                "peerwalk lab --list)");
    e = (struct err){0};
    o.faults = "none,map-mising-a";
    assert_null(lab_new(l, &o, &e));
    assert_non_null(strstr(e.text, "\"map-mising-a\"; there are map-missing-a, map-missing-b, "));
    e = (struct err){0};
    o.faults = "key-mismatch,map-missing-a";
    struct lab *lab = lab_new(l, &o, &e);
    assert_non_null(lab);
    lab_free(lab);
    loop_free(l);
}

static void check_router(const json_t *router, const char *hostname)
{
    assert_string_equal(json_str(router, "host", ""), "127.0.0.1");
    assert_in_range(json_int(router, "port", 0), 1, 65535);
    assert_string_equal(json_str(router, "user", ""), "lab");
    assert_int_equal(strlen(json_str(router, "password", "")), 10);
    assert_int_equal(strlen(json_str(router, "enable", "")), 10);
    assert_int_equal(strlen(json_str(router, "hostkey", "")), 50);
    assert_memory_equal(json_str(router, "hostkey", ""), "SHA256:", 7);
    assert_string_equal(json_str(router, "hostname", ""), hostname);
    assert_true(answers(router));
}

static void check_files(const json_t *lab, char directory[256])
{
    struct buf text = {0};
    struct stat info;
    const char *config = json_str(lab, "ssh_config", "");
    assert_int_equal(file_read(config, 0, &text, NULL), ERR_NONE);
    char want[64];
    snprintf(want, sizeof want, "Host ce2 CE2\n    HostName 127.0.0.1\n    Port %lld\n",
             json_int(json_object_get(lab, "b"), "port", 0));
    assert_non_null(strstr(buf_str(&text), want));
    const char *hosts = strstr(buf_str(&text), "UserKnownHostsFile \"");
    assert_non_null(hosts);
    assert_non_null(strstr(hosts, json_str(lab, "known_hosts", "?")));
    buf_clear(&text);
    assert_int_equal(file_read(json_str(lab, "known_hosts", ""), 0, &text, NULL), ERR_NONE);
    snprintf(want, sizeof want, "[127.0.0.1]:%lld ssh-ed25519 AAAA",
             json_int(json_object_get(lab, "a"), "port", 0));
    assert_memory_equal(buf_str(&text), want, strlen(want));
    buf_fini(&text);
    snprintf(directory, 256, "%.*s", (int)(strrchr(config, '/') - config), config);
    assert_int_equal(stat(directory, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_int_equal(stat(config, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void test_description(void **state)
{
    (void)state;
    char directory[256];
    struct loop *l = loop_new();
    struct lab *lab = lab_new(l, &(struct lab_options){.seed = 1}, NULL);
    assert_non_null(lab);
    json_t *d = lab_describe(lab);
    check_router(json_object_get(d, "a"), "CE1");
    check_router(json_object_get(d, "b"), "CE2");
    check_files(d, directory);
    lab_free(lab);
    assert_false(answers(json_object_get(d, "a")));
    assert_int_equal(access(directory, F_OK), -1);
    json_decref(d);
    loop_free(l);
}

static void test_seed_draws_the_secrets(void **state)
{
    (void)state;
    struct loop *l = loop_new();
    struct lab *lab[3];
    json_t *d[3];
    for (unsigned i = 0; i < 3; i++) {
        lab[i] = lab_new(l, &(struct lab_options){.seed = i == 2 ? 8 : 7}, NULL);
        assert_non_null(lab[i]);
        d[i] = lab_describe(lab[i]);
    }
    const char *same[2] = {json_str(json_object_get(d[0], "a"), "password", ""),
                           json_str(json_object_get(d[1], "a"), "password", "")};
    assert_string_equal(same[0], same[1]);
    assert_string_not_equal(same[0], json_str(json_object_get(d[2], "a"), "password", ""));
    assert_string_not_equal(same[0], json_str(json_object_get(d[0], "b"), "password", ""));
    assert_string_not_equal(same[0], json_str(json_object_get(d[0], "a"), "enable", ""));
    for (int i = 0; i < 3; i++) {
        json_decref(d[i]);
        lab_free(lab[i]);
    }
    loop_free(l);
}

static void test_chosen_ports_and_config(void **state)
{
    (void)state;
    struct err e = {0};
    struct loop *l = loop_new();
    struct lab *first = lab_new(l, &(struct lab_options){0}, &e);
    json_t *d = lab_describe(first);
    const char *taken = json_str(d, "ssh_config", "");
    /* A file that exists is not ours to overwrite and remove. */
    assert_null(lab_new(l, &(struct lab_options){.ssh_config = taken}, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_string_equal(e.where, taken);
    assert_int_equal(access(taken, F_OK), 0);

    unsigned port = (unsigned)json_int(json_object_get(d, "b"), "port", 0);
    e = (struct err){0};
    assert_null(lab_new(l, &(struct lab_options){.port = {0, port}}, &e));
    assert_non_null(strstr(e.text, "Address already in use"));
    lab_free(first);
    e = (struct err){0};
    struct lab *second = lab_new(l, &(struct lab_options){.port = {0, port}}, &e);
    assert_non_null(second);
    json_t *again = lab_describe(second);
    assert_int_equal(json_int(json_object_get(again, "b"), "port", 0), port);
    lab_free(second);
    json_decref(again);
    json_decref(d);
    loop_free(l);
}

static void no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_child(void **state)
{
    (void)state;
    struct err e = {0};
    json_t *d = NULL;
    struct lab_child *c = lab_child_start(&(struct lab_options){.faults = "none"}, &d, &e);
    assert_non_null(c);
    assert_true(answers(json_object_get(d, "a")));
    assert_true(answers(json_object_get(d, "b")));
    lab_child_stop(c);
    no_children();
    assert_false(answers(json_object_get(d, "a")));
    assert_int_equal(access(json_str(d, "ssh_config", ""), F_OK), -1);
    json_decref(d);

    assert_null(lab_child_start(&(struct lab_options){.faults = "bogus"}, &d, &e));
    assert_null(d);
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_non_null(strstr(e.text, "\"bogus\""));
    no_children();
}

/* The parent dies without a word: the lab goes with it. */
static void test_child_of_dead_parent(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t parent = fork();
    if (parent == 0) {
        json_t *d = NULL;
        bool ok = lab_child_start(&(struct lab_options){0}, &d, NULL);
        raise(ok ? SIGKILL : SIGABRT);
    }
    int status = 0;
    assert_int_equal(waitpid(parent, &status, 0), parent);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    assert_true(waitpid(-1, &status, 0) > 0);
    assert_true(WIFEXITED(status));
    no_children();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_fault_starts),
        cmocka_unit_test(test_faults_by_name),
        cmocka_unit_test(test_description),
        cmocka_unit_test(test_seed_draws_the_secrets),
        cmocka_unit_test(test_chosen_ports_and_config),
        cmocka_unit_test(test_child),
        cmocka_unit_test(test_child_of_dead_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
