/* SPDX-License-Identifier: ISC */
#include "session/journal.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HINT_MAX = 80, NAME_TRIES = 100 };

struct journal {
    int fd;
    char *path;
    off_t good; /* length up to the last whole line */
    uint64_t lines;
    struct timespec begun;
    char trouble[300];
};

char *journal_dir(void)
{
    return file_state_path("journal");
}

static char *own_name(const char *dir, const char *hint, int attempt)
{
    char stamp[32], safe[HINT_MAX + 1];
    time_t now = time(NULL);
    struct tm tm;
    size_t n = 0;
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
    for (; n < HINT_MAX && hint[n]; n++)
        safe[n] = isalnum((unsigned char)hint[n]) || strchr("._-", hint[n]) ? hint[n] : '_';
    safe[n] = '\0';
    char more[16] = "";
    if (attempt > 0)
        snprintf(more, sizeof more, "-%d", attempt);
    return mem_printf("%s/%s-%s-%ld%s.jsonl", dir, stamp, safe, (long)getpid(), more);
}

static int create(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static int create_own(const char *hint, char **path, struct err *e)
{
    int fd = -1;
    char *dir = journal_dir();
    if (file_make_dirs(dir, e) == ERR_NONE) {
        for (int i = 0; i < NAME_TRIES && fd < 0; i++) {
            free(*path);
            *path = own_name(dir, hint, i);
            fd = create(*path);
            if (fd < 0 && errno != EEXIST)
                break;
        }
        if (fd < 0)
            err_set(e, ERR_IO, *path, 0, "cannot be created: %s", strerror(errno));
    }
    free(dir);
    return fd;
}

static struct journal *start(int fd, char *path, struct err *e)
{
    struct journal *j = mem_alloc(sizeof *j);
    j->fd = fd;
    j->path = path;
    clock_gettime(CLOCK_MONOTONIC, &j->begun);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        err_set(e, ERR_REFUSED, path, 0, "another run is writing this journal");
        journal_free(j);
        return NULL;
    }
    return j;
}

struct journal *journal_open(const char *path, const char *hint, struct err *e)
{
    char *name = mem_dup(path);
    int fd = path ? create(path) : create_own(hint, &name, e);
    if (fd < 0 && path)
        err_set(e, ERR_IO, path, 0,
                errno == EEXIST ? "exists already; a journal is a new file"
                                : "cannot be created: %s",
                strerror(errno));
    if (fd < 0) {
        free(name);
        return NULL;
    }
    file_sync_dir(name);
    return start(fd, name, e);
}

/* Length up to the last newline, and the number of lines. False when it cannot be read. */
static bool measure(struct journal *j)
{
    char bytes[65536];
    off_t at = 0;
    ssize_t n;
    while ((n = pread(j->fd, bytes, sizeof bytes, at)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            if (bytes[i] != '\n')
                continue;
            j->good = at + i + 1;
            j->lines++;
        }
        at += n;
    }
    return n == 0;
}

struct journal *journal_reopen(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        err_set(e, ERR_IO, path, 0, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    struct journal *j = start(fd, mem_dup(path), e);
    if (!j)
        return NULL;
    /* What a crash tore off is of no use, and what follows must stand on a line of its own. */
    if (measure(j) && ftruncate(fd, j->good) == 0)
        return j;
    err_set(e, ERR_IO, path, 0, "cannot be taken up again: %s", strerror(errno));
    journal_free(j);
    return NULL;
}

void journal_free(struct journal *j)
{
    if (!j)
        return;
    close(j->fd);
    free(j->path);
    free(j);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static json_t *stamp(const struct journal *j, const char *event, const json_t *fields)
{
    char at[64], text[32];
    struct timespec now, wall;
    struct tm tm;
    clock_gettime(CLOCK_MONOTONIC, &now);
    clock_gettime(CLOCK_REALTIME, &wall);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&wall.tv_sec, &tm));
    snprintf(at, sizeof at, "%s.%03ldZ", text, wall.tv_nsec / 1000000 % 1000);
    json_int_t ms = (json_int_t)(now.tv_sec - j->begun.tv_sec) * 1000 +
                    (now.tv_nsec - j->begun.tv_nsec) / 1000000;
    json_t *line = json_pack("{s:I, s:I, s:s, s:s}", "n", (json_int_t)j->lines + 1, "ms", ms, "at",
                             at, "event", event);
    json_object_update_missing(line, (json_t *)fields);
    return line;
}

void journal_write(struct journal *j, const char *event, json_t *fields)
{
    json_t *line = stamp(j, event, fields);
    char *text = json_dumps(line, JSON_COMPACT);
    struct buf out = {0};
    buf_add_str(&out, text ? text : "{}");
    buf_add_char(&out, '\n');
    if (write_all(j->fd, buf_str(&out), out.len)) {
        j->good += (off_t)out.len;
        j->lines++;
        j->trouble[0] = '\0';
    } else {
        snprintf(j->trouble, sizeof j->trouble, "the journal cannot be written: %s",
                 strerror(errno));
        /* On a device there is nothing to cut off, and nothing to be done about it. */
        if (ftruncate(j->fd, j->good) != 0)
            errno = 0;
    }
    buf_fini(&out);
    free(text);
    json_decref(line);
    json_decref(fields);
}

int journal_sync(struct journal *j, struct err *e)
{
    if (*j->trouble)
        return err_set(e, ERR_IO, j->path, 0, "%s", j->trouble);
    /* EINVAL: a pipe or device that keeps nothing; the user has chosen it. */
    if (fdatasync(j->fd) != 0 && errno != EINVAL)
        return err_set(e, ERR_IO, j->path, 0, "the journal cannot be written: %s", strerror(errno));
    return ERR_NONE;
}

const char *journal_trouble(const struct journal *j)
{
    return j->trouble;
}

const char *journal_path(const struct journal *j)
{
    return j->path;
}

void journal_put_bytes(json_t *fields, const char *name, const char *bytes, size_t len)
{
    json_t *text = json_stringn(bytes, len);
    if (text) {
        json_object_set_new(fields, name, text);
        return;
    }
    struct buf wide = {0};
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x80)
            buf_add_char(&wide, (char)(0xc0 | c >> 6));
        buf_add_char(&wide, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
    }
    json_object_set_new(fields, "latin1", json_stringn(buf_str(&wide), wide.len));
    buf_fini(&wide);
}
