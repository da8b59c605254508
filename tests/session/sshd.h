/* SPDX-License-Identifier: ISC */
/*
 * A real sshd on loopback, on two ports, with a user key of its own; and programs run to their end.
 * Everything lives in one directory.
 */
#ifndef TESTS_SESSION_SSHD_H
#define TESTS_SESSION_SSHD_H

#include "tests/slow.h"

#include <assert.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct sshd {
    char dir[48];
    unsigned port[2];
    int max_tries; /* keys that may be offered; 0: as many as sshd likes */
    pid_t pid;     /* 0: not started */
};

/* Write DIR/NAME. */
__attribute__((format(printf, 3, 4))) static inline void put_file(const char *dir, const char *name,
                                                                  const char *fmt, ...)
{
    char path[128];
    va_list args;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert(f);
    va_start(args, fmt);
    vfprintf(f, fmt, args);
    va_end(args);
    fclose(f);
}

/* Run a program silently in DIR. Returns whether it succeeded. */
static inline bool run_in(const char *dir, char *const argv[])
{
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        dup2(null, 2);
        if (chdir(dir) != 0)
            _exit(127);
        execvp(argv[0], argv);
        _exit(127);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline bool make_key(const char *dir, const char *name, const char *passphrase)
{
    return run_in(dir, (char *[]){"ssh-keygen", "-q", "-t", "ed25519", "-N", (char *)passphrase,
                                  "-f", (char *)name, NULL});
}

static inline unsigned free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert(bind(fd, (struct sockaddr *)&a, len) == 0);
    assert(getsockname(fd, (struct sockaddr *)&a, &len) == 0);
    close(fd);
    return ntohs(a.sin_port);
}

/* Start it once. Returns whether it listens on both ports. */
static inline bool sshd_try(struct sshd *s)
{
    char line[256];
    int out[2], listening = 0;
    for (int i = 0; i < 2; i++)
        s->port[i] = free_port();
    put_file(s->dir, "sshd_config",
             "ListenAddress 127.0.0.1\nPort %u\nPort %u\nHostKey %s/hostkey\n"
             "AuthorizedKeysFile %s/userkey.pub\nPidFile none\nStrictModes no\nUsePAM no\n"
             "PasswordAuthentication no\nPermitRootLogin yes\nAllowTcpForwarding yes\n"
             "MaxAuthTries %d\n",
             s->port[0], s->port[1], s->dir, s->dir, s->max_tries ? s->max_tries : 6);
    assert(pipe(out) == 0);
    s->pid = fork();
    if (s->pid == 0) {
        char config[96];
        snprintf(config, sizeof config, "%s/sshd_config", s->dir);
        dup2(out[1], 2);
        close(out[0]);
        execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-e", "-f", config, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    FILE *log = fdopen(out[0], "r");
    while (listening < 2 && fgets(line, sizeof line, log))
        listening += strstr(line, "Server listening") != NULL;
    /* The pipe stays open: sshd dies of one that nobody reads. */
    fcntl(fileno(log), F_SETFL, O_NONBLOCK);
    return listening == 2;
}

/* End a process that we started and those that it started. */
static inline void kill_tree(pid_t pid)
{
    char path[64];
    int child;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *f = fopen(path, "r");
    kill(pid, SIGSTOP);
    while (f && fscanf(f, "%d", &child) == 1)
        kill_tree(child);
    if (f)
        fclose(f);
    kill(pid, SIGKILL);
}

/* With all its connections, which are sessions of their own. */
static inline void sshd_kill(struct sshd *s)
{
    if (s->pid > 0) {
        kill_tree(s->pid);
        waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}

/* Skips the test, and says so, where there is no sshd; one that does not start is a failure. */
static inline void sshd_start(struct sshd *s)
{
    strcpy(s->dir, "/tmp/peerwalk_sshd_XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    if (access("/usr/sbin/sshd", X_OK) != 0)
        cannot_run("no sshd here (apt-get install openssh-server)");
    if (geteuid() == 0)
        mkdir("/run/sshd", 0755);
    assert_true(make_key(s->dir, "hostkey", ""));
    assert_true(make_key(s->dir, "userkey", ""));
    for (int i = 0; i < 5; i++) {
        if (sshd_try(s))
            return;
        sshd_kill(s);
    }
    fail_msg("sshd does not start; its directory is %s", s->dir);
}

static inline void sshd_stop(struct sshd *s)
{
    sshd_kill(s);
    run_in("/tmp", (char *[]){"rm", "-rf", s->dir, NULL});
}

#endif
